/* View 1: what expires. */
#ifndef TUI_SCREENS_EXPIRIES_H
#define TUI_SCREENS_EXPIRIES_H

struct app;

void expiries_open(struct app *a);

#endif
