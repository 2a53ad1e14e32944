/* Names to addresses, without a thread: c-ares on the worker's poller. /etc/hosts comes first and,
 * where it knows the name, is the whole answer; else DNS is asked for A and AAAA apart, so that a
 * server that swallows one kind of question does not hold back the other. mDNS, NIS and SSSD are
 * not known to c-ares.
 *
 * The channels are made anew when resolv.conf has changed (looked at once a second while names are
 * asked for); questions under way are asked again on the new ones. */
#ifndef PROBE_RESOLVER_H
#define PROBE_RESOLVER_H

#include "probe/target.h"

#include <stddef.h>

struct lookup;
struct poller;
struct resolver;

struct resolver_options {
	const char *servers;     /* "127.0.0.1:5353,[::1]:53"; NULL: those of resolv.conf */
	const char *resolv_conf; /* NULL: /etc/resolv.conf */
};

/* One part of the answer: what one family, or the hosts file, said. */
struct lookup_answer {
	const union address *addresses; /* with the port that was asked for */
	size_t count;
	const char *cname;   /* what the name stands for in the end; NULL: itself */
	const char *failure; /* when count is 0: "not-found", "no-address", "timeout", … */
	bool last;           /* the lookup is over, and *slot NULL again */
};

typedef void lookup_fn(const struct lookup_answer *answer, void *arg);

/* NULL with the reason logged when c-ares cannot begin. */
struct resolver *resolver_new(struct poller *poller, const struct resolver_options *options);
void resolver_free(struct resolver *r); /* after every lookup was abandoned or is over */

/* Not to be called from inside a lookup_fn; fn may be called before this returns. *slot is the
 * lookup until it is over, then NULL. It knows no deadline: the caller abandons what takes too
 * long. */
void resolver_look_up(
    struct resolver *r, struct lookup **slot, const char *name, int port, lookup_fn *fn, void *arg);
/* fn is not called any more and *slot is NULL, which it may be already. */
void lookup_abandon(struct lookup **slot);

#endif
