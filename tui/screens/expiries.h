/* View 1: what expires. */
#ifndef TUI_SCREENS_EXPIRIES_H
#define TUI_SCREENS_EXPIRIES_H

struct app;

void expiries_open(struct app *a);
/* View 1 with that filter, whatever is open: it closes. */
void expiries_filter(struct app *a, const char *text);

#endif
