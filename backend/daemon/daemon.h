/* All that the backend consists of, as main makes it and operations use it. No other file includes this: each of
 * those that are named here is made from what it stands on, and knows no more.
 *
 * Everything runs in one thread on one loop; what may take long (network, X.509 of strangers) runs in workers.
 * The rooms, and their arrows (the Makefile has them, tests/house/layers.t holds them):
 *
 *   operations   what a client can ask for                     stands on all below
 *   identity     who a team's users are, and what their groups let them do; colleagues, who is in these
 *   session      the clients, their requests, what is sent     on state, and what main hands it
 *   backups      copies of the database, and the child that writes them         on probing/roles, state
 *   inspectors   children that read one document each          on probing/roles
 *   ticketing    what is asked of Jira, and the worker for it  on probing/roles and state
 *   probing      when each monitor is probed, by which worker, and what comes of a result      on state
 *   state        what is held in memory, and the one writer to the store
 *
 * What an upper one has to hear of a lower one travels by a listener: struct status_listener, renewal_listener,
 * probe_listener, supervisor_listener.
 *
 * What a person did is committed before it is answered. What probes saw is applied in memory, shown, and
 * committed a moment later; a row that could not be written stays marked and is tried again. */
#ifndef DAEMON_DAEMON_H
#define DAEMON_DAEMON_H

#include "daemon/state/open_renewals.h"
#include "daemon/state/status.h"

#include <stdbool.h>
#include <stdint.h>

struct daemon {
	const struct clock *clock;
	struct config *config;
	const char *config_path; /* given by --config; NULL */
	const char *state;       /* the folder of the database */
	struct loop *loop;
	struct store *store;
	bool personal; /* ends some seconds after its last client */
	struct identities
	    *identities;       /* who a team's users are; NULL: it is nobody's but its own uid's */
	bool directory_silent; /* the system does not say who is in which group */
	struct colleagues *colleagues; /* who may work with a team's; NULL: it is no team's */
	int64_t started_at;
	struct status_listener status; /* the server, once there is one */

	struct services_index
	    *services_index;   /* the services, and which of them a host belongs to */
	struct roster *roster; /* every watched monitor */
	struct writer *writer;
	struct file_certificates *file_certificates; /* of monitors that no probe reaches */
	struct open_renewals *open_renewals;
	struct remembered_choices
	    *remembered_choices; /* what each person chose once for all renewals */

	struct supervisor *supervisor; /* worker processes */
	struct scheduler *scheduler;   /* due times, sweeps, results */
	struct rollback *rollback;     /* closed renewals whose monitors went back */
	struct overridden *overridden; /* renewals that ended unseen */
	struct retirement *retirement; /* monitors that are watched until a day */
	struct findings *findings;     /* certificates that changed without a renewal */
	struct verify *verify;         /* the closed loop of a renewal's last step */

	struct jira *jira;                   /* the worker that speaks to Jira */
	struct service_token *service_token; /* that it follows with */
	struct outbox *outbox;               /* what is asked of it */
	struct follow *follow;               /* tickets there, as they change */

	struct inspectors *receivers, *inspectors;
	struct ticket_fetches *ticket_fetches;         /* attachments on their way */
	struct unfinished_imports *unfinished_imports; /* lists of which parts are to come */
	struct trail_checks *trail_checks;
	struct clock_watch *clock_watch;
	struct backups *backups; /* of the database, where the settings ask for them */
	struct today *today;     /* what needs a hand now */
	struct server *server;
	struct renewal_listener renewals_shown; /* tells the clients */
};

#endif
