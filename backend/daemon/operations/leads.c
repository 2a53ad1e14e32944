/* Operations on leads. What is measured is worked out when it is asked for, from the newest closed
 * renewals; it only ever proposes. To adopt it is a person's act, with its line of the audit trail;
 * from then on the urgency of the monitors of that kind is computed with it. */
#include "daemon/operations/leads.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/members.h"
#include "daemon/daemon.h"
#include "daemon/operations/operations.h"
#include "daemon/session.h"
#include "daemon/state/open_renewals.h"
#include "daemon/state/roster.h"
#include "daemon/state/writer.h"
#include "store/leads.h"

enum { MEASURED_MOST = 100 /* renewals: habits change, and so do people */ };

static const enum kind kinds[] = {KIND_SERVER, KIND_DEVICE, KIND_OTHER};

int
leads_load(struct daemon *d, struct err *err)
{
	int days[KIND_COUNT];

	if (store_leads_get(d->store, days, err) < 0)
		return -1;
	for (int i = 0; i < KIND_COUNT; i++)
		if (days[i] >= 0)
			roster_adopt_lead(d->roster, (enum kind)i, days[i], clock_wall(d->clock));
	return 0;
}

/* ---- measuring ---- */

struct closed {
	int64_t ids[MEASURED_MOST];
	size_t count;
};

static void
note_closed(int64_t id, void *arg)
{
	struct closed *c = arg;

	c->ids[c->count++] = id;
}

/* What is measured of each, by the class of its monitors: {"server": [{…}]}. */
static json_t *
closed_by_class(struct daemon *d, struct err *err)
{
	static const char *const members[] = {"outcome", "opened_at", "closed_at", "durations"};
	struct closed c = {0};
	json_t *all = json_object();

	if (store_renewal_closed_last(d->store, MEASURED_MOST, note_closed, &c, err) < 0) {
		json_decref(all);
		return NULL;
	}
	for (size_t i = 0; i < c.count; i++) {
		struct stored_renewal r = {0};
		json_t *doc = store_renewal_get(d->store, c.ids[i], &r, NULL) < 0
				  ? NULL
				  : json_loads(r.snapshot, 0, NULL);
		const char *class = string_of(json_object_get(doc, "facts"), "class");
		json_t *one = json_object();

		for (size_t k = 0; k < sizeof(members) / sizeof(*members); k++)
			if (json_object_get(doc, members[k]))
				json_object_set(one, members[k], json_object_get(doc, members[k]));
		if (class && !json_object_get(all, class))
			json_object_set_new(all, class, json_array());
		if (class)
			json_array_append(json_object_get(all, class), one);
		json_decref(one);
		json_decref(doc);
		record_release(&r);
	}
	return all;
}

static json_t *
days_json(int days)
{
	return days < 0 ? json_null() : json_integer(days);
}

/* Each phase that was ever measured, with its p90 in working days. */
static json_t *
phases_json(const struct daemon *d, const json_t *closed)
{
	const struct library *library = open_renewals_library(d->open_renewals, false);
	const struct definition *p;
	json_t *list = json_array();

	for (size_t i = 0; (p = library_at(library, i)); i++)
		for (size_t k = 0; k < p->phase_count; k++) {
			char *key = mem_printf("%s/%s", p->name, p->phases[k].id);
			int days = renewals_p90(closed, key);
			if (days >= 0)
				json_array_append_new(
				    list, json_pack("{s:s, s:s, s:s, s:i}", "phase", key, "number",
					      p->phases[k].number, "title", p->phases[k].title,
					      "days", days));
			free(key);
		}
	return list;
}

static size_t
renewed(const json_t *closed)
{
	size_t count = 0, i;
	json_t *one;

	json_array_foreach(closed, i, one) {
		count += renewal_end_from(text_of(one, "outcome")) == END_RENEWED;
	}
	return count;
}

static json_t *
lead_json(const struct daemon *d, enum kind kind, const json_t *closed)
{
	const struct roster *roster = d->roster;
	int configured = roster_lead_configured(roster, kind),
	    adopted = roster_lead_adopted(roster, kind);

	return json_pack("{s:s, s:i, s:o, s:o, s:o, s:I, s:o}", "kind", kind_text(kind),
	    "configured", configured, "adopted", days_json(adopted), "days",
	    json_integer(adopted < 0 ? configured : adopted), "measured",
	    days_json(renewals_p90(closed, NULL)), "renewals", (json_int_t)renewed(closed),
	    "phases", phases_json(d, closed));
}

static void
op_list(struct session *s, json_int_t id, const json_t *args)
{
	struct daemon *d = session_daemon(s);
	struct err err = {0};
	json_t *all = closed_by_class(d, &err), *list;

	(void)args;
	if (!all) {
		session_failed(s, id, &err);
		return;
	}
	list = json_array();
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		json_array_append_new(
		    list, lead_json(d, kinds[i], json_object_get(all, kind_text(kinds[i]))));
	session_ok(s, id, json_pack("{s:o}", "leads", list));
	json_decref(all);
}

/* ---- adopting ---- */

/* days -1: back to the configured one. */
static int
write_lead(struct session *s, enum kind kind, int days, struct err *err)
{
	struct daemon *d = session_daemon(s);
	json_t *before = json_pack("{s:s, s:o}", "kind", kind_text(kind), "days",
		   days_json(roster_lead_adopted(d->roster, kind))),
	       *after = json_pack("{s:s, s:o}", "kind", kind_text(kind), "days", days_json(days));
	int rc = writer_begin(d->writer, err);

	if (!rc)
		rc = days < 0 ? store_lead_remove(d->store, kind, err)
			      : store_lead_put(d->store, kind, days, err);
	if (!rc)
		rc = writer_event(d->writer, session_actor(s),
		    days < 0 ? "lead.drop" : "lead.adopt", kind, before, after, err);
	if (!rc)
		rc = writer_commit(d->writer, err);
	if (rc < 0)
		writer_rollback(d->writer, err);
	json_decref(before);
	json_decref(after);
	return rc;
}

static void
change(struct session *s, json_int_t id, const json_t *args, bool drop)
{
	struct daemon *d = session_daemon(s);
	const char *name = string_of(args, "kind");
	int kind = kind_from(name), days = -1;
	struct err err = {0};
	json_t *all;

	if (kind < 0 || kind == KIND_AUTOMATIC) {
		session_error(s, id, "bad-argument",
		    json_pack(
			"{s:s, s:s, s:s}", "field", "kind", "value", name, "reason", "unknown"));
		return;
	}
	all = closed_by_class(d, &err);
	if (all && !drop)
		days = renewals_p90(json_object_get(all, name), NULL);
	if (all && !drop && days < 0)
		session_error(s, id, "not-measured", NULL);
	else if (!all || write_lead(s, (enum kind)kind, days, &err) < 0)
		session_failed(s, id, &err);
	else {
		roster_adopt_lead(d->roster, (enum kind)kind, days, clock_wall(d->clock));
		session_ok(s, id,
		    json_pack("{s:o}", "lead",
			lead_json(d, (enum kind)kind, json_object_get(all, name))));
	}
	json_decref(all);
}

static void
op_adopt(struct session *s, json_int_t id, const json_t *args)
{
	change(s, id, args, false);
}

static void
op_drop(struct session *s, json_int_t id, const json_t *args)
{
	change(s, id, args, true);
}

const struct operation lead_operations[] = {
    {.name = "lead.list",
	.right = RIGHT_READ,
	.run = op_list,
	.what = "Of each kind, the lead that is configured, adopted and measured.",
	.answer = "leads"},
    {.name = "lead.adopt",
	.right = RIGHT_ADMINISTER,
	.run = op_adopt,
	.arguments = ARGUMENTS({"kind", ARGUMENT_TEXT, true, .what = "server, device or other"}),
	.what = "The lead that was measured counts from now on.",
	.answer = "lead"},
    {.name = "lead.drop",
	.right = RIGHT_ADMINISTER,
	.run = op_drop,
	.arguments = ARGUMENTS({"kind", ARGUMENT_TEXT, true, .what = "server, device or other"}),
	.what = "Back to the lead that is configured.",
	.answer = "lead"},
    {.name = NULL},
};
