/* Lines are written with LF. What is in a field of the head is either checked (addresses), made here, or encoded, so that
 * nothing of anybody's text can begin another field; what is in a part is quoted-printable, where no "=_" can stand, with which
 * the boundary begins (RFC 2045, section 6.7, note to (5)). */
#include "mail/message.h"

#include "base/buf.h"
#include "base/text.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum {
	LINE_MAX_BYTES = 76,
	WORD_MAX_BYTES = 75,     /* of an encoded word (RFC 2047, section 2) */
	SUBJECT_MAX_BYTES = 400, /* a subject is read in one look */
	ADDRESS_MAX_BYTES = 254,
	LOCAL_MAX_BYTES = 64
};

static const char hex[] = "0123456789ABCDEF";

/* ---- addresses ---- */

static bool
is_dotted(const char *text, size_t len, const char *others)
{
	bool part = false;

	for (size_t i = 0; i < len; i++) {
		const char c = text[i];

		if (c == '.' ? !part
			     : !((unsigned char)c < 128 &&
				   (isalnum((unsigned char)c) || strchr(others, c))))
			return false;
		part = c != '.';
	}
	return part;
}

bool
message_is_address(const char *text)
{
	const char *at = strrchr(text, '@');
	const size_t len = strlen(text);

	return at && len <= ADDRESS_MAX_BYTES && at - text <= LOCAL_MAX_BYTES && at[1] != '-' &&
	       is_dotted(text, (size_t)(at - text), "!#$%&'*+-/=?^_`{|}~") &&
	       is_dotted(at + 1, strlen(at + 1), "-");
}

/* ---- quoted-printable ---- */

static bool
is_plain(const char *s, const char *end)
{
	const unsigned char c = (unsigned char)*s;

	if (c == ' ' || c == '\t')
		return s + 1 < end &&
		       s[1] != '\n'; /* one at the end of a line may be lost on the way */
	return c > ' ' && c < 127 && c != '=';
}

static void
put_quoted_printable(struct buf *out, const char *text)
{
	const char *end = text + strlen(text);
	size_t column = 0;

	for (const char *s = text; s < end; s++) {
		/* a line that is a dot, or begins with "From ", is changed by some that pass it on */
		const bool risky = !column && (*s == '.' || !strncmp(s, "From ", 5)),
			   plain = !risky && is_plain(s, end);
		const size_t width = plain ? 1 : 3;

		if (*s == '\n') {
			buf_putc(out, '\n');
			column = 0;
			continue;
		}
		if (column + width > LINE_MAX_BYTES - 1) {
			buf_puts(out, "=\n");
			column = 0;
		}
		if (plain) {
			buf_putc(out, *s);
		} else {
			buf_putc(out, '=');
			buf_putc(out, hex[(unsigned char)*s >> 4]);
			buf_putc(out, hex[(unsigned char)*s & 15]);
		}
		column += width;
	}
	if (column)
		buf_putc(out, '\n');
}

/* ---- fields ---- */

/* Text as encoded words of "Q" (RFC 2047, section 4.2), a line each, no character in two of them. */
static void
put_encoded(struct buf *out, const char *text)
{
	static const char begin[] = "=?UTF-8?Q?", end[] = "?=";
	size_t used = 0, len = strlen(text);
	uint32_t code_point;
	int bytes;

	for (; len && (bytes = text_decode(text, len, &code_point)) > 0;
	     text += bytes, len -= (size_t)bytes) {
		const bool plain = bytes == 1 && (isalnum(*text) || *text == ' ');
		const size_t width = plain ? 1 : 3 * (size_t)bytes;

		if (used && sizeof(begin) + sizeof(end) - 2 + used + width > WORD_MAX_BYTES) {
			buf_printf(out, "%s\n ", end);
			used = 0;
		}
		if (!used)
			buf_puts(out, begin);
		used += width;
		if (plain)
			buf_putc(out, *text == ' ' ? '_' : *text);
		for (int i = 0; !plain && i < bytes; i++) {
			buf_putc(out, '=');
			buf_putc(out, hex[(unsigned char)text[i] >> 4]);
			buf_putc(out, hex[(unsigned char)text[i] & 15]);
		}
	}
	if (used)
		buf_puts(out, end);
}

static void
put_addresses(struct buf *out, const struct message *m)
{
	if (*m->from)
		buf_printf(out, "From: Caduca <%s>\n", m->from);
	for (size_t i = 0; i < m->to_count; i++)
		buf_printf(
		    out, "%s%s%s\n", i ? " " : "To: ", m->to[i], i + 1 < m->to_count ? "," : "");
}

/* RFC 5322, section 3.3: names in English whatever the locale. */
static void
put_date(struct buf *out, int64_t at)
{
	static const char *const days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
	static const char *const months[] = {
	    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	const time_t time = (time_t)at;
	struct tm tm = {0};
	long zone;

	localtime_r(&time, &tm);
	zone = tm.tm_gmtoff / 60;
	buf_printf(out, "Date: %s, %02d %s %d %02d:%02d:%02d %c%02ld%02ld\n", days[tm.tm_wday],
	    tm.tm_mday, months[tm.tm_mon], tm.tm_year + 1900, tm.tm_hour, tm.tm_min, tm.tm_sec,
	    zone < 0 ? '-' : '+', (zone < 0 ? -zone : zone) / 60, (zone < 0 ? -zone : zone) % 60);
}

static void
put_head(struct buf *out, const struct message *m)
{
	const char *at = strrchr(m->from, '@');
	char *subject = text_cleaned(m->subject, SUBJECT_MAX_BYTES);

	put_addresses(out, m);
	buf_puts(out, "Subject: ");
	put_encoded(out, subject);
	buf_puts(out, "\n");
	put_date(out, m->at);
	buf_printf(out, "Message-ID: <caduca.%llx.%016llx@%s>\n", (unsigned long long)m->at,
	    (unsigned long long)m->id, at ? at + 1 : "localhost");
	buf_puts(out, "Auto-Submitted: auto-generated\nMIME-Version: 1.0\n");
	if (*m->language)
		buf_printf(out, "Content-Language: %s\n", m->language);
	free(subject);
}

/* ---- all of it ---- */

static void
put_part(struct buf *out, const struct message *m, const char *type, const char *text)
{
	buf_printf(out, "--=_caduca_%016llx\n", (unsigned long long)m->id);
	buf_printf(out, "Content-Type: text/%s; charset=UTF-8\n", type);
	buf_puts(out, "Content-Transfer-Encoding: quoted-printable\n\n");
	put_quoted_printable(out, text);
	buf_putc(out, '\n');
}

void
message_write(struct buf *out, const struct message *m)
{
	put_head(out, m);
	buf_printf(out, "Content-Type: multipart/alternative; boundary=\"=_caduca_%016llx\"\n\n",
	    (unsigned long long)m->id);
	put_part(out, m, "plain", m->text);
	put_part(out, m, "html", m->html);
	buf_printf(out, "--=_caduca_%016llx--\n", (unsigned long long)m->id);
}

void
message_on_the_wire(struct buf *out, const char *message, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (message[i] == '\n')
			buf_putc(out, '\r');
		buf_putc(out, message[i]);
	}
}
