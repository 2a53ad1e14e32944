/* What a client can ask for: a table for each family, joined in operations.c. */
#ifndef DAEMON_OPERATIONS_OPERATIONS_H
#define DAEMON_OPERATIONS_OPERATIONS_H

#include "daemon/operation.h"

extern const struct operation monitor_operations[]; /* each ends with a NULL name */
extern const struct operation monitor_view_operations[];
extern const struct operation acceptance_operations[];
extern const struct operation finding_operations[];
extern const struct operation document_operations[];
extern const struct operation renewal_operations[];
extern const struct operation renewal_view_operations[];
extern const struct operation renewal_begin_operations[];
extern const struct operation alert_operations[];
extern const struct operation certificate_kind_operations[];
extern const struct operation lead_operations[];
extern const struct operation service_operations[];
extern const struct operation ticket_operations[];
extern const struct operation ticket_view_operations[];
extern const struct operation ticket_token_operations[];
extern const struct operation system_operations[];

extern const struct operation *const operation_families[]; /* all of these; ends with NULL */

/* NULL when there is none of that name. */
const struct operation *operation_find(const char *name);

/* What the header of a client shows: its answer to "status", and the event of that name. */
json_t *status_json(const struct session *s);

#endif
