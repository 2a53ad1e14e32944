/* Rows of monitors as a spreadsheet: all that is known of them in the words of whoever reads it, or in the shape of one of the two
 * lists that the team keeps. Either can be imported again. */
#ifndef CTL_EXPORT_SHEET_H
#define CTL_EXPORT_SHEET_H

#include "ctl/rows.h"

enum sheet_shape {
	SHEET_WHOLE,
	SHEET_BUDGET,  /* "SSL Pressupost CESICAT.xlsx": what is on hosts, or to be */
	SHEET_CONTROL, /* the control list of EACAT: what is in files */
	SHEET_SHAPE_COUNT
};

/* By what a person calls it; -1. */
int sheet_shape_from(const char *name);

/* rows: full, each with the "head" of its service (rows_add_heads). The caller frees it with spreadsheet_free. */
struct spreadsheet *sheet_of_rows(const struct rows *rows, enum sheet_shape shape, int64_t now);

#endif
