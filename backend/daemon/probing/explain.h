/* Those who wait for one probe to be explained (operation probe.explain), by the number of the probe. */
#ifndef DAEMON_PROBING_EXPLAIN_H
#define DAEMON_PROBING_EXPLAIN_H

#include <jansson.h>

#include <stdint.h>

struct explain_request;

/* result is a new reference; NULL: no worker starts. What a worker said is foreign text, made of cleaned parts by its own hand: it is passed on
 * as it came, within the bounds of a line, and the client cleans what it prints. */
typedef void explained_fn(void *who, json_int_t id, json_t *result);

/* done is called with who and id when that probe has ended. */
void explain_add(
    struct explain_request **list, int64_t probe_id, explained_fn *done, void *who, json_int_t id);
/* Answers who waits for this probe, if anyone does. NULL: the worker ended over it. */
void explain_answer(struct explain_request **list, int64_t probe_id, const json_t *result);
/* All who wait are told that no worker starts. */
void explain_give_up(struct explain_request **list);
/* That one does not wait any more; NULL: nobody does. */
void explain_forget(struct explain_request **list, const void *who);

#endif
