/* The list of monitors as a file: CSV for import and programs, a sheet for Excel, a calendar; not JSON, which is the rows as they
 * are. The texts are in the language of words/. */
#ifndef EXPORTING_FORM_H
#define EXPORTING_FORM_H

#include "exporting/sheet.h"

#include <stdbool.h>

struct buf;
struct err;

enum export_form {
	EXPORT_CSV,       /* as inventory/export.h writes it, to be imported again */
	EXPORT_EXCEL_CSV, /* a sheet (exporting/sheet.h) as CSV, and as a workbook */
	EXPORT_XLSX,
	EXPORT_ICS,
	EXPORT_FORM_COUNT
};

int export_form_from(const char *name); /* "csv", "excel-csv", "xlsx", "ics"; -1 */
const char *export_form_name(enum export_form form);
bool export_form_is_shaped(enum export_form form); /* false: the shape changes nothing in it */

/* Appends the file to out. *count: how many rows it has; a shape may leave some out. -1 with err. */
int export_form_write(enum export_form form, enum sheet_shape shape, const struct listed *rows,
    int64_t now, struct buf *out, size_t *count, struct err *err);

/* heads: the head of each service by the service's name. The first adds those of some entries of service.list, the second gives a row
 * the "head" of its service. */
void export_note_heads(json_t *heads, const json_t *services);
void export_add_head(const json_t *heads, json_t *row);

#endif
