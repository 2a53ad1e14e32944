/* When each of many probes that are all due may begin, so that no host is met by all of them at
 * once: many monitors may watch one host, by ports and by names. */
#ifndef DAEMON_PROBING_PACING_H
#define DAEMON_PROBING_PACING_H

#include <stdint.h>

enum {
	PACING_GROUP = 16,     /* probes of one host that begin together */
	PACING_PAUSE_MS = 250, /* before the next of its groups */
	PACING_SLOTS = 16384   /* hosts share one by chance, and then only wait a little longer */
};

struct pacing;

struct pacing *pacing_new(void);
void pacing_free(struct pacing *s); /* NULL is fine */
/* Monotonic ms, now or later, for one more probe of that host. */
int64_t pacing_next(struct pacing *s, const char *host, int64_t now);

#endif
