/* An open hash over an array of entries, chained by index, with the order of use as a ring through
 * the same array. The entries grow by doubling up to the bound; the buckets are made at once. A
 * digest is its own hash. */
#include "pki/digest_cache.h"

#include "base/mem.h"

enum { NO_ENTRY = 0 }; /* entry 0 is the ring's anchor */

struct entry {
	struct digest key;
	uint32_t newer, older; /* ring of use: entry 0's older is the newest */
	uint32_t next;         /* in the bucket */
};

struct digest_cache {
	size_t value_size, max;
	size_t count, room; /* entries, without the anchor; and allocated, with it */
	struct entry *entries;
	char *values;
	uint32_t *buckets;
	size_t bucket_count; /* a power of two */
};

struct digest_cache *
digest_cache_new(size_t value_size, size_t max)
{
	struct digest_cache *c = mem_alloc(sizeof(*c));

	c->value_size = value_size;
	c->max = max;
	c->room = 64;
	c->entries = mem_array(c->room, sizeof(*c->entries));
	c->values = mem_array(c->room, value_size);
	for (c->bucket_count = 64; c->bucket_count < max; c->bucket_count *= 2)
		continue;
	c->buckets = mem_array(c->bucket_count, sizeof(*c->buckets));
	return c;
}

void
digest_cache_free(struct digest_cache *c)
{
	if (!c)
		return;
	free(c->entries);
	free(c->values);
	free(c->buckets);
	free(c);
}

static uint32_t *
bucket_of(const struct digest_cache *c, const struct digest *key)
{
	uint32_t hash;

	memcpy(&hash, key->bytes, sizeof(hash));
	return &c->buckets[hash & (c->bucket_count - 1)];
}

static void *
value_at(const struct digest_cache *c, uint32_t i)
{
	return c->values + i * c->value_size;
}

static void
ring_remove(struct digest_cache *c, uint32_t i)
{
	struct entry *e = &c->entries[i];

	c->entries[e->newer].older = e->older;
	c->entries[e->older].newer = e->newer;
}

static void
ring_push(struct digest_cache *c, uint32_t i)
{
	struct entry *anchor = &c->entries[NO_ENTRY], *e = &c->entries[i];

	e->newer = NO_ENTRY;
	e->older = anchor->older;
	c->entries[anchor->older].newer = i;
	anchor->older = i;
}

void *
digest_cache_find(struct digest_cache *c, const struct digest *key)
{
	for (uint32_t i = *bucket_of(c, key); i != NO_ENTRY; i = c->entries[i].next) {
		if (memcmp(&c->entries[i].key, key, sizeof(*key)) != 0)
			continue;
		ring_remove(c, i);
		ring_push(c, i);
		return value_at(c, i);
	}
	return NULL;
}

/* Takes the least recently used entry out and returns its place. */
static uint32_t
evict(struct digest_cache *c)
{
	uint32_t i = c->entries[NO_ENTRY].newer;
	uint32_t *link = bucket_of(c, &c->entries[i].key);

	while (*link != i)
		link = &c->entries[*link].next;
	*link = c->entries[i].next;
	ring_remove(c, i);
	return i;
}

static void
grow(struct digest_cache *c)
{
	c->room *= 2;
	c->entries = mem_resize(c->entries, c->room, sizeof(*c->entries));
	c->values = mem_resize(c->values, c->room, c->value_size);
}

void *
digest_cache_put(struct digest_cache *c, const struct digest *key)
{
	uint32_t i, *bucket = bucket_of(c, key);

	if (c->count == c->max) {
		i = evict(c);
	} else {
		if (c->count + 1 == c->room)
			grow(c);
		i = (uint32_t)++c->count;
	}
	c->entries[i].key = *key;
	c->entries[i].next = *bucket;
	*bucket = i;
	ring_push(c, i);
	return memset(value_at(c, i), 0, c->value_size);
}
