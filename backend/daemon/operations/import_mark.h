/* What belongs to an import in the audit trail. An import comes in parts, each a transaction that ends with a line
 * "monitor.import": {"import","from","to","added","changed"}, the number of the import and the lines of that part. */
#ifndef DAEMON_OPERATIONS_IMPORT_MARK_H
#define DAEMON_OPERATIONS_IMPORT_MARK_H

#include <jansson.h>

#include <stdint.h>

struct err;
struct session;

/* Within the transaction, after the lines that follow `before` in the trail, of which results tell what they did. import: of
 * the part before; 0: this is the first. *number gets that of the import, or stays as import where nothing was written. */
int import_mark(struct session *s, int64_t import, int64_t before, const json_t *results,
    int64_t *number, struct err *err);

#endif
