/* The alerts that were recorded, for a renewal that begins. */
#ifndef DAEMON_OPERATIONS_ALERTS_H
#define DAEMON_OPERATIONS_ALERTS_H

#include <jansson.h>

#include <stddef.h>
#include <stdint.h>

struct daemon;
struct row;

enum { ALERTS_MOST = 3 }; /* that a renewal has as evidence: the newest */

/* About any of them, later than since, oldest first: [{"at","by","origin","sender","announced","text"}]. */
json_t *alerts_recorded(struct daemon *d, struct row *const *rows, size_t count, int64_t since);

#endif
