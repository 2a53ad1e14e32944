/* When each of many probes that are all due may begin, so that no host is met by all of them at
 * once: many monitors may watch one host, by ports and by names. */
#ifndef DAEMON_SPREAD_H
#define DAEMON_SPREAD_H

#include <stdint.h>

enum {
	SPREAD_GROUP = 16,     /* probes of one host that begin together */
	SPREAD_PAUSE_MS = 250, /* before the next of its groups */
	SPREAD_SLOTS = 16384   /* hosts share one by chance, and then only wait a little longer */
};

struct spread;

struct spread *spread_new(void);
void spread_free(struct spread *s); /* NULL is fine */
/* Monotonic ms, now or later, for one more probe of that host. */
int64_t spread_next(struct spread *s, const char *host, int64_t now);

#endif
