/* Columns for people. Cells are cleaned when they are added and measured in columns of a terminal; on a terminal the
 * widest columns are shortened until a row fits, elsewhere nothing is. */
#ifndef CTL_TABLE_H
#define CTL_TABLE_H

#include <stdio.h>

struct table;

enum table_align { TABLE_LEFT, TABLE_RIGHT };

struct table *table_new(void);
void table_free(struct table *t);
void table_column(struct table *t, const char *head, enum table_align align); /* before the first cell */
void table_cell(struct table *t, const char *text);                          /* row by row */
void table_print(const struct table *t, FILE *out);

/* Columns of the terminal behind a stream; 0 when it is none. */
int table_width_of(FILE *out);

#endif
