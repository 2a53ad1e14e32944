/* What the last list that named a monitor said of it, and which lines of the trail an import has. */
#ifndef STORE_IMPORTED_H
#define STORE_IMPORTED_H

#include "base/err.h"

#include <stdint.h>

struct store;

/* JSON, the caller's; NULL: no list named it. -1: see store/store.h. */
int store_imported_get(struct store *s, int64_t monitor, char **said, struct err *err);
/* since: the first line of the trail of that part of the import. */
int store_imported_put(
    struct store *s, int64_t monitor, const char *said, int64_t since, struct err *err);
/* What that part said was never said, unless another list said something else since. */
int store_imported_undo(struct store *s, int64_t monitor, int64_t since, struct err *err);

/* A part of the import wrote the lines from first to last. */
int store_import_part_put(
    struct store *s, int64_t import, int64_t first, int64_t last, struct err *err);
/* In their order. */
int store_import_part_each(struct store *s, int64_t import,
    void (*each)(int64_t first, int64_t last, void *arg), void *arg, struct err *err);

#endif
