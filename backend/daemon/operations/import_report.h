/* Rows of what an issuing CA's portal reports (inventory/report_row.h): each is of one certificate, named by its "serial" number,
 * with its "status". What a monitor serves or holds already needs no row, and what is not valid is not to be watched; all others
 * are rows of a list as any. */
#ifndef DAEMON_OPERATIONS_IMPORT_REPORT_H
#define DAEMON_OPERATIONS_IMPORT_REPORT_H

#include <jansson.h>

#include <stdbool.h>
#include <stdint.h>

struct daemon;
struct row;

/* Of one request; zero-initialised. */
struct import_report {
	json_t
	    *serials; /* to the id of the first monitor that has it; NULL until one is asked for */
};
void import_report_release(struct import_report *r);

bool import_report_has(const json_t *row);

/* Why the row is left out: the result of one that is the same, with a note (words/import_notes.c): "revoked", "expired",
 * "refused", "pending"; "same-certificate", with the id of who has it. NULL: it is not. */
json_t *import_report_row(const struct daemon *d, struct import_report *r, const json_t *row);
/* The same of one that names the monitor `known`: "other-certificate", which it serves; "older" than what is said of it. */
json_t *import_report_known(const json_t *row, const struct row *known);
/* The same of one that an earlier row of the request names: "named-before". */
json_t *import_report_repeated(void);

#endif
