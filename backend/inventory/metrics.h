/* What is known, for Prometheus (inventory/exposition.h): of each monitor under the names and labels that users of
 * blackbox_exporter (probe_…) and x509-certificate-exporter (x509_…) know, and Caduca's own (caduca_…); of the team's work
 * and of the backend as numbers. Times are seconds since the epoch: an age is what Prometheus makes of one, time() - it.
 *
 * How many series there are is bounded: so many for each monitor, and for each renewal that is open; all else is counted.
 * No label is a person, a ticket, or what somebody wrote freely, but for the names of monitors, services and environments. */
#ifndef INVENTORY_METRICS_H
#define INVENTORY_METRICS_H

#include <jansson.h>

#include <stddef.h>
#include <stdint.h>

struct buf;
struct exposition;

struct metrics {
	json_t *const *rows; /* of monitor.list, full */
	size_t count;
	/* Lists of renewal.list, ticket.list and today.list, and what status says; NULL: not told, where only some monitors
	 * are. */
	const json_t *renewals, *tickets, *today, *status;
	int64_t now; /* seconds since the epoch */
};

void metrics_write(struct buf *out, const struct metrics *m);

/* A part of it (metrics_team.c). */
void metrics_of_team(struct exposition *x, const struct metrics *m);

#endif
