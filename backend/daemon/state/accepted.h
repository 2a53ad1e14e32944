/* The problems of a row that a person accepted: they are shown as that, and raise no attention
 * (expiry/attention.h).
 *
 * An acceptance is of one problem, with a reason, and for the certificates that were served when it was given. It
 * holds through its last day, and only while no other certificate is served by an address that has the problem:
 * whoever accepted an untrusted issuer did not accept the next one. What is of the row as a whole (addresses that
 * differ) holds while no other certificate at all is served. It stays written down after that, and is replaced by the
 * next one of that problem. */
#ifndef DAEMON_STATE_ACCEPTED_H
#define DAEMON_STATE_ACCEPTED_H

#include "daemon/state/row.h"

/* The PROBLEM_BITs of those that hold. roster_judge puts them into the row. */
uint64_t accepted_now(const struct row *row, int64_t now);

/* The digests of what the row serves with that problem, a space between; a new string, "" when it has it not. */
char *accepted_certificates(const struct row *row, enum problem p);

const struct acceptance *accepted_find(const struct row *row, enum problem p); /* NULL: none */
void accepted_put(
    struct row *row, const struct acceptance *a); /* copied; in the place of that of its problem */
void accepted_remove(struct row *row, enum problem p);

#endif
