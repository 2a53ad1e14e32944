/* What a renewal asks a certificate for: its subject name, and all the names that the certificate has to cover. They
 * are facts of the renewal ("subject_name", "names"), proposed when it is opened and changed by the act "names". One
 * that was stored without them is for the domains of its monitors. */
#ifndef PROCEDURE_RENEWAL_NAMES_H
#define PROCEDURE_RENEWAL_NAMES_H

#include <jansson.h>

#include <stdbool.h>

struct renewal;

/* "*.exemple.cat"; it belongs to the renewal. */
const char *renewal_subject_name(const struct renewal *r);

/* A new array of texts: the subject name, the others, and those that were typed in with a choice that is in force. */
json_t *renewal_names(const struct renewal *r);

/* Is the host one of the names, or a wildcard's among them? */
bool names_cover(const json_t *names, const char *host);

/* New arrays: the domains of monitors that no name covers; the names of today's certificate that none covers. */
json_t *renewal_uncovered(const struct renewal *r);
json_t *renewal_names_lost(const struct renewal *r);

#endif
