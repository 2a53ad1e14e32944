#include "tui/model/table.h"

#include "base/mem.h"

void *
table_grow(void *p, size_t count, size_t *room, size_t size)
{
	if (count < *room)
		return p;
	*room = *room ? *room * 2 : 256;
	return mem_resize(p, *room, size);
}

void
table_release(struct table *t)
{
	for (uint32_t s = 0; s < t->used; s++)
		row_release(&t->rows[s]);
	free(t->rows);
	free(t->flags);
	free(t->vacant);
	free(t->hash);
	*t = (struct table){0};
}

static size_t
bucket(const struct table *t, int64_t id)
{
	return (size_t)(((uint64_t)id * UINT64_C(0x9e3779b97f4a7c15)) >> 20) & (t->hash_size - 1);
}

uint32_t
table_find(const struct table *t, int64_t id)
{
	if (!t->hash_size)
		return NO_SLOT;
	for (size_t b = bucket(t, id); t->hash[b] != NO_SLOT; b = (b + 1) & (t->hash_size - 1))
		if (t->rows[t->hash[b]].id == id)
			return t->hash[b];
	return NO_SLOT;
}

static void
hash_add(struct table *t, uint32_t slot)
{
	size_t b = bucket(t, t->rows[slot].id);

	while (t->hash[b] != NO_SLOT)
		b = (b + 1) & (t->hash_size - 1);
	t->hash[b] = slot;
}

/* After a removal too: removing is rare, and so there are no tombstones to mind. */
static void
hash_rebuild(struct table *t)
{
	memset(t->hash, 0xff, t->hash_size * sizeof(*t->hash));
	for (uint32_t s = 0; s < t->used; s++)
		if (t->flags[s] & SLOT_USED)
			hash_add(t, s);
}

static void
need_slot(struct table *t)
{
	if (t->used < t->room)
		return;
	t->room = t->room ? t->room * 2 : 256;
	t->rows = mem_resize(t->rows, t->room, sizeof(*t->rows));
	t->flags = mem_resize(t->flags, t->room, 1);
	t->hash_size = (size_t)t->room * 2;
	t->hash = mem_resize(t->hash, t->hash_size, sizeof(*t->hash));
	hash_rebuild(t);
}

uint32_t
table_add(struct table *t, const struct row *r)
{
	uint32_t slot;

	if (t->vacant_count) {
		slot = t->vacant[--t->vacant_count];
	} else {
		need_slot(t);
		slot = t->used++;
	}
	t->rows[slot] = *r;
	t->flags[slot] = SLOT_USED;
	hash_add(t, slot);
	return slot;
}

void
table_remove(struct table *t, const uint32_t *slots, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		row_release(&t->rows[slots[i]]);
		t->flags[slots[i]] = 0;
		t->vacant =
		    table_grow(t->vacant, t->vacant_count, &t->vacant_room, sizeof(*t->vacant));
		t->vacant[t->vacant_count++] = slots[i];
	}
	if (count)
		hash_rebuild(t);
}
