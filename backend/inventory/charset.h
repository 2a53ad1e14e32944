/* The text of a file of unknown origin as UTF-8. */
#ifndef INVENTORY_CHARSET_H
#define INVENTORY_CHARSET_H

#include <stddef.h>

/* NULL when it is text, else "csv-empty", "csv-binary" or "csv-spreadsheet". */
const char *charset_refuse(const char *bytes, size_t len);

/* A new string: without the mark of UTF-8, as it is when it is UTF-8, else read as Windows-1252. */
char *charset_to_utf8(const char *bytes, size_t len);

#endif
