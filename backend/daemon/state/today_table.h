/* What daemon/state/today.c keeps its lines in: a table in the order of their ids, and lists of ids. */
#ifndef DAEMON_STATE_TODAY_TABLE_H
#define DAEMON_STATE_TODAY_TABLE_H

#include <jansson.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct today_slot {
	int64_t id;
	json_t *line;    /* NULL: it needs no hand; kept for what follows */
	json_t *tickets; /* of a renewal; NULL: not asked yet */
	int64_t due;     /* when the line is to be made anew; INT64_MAX: never by the time alone */
};

struct today_table {
	struct today_slot *at;
	size_t count;
};

/* Good until the next change of the table. NULL: there is none of that id. */
struct today_slot *today_table_find(const struct today_table *t, int64_t id);
struct today_slot *today_table_slot(struct today_table *t, int64_t id); /* made where absent */
/* Steals the line. True: it is otherwise than before. */
bool today_table_put(struct today_table *t, int64_t id, json_t *line, int64_t due);
/* The first line with an id above that one; NULL: none. */
const json_t *today_table_after(const struct today_table *t, int64_t after);
void today_table_release(struct today_table *t);

struct id_list {
	int64_t *at;
	size_t count, room;
};

void id_list_add(struct id_list *l, int64_t id);
void id_list_sort(struct id_list *l);
/* In a list that is in order. True: it was otherwise before. */
bool id_list_set(struct id_list *l, int64_t id, bool in);
void id_list_release(struct id_list *l);

#endif
