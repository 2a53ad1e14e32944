/* What needs a hand now: the lines of the backend, as it tells of each that is otherwise, and the files of the user's own
 * inbox that fit an open renewal. In memory from the start, since the first line of every view says how many there are. */
#ifndef TUI_MODEL_TODAY_ROWS_H
#define TUI_MODEL_TODAY_ROWS_H

#include <jansson.h>

#include <stdbool.h>
#include <stddef.h>

struct inbox;
struct link;
struct today_rows;

struct today_rows_owner {
	void (*changed)(void *arg);
	void (*failed)(const json_t *error, void *arg);
	void *arg;
};

struct today_rows *today_rows_new(
    struct link *k, const struct inbox *in, const struct today_rows_owner *owner);
void today_rows_free(struct today_rows *t); /* NULL is fine */

void today_rows_up(struct today_rows *t); /* the backend can be asked (again) */
void today_rows_told(struct today_rows *t, const json_t *data); /* of its event "today" */
void today_rows_inbox_changed(struct today_rows *t);

/* All of them, in no order that means anything; NULL: not here yet. */
json_t *today_rows_all(const struct today_rows *t);
size_t today_rows_count(const struct today_rows *t);

#endif
