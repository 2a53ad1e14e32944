/* One run of a procedure for one or more monitors that share a certificate.
 *
 * A renewal is changed by acts only (renewal_do): each is checked against a table of which act
 * may come in which state, is done whole or not at all, raises the version by one and gives
 * one event with what was before and after. Undo is an act too: it puts back what the last one
 * changed, unless something else has changed it since. Which steps count, and which are ready,
 * is never stored but worked out from the choices made, so that a decision can be changed at
 * any time: what the abandoned branch had gathered stays in its steps, and counts again if the
 * choice comes back.
 *
 * The whole state is one JSON object for the store; members that this version does not know
 * are kept. The procedure's text is not in it: it is pinned by digest, and the texts
 * (renewal_pin) are stored once for all renewals. No private key, password or NIF ever enters.
 * Times are seconds since the epoch, dates "2026-11-23". Nothing here does I/O or asks for the
 * time. */
#ifndef PROCEDURE_RENEWAL_H
#define PROCEDURE_RENEWAL_H

#include "procedure/definition.h"

#include <jansson.h>

#include <stdint.h>

struct err;
struct library;
struct renewal;
struct site;

#define STEP_STATES(X)                                                                             \
	X(TODO, "todo")                                                                            \
	X(DOING, "doing")                                                                          \
	X(WAITING, "waiting")                                                                      \
	X(DONE, "done")                                                                            \
	X(SKIPPED, "skipped")                                                                      \
	X(NOT_APPLICABLE, "not-applicable")

enum step_state {
#define X(id, text) STATE_##id,
	STEP_STATES(X)
#undef X
	STATE_COUNT
};

const char *step_state_text(enum step_state s);
int step_state_from(const char *text); /* -1: no such state */

/* ---- beginning, keeping, ending ---- */

struct renewal_opening {
	const char *procedure;
	const json_t *monitors; /* [{"id","name","domain","type":"endpoint|file|planned"}] */
	const char *origin;     /* "alert", "list", "ticket" or "mail" */
	const char *class;      /* a text of KINDS: "server" */
	int64_t expires;        /* of the certificate in use; 0: none */
	const json_t *last;     /* the monitor's last closed renewal, as stored; NULL: none */
	const char *actor;
	int64_t now;
};

/* NULL and err: "not-found", "broken-procedure", "bad-argument". *event (a new reference)
 * tells of the opening. */
struct renewal *renewal_open(const struct library *l, const struct renewal_opening *o,
    json_t **event, struct err *err);

/* The text of a digest, new; NULL when it is not there. */
typedef char *renewal_pin_lookup(void *ctx, const char *digest);

/* A renewal as it was stored. NULL and err "bad-renewal" when it cannot be one, "missing-pin"
 * when a text is not there. */
struct renewal *renewal_from_json(const json_t *doc, renewal_pin_lookup *lookup, void *ctx,
    struct err *err);
json_t *renewal_json(const struct renewal *r); /* a new reference to a copy */
void renewal_free(struct renewal *r);

/* The i-th pinned procedure, or NULL after the last: its digest and pin are to be stored. */
const struct definition *renewal_pin(const struct renewal *r, size_t i);

/* ---- acts ---- */

struct renewal_act {
	const char *what;       /* a name of the table in renewal_acts.c: "choose", "close"… */
	const char *step;       /* "cds-cesicat/ca", "ca" or "2.3"; NULL for the renewal itself */
	const json_t *args;     /* of the act; NULL: none */
	const char *note;       /* a reason or a remark; NULL: none */
	const char *actor;
	int64_t now;
	int64_t version;        /* that the actor saw; -1 for machines, which see no screen */
};

/* The event (a new reference), or NULL, err and nothing changed. Codes: "conflict" (somebody
 * was first: show the new state), "unknown-act", "not-found", "bad-state", "not-ready",
 * "reason-needed", "bad-argument", "not-ticked", "check-failed", "critical-check",
 * "digest-differs", "not-verified", "open-steps", "closed", "nothing-to-undo",
 * "changed-since". An event:
 * {"seq","at","by","what","step","note","before","after","effects":{step: state}}. */
json_t *renewal_do(struct renewal *r, const struct site *site, const struct renewal_act *act,
    struct err *err);

/* The names of all acts, in the order of the table; NULL after the last. */
const char *renewal_act_name(size_t i);

/* ---- asking ---- */

int64_t renewal_version(const struct renewal *r);

enum { RENEWAL_KEY_BYTES = 128 };

/* A step as it stands; what it points to belongs to the renewal, and the record ends with its
 * next act. */
struct renewal_step {
	char key[RENEWAL_KEY_BYTES];   /* "cds-cesicat/ca" */
	const struct step *step;
	const struct phase *phase;
	const struct definition *definition;
	enum step_state state;         /* not-applicable also where the choices made leave it out */
	bool ready;                    /* what it comes after is done */
	bool undecided;                /* whether it counts hangs on a choice not yet made */
	const json_t *record;          /* what it has gathered; NULL: nothing */
};

/* The steps of the checklist in order; false after the last. Of other procedures only those
 * that were entered. */
bool renewal_step_at(const struct renewal *r, size_t i, struct renewal_step *out);
bool renewal_step_find(const struct renewal *r, const char *name, struct renewal_step *out);

/* The one step that the next keypress should advance, and the act that does it: the first of
 * ours that is ready, else a wait whose follow-up date has come, else the wait that has lasted
 * longest. act is "close" with no step when all is done. False when closed. */
struct renewal_next {
	struct renewal_step step;      /* step.step NULL: of the renewal itself */
	const char *act;
	bool ours;                     /* whose turn it is */
	bool due;                      /* a follow-up date has come */
};
bool renewal_next(const struct renewal *r, int32_t today, struct renewal_next *out);

/* The value of a name for texts (template.h), new: of the renewal, a decision's title, a
 * ticket, a document, or the site. NULL: none. */
char *renewal_value(const struct renewal *r, const struct site *site, const char *name,
    const char *user, int32_t today);

/* Fills the holes of a text; see template_expand. wiki: for the body of a Jira ticket. */
int renewal_fill(const struct renewal *r, const struct site *site, const char *text, bool wiki,
    const char *user, int32_t today, char **filled, struct err *err);

/* How the step went the last time for this monitor:
 * {"by","days","ticket","choice","value","at"}; NULL: unknown. */
const json_t *renewal_last_time(const struct renewal *r, const char *key);

/* What to propose for a value or a choice that seldom changes: that of the last time; NULL where
 * nothing is known or the procedure does not say `carry`. A person confirms it. */
const char *renewal_proposal(const struct renewal *r, const char *key);

/* What the world says against the renewal; NULL when nothing:
 *   "served-before-issued"  a later certificate is served, while it still waits for one
 *   "closed-but-old"        the ticket that asked for the installation is closed, and the old one is served
 *
 * served_until is the earliest end of what its monitors serve now, 0 when unknown. */
const char *renewal_contradiction(const struct renewal *r, int64_t served_until,
    bool (*is_closed)(void *ctx, const char *ticket), void *ctx);

/* The day on which all could be done at the earliest, with what others usually take and the
 * usual choices; DAY_NONE when closed. */
int32_t renewal_earliest_finish(const struct renewal *r, const struct site *site, int32_t today);

/* Is the ordinary path too long for the expiry, and the urgent one not yet taken? */
bool renewal_offers_urgent(const struct renewal *r, const struct site *site, int32_t today);

/* Days from opening to closing (phase NULL) or of a phase ("cds-cesicat/csr"), the 90th
 * percentile of the closed renewals given as stored; -1 with fewer than five. A proposal: a
 * person adopts it. */
int renewals_p90(const json_t *closed, const char *phase);

#endif
