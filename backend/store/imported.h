/* What the last list that named a monitor said of it, which lines of the trail an import has, and whether it is whole. */
#ifndef STORE_IMPORTED_H
#define STORE_IMPORTED_H

#include "base/err.h"

#include <stdint.h>

struct store;

/* JSON, the caller's; NULL: no list named it. import: that said so; 0: it is not known any more. -1: see store/store.h. */
int store_imported_get(
    struct store *s, int64_t monitor, char **said, int64_t *import, struct err *err);
int store_imported_put(
    struct store *s, int64_t monitor, const char *said, int64_t import, struct err *err);
/* The newest monitor that a list named; 0: none. */
int store_imported_last(struct store *s, int64_t *monitor, struct err *err);
/* What that import said of the monitors from first to last was never said, unless another list said something else since.
 * part: the first line of its part, by which a database of before version 18 knows it; 0. */
int store_imported_undo(
    struct store *s, int64_t first, int64_t last, int64_t import, int64_t part, struct err *err);

struct import_part {
	int64_t first, last; /* lines of the trail; 0: there is none */
};

int store_import_part_put(
    struct store *s, int64_t import, const struct import_part *part, struct err *err);
/* In their order. */
int store_import_part_each(struct store *s, int64_t import,
    void (*each)(const struct import_part *part, void *arg), void *arg, struct err *err);
int store_import_part_last(
    struct store *s, int64_t import, struct import_part *part, struct err *err);
int store_import_part_drop(struct store *s, int64_t import, int64_t first, struct err *err);

/* Further parts are to come. */
int store_import_unfinished_put(struct store *s, int64_t import, struct err *err);
int store_import_unfinished_drop(struct store *s, int64_t import, struct err *err);
int store_import_unfinished_each(
    struct store *s, void (*each)(int64_t import, void *arg), void *arg, struct err *err);

#endif
