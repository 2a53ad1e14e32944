/* The columns of the list, for its drawing and for the choice of an order. */
#ifndef TUI_SCREENS_LIST_H
#define TUI_SCREENS_LIST_H

#include "tui/order.h"

struct buf;
struct canvas;

/* The name of an order in the user's language ("start by"). */
const char *list_column_name(enum column column);

/* The problem that the state of a row names: one that its dates do not tell; -1: none. */
int list_worst_problem(uint32_t problems);
/* Days, or hours below two days; "" when never seen. */
void list_days(int64_t not_after, int64_t now, struct buf *out);

/* Which columns stand where, for a width. */
struct layout {
	int width;
	int count;
	struct {
		uint8_t column; /* of the table in columns.c */
		int at, width;
	} cells[16];
};

void layout_make(struct layout *l, int width);
void layout_draw_heads(const struct layout *l, struct canvas *c, int row);
/* found: folded text of a search, to highlight; NULL none. old: the backend is away, ages mean little. */
void layout_draw_row(const struct layout *l, struct canvas *c, int row, const struct row *r, int64_t now,
    const char *found, bool old);

#endif
