/* One thing that a client can ask for. The tables of them are in operations/; the session is handed what finds one
 * by its name, and knows none. */
#ifndef DAEMON_OPERATION_H
#define DAEMON_OPERATION_H

#include <jansson.h>

struct session;

enum right { RIGHT_READ, RIGHT_OPERATE, RIGHT_ADMINISTER };

struct operation {
	const char *name;
	enum right right;
	void (*run)(struct session *s, json_int_t id, const json_t *args);
};

#endif
