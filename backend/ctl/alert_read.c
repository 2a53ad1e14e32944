#include "ctl/alert_read.h"

#include "ctl/ctl.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/sys.h"
#include "base/text.h"
#include "inventory/alert.h"
#include "inventory/mail.h"
#include "words/alert.h"
#include "words/words.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

/* ---- reading ---- */

/* Decoded here already, so that what is attached to a mail takes no room of its text, and cleaned: JSON
 * carries text only. */
char *
alert_from_stdin(void)
{
	struct buf text = {0}, clean = {0};
	struct mail mail;
	char piece[4096];
	size_t got;

	while (text.len < MAIL_MAX_BYTES && (got = fread(piece, 1, sizeof(piece), stdin)) > 0)
		buf_add(&text, piece, got);
	mail_read(&mail, buf_str(&text), text.len);
	for (size_t at = 0; at < mail.len && clean.len < ALERT_MAX_BYTES; at++) {
		size_t end = at;
		while (end < mail.len && !memchr("\n\r\t", mail.text[end], 3))
			end++;
		text_clean(&clean, mail.text + at, end - at);
		buf_putc(&clean, end < mail.len && mail.text[end] == '\t' ? ' ' : '\n');
		at = end + (end + 1 < mail.len && !memcmp(mail.text + end, "\r\n", 2));
	}
	mail_release(&mail);
	buf_release(&text);
	buf_puts(&clean, "");
	return buf_steal(&clean);
}

json_t *
alert_call(struct ctl *ctl, const char *operation, const char *text)
{
	size_t len = strnlen(text, ALERT_MAX_BYTES);

	while (text[len] && (text[len] & 0xc0) == 0x80) /* not within a character */
		len--;
	return ctl_call(ctl, operation, json_pack("{s:s%}", "text", text, len), NULL, NULL);
}

/* ---- saying ---- */

static void say(FILE *out, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static void
say(FILE *out, const char *fmt, ...)
{
	struct buf line = {0}, clean = {0};
	va_list ap;

	va_start(ap, fmt);
	buf_vprintf(&line, fmt, ap);
	va_end(ap);
	text_clean(&clean, buf_str(&line), line.len);
	fprintf(out, "%s\n", buf_str(&clean));
	buf_release(&line);
	buf_release(&clean);
}

static void
say_known(const json_t *monitor, const json_t *announced, FILE *out)
{
	char *label = row_label(monitor);
	long long renewal = (long long)number_of(monitor, "renewal");
	struct buf served = {0};

	if (renewal)
		say(out, _("%s is in renewal %lld already."), label, renewal);
	words_alert_monitor(monitor, announced, &served);
	say(out, "%s: %s", label, buf_str(&served));
	buf_release(&served);
	free(label);
}

void
alert_say(const json_t *found, bool adds, FILE *out)
{
	const json_t *announced = json_object_get(found, "announced");
	json_int_t left_off = number_of(found, "left_off");
	json_t *one;
	size_t i;

	json_array_foreach(json_object_get(found, "known"), i, one) {
		say_known(one, announced, out);
	}
	if (left_off)
		say(out,
		    ngettext("%lld more monitor of those hosts is left out: name it.",
			"%lld more monitors of those hosts are left out: name them.",
			(unsigned long)left_off),
		    (long long)left_off);
	json_array_foreach(json_object_get(found, "unknown"), i, one) {
		char *endpoint = ctl_row_endpoint(one);
		say(out,
		    adds ? _("%s is not watched: it will be.")
			 : _("%s is not watched: renewal open --paste --add adds it."),
		    endpoint);
		free(endpoint);
	}
	json_array_foreach(json_object_get(found, "renewals"), i, one) {
		say(out, _("Renewal %lld names that ticket."), (long long)json_integer_value(one));
	}
}

/* ---- asking ---- */

/* The first letter of the line that is typed; '\0' at the end of it all. */
static char
typed_letter(int tty)
{
	char first = '\0', c;

	for (;;) {
		ssize_t n = read(tty, &c, 1);

		if (n < 0 && errno == EINTR)
			continue;
		if (n != 1 || c == '\n')
			return first;
		first = first ? first : c;
	}
}

int
alert_agree(struct ctl *ctl)
{
	int tty = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
	const char *question = _("Go on? [y/N] ");
	char letter;

	if (tty < 0)
		return ctl_complain(
		    ctl, _("There is nobody to ask here, so nothing was done: --yes agrees."));
	fflush(stdout);
	sys_write_all(tty, question, strlen(question), NULL);
	letter = typed_letter(tty);
	close(tty);
	return letter && strchr("yYsS", letter) ? EXIT_DONE
						: ctl_complain(ctl, _("Nothing was done."));
}
