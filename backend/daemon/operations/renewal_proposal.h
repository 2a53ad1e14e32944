/* What a new renewal is proposed to ask for, from the certificate of today and from its monitors. */
#ifndef DAEMON_OPERATIONS_RENEWAL_PROPOSAL_H
#define DAEMON_OPERATIONS_RENEWAL_PROPOSAL_H

#include "daemon/state/row.h"

#include <jansson.h>

struct daemon;

struct names_proposal {
	char *
	    subject; /* the CN of today where that covers every monitor, else the domain of the first;
			* NULL: none is the name of a host */
	json_t *
	    names; /* of today's where one covers a monitor that no earlier one does, else its domain */
	json_t *served; /* the names of hosts that today's has */
};

/* The name that a monitor is known by to its host: what is said to it, where that is a name. */
const char *monitor_domain(const struct monitor *m);

/* count at least 1. Release it. */
void names_propose(
    const struct daemon *d, struct row *const *rows, size_t count, struct names_proposal *out);
void names_proposal_release(struct names_proposal *p);

#endif
