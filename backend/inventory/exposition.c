#include "inventory/exposition.h"

#include "base/buf.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LABEL_MAX_BYTES = 200 };

static const char *
unit_of(const char *name)
{
	static const char unit[] = "seconds";
	const size_t len = strlen(name);

	return len > sizeof(unit) && name[len - sizeof(unit)] == '_' &&
		       !strcmp(name + len - sizeof(unit) + 1, unit)
		   ? unit
		   : NULL;
}

void
exposition_family(struct exposition *x, const char *name, const char *help)
{
	const char *unit = unit_of(name);

	x->family = name;
	buf_printf(x->out, "# TYPE %s gauge\n", name);
	if (unit)
		buf_printf(x->out, "# UNIT %s %s\n", name, unit);
	buf_printf(x->out, "# HELP %s %s\n", name, help);
}

void
exposition_sample(struct exposition *x)
{
	x->labels = 0;
	buf_puts(x->out, x->family);
}

void
exposition_label(struct exposition *x, const char *name, const char *value)
{
	char *clean;

	if (!*value)
		return;
	clean = text_cleaned(value, LABEL_MAX_BYTES);
	buf_printf(x->out, "%c%s=\"", x->labels++ ? ',' : '{', name);
	for (const char *s = clean; *s; s++) {
		if (*s == '"' || *s == '\\')
			buf_putc(x->out, '\\');
		buf_putc(x->out, *s);
	}
	buf_putc(x->out, '"');
	free(clean);
}

void
exposition_label_number(struct exposition *x, const char *name, int64_t value)
{
	char text[24];

	snprintf(text, sizeof(text), "%lld", (long long)value);
	exposition_label(x, name, text);
}

void
exposition_value(struct exposition *x, int64_t value)
{
	buf_printf(x->out, "%s %lld\n", x->labels ? "}" : "", (long long)value);
}

void
exposition_end(struct exposition *x)
{
	buf_puts(x->out, "# EOF\n");
}
