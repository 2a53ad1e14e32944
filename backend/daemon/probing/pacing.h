/* When each of many probes that are all due may begin, so that no host is met by all of them at
 * once: many monitors may watch one host, by ports and by names. And nothing begins while a list is
 * being imported, which would else share the processors with the probes of its own first lines. */
#ifndef DAEMON_PROBING_PACING_H
#define DAEMON_PROBING_PACING_H

#include <stdint.h>

enum {
	PACING_HOLD_MS = 300,        /* after each part of a list */
	PACING_HOLD_MOST_MS = 30000, /* however many parts come */
	PACING_GROUP = 16,           /* probes of one host that begin together */
	PACING_PAUSE_MS = 250,       /* before the next of its groups */
	PACING_SLOTS = 16384 /* hosts share one by chance, and then only wait a little longer */
};

struct pacing;

struct pacing *pacing_new(void);
void pacing_free(struct pacing *s); /* NULL is fine */
/* Monotonic ms, now or later, for one more probe of that host. */
int64_t pacing_next(struct pacing *s, const char *host, int64_t now);
/* A part of a list came. One that does not end holds for PACING_HOLD_MOST_MS in all, and again only after a pause. */
void pacing_hold(struct pacing *s, int64_t now);
/* `due`, or the end of the hold where that is later. */
int64_t pacing_not_before(const struct pacing *s, int64_t due);

#endif
