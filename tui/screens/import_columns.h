/* What each column of a list is taken for, and saying otherwise. */
#ifndef TUI_SCREENS_IMPORT_COLUMNS_H
#define TUI_SCREENS_IMPORT_COLUMNS_H

#include <jansson.h>

struct app;
struct buf;
struct list_import;

/* "Servidor = host, F = …. Left out: Import. …": of the list's sheets. */
void import_columns_words(const json_t *head, struct buf *out);
/* What was said is tried when the user leaves. */
void import_columns_ask(struct app *a, struct list_import *import);

#endif
