/* A spreadsheet as a workbook of Excel (.xlsx), by libxlsxwriter: days are days, rows tinted by urgency, the head frozen and with
 * filters, widths set, and set to print on wide pages with the head on each. */
#ifndef INVENTORY_SPREADSHEET_XLSX_H
#define INVENTORY_SPREADSHEET_XLSX_H

#include <stdint.h>

struct buf;
struct err;
struct spreadsheet;

/* now: when it says that it was made. Nothing of it has a name on any disk. -1: "io", and "disk-full" where there was no room for its
 * parts; *out is as it was then. */
int spreadsheet_xlsx(const struct spreadsheet *s, int64_t now, struct buf *out, struct err *err);

#endif
