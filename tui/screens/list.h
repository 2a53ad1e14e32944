/* View 1: what expires. */
#ifndef TUI_SCREENS_LIST_H
#define TUI_SCREENS_LIST_H

struct app;

void list_open(struct app *a);

#endif
