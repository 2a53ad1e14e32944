/* The columns of the list, for its drawing and for the choice of an order. */
#ifndef TUI_SCREENS_COLUMNS_H
#define TUI_SCREENS_COLUMNS_H

#include "tui/model/order.h"

struct canvas;

/* The name of an order in the user's language ("start by"). */
const char *column_name(enum column column);

/* Which columns stand where, for a width. */
struct layout {
	int width;
	bool renewals; /* their columns are worth their room */
	int count;
	struct {
		uint8_t column; /* of the table in columns.c */
		int at, width;
	} cells[16];
};

void layout_make(struct layout *l, int width, bool renewals);
void layout_draw_heads(const struct layout *l, struct canvas *c, int row);
/* found: folded text of a search, to highlight; NULL none. old: the backend is away, ages mean
 * little. */
void layout_draw_row(const struct layout *l, struct canvas *c, int row, const struct row *r,
    int64_t now, const char *found, bool old);

#endif
