/* What an import wrote beside its monitors (import_beside.h) is taken back with them: a service that it added is there no more,
 * one whose head it changed has the head that it had, and the tickets that it linked are linked no more; they stay known. What
 * somebody changed since stays. First it is judged; then it is written; then memory follows. */
#ifndef DAEMON_OPERATIONS_IMPORT_BESIDE_UNDO_H
#define DAEMON_OPERATIONS_IMPORT_BESIDE_UNDO_H

#include "base/err.h"
#include "store/services.h"

#include <jansson.h>

#include <stddef.h>
#include <stdint.h>

struct daemon;
struct event;

enum beside_fate { BESIDE_GONE, BESIDE_STAYS, BESIDE_UNDONE }; /* gone: nothing is left to undo */

struct beside_service {
	int64_t id;
	json_t *before, *after; /* of all its lines; before is no object: it was added */
	enum beside_fate fate;
	struct service service; /* as it is; of UNDONE as it is to be, unless it goes */
};

struct beside_ticket {
	int64_t ticket, monitor, use;
	json_t *link;
	size_t line; /* that of its monitor, of the import too; NO_LINE */
	enum beside_fate fate;
};

static const size_t NO_LINE = SIZE_MAX;

/* Zero-initialised. */
struct beside_undo {
	struct beside_service *services;
	struct beside_ticket *tickets;
	size_t service_count, ticket_count;
};

/* A line of the import, in their order; line: the number of the one of a monitor before it, of monitor `last`. Others than those
 * of services and tickets are passed over. */
void beside_undo_keep(struct beside_undo *b, const struct event *e, size_t line, int64_t last);
void beside_undo_release(struct beside_undo *b);

void beside_undo_judge(struct daemon *d, struct beside_undo *b);
size_t beside_undo_count(const struct beside_undo *b); /* that are UNDONE */
/* Within the transaction. */
int beside_undo_write(struct daemon *d, struct beside_undo *b, struct err *err);
/* What is undone, into the line of the trail: "services" and "tickets", their names. */
void beside_undo_tell(const struct beside_undo *b, json_t *after);
/* After the commit. */
void beside_undo_follow(struct daemon *d, struct beside_undo *b);

#endif
