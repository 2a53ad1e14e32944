/* Monitors by what a certificate has in common with them: what they serve or hold, its serial number, the hosts that its
 * names are good for, what they are called. For whoever brings certificates or lists of them along. */
#ifndef CTL_KNOWN_MONITORS_H
#define CTL_KNOWN_MONITORS_H

#include "ctl/rows.h"

#include <jansson.h>

struct known_monitors {
	struct rows rows;
	/* each: key to the first row that has it */
	json_t *by_sha256, *by_serial, *by_host, *by_parent, *by_file_name;
};

/* All of the backend. -1 after saying why; k->rows.code is the exit code then. */
int known_monitors_fetch(struct ctl *ctl, struct known_monitors *k);
void known_monitors_release(struct known_monitors *k);

/* The row, which stays theirs; NULL. */
const json_t *known_by_sha256(const struct known_monitors *k, const char *sha256);
/* Whatever its form (inventory/serial.h); issuer, as facts have it: another one has other numbers (RFC 5280, 4.1.2.2). NULL: any. */
const json_t *known_by_serial(
    const struct known_monitors *k, const char *serial, const char *issuer);
/* A host that a certificate with this name is good for; "*.exemple.cat" is for any right below. */
const json_t *known_by_name(const struct known_monitors *k, const char *name);
/* A monitor of what is in a file, whatever the case and the accents. */
const json_t *known_file(const struct known_monitors *k, const char *name);

#endif
