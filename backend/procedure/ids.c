#include "procedure/ids.h"

#include "base/mem.h"

enum { SIZE_FIRST = 16 };

/* FNV-1a. */
static uint64_t
hash(const char *id)
{
	uint64_t h = 0xcbf29ce484222325;

	for (; *id; id++)
		h = (h ^ (unsigned char)*id) * 0x100000001b3;
	return h ^ h >> 32;
}

/* The place of the id, or the free one where it belongs. */
static size_t
place_of(const struct ids *ids, const char *id)
{
	size_t i = (size_t)hash(id) & (ids->size - 1);

	while (ids->places[i].id && strcmp(ids->places[i].id, id) != 0)
		i = (i + 1) & (ids->size - 1);
	return i;
}

static void
grow(struct ids *ids)
{
	struct ids more = {.size = ids->size ? ids->size * 2 : SIZE_FIRST, .count = ids->count};

	more.places = mem_array(more.size, sizeof(*more.places));
	for (size_t i = 0; i < ids->size; i++)
		if (ids->places[i].id)
			more.places[place_of(&more, ids->places[i].id)] = ids->places[i];
	free(ids->places);
	*ids = more;
}

void
ids_release(struct ids *ids)
{
	free(ids->places);
	*ids = (struct ids){0};
}

void
ids_add(struct ids *ids, const char *id, size_t at)
{
	struct id_place *place;

	if ((ids->count + 1) * 2 > ids->size)
		grow(ids);
	place = &ids->places[place_of(ids, id)];
	if (place->id)
		return;
	*place = (struct id_place){id, at};
	ids->count++;
}

size_t
ids_find(const struct ids *ids, const char *id)
{
	const struct id_place *place;

	if (!id || !ids->count)
		return IDS_NONE;
	place = &ids->places[place_of(ids, id)];
	return place->id ? place->at : IDS_NONE;
}

size_t
ids_cost(const struct ids *ids, const char *id)
{
	size_t mask = ids->size - 1;

	return ids->size ? ((place_of(ids, id) - (size_t)hash(id)) & mask) + 1 : 1;
}
