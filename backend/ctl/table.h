/* Columns for people. Cells are cleaned when they are added and measured in columns of a terminal.
 * On a terminal a row is made to fit: first the spare columns go, from the right, then the widest
 * texts are shortened. Elsewhere nothing is cut. */
#ifndef CTL_TABLE_H
#define CTL_TABLE_H

#include <stdio.h>

struct table;

enum table_column {
	TABLE_TEXT,  /* may be shortened */
	TABLE_SPARE, /* text that may be left out */
	TABLE_WHOLE, /* neither */
	TABLE_NUMBER /* neither, and to the right */
};

struct table *table_new(void);
void table_free(struct table *t);
/* Columns before the first cell; then cells, row by row. */
void table_column(struct table *t, const char *head, enum table_column kind);
void table_cell(struct table *t, const char *text);
void table_print(const struct table *t, FILE *out);

/* Columns of the terminal behind a stream; 0 when it is none. */
int table_width_of(FILE *out);

#endif
