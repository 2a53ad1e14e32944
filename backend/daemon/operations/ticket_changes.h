/* What operations that change a ticket share. */
#ifndef DAEMON_OPERATIONS_TICKET_CHANGES_H
#define DAEMON_OPERATIONS_TICKET_CHANGES_H

#include "base/err.h"

#include <jansson.h>

#include <stdint.h>

struct session;
struct ticket;

/* Within a transaction: a ticket that is not known yet, with the "title" of args, and its line of the trail. sys -1: as the
 * key looks. */
int ticket_insert(struct session *s, struct ticket *t, int sys, const char *key, const json_t *args,
    struct err *err);
/* Within a transaction: the caller's line of the trail about it. before is kept, NULL for none; after is stolen. */
int ticket_event(struct session *s, const char *what, const struct ticket *t, const json_t *before,
    json_t *after, struct err *err);
/* After the commit: memory and other clients follow, then the answer, with the ticket whole. */
void ticket_changed(struct session *s, json_int_t id, int64_t ticket);
/* Rolls back, and answers. */
void ticket_failed(struct session *s, json_int_t id, const struct err *err);

#endif
