#include "importing/named_set.h"

#include "base/mem.h"

enum { ROOM_FIRST = 64 }; /* a power of two, as every later one */

void
named_set_release(struct named_set *s)
{
	free(s->slots);
	*s = (struct named_set){0};
}

/* Where it stands, or the free slot where it would. There is always one: the table is never full. */
static uint64_t *
place_of(const struct named_set *s, uint64_t key)
{
	size_t at = (size_t)key & (s->room - 1);

	while (s->slots[at] && s->slots[at] != key)
		at = (at + 1) & (s->room - 1);
	return &s->slots[at];
}

static void
grow(struct named_set *s)
{
	struct named_set old = *s;

	s->room = old.room ? old.room * 2 : ROOM_FIRST;
	s->slots = mem_array(s->room, sizeof(*s->slots));
	for (size_t i = 0; i < old.room; i++)
		if (old.slots[i])
			*place_of(s, old.slots[i]) = old.slots[i];
	free(old.slots);
}

bool
named_set_add(struct named_set *s, uint64_t key)
{
	uint64_t *place;

	key = key ? key : 1;
	if (s->count * 2 >= s->room)
		grow(s);
	place = place_of(s, key);
	if (*place)
		return false;
	*place = key;
	s->count++;
	return true;
}
