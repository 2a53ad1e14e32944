/* What is to be looked at is a list of tasks, `state`, worked off one request after the other: `at` is the one that is
 * asked, `step` how many entries of its pages came. What is found is added to `got`, in the same order. A task may add
 * others behind it: each type of ticket that is wanted has its fields looked at once its number is known.
 *
 * A project is only looked at further while it is there, and its types while tickets may be made in it. */
#include "tickets/rest_check.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/members.h"
#include "tickets/rest_read.h"

enum { ENTRIES_MAX = 2000, KNOWN_MAX = 30 };

enum task {
	TASK_TOKEN,
	TASK_PROJECT,
	TASK_RIGHTS,
	TASK_TYPES,
	TASK_FIELDS,
	TASK_LINK_TYPES,
	TASK_COUNT
};

/* Adds {"task", "project", "type", "id"}; what is NULL is absent. */
static void
add_task(
    json_t *tasks, size_t at, enum task task, const char *project, const char *type, const char *id)
{
	json_array_insert_new(tasks, at,
	    json_pack("{s:i, s:s*, s:s*, s:s*}", "task", task, "project", project, "type", type,
		"id", id));
}

/* args is stolen; code NULL: it is as it should be. */
static void
found(struct call *c, const char *name, const char *code, json_t *args)
{
	json_array_append_new(c->got, json_pack("{s:s, s:b, s:s*, s:o}", "name", name, "ok", !code,
					  "code", code, "args", args ? args : json_object()));
}

static const json_t *
task_of(const struct call *c)
{
	return json_array_get(c->state, c->at);
}

static const char *
project_of(const struct call *c)
{
	return text_of(task_of(c), "project");
}

/* ---- asking ---- */

static void
ask(struct call *c)
{
	const json_t *task = task_of(c);
	const char *project = text_of(task, "project");
	char *path = NULL;

	switch ((enum task)number_of(task, "task")) {
	case TASK_TOKEN:
		path = mem_strdup(REST_API "/myself");
		break;
	case TASK_PROJECT:
		path = mem_printf(REST_API "/project/%s", project);
		break;
	case TASK_RIGHTS:
		path = mem_printf(REST_API "/mypermissions?projectKey=%s", project);
		break;
	case TASK_TYPES:
		path = mem_printf(
		    REST_API "/issue/createmeta/%s/issuetypes?startAt=%d", project, c->step);
		break;
	case TASK_FIELDS:
		path = mem_printf(REST_API "/issue/createmeta/%s/issuetypes/%s?startAt=%d", project,
		    text_of(task, "id"), c->step);
		break;
	case TASK_LINK_TYPES:
		path = mem_strdup(REST_API "/issueLinkType");
		break;
	case TASK_COUNT:
		return;
	}
	call_get(c, path);
	free(path);
}

static void
next(struct call *c)
{
	c->at++;
	c->step = 0;
	if (c->at < json_array_size(c->state))
		ask(c);
	else
		call_succeed(c, json_pack("{s:O}", "checks", c->got));
}

/* The tasks that come next and are of this project, from one on, are of no use. */
static void
drop_rest_of_project(struct call *c, enum task from)
{
	char *project = mem_strdup(project_of(c));

	for (size_t i = json_array_size(c->state); i-- > c->at + 1;) {
		const json_t *task = json_array_get(c->state, i);

		if (!strcmp(text_of(task, "project"), project) && number_of(task, "task") >= from)
			json_array_remove(c->state, i);
	}
	free(project);
}

static void
begin_check(struct call *c)
{
	const json_t *roles = json_object_get(c->args, "roles"), *role;
	bool reading = flag_of(c->args, "reading");
	json_t *seen = json_object();
	size_t i;

	c->state = json_array();
	c->got = json_array();
	add_task(c->state, 0, TASK_TOKEN, NULL, NULL, NULL);
	json_array_foreach(roles, i, role) {
		const char *project = text_of(role, "project");

		if (!call_made_of(project, UPPER DIGITS "_") || json_object_get(seen, project))
			continue;
		json_object_set_new(seen, project, json_true());
		for (int task = TASK_PROJECT; task <= (reading ? TASK_PROJECT : TASK_TYPES); task++)
			add_task(c->state, json_array_size(c->state), (enum task)task, project,
			    NULL, NULL);
	}
	json_decref(seen);
	if (text_at(c->args, "link_type") && !reading)
		add_task(c->state, json_array_size(c->state), TASK_LINK_TYPES, NULL, NULL, NULL);
	ask(c);
}

/* ---- what is read ---- */

/* The names of a list's entries as one text, "Task, Incident". New. */
static json_t *
names_of(const json_t *list, const char *name)
{
	struct buf all = {0};
	json_t *text, *one;
	size_t i;

	json_array_foreach(list, i, one) {
		json_t *clean = rest_read_text(one, name, REST_NAME_MAX_BYTES);

		if (i < KNOWN_MAX && json_string_length(clean))
			buf_printf(&all, "%s%s", all.len ? ", " : "", json_string_value(clean));
		json_decref(clean);
	}
	text = json_string(buf_str(&all));
	buf_release(&all);
	return text;
}

static const json_t *
with_name(const json_t *list, const char *member, const char *name)
{
	return object_with(list, member, name);
}

static bool
read_token(struct call *c, const json_t *body)
{
	found(c, "token", NULL,
	    json_pack("{s:o, s:o}", "name", rest_read_text(body, "name", REST_NAME_MAX_BYTES),
		"display", rest_read_text(body, "displayName", REST_NAME_MAX_BYTES)));
	return true;
}

static bool
read_project(struct call *c, const json_t *body)
{
	found(c, "project", NULL,
	    json_pack("{s:s, s:o}", "project", project_of(c), "title",
		rest_read_text(body, "name", REST_NAME_MAX_BYTES)));
	return true;
}

/* One that an older Jira does not name is left to what is tried. */
static bool
read_rights(struct call *c, const json_t *body)
{
	static const struct {
		const char *key, *reason;
	} rights[] = {{"CREATE_ISSUES", "create"}, {"LINK_ISSUES", "link"},
	    {"ADD_COMMENTS", "comment"}, {"CREATE_ATTACHMENTS", "attach"}};
	const json_t *all = json_object_get(body, "permissions");
	size_t missing = 0;

	for (size_t i = 0; i < sizeof(rights) / sizeof(*rights); i++) {
		const json_t *one = json_object_get(all, rights[i].key);

		if (!one || flag_of(one, "havePermission"))
			continue;
		missing++;
		found(c, "right", "jira-no-right",
		    json_pack("{s:s, s:s}", "project", project_of(c), "reason", rights[i].reason));
		if (i == 0)
			drop_rest_of_project(c, TASK_TYPES);
	}
	if (!missing)
		found(c, "right", NULL, json_pack("{s:s}", "project", project_of(c)));
	return true;
}

/* A page of createmeta, its entries added to those of the task; false: there are more. `values` is what newer ones call
 * them. */
static bool
read_page(struct call *c, const json_t *body, const char *former)
{
	json_t *task = json_array_get(c->state, c->at), *all = json_object_get(task, "entries"),
	       *page = json_object_get(body, "values");

	if (!page)
		page = json_object_get(body, former);
	if (!all) {
		all = json_array();
		json_object_set_new(task, "entries", all);
	}
	json_array_extend(all, page);
	c->step = (int)json_array_size(all);
	return !json_array_size(page) || c->step >= ENTRIES_MAX || flag_of(body, "isLast") ||
	       c->step >= number_of(body, "total");
}

/* Each type that a role of this project wants; its fields are looked at next. */
static bool
read_types(struct call *c, const json_t *body)
{
	const json_t *roles = json_object_get(c->args, "roles"), *role, *entries;
	json_t *seen;
	size_t i, behind = c->at + 1;

	if (!read_page(c, body, "issueTypes"))
		return false;
	entries = json_object_get(task_of(c), "entries");
	seen = json_object();
	json_array_foreach(roles, i, role) {
		const char *type = text_of(role, "type");
		const json_t *entry = with_name(entries, "name", type);

		if (strcmp(text_of(role, "project"), project_of(c)) != 0 ||
		    json_object_get(seen, type))
			continue;
		json_object_set_new(seen, type, json_true());
		found(c, "type", entry ? NULL : "jira-no-type",
		    json_pack("{s:s, s:s, s:o}", "project", project_of(c), "type", type, "known",
			names_of(entries, "name")));
		if (call_made_of(text_of(entry, "id"), DIGITS))
			add_task(c->state, behind++, TASK_FIELDS, project_of(c), type,
			    text_of(entry, "id"));
	}
	json_decref(seen);
	return true;
}

/* Is that field given a value whenever a ticket is made? */
static bool
is_given(const struct call *c, const char *field)
{
	static const char *const always[] = {
	    "project", "issuetype", "summary", "description", "labels"};
	const json_t *extra = json_object_get(json_object_get(c->args, "fields"), project_of(c));

	for (size_t i = 0; i < sizeof(always) / sizeof(*always); i++)
		if (!strcmp(always[i], field))
			return true;
	return json_object_get(extra, field) != NULL;
}

/* What a field may hold is named by one of these. */
static json_t *
allowed(const json_t *field)
{
	const json_t *list = json_object_get(field, "allowedValues"),
		     *first = json_array_get(list, 0);

	return names_of(list, text_at(first, "value") ? "value" : "name");
}

/* What jira-fields would say of it, with the first of what it may hold, as it stands in a file of settings. */
static json_t *
example(const char *project, const json_t *field)
{
	const json_t *first = json_array_get(json_object_get(field, "allowedValues"), 0);
	const char *member = text_at(first, "value") ? "value" : "name";
	json_t *id = rest_read_text(field, "fieldId", REST_NAME_MAX_BYTES),
	       *value = rest_read_text(first, member, REST_NAME_MAX_BYTES), *text;
	bool list = !strcmp(text_of(json_object_get(field, "schema"), "type"), "array");
	char *line =
	    mem_printf("\"%s.%s=%s{\\\"%s\\\":\\\"%s\\\"}%s\"", project, json_string_value(id),
		list ? "[" : "", member, json_string_value(value), list ? "]" : "");

	text = json_string(line);
	json_decref(id);
	json_decref(value);
	free(line);
	return text;
}

static void
look_at_field(struct call *c, const json_t *field)
{
	const char *id = text_of(field, "fieldId");
	json_t *args, *values;

	if (!flag_of(field, "required") || flag_of(field, "hasDefaultValue") || is_given(c, id))
		return;
	args = json_pack("{s:s, s:s, s:o, s:o}", "project", project_of(c), "type",
	    text_of(task_of(c), "type"), "id",
	    rest_read_text(field, "fieldId", REST_NAME_MAX_BYTES), "name",
	    rest_read_text(field, "name", REST_NAME_MAX_BYTES));
	values = allowed(field);
	if (json_string_length(values)) {
		json_object_set(args, "known", values);
		json_object_set_new(args, "example", example(project_of(c), field));
	}
	json_decref(values);
	found(c, "field", "jira-field-missing", args);
}

/* A field that a ticket is given and that is not on its screen would be refused. */
static void
look_for_given(struct call *c, const json_t *entries)
{
	const json_t *extra = json_object_get(json_object_get(c->args, "fields"), project_of(c));
	const char *id;
	json_t *value;

	json_object_foreach((json_t *)(uintptr_t)extra, id, value)
		if (!with_name(entries, "fieldId", id))
			found(c, "field", "jira-field-unknown",
			    json_pack("{s:s, s:s, s:s}", "project", project_of(c), "type",
				text_of(task_of(c), "type"), "id", id));
}

static bool
read_fields(struct call *c, const json_t *body)
{
	const json_t *entries, *field;
	size_t before, i;

	if (!read_page(c, body, "fields"))
		return false;
	before = json_array_size(c->got);
	entries = json_object_get(task_of(c), "entries");
	json_array_foreach(entries, i, field)
		look_at_field(c, field);
	look_for_given(c, entries);
	if (json_array_size(c->got) == before)
		found(c, "field", NULL,
		    json_pack("{s:s, s:s}", "project", project_of(c), "type",
			text_of(task_of(c), "type")));
	return true;
}

static bool
read_link_types(struct call *c, const json_t *body)
{
	const json_t *all = json_object_get(body, "issueLinkTypes");
	const char *type = text_of(c->args, "link_type");

	found(c, "link-type", with_name(all, "name", type) ? NULL : "jira-no-link-type",
	    json_pack("{s:s, s:o}", "type", type, "known", names_of(all, "name")));
	return true;
}

/* ---- each task: how it is called, how its answer is read, and what a 404 or a 400 there means ---- */

static const struct {
	const char *name;
	bool (*read)(struct call *c, const json_t *body); /* false: it asks for the next page */
	const char *absent;                               /* code; NULL: as Jira says it */
} tasks[] = {
    [TASK_TOKEN] = {"token", read_token, NULL},
    [TASK_PROJECT] = {"project", read_project, "jira-no-project"},
    [TASK_RIGHTS] = {"right", read_rights, NULL},
    [TASK_TYPES] = {"type", read_types, NULL},
    [TASK_FIELDS] = {"field", read_fields, NULL},
    [TASK_LINK_TYPES] = {"link-type", read_link_types, "jira-no-linking"},
};
_Static_assert(sizeof(tasks) / sizeof(*tasks) == TASK_COUNT, "each task has a line");

static void
answered_check(struct call *c, const json_t *body)
{
	if (tasks[number_of(task_of(c), "task")].read(c, body))
		next(c);
	else
		ask(c);
}

/* What concerns one task is told, and the rest looked at; where there is no answer at all there will be none to the
 * others. */
static bool
refused_check(struct call *c, const struct refusal *r)
{
	enum task task = (enum task)number_of(task_of(c), "task");
	bool absent = !strcmp(r->code, "no-such-ticket") && tasks[task].absent;
	json_t *args = json_deep_copy(r->args);

	if (task == TASK_TOKEN || !strcmp(r->code, "jira-unreachable") ||
	    !strcmp(r->code, "jira-tls") || !strcmp(r->code, "jira-timeout")) {
		json_decref(args);
		return false;
	}
	if (*project_of(c))
		json_object_set_new(args, "project", json_string(project_of(c)));
	found(c, tasks[task].name, absent ? tasks[task].absent : r->code, args);
	if (*project_of(c))
		drop_rest_of_project(c, TASK_PROJECT);
	next(c);
	return true;
}

const struct dialect rest_check[] = {
    {.name = "check", .begin = begin_check, .answered = answered_check, .refused = refused_check},
    {0},
};
