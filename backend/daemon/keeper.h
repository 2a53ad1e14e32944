/* Writes what probes saw to the store, in batches, and knows whether the store can be written. */
#ifndef DAEMON_KEEPER_H
#define DAEMON_KEEPER_H

#include "base/err.h"
#include "daemon/daemon.h"

#include <jansson.h>

struct actor;
struct row;

struct keeper *keeper_new(struct daemon *d);
void keeper_free(struct keeper *k);

/* The row has something that is not in the store; it will be within 100 ms. */
void keeper_note(struct keeper *k, struct row *row);
void keeper_flush(struct keeper *k);          /* now, as far as the store allows */
bool keeper_idle(const struct keeper *k);     /* nothing waits to be written */
const char *keeper_state(const struct keeper *k); /* "ok", or the code of the last failure */

/* A person's change: begin, the caller writes, then keeper_commit with its audit line. Every failure rolls
 * back and is remembered as the store's state. before and after are JSON or NULL; not stolen. */
int keeper_begin(struct keeper *k, struct err *err);
int keeper_event(struct keeper *k, const struct actor *actor, const char *what, int64_t subject,
    const json_t *before, const json_t *after, struct err *err);
int keeper_commit(struct keeper *k, struct err *err);
void keeper_rollback(struct keeper *k, const struct err *why);

#endif
