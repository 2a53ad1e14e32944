/* The services in memory, and which of them a host belongs to. A name is looked up without regard
 * to case and accents, so that what a person typed in a monitor meets the service; for the same
 * reason no two names that are alike but for those are let in. A pattern is a domain ("seu.cat") or
 * all that is below one ("*.seu.cat"), in A-labels; of those that fit a host the longest wins, and
 * no two services have the same one, so the answer does not depend on any order. */
#ifndef DAEMON_STATE_SERVICES_INDEX_H
#define DAEMON_STATE_SERVICES_INDEX_H

#include "store/services.h"
#include "store/store.h"

#include <stddef.h>

struct services_index;

struct services_index *services_index_new(void);
void services_index_free(struct services_index *d);
int services_index_load(struct services_index *d, struct store *s, struct err *err);

/* Services stay where they are in memory until they are put anew or removed. */
const struct service *services_index_at(
    const struct services_index *d, size_t i); /* in order of id; NULL after the last */
const struct service *services_index_find(
    const struct services_index *d, int64_t id); /* NULL; likewise below */
const struct service *services_index_named(const struct services_index *d, const char *name);
const struct service *services_index_with_pattern(
    const struct services_index *d, const char *pattern);
/* By what is said to it (SNI), which is the domain of a monitor whose host is an address or a node's
 * name; where no service has that, by its host. */
const struct service *services_index_of_monitor(
    const struct services_index *d, const struct monitor *m);

/* Adds, or takes the place of the one of that id. Takes over the strings of *s, and zeroes it. */
const struct service *services_index_put(struct services_index *d, struct service *s);
void services_index_remove(struct services_index *d, int64_t id);

#endif
