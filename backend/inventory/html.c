#include "inventory/html.h"

#include "base/buf.h"
#include "base/text.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* ---- characters ---- */

static const struct {
	const char *name, *text;
} entities[] = {{"amp", "&"}, {"lt", "<"}, {"gt", ">"}, {"quot", "\""}, {"apos", "'"},
    {"nbsp", " "}, {"agrave", "à"}, {"aacute", "á"}, {"egrave", "è"}, {"eacute", "é"},
    {"iacute", "í"}, {"iuml", "ï"}, {"ograve", "ò"}, {"oacute", "ó"}, {"uacute", "ú"},
    {"uuml", "ü"}, {"ccedil", "ç"}, {"ntilde", "ñ"}, {"middot", "·"}, {"laquo", "«"},
    {"raquo", "»"}, {"lsquo", "‘"}, {"rsquo", "’"}, {"ldquo", "“"}, {"rdquo", "”"}, {"ndash", "–"},
    {"mdash", "—"}, {"hellip", "…"}, {"euro", "€"}};

/* "&#233;", "&#xE9;": false where it is no character. */
static bool
add_number(struct buf *out, const char *name)
{
	bool hex = name[1] == 'x' || name[1] == 'X';
	char *end;
	unsigned long n;

	if (!isxdigit((unsigned char)name[hex ? 2 : 1]))
		return false;
	n = strtoul(name + (hex ? 2 : 1), &end, hex ? 16 : 10);
	if (*end || n < ' ' || n > 0x10ffff || (n >= 0xd800 && n < 0xe000))
		return false;
	text_encode(out, (uint32_t)n);
	return true;
}

/* At s[0] == '&'. How many bytes it was. */
static size_t
add_entity(struct buf *out, const char *s, size_t len)
{
	char name[12];
	size_t n = 1;

	while (n < len && n < sizeof(name) && (isalnum((unsigned char)s[n]) || s[n] == '#'))
		n++;
	if (n > 1 && n < len && s[n] == ';') {
		memcpy(name, s + 1, n - 1);
		name[n - 1] = '\0';
		if (name[0] == '#' && add_number(out, name))
			return n + 1;
		for (size_t i = 0; i < sizeof(entities) / sizeof(*entities); i++)
			if (!strcasecmp(entities[i].name, name)) {
				buf_puts(out, entities[i].text);
				return n + 1;
			}
	}
	buf_putc(out, '&');
	return 1;
}

static void
add_characters(struct buf *out, const char *s, size_t len)
{
	for (size_t i = 0; i < len;) {
		if (s[i] == '&') {
			i += add_entity(out, s + i, len - i);
			continue;
		}
		buf_putc(out, strchr("\r\n\t", s[i]) ? ' ' : s[i]);
		i++;
	}
}

/* ---- tags ---- */

/* Of the tag at s[0] == '<', with its '>'; 0: it has no end. */
static size_t
tag_size(const char *s, size_t len)
{
	char quote = '\0';

	for (size_t i = 1; i < len; i++) {
		if (quote)
			quote = s[i] == quote ? '\0' : quote;
		else if ((s[i] == '"' || s[i] == '\'') && strchr("= \t\r\n", s[i - 1]))
			quote = s[i];
		else if (s[i] == '>')
			return i + 1;
	}
	return 0;
}

static bool
is_tag(const char *s, size_t len, const char *name)
{
	size_t n = strlen(name);

	return len > n + 1 && !strncasecmp(s + 1, name, n) && !isalnum((unsigned char)s[n + 1]);
}

static bool
is_one_of(const char *s, size_t len, const char *const *names)
{
	for (; *names; names++)
		if (is_tag(s, len, *names))
			return true;
	return false;
}

static void
add_link(struct buf *out, const char *s, size_t len)
{
	for (size_t i = 2; i + 5 < len; i++) {
		char quote;
		size_t end;

		if (strncasecmp(s + i, "href=", 5) != 0 || !isspace((unsigned char)s[i - 1]))
			continue;
		i += 5;
		quote = s[i] == '"' || s[i] == '\'' ? s[i++] : '\0';
		for (end = i; end < len && s[end] != '>'; end++)
			if (quote ? s[end] == quote : isspace((unsigned char)s[end]))
				break;
		buf_putc(out, ' ');
		add_characters(out, s + i, end - i);
		buf_putc(out, ' ');
		return;
	}
}

/* Where what is not to be read ends: after the next `close`, or at the end. */
static size_t
skip_to(const char *s, size_t len, const char *close)
{
	size_t n = strlen(close);

	for (size_t i = 0; i + n <= len; i++)
		if (!strncasecmp(s + i, close, n))
			return i + n;
	return len;
}

static size_t
add_tag(struct buf *out, const char *s, size_t len)
{
	static const char *const lines[] = {"p", "/p", "div", "/div", "br", "tr", "/tr", "li", "h1",
	    "h2", "h3", "h4", "/h1", "/h2", "/h3", "/h4", "table", "/table", "ul", "/ul", "hr",
	    "pre", "/pre", "title", "/title", "blockquote", NULL};
	static const char *const cells[] = {"td", "/td", "th", "/th", "img", NULL};
	size_t size;

	if (len > 3 && !memcmp(s, "<!--", 4))
		return skip_to(s, len, "-->");
	size = tag_size(s, len);
	if (!size) { /* all that is left is no tag */
		add_characters(out, s, len);
		return len;
	}
	if (is_tag(s, size, "script"))
		return skip_to(s, len, "</script>");
	if (is_tag(s, size, "style"))
		return skip_to(s, len, "</style>");
	if (is_tag(s, size, "a"))
		add_link(out, s, size);
	else if (is_one_of(s, size, lines))
		buf_putc(out, '\n');
	else if (is_one_of(s, size, cells))
		buf_putc(out, '\t');
	return size;
}

void
html_to_text(struct buf *out, const char *s, size_t len)
{
	for (size_t at = 0; at < len;) {
		const char *tag = memchr(s + at, '<', len - at);
		size_t text = tag ? (size_t)(tag - s) - at : len - at;

		add_characters(out, s + at, text);
		at += text;
		/* "<" before a blank or a digit is one that was written */
		if (at + 1 < len && (isalpha((unsigned char)s[at + 1]) || strchr("/!?", s[at + 1])))
			at += add_tag(out, s + at, len - at);
		else if (at < len)
			buf_putc(out, s[at++]);
	}
}
