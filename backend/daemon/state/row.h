/* A watched monitor in memory: what it is, what its addresses serve, and how it stands with the probes. */
#ifndef DAEMON_STATE_ROW_H
#define DAEMON_STATE_ROW_H

#include "daemon/state/leaf_cache.h"
#include "expiry/urgency.h"
#include "store/acceptances.h"
#include "store/findings.h"
#include "store/store.h"

#include <jansson.h>

#include <stdbool.h>
#include <stdint.h>

struct renewal_summary;
struct service;

/* An address that is gone, or only its other key. */
struct dropped {
	char *address;
	char *key_type; /* NULL: all of it */
};

/* An address that serves another certificate than before, in the result that is being applied. */
struct replaced {
	char *address;
	char key_type[8];
	char before[65], after[65]; /* digests */
};

enum {
	FINDINGS_HELD = 16
}; /* of one row; what was acknowledged longest ago is in the store alone */

struct row {
	struct monitor monitor;
	struct observation *addresses;
	size_t address_count;
	struct dropped *dropped; /* what is forgotten here and not yet in the store */
	size_t dropped_count;
	const struct leaf *leaf; /* of the address that expires first; NULL when none was seen */
	/* of the leaf, and without one of what is declared; zero where neither says */
	struct deadlines deadlines;
	uint64_t problems;
	struct acceptance *accepted; /* what a person took upon himself, one for each problem */
	size_t accepted_count;
	struct stored_finding *findings; /* open ones and acknowledged ones, in order of time */
	size_t finding_count;
	bool findings_unsaved; /* some of them are not in the store as they are */
	struct replaced
	    *replaced; /* until who listens to results has looked (probing/findings.h) */
	size_t replaced_count;
	uint64_t accepted_problems; /* PROBLEM_BITs of those that hold now (state/accepted.h) */
	const struct service
	    *service; /* that its text names, or without one that a pattern gives; NULL */
	const struct renewal_summary *renewal; /* the open one that it is in; NULL */
	json_t *tickets; /* keys of those that a person linked to it, with no renewal; NULL: none */
	json_t *former_tickets; /* earlier keys of these; NULL: none */
	int64_t seen_at;        /* when a certificate was last seen at any address */
	int64_t served_by;      /* of a wildcard: a watched host that may serve it; 0: none */
	int64_t overridden;     /* the renewal whose certificate nobody saw here; 0: none */
	int32_t retires;        /* the day from which it is not watched; 0: none */
	bool stale;
	bool gone;        /* retired: kept so that followers hear of it */
	bool unsaved;     /* probe results that are not in the store yet */
	bool asked;       /* a person asked for the probe that is under way */
	bool both_keys;   /* the probe under way, or the next, asks for both keys */
	int connections;  /* of the next probe to each address; 0: one */
	int heap;         /* place in the scheduler's heap; -1 */
	int64_t due;      /* monotonic ms of the next probe */
	int64_t probe_id; /* of the one under way; 0 */
	int kills;        /* workers that were killed, not crashed, with this probe in flight */
	int64_t sweep;    /* the last sweep that waits for it; 0 */
	struct row *older, *newer;
};

/* Takes over the strings of *m, and zeroes it. */
struct row *row_new(struct monitor *m);
void row_free(struct row *row);

/* The row's own observation of that address and key type (""; "rsa", "ecdsa" of a host that has both), made when
 * absent. */
struct observation *row_address(struct row *row, const char *address, const char *key_type);
void row_forget_address(struct row *row, size_t i);
void row_dropped_saved(struct row *row);

/* Copied. False: there is no room, for too many are open. */
bool row_add_finding(struct row *row, const struct stored_finding *f);
struct stored_finding *row_finding(const struct row *row, const char *before, const char *after);
uint32_t row_changes(const struct row *row); /* CHANGE_BITs of its open findings */
void row_note_replaced(struct row *row, const struct observation *o, const char *before);
void row_forget_replaced(struct row *row);

const char *row_service(
    const struct row *row);                  /* what a person wrote, else the name by pattern; "" */
bool row_is_declared(const struct row *row); /* its deadlines are not of what was seen */
enum urgency row_urgency(const struct row *row, int64_t now);
/* When what it serves ends: the certificate, or before it what it hangs from, or what is declared; 0: none of these. */
int64_t row_ends_at(const struct row *row);

/* When the certificate in use ends, as seen or else as declared; 0: neither. */
int64_t row_leaf_end(const struct row *row);

#endif
