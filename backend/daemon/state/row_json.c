#include "daemon/state/row_json.h"

#include "base/mem.h"
#include "base/members.h"
#include "base/monitor_field.h"
#include "daemon/state/renewal_summary.h"
#include "daemon/state/roster.h"

static json_t *
time_json(int64_t at)
{
	return at ? json_integer(at) : json_null();
}

static json_t *
problems_json(uint32_t problems)
{
	json_t *list = json_array();

	for (unsigned p = 0; p < PROBLEM_COUNT; p++)
		if (problems & PROBLEM_BIT(p))
			json_array_append_new(list, json_string(problem_text((enum problem)p)));
	return list;
}

static void
put(json_t *object, const char *name, json_t *value)
{
	json_object_set_new_nocheck(object, name, value);
}

static json_t *
deadline_list(const struct deadlines *d)
{
	return json_pack("[I, I, I, I, I]", (json_int_t)d->soon, (json_int_t)d->due,
	    (json_int_t)d->late, (json_int_t)d->critical, (json_int_t)d->end);
}

static void
put_renewal(json_t *object, const struct renewal_summary *b)
{
	put(object, "renewal",
	    b ? json_pack("{s:I, s:I, s:i, s:i, s:s, s:s?}", "id", (json_int_t)b->id, "version",
		    (json_int_t)b->version, "phase", b->phase, "phases", b->phases, "waiting_on",
		    b->waiting_on, "contradiction", b->contradiction)
	      : json_null());
	put(object, "tickets", b ? json_incref(b->tickets) : json_array());
	put(object, "claimed_by", b && *b->owner ? json_string(b->owner) : json_null());
}

static void
put_said(json_t *object, enum monitor_field field, const char *text, bool is_short)
{
	const struct monitor_field_info *info = monitor_field_info(field);

	if (is_short && info->flags & MONITOR_FIELD_SELDOM && !*text)
		return;
	put(object, info->name,
	    !text                       ? json_null()
	    : VALUE_IS_LIST(info->type) ? value_list(info->type, text)
					: json_string(text));
}

/* What both forms begin with. */
static json_t *
common(const struct row *row, bool is_short)
{
	const struct monitor *m = &row->monitor;
	json_t *object = json_object();

	put(object, "id", json_integer(m->id));
	put(object, "version", json_integer(m->version));
#define STRING(ID, name, ...) put_said(object, MONITOR_FIELD_##ID, m->name, is_short);
#define NUMBER(ID, name, ...) put(object, #name, json_integer(m->name));
#define TERM(ID, name, noun, ...) put(object, #name, json_string(noun##_text(m->name)));
#include "base/monitor_fields.def"
#undef STRING
#undef NUMBER
#undef TERM
	put(object, "service", json_string(row_service(row))); /* also of its pattern */
	put(object, "outcome", json_string(outcome_text(m->outcome)));
	put(object, "detail", json_string(m->detail));
	put(object, "problems", problems_json(row->problems));
	put(object, "checked_at", time_json(m->checked_at));
	put(object, "seen_at", time_json(row->seen_at));
	put(object, "next_probe_at", time_json(m->next_probe_at));
	put_renewal(object, row->renewal);
	return object;
}

json_t *
row_short(const struct row *row)
{
	json_t *object = common(row, true);
	size_t ok = 0;

	for (size_t i = 0; i < row->address_count; i++)
		ok += row->addresses[i].outcome == OUTCOME_OK;
	put(object, "not_after", row->leaf ? time_json(row->leaf->not_after) : json_null());
	put(object, "d", row->deadlines.end ? deadline_list(&row->deadlines) : json_null());
	put(object, "issuer_cn", json_string(row->leaf ? row->leaf->issuer_cn : ""));
	put(object, "subject_cn", json_string(row->leaf ? row->leaf->subject_cn : ""));
	put(object, "addresses", json_integer((json_int_t)row->address_count));
	put(object, "ok", json_integer((json_int_t)ok));
	put(object, "probing", json_boolean(row->asked));
	return object;
}

static json_t *
address_json(const struct roster *r, const struct observation *o)
{
	const struct leaf *leaf =
	    *o->sha256 ? leaf_cache_find(roster_leaf_cache(r), o->sha256) : NULL;
	json_t *object = json_object();

	put(object, "address", json_string(o->address));
	put(object, "key_type", json_string(o->key_type));
	put(object, "outcome", json_string(outcome_text(o->outcome)));
	put(object, "detail", json_string(o->detail));
	put(object, "sha256", *o->sha256 ? json_string(o->sha256) : json_null());
	put(object, "tls", *o->tls ? json_string(o->tls) : json_null());
	put(object, "chain", words_of(o->chain, " "));
	put(object, "not_after", leaf ? time_json(leaf->not_after) : json_null());
	put(object, "path_end", time_json(o->path_end));
	put(object, "problems", problems_json(o->problems));
	put(object, "checked_at", time_json(o->checked_at));
	put(object, "seen_at", time_json(o->seen_at));
	return object;
}

/* From memory while they are not stored, else from the store. */
json_t *
certificate_facts(const struct roster *r, const char *sha256, struct store *s)
{
	const struct leaf *leaf = leaf_cache_find(roster_leaf_cache(r), sha256);
	struct certificate c = {0};
	json_t *facts = NULL;

	if (leaf && leaf->facts)
		return json_loads(leaf->facts, 0, NULL);
	if (!store_certificate_get(s, sha256, &c, NULL))
		facts = json_loads(c.facts, 0, NULL);
	certificate_release(&c);
	return facts;
}

static void
put_certificate(json_t *object, const struct roster *r, const struct row *row, struct store *s)
{
	static const char *const names[] = {
	    "subject", "issuer", "serial", "sha256", "spki_sha256", "sans", "key", "signature"};
	json_t *facts = row->leaf ? certificate_facts(r, row->leaf->sha256, s) : NULL;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		json_t *value = json_object_get(facts, names[i]);
		put(object, names[i],
		    value                       ? json_incref(value)
		    : !strcmp(names[i], "sans") ? json_array()
						: json_null());
	}
	json_decref(facts);
}

json_t *
row_full(const struct roster *r, const struct row *row, struct store *s, int64_t now)
{
	json_t *object = common(row, false), *addresses = json_array(), *dates = json_null();
	const struct deadlines *d = &row->deadlines;
	const struct leaf *leaf = row->leaf;

	if (d->end)
		dates = json_pack("{s:I, s:I, s:I, s:I, s:I}", "soon", (json_int_t)d->soon, "due",
		    (json_int_t)d->due, "late", (json_int_t)d->late, "critical",
		    (json_int_t)d->critical, "end", (json_int_t)d->end);
	put(object, "urgency", json_string(urgency_text(row_urgency(row, now))));
	put(object, "days_left",
	    leaf && leaf->not_after ? json_integer(days_left(leaf->not_after, now)) : json_null());
	put(object, "not_before", leaf ? time_json(leaf->not_before) : json_null());
	put(object, "not_after", leaf ? time_json(leaf->not_after) : json_null());
	put(object, "start_by", d->end ? json_integer(d->due) : json_null());
	put(object, "deadlines", dates);
	put_certificate(object, r, row, s);
	for (size_t i = 0; i < row->address_count; i++)
		json_array_append_new(addresses, address_json(r, &row->addresses[i]));
	put(object, "addresses", addresses);
	return object;
}
