/* What the list says while there is nothing to watch. */
#ifndef TUI_SCREENS_WELCOME_H
#define TUI_SCREENS_WELCOME_H

struct app;

void welcome_draw(struct app *a, int top);

#endif
