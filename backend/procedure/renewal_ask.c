/* Questions of panels and of the agenda: the checklist, the next thing to do, and when it
 * could all be done.
 *
 * The earliest finish is the longest path of what others still have to do, in working days:
 * our own steps take none. Where a choice is not yet made the usual one is taken for granted,
 * on a copy. */
#include "procedure/renewal_ask.h"

#include "procedure/renewal_flow.h"

#include "procedure/site.h"

#include "base/mem.h"

enum { P90_LEAST = 5 /* closed renewals, before a figure of them means anything */ };

/* ---- the checklist ---- */

static void
step_view(const struct renewal *r, const struct node *n, struct renewal_step *out)
{
	const json_t *record = record_of(r, n->key);

	*out = (struct renewal_step){.step = n->step,
	    .definition = n->definition,
	    .phase = &n->definition->phases[n->step->phase],
	    .state = node_state(n),
	    .ready = n->ready,
	    .undecided = n->counts == COUNTS_UNDECIDED,
	    .record = record};
	snprintf(out->key, sizeof(out->key), "%s", n->key);
}

static bool
is_listed(const struct flow *f, const struct node *n)
{
	const struct part *p = &f->parts[n->part];

	if (p->active || p->how == PART_MAIN)
		return true;
	for (size_t i = p->first; i < p->first + p->count; i++)
		if (record_of(f->r, f->nodes[i].key))
			return true;
	return false;
}

bool
renewal_step_at(const struct renewal *r, size_t i, struct renewal_step *out)
{
	struct flow f;
	bool found = false;

	flow_init(&f, r);
	for (size_t k = 0; k < f.count && !found; k++)
		if (is_listed(&f, &f.nodes[k]) && i-- == 0) {
			step_view(r, &f.nodes[k], out);
			found = true;
		}
	flow_release(&f);
	return found;
}

struct renewal_step *
renewal_steps(const struct renewal *r, size_t *count)
{
	struct renewal_step *all;
	struct flow f;

	*count = 0;
	flow_init(&f, r);
	all = mem_array(f.count + 1, sizeof(*all));
	for (size_t i = 0; i < f.count; i++)
		if (is_listed(&f, &f.nodes[i]))
			step_view(r, &f.nodes[i], &all[(*count)++]);
	flow_release(&f);
	return all;
}

bool
renewal_step_find(const struct renewal *r, const char *name, struct renewal_step *out)
{
	struct flow f;
	const struct node *n;

	flow_init(&f, r);
	n = flow_find(&f, name);
	if (n)
		step_view(r, n, out);
	flow_release(&f);
	return n != NULL;
}

/* ---- the next thing to do ---- */

static const char *
act_of(const struct node *n)
{
	static const char *const act[STEP_KIND_COUNT] = {[STEP_TASK] = "complete",
	    [STEP_PROBE] = "complete",
	    [STEP_DECISION] = "choose",
	    [STEP_TICKET] = "ticket",
	    [STEP_WAIT] = "complete",
	    [STEP_FORM] = "tick",
	    [STEP_VALUE] = "value",
	    [STEP_FILE] = "document",
	    [STEP_ARCHIVE] = "archive",
	    [STEP_MAIL] = "complete",
	    [STEP_VERIFY] = "observe"};

	return n->step->points.count ? "tick" : act[n->step->kind];
}

static bool
is_due(const json_t *record, int32_t today)
{
	int32_t follow_up = day_from_text(text_at(record, "follow_up"));

	return follow_up != DAY_NONE && follow_up <= today;
}

struct candidate {
	const struct node *node;
	int rank; /* the higher the sooner: ours, due, waiting */
	int64_t since;
};

static struct candidate
candidate_of(const struct renewal *r, const struct node *n, int32_t today)
{
	const json_t *record = record_of(r, n->key);
	bool waiting = n->own == STATE_WAITING;

	return (struct candidate){n,
	    !waiting                ? 3
	    : is_due(record, today) ? 2
				    : 1,
	    waiting ? number_of(record, "since") : 0};
}

bool
renewal_next(const struct renewal *r, int32_t today, struct renewal_next *out)
{
	struct candidate best = {0};
	struct flow f;

	*out = (struct renewal_next){0};
	if (renewal_is_closed(r))
		return false;
	flow_init(&f, r);
	for (size_t i = 0; i < f.count; i++) {
		struct candidate c = candidate_of(r, &f.nodes[i], today);

		if (f.nodes[i].ready && (c.rank > best.rank || (c.rank == best.rank && c.rank < 3 &&
								   c.since < best.since)))
			best = c;
	}
	out->ours = best.rank != 1;
	out->due = best.rank == 2;
	out->act = best.node ? act_of(best.node) : "close";
	if (best.node)
		step_view(r, best.node, &out->step);
	flow_release(&f);
	return true;
}

const char *
renewal_brought(const json_t *stored)
{
	const json_t *documents = json_object_get(stored, "documents");
	const char *digest =
	    text_at(json_object_get(documents, "certificate"), "certificate_sha256");

	return digest ? digest : text_at(json_object_get(documents, "p12"), "certificate_sha256");
}

const json_t *
renewal_last_time(const struct renewal *r, const char *key)
{
	return json_object_get(json_object_get(json_object_get(r->doc, "last"), "steps"), key);
}

const char *
renewal_kind_choice(const struct renewal *r, const struct step *step)
{
	const json_t *choices = json_object_get(json_object_get(r->doc, "kind"), "choices");
	const char *value =
	    step->kind == STEP_DECISION && step->sets ? text_at(choices, step->sets) : NULL;

	return value && step_option(step, value) ? value : NULL;
}

const char *
renewal_proposal(const struct renewal *r, const char *key)
{
	const json_t *last = renewal_last_time(r, key);
	const char *value;
	struct renewal_step s;

	if (!renewal_step_find(r, key, &s))
		return NULL;
	value = renewal_kind_choice(r, s.step);
	if (value)
		return value;
	if (!last || !s.step->carry)
		return NULL;
	return text_at(last, s.step->kind == STEP_DECISION ? "choice" : "value");
}

/* ---- what the world says against it ---- */

static bool
is_open_kind(const struct node *n, enum step_kind kind)
{
	return n->step->kind == kind && n->counts == COUNTS_YES && !n->settled;
}

/* Was the wait that this step ends declared over before it? */
static int64_t
said_done_at(const struct flow *f, const struct node *end)
{
	for (size_t i = 0; i < f->count; i++) {
		const struct node *n = &f->nodes[i];

		if (n->step->kind == STEP_WAIT && n->counts == COUNTS_YES && n->own == STATE_DONE &&
		    n->step->ends_with && n->definition == end->definition &&
		    !strcmp(n->step->ends_with, end->step->id))
			return number_of(record_of(f->r, n->key), "done_at");
	}
	return 0;
}

/* Does the step end with the new certificate being there? */
static bool
holds_certificate(const struct step *s)
{
	int role = document_role_from(s->role);

	return role == DOCUMENT_CERTIFICATE || role == DOCUMENT_P12;
}

void
renewal_watch(const struct renewal *r, struct renewal_watch *out)
{
	const json_t *documents = json_object_get(r->doc, "documents");
	struct flow f;

	*out = (struct renewal_watch){0};
	if (renewal_is_closed(r))
		return;
	out->expires = number_of(r->doc, "expires");
	out->old_until = old_until(r);
	out->has_certificate =
	    json_object_get(documents, "certificate") || json_object_get(documents, "p12");
	flow_init(&f, r);
	for (size_t i = 0; i < f.count; i++) {
		const struct node *n = &f.nodes[i];

		if (is_open_kind(n, STEP_FILE) && holds_certificate(n->step))
			out->lacks_certificate = true;
		if (!is_open_kind(n, STEP_VERIFY))
			continue;
		out->unverified = true;
		out->rolled_back = number_of(r->doc, "rolled_back_at") != 0;
		if (!out->installed_at)
			out->installed_at = said_done_at(&f, n);
	}
	flow_release(&f);
}

int64_t
renewal_expires_anew(const struct renewal_watch *w, int64_t served_until)
{
	bool old = !w->old_until || served_until <= w->old_until;

	if (w->has_certificate || w->installed_at || w->rolled_back || served_until == w->expires)
		return 0;
	return old ? served_until : 0;
}

const char *
renewal_contradiction(const struct renewal_watch *w, int64_t served_until, int64_t seen_at)
{
	if (w->rolled_back)
		return "rolled-back";
	if (!served_until || !w->old_until)
		return NULL;
	if (w->lacks_certificate && served_until > w->old_until)
		return "served-before-issued";
	if (w->installed_at && served_until <= w->old_until && seen_at > w->installed_at)
		return "closed-but-old";
	if (w->ticket_done_at && w->unverified && served_until <= w->old_until &&
	    seen_at > w->ticket_done_at)
		return "ticket-done-but-old";
	if (w->ticket_open && w->has_certificate && served_until > w->old_until)
		return "served-but-ticket-open";
	return NULL;
}

/* ---- its end ---- */

/* Of the values asked for with a choice, the first that is a date. */
static int32_t
date_with(const struct renewal *r, const struct node *n, const struct step_option *o)
{
	const json_t *values = json_object_get(r->doc, "values");

	for (size_t i = 0; i < o->asks.count; i++) {
		const struct asked_value *v = definition_value(n->definition, o->asks.items[i]);

		if (v && v->type == ASKED_DATE)
			return day_from_text(text_at(json_object_get(values, v->name), "value"));
	}
	return DAY_NONE;
}

int32_t
renewal_retires(const struct renewal *r)
{
	int32_t day = DAY_NONE;
	struct flow f;

	if (renewal_is_closed(r))
		return day_from_text(text_at(r->doc, "retires"));
	flow_init(&f, r);
	for (size_t i = 0; i < f.count && day == DAY_NONE; i++) {
		const struct node *n = &f.nodes[i];
		const struct step_option *o =
		    step_option(n->step, text_at(record_of(r, n->key), "choice"));

		if (o && o->ends == END_NOT_RENEWED && n->own == STATE_DONE &&
		    n->counts == COUNTS_YES)
			day = date_with(r, n, o);
	}
	flow_release(&f);
	return day;
}

/* ---- when it could be done ---- */

/* A copy on which every open decision that counts has its usual choice. */
static struct renewal
with_usual_choices(const struct renewal *r)
{
	struct renewal copy = *r;
	bool changed = true;

	copy.doc = json_deep_copy(r->doc);
	while (changed) {
		struct flow f;

		changed = false;
		flow_init(&f, &copy);
		for (size_t i = 0; i < f.count; i++) {
			const struct node *n = &f.nodes[i];
			json_t *record;

			if (n->step->kind != STEP_DECISION || n->counts != COUNTS_YES ||
			    n->own >= STATE_DONE)
				continue;
			record = record_make(&copy, n->key);
			put_text(record, "state", step_state_text(STATE_DONE));
			for (size_t k = 0; k < n->step->option_count; k++)
				if (n->step->options[k].usual)
					put_text(record, "choice", n->step->options[k].value);
			changed = true;
		}
		flow_release(&f);
	}
	return copy;
}

static int
days_left_of(const struct flow *f, const struct node *n, const struct site *site, int32_t today)
{
	const json_t *record = record_of(f->r, n->key);
	int days = n->step->days ? site_days(site, n->step->days, n->hurried) : 0, gone = 0;

	if (n->counts != COUNTS_YES || n->settled || n->step->kind != STEP_WAIT)
		return 0;
	if (n->own == STATE_WAITING)
		gone = calendar_between(
		    site_calendar(site), day_at(number_of(record, "since")), today);
	return days > gone ? days - gone : 0;
}

static int path_of_sub(
    const struct flow *f, size_t decision, const struct site *site, int32_t today, int *known);

/* Working days until a node is done: its own, after the longest of what comes before it. The
 * order has no circles. */
static int
path_to(
    const struct flow *f, const struct node *n, const struct site *site, int32_t today, int *known)
{
	size_t at = (size_t)(n - f->nodes);
	int longest = 0;

	if (known[at] >= 0)
		return known[at];
	known[at] = 0;
	for (size_t i = 0; i < n->step->after.count; i++) {
		size_t first = 0, count = flow_named(f, n, n->step->after.items[i], &first);

		for (size_t k = first; k < first + count; k++) {
			int one = path_to(f, &f->nodes[k], site, today, known);

			longest = one > longest ? one : longest;
		}
	}
	longest += days_left_of(f, n, site, today);
	return known[at] = longest + path_of_sub(f, at, site, today, known);
}

/* A decision that brought in a sub-procedure lasts as long as that does. */
static int
path_of_sub(
    const struct flow *f, size_t decision, const struct site *site, int32_t today, int *known)
{
	int longest = 0;

	for (size_t i = 0; i < f->part_count; i++) {
		const struct part *p = &f->parts[i];

		for (size_t k = p->first; p->active && p->how == PART_SUB && p->by == decision &&
					  k < p->first + p->count;
		     k++) {
			int one = path_to(f, &f->nodes[k], site, today, known);

			longest = one > longest ? one : longest;
		}
	}
	return longest;
}

/* A procedure that was changed over to begins where the choice stands, even if nothing says
 * that it comes after it. */
static int
path_to_entry(
    const struct flow *f, const struct node *n, const struct site *site, int32_t today, int *known)
{
	const struct part *p = &f->parts[n->part];

	return p->active && p->how == PART_SWITCH ? path_to(f, &f->nodes[p->by], site, today, known)
						  : 0;
}

int32_t
renewal_earliest_finish(const struct renewal *r, const struct site *site, int32_t today)
{
	struct renewal copy;
	struct flow f;
	int longest = 0, *known;

	if (renewal_is_closed(r))
		return DAY_NONE;
	copy = with_usual_choices(r);
	flow_init(&f, &copy);
	known = mem_array(f.count + 1, sizeof(*known));
	for (size_t i = 0; i < f.count; i++)
		known[i] = -1;
	for (size_t i = 0; i < f.count; i++) {
		const struct node *n = &f.nodes[i];
		int days =
		    path_to(&f, n, site, today, known) + path_to_entry(&f, n, site, today, known);

		if (n->counts != COUNTS_NO && days > longest)
			longest = days;
	}
	free(known);
	flow_release(&f);
	json_decref(copy.doc);
	return calendar_add(site_calendar(site), today, longest);
}

bool
renewal_offers_urgent(const struct renewal *r, const struct site *site, int32_t today)
{
	int64_t expires = number_of(r->doc, "expires");
	int32_t finish = renewal_earliest_finish(r, site, today);

	return expires && finish != DAY_NONE && !flag_of(r->doc, "urgent") &&
	       finish > day_at(expires);
}

/* ---- what it took ---- */

static int
compare_ints(const void *a, const void *b)
{
	return (*(const int *)a > *(const int *)b) - (*(const int *)a < *(const int *)b);
}

static int
days_of(const json_t *doc, const char *phase)
{
	const json_t *one = json_object_get(json_object_get(doc, "durations"), phase ? phase : "");

	if (renewal_end_from(text_at(doc, "outcome")) != END_RENEWED)
		return -1;
	if (phase)
		return one ? (int)number_of(one, "days") : -1;
	return day_at(number_of(doc, "closed_at")) - day_at(number_of(doc, "opened_at"));
}

/* The nearest rank: the smallest figure that nine tenths of them do not exceed. */
int
renewals_p90(const json_t *closed, const char *phase)
{
	size_t count = 0, rank, i;
	int *days = mem_array(json_array_size(closed) + 1, sizeof(*days)), result = -1;
	json_t *doc;

	json_array_foreach(closed, i, doc) {
		int one = days_of(doc, phase);

		if (one >= 0)
			days[count++] = one;
	}
	if (count >= P90_LEAST) {
		qsort(days, count, sizeof(*days), compare_ints);
		rank = (count * 9 + 9) / 10;
		result = days[rank - 1];
	}
	free(days);
	return result;
}
