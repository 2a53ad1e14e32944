/* A row of what an issuing CA's portal reports of its certificates, as a row of a list: of which hosts it is, or that it is in a
 * file.
 *
 * What the columns are called: Sectigo Certificate Manager documents "Common name", "Alternative names", "Status" (Requested,
 * Approved, Applied, Issued, Expired, Declined, Invalid, Rejected, Revoked), "Expiration" and "Certificate Authority" of its
 * tables (docs.sectigo.com: SCM Administrator, "Understanding SSL certificates"; SCM Pro, "Understanding certificates"), and its
 * REST interface commonName, subjectAlternativeNames, serialNumber and expires of its report. Of Firmaprofessional's and the
 * Consorci's Carpeta del Subscriptor only "data d'emissió", "tipus de certificat" and "titular", and the states vàlid, revocat
 * and suspès of its reports are published (suport-ertcat.aoc.cat, "Com extreure informes"); the others are what the same things
 * are called in the team's own lists. Both are in list_columns.c and base/monitor_fields.def. */
#ifndef INVENTORY_REPORT_ROW_H
#define INVENTORY_REPORT_ROW_H

#include <jansson.h>

/* What stands in a column of states, as "status" of a row: "issued", "revoked", "expired", "refused", "pending"; NULL: nothing
 * that is known. */
const char *report_status(const char *cell);

/* Takes "common_name" and "sans" out of the row. Its hosts with a comma between, each once, a new string; or NULL: it says none,
 * or has a host of its own; where its common name is no host's it is the name of what is in a file. A state counts only beside a
 * common name or a serial number. */
char *report_row_hosts(json_t *row);

#endif
