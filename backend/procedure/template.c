/* One walk over the text, with one reader of holes for expanding and for checking. In wiki
 * text only {code} and {noformat} change how a value is written, so they are all that is known
 * of the markup here.
 *
 * Jira escapes with a backslash, but has no escape for the backslash itself: two of them break
 * the line. A literal one that would meet a second, or a character that it would escape, is
 * written as the reference &#92;, the only way left. */
#include "procedure/template.h"

#include <stdbool.h>

static const char escapable[] = "-#*_+?^~|%{}[]()!@"; /* all that Jira lets a backslash escape */
static const char *const raw_blocks[] = {"{code", "{noformat"};

struct hole {
	char name[TEMPLATE_NAME_MAX + 1];
	size_t len; /* of the whole hole, braces and all */
};

/* Reads the hole that begins at text ("{{"); false when it does not close on its line or is no
 * name. */
static bool
hole_read(const char *text, struct hole *h)
{
	size_t n = strcspn(text + 2, "{}\n");

	if (n == 0 || n > TEMPLATE_NAME_MAX || strncmp(text + 2 + n, "}}", 2) != 0)
		return false;
	memcpy(h->name, text + 2, n);
	h->name[n] = '\0';
	h->len = n + 4;
	return strspn(h->name, "abcdefghijklmnopqrstuvwxyz0123456789-.") == n;
}

/* Is this the start or the end of a raw block? "{code}", "{code:java}"; the index of the kind,
 * else -1. */
static int
raw_mark(const char *text)
{
	for (size_t i = 0; i < sizeof(raw_blocks) / sizeof(*raw_blocks); i++) {
		size_t n = strlen(raw_blocks[i]);

		if (!strncmp(text, raw_blocks[i], n) && (text[n] == '}' || text[n] == ':'))
			return (int)i;
	}
	return -1;
}

/* A backslash before what comes would escape it, or break the line. */
static void
guard_backslash(struct buf *out)
{
	if (out->len && out->data[out->len - 1] == '\\') {
		out->data[--out->len] = '\0';
		buf_puts(out, "&#92;");
	}
}

static void
add_escaped(struct buf *out, const char *value)
{
	for (; *value; value++) {
		if (strchr(escapable, *value)) {
			guard_backslash(out);
			buf_putc(out, '\\');
		} else if (*value == '\\') {
			guard_backslash(out);
		}
		buf_putc(out, *value);
	}
}

static bool
value_ends_block(const char *value)
{
	for (; *value; value++)
		if (raw_mark(value) >= 0)
			return true;
	return false;
}

/* The first mistake is the one that is told. */
static int
mistake(struct err *err, int so_far, const char *code, const char *what, const char *name, int line)
{
	if (so_far != 0)
		return -1;
	err_set(err, code, "line %d: '%s' %s", line, name, what);
	return err_text(err, "name", name);
}

static int
fill(struct buf *out, const struct hole *h, bool wiki, bool raw, template_lookup *lookup, void *ctx,
    int line, struct err *err, int so_far)
{
	const char *value = lookup(ctx, h->name);

	if (value && !(raw && value_ends_block(value))) {
		if (wiki && !raw)
			add_escaped(out, value);
		else
			buf_puts(out, value);
		return so_far;
	}
	buf_printf(out, "{{%s}}", h->name);
	if (!value)
		return mistake(err, so_far, "missing-value", "has no value", h->name, line);
	return mistake(err, so_far, "bad-value", "would end the block it stands in", h->name, line);
}

int
template_expand(struct buf *out, const char *text, enum template_mode mode, template_lookup *lookup,
    void *ctx, struct err *err)
{
	bool wiki = mode == TEMPLATE_WIKI;
	int line = 1, raw = -1, result = 0;

	while (*text) {
		struct hole h;

		if (!strncmp(text, "{{", 2)) {
			if (hole_read(text, &h)) {
				result =
				    fill(out, &h, wiki, raw >= 0, lookup, ctx, line, err, result);
				text += h.len;
				continue;
			}
			result = mistake(err, result, "bad-template",
			    "does not close, or is no name", "{{", line);
			buf_puts(out, "{{");
			text += 2;
			continue;
		}
		if (wiki && *text == '{') {
			int mark = raw_mark(text);

			if (mark >= 0 && (raw < 0 || raw == mark))
				raw = raw < 0 ? mark : -1;
		}
		line += *text == '\n';
		buf_putc(out, *text++);
	}
	return result;
}

int
template_names(const char *text, void (*visit)(void *ctx, const char *name, int line), void *ctx,
    struct err *err)
{
	int line = 1, result = 0;

	for (; *text; text++) {
		struct hole h;

		line += *text == '\n';
		if (strncmp(text, "{{", 2) != 0)
			continue;
		if (hole_read(text, &h)) {
			visit(ctx, h.name, line);
			text += h.len - 1;
		} else {
			result = mistake(err, result, "bad-template",
			    "does not close, or is no name", "{{", line);
			text++;
		}
	}
	return result;
}
