/* The caller's own token of Jira, handed over to the backend from his file (jira-my-token-file). */
#ifndef CTL_JIRA_TOKEN_H
#define CTL_JIRA_TOKEN_H

#include "ctl/ctl.h"

/* Hands over what can be read from fd, which stays the caller's; waits a little for a worker that is being started. What
 * Jira says of it, the caller's; NULL and *error, which stays NULL where that was said. */
json_t *jira_token_give(struct ctl *ctl, int fd, json_t **error);
/* Before something is written in Jira: hands the file over unless the backend has the token, or it was refused. Where
 * there is no file nothing is said: what is asked for waits then, and says so. */
void jira_token_bring(struct ctl *ctl);

#endif
