#include "daemon/spread.h"

#include "base/mem.h"

/* When the last group begins, and how many are in it. */
struct slot {
	int64_t at;
	int count;
};

struct spread {
	struct slot slots[SPREAD_SLOTS];
};

struct spread *
spread_new(void)
{
	return mem_alloc(sizeof(struct spread));
}

void
spread_free(struct spread *s)
{
	free(s);
}

/* FNV-1a. */
static struct slot *
slot_of(struct spread *s, const char *host)
{
	uint32_t hash = 2166136261u;

	for (; *host; host++)
		hash = (hash ^ (unsigned char)*host) * 16777619u;
	return &s->slots[hash % SPREAD_SLOTS];
}

int64_t
spread_next(struct spread *s, const char *host, int64_t now)
{
	struct slot *slot = slot_of(s, host);

	if (slot->at + SPREAD_PAUSE_MS <= now)
		*slot = (struct slot){now, 0};
	if (slot->count == SPREAD_GROUP)
		*slot = (struct slot){slot->at + SPREAD_PAUSE_MS, 0};
	slot->count++;
	return slot->at > now ? slot->at : now;
}
