#include "daemon/ticketing/jira_settings.h"

#include "base/config.h"
#include "base/mem.h"

#include <string.h>

/* What stands after "NAME=" in an entry of that name; NULL: it is of another. */
static const char *
value_of(const char *entry, const char *name)
{
	size_t len = strlen(name);

	return !strncmp(entry, name, len) && entry[len] == '=' ? entry + len + 1 : NULL;
}

static const char *
type_named(const struct config *c, const char *name)
{
	for (size_t i = 0; i < c->jira_types_count; i++) {
		const char *type = value_of(c->jira_types[i], name);

		if (type && *type)
			return type;
	}
	return NULL;
}

const char *
jira_type_of(const struct config *c, enum ticket_role role)
{
	const char *type = type_named(c, ticket_role_text(role));

	if (!type)
		type = type_named(c, "*");
	return type ? type : "Task";
}

json_t *
jira_fields_of(const struct config *c, const char *project)
{
	json_t *fields = json_object();

	for (size_t i = 0; i < c->jira_fields_count; i++) {
		const char *entry = c->jira_fields[i], *dot = strchr(entry, '.'),
			   *is = strchr(entry, '=');
		json_t *value;
		char *name;

		if (!dot || !is || dot > is || (size_t)(dot - entry) != strlen(project) ||
		    strncmp(entry, project, strlen(project)) != 0)
			continue;
		value = json_loads(is + 1, JSON_DECODE_ANY, NULL);
		name = mem_printf("%.*s", (int)(is - dot - 1), dot + 1);
		if (value)
			json_object_set_new(fields, name, value);
		free(name);
	}
	return fields;
}
