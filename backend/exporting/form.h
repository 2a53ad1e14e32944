/* The forms of files that the list of monitors can be had in, but for JSON, which is the rows as they are: for import and programs,
 * for spreadsheets, for a calendar. What is in them is in the language of words/. */
#ifndef EXPORTING_FORM_H
#define EXPORTING_FORM_H

#include "exporting/sheet.h"

#include <stdbool.h>

struct buf;
struct err;

enum export_form {
	EXPORT_CSV,       /* as inventory/export.h has it */
	EXPORT_EXCEL_CSV, /* a sheet (exporting/sheet.h) as CSV, and as a workbook */
	EXPORT_XLSX,
	EXPORT_ICS,
	EXPORT_FORM_COUNT
};

int export_form_from(const char *name); /* "csv", "excel-csv", "xlsx", "ics"; -1 */
const char *export_form_name(enum export_form form);
bool export_form_is_shaped(enum export_form form); /* else any shape is the same */

/* Appends the file. *count: the rows that are of the shape, and went there. -1 with err. */
int export_form_write(enum export_form form, enum sheet_shape shape, const struct listed *rows,
    int64_t now, struct buf *out, size_t *count, struct err *err);

/* Who heads each service, by its name, from some of service.list; and that to a row. */
void export_note_heads(json_t *heads, const json_t *services);
void export_add_head(const json_t *heads, json_t *row);

#endif
