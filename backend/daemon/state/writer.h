/* Writes what probes saw to the store, in batches, and knows whether the store can be written. */
#ifndef DAEMON_STATE_WRITER_H
#define DAEMON_STATE_WRITER_H

#include "base/err.h"
#include "daemon/daemon.h"

#include <jansson.h>

struct actor;
struct row;

struct writer *writer_new(struct daemon *d);
void writer_free(struct writer *k);

/* The row has something that is not in the store; it will be within 100 ms. */
void writer_note(struct writer *k, struct row *row);
void writer_flush(struct writer *k);              /* now, as far as the store allows */
bool writer_idle(const struct writer *k);         /* nothing waits to be written */
const char *writer_state(const struct writer *k); /* "ok", or the code of the last failure */

/* A person's change: begin, the caller writes, then writer_commit with its audit line. Every failure rolls
 * back and is remembered as the store's state. before and after are JSON or NULL; not stolen. */
int writer_begin(struct writer *k, struct err *err);
int writer_event(struct writer *k, const struct actor *actor, const char *what, int64_t subject,
    const json_t *before, const json_t *after, struct err *err);
int writer_commit(struct writer *k, struct err *err);
void writer_rollback(struct writer *k, const struct err *why);

#endif
