/* What a renewal knows that a document is held against (inspect/asked.h): worked out of the
 * renewal, its ticket's text, the site, and what its monitors served and serve. */
#ifndef DAEMON_ASKED_H
#define DAEMON_ASKED_H

#include "daemon/daemon.h"

#include <jansson.h>

struct taken;

json_t *asked_of(struct daemon *d, const struct taken *t); /* a new reference */

#endif
