/* Operations on services: add, edit, remove, list, show, and another head for all services of one person; a
 * table at the end. A change is committed with its audit line before memory (services_index, roster), and
 * then the answer, know of it.
 *
 * A monitor belongs to a service by its patterns, which is worked out (roster_resolve), or by hand, which is
 * the name of the service in a field of the monitor. Those by hand follow it to a new name: they are written
 * in the same transaction (struct followers), each with an audit line of its own. No two services share a
 * name or a pattern. A renewal that learns who the head is tells the service (service_learn), so that
 * the next one knows. */
#include "daemon/operations/services.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/text.h"
#include "daemon/daemon.h"
#include "daemon/operations/conflict.h"
#include "daemon/operations/monitor_fields.h"
#include "daemon/operations/operations.h"
#include "daemon/operations/service_fields.h"
#include "daemon/session.h"
#include "daemon/state/open_renewals.h"
#include "daemon/state/roster.h"
#include "daemon/state/services_index.h"
#include "daemon/state/writer.h"
#include "wire/protocol.h"

enum { PAGE_BYTES = LINE_MAX_BYTES / 2 };

/* Another service has the name or one of the patterns: answers so. */
static bool
answer_if_claimed(struct session *s, json_int_t id, const struct service *service)
{
	const struct services_index *d = session_daemon(s)->services_index;
	const struct service *other = services_index_named(d, service->name);
	json_t *patterns, *item;
	size_t i;
	bool is = false;

	if (other && other->id != service->id) {
		session_error(s, id, "service-exists",
		    json_pack("{s:I, s:s}", "id", (json_int_t)other->id, "name", other->name));
		return true;
	}
	patterns = service_patterns(service->patterns);
	json_array_foreach(patterns, i, item) {
		other = services_index_with_pattern(d, json_string_value(item));
		is = other && other->id != service->id;
		if (is) {
			session_error(s, id, "pattern-taken",
			    json_pack("{s:O, s:s}", "pattern", item, "name", other->name));
			break;
		}
	}
	json_decref(patterns);
	return is;
}

/* ---- writing ---- */

/* The monitors that follow a service to its new name, with what they will be. */
struct followers {
	struct row **rows;
	struct monitor *monitors;
	size_t count;
};

static void
followers_release(struct followers *f)
{
	for (size_t i = 0; i < f->count; i++)
		monitor_release(&f->monitors[i]);
	free(f->rows);
	free(f->monitors);
}

static int
rename_follower(
    struct session *s, struct followers *f, struct row *row, const char *name, struct err *err)
{
	struct daemon *d = session_daemon(s);
	json_t *before = monitor_json(&row->monitor), *after;
	struct monitor *m;
	int rc;

	f->rows = mem_resize(f->rows, f->count + 1, sizeof(struct row *));
	f->monitors = mem_resize(f->monitors, f->count + 1, sizeof(*f->monitors));
	f->rows[f->count] = row;
	m = &f->monitors[f->count++];
	monitor_copy(m, &row->monitor);
	mem_replace(&m->service, name);
	after = monitor_json(m);
	rc = store_monitor_update(d->store, m, NULL, err);
	if (!rc)
		rc = writer_event(
		    d->writer, session_actor(s), "monitor.edit", m->id, before, after, err);
	json_decref(before);
	json_decref(after);
	return rc;
}

static int
rename_followers(struct session *s, struct followers *f, const struct service *old,
    const char *name, struct err *err)
{
	const struct roster *r = session_daemon(s)->roster;

	for (size_t i = 0; i < roster_slots(r); i++) {
		struct row *row = roster_at(r, i);
		if (row->gone || row->service != old || !*row->monitor.service)
			continue;
		if (rename_follower(s, f, row, name, err) < 0)
			return -1;
	}
	return 0;
}

static int
write_change(struct session *s, const struct service *old, struct service *changed,
    struct followers *f, struct err *err)
{
	struct daemon *d = session_daemon(s);
	json_t *before = service_json(old), *after;
	int rc = store_service_update(d->store, changed, err);

	after = service_json(changed);
	if (!rc)
		rc = writer_event(
		    d->writer, session_actor(s), "service.edit", changed->id, before, after, err);
	if (!rc && strcmp(old->name, changed->name) != 0)
		rc = rename_followers(s, f, old, changed->name, err);
	json_decref(before);
	json_decref(after);
	return rc;
}

static void
apply_change(struct daemon *d, struct service *changed, struct followers *f)
{
	int64_t id = changed->id;

	services_index_put(d->services_index, changed);
	for (size_t i = 0; i < f->count; i++)
		roster_edit(d->roster, f->rows[i], &f->monitors[i], clock_wall(d->clock));
	roster_resolve(d->roster, id);
}

/* All of the list or none. */
static int
write_all(struct session *s, struct service *list, size_t count, struct err *err)
{
	struct daemon *d = session_daemon(s);
	struct followers *f = mem_array(count, sizeof(*f));
	int rc = writer_begin(d->writer, err);

	for (size_t i = 0; i < count && !rc; i++)
		rc = write_change(
		    s, services_index_find(d->services_index, list[i].id), &list[i], &f[i], err);
	if (!rc)
		rc = writer_commit(d->writer, err);
	if (rc < 0)
		writer_rollback(d->writer, err);
	for (size_t i = 0; i < count; i++) {
		if (!rc)
			apply_change(d, &list[i], &f[i]);
		followers_release(&f[i]);
	}
	free(f);
	return rc;
}

/* -1 after answering. */
static int
change_all(struct session *s, json_int_t id, struct service *list, size_t count)
{
	struct err err = {0};
	int rc = write_all(s, list, count, &err);

	if (rc < 0)
		session_failed(s, id, &err);
	return rc;
}

/* The field of a service that a value of a renewal is. */
static const char *
field_of_value(const char *value)
{
	static const struct {
		const char *value, *field;
	} fields[] = {{"head", "head"}, {"head-mail", "head_mail"}, {"head-user", "head_user"},
	    {"project-head", "project_head"}};

	for (size_t i = 0; value && i < sizeof(fields) / sizeof(*fields); i++)
		if (!strcmp(fields[i].value, value))
			return fields[i].field;
	return NULL;
}

int
service_learn(struct session *s, const struct loaded_renewal *t, const struct renewal_act *act,
    struct service *learned, struct err *err)
{
	const struct row *row = t->record.monitor_count
				    ? roster_find(session_daemon(s)->roster, t->record.monitors[0])
				    : NULL;
	const char *field = field_of_value(string_of(act->args, "name"));
	struct followers none = {0};
	json_t *args, *refused;
	int rc = 0;

	*learned = (struct service){0};
	if (strcmp(act->what, "set") != 0 || !field || !row || !row->service)
		return 0;
	args = json_object();
	json_object_set(args, field, json_object_get(act->args, "value"));
	service_copy(learned, row->service);
	refused = service_fields_parse(learned, args);
	if (!refused)
		rc = write_change(s, row->service, learned, &none, err);
	if (refused || rc)
		service_release(learned);
	json_decref(refused);
	json_decref(args);
	return rc;
}

void
service_learned(struct daemon *d, struct service *learned)
{
	struct followers none = {0};

	if (learned->id)
		apply_change(d, learned, &none);
}

/* ---- add, edit, remove ---- */

static void
answer_changed(struct session *s, json_int_t id, const struct service *service)
{
	session_ok(s, id,
	    json_pack("{s:I, s:I, s:o}", "id", (json_int_t)service->id, "version",
		(json_int_t)service->version, "service", service_json(service)));
}

static int
write_new(struct session *s, struct service *service, struct err *err)
{
	struct daemon *d = session_daemon(s);
	json_t *after;
	int rc;

	if (store_service_insert(d->store, service, err) < 0)
		return -1;
	after = service_json(service);
	rc =
	    writer_event(d->writer, session_actor(s), "service.add", service->id, NULL, after, err);
	json_decref(after);
	return rc;
}

int
service_put(struct session *s, const struct service *old, struct service *service, struct err *err)
{
	struct followers none = {0};

	return old ? write_change(s, old, service, &none, err) : write_new(s, service, err);
}

static int
insert(struct session *s, struct service *service, struct err *err)
{
	struct daemon *d = session_daemon(s);

	if (writer_begin(d->writer, err) < 0 || write_new(s, service, err) < 0)
		return -1;
	return writer_commit(d->writer, err);
}

static void
op_add(struct session *s, json_int_t id, const json_t *args)
{
	struct daemon *d = session_daemon(s);
	struct service service = {0};
	const struct service *kept;
	struct err err = {0};
	json_t *refused = service_fields_parse(&service, args);

	if (refused) {
		session_error(s, id, "bad-argument", refused);
	} else if (answer_if_claimed(s, id, &service)) {
		/* answered */
	} else if (insert(s, &service, &err) < 0) {
		writer_rollback(d->writer, &err);
		session_failed(s, id, &err);
	} else {
		kept = services_index_put(d->services_index, &service);
		roster_resolve(d->roster, kept->id);
		answer_changed(s, id, kept);
	}
	service_release(&service);
}

/* The service of args, of the version that they name; NULL after answering. */
static const struct service *
service_of(struct session *s, json_int_t id, const json_t *args)
{
	json_int_t number = number_of(args, "id");
	const struct service *service =
	    services_index_find(session_daemon(s)->services_index, number);

	if (!service) {
		session_error(s, id, "no-service", json_pack("{s:I}", "id", number));
		return NULL;
	}
	if (number_of(args, "version") == service->version)
		return service;
	conflict_answer(s, id, args,
	    &(struct conflict){"service", "service.edit", service->id, service->version},
	    service_json(service));
	return NULL;
}

static void
op_edit(struct session *s, json_int_t id, const json_t *args)
{
	const struct service *old = service_of(s, id, args);
	struct service changed;
	json_t *refused;

	if (!old)
		return;
	service_copy(&changed, old);
	refused = service_fields_parse(&changed, args);
	if (refused)
		session_error(s, id, "bad-argument", refused);
	else if (!answer_if_claimed(s, id, &changed) && !change_all(s, id, &changed, 1))
		answer_changed(s, id, old); /* it stays at its place */
	service_release(&changed);
}

static void
op_remove(struct session *s, json_int_t id, const json_t *args)
{
	struct daemon *d = session_daemon(s);
	const struct service *service = service_of(s, id, args);
	struct err err = {0};
	json_t *before;
	int64_t number;

	if (!service)
		return;
	number = service->id;
	before = service_json(service);
	if (writer_begin(d->writer, &err) < 0 ||
	    store_service_remove(d->store, number, service->version, &err) < 0 ||
	    writer_event(
		d->writer, session_actor(s), "service.remove", number, before, NULL, &err) < 0 ||
	    writer_commit(d->writer, &err) < 0) {
		writer_rollback(d->writer, &err);
		session_failed(s, id, &err);
	} else {
		services_index_remove(d->services_index, number);
		roster_resolve(d->roster, number);
		session_ok(s, id, NULL);
	}
	json_decref(before);
}

/* ---- a head of several services ---- */

/* What the new one is; what is not said of him is not what it was of the one before. */
static json_t *
parse_head(struct service *changed, const json_t *args)
{
	static const char *const names[] = {"head", "head_mail", "head_user"};
	json_t *said = json_object(), *refused;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const json_t *value = json_object_get(args, names[i]);
		json_object_set_new(
		    said, names[i], value ? json_deep_copy(value) : json_string(""));
	}
	refused = service_fields_parse(changed, said);
	json_decref(said);
	return refused;
}

static bool
same_person(const char *a, const char *b)
{
	char *x = text_folded(a), *y = text_folded(b);
	bool same = !strcmp(x, y);

	free(x);
	free(y);
	return same;
}

static void
op_head(struct session *s, json_int_t id, const json_t *args)
{
	const struct services_index *d = session_daemon(s)->services_index;
	const char *was = string_of(args, "was");
	const struct service *service;
	struct service *list = NULL;
	json_t *refused = NULL, *names = json_array();
	size_t count = 0;

	for (size_t i = 0; (service = services_index_at(d, i)) && !refused; i++) {
		if (!*was || !same_person(service->head, was))
			continue;
		list = mem_resize(list, count + 1, sizeof(*list));
		service_copy(&list[count], service);
		refused = parse_head(&list[count++], args);
		json_array_append_new(names, json_string(service->name));
	}
	if (refused)
		session_error(s, id, "bad-argument", refused);
	else if (!count)
		session_error(s, id, "no-head", json_pack("{s:s}", "name", was));
	else if (!change_all(s, id, list, count))
		session_ok(s, id, json_pack("{s:O}", "services", names));
	json_decref(names);
	for (size_t i = 0; i < count; i++)
		service_release(&list[i]);
	free(list);
}

/* ---- looking ---- */

/* In order of id from after "after" on, as many as a line holds; none when there are no more. */
static void
op_list(struct session *s, json_int_t id, const json_t *args)
{
	const struct services_index *d = session_daemon(s)->services_index;
	json_int_t after = number_of(args, "after");
	const struct service *service;
	json_t *page = json_array();
	size_t bytes = 0;

	for (size_t i = 0; (service = services_index_at(d, i)) && bytes < PAGE_BYTES; i++) {
		json_t *item;
		char *text;
		if (service->id <= after)
			continue;
		item = service_json(service);
		text = json_dumps(item, JSON_COMPACT);
		bytes += strlen(text);
		free(text);
		json_array_append_new(page, item);
	}
	session_ok(s, id, json_pack("{s:o}", "services", page));
}

/* By number or by name. */
static const struct service *
service_called(const struct services_index *d, const char *name)
{
	const struct service *found = NULL;
	char *end;
	long long number = strtoll(name, &end, 10);

	if (*name && !*end)
		found = services_index_find(d, number);
	return found ? found : services_index_named(d, name);
}

static void
op_show(struct session *s, json_int_t id, const json_t *args)
{
	const struct daemon *d = session_daemon(s);
	const char *name = string_of(args, "name");
	const struct service *service = service_called(d->services_index, name);
	json_t *monitors;
	json_int_t count = 0;

	if (!service) {
		session_error(s, id, "no-service", json_pack("{s:s}", "name", name));
		return;
	}
	monitors = json_array();
	for (size_t i = 0; i < roster_slots(d->roster); i++) {
		const struct row *row = roster_at(d->roster, i);
		if (row->gone || row->service != service)
			continue;
		if (count++ < CHUNK_MAX_ROWS)
			json_array_append_new(
			    monitors, json_pack("{s:I, s:s, s:s, s:i, s:b}", "id",
					  (json_int_t)row->monitor.id, "name", row->monitor.name,
					  "host", row->monitor.host, "port", row->monitor.port,
					  "by_hand", *row->monitor.service != '\0'));
	}
	session_ok(s, id,
	    json_pack("{s:o, s:I, s:o}", "service", service_json(service), "count", count,
		"monitors", monitors));
}

const struct operation service_operations[] = {
    {.name = "service.add",
	.right = RIGHT_ADMINISTER,
	.run = op_add,
	.fields = FIELDS_SERVICE,
	.what = "One more.",
	.answer = "id, version, service"},
    {.name = "service.edit",
	.right = RIGHT_ADMINISTER,
	.run = op_edit,
	.fields = FIELDS_SERVICE,
	.arguments = ARGUMENTS(ARGUMENT_ID("id", "the service"), ARGUMENT_VERSION),
	.what = "Changes the fields that are named; what belongs to it by hand follows it to a new "
		"name.",
	.answer = "id, version, service"},
    {.name = "service.remove",
	.right = RIGHT_ADMINISTER,
	.run = op_remove,
	.arguments = ARGUMENTS(ARGUMENT_ID("id", "the service"), ARGUMENT_VERSION),
	.what = "Removes it; its monitors stay.",
	.answer = "nothing"},
    {.name = "service.head",
	.right = RIGHT_ADMINISTER,
	.run = op_head,
	.arguments = ARGUMENTS({"was", ARGUMENT_TEXT, true, .what = "the head until now"},
	    {"head", ARGUMENT_TEXT, .what = "the head from now on"},
	    {"head_mail", ARGUMENT_TEXT, .what = "the mailbox of the new one"},
	    {"head_user", ARGUMENT_TEXT, .what = "the user of Jira of the new one"}),
	.what = "Another person is the head of all the services of one.",
	.answer = "services (their names)"},
    {.name = "service.list",
	.right = RIGHT_READ,
	.run = op_list,
	.arguments = ARGUMENTS({"after", ARGUMENT_NUMBER, .most = NUMBER_MOST,
	    .what = "the number of the last one of the page before"}),
	.what = "A page of them; an empty one is after the last.",
	.answer = "services"},
    {.name = "service.show",
	.right = RIGHT_READ,
	.run = op_show,
	.arguments = ARGUMENTS({"name", ARGUMENT_TEXT, true, .what = "a number or a name"}),
	.what = "One, with the monitors that belong to it.",
	.answer = "service, count, monitors"},
    {.name = NULL},
};
