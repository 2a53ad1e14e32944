/* What belongs to an import in the audit trail. An import comes in parts, each a transaction. The first that writes anything has
 * the line of all, "monitor.import": {"import","rows","file"?,"sha256"?}, whose seq is the number of the import; which lines each
 * part wrote is beside the trail (table import_part). */
#ifndef DAEMON_OPERATIONS_IMPORT_MARK_H
#define DAEMON_OPERATIONS_IMPORT_MARK_H

#include <jansson.h>

#include <stdint.h>

struct err;
struct session;

/* Within the transaction: where *number, of the import, is 0 the line is written. args: of monitor.import, whose file, digest and
 * total are that of the whole list. */
int import_mark_begin(struct session *s, const json_t *args, int64_t *number, struct err *err);
/* Within the transaction: what follows the line `before` of the trail is a part of the import. *number is 0 as long as no part of
 * it has written anything. */
int import_mark_part(
    struct session *s, const json_t *args, int64_t before, int64_t *number, struct err *err);

#endif
