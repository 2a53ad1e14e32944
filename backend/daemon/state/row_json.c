/* Two ways to the same JSON. The short form is written straight as text, since a list sends rows by the ten thousand:
 * its members stand in the order in which the console reads them fastest (tui/model/row.c), and what is seldom said
 * is left out. The full form is the short one's common part read back as a tree, with what the store has of the
 * certificate and of each address put into it; it is made for one row at a time. */
#include "daemon/state/row_json.h"

#include "base/buf.h"
#include "base/json_writer.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/monitor_field.h"
#include "daemon/state/renewal_summary.h"
#include "daemon/state/roster.h"
#include "expiry/attention.h"
#include "procedure/calendar.h"

enum { NAMES_TOLD = 8, FINDINGS_TOLD = 4 };

enum { TICKETS_SHOWN = 16 };

/* ---- what comes by the thousand: written as text ---- */

static void
put_text(struct buf *out, const char *name, const char *text)
{
	json_put_name(out, name);
	json_put_text(out, text);
}

static void
put_number(struct buf *out, const char *name, int64_t n)
{
	json_put_name(out, name);
	json_put_number(out, n);
}

static void
put_time(struct buf *out, const char *name, int64_t at)
{
	json_put_name(out, name);
	if (at)
		json_put_number(out, at);
	else
		json_put_word(out, "null");
}

/* A list that is a tree already, or seldom enough to be made one; stolen. NULL: it is empty. */
static void
put_list(struct buf *out, const char *name, json_t *value)
{
	char *text = value ? json_dumps(value, JSON_COMPACT) : NULL;

	json_put_name(out, name);
	json_put_word(out, text ? text : "[]");
	free(text);
	json_decref(value);
}

static void
put_problems(struct buf *out, const char *name, uint64_t problems)
{
	json_put_name(out, name);
	buf_putc(out, '[');
	for (unsigned p = 0; p < PROBLEM_COUNT; p++)
		if (problems & PROBLEM_BIT(p))
			json_put_text(out, problem_text((enum problem)p));
	buf_putc(out, ']');
}

static void
put_changes(struct buf *out, uint32_t changes)
{
	json_put_name(out, "changes");
	buf_putc(out, '[');
	for (unsigned c = 0; c < CHANGE_KIND_COUNT; c++)
		if (changes & CHANGE_BIT(c))
			json_put_text(out, change_kind_text((enum change_kind)c));
	buf_putc(out, ']');
}

static void
put_deadlines(struct buf *out, const struct deadlines *d)
{
	json_put_name(out, "d");
	if (!d->end) {
		json_put_word(out, "null");
		return;
	}
	buf_putc(out, '[');
	json_put_number(out, d->soon);
	json_put_number(out, d->due);
	json_put_number(out, d->late);
	json_put_number(out, d->critical);
	json_put_number(out, d->end);
	buf_putc(out, ']');
}

/* Those of both, TICKETS_SHOWN at most. */
static void
put_keys(struct buf *out, const char *name, const json_t *keys, const json_t *more)
{
	size_t count = json_array_size(keys), all = count + json_array_size(more);

	json_put_name(out, name);
	buf_putc(out, '[');
	for (size_t i = 0; i < all && i < TICKETS_SHOWN; i++)
		json_put_text(out, json_string_value(i < count ? json_array_get(keys, i)
							       : json_array_get(more, i - count)));
	buf_putc(out, ']');
}

/* Former keys and how many were left out are seldom there: a short row says nothing then. */
static void
put_tickets(struct buf *out, const struct row *row, bool is_short)
{
	const struct renewal_summary *r = row->renewal;
	const json_t *keys = r ? r->tickets : NULL, *former = r ? r->former : NULL;
	size_t all = json_array_size(keys) + json_array_size(row->tickets);

	put_keys(out, "tickets", keys, row->tickets);
	if (!is_short || json_array_size(former) || json_array_size(row->former_tickets))
		put_keys(out, "former_tickets", former, row->former_tickets);
	if (!is_short || all > TICKETS_SHOWN)
		put_number(
		    out, "tickets_more", all > TICKETS_SHOWN ? (int64_t)(all - TICKETS_SHOWN) : 0);
}

/* That it rests, and when to look at it again: a short row says nothing where it is not so. */
static void
put_state(struct buf *out, const struct renewal_summary *r, bool is_short)
{
	char day[DAY_TEXT_BYTES];

	if (!is_short || r->state != RENEWAL_OPEN)
		put_text(out, "state", renewal_state_text(r->state));
	if (!is_short || r->follow_up != DAY_NONE)
		put_text(out, "follow_up",
		    r->follow_up != DAY_NONE ? day_to_text(r->follow_up, day) : NULL);
}

static void
put_renewal(struct buf *out, const struct row *row, bool is_short)
{
	const struct renewal_summary *r = row->renewal;

	json_put_name(out, "renewal");
	if (r) {
		buf_putc(out, '{');
		put_number(out, "id", r->id);
		put_number(out, "version", r->version);
		put_number(out, "phase", r->phase);
		put_number(out, "phases", r->phases);
		put_text(out, "waiting_on", r->waiting_on);
		put_text(out, "contradiction", r->contradiction);
		put_state(out, r, is_short);
		if (r->answered || !is_short) {
			json_put_name(out, "answered");
			json_put_word(out, r->answered ? "true" : "false");
		}
		buf_putc(out, '}');
	} else {
		json_put_word(out, "null");
	}
	put_tickets(out, row, is_short);
	put_text(out, "claimed_by", r && *r->owner ? r->owner : NULL);
}

/* Seldom so: a short row says nothing where it is not. */
static void
put_retires(struct buf *out, int32_t day, bool is_short)
{
	char text[DAY_TEXT_BYTES];

	if (day || !is_short)
		put_text(out, "retires", day ? day_to_text(day, text) : NULL);
}

static void
put_said(struct buf *out, enum monitor_field field, const char *text, bool is_short)
{
	const struct monitor_field_info *info = monitor_field_info(field);

	if (is_short && info->flags & MONITOR_FIELD_SELDOM && !*text)
		return;
	if (text && VALUE_IS_LIST(info->type))
		put_list(out, info->name, *text ? value_list(info->type, text) : NULL);
	else
		put_text(out, info->name, text);
}

/* What both forms begin with; the object stays open. A monitor may be of a service by its pattern alone. */
static void
put_common(struct buf *out, const struct row *row, bool is_short)
{
	const struct monitor *m = &row->monitor;

	buf_putc(out, '{');
	put_number(out, "id", m->id);
	put_number(out, "version", m->version);
#define STRING(ID, name, ...)             \
	put_said(out, MONITOR_FIELD_##ID, \
	    MONITOR_FIELD_##ID == MONITOR_FIELD_SERVICE ? row_service(row) : m->name, is_short);
#define NUMBER(ID, name, ...) put_number(out, #name, m->name);
#define TERM(ID, name, noun, ...) put_text(out, #name, noun##_text(m->name));
#include "base/monitor_fields.def"
#undef STRING
#undef NUMBER
#undef TERM
	put_text(out, "outcome", outcome_text(m->outcome));
	put_text(out, "detail", m->detail);
	put_problems(out, "problems", row->problems);
	if (row->accepted_problems || !is_short)
		put_problems(out, "accepted", row->accepted_problems);
	if (row->finding_count || !is_short)
		put_changes(out, row_changes(row));
	put_time(out, "checked_at", m->checked_at);
	put_time(out, "seen_at", row->seen_at);
	put_time(out, "next_probe_at", m->next_probe_at);
	put_renewal(out, row, is_short);
	put_retires(out, row->retires, is_short);
	if (row->overridden || !is_short)
		put_time(out, "overridden", row->overridden);
}

void
row_write_short(const struct row *row, struct buf *out)
{
	size_t ok = 0;

	for (size_t i = 0; i < row->address_count; i++)
		ok += row->addresses[i].outcome == OUTCOME_OK;
	put_common(out, row, true);
	put_time(out, "not_before", row->leaf ? row->leaf->not_before : 0);
	put_time(out, "not_after", row->leaf ? row->leaf->not_after : 0);
	put_deadlines(out, &row->deadlines);
	put_text(out, "issuer_cn", row->leaf ? row->leaf->issuer_cn : row->monitor.declared_issuer);
	put_text(out, "subject_cn", row->leaf ? row->leaf->subject_cn : "");
	put_number(out, "addresses", (int64_t)row->address_count);
	put_number(out, "ok", (int64_t)ok);
	json_put_name(out, "probing");
	json_put_word(out, row->asked ? "true" : "false");
	buf_putc(out, '}');
}

/* The same as a tree. */
static json_t *
tree_of(struct buf *text)
{
	json_t *object = json_loadb(buf_str(text), text->len, 0, NULL);

	buf_release(text);
	return object;
}

json_t *
row_short(const struct row *row)
{
	struct buf text = {0};

	row_write_short(row, &text);
	return tree_of(&text);
}

static json_t *
common(const struct row *row)
{
	struct buf text = {0};

	put_common(&text, row, false);
	buf_putc(&text, '}');
	return tree_of(&text);
}

/* ---- the rest: built as trees ---- */

static json_t *
time_json(int64_t at)
{
	return at ? json_integer(at) : json_null();
}

static json_t *
problems_json(uint64_t problems)
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

/* A path that was not found ends nothing. */
static int64_t
sooner_end(int64_t not_after, int64_t path_end)
{
	return path_end && path_end < not_after ? path_end : not_after;
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
	put(object, "end",
	    leaf ? time_json(sooner_end(leaf->not_after, o->path_end)) : json_null());
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

json_t *
acceptance_json(const struct acceptance *a)
{
	if (!a)
		return NULL;
	return json_pack("{s:s, s:s, s:s, s:I, s:s}", "problem", problem_text(a->problem), "reason",
	    a->reason, "by", a->login, "at", (json_int_t)a->at, "until", a->until);
}

/* Those that hold no longer too: holds says which do. */
static json_t *
acceptances_json(const struct row *row)
{
	json_t *list = json_array(), *one;

	for (size_t i = 0; i < row->accepted_count; i++) {
		one = acceptance_json(&row->accepted[i]);
		put(one, "holds",
		    json_boolean(row->accepted_problems & PROBLEM_BIT(row->accepted[i].problem)));
		json_array_append_new(list, one);
	}
	return list;
}

static json_t *
changes_json(uint32_t changes)
{
	json_t *list = json_array();

	for (unsigned c = 0; c < CHANGE_KIND_COUNT; c++)
		if (changes & CHANGE_BIT(c))
			json_array_append_new(
			    list, json_string(change_kind_text((enum change_kind)c)));
	return list;
}

/* The names of one that are not among those of the other, as they are written; few, since a line has an end. */
static json_t *
names_apart(const json_t *facts, const json_t *other)
{
	json_t *others = json_object(), *apart = json_array(), *one;
	size_t i;

	json_array_foreach(json_object_get(other, "sans"), i, one) {
		if (json_is_string(one))
			json_object_set_nocheck(others, json_string_value(one), one);
	}
	json_array_foreach(json_object_get(facts, "sans"), i, one) {
		if (json_is_string(one) && !json_object_get(others, json_string_value(one)))
			json_array_append(apart, one);
		if (json_array_size(apart) == NAMES_TOLD)
			break;
	}
	json_decref(others);
	return apart;
}

static json_t *
side_json(const char *sha256, const json_t *facts, const json_t *other)
{
	static const char *const members[] = {
	    "subject", "issuer", "serial", "spki_sha256", "not_before", "not_after"};
	json_t *side = json_pack("{s:s}", "sha256", sha256);

	for (size_t i = 0; i < sizeof(members) / sizeof(*members); i++) {
		json_t *value = json_object_get(facts, members[i]);
		if (value)
			put(side, members[i], json_incref(value));
	}
	put(side, "names",
	    json_integer((json_int_t)json_array_size(json_object_get(facts, "sans")) +
			 (json_int_t)number_of(facts, "sans_left_out")));
	put(side, "names_apart", names_apart(facts, other));
	return side;
}

json_t *
finding_json(const struct roster *r, const struct stored_finding *f, struct store *s)
{
	json_t *before = certificate_facts(r, f->before, s),
	       *after = certificate_facts(r, f->after, s);
	json_t *object = json_object();

	put(object, "id", json_integer((json_int_t)f->id));
	put(object, "at", json_integer((json_int_t)f->at));
	put(object, "seen_at", json_integer((json_int_t)f->seen_at));
	put(object, "addresses", words_of(f->addresses, " "));
	put(object, "changes", changes_json(f->changes));
	put(object, "before", side_json(f->before, before, after));
	put(object, "after", side_json(f->after, after, before));
	put(object, "acknowledged_at", time_json(f->acknowledged_at));
	put(object, "by", json_string(f->login));
	put(object, "note", json_string(f->note));
	json_decref(before);
	json_decref(after);
	return object;
}

/* The open ones, newest first. */
static json_t *
findings_json(const struct roster *r, const struct row *row, struct store *s)
{
	json_t *list = json_array();

	for (size_t i = row->finding_count; i-- > 0;)
		if (!row->findings[i].acknowledged_at && json_array_size(list) < FINDINGS_TOLD)
			json_array_append_new(list, finding_json(r, &row->findings[i], s));
	return list;
}

static void
put_certificate(json_t *object, const struct roster *r, const struct row *row, struct store *s)
{
	static const char *const names[] = {"subject", "issuer", "issuer_cn", "serial", "sha256",
	    "spki_sha256", "sans", "key", "signature"};
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
	json_t *object = common(row), *addresses = json_array(), *dates = json_null();
	const struct deadlines *d = &row->deadlines;
	const struct leaf *leaf = row->leaf;
	int64_t end = row_ends_at(row);

	if (d->end)
		dates = json_pack("{s:I, s:I, s:I, s:I, s:I}", "soon", (json_int_t)d->soon, "due",
		    (json_int_t)d->due, "late", (json_int_t)d->late, "critical",
		    (json_int_t)d->critical, "end", (json_int_t)d->end);
	put(object, "urgency", json_string(urgency_text(row_urgency(row, now))));
	put(object, "attention",
	    json_string(attention_text(attention_of(row->problems & ~row->accepted_problems))));
	put(object, "acceptances", acceptances_json(row));
	put(object, "findings", findings_json(r, row, s));
	put(object, "days_left", end ? json_integer(days_left(end, now)) : json_null());
	put(object, "not_before", leaf ? time_json(leaf->not_before) : json_null());
	put(object, "not_after", leaf ? time_json(leaf->not_after) : json_null());
	put(object, "end", time_json(end));
	put(object, "declared", json_boolean(row_is_declared(row)));
	put(object, "start_by", d->end ? json_integer(d->due) : json_null());
	put(object, "deadlines", dates);
	put_certificate(object, r, row, s);
	for (size_t i = 0; i < row->address_count; i++)
		json_array_append_new(addresses, address_json(r, &row->addresses[i]));
	put(object, "addresses", addresses);
	return object;
}
