/* From a pasted alert, mail or ticket to the renewals of what it names. */
#ifndef TUI_SCREENS_RENEWAL_START_ALERT_H
#define TUI_SCREENS_RENEWAL_START_ALERT_H

struct app;

void alert_open(struct app *a);

#endif
