/* Who is connected, and which renewal each has open on a console: what his sessions say while they last, kept nowhere
 * else. A person is a login, however many sessions it has. */
#ifndef DAEMON_PEOPLE_H
#define DAEMON_PEOPLE_H

#include "base/terms.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct server;
struct session;

enum { PEOPLE_MOST = 100, PERSON_RENEWALS_MOST = 16 };

struct person {
	const char *login; /* the server's */
	enum right right;
	int64_t since;           /* of his oldest session */
	size_t consoles, others; /* sessions that follow what changes, and those that do not */
	int64_t
	    renewals[PERSON_RENEWALS_MOST]; /* that his consoles have open, each once, in order */
	size_t renewal_count;
};

/* Those who are greeted, in order of login, until each returns false. */
void people_each(
    const struct server *server, bool (*each)(const struct person *p, void *arg), void *arg);

/* The renewal that the console behind the session has open; 0: none. The others hear of it. */
void people_at(struct session *s, int64_t renewal);

#endif
