/* A row of a list as the arguments of monitor.import, and what it says of a monitor that is watched already.
 *
 * A row has the fields of a monitor and, beside them, "line", "part", "planned", "head" and "tickets" (inventory/csv.h), and
 * "certificate" (import_certificates.h). Its kind may be that of its certificate, as site.conf lists them; a row without a host
 * is in a file, or planned, by that. */
#ifndef DAEMON_OPERATIONS_IMPORT_ROW_H
#define DAEMON_OPERATIONS_IMPORT_ROW_H

#include "base/err.h"

#include <jansson.h>

#include <stdbool.h>
#include <stdint.h>

struct daemon;
struct monitor;
struct row;

struct import_row {
	json_t *fields; /* of a monitor; an own object */
	bool guessed;   /* "type" is not what the row says, and only of a new monitor */
	bool reported;  /* it is of a CA's report (import_report.h) */
	bool wildcard;  /* which hosts serve it is to be asked */
	char *before;   /* what the last list said of it, once merged; NULL: none did */
	int64_t import; /* of that list */
};

void import_row_read(const struct daemon *d, const json_t *row, struct import_row *out);
void import_row_release(struct import_row *r);

/* What the row declares of a certificate and is just what is seen of it says nothing: it is left out of the fields. So a list that
 * export made of what is seen changes nothing. */
void import_row_leave_seen(struct import_row *r, const struct row *known);

/* Of a watched monitor: what it would be, in *m (uninitialised), and what that changes, {"field":[before, after]}, in *changes.
 * A field that was edited here since the last list said it stays, unless overwrite; its name is in *conflicts. */
int import_row_merge(const struct daemon *d, struct import_row *r, const struct monitor *known,
    bool overwrite, struct monitor *m, json_t **changes, json_t **conflicts, struct err *err);

/* What the row says, as store/imported.h keeps it for the next list; the caller's. alone: the monitor that it would be if none
 * were known. */
char *import_row_said(const struct import_row *r, const struct monitor *alone);

#endif
