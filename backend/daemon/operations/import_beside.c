/* Nobody's word is overwritten: a service that has a head keeps him, and the row says so, unless the list is to count. Tickets
 * are linked to a monitor that has no open renewal, as by hand; they are taken in by their key alone, for Jira is not asked of
 * hundreds at once. */
#include "daemon/operations/import_beside.h"

#include "base/mem.h"
#include "base/members.h"
#include "base/monitor_field.h"
#include "base/text.h"
#include "daemon/daemon.h"
#include "daemon/operations/operations.h"
#include "daemon/operations/service_fields.h"
#include "daemon/operations/services.h"
#include "daemon/operations/ticket_changes.h"
#include "daemon/session.h"
#include "daemon/state/linked_tickets.h"
#include "daemon/state/renewal_summary.h"
#include "daemon/state/roster.h"
#include "daemon/state/services_index.h"
#include "store/tickets.h"

enum { KEY_MOST = 64 };

static void
add_change(json_t *changes, const char *name, const char *before, const char *after)
{
	json_object_set_new(changes, name, json_pack("[s, s]", before, after));
}

/* ---- the head of its service ---- */

/* As it is in the transaction; NULL: there is none of that name. */
static struct service *
changed_service(struct import_beside *b, const char *name)
{
	for (size_t i = 0; i < b->service_count; i++)
		if (!strcmp(b->services[i].name, name))
			return &b->services[i];
	return NULL;
}

static int
write_head(struct session *s, struct import_beside *b, const struct service *old, const char *name,
    const char *head, bool dry, struct err *err)
{
	json_t *args = json_pack("{s:s, s:s}", "name", name, "head", head), *refused;
	struct service *own = changed_service(b, name), before = {0};
	int rc = 0;

	if (old)
		service_copy(&before, old);
	if (!own) {
		b->services = mem_resize(b->services, b->service_count + 1, sizeof(*b->services));
		own = &b->services[b->service_count++];
		*own = (struct service){0};
		if (old)
			service_copy(own, old);
	}
	refused = service_fields_parse(own, args);
	if (!refused && !dry)
		rc = service_put(s, old ? &before : NULL, own, err);
	service_release(&before);
	json_decref(refused);
	json_decref(args);
	return rc;
}

static bool
same_text(const char *a, const char *b)
{
	char *x = text_folded(a), *y = text_folded(b);
	bool same = !strcmp(x, y);

	free(x);
	free(y);
	return same;
}

static int
beside_head(struct session *s, struct import_beside *b, const char *head, const struct monitor *m,
    bool overwrite, bool dry, json_t *changes, json_t *conflicts, struct err *err)
{
	const struct services_index *index = session_daemon(s)->services_index;
	const struct service *of = *m->service ? NULL : services_index_of_monitor(index, m), *old;
	const char *name = *m->service ? m->service : of ? of->name : "";

	old = changed_service(b, name);
	if (!old)
		old = *name ? services_index_named(index, name) : NULL;
	if (!*name || text_fault(head, MONITOR_TEXT_MAX) || (old && same_text(old->head, head)))
		return 0;
	if (old && *old->head && !overwrite) {
		json_array_append_new(conflicts, json_string("head"));
		return 0;
	}
	add_change(changes, "head", old ? old->head : "", head);
	return write_head(s, b, old, name, head, dry, err);
}

/* ---- its tickets ---- */

static bool
has_key(const json_t *keys, const char *key)
{
	for (size_t i = 0; i < json_array_size(keys); i++)
		if (!strcmp(json_string_value(json_array_get(keys, i)), key))
			return true;
	return false;
}

static bool
has_ticket(const struct row *row, const char *key)
{
	const struct renewal_summary *r = row ? row->renewal : NULL;

	return row && (has_key(row->tickets, key) || has_key(row->former_tickets, key) ||
			  (r && (has_key(r->tickets, key) || has_key(r->former, key))));
}

static int
link_ticket(struct session *s, const char *key, const struct monitor *m, struct err *err)
{
	struct daemon *d = session_daemon(s);
	struct ticket t = {0};
	struct ticket_use use = {.monitor = m->id,
	    .role = TICKET_ROLE_OTHER,
	    .step = "",
	    .login = session_actor(s)->login};
	json_t *none = json_object();
	int found = store_ticket_find(d->store, -1, key, &t, err), rc = found < 0 ? -1 : 0;

	if (!found)
		rc = ticket_insert(s, &t, -1, key, none, err);
	use.ticket = t.id;
	if (!rc)
		rc = store_ticket_use_add(d->store, &use, err);
	if (!rc)
		rc = ticket_event(s, "ticket.link", &t, NULL,
		    json_pack("{s:s, s:s, s:I}", "key", t.key, "role", ticket_role_text(use.role),
			"monitor", (json_int_t)m->id),
		    err);
	json_decref(none);
	ticket_release(&t);
	return rc;
}

static int
beside_tickets(struct session *s, struct import_beside *b, const json_t *keys,
    const struct monitor *m, const struct row *known, bool dry, json_t *changes, struct err *err)
{
	json_t *linked = json_array(), *one;
	int rc = 0;
	size_t i;

	json_array_foreach(keys, i, one) {
		const char *key = json_string_value(one);

		if (rc || !key || !*key || text_fault(key, KEY_MOST) || has_key(linked, key) ||
		    has_ticket(known, key))
			continue;
		json_array_append(linked, one);
		if (!dry)
			rc = link_ticket(s, key, m, err);
	}
	b->tickets |= json_array_size(linked) && !dry;
	if (json_array_size(linked))
		json_object_set_new(changes, "tickets", json_pack("[s, O]", "", linked));
	json_decref(linked);
	return rc;
}

int
import_beside_row(struct session *s, struct import_beside *b, const json_t *row,
    const struct monitor *m, const struct row *known, bool overwrite, bool dry, json_t *changes,
    json_t *conflicts, struct err *err)
{
	const char *head = string_of(row, "head");
	int rc = 0;

	if (head && *head)
		rc = beside_head(s, b, head, m, overwrite, dry, changes, conflicts, err);
	if (!rc && !(known && known->renewal)) /* those of a renewal are its own */
		rc = beside_tickets(
		    s, b, json_object_get(row, "tickets"), m, known, dry, changes, err);
	return rc;
}

void
import_beside_apply(struct session *s, struct import_beside *b)
{
	struct daemon *d = session_daemon(s);
	struct err ignored = {0};

	for (size_t i = 0; i < b->service_count; i++)
		service_learned(d, &b->services[i]);
	if (b->tickets)
		linked_tickets_load(d->roster, d->store, &ignored);
}

void
import_beside_release(struct import_beside *b)
{
	for (size_t i = 0; i < b->service_count; i++)
		service_release(&b->services[i]);
	free(b->services);
	*b = (struct import_beside){0};
}
