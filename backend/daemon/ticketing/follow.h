/* Tickets are followed in Jira: those that are not resolved and of open renewals once a minute, the others every half an
 * hour, many in one request. With the service's token where there is one: then everybody is shown what it read. Else with
 * those of the people who are there, in turn: what one of them read is shown to him alone, and nothing happens on account
 * of it; where only one person can be there (a personal backend), it is as if the service had read it. */
#ifndef DAEMON_TICKETING_FOLLOW_H
#define DAEMON_TICKETING_FOLLOW_H

#include <jansson.h>

#include <stdbool.h>
#include <stdint.h>

struct clock;
struct config;
struct err;
struct follow;
struct jira;
struct loop;
struct open_renewals;
struct store;
struct writer;

struct follow_setup {
	const struct clock *clock;
	const struct config *config;
	struct loop *loop;
	struct store *store;
	struct writer *writer;
	struct open_renewals *renewals;
	struct jira *jira;
	bool personal;
	/* Of these tickets; of their renewals memory has followed. */
	void (*changed)(void *arg, const int64_t *tickets, size_t count);
	void *arg;
};

struct follow *follow_new(const struct follow_setup *setup);
void follow_free(struct follow *f); /* before the worker ends */

/* Whose token a person's question is read with: his own, else the service's; NULL: there is none. */
const char *follow_reader(const struct follow *f, const char *login);
/* An issue that was read with that token, of this ticket: it becomes that. -1: it could not be written, which is logged. */
int follow_read(
    struct follow *f, const char *who, int64_t ticket, const json_t *issue, struct err *err);
/* Something was done to it in Jira by that person: it is read at once, not in the next round. Where that fails, then. */
void follow_again(struct follow *f, const char *login, int64_t ticket);

#endif
