/* What was read of a ticket in Jira: it is kept (store/ticket_reads.h), becomes the row of the ticket where everybody may
 * see it, and is shown to whom it may be. Whoever reads (ticketing/follow.h) says with what layer: the login under which
 * it is kept, "" for everybody. */
#ifndef DAEMON_TICKETING_READINGS_H
#define DAEMON_TICKETING_READINGS_H

#include "base/err.h"

#include <jansson.h>

#include <stdbool.h>
#include <stdint.h>

struct clock;
struct store;
struct writer;

struct readings {
	const struct clock *clock;
	struct store *store;
	struct writer *writer;
	bool (*ours)(const char *author, const void *arg); /* is that one of us, in Jira? */
	const void *arg;
};

/* Why a ticket cannot be read: Jira says that it is there and hidden; it does not show it; its key is another issue's. */
enum reading_lack { READING_HIDDEN, READING_GONE, READING_OTHER };

/* Within a transaction: an issue that was read of this ticket; of one that is another issue (facts_are_of) nothing is
 * written but that. 1: something of it is otherwise than before, 0, -1. */
int readings_put(const struct readings *r, const char *layer, int64_t ticket, const json_t *issue,
    struct err *err);
/* Within a transaction: it could not be read. 1: it is missing from now on, 0, -1. */
int readings_miss(const struct readings *r, const char *layer, int64_t ticket,
    enum reading_lack lack, struct err *err);

/* Puts what that person may see of it over a ticket's JSON; login NULL: what everybody may. */
void readings_show(struct store *store, int64_t ticket, const char *login, json_t *json);

#endif
