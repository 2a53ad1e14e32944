/* A source of rows (source.h) that are lines of the audit trail: hundreds of thousands, of which a window is held. Lines are
 * fetched from the backend in pages where the cursor comes near the end of the window, and let go of at its other end.
 * A row's id is the line's seq.
 *
 * New lines come at the newest end, once the keyboard rests: until then they are counted (pending). The only order is
 * time, either way round; nothing can be marked. A search looks at what is here first and then asks the backend. */
#ifndef TUI_VIEW_TRAIL_ROWS_H
#define TUI_VIEW_TRAIL_ROWS_H

#include "tui/view/source.h"

#include <jansson.h>

struct clock;
struct link;
struct loop;
struct trail_rows;

struct trail_rows_owner {
	void (*changed)(void *arg); /* what is seen did */
	void (*failed)(const json_t *error, void *arg);
	bool (*shows)(const json_t *event, const char *folded, void *arg);
	void *arg;
};

/* of: what "log" is always asked with, {"renewal": 12}; kept. NULL: nothing. */
struct trail_rows *trail_rows_new(struct link *link, struct loop *loop, const struct clock *clock,
    json_t *of, const struct trail_rows_owner *owner);
void trail_rows_free(struct trail_rows *r); /* NULL is fine */
struct source *trail_rows_source(struct trail_rows *r);
/* What "log" is asked with beside, from now on; steals it. rows: of trail_rows_source. */
void trail_rows_filter(struct source *rows, json_t *filter);
/* The trail goes up to that seq by now. */
void trail_rows_told(struct trail_rows *r, int64_t head);
/* The connection is new: all is asked for again, from about the cursor on. */
void trail_rows_again(struct trail_rows *r);
bool trail_rows_asking(const struct trail_rows *r); /* more is on its way */
/* To the first line there is in the order in force, or to the last one. */
void trail_rows_go(struct trail_rows *r, bool last);

#endif
