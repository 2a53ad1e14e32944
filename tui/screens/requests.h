/* From view 4: what is asked of Jira and is not done. */
#ifndef TUI_SCREENS_REQUESTS_H
#define TUI_SCREENS_REQUESTS_H

struct app;

void requests_open(struct app *a);

#endif
