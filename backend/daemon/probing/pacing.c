#include "daemon/probing/pacing.h"

#include "base/mem.h"

/* When the last group begins, and how many are in it. */
struct slot {
	int64_t at;
	int count;
};

struct pacing {
	struct slot slots[PACING_SLOTS];
	int64_t list_since, list_last; /* the first and the last part of the list that comes in */
	int64_t held_until;
};

struct pacing *
pacing_new(void)
{
	return mem_alloc(sizeof(struct pacing));
}

void
pacing_free(struct pacing *s)
{
	free(s);
}

/* FNV-1a. */
static struct slot *
slot_of(struct pacing *s, const char *host)
{
	uint32_t hash = 2166136261u;

	for (; *host; host++)
		hash = (hash ^ (unsigned char)*host) * 16777619u;
	return &s->slots[hash % PACING_SLOTS];
}

int64_t
pacing_next(struct pacing *s, const char *host, int64_t now)
{
	struct slot *slot = slot_of(s, host);

	if (slot->at + PACING_PAUSE_MS <= now)
		*slot = (struct slot){now, 0};
	if (slot->count == PACING_GROUP)
		*slot = (struct slot){slot->at + PACING_PAUSE_MS, 0};
	slot->count++;
	return slot->at > now ? slot->at : now;
}

void
pacing_hold(struct pacing *s, int64_t now)
{
	if (now >= s->list_last + PACING_HOLD_MS)
		s->list_since = now;
	s->list_last = now;
	if (now < s->list_since + PACING_HOLD_MOST_MS)
		s->held_until = now + PACING_HOLD_MS;
}

int64_t
pacing_not_before(const struct pacing *s, int64_t due)
{
	return due > s->held_until ? due : s->held_until;
}
