#include "daemon/state/endpoint_index.h"

#include "base/mem.h"
#include "base/sha256.h"
#include "store/store.h"

enum { ROOM_FIRST = 64 }; /* a power of two, as every later one */

struct endpoint_slot {
	struct monitor *monitor; /* NULL: free */
	uint32_t hash;
};

/* ---- endpoints ---- */

bool
same_endpoint(const struct monitor *a, const struct monitor *b)
{
	return a->port == b->port && a->protocol == b->protocol && !strcmp(a->host, b->host) &&
	       !a->sni == !b->sni && (!a->sni || !strcmp(a->sni, b->sni));
}

void
endpoint_key(const struct monitor *m, char key[ENDPOINT_KEY_BYTES])
{
	const int32_t numbers[] = {m->port, (int32_t)m->protocol, m->sni != NULL};
	unsigned char digest[SHA256_BYTES];
	char hex[2 * SHA256_BYTES + 1];
	struct sha256 h;

	sha256_init(&h);
	sha256_add(&h, numbers, sizeof(numbers));
	sha256_add(&h, m->host, strlen(m->host) + 1);
	if (m->sni)
		sha256_add(&h, m->sni, strlen(m->sni));
	sha256_finish(&h, digest);
	sha256_hex(digest, hex);
	snprintf(key, ENDPOINT_KEY_BYTES, "%.16s", hex);
}

/* FNV-1a. */
static uint32_t
hash_text(uint32_t hash, const char *text)
{
	for (; *text; text++)
		hash = (hash ^ (unsigned char)*text) * 16777619u;
	return hash;
}

/* A byte that no text holds stands between host and SNI, and another where there is none. FNV alone leaves the lower
 * bits, which choose the slot, poorly mixed: hence the last lines. */
static uint32_t
hash_endpoint(const struct monitor *m)
{
	uint32_t hash = 2166136261u ^ (uint32_t)m->port ^ (uint32_t)m->protocol << 16;

	hash = hash_text(hash, m->host) * 16777619u;
	hash = m->sni ? hash_text(hash, m->sni) : hash ^ 0xff;
	hash = (hash ^ hash >> 16) * 0x85ebca6bu;
	return hash ^ hash >> 13;
}

/* ---- the table ---- */

/* Where that endpoint stands, or the free slot where it would. There is always one: the table is never full. */
static size_t
place_of(struct endpoint_index *x, const struct monitor *m, uint32_t hash)
{
	size_t at = hash & (x->room - 1);

	for (;; at = (at + 1) & (x->room - 1)) {
		const struct endpoint_slot *slot = &x->slots[at];
		x->looked_at++;
		if (!slot->monitor || (slot->hash == hash && same_endpoint(slot->monitor, m)))
			return at;
	}
}

static void
grow(struct endpoint_index *x)
{
	struct endpoint_slot *old = x->slots;
	size_t old_room = x->room;

	x->room = old_room ? old_room * 2 : ROOM_FIRST;
	x->slots = mem_array(x->room, sizeof(*x->slots));
	for (size_t i = 0; i < old_room; i++)
		if (old[i].monitor)
			x->slots[place_of(x, old[i].monitor, old[i].hash)] = old[i];
	free(old);
}

void
endpoint_index_release(struct endpoint_index *x)
{
	free(x->slots);
	*x = (struct endpoint_index){0};
}

void
endpoint_index_add(struct endpoint_index *x, struct monitor *m)
{
	uint32_t hash = hash_endpoint(m);

	if (x->count * 2 >= x->room)
		grow(x);
	x->slots[place_of(x, m, hash)] = (struct endpoint_slot){m, hash};
	x->count++;
}

/* Those that follow move up, so that none is cut off from the place where it is looked for first. */
void
endpoint_index_remove(struct endpoint_index *x, const struct monitor *m)
{
	size_t hole = place_of(x, m, hash_endpoint(m)), at = hole, mask = x->room - 1;

	for (;;) {
		at = (at + 1) & mask;
		x->looked_at++;
		if (!x->slots[at].monitor)
			break;
		/* from its first place to here it passes the hole */
		if (((at - x->slots[at].hash) & mask) >= ((at - hole) & mask)) {
			x->slots[hole] = x->slots[at];
			hole = at;
		}
	}
	x->slots[hole].monitor = NULL;
	x->count--;
}

struct monitor *
endpoint_index_find(struct endpoint_index *x, const struct monitor *m)
{
	return x->room ? x->slots[place_of(x, m, hash_endpoint(m))].monitor : NULL;
}
