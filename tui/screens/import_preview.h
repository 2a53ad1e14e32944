/* What would become of each row of a list that was read: how many of which kind, why, and in which cell; then it is imported. */
#ifndef TUI_SCREENS_IMPORT_PREVIEW_H
#define TUI_SCREENS_IMPORT_PREVIEW_H

struct app;
struct list_import;

/* The import is the screen's from now on. Who leaves while it is being written does not end it: what became of it is said then. */
void import_preview_open(struct app *a, struct list_import *import);

#endif
