#include "daemon/operations/operations.h"

#include <jansson.h>

#include <string.h>

const struct operation *const operation_families[] = {monitor_operations, import_operations,
    import_certificate_operations, import_undo_operations, monitor_undo_operations,
    monitor_view_operations, acceptance_operations, finding_operations, service_operations,
    renewal_open_operations, renewal_operations, renewal_view_operations, renewal_begin_operations,
    alert_operations, lead_operations, list_column_operations, certificate_kind_operations,
    proxy_operations, document_operations, ticket_operations, ticket_link_operations,
    ticket_file_operations, ticket_attach_operations, ticket_comment_operations,
    ticket_view_operations, ticket_jira_operations, ticket_token_operations,
    ticket_doctor_operations, ticket_request_operations, trail_operations, system_operations,
    doctor_operations, people_operations, notice_operations, today_operations, unwatched_operations,
    NULL};

const struct operation *
operation_find(const char *name)
{
	for (const struct operation *const *family = operation_families; *family; family++)
		for (const struct operation *o = *family; o->name; o++)
			if (!strcmp(o->name, name))
				return o;
	return NULL;
}

json_t *
operations_that_read(void)
{
	json_t *names = json_array();

	for (const struct operation *const *family = operation_families; *family; family++)
		for (const struct operation *o = *family; o->name; o++)
			if (operation_only_reads(o))
				json_array_append_new(names, json_string(o->name));
	return names;
}
