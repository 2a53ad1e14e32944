#include "daemon/state/today_table.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

/* ---- lists of ids ---- */

void
id_list_add(struct id_list *l, int64_t id)
{
	if (l->count == l->room) {
		l->room = l->room ? l->room * 2 : 64;
		l->at = mem_resize(l->at, l->room, sizeof(*l->at));
	}
	l->at[l->count++] = id;
}

bool
id_list_set(struct id_list *l, int64_t id, bool in)
{
	size_t low = 0, high = l->count;
	bool there;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (l->at[middle] < id)
			low = middle + 1;
		else
			high = middle;
	}
	there = low < l->count && l->at[low] == id;
	if (there == in)
		return false;
	if (in) {
		id_list_add(l, id);
		memmove(&l->at[low + 1], &l->at[low], (l->count - 1 - low) * sizeof(*l->at));
		l->at[low] = id;
	} else {
		l->count--;
		memmove(&l->at[low], &l->at[low + 1], (l->count - low) * sizeof(*l->at));
	}
	return true;
}

static int
compare_ids(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

void
id_list_sort(struct id_list *l)
{
	if (l->count)
		qsort(l->at, l->count, sizeof(*l->at), compare_ids);
}

void
id_list_release(struct id_list *l)
{
	free(l->at);
	*l = (struct id_list){0};
}

/* ---- the lines ---- */

static size_t
place_of(const struct today_table *t, int64_t id)
{
	size_t low = 0, high = t->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (t->at[middle].id < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct today_slot *
today_table_find(const struct today_table *t, int64_t id)
{
	size_t i = place_of(t, id);

	return i < t->count && t->at[i].id == id ? &t->at[i] : NULL;
}

/* The room doubles where the count is one less than a power of two. */
struct today_slot *
today_table_slot(struct today_table *t, int64_t id)
{
	size_t i = place_of(t, id);

	if (i < t->count && t->at[i].id == id)
		return &t->at[i];
	if (!(t->count & (t->count + 1)))
		t->at = mem_resize(t->at, 2 * t->count + 2, sizeof(*t->at));
	memmove(&t->at[i + 1], &t->at[i], (t->count - i) * sizeof(*t->at));
	t->at[i] = (struct today_slot){.id = id, .due = INT64_MAX};
	t->count++;
	return &t->at[i];
}

static void
drop(struct today_table *t, struct today_slot *s)
{
	json_decref(s->line);
	json_decref(s->tickets);
	t->count--;
	memmove(s, s + 1, (size_t)(&t->at[t->count] - s) * sizeof(*s));
}

bool
today_table_put(struct today_table *t, int64_t id, json_t *line, int64_t due)
{
	bool kept = line || due != INT64_MAX;
	struct today_slot *s = kept ? today_table_slot(t, id) : today_table_find(t, id);
	bool same;

	if (!s)
		return false;
	s->due = due;
	same = s->line == line || (s->line && line && json_equal(s->line, line));
	json_decref(same ? line : s->line);
	if (!same)
		s->line = line;
	if (!kept && !s->tickets)
		drop(t, s);
	return !same;
}

const json_t *
today_table_after(const struct today_table *t, int64_t after)
{
	size_t i = place_of(t, after + 1);

	while (i < t->count && !t->at[i].line)
		i++;
	return i < t->count ? t->at[i].line : NULL;
}

void
today_table_release(struct today_table *t)
{
	for (size_t i = 0; i < t->count; i++) {
		json_decref(t->at[i].line);
		json_decref(t->at[i].tickets);
	}
	free(t->at);
	*t = (struct today_table){0};
}
