/* A grid of cells that screens draw on and term paints. It knows no curses: a test draws on one
 * and reads its text. Coordinates are rows and columns from 0; what falls outside is cut, never
 * an error. Text is UTF-8 and is cleaned here once more (base/text.h), so no control byte can be
 * drawn by any path. */
#ifndef TUI_TERM_CANVAS_H
#define TUI_TERM_CANVAS_H

#include "base/terms.h"

#include <stdbool.h>
#include <stdint.h>

struct buf;
struct canvas;

/* What a piece of text is; the theme says how that looks. The urgencies follow in their own
 * order. */
enum style {
	STYLE_TEXT,
	STYLE_DIM,        /* ages, labels, what matters less */
	STYLE_BAR,        /* the first line: program and views */
	STYLE_BAR_ACTIVE, /* the view that is open */
	STYLE_HEADING,    /* column heads, section titles */
	STYLE_KEY,        /* a key in the footer or the help */
	STYLE_RULE,       /* lines between panes */
	STYLE_MATCH,      /* what a search found */
	STYLE_INPUT,      /* a field being typed in */
	STYLE_GOOD,
	STYLE_WARNING,
	STYLE_ERROR,
	STYLE_ROW_EXPIRED, /* the text of a row whose letter is one of the worst two */
	STYLE_ROW_CRITICAL,
	STYLE_URGENCY, /* STYLE_URGENCY + enum urgency */
	STYLE_COUNT = STYLE_URGENCY + URGENCY_COUNT
};

/* Added to a style with |: the row under the cursor, a marked row. */
enum { STYLE_SELECTED = 0x100, STYLE_MARKED = 0x200, STYLE_WORSENED = 0x400 };

struct cell {
	/* A base character and at most two combining marks; 0 ends; ch[0] 0: right half of a wide
	 * one. */
	uint32_t ch[3];
	uint16_t style;
};

struct canvas *canvas_new(int rows, int columns);
void canvas_free(struct canvas *c);
void canvas_resize(struct canvas *c, int rows, int columns); /* clears */
int canvas_rows(const struct canvas *c);
int canvas_columns(const struct canvas *c);

void canvas_clear(struct canvas *c);
/* Draws at most `width` columns (< 0: to the edge); a text that does not fit ends in "…" (">" in
 * ASCII). Returns the columns used. */
int canvas_text(struct canvas *c, int row, int column, int width, unsigned style, const char *utf8);
int canvas_printf(struct canvas *c, int row, int column, int width, unsigned style, const char *fmt,
    ...) __attribute__((format(printf, 6, 7)));
void canvas_fill(struct canvas *c, int row, int column, int width, unsigned style, uint32_t ch);
/* Adds STYLE_SELECTED or STYLE_MARKED to cells that are drawn already. */
void canvas_tint(struct canvas *c, int row, int column, int width, unsigned bits);
void canvas_rule(struct canvas *c, int row, const char *title); /* "─ title ─────" */
/* Lines and marks in ASCII; other letters lose their accents or become "?". */
void canvas_ascii(struct canvas *c, bool on);

/* For a screen reader: lines, bars and gauges are blanks, since each of their cells would be read out. */
void canvas_plain(struct canvas *c, bool on);
/* So many rows at the bottom are kept from whoever asks for canvas_rows (tui/spoken.h writes there). */
void canvas_keep(struct canvas *c, int rows);
int canvas_kept(const struct canvas *c);
/* The text of the cells under STYLE_SELECTED, runs of blanks as one; and such cells are none any more. */
void canvas_selected(const struct canvas *c, struct buf *out);
void canvas_unselect(struct canvas *c);

/* Shown there; -1: hidden (the default after clear). */
void canvas_cursor(struct canvas *c, int row, int column);
void canvas_cursor_get(const struct canvas *c, int *row, int *column);

const struct cell *canvas_cell(const struct canvas *c, int row, int column);
/* The text, a line each, trailing blanks cut: for tests. */
void canvas_dump(const struct canvas *c, struct buf *out);

#endif
