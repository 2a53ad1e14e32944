/* What a list says beside its monitors: who is the head of a service, and which tickets a monitor has. */
#ifndef DAEMON_OPERATIONS_IMPORT_BESIDE_H
#define DAEMON_OPERATIONS_IMPORT_BESIDE_H

#include "base/err.h"

#include <jansson.h>

#include <stdbool.h>
#include <stddef.h>

struct monitor;
struct row;
struct service;
struct session;

/* Of one request; zero-initialised. */
struct import_beside {
	struct service *services; /* new or changed, as they are in the transaction */
	size_t service_count;
	bool tickets; /* some were linked */
};

/* What the row (of a list) says of the service and the tickets of m: what that changes is added to changes, and "head" to
 * conflicts where the service has another one. Written within a transaction, unless dry. known: its row; NULL: it is new. */
int import_beside_row(struct session *s, struct import_beside *b, const json_t *row,
    const struct monitor *m, const struct row *known, bool overwrite, bool dry, json_t *changes,
    json_t *conflicts, struct err *err);

/* After the commit: memory follows. */
void import_beside_apply(struct session *s, struct import_beside *b);
void import_beside_release(struct import_beside *b);

#endif
