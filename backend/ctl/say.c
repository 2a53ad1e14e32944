/* What goes wrong is said where it happens, once, on the standard error, and comes back as an exit code or as NULL. */
#include "ctl/ctl.h"

#include "base/buf.h"
#include "base/endpoint.h"
#include "base/mem.h"
#include "base/text.h"
#include "words/words.h"

#include <unistd.h>

enum { LABEL_WIDTH = 18 };

char *
ctl_row_endpoint(const json_t *row)
{
	return endpoint_text(text_of(row, "host"), (int)number_of(row, "port"));
}

char *
row_label(const json_t *row)
{
	char *endpoint = ctl_row_endpoint(row), *label;
	long long id = (long long)number_of(row, "id");

	if (!strcmp(text_of(row, "name"), endpoint))
		label = mem_printf("%lld %s", id, endpoint);
	else
		label = mem_printf("%lld %s (%s)", id, text_of(row, "name"), endpoint);
	free(endpoint);
	return label;
}

int
ctl_complain(struct ctl *ctl, const char *sentence)
{
	char *clean = text_cleaned(sentence, 0);

	if (!ctl->quiet_errors)
		fprintf(stderr, "caducactl: %s\n", clean);
	free(ctl->trouble);
	ctl->trouble = clean;
	return EXIT_FAILED;
}

/* Releases the sentence. */
static int
complain(struct ctl *ctl, struct buf *sentence)
{
	ctl_complain(ctl, buf_str(sentence));
	buf_release(sentence);
	return EXIT_FAILED;
}

int
ctl_complain_code(struct ctl *ctl, const char *code, const json_t *args)
{
	struct buf sentence = {0};

	words_error(code, args, &sentence);
	return complain(ctl, &sentence);
}

int
ctl_complain_err(struct ctl *ctl, const struct err *err)
{
	struct buf sentence = {0};

	words_err(err, &sentence);
	return complain(ctl, &sentence);
}

int
ctl_complain_left_out(struct ctl *ctl, const char *name, const char *why)
{
	struct buf sentence = {0};

	words_left_out(name, why, &sentence);
	return complain(ctl, &sentence);
}

int
ctl_complain_refused_one(struct ctl *ctl, const char *name, const json_t *error)
{
	struct buf why = {0};

	words_error(text_of(error, "code"), json_object_get(error, "args"), &why);
	ctl_complain_left_out(ctl, name, buf_str(&why));
	buf_release(&why);
	return EXIT_FAILED;
}

void
ctl_say(const char *fmt, ...)
{
	char *text, *clean;
	va_list ap;

	va_start(ap, fmt);
	text = mem_vprintf(fmt, ap);
	va_end(ap);
	clean = text_cleaned(text, 0);
	puts(clean);
	free(clean);
	free(text);
}

void
ctl_line(const char *label, const char *value)
{
	int pad = LABEL_WIDTH - text_width(label);

	if (*value)
		ctl_say("%s%*s %s", label, pad > 0 ? pad : 0, "", value);
}

void
ctl_print_json(const json_t *value)
{
	json_dumpf(value, stdout, JSON_COMPACT | JSON_ENCODE_ANY);
	putchar('\n');
}

bool
ctl_agrees(struct ctl *ctl, const char *question, bool yes)
{
	char answer[16], *clean;

	if (yes)
		return true;
	if (!isatty(STDIN_FILENO) || !isatty(STDERR_FILENO)) {
		ctl_complain(ctl, question);
		return false;
	}
	clean = text_cleaned(question, 0);
	/* TRANSLATORS: the letters of yes and no; both languages' letters always work. */
	fprintf(stderr, "%s [%s/n] ", clean, _("y"));
	fflush(stderr);
	free(clean);
	return fgets(answer, sizeof(answer), stdin) && *answer && strchr("sSyY", *answer);
}
