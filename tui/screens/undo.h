/* Taking back what was done from this console (tui/model/done_acts.h), the last act first. */
#ifndef TUI_SCREENS_UNDO_H
#define TUI_SCREENS_UNDO_H

struct app;

void undo_ask(struct app *a); /* says what it was, and asks */

#endif
