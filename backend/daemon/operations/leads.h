/* How long renewals have taken, and the leads that a person adopted from that. */
#ifndef DAEMON_OPERATIONS_LEADS_H
#define DAEMON_OPERATIONS_LEADS_H

#include "base/err.h"

struct daemon;

int leads_load(struct daemon *d, struct err *err); /* into the roster, which is there already */

#endif
