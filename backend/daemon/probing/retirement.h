/* The end of a monitor that is not renewed: its last renewal was closed with the day from which it is not watched any
 * more, which its row shows until then. On that day it is retired, by the backend, as a person would. */
#ifndef DAEMON_PROBING_RETIREMENT_H
#define DAEMON_PROBING_RETIREMENT_H

#include "base/err.h"

#include <jansson.h>

struct actor;
struct clock;
struct loop;
struct open_renewals;
struct retirement;
struct roster;
struct row;
struct scheduler;
struct store;
struct writer;

struct retirement_setup {
	const struct clock *clock;
	struct loop *loop;
	struct store *store;
	struct roster *roster;
	struct writer *writer;
	struct open_renewals *renewals;
	struct scheduler *scheduler;
};

/* Listens to renewals; earlier ones come by open_renewals_recall. */
struct retirement *retirement_new(const struct retirement_setup *setup);
void retirement_free(struct retirement *r); /* NULL is fine */

/* Retires what became due while no backend ran, and from then on what becomes due. Call it after open_renewals_recall. */
void retirement_start(struct retirement *r);

/* Retires one now, with its line in the audit trail. before and after are JSON or NULL; not stolen. */
int retire_monitor(struct retirement *r, const struct actor *actor, struct row *row,
    const json_t *before, const json_t *after, struct err *err);

#endif
