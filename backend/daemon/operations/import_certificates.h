/* Certificates out of files, on their way into an import: what each says is kept first (document.keep), as a child of the
 * backend's own read it, and a row of monitor.import names it by its digest. So nobody's word but that child's counts for
 * what a digest stands for. */
#ifndef DAEMON_OPERATIONS_IMPORT_CERTIFICATES_H
#define DAEMON_OPERATIONS_IMPORT_CERTIFICATES_H

#include "base/err.h"

#include <jansson.h>

struct daemon;
struct monitor;
struct session;

/* What is kept of the certificate that the row names, a new reference; NULL: it names none. *refused: the arguments of
 * "bad-argument", the caller's, where it cannot be this monitor's; else NULL. */
json_t *import_certificate_of(
    const struct daemon *d, const json_t *row, const struct monitor *m, json_t **refused);

/* Within a transaction: a monitor that was just inserted has it. */
int import_certificate_write(
    struct session *s, const struct monitor *m, json_t *facts, struct err *err);

#endif
