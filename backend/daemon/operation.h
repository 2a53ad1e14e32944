/* One thing that a client can ask for, and what is checked before it runs. The tables of them are in operations/; the
 * session is handed what finds an operation by its name, and knows none. */
#ifndef DAEMON_OPERATION_H
#define DAEMON_OPERATION_H

#include "base/terms.h"

#include <jansson.h>

struct session;

struct operation {
	const char *name;
	enum right right; /* that whoever asks must have */
	void (*run)(struct session *s, json_int_t id, const json_t *args);
};

/* Why it may not run for somebody who has that right: a code, and what it says in *args (the caller's). NULL: it may. */
const char *operation_refusal(const struct operation *o, enum right right, json_t **args);

#endif
