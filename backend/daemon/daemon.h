/* The daemon's one state, shared by the files of this room. Everything runs in one thread on one loop; what
 * may take long (network, X.509 of strangers) runs in workers.
 *
 *   session   a connected client: requests in, answers and changed rows out
 *   roster    every watched monitor in memory, with what its addresses serve
 *   directory the services, and which of them a host belongs to
 *   book      the renewals that are open
 *   scheduler when each monitor is probed, sweeps, what to do with a result
 *   supervisor  worker processes by role
 *   inspectors  children that read one document each
 *   keeper    writes what changed to the store, and knows whether the store works
 *
 * What a person did is committed before it is answered. What probes saw is applied in memory, shown, and
 * committed within WRITER_WAIT_MS; a row that could not be written stays marked and is tried again. */
#ifndef DAEMON_DAEMON_H
#define DAEMON_DAEMON_H

#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

struct clock;
struct open_renewals;
struct config;
struct services_index;
struct inspectors;
struct writer;
struct loop;
struct roster;
struct scheduler;
struct server;
struct store;
struct supervisor;

struct daemon {
	const struct clock *clock;
	struct config *config;
	const char *config_path; /* given by --config; NULL */
	struct loop *loop;
	struct store *store;
	struct services_index *services_index;
	struct roster *roster;
	struct open_renewals *open_renewals;
	struct writer *writer;
	struct supervisor *supervisor;
	struct inspectors *inspectors;
	struct scheduler *scheduler;
	struct server *server;
	bool personal; /* ends some seconds after its last client */
	int64_t started_at;
};

#endif
