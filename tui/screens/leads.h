/* How long renewals take, and the leads that come of it. */
#ifndef TUI_SCREENS_LEADS_H
#define TUI_SCREENS_LEADS_H

struct app;

void leads_open(struct app *a);

#endif
