/* One address of an attempt: as many fresh connections to it as were asked for, one after another,
 * and where both keys are wanted one more for the key that it did not show. What they came to is
 * gathered into one answer, and a second one for the other key. */
#ifndef PROBE_ADDRESS_PROBE_H
#define PROBE_ADDRESS_PROBE_H

#include "probe/probe.h"

struct verdict_cache;
struct address_probe;

struct address_plan {
	struct connection_plan connection;
	struct verdict_cache *verdict_cache;
	const char *expected; /* the name that the certificate must be for */
	bool named;           /* the address came out of a name */
	bool both_keys, explain;
	int connections;
	const struct probe_known *known;
	size_t known_count;
	void (*over)(struct address_probe *a, void *arg); /* from inside a handler */
	void *arg;
};

struct address_probe {
	const struct address_plan *plan;
	struct connection connection;
	int left;                           /* connections still to be made */
	enum key_preference other_key;      /* to be asked for; KEY_ANY: none */
	struct address_result shown, other; /* other: only when its chain_count is not 0 */
	enum outcome failure;               /* of the last connection that failed */
	struct facts **certificates;        /* with plan->explain */
	size_t certificate_count;
	char *pem; /* of the first of them; NULL: too long */
	bool over;
};

/* Starts; over may be true at once, and plan->over is not called then. The plan must outlive it. */
void address_probe_start(struct address_probe *a, const struct address_plan *plan,
    const union address *address, const char *label);
/* The deadline: over, without calling plan->over. Nothing when it is over already. */
void address_probe_expire(struct address_probe *a);
/* Frees what it holds, also of its answers, not itself. */
void address_probe_release(struct address_probe *a);

#endif
