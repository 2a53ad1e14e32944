/* What belongs to an import in the audit trail. An import comes in parts, each a transaction. The first that writes anything
 * ends with the line of all, "monitor.import": {"import","rows","file"?,"sha256"?}, whose seq is the number of the import;
 * which lines each part wrote is beside the trail (table import_part). */
#ifndef DAEMON_OPERATIONS_IMPORT_MARK_H
#define DAEMON_OPERATIONS_IMPORT_MARK_H

#include <jansson.h>

#include <stdint.h>

struct err;
struct session;

/* Within the transaction, after the lines that follow `before` in the trail. args: of monitor.import, whose file, digest and
 * total are that of the whole list. *number: of the import; 0: no part of it has written anything, and it stays so where this
 * one has not. */
int import_mark(
    struct session *s, const json_t *args, int64_t before, int64_t *number, struct err *err);

#endif
