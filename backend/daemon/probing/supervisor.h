/* Worker processes: caducad itself, run again with a role (design section 1). A table of roles says how many
 * there are and who hears their lines. A worker that ends is started again with back-off; a job that was with
 * one that crashed is tried again alone in a quarantine worker, and only a probe that crashed alone has crashed. */
#ifndef DAEMON_PROBING_SUPERVISOR_H
#define DAEMON_PROBING_SUPERVISOR_H

#include "daemon/daemon.h"

#include <jansson.h>

struct supervisor *supervisor_new(struct daemon *d);
void supervisor_free(struct supervisor *s); /* ends the workers and waits for them */

/* How many more probes can be sent now. */
size_t supervisor_room(const struct supervisor *s);
/* Sends a probe line (stolen) under its ticket, to the least busy worker, or to the queue of the quarantine. */
void supervisor_probe(struct supervisor *s, int64_t ticket, json_t *line, bool alone);
size_t supervisor_workers(const struct supervisor *s); /* that said they are ready */
size_t supervisor_in_flight(const struct supervisor *s);
const json_t *supervisor_trust(
    const struct supervisor *s); /* {"certificates","generation"}; NULL before */

#endif
