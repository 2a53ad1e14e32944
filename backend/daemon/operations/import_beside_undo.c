#include "daemon/operations/import_beside_undo.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/members.h"
#include "daemon/daemon.h"
#include "daemon/operations/service_fields.h"
#include "daemon/operations/services.h"
#include "daemon/state/linked_tickets.h"
#include "daemon/state/roster.h"
#include "daemon/state/services_index.h"
#include "store/tickets.h"

#include <string.h>

enum { NAMES_MOST_BYTES = 4096 };

/* ---- its lines ---- */

static struct beside_service *
service_of(struct beside_undo *b, int64_t id)
{
	struct beside_service *one;

	for (size_t i = 0; i < b->service_count; i++)
		if (b->services[i].id == id)
			return &b->services[i];
	b->services = mem_resize(b->services, b->service_count + 1, sizeof(*b->services));
	one = &b->services[b->service_count++];
	*one = (struct beside_service){.id = id};
	return one;
}

/* Of several lines of one service what was before the first, and after the last. */
static void
keep_service(struct beside_undo *b, const struct event *e)
{
	struct beside_service *one = service_of(b, e->subject);

	if (!one->after)
		one->before = json_loads(e->before, 0, NULL);
	json_decref(one->after);
	one->after = json_loads(e->after, 0, NULL);
}

static void
keep_ticket(struct beside_undo *b, const struct event *e, size_t line, int64_t last)
{
	struct beside_ticket *one;

	b->tickets = mem_resize(b->tickets, b->ticket_count + 1, sizeof(*b->tickets));
	one = &b->tickets[b->ticket_count++];
	*one = (struct beside_ticket){.ticket = e->subject, .link = json_loads(e->after, 0, NULL)};
	one->monitor = number_of(one->link, "monitor");
	one->line = one->monitor == last ? line : NO_LINE;
}

void
beside_undo_keep(struct beside_undo *b, const struct event *e, size_t line, int64_t last)
{
	if (!strcmp(e->what, "service.add") || !strcmp(e->what, "service.edit"))
		keep_service(b, e);
	else if (!strcmp(e->what, "ticket.link"))
		keep_ticket(b, e, line, last);
}

void
beside_undo_release(struct beside_undo *b)
{
	for (size_t i = 0; i < b->service_count; i++) {
		json_decref(b->services[i].before);
		json_decref(b->services[i].after);
		service_release(&b->services[i].service);
	}
	for (size_t i = 0; i < b->ticket_count; i++)
		json_decref(b->tickets[i].link);
	free(b->services);
	free(b->tickets);
	*b = (struct beside_undo){0};
}

/* ---- what becomes of each ---- */

/* The fields that the import gave it, as they were: NULL where somebody changed one of them since. */
static json_t *
fields_before(const struct beside_service *one)
{
	json_t *now = service_json(&one->service), *fields = json_object(), *value;
	const char *name;

	json_object_foreach(one->after, name, value) {
		json_t *was = json_object_get(one->before, name);

		if (!strcmp(name, "version") || json_equal(was, value))
			continue;
		if (!json_equal(json_object_get(now, name), value)) {
			json_decref(fields);
			fields = NULL;
			break;
		}
		if (was)
			json_object_set(fields, name, was);
	}
	json_decref(now);
	return fields;
}

static void
judge_service(struct daemon *d, struct beside_service *one)
{
	const struct service *now = services_index_find(d->services_index, one->id);
	json_t *fields, *refused = NULL;

	if (!now)
		return;
	service_copy(&one->service, now);
	fields = fields_before(one);
	if (fields && json_is_object(one->before))
		refused = service_fields_parse(&one->service, fields);
	one->fate = fields && !refused ? BESIDE_UNDONE : BESIDE_STAYS;
	json_decref(refused);
	json_decref(fields);
}

static bool
match_use(const struct ticket_use *u, void *arg)
{
	struct beside_ticket *one = arg;

	if (u->monitor == one->monitor && u->by_hand && u->role == TICKET_ROLE_OTHER)
		one->use = u->id;
	return !one->use;
}

void
beside_undo_judge(struct daemon *d, struct beside_undo *b)
{

	for (size_t i = 0; i < b->service_count; i++)
		judge_service(d, &b->services[i]);
	for (size_t i = 0; i < b->ticket_count; i++) {
		struct beside_ticket *one = &b->tickets[i];

		if (!roster_find(d->roster, one->monitor))
			continue;
		store_ticket_use_each(d->store, one->ticket, match_use, one, NULL);
		one->fate = one->use ? BESIDE_UNDONE : BESIDE_GONE;
	}
}

size_t
beside_undo_count(const struct beside_undo *b)
{
	size_t count = 0;

	for (size_t i = 0; i < b->service_count; i++)
		count += b->services[i].fate == BESIDE_UNDONE;
	for (size_t i = 0; i < b->ticket_count; i++)
		count += b->tickets[i].fate == BESIDE_UNDONE;
	return count;
}

/* ---- doing it ---- */

static bool
goes(const struct beside_service *one)
{
	return !json_is_object(one->before);
}

static int
write_service(struct store *store, struct beside_service *one, struct err *err)
{
	if (goes(one))
		return store_service_remove(store, one->id, one->service.version, err);
	return store_service_update(store, &one->service, err);
}

int
beside_undo_write(struct daemon *d, struct beside_undo *b, struct err *err)
{
	struct store *store = d->store;
	int rc = 0;

	for (size_t i = 0; i < b->ticket_count && !rc; i++)
		if (b->tickets[i].fate == BESIDE_UNDONE)
			rc = store_ticket_use_remove(store, b->tickets[i].use, err);
	for (size_t i = 0; i < b->service_count && !rc; i++)
		if (b->services[i].fate == BESIDE_UNDONE)
			rc = write_service(store, &b->services[i], err);
	return rc;
}

static void
add_name(struct buf *names, const char *name)
{
	if (names->len < NAMES_MOST_BYTES)
		buf_printf(names, "%s%s", names->len ? ", " : "", name);
}

static void
tell_names(json_t *after, const char *member, struct buf *names)
{
	if (names->len)
		json_object_set_new(after, member, json_string(buf_str(names)));
	buf_release(names);
}

void
beside_undo_tell(const struct beside_undo *b, json_t *after)
{
	struct buf services = {0}, tickets = {0};

	for (size_t i = 0; i < b->service_count; i++)
		if (b->services[i].fate == BESIDE_UNDONE)
			add_name(&services, b->services[i].service.name);
	for (size_t i = 0; i < b->ticket_count; i++)
		if (b->tickets[i].fate == BESIDE_UNDONE)
			add_name(&tickets, text_of(b->tickets[i].link, "key"));
	tell_names(after, "services", &services);
	tell_names(after, "tickets", &tickets);
}

void
beside_undo_follow(struct daemon *d, struct beside_undo *b)
{
	struct err ignored = {0};

	for (size_t i = 0; i < b->service_count; i++) {
		struct beside_service *one = &b->services[i];

		if (one->fate != BESIDE_UNDONE)
			continue;
		if (goes(one)) {
			services_index_remove(d->services_index, one->id);
			roster_resolve(d->roster, one->id);
		} else {
			service_learned(d, &one->service);
		}
	}
	if (b->ticket_count)
		linked_tickets_load(d->roster, d->store, &ignored);
}
