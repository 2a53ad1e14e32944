/* The services in memory, and which of them a host belongs to. A name is looked up without regard
 * to case and accents, so that what a person typed in a monitor meets the service; for the same
 * reason no two names that are alike but for those are let in. A pattern is a domain ("seu.cat") or
 * all that is below one ("*.seu.cat"), in A-labels; of those that fit a host the longest wins, and
 * no two services have the same one, so the answer does not depend on any order. */
#ifndef DAEMON_DIRECTORY_H
#define DAEMON_DIRECTORY_H

#include "store/services.h"
#include "store/store.h"

#include <stddef.h>

struct directory;

struct directory *directory_new(void);
void directory_free(struct directory *d);
int directory_load(struct directory *d, struct store *s, struct err *err);

/* Services stay where they are in memory until they are put anew or removed. */
const struct service *directory_at(
    const struct directory *d, size_t i); /* in order of id; NULL after the last */
const struct service *directory_find(
    const struct directory *d, int64_t id); /* NULL; likewise below */
const struct service *directory_named(const struct directory *d, const char *name);
const struct service *directory_with_pattern(const struct directory *d, const char *pattern);
/* By what is said to it (SNI), which is the domain of a monitor whose host is an address or a node's
 * name; where no service has that, by its host. */
const struct service *directory_of_monitor(const struct directory *d, const struct monitor *m);

/* Adds, or takes the place of the one of that id. Takes over the strings of *s, and zeroes it. */
const struct service *directory_put(struct directory *d, struct service *s);
void directory_remove(struct directory *d, int64_t id);

#endif
