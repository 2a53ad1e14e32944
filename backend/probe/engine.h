/* Probes, many at once: a name is looked up once, every address it has is probed on a connection of
 * its own, and one result has all. Each attempt has one absolute deadline, from its dispatch here
 * over look-up, connect and handshake: whatever has not ended then is a timeout.
 *
 * Certificates are read once for as long as the engine remembers them; a chain that was
 * verified for the same name is not verified again before its verdict runs out (pki/verdict.h). The asker may
 * remember too, for longer and across workers: what it says is known and is seen again is answered
 * with "the same", and nothing of it is read. */
#ifndef PROBE_ENGINE_H
#define PROBE_ENGINE_H

#include "probe/probe.h"

#include <stddef.h>

struct clock;
struct engine;
struct poller;
struct trust;

struct engine_options {
	const struct clock *clock;
	struct poller *poller;
	const struct trust *trust;
	size_t in_flight; /* probes under way; the rest wait. Lowered to what descriptors allow */
	const char *dns_servers; /* as in resolver_options */
	const char *resolv_conf;
	/* Called outside of any other call but engine_pump and poller_turn. */
	void (*certificate)(
	    const struct facts *f, void *arg); /* before the first result that names it */
	void (*result)(const struct probe_result *r, void *arg);
	void *arg;
};

/* The options' pointers must outlive the engine. NULL with the reason logged. */
struct engine *engine_new(const struct engine_options *options);
void engine_free(struct engine *e);

/* Queues a probe (copied); every one gets its result. */
void engine_probe(struct engine *e, const struct probe_request *r);
/* Starts what waits and fits. To be called after each turn of the poller. */
void engine_pump(struct engine *e);
size_t engine_waiting(const struct engine *e);
size_t engine_in_flight(const struct engine *e);

#endif
