/* What a file that should be a list is, by its first bytes; nothing of it is parsed. */
#ifndef INVENTORY_LIST_KIND_H
#define INVENTORY_LIST_KIND_H

#include <stdbool.h>
#include <stddef.h>

/* NULL: a text, or where *workbook a ZIP that may be an .xlsx; else what it is instead: "list-xls" (Excel 97), "list-encrypted",
 * "list-html" (a page named .xls), "list-xml" (Excel 2003). */
const char *list_kind(const char *bytes, size_t len, bool *workbook);

#endif
