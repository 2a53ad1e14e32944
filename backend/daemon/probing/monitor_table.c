#include "daemon/probing/monitor_table.h"

#include "base/mem.h"

enum { TABLE_BUCKETS = 1 << 12 };

struct entry {
	int64_t monitor;
	void *value;
	struct entry *next;
};

struct monitor_table {
	void (*free_value)(void *value);
	struct entry *buckets[TABLE_BUCKETS];
};

struct monitor_table *
monitor_table_new(void (*free_value)(void *value))
{
	struct monitor_table *t = mem_alloc(sizeof(*t));

	t->free_value = free_value;
	return t;
}

static void
entry_remove(struct monitor_table *t, struct entry **at)
{
	struct entry *e = *at;

	*at = e->next;
	t->free_value(e->value);
	free(e);
}

void
monitor_table_free(struct monitor_table *t)
{
	if (!t)
		return;
	for (size_t i = 0; i < TABLE_BUCKETS; i++)
		while (t->buckets[i])
			entry_remove(t, &t->buckets[i]);
	free(t);
}

/* Where the monitor's entry is linked, or would be. Ids are given one after the other, so they spread by themselves. */
static struct entry **
place_of(const struct monitor_table *t, int64_t monitor)
{
	struct entry **at =
	    (struct entry **)(uintptr_t)&t->buckets[(uint64_t)monitor % TABLE_BUCKETS];

	while (*at && (*at)->monitor != monitor)
		at = &(*at)->next;
	return at;
}

void *
monitor_table_get(const struct monitor_table *t, int64_t monitor)
{
	const struct entry *e = *place_of(t, monitor);

	return e ? e->value : NULL;
}

void
monitor_table_set(struct monitor_table *t, int64_t monitor, void *value)
{
	struct entry **at = place_of(t, monitor);

	if (*at)
		entry_remove(t, at);
	if (!value)
		return;
	at = place_of(t, monitor);
	*at = mem_alloc(sizeof(**at));
	**at = (struct entry){monitor, value, NULL};
}
