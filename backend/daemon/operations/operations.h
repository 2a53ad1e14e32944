/* What a client can ask for: a table for each family, joined in operations.c. */
#ifndef DAEMON_OPERATIONS_OPERATIONS_H
#define DAEMON_OPERATIONS_OPERATIONS_H

#include "daemon/operation.h"
#include "daemon/session.h"

extern const struct operation monitor_operations[]; /* each ends with a NULL name */
extern const struct operation import_operations[];
extern const struct operation import_certificate_operations[];
extern const struct operation monitor_undo_operations[];
extern const struct operation import_undo_operations[];
extern const struct operation monitor_view_operations[];
extern const struct operation acceptance_operations[];
extern const struct operation finding_operations[];
extern const struct operation document_operations[];
extern const struct operation renewal_open_operations[];
extern const struct operation renewal_operations[];
extern const struct operation renewal_view_operations[];
extern const struct operation renewal_begin_operations[];
extern const struct operation alert_operations[];
extern const struct operation certificate_kind_operations[];
extern const struct operation proxy_operations[];
extern const struct operation lead_operations[];
extern const struct operation list_column_operations[];
extern const struct operation service_operations[];
extern const struct operation ticket_operations[];
extern const struct operation ticket_link_operations[];
extern const struct operation ticket_view_operations[];
extern const struct operation ticket_file_operations[];
extern const struct operation ticket_jira_operations[];
extern const struct operation ticket_attach_operations[];
extern const struct operation ticket_comment_operations[];
extern const struct operation ticket_token_operations[];
extern const struct operation ticket_request_operations[];
extern const struct operation trail_operations[];
extern const struct operation ticket_doctor_operations[];
extern const struct operation people_operations[];
extern const struct operation notice_operations[];
extern const struct operation today_operations[];
extern const struct operation unwatched_operations[];
extern const struct operation system_operations[];
extern const struct operation doctor_operations[];

extern const struct operation *const operation_families[]; /* all of these; ends with NULL */

/* NULL when there is none of that name. */
const struct operation *operation_find(const char *name);

/* What the header of a client shows: its answer to "status", and the event of that name. */
json_t *status_json(const struct session *s);

/* Who has a console open: of the event "people". */
json_t *people_on_consoles_json(const struct daemon *d);

/* The names of the operations that change nothing, the caller's. */
json_t *operations_that_read(void);

/* Whether the team knows somebody of that login (people.known). */
bool people_known(struct daemon *d, const char *login);

/* What somebody is to be told: of the event "notices". */
json_t *notices_json(const struct daemon *d, const char *login);

/* Makes d->today, once all that it looks at is there. */
void today_begin(struct daemon *d);
/* Something changed that is no row (server_setup.heard). */
void today_heard(struct daemon *d, enum news_kind kind, int64_t id);
/* Of the event "today": {"id","line"}; line null: it needs no hand any more; id 0: all is to be asked for. */
json_t *today_data(const struct daemon *d, int64_t id);

/* The data of the event about a thing (server_setup.news). */
json_t *news_data(struct daemon *d, const struct session *s, enum news_kind kind, int64_t id);
/* What lists show of a renewal changed: clients are told of it where no row does, and of its tickets. */
void news_of_renewal(struct daemon *d, int64_t id);

#endif
