/* What the columns of lists were said to be, by the titles that a list has. Contract of errors, transactions and strings:
 * store/store.h. */
#ifndef STORE_LIST_SHAPES_H
#define STORE_LIST_SHAPES_H

#include "store/store.h"

/* In the place of what was said before. columns NULL: it is forgotten. */
int store_list_columns_put(
    struct store *s, const char *shape, const char *columns, struct err *err);
/* *columns is new, JSON as it was put; NULL: nothing was said. */
int store_list_columns_get(struct store *s, const char *shape, char **columns, struct err *err);

#endif
