/* A monitor of a wildcard ("*.exemple.cat", planned: no probe reaches it) watches a certificate, and which hosts serve that is
 * asked for until a watched host may be one: one that it covers, and that was not seen yet or serves a certificate with that
 * name. */
#ifndef DAEMON_STATE_WILDCARD_HOSTS_H
#define DAEMON_STATE_WILDCARD_HOSTS_H

#include <jansson.h>

#include <stdbool.h>
#include <stddef.h>

struct monitor;
struct row;

bool is_of_wildcard(const struct monitor *m);
bool wildcard_may_be_served_by(const struct monitor *wildcard, const struct row *row);

/* The hosts that are known and that it covers, some at most: those that are watched, {"host","monitor","state": "serves",
 * "another" (certificate) or "unseen"}, then names in the certificates of others, {"host","named_by": a monitor's name}. */
json_t *wildcard_hosts_json(struct row *const *rows, size_t count, const struct monitor *wildcard);

#endif
