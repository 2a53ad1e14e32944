/* One's own token of Jira, handed to the backend by descriptor: it is shown, kept and written down nowhere. */
#ifndef TUI_SCREENS_JIRA_TOKEN_H
#define TUI_SCREENS_JIRA_TOKEN_H

struct app;

/* The connection is new: the token goes out of its file, where there is one and the backend has a Jira. */
void jira_token_hand_over(struct app *a);
void jira_token_type(struct app *a); /* typed, and not shown */

#endif
