/* How a workbook writes a character that XML does not allow, and so whatever looks like that: "_x000D_" (ECMA-376 part 1, 22.9.2.19). */
#ifndef INVENTORY_XSTRING_H
#define INVENTORY_XSTRING_H

struct buf;

/* Adds the text for a workbook: what would be read as such a character gets its underscore written as one. */
void xstring_write(struct buf *out, const char *text);
/* Adds what it says. U+0000, surrogates and noncharacters stay as they are written. */
void xstring_read(struct buf *out, const char *text);

#endif
