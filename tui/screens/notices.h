/* What others did with the renewals of whoever sits here while he may have been away: told above the last line of the
 * lists and of the panel, the oldest first, until its key says that it was seen. */
#ifndef TUI_SCREENS_NOTICES_H
#define TUI_SCREENS_NOTICES_H

struct app;

int notices_rows(const struct app *a); /* what the notice takes; 0: there is none */
void notices_draw(struct app *a);
void notices_seen(struct app *a); /* the one that is shown */

#endif
