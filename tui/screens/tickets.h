/* View 4: the tickets that something open waits for or is answered by. */
#ifndef TUI_SCREENS_TICKETS_H
#define TUI_SCREENS_TICKETS_H

struct app;

void tickets_open(struct app *a);

#endif
