#include "ctl/nagios.h"

#include "base/buf.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

enum { LABEL_MAX_BYTES = 80 };

static const char *const words[] = {
    [NAGIOS_OK] = "OK",
    [NAGIOS_WARNING] = "WARNING",
    [NAGIOS_CRITICAL] = "CRITICAL",
    [NAGIOS_UNKNOWN] = "UNKNOWN",
};

const char *
nagios_word(enum nagios state)
{
	return words[state];
}

void
nagios_text(struct buf *out, const char *text)
{
	char *clean = text_cleaned(text, 0);

	for (const char *p = clean; *p; p++)
		buf_putc(out, *p == '|' ? '/' : *p);
	free(clean);
}

char *
nagios_label(const char *text)
{
	char *label = text_cleaned(text, LABEL_MAX_BYTES);

	for (char *p = label; *p; p++)
		if (strchr("'=|", *p))
			*p = '_';
	return label;
}

void
nagios_performance(struct buf *out, const struct performance *p)
{
	const bool plain = !p->label[strspn(p->label, "abcdefghijklmnopqrstuvwxyz_")];

	buf_printf(out, plain ? " %s" : " '%s'", p->label);
	buf_printf(out, "=%lld%s", (long long)p->value, p->unit);
	if (*p->warning || *p->critical)
		buf_printf(out, ";%s;%s", p->warning, p->critical);
}
