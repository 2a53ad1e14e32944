/* What a client can ask for: a table for each family, joined in operations.c. */
#ifndef DAEMON_OPERATIONS_OPERATIONS_H
#define DAEMON_OPERATIONS_OPERATIONS_H

#include <jansson.h>

struct session;

enum right { RIGHT_READ, RIGHT_OPERATE, RIGHT_ADMINISTER };

struct operation {
	const char *name;
	enum right right;
	void (*run)(struct session *s, json_int_t id, const json_t *args);
};

extern const struct operation monitor_operations[]; /* each ends with a NULL name */
extern const struct operation document_operations[];
extern const struct operation renewal_operations[];
extern const struct operation renewal_view_operations[];
extern const struct operation renewal_begin_operations[];
extern const struct operation lead_operations[];
extern const struct operation service_operations[];
extern const struct operation system_operations[];

/* NULL when there is none of that name. */
const struct operation *operation_find(const char *name);

json_t *status_json(const struct session *s);

#endif
