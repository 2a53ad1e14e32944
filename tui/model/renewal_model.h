/* One renewal as the backend shows it, for the panel and for what stands over it: the way in
 * outline (renewal.show), and in full each step that was looked at (renewal.step). A step read in
 * full stays readable while it is asked for anew.
 *
 * What a person does to it are acts. They are sent one at a time, each with the version that the
 * one before it left, so that keys typed ahead do not get into each other's way; a conflict drops
 * those that wait, since they were meant for a state that is no more, and brings the new one. */
#ifndef TUI_MODEL_RENEWAL_MODEL_H
#define TUI_MODEL_RENEWAL_MODEL_H

#include "tui/model/renewal_read.h"

struct buf;
struct link;
struct renewal_model;

/* Asks for it. changed: something to see is different. */
struct renewal_model *renewal_model_new(
    struct link *k, int64_t id, void (*changed)(void *arg), void *arg);
void renewal_model_free(struct renewal_model *m);
void renewal_model_ask(struct renewal_model *m); /* anew, whatever is here */
/* The event "renewal": asks when it tells of something that is not here: another version, or another
 * contradiction with what the monitors serve. */
void renewal_model_event(struct renewal_model *m, const json_t *data);
/* The event "ticket": asks when it is one of this renewal, in another version. */
void renewal_model_ticket(struct renewal_model *m, const json_t *data);
/* NULL: not here (yet). Laid out as renewal_read.c says. */
const json_t *renewal_model_get(const struct renewal_model *m);
/* Something was asked for, and `changed` will be called. */
bool renewal_model_is_coming(const struct renewal_model *m);
/* The step is being looked at: it is asked for in full unless it is here and as new as the rest. */
void renewal_model_want(struct renewal_model *m, const char *key);
const json_t *renewal_model_error(const struct renewal_model *m); /* why not; NULL none */

/* The new state is here. error: borrowed; NULL: it was done. */
typedef void renewal_done_fn(const json_t *error, void *arg);

/* Told of each act that was done, before its new state is here: the request, but for its version, and the answer. arg is that
 * of renewal_model_new. */
void renewal_model_tell(struct renewal_model *m,
    void (*acted)(const char *operation, const json_t *args, const json_t *ok, void *arg));

/* step, note and args may be NULL; args are stolen. */
void renewal_model_do(struct renewal_model *m, const char *what, const char *step, json_t *args,
    const char *note, renewal_done_fn *done, void *arg);
/* The act of giving a file to a step (renewal.file): args are the request's, but for the renewal, its
 * version and the step; fds the document and maybe its password, taken over. */
void renewal_model_file(struct renewal_model *m, const char *step, json_t *args, const int *fds,
    size_t fd_count, renewal_done_fn *done, void *arg);
/* No answer will be given to arg any more; what it asked is done all the same. */
void renewal_model_forget(struct renewal_model *m, const void *arg);

/* ---- reading ---- */
/* The step of a key; NULL when there is none. */
const json_t *renewal_step(const json_t *renewal, const char *key);
/* Of the steps only those that count, or that have gathered something. */
bool renewal_step_shown(const json_t *step);
bool renewal_step_read(const json_t *step); /* in full, at some time */
/* Of a step; -1 for one that this program does not know, or without a step. */
int renewal_step_state(const json_t *step); /* enum step_state */
int renewal_step_kind(const json_t *step);  /* enum step_kind */
bool renewal_step_waits(const json_t *step);
bool renewal_step_settled(const json_t *step); /* done, skipped or not applicable */

/* How a state is marked, coloured and said. */
struct state_look {
	const char *mark, *word; /* word: a msgid */
	unsigned style;
};
const struct state_look *state_look(const json_t *step);

/* What follows in words: "1/4 Sistemes", of a row or a renewal of the list. */
void renewal_progress(int phase, int phases, const char *waiting_on, struct buf *out);

#endif
