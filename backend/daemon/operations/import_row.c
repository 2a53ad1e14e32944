/* The fields of a row are judged as those of a form are (monitor_fields.c). What the list said is kept as monitors have it (table
 * imported): of a field that is now neither that nor what the list says today, somebody edited it here. */
#include "daemon/operations/import_row.h"

#include "base/endpoint.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/monitor_field.h"
#include "daemon/daemon.h"
#include "daemon/operations/certificate_kinds.h"
#include "daemon/operations/import_report.h"
#include "daemon/operations/monitor_fields.h"
#include "daemon/operations/monitors.h"
#include "daemon/state/declared_dates.h"
#include "daemon/state/row.h"
#include "procedure/site.h"
#include "store/imported.h"
#include "store/store.h"

static void
put_text(struct import_row *r, const char *name, const char *text)
{
	json_object_set_new(r->fields, name, json_string(text));
}

/* "CDS-1" in a column of kinds is the kind of the certificate, and gives the other. */
static const struct site_kind *
settle_kind(const struct daemon *d, struct import_row *r)
{
	const char *kind = string_of(r->fields, "kind"),
		   *own = string_of(r->fields, "certificate_kind");
	const struct site_kind *found = own ? certificate_kind_named(d, own) : NULL;

	if (own || !kind || kind_from(kind) >= 0)
		return found;
	found = certificate_kind_named(d, kind);
	if (found) {
		put_text(r, "certificate_kind", found->id);
		json_object_del(r->fields, "kind");
	}
	return found;
}

/* A CA calls its kinds as it likes: what is none of ours says nothing. */
static void
settle_reported(struct import_row *r)
{
	const char *kind = string_of(r->fields, "kind");

	if (kind && kind_from(kind) < 0)
		json_object_del(r->fields, "kind");
	if (monitor_type_from(text_of(r->fields, "type")) == MONITOR_FILE &&
	    !json_object_get(r->fields, "kind"))
		put_text(r, "kind", kind_text(KIND_DEVICE));
}

static void
guess_type(struct import_row *r, enum monitor_type type)
{
	put_text(r, "type", monitor_type_text(type));
	r->guessed = true;
}

/* What is on no host that the row names. */
static void
settle_hostless(struct import_row *r, const struct site_kind *kind)
{
	if (!kind)
		return;
	if (kind_from(kind->class) == KIND_DEVICE) {
		guess_type(r, MONITOR_FILE);
	} else {
		guess_type(r, MONITOR_PLANNED);
		put_text(r, "host", text_of(r->fields, "name"));
	}
}

void
import_row_read(const struct daemon *d, const json_t *row, struct import_row *out)
{
	static const char *const beside[] = {
	    "line", "part", "planned", "head", "tickets", "certificate", "serial", "status"};
	const struct site_kind *kind;
	const char *host;

	*out = (struct import_row){.fields = json_copy((json_t *)(uintptr_t)row)};
	for (size_t i = 0; i < sizeof(beside) / sizeof(*beside); i++)
		json_object_del(out->fields, beside[i]);
	out->reported = import_report_has(row);
	kind = settle_kind(d, out);
	if (out->reported)
		settle_reported(out);
	host = string_of(row, "host");
	out->wildcard = host && host_is_wildcard(host);
	if (json_object_get(row, "type"))
		return;
	if (!host)
		settle_hostless(out, kind);
	else if (out->wildcard || flag_of(row, "planned"))
		guess_type(out, MONITOR_PLANNED);
}

void
import_row_release(struct import_row *r)
{
	json_decref(r->fields);
	free(r->before);
	*r = (struct import_row){0};
}

/* ---- beside what is known ---- */

static void
leave_day(struct import_row *r, const char *field, int64_t seen)
{
	const char *day = string_of(r->fields, field);

	if (day && declared_is_seen(day, seen))
		json_object_del(r->fields, field);
}

void
import_row_leave_seen(struct import_row *r, const struct row *known)
{
	const struct leaf *leaf = known->leaf;
	const char *issuer = string_of(r->fields, "declared_issuer");

	if (!leaf)
		return;
	leave_day(r, "declared_issued", leaf->not_before);
	leave_day(r, "declared_expiry", leaf->not_after);
	if (issuer && !strcmp(issuer, leaf->issuer_cn))
		json_object_del(r->fields, "declared_issuer");
}

/* Fields that the list says otherwise, and somebody here too since it said them last. */
static json_t *
edited_here(const json_t *now, json_t *listed, const json_t *before)
{
	json_t *fields = json_array(), *value;
	const char *name;

	json_object_foreach(listed, name, value) {
		const json_t *held = json_object_get(now, name),
			     *last = json_object_get(before, name);

		if (last && !json_equal(value, held) && !json_equal(last, held))
			json_array_append_new(fields, json_string(name));
	}
	return fields;
}

static json_t *
changes_between(const json_t *before, json_t *after)
{
	json_t *changes = json_object(), *value;
	const char *name;

	json_object_foreach(after, name, value) {
		json_t *old = json_object_get(before, name);

		if (!json_equal(old, value))
			json_object_set_new(changes, name, json_pack("[O, O]", old, value));
	}
	return changes;
}

/* Without the fields of that list. */
static json_t *
fields_without(const json_t *fields, const json_t *names)
{
	json_t *left = json_copy((json_t *)(uintptr_t)fields), *name;
	size_t i;

	json_array_foreach(names, i, name)
		json_object_del(left, json_string_value(name));
	return left;
}

int
import_row_merge(const struct daemon *d, struct import_row *r, const struct monitor *known,
    bool overwrite, struct monitor *m, json_t **changes, json_t **conflicts, struct err *err)
{
	json_t *now = monitor_json(known), *listed, *before = NULL, *fields = json_copy(r->fields),
	       *left;

	if (r->guessed)
		json_object_del(fields, "type");
	monitor_copy(m, known);
	json_decref(monitor_said_parse(d, m, fields));
	listed = monitor_json(m);
	if (store_imported_get(d->store, known->id, &r->before, &r->import, err) < 0) {
		*changes = *conflicts = NULL;
	} else {
		before = r->before ? json_loads(r->before, 0, NULL) : NULL;
		*conflicts = overwrite ? json_array() : edited_here(now, listed, before);
		if (json_array_size(*conflicts)) {
			left = fields_without(fields, *conflicts);
			monitor_release(m);
			monitor_copy(m, known);
			json_decref(monitor_said_parse(d, m, left));
			json_decref(listed);
			json_decref(left);
			listed = monitor_json(m);
		}
		*changes = changes_between(now, listed);
	}
	json_decref(before);
	json_decref(listed);
	json_decref(now);
	json_decref(fields);
	return *changes ? 0 : -1;
}

char *
import_row_said(const struct import_row *r, const struct monitor *alone)
{
	json_t *said = json_object(), *listed = monitor_json(alone), *value;
	const char *name;
	char *text;

	json_object_foreach(r->fields, name, value) {
		if (!r->guessed || strcmp(name, "type") != 0)
			json_object_set(said, name, json_object_get(listed, name));
	}
	text = json_dumps(said, JSON_COMPACT);
	json_decref(listed);
	json_decref(said);
	return text;
}
