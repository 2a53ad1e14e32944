/* A list: the rows of a source in columns, a cursor that is kept in sight, the marks. It knows neither
 * keys nor prompts (tui/screens/list_screen.h has those). */
#ifndef TUI_VIEW_LIST_H
#define TUI_VIEW_LIST_H

#include "tui/view/columns.h"
#include "tui/view/source.h"
#include "tui/view/viewport.h"

struct canvas;

enum { LIST_SEEN_MAX = 256 };

struct list {
	struct source *source; /* borrowed */
	const struct list_columns *columns;
	const void *arg;   /* for the columns */
	const char *found; /* folded text that is highlighted; NULL none; borrowed */
	struct viewport port;
	struct column_choice choice; /* changed by list_choose */
	struct list_layout layout;
	struct column_needs needs; /* of the rows that were looked at since the list is so wide */
	int needs_width;           /* that it was then */
	size_t measured;           /* rows that the list had when it was looked through; 0: never */
	uint64_t generation;       /* of the source, when the viewport was right */
	int line;                  /* of the screen that the cursor stood on */
	int64_t seen[LIST_SEEN_MAX]; /* the id on each of the first lines, as last drawn */
	int64_t marked_last;         /* where a range begins; 0: nothing was marked yet */
};

/* The headings in a row of the canvas, and below them so many rows. old: the backend is away. */
void list_draw(struct list *l, struct canvas *c, int row, int height, bool old);
/* Moving; false: the action is something else. */
bool list_move(struct list *l, enum action action);
/* As last drawn: the column under a heading, -1 none; the row on that line below the headings, if there is one, wherever it
 * stands by now. */
int list_column_at(const struct list *l, int column);
void list_select_line(struct list *l, int line);
const void *list_row(const struct list *l); /* under the cursor; NULL: the list is empty */
int64_t list_id(const struct list *l);      /* its id; 0 */
void list_toggle_mark(struct list *l);      /* of the one under the cursor, which goes on */
/* Of the columns it has what was chosen so from now on. */
void list_choose(struct list *l, const struct column_choice *choice);
/* What its columns share in a list of that width. */
struct column_room list_room(const struct list *l, int width);
/* From the one that was marked last to the one under the cursor; false: that one is not in the list. */
bool list_mark_range(struct list *l);
void list_mark_all(struct list *l);     /* that pass the filter */
void list_invert_marks(struct list *l); /* of these; what the filter hides keeps its mark */
/* What the order in force is called, translated; *reverse may be NULL. */
const char *list_order(const struct list *l, bool *reverse);
/* By that column; once more: the other way round. */
void list_sort(struct list *l, int column);
void list_reverse(struct list *l);

#endif
