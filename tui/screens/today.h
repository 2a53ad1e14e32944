/* View 2: what needs a hand now. */
#ifndef TUI_SCREENS_TODAY_H
#define TUI_SCREENS_TODAY_H

struct app;

void today_open(struct app *a);

#endif
