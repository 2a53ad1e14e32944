/* View 3: the open renewals. */
#ifndef TUI_SCREENS_RENEWALS_H
#define TUI_SCREENS_RENEWALS_H

struct app;

void renewals_open(struct app *a);

#endif
