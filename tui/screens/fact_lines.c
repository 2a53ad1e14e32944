#include "tui/screens/fact_lines.h"

#include "base/mem.h"
#include "base/text.h"
#include "tui/model/match.h"
#include "tui/term/canvas.h"
#include "tui/term/wrap.h"
#include "tui/view/highlight.h"

enum { LABEL_WIDTH = 13 };

struct fact {
	const char *label; /* translated; "" on a continued line; NULL: text is a heading */
	char *text;
	char *value; /* NULL: that of the line above, of which this is a part */
	unsigned style;
};

struct fact_lines {
	struct fact *lines;
	size_t count, room;
	int width;
	bool whole;
};

struct fact_lines *
fact_lines_new(int width, bool whole)
{
	struct fact_lines *f = mem_alloc(sizeof(*f));

	f->width = width;
	f->whole = whole;
	return f;
}

void
fact_lines_free(struct fact_lines *f)
{
	if (!f)
		return;
	for (size_t i = 0; i < f->count; i++) {
		free(f->lines[i].text);
		free(f->lines[i].value);
	}
	free(f->lines);
	free(f);
}

static struct fact *
add_line(struct fact_lines *f, const char *label, unsigned style, char *text)
{
	if (f->count == f->room) {
		f->room = f->room ? f->room * 2 : 32;
		f->lines = mem_resize(f->lines, f->room, sizeof(*f->lines));
	}
	f->lines[f->count] = (struct fact){label, text, NULL, style};
	return &f->lines[f->count++];
}

void
fact_lines_add(struct fact_lines *f, const char *label, unsigned style, const char *text)
{
	int width = f->width - LABEL_WIDTH;
	char *clean, *rest;

	if (!text || !*text)
		return;
	clean = text_cleaned(text, 0);
	rest = clean;
	if (!f->whole || width < 8) {
		add_line(f, label, style, mem_strdup(clean))->value = clean;
		return;
	}
	for (const char *l = label; *rest; l = "") {
		size_t take = wrap_fit(rest, width);
		/* The blank at which it was broken may hang over the edge: it is no part of the line. */
		size_t shown = take > 1 && rest[take - 1] == ' ' ? take - 1 : take;
		struct fact *line = add_line(f, l, style, mem_strndup(rest, shown));
		if (rest == clean)
			line->value = mem_strdup(clean);
		rest += take;
	}
	free(clean);
}

void
fact_lines_heading(struct fact_lines *f, const char *text)
{
	if (!f->whole)
		return;
	add_line(f, NULL, STYLE_HEADING, mem_strdup(""));
	add_line(f, NULL, STYLE_HEADING, mem_strdup(text));
}

size_t
fact_lines_count(const struct fact_lines *f)
{
	return f->count;
}

void
fact_lines_draw(
    const struct fact_lines *f, size_t i, struct canvas *c, int row, int column, const char *found)
{
	const struct fact *line = &f->lines[i];

	if (!line->label) {
		highlight_text(c, row, column, f->width, line->style, line->text, found);
		return;
	}
	highlight_text(c, row, column, LABEL_WIDTH - 1, STYLE_DIM, line->label, found);
	highlight_text(
	    c, row, column + LABEL_WIDTH, f->width - LABEL_WIDTH, line->style, line->text, found);
}

const char *
fact_lines_value(const struct fact_lines *f, size_t i)
{
	while (i && !f->lines[i].value && f->lines[i].label)
		i--;
	return f->lines[i].value ? f->lines[i].value : "";
}

bool
fact_lines_match(const struct fact_lines *f, size_t i, const char *found)
{
	const struct fact *line = &f->lines[i];

	return match_has(line->text, found) || (line->label && match_has(line->label, found));
}
