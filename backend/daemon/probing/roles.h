/* The roles that this program can be run again in, and how a child of one is
 * started. Who keeps it alive, and what is said with it, is the supervisor's, the inspectors', the
 * backups' and ticketing/jira's matter. */
#ifndef DAEMON_PROBING_ROLES_H
#define DAEMON_PROBING_ROLES_H

#include <stdbool.h>
#include <sys/types.h>

struct config;
struct err;

enum role {
	ROLE_PROBE,
	ROLE_QUARANTINE,
	ROLE_INSPECT,
	ROLE_RECEIVE,
	ROLE_BACKUP,
	ROLE_TICKETS,
	ROLE_COUNT
};

struct role_info {
	const char *argument; /* of --role */
	const char *what;     /* for the log */
	bool on_demand;       /* started when there is work for it, ended when there is none */
	int in_flight;  /* jobs at once; 0: as many as the configuration says; -1: it is not told */
	bool strangers; /* it reads certificates of strangers, and is told which CAs are trusted */
};

const struct role_info *roles_info(enum role r);

/* Starts a child; its pid, and in *fd our end of the socket that is its standard input and output. handover: its end of
 * wire/handover.h, the caller's; -1: none. 0 after logging why not, which is in err ("cannot-start") then. */
pid_t roles_start(const struct config *config, enum role r, int handover, int *fd, struct err *err);

#endif
