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
struct pin_cache;
struct renewal;
struct site;

/* ---- beginning, keeping, ending ---- */

struct renewal_opening {
	const char *procedure;
	const json_t *
	    monitors; /* none where the procedure needs none: [{"id","name","domain","type":"endpoint|file|planned"}] */
	const char *origin;       /* "alert", "list", "ticket" or "mail" */
	const char *ticket;       /* that asks for it; NULL: none */
	const char *class;        /* a text of KINDS: "server" */
	int64_t expires;          /* of the certificate in use; 0: none */
	const char *subject_name; /* proposed; NULL: the domains of the monitors */
	const json_t *names;      /* that it has to cover besides; NULL: none */
	const json_t *alerts; /* that were recorded of them: [{"at","by","text",…}]; NULL: none */
	const json_t *served; /* names of hosts in the certificate in use; NULL: not known */
	const json_t *last;   /* the monitor's last closed renewal, as stored; NULL: none */
	const char *actor;
	int64_t now;
	/* of certificate: {"id","title","choices": {name: value that is proposed}}; NULL: not said */
	const json_t *kind;
};

/* NULL and err: "no-procedure", "broken-procedure", "bad-argument". *event (a new reference)
 * tells of the opening. */
struct renewal *renewal_open(
    const struct library *l, const struct renewal_opening *o, json_t **event, struct err *err);

/* A renewal as it was stored; doc is its own from now on, also where it fails. NULL and err "bad-renewal" when it cannot be one, else what
 * pin_cache_get says. */
struct renewal *renewal_from_json(json_t *doc, struct pin_cache *pins, struct err *err);
json_t *renewal_json(const struct renewal *r);           /* a new reference to a copy */
const json_t *renewal_snapshot(const struct renewal *r); /* the same, borrowed until its next act */
void renewal_free(struct renewal *r);

/* The i-th pinned procedure, or NULL after the last: its digest and pin are to be stored. */
const struct definition *renewal_pin(const struct renewal *r, size_t i);

/* ---- acts ---- */

/* The acts, and the members of their arguments ("?": may be absent). A reason is the act's note.
 *   start                                    wait {whom?, follow_up?}      postpone {follow_up}
 *   complete   task, wait, mail; form or points once all are ticked; probe {addresses} or
 *              {not_after: "2027-01-02", where?}
 *   choose {value, values?: {name: text}, remembered?: true, subject?, names?: [text]}
 *             decision, also to change it; some need a reason; remembered: as its actor did before;
 *             subject and names, as of the act "names", with an option that confirms them
 *   correct-ticket {from, to}  machine: the same ticket by another key, wherever the renewal holds it
 *   ticket {key, agreed?: [code], found?: {known: bool, uses: [{renewal?, monitor?, role}]}}   a key or a URL;
 *             found: by the daemon, what its ticket is for but for this step (no renewal and no monitor: this
 *             renewal); refused once with unknown-ticket, other-project or ticket-in-use, unless that is agreed
 *   value {value}        tick {index, ticked?: bool} (form, points)
 *   document {document: {sha256, name?, certificate_sha256?, spki_sha256?, place?, exposed?, ticket?, since?…},
 *             checks: [{name, result: "passed|failed|not-applicable", code?, args?, detail?}]}
 *             file; done if the gate opens; refused, and not a document of it, if a critical one failed
 *   accept {check}      a standard check that failed; with a reason
 *   archive {digests: {role: sha256}} or {confirmed: true}
 *   observe {addresses: [{monitor, address, sha256s: [], connections, outcome?}]}   by machine:
 *             verify, all the addresses that there are; done when all serve only the new one
 *   seen {monitor, address, sha256, where?}  verify, where no probe reaches
 *   override            verify, with a reason
 *   reject              wait: back to where the request is made, with a reason
 *   comment {ticket, reminder?: true}   by machine: somebody commented on that ticket on account of the step
 *   skip, exclude       "omès" and "no escau", with a reason          again        note
 * and on the renewal itself, without a step:
 *   put-off {follow_up}   whatever it waits for is looked at on that day at the earliest
 *   claim  release  hand-over {to}  take-over  pause {until}  resume  urgent {on?: bool}
 *   names {subject?, names?: [text]}   what the certificate is asked for; what was made with others is noted
 *   set {name, value}   what can be set (values.h), or a choice asks for
 *   fact {name, value}  by machine: monitor, class, extra-names (yes|no), expires (seconds)
 *   monitors {monitors: […]}   reopen (with a reason)   undo {seq?}   the last act, or the one of that event
 *   close {keep?: true}        keep: its monitors are not retired, though they are not renewed
 *   withdraw                   it was begun by mistake: nothing was done in it yet, whatever version was seen
 *   rolled-back {addresses}    by machine, after closing: another certificate is served again */
struct renewal_act {
	const char *what;   /* a name of the table in renewal_acts.c: "choose", "close"… */
	const char *step;   /* "cds-cesicat/ca", "ca" or "2.3"; NULL for the renewal itself */
	const json_t *args; /* of the act; NULL: none */
	const char *note;   /* a reason or a remark; NULL: none */
	const char *actor;
	int64_t now;
	int64_t version; /* that the actor saw; -1 for machines, which see no screen */
};

/* The event (a new reference), or NULL, err and nothing changed. Codes: "conflict" (somebody
 * was first: show the new state), "unknown-act", "no-step", "bad-state", "not-ready",
 * "reason-needed", "bad-argument" (a text that is too long, too), "not-ticked", "ticket-used", "other-project", "check-failed", "critical-check",
 * "digest-differs", "not-verified", "open-steps", "already-begun", "closed", "nothing-to-undo", "nothing-waits", "later-already",
 * "changed-since". An event:
 * {"seq","at","by","what","step","note","before","after","effects":{step: state}}. */
json_t *renewal_do(
    struct renewal *r, const struct site *site, const struct renewal_act *act, struct err *err);

/* The names of all acts, in the order of the table; NULL after the last. */
const char *renewal_act_name(size_t i);

/* May a person do it with a step of that kind in that state? Others may come before the step all the same. */
bool renewal_act_fits(const char *act, enum step_kind kind, enum step_state state);

int64_t renewal_version(const struct renewal *r);

#endif
