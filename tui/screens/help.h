/* Every key of the screen on top, and what it does. */
#ifndef TUI_SCREENS_HELP_H
#define TUI_SCREENS_HELP_H

struct app;

void help_open(struct app *a);

#endif
