/* The columns of a list as a table: what a view shows is a row of it each. For a width, those that
 * matter most are chosen while their least widths fit; what one of them does not need for the rows that were seen goes to
 * those that would be cut, and what is left to what they would like, in the same order. A column without a heading is an
 * order only.
 *
 * What a user made of them (struct column_choice) comes before that: those that he asked for have their room first, in the
 * same order among themselves, and what he gave a width has that or, where it does not fit, what it would have had. */
#ifndef TUI_VIEW_COLUMNS_H
#define TUI_VIEW_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* NARROW: a list of fewer columns of the screen is. */
enum { COLUMNS_MOST = 20, COLUMNS_NARROW = 60 };

struct buf;
struct canvas;

/* row: one of the list's source; arg: what the list was given. */
struct list_column {
	const char *heading; /* msgid; NULL: it is not shown */
	const char *order;   /* msgid: "start by"; NULL: nothing is ordered by it */
	int least, ideal;    /* width; the same: it is of that one */
	int rank;            /* 0: the subject, never hidden; the last is the first to go */
	int narrow;          /* instead of least in a narrow list; 0: the same */
	int tight;     /* instead of least, to make room for one that is pressing; 0: the same */
	bool pressing; /* where it has no room, the others give way to what is tight */
	int from;      /* the width of a list in which it is worth its room */
	bool right;    /* aligned */
	bool parts;    /* too long, it is cut between its parts ("a; b; …"), or between words */
	bool (*shown)(const void *arg); /* worth its room; NULL: always */
	void (*text)(const void *row, const void *arg, struct buf *out);
	/* Instead, where that is too long; NULL: it is cut. */
	void (*brief)(const void *row, const void *arg, struct buf *out);
	/* Instead, where that is too long as well; only with brief. */
	void (*briefest)(const void *row, const void *arg, struct buf *out);
	/* old: what is shown may be so no more. NULL: as the row. */
	unsigned (*style)(const void *row, bool old, const void *arg);
	/* < 0, 0, > 0; NULL: by its text. Of no meaning where the source orders by itself. */
	int (*compare)(const void *a, const void *b, const void *arg);
	/* Where not, the row comes last whichever way round. NULL: always. Only with compare. */
	bool (*known)(const void *row, const void *arg);
	const char *also; /* what else the order is called, in both languages; NULL nothing */
};

struct list_columns {
	const struct list_column *at;
	int count; /* at most COLUMNS_MOST */
	int order; /* the one whose order is in force at first */
	/* Those that are alike in it stand by the text of the subject; false: by their numbers, which people know. */
	bool named;
	const char *
	    unordered; /* msgid: why there is no order by the others; NULL: they have none, and it goes without saying */
	/* Before the first column, in one cell, between the mark and the text; NULL: none. */
	const char *(*letter)(const void *row, const void *arg, unsigned *style);
	/* The row in words, what matters most first; NULL: each column with its heading. */
	void (*say)(const void *row, const void *arg, struct buf *out);
	/* Of the whole row, where it is not old; NULL: as text. What is old is dim. */
	unsigned (*style)(const void *row, const void *arg);
};

enum column_wish {
	WISH_NONE, /* it is shown where it is worth its room */
	WISH_SHOWN,
	WISH_HIDDEN
};

/* All 0: nothing was made of them. tui/view/column_choice.h changes it. */
struct column_choice {
	int count; /* of order: as many as there are columns; 0: they stand as in the table */
	uint8_t order[COLUMNS_MOST];
	struct {
		uint8_t wish;  /* enum column_wish */
		int16_t width; /* 0: by the room there is */
	} of[COLUMNS_MOST];    /* by their place in the table */
};

/* How wide rows would have each column: for their whole texts, for as few words as each can be said in, and so that nine of
 * ten can: one long name does not take the room of all the others. */
struct column_needs {
	struct {
		int16_t whole, brief, usual;
	} of[COLUMNS_MOST];
};

/* Of a list of that width, with what its columns are given. needs NULL: no row is known, each has what it would like. */
struct column_room {
	const struct list_columns *columns;
	int width;
	const void *arg;
	const struct column_needs *needs;
};

/* Which columns stand where. */
struct list_layout {
	int width;
	uint32_t shown; /* a bit for each column that was worth its room */
	int count;
	struct {
		uint8_t column;
		int16_t at, width;
	} cells[COLUMNS_MOST];
};

/* Does nothing where the layout is right already: for another choice or other needs its width is set to 0 before. */
void columns_fit(
    const struct column_room *room, const struct column_choice *choice, struct list_layout *l);
/* What one row needs; "usual" is as "brief". */
void columns_measure(
    const struct list_columns *c, const void *item, const void *arg, struct column_needs *needs);
/* The width that a column has in it; 0: it is not shown. */
int columns_width(const struct list_layout *l, int column);
/* Where the cursor's row begins: the letter before it stays as it is, so that its colour can be read there too. */
int columns_begin(const struct list_columns *c);
void columns_draw_heads(
    const struct list_columns *c, const struct list_layout *l, struct canvas *canvas, int row);
/* found: folded text of a search, highlighted; NULL none. */
void columns_draw_row(const struct list_columns *c, const struct list_layout *l,
    struct canvas *canvas, int row, const void *item, const void *arg, const char *found, bool old);
/* The row for whoever hears it, not cut to any width. */
void columns_say(const struct list_columns *c, const void *item, const void *arg, struct buf *out);
/* Some column that has a heading shows the folded text. */
bool columns_show(
    const struct list_columns *c, const void *item, const void *arg, const char *folded);

#endif
