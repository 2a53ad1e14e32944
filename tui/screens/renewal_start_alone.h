/* A renewal by a procedure that is about no monitor. */
#ifndef TUI_SCREENS_RENEWAL_START_ALONE_H
#define TUI_SCREENS_RENEWAL_START_ALONE_H

struct app;

/* Asks by which one. */
void renewal_start_alone(struct app *a);

#endif
