/* What everything here stands on, as main hands it over; none of it is owned. */
#ifndef DAEMON_TICKETING_TICKETING_H
#define DAEMON_TICKETING_TICKETING_H

struct clock;
struct config;
struct jira;
struct loop;
struct open_renewals;
struct roster;
struct store;
struct writer;

struct ticketing {
	const struct clock *clock;
	const struct config *config;
	struct loop *loop;
	struct store *store;
	struct roster *roster;
	struct writer *writer;
	struct open_renewals *open_renewals;
	struct jira *jira;
};

#endif
