/* What model.c and model_list.c share, and nobody else sees. */
#ifndef TUI_MODEL_MODEL_INSIDE_H
#define TUI_MODEL_MODEL_INSIDE_H

#include "base/buf.h"
#include "tui/model/order.h"
#include "tui/model/row.h"
#include "tui/model/search.h"
#include "tui/model/table.h"
#include "tui/model/worsened.h"

/* What arrived while a sort was under way. */
struct waiting {
	enum { ROW, GONE, ALL_SENT } kind;
	int64_t id;     /* GONE */
	struct row row; /* ROW */
};

struct model {
	const struct clock *clock;
	int64_t now;

	struct table table;
	size_t total; /* rows that are not gone */

	struct order order;
	uint32_t *moved; /* the slots that are SLOT_MOVED */
	size_t moved_count, moved_room;
	struct waiting *waiting;
	size_t waiting_count, waiting_room;
	bool view_stale;

	uint32_t *view; /* what is seen: order after the filter */
	size_t view_count, view_room;
	model_match_fn *match;
	void *match_arg;
	bool scanning; /* the filter is being asked, from here in the order: */
	size_t scan_at;

	struct search search;
	struct tally tally; /* of what is searched for */

	int64_t selected; /* id that the cursor follows; 0: none chosen yet */
	bool chosen;      /* by a person: until then the cursor stays on the first row */
	size_t cursor;
	int64_t touched_at; /* monotonic ms */
	bool touched, ready, sweeping;
	bool renewals;          /* some row was in one */
	bool certificate_kinds; /* of some row it was said */
	bool tickets;           /* some row had one */

	struct worsened worsened;

	struct buf scratch; /* for row_parse */

	size_t levels[URGENCY_COUNT];
	size_t attentions[ATTENTION_COUNT];
	int64_t next_change; /* of any level */
	size_t marks;
	uint64_t changes, generation;
};

/* The cursor stays with its monitor; where that is not in the list, in its place; on the first row
 * while nobody has moved it, since what comes first is what the list is opened for. */
void model_place_cursor(struct model *m);

#endif
