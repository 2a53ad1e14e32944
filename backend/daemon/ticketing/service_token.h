/* The token of the service (jira-token-file), which tickets are followed with: it goes to the worker when that is ready.
 * What Jira refused is not tried again until the file has changed; what could not be tried is, a minute later. Why it is
 * not in use, and since when, is kept to be told. */
#ifndef DAEMON_TICKETING_SERVICE_TOKEN_H
#define DAEMON_TICKETING_SERVICE_TOKEN_H

#include <jansson.h>

struct clock;
struct config;
struct jira;
struct loop;
struct service_token;
struct status_listener;

struct service_token_setup {
	const struct clock *clock;
	const struct config *config;
	struct loop *loop;
	struct jira *jira;
	const struct status_listener *status; /* told when service_token_trouble is another */
};

/* Before jira_start. */
struct service_token *service_token_new(const struct service_token_setup *setup);
void service_token_free(struct service_token *t);

/* {"code","args","since","tried_again"}: why it is not in use, since when (seconds since the epoch), and whether it is
 * tried again by itself, or only when the file changes; its words are words_service_token. NULL: there is nothing to say.
 * Borrowed. */
const json_t *service_token_trouble(const struct service_token *t);

#endif
