/* One address of an attempt: as many fresh connections to it as were asked for, one after another,
 * and where both keys are wanted one more for the key that it did not show. What they came to is
 * gathered into one answer, and a second one for the other key. */
#ifndef PROBE_VISIT_H
#define PROBE_VISIT_H

#include "probe/probe.h"

struct judge;
struct visit;

struct visit_plan {
	struct connection_plan connection;
	struct judge *judge;
	const char *expected; /* the name that the certificate must be for */
	bool named;           /* the address came out of a name */
	bool both_keys, explain;
	int connections;
	const struct probe_known *known;
	size_t known_count;
	void (*over)(struct visit *v, void *arg); /* from inside a handler */
	void *arg;
};

struct visit {
	const struct visit_plan *plan;
	struct connection connection;
	int left;                          /* connections still to be made */
	enum key_wish other_key;           /* to be asked for; KEY_ANY: none */
	struct probe_address shown, other; /* other: only when its chain_count is not 0 */
	enum outcome failure;              /* of the last connection that failed */
	struct facts **certificates;       /* with plan->explain */
	size_t certificate_count;
	bool over;
};

/* Starts; over may be true at once, and plan->over is not called then. The plan must outlive it. */
void visit_start(struct visit *v, const struct visit_plan *plan, const union address *address,
    const char *label);
/* The deadline: over, without calling plan->over. Nothing when it is over already. */
void visit_expire(struct visit *v);
/* Frees what it holds, also of its answers, not itself. */
void visit_release(struct visit *v);

#endif
