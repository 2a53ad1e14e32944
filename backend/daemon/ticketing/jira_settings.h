/* What the settings say of tickets that are created. */
#ifndef DAEMON_TICKETING_JIRA_SETTINGS_H
#define DAEMON_TICKETING_JIRA_SETTINGS_H

#include "base/terms.h"

#include <jansson.h>

struct config;

/* The issue type of a role (jira-types), borrowed; "Task" where nothing is said of it. */
const char *jira_type_of(const struct config *c, enum ticket_role role);
/* The further fields of a project's tickets (jira-fields): an object, new. One that is no JSON is left out. */
json_t *jira_fields_of(const struct config *c, const char *project);

#endif
