/* The people whom the team knows: who is here now, with which right and in which renewals, and what each has open. */
#ifndef TUI_SCREENS_PEOPLE_H
#define TUI_SCREENS_PEOPLE_H

struct app;

void people_open(struct app *a);

#endif
