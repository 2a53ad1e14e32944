/* Every row of the backend in memory, and the list that is seen of them: sorted, filtered, with
 * a cursor.
 *
 * What arrives (model_put, model_gone) changes what a row says at once, but where rows stand
 * changes only in model_prepare, which is called just before drawing: between two drawings the
 * list is what the user sees, so an action binds to the row under his eyes. While he is moving
 * the order is frozen too, and model_pending says how many rows would move. The
 * cursor follows a monitor's id.
 *
 * Nothing here takes longer for more rows at a keypress: sorting, filtering and searching are
 * done in slices by model_work. Drawing asks only for the rows it shows. */
#ifndef TUI_MODEL_MODEL_H
#define TUI_MODEL_MODEL_H

#include "tui/model/order.h"
#include "tui/model/row.h"
#include "tui/model/search.h"

#include <jansson.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct clock;
struct model;

enum { MODEL_REST_MS = 2000 }; /* the keyboard rests when nothing was touched for so long */

struct model *model_new(const struct clock *clock);
void model_free(struct model *m);

/* ---- what the backend says ---- */
void model_begin(struct model *m); /* a new connection: every row will be sent anew */
void model_put(struct model *m, const json_t *row); /* what is no row is ignored */
/* Rows as they come by the thousand: the text of a list of them. seen: of each one, as it comes.
 * False: it is no list, or ends as none should; the rows up to there are put. */
typedef void model_seen_fn(const struct row *r, void *arg);
bool model_read(struct model *m, const char *list, size_t len, model_seen_fn *seen, void *arg);
void model_gone(struct model *m, int64_t id);
void model_ready(struct model *m);          /* all were sent: those that were not are gone */
bool model_is_ready(const struct model *m); /* since the first model_ready on */

/* ---- before drawing, and in between ---- */
/* Brings levels, order and cursor up to date. */
void model_prepare(struct model *m);
/* Some of the work under way, until about that time (monotonic ms; a time past: one small
 * piece). True while there is more to do here; false once it is done, or the next model_prepare goes on with it, which is worth a
 * drawing. */
bool model_work(struct model *m, int64_t until);
bool model_busy(const struct model *m);     /* what is seen is not all yet */
bool model_has_work(const struct model *m); /* that, or something is still counted */
bool model_sorting(const struct model *m);
int64_t model_now(const struct model *m); /* the time for which it was prepared */
/* Grows with every change that a drawing might show. */
uint64_t model_changes(const struct model *m);

/* Of these rows it got worse a moment ago (worsened.h), and how many batches there have been. */
bool model_worsened(const struct model *m, int64_t id);
size_t model_worsened_count(const struct model *m);
uint64_t model_worsenings(const struct model *m);

/* ---- the list ---- */
size_t model_count(const struct model *m);             /* rows seen, after the filter */
size_t model_total(const struct model *m);             /* rows there are */
const size_t *model_levels(const struct model *m);     /* URGENCY_COUNT counters over all rows */
const size_t *model_attentions(const struct model *m); /* ATTENTION_COUNT, the same */
const struct row *model_row(
    const struct model *m, size_t index); /* NULL outside; until the next put */
/* Every row there is, in no order, whatever the filter, until each returns false. */
void model_each(const struct model *m, bool (*each)(const struct row *r, void *arg), void *arg);
const struct row *model_find(const struct model *m, int64_t id); /* NULL when there is none */
bool model_has_renewals(const struct model *m);                  /* some row was in one */
bool model_has_tickets(const struct model *m);                   /* some row had one */
bool model_has_certificate_kinds(const struct model *m);         /* of some row it was said */
bool model_is_gone(
    const struct model *m, int64_t id); /* retired, and still standing in a frozen list */

size_t model_cursor(const struct model *m);
const struct row *model_selected(const struct model *m); /* NULL in an empty list */
void model_move(struct model *m, int64_t by);            /* stops at the ends; touches */
void model_move_to(struct model *m, size_t index);
void model_select(struct model *m, int64_t id); /* as soon as it is in the list */
/* Grows when rows changed places: what a screen remembers of indexes is old then. */
uint64_t model_generation(const struct model *m);

void model_rest(struct model *m); /* what he did himself is shown at once */
bool model_frozen(const struct model *m);
size_t model_pending(const struct model *m); /* rows that will move when the keyboard rests */

/* ---- order, filter, search, marks ---- */
void model_sort(struct model *m, enum column column, bool reverse);
enum column model_column(const struct model *m);
bool model_reversed(const struct model *m);

/* NULL: all rows. arg must live until the next call. */
void model_filter(struct model *m, model_match_fn *match, void *arg);

/* Moves the cursor to the next row for which match holds, from `from` on, in steps of +1 or -1,
 * round the ends. */
void model_search(struct model *m, size_t from, int step, model_match_fn *match, void *arg);
enum search_state model_search_state(const struct model *m);
/* Once that is known: the how many-th of the rows that match the cursor is on (0: on none), and how many there are. */
bool model_search_place(const struct model *m, size_t *nth, size_t *of);

void model_mark(struct model *m, int64_t id, bool on);
bool model_marked(const struct model *m, int64_t id);
void model_unmark_all(struct model *m);
size_t model_mark_count(const struct model *m);
/* The ids of the marked rows, in the order of the list, whether or not they pass the filter; the caller frees. *count is their
 * number. */
int64_t *model_marks(const struct model *m, size_t *count);

#endif
