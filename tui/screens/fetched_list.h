/* A view whose rows are fetched from the backend, page after page, when it opens, after a new
 * connection and when something of them changed. */
#ifndef TUI_SCREENS_FETCHED_LIST_H
#define TUI_SCREENS_FETCHED_LIST_H

#include "tui/screens/list_screen.h"
#include "tui/view/json_rows.h"

/* A view, once for all. The rows given to columns and actions are json_t. */
struct fetched_view {
	struct list_view list;
	const char *operation, *member; /* "renewal.list", whose answer has "renewals" */
	/* That tells of a row: its id, and what may have changed of it by the names that it has in the row. Where all
	 * of that is so already nothing is asked for. NULL: no event does. */
	const char *event;
	const struct row_reader *reader; /* of struct json_row (json_rows.h); NULL: no fields */
	/* Rows of another kind among them: {"id": the negative of theirs, "other_row": what was fetched}. NULL: none. */
	const struct fetched_others *others;
	/* An argument of the operation that asks for more of them, where the user wants them: "all". NULL: there is none. */
	const char *more;
	/* Makes other rows of those that came, for instance of what several pages have in common: a new array. NULL: they are
	 * shown as they come. */
	json_t *(*settle)(const json_t *rows);
};

struct fetched_others {
	const char *operation, *member, *event;
};

const json_t *fetched_other(
    const json_t *row); /* what such a row is of; NULL: it is of the first kind */

void fetched_list_open(struct app *a, const struct fetched_view *view);
void fetched_list_ask(struct list_screen *s); /* something of it changed */
/* Those that `more` asks for are wanted, and none is on its way. */
bool fetched_list_has_more(const struct list_screen *s);
/* They are wanted, or no more; so it is when the view opens again. */
void fetched_list_toggle_more(struct list_screen *s);
const json_t *fetched_list_all(const struct list_screen *s); /* NULL: not here yet */
/* The marked rows, or the one under the cursor; the caller decrefs. */
json_t *fetched_list_chosen(const struct list_screen *s);

#endif
