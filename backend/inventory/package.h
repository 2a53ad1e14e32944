/* The parts of a workbook's file, which is a ZIP (ECMA-376 part 2), read one after another and never kept. A part that says more
 * than PART_MAX_BYTES, or unpacks to it whatever it says, is a bomb. */
#ifndef INVENTORY_PACKAGE_H
#define INVENTORY_PACKAGE_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PART_MAX_BYTES = 512 * 1024 * 1024, PACKAGE_PARTS_MAX = 10000 };

struct package;

/* bytes stay the caller's, and there, until it is closed. NULL: "list-damaged", "list-bomb". */
struct package *package_open(const char *bytes, size_t len, struct err *err);
void package_close(struct package *p); /* NULL is fine */

/* No matter the case of its name, and with or without the '/' at its beginning. */
bool package_has(struct package *p, const char *part);

/* Hands the part over piece by piece; each returns -1 with err to end it. "list-damaged", "list-encrypted", "list-bomb". */
int package_read(struct package *p, const char *part,
    int (*each)(void *arg, const char *bytes, size_t len, struct err *err), void *arg,
    struct err *err);

#endif
