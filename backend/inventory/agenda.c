#include "inventory/agenda.h"

#include "base/buf.h"
#include "base/text.h"

#include <time.h>

enum { LINE_OCTETS = 75 }; /* RFC 5545 3.1 */

/* A content line, folded between characters. */
static void
put_line(struct buf *out, const char *line)
{
	size_t used = 0;

	for (const char *s = line; *s;) {
		size_t n = 1;

		while (((unsigned char)s[n] & 0xc0) == 0x80)
			n++;
		if (used + n > LINE_OCTETS) {
			buf_puts(out, "\r\n ");
			used = 1;
		}
		buf_add(out, s, n);
		used += n;
		s += n;
	}
	buf_puts(out, "\r\n");
}

/* 3.3.11; what is not printable was made so. */
static void
put_text(struct buf *out, const char *name, const char *text)
{
	struct buf line = {0}, clean = {0};

	text_clean(&clean, text, strlen(text));
	buf_printf(&line, "%s:", name);
	for (const char *s = buf_str(&clean); *s; s++) {
		if (strchr("\\;,", *s))
			buf_putc(&line, '\\');
		buf_putc(&line, *s);
	}
	put_line(out, buf_str(&line));
	buf_release(&line);
	buf_release(&clean);
}

static void
put_time(struct buf *out, const char *name, int64_t at, bool day)
{
	time_t t = (time_t)at;
	struct tm tm;

	if (!(day ? localtime_r(&t, &tm) : gmtime_r(&t, &tm)))
		return;
	buf_printf(out, "%s%04d%02d%02d", name, tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday);
	if (!day)
		buf_printf(out, "T%02d%02d%02dZ", tm.tm_hour, tm.tm_min, tm.tm_sec);
	buf_puts(out, "\r\n");
}

void
agenda_begin(struct buf *out, const char *name)
{
	buf_puts(out, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Caduca//Caduca//CA\r\n"
		      "CALSCALE:GREGORIAN\r\nMETHOD:PUBLISH\r\n");
	put_text(out, "X-WR-CALNAME", name);
}

void
agenda_add(struct buf *out, const struct agenda_day *day, int64_t now)
{
	buf_printf(out, "BEGIN:VEVENT\r\nUID:%s@caduca\r\n", day->uid);
	put_time(out, "DTSTAMP:", now, false);
	put_time(out, "DTSTART;VALUE=DATE:", day->at, true);
	put_text(out, "SUMMARY", day->summary);
	if (*day->description)
		put_text(out, "DESCRIPTION", day->description);
	put_text(out, "CATEGORIES", day->category);
	buf_puts(out, "TRANSP:TRANSPARENT\r\nEND:VEVENT\r\n");
}

void
agenda_end(struct buf *out)
{
	buf_puts(out, "END:VCALENDAR\r\n");
}
