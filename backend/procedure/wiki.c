/* Jira has no escape for a backslash: two of them break the line. A literal one that would meet a second, or a
 * character that it would escape, is written as the reference &#92;, the only way left; and so are a colon that
 * would begin an emoticon, the dot of "h1." at the beginning of a line, and the ampersand of what looks like a
 * reference itself. */
#include "procedure/wiki.h"

#include <ctype.h>
#include <string.h>

static const char escapable[] = "-#*_+?^~|%{}[]()!@"; /* all that Jira lets a backslash escape */
static const char *const raw_blocks[] = {"{code", "{noformat"};
static const char *const schemes[] = {"http://", "https://", "ftp://", "ftps://", "mailto:"};

int
wiki_raw_mark(const char *text)
{
	for (size_t i = 0; i < sizeof(raw_blocks) / sizeof(*raw_blocks); i++) {
		size_t n = strlen(raw_blocks[i]);

		if (!strncmp(text, raw_blocks[i], n) && (text[n] == '}' || text[n] == ':'))
			return (int)i;
	}
	return -1;
}

bool
wiki_ends_block(const char *value)
{
	for (; *value; value++)
		if (wiki_raw_mark(value) >= 0)
			return true;
	return false;
}

static bool
is_word(char c)
{
	return isalnum((unsigned char)c);
}

static bool
is_escapable(char c)
{
	return c && strchr(escapable, c);
}

static char
last_of(const struct buf *out)
{
	return out->len ? out->data[out->len - 1] : '\0';
}

/* ---- what stands before ---- */

static bool
is_of_url(char c)
{
	return is_word(c) || (c && strchr("-_.!~*';/?:@#&=%+$,[]()\\", c));
}

static bool
begins_url(const struct buf *out, size_t at)
{
	char before = at ? out->data[at - 1] : ' ';

	if (is_word(before) || strchr("\"[|'!", before))
		return false;
	for (size_t i = 0; i < sizeof(schemes) / sizeof(*schemes); i++) {
		size_t n = strlen(schemes[i]);

		if (out->len - at >= n && !memcmp(out->data + at, schemes[i], n))
			return true;
	}
	return false;
}

/* Is the end of the text within a URL? That is shown as it stands, backslashes and all. */
static bool
is_in_url(const struct buf *out)
{
	for (size_t at = out->len; at && is_of_url(out->data[at - 1]); at--)
		if (begins_url(out, at - 1))
			return true;
	return false;
}

/* "h1" or "bq" at the beginning of a line, which a dot makes a heading or a quotation. */
static bool
is_block_name(const struct buf *out)
{
	size_t at = out->len;
	const char *name;

	if (at < 2)
		return false;
	name = out->data + (at -= 2);
	if (memcmp(name, "bq", 2) != 0 && !(name[0] == 'h' && name[1] >= '1' && name[1] <= '6'))
		return false;
	while (at && (out->data[at - 1] == ' ' || out->data[at - 1] == '\t'))
		at--;
	return !at || out->data[at - 1] == '\n';
}

/* A backslash before what comes would escape it, or break the line. */
static void
guard_backslash(struct buf *out)
{
	if (last_of(out) == '\\') {
		out->data[--out->len] = '\0';
		buf_puts(out, "&#92;");
	}
}

/* ---- a value ---- */

/* "&amp;"; of a number the '#' is escaped anyway. */
static bool
looks_like_reference(const char *text)
{
	size_t n = 1;

	while (is_word(text[n]))
		n++;
	return n > 1 && text[n] == ';';
}

/* ":D", or a colon that whatever comes after the value could make one of. */
static bool
begins_emoticon(const char *text)
{
	return !text[1] || (strchr("DPp", text[1]) && !is_word(text[2]));
}

/* A mark within a word is none. */
static bool
is_in_word(const char *value, size_t at)
{
	return strchr("-_@", value[at]) && at && is_word(value[at - 1]) && is_word(value[at + 1]);
}

void
wiki_add_value(struct buf *out, const char *value)
{
	for (size_t i = 0; value[i]; i++) {
		char c = value[i];

		if (is_of_url(c) && is_in_url(out)) {
			buf_putc(out, c);
		} else if (c == '&' && looks_like_reference(value + i)) {
			buf_puts(out, "&amp;");
		} else if (c == ':' && begins_emoticon(value + i)) {
			buf_puts(out, "&#58;");
		} else if (c == '.' && is_block_name(out)) {
			buf_puts(out, "&#46;");
		} else {
			if (c == '\\' || (is_escapable(c) && !is_in_word(value, i)))
				guard_backslash(out);
			if (is_escapable(c) && !is_in_word(value, i))
				buf_putc(out, '\\');
			buf_putc(out, c);
		}
	}
}

/* ---- what comes after it ---- */

/* Jira makes a reference of what is escaped, and the emoticon is looked for after that. */
static bool
ends_like_a_reference(const struct buf *out)
{
	return last_of(out) == ';' ||
	       (out->len > 1 && is_escapable(last_of(out)) && out->data[out->len - 2] == '\\');
}

void
wiki_add_after(struct buf *out, char c)
{
	if (c == '\\' || is_escapable(c))
		guard_backslash(out);
	if (c == ')' && ends_like_a_reference(out))
		buf_putc(out, '\\');
	buf_putc(out, c);
}
