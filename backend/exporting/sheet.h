/* Rows of monitors as a spreadsheet: all that is known of them in the words of whoever reads it, or in the shape of one of the two
 * lists that the team keeps. Either can be imported again. */
#ifndef EXPORTING_SHEET_H
#define EXPORTING_SHEET_H

#include <jansson.h>

#include <stddef.h>
#include <stdint.h>

/* Full rows of monitor.list, each with the "head" of its service; borrowed. */
struct listed {
	json_t *const *row;
	size_t count;
};

enum sheet_shape {
	SHEET_WHOLE,
	SHEET_BUDGET,  /* "SSL Pressupost CESICAT.xlsx": what is on hosts, or to be */
	SHEET_CONTROL, /* the control list of EACAT: what is in files */
	SHEET_SHAPE_COUNT
};

/* By what a person calls it; -1. */
int sheet_shape_from(const char *name);

/* The caller frees it with spreadsheet_free. */
struct spreadsheet *sheet_of_rows(const struct listed *rows, enum sheet_shape shape, int64_t now);

#endif
