/* Writes what probes saw to the store, in batches, and knows whether the store can be written. */
#ifndef DAEMON_STATE_WRITER_H
#define DAEMON_STATE_WRITER_H

#include "base/err.h"

#include <jansson.h>

#include <stdbool.h>
#include <stdint.h>

struct actor;
struct clock;
struct loop;
struct roster;
struct row;
struct status_listener;
struct store;
struct writer;

/* status is told when writer_state changes. */
struct writer *writer_new(const struct clock *clock, struct loop *loop, struct store *store,
    struct roster *roster, const struct status_listener *status);
void writer_free(struct writer *w);

/* The row has something that is not in the store; it will be within 100 ms. */
void writer_note(struct writer *w, struct row *row);
void writer_flush(struct writer *w); /* now, as far as the store allows */
/* "ok", the code of the last failure of the disk, or from when damage was found on that of the damage. */
const char *writer_state(const struct writer *w);
/* Somebody found that what is stored is damaged: "corrupt-database", "corrupt-trail" (static). */
void writer_damaged(struct writer *w, const char *code, const char *text);

/* A person's change: begin, the caller writes, then writer_commit with its audit line. Every failure rolls
 * back, and one of the disk is remembered as the store's state. before and after are JSON or NULL; not stolen. */
int writer_begin(struct writer *w, struct err *err);
int writer_event(struct writer *w, const struct actor *actor, const char *what, int64_t subject,
    const json_t *before, const json_t *after, struct err *err);
int writer_commit(struct writer *w, struct err *err);
void writer_rollback(struct writer *w, const struct err *why);
/* What failed is the store's affair: the same may go well later. */
bool writer_may_later(const struct err *why);

#endif
