#include "ctl/digest_body.h"

#include "base/buf.h"
#include "base/members.h"
#include "base/text.h"
#include "words/today.h"
#include "words/words.h"

/* ---- what both say of a line ---- */

/* "seu.cat (renewal 12)" */
static void
put_name(struct buf *out, const json_t *line)
{
	words_today_name(line, out);
	if (number_of(line, "renewal"))
		buf_printf(out, _(" (renewal %lld)"), (long long)number_of(line, "renewal"));
}

/* Its service, when it ends, for whom it waits and who has it, with that between them. */
static void
put_about(struct buf *out, const struct digest_body *b, const json_t *line, const char *between)
{
	const size_t before = out->len;
	const char *owner = b->owners ? text_of(line, "claimed_by") : "";

	buf_puts(out, text_of(line, "service"));
	if (number_of(line, "end")) {
		struct buf date = {0};

		words_date(number_of(line, "end"), &date);
		buf_printf(out, "%s%s %s", out->len > before ? between : "",
		    words_expires(number_of(line, "end"), b->now), buf_str(&date));
		buf_release(&date);
	}
	if (text_at(line, "waiting_on"))
		buf_printf(out, _("%swaits for %s"), out->len > before ? between : "",
		    text_of(line, "waiting_on"));
	if (*owner)
		buf_printf(out, "%s%s", out->len > before ? between : "", owner);
}

static void
put_rest(struct buf *out, size_t left)
{
	buf_printf(out,
	    ngettext("and %zu more: caducactl today", "and %zu more: caducactl today", left), left);
}

/* ---- text ---- */

static void
text_line(struct buf *out, const struct digest_body *b, const json_t *line)
{
	const json_t *reason;
	struct buf some = {0};
	char *clean;
	size_t i;

	buf_puts(&some, "* ");
	put_name(&some, line);
	clean = text_cleaned(buf_str(&some), 0);
	buf_printf(out, "%s\n", clean);
	free(clean);
	buf_clear(&some);
	put_about(&some, b, line, " · ");
	clean = text_cleaned(buf_str(&some), 0);
	if (*clean)
		buf_printf(out, "  %s\n", clean);
	free(clean);
	json_array_foreach(json_object_get(line, "reasons"), i, reason) {
		buf_clear(&some);
		words_today_reason(reason, b->now, &some);
		clean = text_cleaned(buf_str(&some), 0);
		buf_printf(out, "  - %s\n", clean);
		free(clean);
	}
	buf_release(&some);
}

void
digest_text(struct buf *out, const struct digest_body *b)
{
	const json_t *section, *line;
	size_t s, i;

	buf_printf(out, "%s\n", b->title);
	json_array_foreach(b->sections, s, section) {
		const json_t *lines = json_object_get(section, "lines");
		char *title = text_cleaned(text_of(section, "title"), 0);

		buf_printf(out, "\n%s (%zu)\n\n", title, json_array_size(lines));
		free(title);
		json_array_foreach(lines, i, line)
			if (i < DIGEST_LINES_MAX)
				text_line(out, b, line);
		if (i > DIGEST_LINES_MAX) {
			put_rest(out, i - DIGEST_LINES_MAX);
			buf_putc(out, '\n');
		}
	}
}

/* ---- HTML ---- */

static void
put_escaped(struct buf *out, const char *text)
{
	char *clean = text_cleaned(text, 0);

	for (const char *s = clean; *s; s++)
		switch (*s) {
		case '<':
			buf_puts(out, "&lt;");
			break;
		case '>':
			buf_puts(out, "&gt;");
			break;
		case '&':
			buf_puts(out, "&amp;");
			break;
		case '"':
			buf_puts(out, "&quot;");
			break;
		case '\'':
			buf_puts(out, "&#39;");
			break;
		default:
			buf_putc(out, *s);
		}
	free(clean);
}

static void
put_element(struct buf *out, const char *element, const char *text)
{
	buf_printf(out, "<%s>", element);
	put_escaped(out, text);
	buf_printf(out, "</%s>", element);
}

static void
html_line(struct buf *out, const struct digest_body *b, const json_t *line)
{
	const json_t *reason;
	struct buf some = {0};
	size_t i;

	buf_puts(out, "<li>");
	put_name(&some, line);
	put_element(out, "strong", buf_str(&some));
	buf_clear(&some);
	put_about(&some, b, line, " · ");
	if (some.len) {
		buf_puts(out, "<br>");
		put_element(out, "small", buf_str(&some));
	}
	buf_puts(out, "\n<ul>\n");
	json_array_foreach(json_object_get(line, "reasons"), i, reason) {
		buf_clear(&some);
		words_today_reason(reason, b->now, &some);
		put_element(out, "li", buf_str(&some));
		buf_putc(out, '\n');
	}
	buf_puts(out, "</ul></li>\n");
	buf_release(&some);
}

void
digest_html(struct buf *out, const struct digest_body *b)
{
	const json_t *section, *line;
	struct buf some = {0};
	size_t s, i;

	buf_printf(out, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head><meta charset=\"utf-8\">\n",
	    words_language());
	put_element(out, "title", b->title);
	buf_puts(out, "</head>\n<body style=\"font-family: sans-serif\">\n");
	put_element(out, "h1", b->title);
	json_array_foreach(b->sections, s, section) {
		const json_t *lines = json_object_get(section, "lines");

		buf_clear(&some);
		buf_printf(&some, "%s (%zu)", text_of(section, "title"), json_array_size(lines));
		buf_putc(out, '\n');
		put_element(out, "h2", buf_str(&some));
		buf_puts(out, "\n<ul>\n");
		json_array_foreach(lines, i, line)
			if (i < DIGEST_LINES_MAX)
				html_line(out, b, line);
		buf_puts(out, "</ul>\n");
		if (i > DIGEST_LINES_MAX) {
			buf_clear(&some);
			put_rest(&some, i - DIGEST_LINES_MAX);
			put_element(out, "p", buf_str(&some));
		}
	}
	buf_puts(out, "\n</body>\n</html>\n");
	buf_release(&some);
}
