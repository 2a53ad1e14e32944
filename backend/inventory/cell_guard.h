/* What a spreadsheet would run. A cell that begins with one of = + - @ (also as wide as in East Asian texts), TAB or CR, past blanks, may
 * be taken for a formula by whoever opens the list, or saves it as CSV and opens that (CWE-1236): an apostrophe before it makes it a
 * text everywhere. Whoever reads the list takes that one apostrophe away again; a text of one's own that looks as if it had been
 * guarded gets another, so that every text comes back as it was. */
#ifndef INVENTORY_CELL_GUARD_H
#define INVENTORY_CELL_GUARD_H

struct buf;

/* Adds the text, cleaned (base/text.h) and guarded. */
void cell_guard(struct buf *out, const char *text);
/* Past the apostrophe of cell_guard, where there is one. */
const char *cell_unguarded(const char *cell);

#endif
