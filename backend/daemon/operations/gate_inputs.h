/* What a renewal knows that a document is held against (inspect/gate_inputs.h): worked out of the
 * renewal, its ticket's text, the site, and what its monitors served and serve. */
#ifndef DAEMON_OPERATIONS_GATE_INPUTS_H
#define DAEMON_OPERATIONS_GATE_INPUTS_H

#include <jansson.h>

struct daemon;
struct loaded_renewal;

json_t *gate_inputs_of(struct daemon *d, const struct loaded_renewal *t); /* a new reference */

#endif
