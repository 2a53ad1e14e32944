/* What a renewal answers: its checklist, the next thing to do, its texts, and when it could be
 * done. */
#ifndef PROCEDURE_RENEWAL_ASK_H
#define PROCEDURE_RENEWAL_ASK_H

#include "procedure/renewal.h"

enum { RENEWAL_KEY_BYTES = 128 };

/* A step as it stands; what it points to belongs to the renewal, and the record ends with its
 * next act. */
struct renewal_step {
	char key[RENEWAL_KEY_BYTES]; /* "cds-cesicat/ca" */
	const struct step *step;
	const struct phase *phase;
	const struct definition *definition;
	enum step_state state; /* not-applicable also where the choices made leave it out */
	bool ready;            /* what it comes after is done */
	bool undecided;        /* whether it counts hangs on a choice not yet made */
	const json_t *record;  /* what it has gathered; NULL: nothing */
};

/* The steps of the checklist in order; false after the last. Of other procedures only those
 * that were entered. */
bool renewal_step_at(const struct renewal *r, size_t i, struct renewal_step *out);
/* All of them at once, worked out once: *count steps, to be freed. */
struct renewal_step *renewal_steps(const struct renewal *r, size_t *count);
bool renewal_step_find(const struct renewal *r, const char *name, struct renewal_step *out);

/* The one step that the next keypress should advance, and the act that does it: the first of
 * ours that is ready, else a wait whose follow-up date has come, else the wait that has lasted
 * longest. act is "close" with no step when all is done. False when closed. */
struct renewal_next {
	struct renewal_step step; /* step.step NULL: of the renewal itself */
	const char *act;
	bool ours; /* whose turn it is */
	bool due;  /* a follow-up date has come */
};
bool renewal_next(const struct renewal *r, int32_t today, struct renewal_next *out);

/* The value of a name for texts (template.h), new: of the renewal, a decision's title, a
 * ticket, a document, or the site. NULL: none. */
char *renewal_value(const struct renewal *r, const struct site *site, const char *name,
    const char *user, int32_t today);

/* Fills the holes of a text; see template_expand. wiki: for the body of a Jira ticket. */
int renewal_fill(const struct renewal *r, const struct site *site, const char *text, bool wiki,
    const char *user, int32_t today, char **filled, struct err *err);

/* SHA-256 of the certificate that a renewal, as stored, brought, in a file of its own or in a PKCS#12; NULL: none yet. It
 * belongs to stored. */
const char *renewal_brought(const json_t *stored);

/* How the step went the last time for this monitor:
 * {"by","days","ticket","choice","value","at"}; NULL: unknown. */
const json_t *renewal_last_time(const struct renewal *r, const char *key);

/* What the kind of the certificate has a decision choose; NULL: it says nothing of it. */
const char *renewal_kind_choice(const struct renewal *r, const struct step *step);

/* What to propose for a value or a choice: what the kind of the certificate says, or, where it seldom
 * changes, that of the last time; NULL where
 * nothing is known or the procedure does not say `carry`. A person confirms it. */
const char *renewal_proposal(const struct renewal *r, const char *key);

/* What has to be known of a renewal to hold it against what its monitors serve; all zero when it
 * is closed. */
struct renewal_watch {
	int64_t expires; /* of the certificate in use; 0: none is known */
	int64_t
	    old_until; /* the last end of one that was in use: what ends later is new; 0: none */
	bool has_certificate;   /* the new one is known */
	bool lacks_certificate; /* the new one has not been taken in yet */
	int64_t installed_at;   /* when the wait for the installation was ended by somebody's
					* word (a ticket that was closed); 0: it was not */
	bool rolled_back;       /* reopened because an older one was served again */
	bool unverified;        /* that the new one is served has still to be seen */
	/* of the ticket to install it, which is no part of the renewal: set by who knows it */
	int64_t ticket_done_at; /* since when it is known to be resolved; 0: it is not */
	bool ticket_open; /* it is known to be not resolved, and all monitors serve the new one */
};
void renewal_watch(const struct renewal *r, struct renewal_watch *out);

/* The end of the certificate in use, where what is served shows that it is another than the renewal has; 0: it is not,
 * or what is served may be the new one. */
int64_t renewal_expires_anew(const struct renewal_watch *w, int64_t served_until);

/* What the world says against the renewal; NULL when nothing:
 *   "rolled-back"           after closing an older certificate was served again
 *   "served-before-issued"  a later certificate is served, while it still waits for one
 *   "closed-but-old"        it is said to be installed, and the old one was served after that
 *   "ticket-done-but-old"   the ticket to install it is resolved, and the old one was served after that
 *   "served-but-ticket-open" the new one is served everywhere, and the ticket to install it is not resolved
 * served_until is the earliest end of what its monitors serve now, 0 when unknown; seen_at when
 * that was seen. */
const char *renewal_contradiction(
    const struct renewal_watch *w, int64_t served_until, int64_t seen_at);

/* The wait that runs and that the ticket of this key ends by being resolved (ends-with-ticket); false: none. */
bool renewal_wait_of_ticket(const struct renewal *r, const char *key, struct renewal_step *out);

/* The day on which all could be done at the earliest, with what others usually take and the
 * usual choices; DAY_NONE when closed. */
int32_t renewal_earliest_finish(const struct renewal *r, const struct site *site, int32_t today);

/* Is the ordinary path too long for the expiry, and the urgent one not yet taken? */
bool renewal_offers_urgent(const struct renewal *r, const struct site *site, int32_t today);

/* Days from opening to closing (phase NULL) or of a phase ("cds-cesicat/csr"), the 90th
 * percentile of the closed renewals given as stored; -1 with fewer than five. A proposal: a
 * person adopts it. */
int renewals_p90(const json_t *closed, const char *phase);

/* The day on which its monitors are to be retired once it is closed: it was decided that they are not renewed, from
 * that day on. DAY_NONE: they are not. */
int32_t renewal_retires(const struct renewal *r);

#endif
