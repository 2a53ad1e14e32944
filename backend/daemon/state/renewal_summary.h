/* What rows, lists and searches need of a renewal, worked out from the engine: the columns of its stored record, and
 * the summary that is held in memory while it is open. */
#ifndef DAEMON_STATE_RENEWAL_SUMMARY_H
#define DAEMON_STATE_RENEWAL_SUMMARY_H

#include "procedure/renewal_ask.h"
#include "store/renewals.h"

#include <jansson.h>

#include <stdbool.h>
#include <stdint.h>

/* What a row and a list show of a renewal. It is replaced whole when that changes. */
struct renewal_summary {
	int64_t id;
	int64_t version; /* of the engine: what a client names in its next act */
	char *title;     /* of the procedure that is followed */
	enum renewal_state state;
	int end;           /* enum renewal_end, how a closed one ended; -1: it is open */
	char *phase_title; /* of the first phase that is not done; "" when all are */
	int phase, phases; /* its number, and that of the last */
	char *waiting_on;  /* for whom, when it is nobody's turn here; "" */
	char *owner;       /* login; "" */
	int32_t follow_up; /* the first date to look at it again; DAY_NONE */
	json_t *
	    next; /* the step that is ready and ours: {"step","number","title"}, {} where all is done; NULL: none is */
	int32_t paused_until; /* DAY_NONE: it is not */
	int64_t opened_at;
	bool installing;            /* its certificate is about to be served */
	struct renewal_watch watch; /* what it is held against when its monitors are seen */
	const char *contradiction;  /* a code of renewal_contradiction; NULL: none */
	bool answered; /* a ticket of it was, nobody has looked since, and it was not taken up */
	char *awaited; /* SHA-256 of the certificate that has to be served; NULL: not known yet */
	json_t *
	    tickets; /* keys, each once: those of the steps in their order, the origin's, those linked by hand */
	json_t *former; /* earlier keys of these */
	json_t *
	    holders; /* of its steps that may hold a ticket, by key: {"number","title","waiting_on"?,
		   * "due": a step behind it is to be done yet; "taken_at": when the last was; 0} */
	json_t *expects; /* what files it can take:
			  * {"files":[{"step","role"}],"domains":[],"spkis":[],"digests":[]} */
	int64_t *monitors;
	size_t monitor_count;
};

struct renewal_summary *renewal_summary_of(
    const struct stored_renewal *r, const struct renewal *renewal);
void renewal_summary_free(struct renewal_summary *summary);
/* Is there something to be done yet here with what the ticket of that step brought: a step behind it is open, or they
 * answered (0: they did not) after the last of those was done? false: that step holds no ticket. */
bool renewal_summary_is_due(
    const struct renewal_summary *summary, const char *step, int64_t answered_at);
/* As it stands in lists; in rows it is shorter. A new reference. */
json_t *renewal_summary_json(const struct renewal_summary *summary);

/* Fills all of the record but id and version from the engine. */
void stored_renewal_update(struct stored_renewal *r, const struct renewal *renewal);

#endif
