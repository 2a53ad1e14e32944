/* The renewals that are open, and the way each of them is changed: stored state -> engine -> act ->
 * one transaction with its line of the audit trail -> memory. The store has the whole; here stands
 * what rows and lists show of each (struct renewal_summary). The engine (procedure/renewal.h) is made from
 * the stored state for every act and thrown away after it, so a commit that fails leaves nothing to
 * put back. */
#ifndef DAEMON_STATE_OPEN_RENEWALS_H
#define DAEMON_STATE_OPEN_RENEWALS_H

#include "daemon/daemon.h"
#include "procedure/library.h"
#include "procedure/renewal_ask.h"
#include "store/renewals.h"

#include <jansson.h>

struct actor;
struct open_renewals;

/* What a row and a list show of a renewal. It is replaced whole when that changes. */
struct renewal_summary {
	int64_t id;
	int64_t version; /* of the engine: what a client names in its next act */
	char *title;     /* of the procedure that is followed */
	enum renewal_state state;
	char *phase_title; /* of the first phase that is not done; "" when all are */
	int phase, phases; /* its number, and that of the last */
	char *waiting_on;  /* for whom, when it is nobody's turn here; "" */
	char *owner;       /* login; "" */
	int32_t follow_up; /* the first date to look at it again; DAY_NONE */
	int64_t opened_at;
	bool installing;            /* its certificate is about to be served */
	struct renewal_watch watch; /* what it is held against when its monitors are seen */
	const char *contradiction;  /* a code of renewal_contradiction; NULL: none */
	char *awaited;   /* SHA-256 of the certificate that has to be served; NULL: not known yet */
	json_t *tickets; /* keys */
	json_t *expects; /* what files it can take:
			  * {"files":[{"step","role"}],"domains":[],"spkis":[],"digests":[]} */
	int64_t *monitors;
	size_t monitor_count;
};

/* A renewal taken from the store. */
struct loaded_renewal {
	struct stored_renewal record; /* id 0: not stored yet */
	struct renewal *renewal;
};

struct open_renewals *open_renewals_new(struct daemon *d);
void open_renewals_free(struct open_renewals *b);
/* Reads the procedures and every open renewal; the roster is there already. */
int open_renewals_load(struct open_renewals *b, struct err *err);

const struct library *open_renewals_library(
    struct open_renewals *b, bool anew); /* anew: files may have changed */
const struct renewal_summary *open_renewals_at(
    const struct open_renewals *b, size_t i); /* open ones in order of id; NULL after the last */
const struct renewal_summary *open_renewals_find(const struct open_renewals *b, int64_t id);

/* Also a closed one. "not-found", "bad-renewal", "missing-pin" and the store's. */
int open_renewals_read(
    struct open_renewals *b, int64_t id, struct loaded_renewal *t, struct err *err);
void loaded_renewal_release(struct loaded_renewal *t);

/* Within a transaction: the engine's state and its event. */
int open_renewals_write(struct open_renewals *b, const struct actor *actor,
    struct loaded_renewal *t, const json_t *event, struct err *err);
/* After the commit. */
void open_renewals_written(struct open_renewals *b, const struct loaded_renewal *t);
/* One act, from the store to memory. *t gets the new state, on "conflict" the present one; release
 * it always. "renewal-open": a closed one is not opened anew while another has one of its monitors. */
int open_renewals_do(struct open_renewals *b, const struct actor *actor, int64_t id,
    const struct renewal_act *act, struct loaded_renewal *t, struct err *err);

/* Another renewal that has one of its monitors now, and that monitor's name; NULL: none. */
const struct renewal_summary *open_renewals_rival(
    const struct open_renewals *b, const struct loaded_renewal *t, const char **name);

/* Holds it against what its monitors serve now: after a result of one of them. */
void open_renewals_weigh(struct open_renewals *b, int64_t id);

/* A brief as it stands in lists; in rows it is shorter. */
json_t *renewal_summary_json(const struct renewal_summary *brief);
struct renewal_summary *renewal_summary_of(const struct loaded_renewal *t);
void renewal_summary_free(struct renewal_summary *brief);

#endif
