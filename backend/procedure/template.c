/* One walk over the text, with one reader of holes for expanding and for checking. In wiki text only {code} and
 * {noformat} change how a value is written, so they are all that is known of the markup here (wiki.h). */
#include "procedure/template.h"

#include "procedure/wiki.h"

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

/* The first mistake is the one that is told. */
static int
mistake(struct err *err, int so_far, const char *code, const char *what, const char *name, int line)
{
	if (so_far != 0)
		return -1;
	err_set(err, code, "line %d: '%s' %s", line, name, what);
	return err_text(err, "name", name);
}

/* ---- parts that may be left out ---- */

/* Does a part begin here? Only where it ends, and has a hole in it: else the brackets are the text's own. */
static bool
part_begins(const char *text)
{
	const char *end = strncmp(text, "[[", 2) ? NULL : strstr(text, "]]"), *hole;

	hole = end ? strstr(text, "{{") : NULL;
	return hole && hole < end;
}

/* A walk over a text that is being filled. */
struct filling {
	struct buf *out;
	bool wiki;
	template_lookup *lookup;
	void *ctx;
	struct err *err;
	int line, raw, result; /* raw: the kind of block it is in; -1: none */
	bool in_part, lacks;   /* within a part; a value of it is not there */
	size_t part;           /* where that begins in out */
	size_t value_end;      /* where the last value ends in out */
	bool bold, plain; /* it fills between asterisks; without these, for the value has its own */
};

static void
put_value(struct filling *f, const char *value)
{
	if (f->wiki && f->raw < 0)
		wiki_add_value(f->out, value);
	else
		buf_puts(f->out, value);
	f->value_end = f->out->len;
}

static void
fill(struct filling *f, const struct hole *h)
{
	const char *instead = NULL, *value = f->lookup(f->ctx, h->name, &instead);
	bool ends = value && f->raw >= 0 && wiki_ends_block(value);

	if (f->in_part && (!value || !*value)) {
		f->lacks = true;
		return;
	}
	if (value && !ends) {
		f->plain = f->bold && *value == '*';
		if (f->plain)
			f->out->data[--f->out->len] = '\0';
		put_value(f, value);
		return;
	}
	put_value(f, instead && !wiki_ends_block(instead) ? instead : "(?)");
	f->result =
	    ends ? mistake(f->err, f->result, "bad-value", "would end the block it stands in",
		       h->name, f->line)
		 : mistake(f->err, f->result, "missing-value", "has no value", h->name, f->line);
}

/* Brackets of a part, at text: how many bytes they take, 0 when there are none. */
static size_t
follow_part(struct filling *f, const char *text)
{
	if (!f->in_part && part_begins(text)) {
		f->in_part = true;
		f->lacks = false;
		f->part = f->out->len;
		return 2;
	}
	if (!f->in_part || strncmp(text, "]]", 2) != 0)
		return 0;
	f->in_part = false;
	if (f->lacks && f->out->len > f->part)
		f->out->data[f->out->len = f->part] = '\0';
	return 2;
}

int
template_expand(struct buf *out, const char *text, enum template_mode mode, template_lookup *lookup,
    void *ctx, struct err *err)
{
	struct filling f = {.out = out,
	    .wiki = mode == TEMPLATE_WIKI,
	    .lookup = lookup,
	    .ctx = ctx,
	    .err = err,
	    .line = 1,
	    .raw = -1};
	struct hole h;

	while (*text) {
		size_t brackets = follow_part(&f, text);
		bool escapes = f.wiki && f.raw < 0;

		text += brackets;
		if (brackets)
			continue;
		if (!strncmp(text, "{{", 2) && hole_read(text, &h)) {
			f.bold = !f.wiki && out->len && out->data[out->len - 1] == '*' &&
				 text[h.len] == '*';
			f.plain = false;
			fill(&f, &h);
			text += h.len + f.plain;
			continue;
		}
		if (!strncmp(text, "{{", 2)) {
			f.result = mistake(err, f.result, "bad-template",
			    "does not close, or is no name", "{{", f.line);
			buf_puts(out, "{{");
			text += 2;
			continue;
		}
		if (f.wiki && *text == '{') {
			int mark = wiki_raw_mark(text);

			if (mark >= 0 && (f.raw < 0 || f.raw == mark))
				f.raw = f.raw < 0 ? mark : -1;
		}
		f.line += *text == '\n';
		if (escapes && f.value_end && out->len == f.value_end)
			wiki_add_after(out, *text++);
		else
			buf_putc(out, *text++);
	}
	return f.result;
}

int
template_names(const char *text, template_visit *visit, void *ctx, struct err *err)
{
	const char *part_end = text;
	int line = 1, result = 0;

	for (; *text; text++) {
		struct hole h;

		line += *text == '\n';
		if (text >= part_end && part_begins(text))
			part_end = strstr(text, "]]");
		if (strncmp(text, "{{", 2) != 0)
			continue;
		if (hole_read(text, &h)) {
			visit(ctx, h.name, line, text < part_end);
			text += h.len - 1;
		} else {
			result = mistake(err, result, "bad-template",
			    "does not close, or is no name", "{{", line);
			text++;
		}
	}
	return result;
}
