/* From a renewal of the engine to what the daemon keeps of it: the columns of its stored record, and the
 * summary that is in memory while it is open (state/open_renewals.c has both made after each act). Both are
 * plain data, so rows, lists, searches and the match of a file against open renewals need no engine.
 *
 * The engine works its checklist out anew for each question, so it is asked once and the list kept (struct
 * steps): both are read off that list, and off the engine's own JSON for what is no step (owner, monitors,
 * documents). Nothing here is written back into a renewal. The phase that is shown is the first that has a
 * step to do; the number of phases counts those that are on the way with the usual choices. */
#include "daemon/state/renewal_summary.h"

#include "base/mem.h"
#include "base/members.h"
#include "base/ticket.h"
#include "procedure/renewal_names.h"
#include "procedure/calendar.h"
#include "procedure/renewal_ask.h"
#include "procedure/renewal_meaning.h"

enum { DAY_SECONDS = 86400 };

/* The checklist, as the engine works it out. */
struct steps {
	struct renewal_step *items;
	size_t count;
};

static struct steps
steps_of(const struct renewal *renewal)
{
	struct steps all = {0};

	all.items = renewal_steps(renewal, &all.count);
	return all;
}

/* ---- the record ---- */

/* The number of a ticket that a step holds, once it does; NULL. Borrowed from doc. */
static const char *
held_number(const struct renewal_step *s, const json_t *doc)
{
	const char *key =
	    s->step->kind == STEP_TICKET
		? text_of(s->record, "ticket")
		: text_of(json_object_get(json_object_get(doc, "values"), s->step->sets), "value");

	return s->step->ticket_role >= 0 && *key ? key : NULL;
}

static void
add_steps_tickets(struct stored_renewal *r, const struct steps *all, const json_t *doc)
{
	for (size_t i = 0; i < all->count; i++) {
		const struct renewal_step *s = &all->items[i];
		const char *key = held_number(s, doc);
		struct record_ticket t = {.key = (char *)(uintptr_t)key,
		    .step = (char *)(uintptr_t)s->key,
		    .sys = (enum ticket_system)s->step->ticket_system,
		    .role = (enum ticket_role)s->step->ticket_role};

		if (key && (s->state == STATE_DONE || s->step->kind == STEP_TICKET))
			record_add_ticket(r, &t);
	}
}

static const struct renewal_step *
step_of_key(const struct steps *all, const char *key)
{
	for (size_t i = 0; i < all->count; i++)
		if (!strcmp(all->items[i].key, key))
			return &all->items[i];
	return NULL;
}

/* A new ticket is linked to those that its step names, and one to install to the ticket that asked for it all. */
static bool
is_owed(const struct steps *all, const struct record_ticket *t, const struct record_ticket *other)
{
	const struct renewal_step *s = step_of_key(all, t->step),
				  *o = step_of_key(all, other->step);

	if (!s || t->by_hand || t->sys != TICKET_SYSTEM_JIRA || other->sys != TICKET_SYSTEM_JIRA)
		return false;
	if (other->role == TICKET_ROLE_ORIGIN)
		return t->role == TICKET_ROLE_INSTALL;
	return o && !other->by_hand && o->definition == s->definition &&
	       names_have(&s->step->links, o->step->id);
}

static void
add_tickets(struct stored_renewal *r, const struct renewal *renewal, const struct steps *all,
    const json_t *doc)
{
	const char *origin = renewal_origin_held(renewal);
	char *key = ticket_key(origin);
	struct record_ticket t = {.key = key,
	    .step = (char *)(uintptr_t) "",
	    .sys = origin && ticket_is_key(key) ? TICKET_SYSTEM_JIRA : TICKET_SYSTEM_OTHER,
	    .role = TICKET_ROLE_ORIGIN};

	add_steps_tickets(r, all, doc);
	if (key && *key)
		record_add_ticket(r, &t);
	free(key);
}

static void
add_owed(struct stored_renewal *r, const struct steps *all)
{
	for (size_t i = 0; i < r->ticket_count; i++)
		for (size_t k = 0; k < r->ticket_count; k++)
			if (i != k && is_owed(all, &r->tickets[i], &r->tickets[k]))
				record_add_owed(r, i, k);
}

/* What people linked is no part of the engine's state, and stays. */
static void
keep_linked(struct stored_renewal *to, const struct stored_renewal *from)
{
	for (size_t i = 0; i < from->ticket_count; i++)
		if (from->tickets[i].by_hand)
			record_add_ticket(to, &from->tickets[i]);
	for (size_t i = 0; i < from->former_count; i++)
		record_add_former(to, from->former[i]);
}

static void
add_documents(struct stored_renewal *r, const json_t *doc)
{
	json_t *one;
	const char *role;

	json_object_foreach(json_object_get(doc, "documents"), role, one) {
		struct record_document d = {
		    .role = (char *)(uintptr_t)role,
		    .name = (char *)(uintptr_t)text_of(one, "name"),
		    .place = (char *)(uintptr_t)text_of(one, "place"),
		};
		snprintf(d.sha256, sizeof(d.sha256), "%s", text_of(one, "sha256"));
		snprintf(d.spki_sha256, sizeof(d.spki_sha256), "%s", text_of(one, "spki_sha256"));
		record_add_document(r, &d);
	}
}

/* The wait that is the renewal's, and the first date on which to look at one of them. */
static void
add_waits(struct stored_renewal *r, const struct renewal *renewal, const struct steps *all)
{
	struct renewal_next next;
	int32_t first = DAY_NONE;

	if (renewal_next(renewal, DAY_NONE, &next) && !next.ours && next.step.step)
		r->waiting_on = mem_strdup(text_of(next.step.record, "waiting_on"));
	else
		r->waiting_on = mem_strdup("");
	for (size_t i = 0; i < all->count; i++) {
		const struct renewal_step *s = &all->items[i];
		int32_t day = day_from_text(text_of(s->record, "follow_up"));
		if (s->state == STATE_WAITING && day != DAY_NONE &&
		    (first == DAY_NONE || day < first))
			first = day;
	}
	r->follow_up = first == DAY_NONE ? 0 : (int64_t)first * DAY_SECONDS;
}

void
stored_renewal_update(struct stored_renewal *r, const struct renewal *renewal)
{
	struct stored_renewal fresh = {.id = r->id, .version = r->version};
	const json_t *doc = renewal_snapshot(renewal), *one;
	const struct definition *pin;
	struct steps all = steps_of(renewal);
	size_t i;

	fresh.procedure = mem_strdup(text_of(doc, "procedure"));
	fresh.opened_at = number_of(doc, "opened_at");
	fresh.closed_at = number_of(doc, "closed_at");
	fresh.owner = mem_strdup(text_of(doc, "owner"));
	add_waits(&fresh, renewal, &all);
	for (i = 0; (pin = renewal_pin(renewal, i)); i++)
		record_add_pin(&fresh, pin->digest);
	json_array_foreach(json_object_get(doc, "monitors"), i, one) {
		record_add_monitor(&fresh, number_of(one, "id"));
	}
	add_tickets(&fresh, renewal, &all, doc);
	keep_linked(&fresh, r);
	add_owed(&fresh, &all);
	add_documents(&fresh, doc);
	fresh.snapshot = json_dumps(doc, JSON_COMPACT);
	free(all.items);
	record_release(r);
	*r = fresh;
}

/* ---- the summary ---- */

void
renewal_summary_free(struct renewal_summary *summary)
{
	if (!summary)
		return;
	free(summary->title);
	free(summary->phase_title);
	free(summary->waiting_on);
	free(summary->owner);
	free(summary->awaited);
	json_decref(summary->next);
	json_decref(summary->tickets);
	json_decref(summary->former);
	json_decref(summary->holders);
	json_decref(summary->expects);
	free(summary->monitors);
	free(summary);
}

static bool
is_usual(const struct definition *d, const struct condition *c)
{
	for (size_t i = 0; i < d->step_count; i++)
		for (size_t k = 0; d->steps[i].sets && !strcmp(d->steps[i].sets, c->name) &&
				   k < d->steps[i].option_count;
		     k++)
			if (d->steps[i].options[k].usual)
				return names_have(&c->any, d->steps[i].options[k].value);
	return false;
}

/* Does a rule hold with the usual choices? */
static bool
usually_holds(const struct definition *d, const struct rule *rule)
{
	for (size_t i = 0; i < rule->count; i++) {
		bool all = true;
		for (size_t k = 0; k < rule->sets[i].count; k++)
			all = all && is_usual(d, &rule->sets[i].items[k]);
		if (all)
			return true;
	}
	return false;
}

/* A phase that hangs on a choice not yet made is on the way when the usual choice leads to it. */
static bool
is_on_the_way(const struct renewal_step *s)
{
	const struct phase *p = s->phase;

	return !s->undecided || ((!p->when.count || usually_holds(s->definition, &p->when)) &&
				    !usually_holds(s->definition, &p->unless));
}

/* Phases bear the numbers that people know them by: "4" of "0" to "4". */
static void
find_phase(struct renewal_summary *summary, const struct steps *all)
{
	bool found = false;

	for (size_t i = 0; i < all->count; i++) {
		const struct renewal_step *s = &all->items[i];
		int number = (int)strtol(s->phase->number, NULL, 10);
		if (s->state == STATE_NOT_APPLICABLE && !s->record)
			continue;
		if (number > summary->phases && is_on_the_way(s))
			summary->phases = number;
		if (found || step_state_settled(s->state))
			continue;
		found = true;
		summary->phase = number;
		mem_replace(&summary->title, s->definition->title);
		mem_replace(&summary->phase_title, s->phase->title);
	}
	if (!found)
		summary->phase = summary->phases;
}

/* Does the wait run that this step ends? */
static bool
is_awaited(const struct steps *all, const struct renewal_step *s)
{
	for (size_t i = 0; i < all->count; i++) {
		const struct renewal_step *wait = &all->items[i];
		if (wait->step->ends_with && wait->definition == s->definition &&
		    !strcmp(wait->step->ends_with, s->step->id) && wait->state == STATE_WAITING)
			return true;
	}
	return false;
}

/* The verification can begin: its turn has come, or the wait that it ends runs. */
static bool
is_installing(const struct steps *all)
{
	for (size_t i = 0; i < all->count; i++) {
		const struct renewal_step *s = &all->items[i];
		if (s->step->kind != STEP_VERIFY || step_state_settled(s->state))
			continue;
		if (s->ready || s->state == STATE_DOING || is_awaited(all, s))
			return true;
	}
	return false;
}

static void
add_text(json_t *list, const char *text)
{
	if (*text)
		json_array_append_new(list, json_string(text));
}

/* The steps that still want a file, and by what one is known to belong here: a key that is in a
 * document of the renewal already, else the name. Steals the names. */
static json_t *
expected_files(const struct steps *all, const json_t *doc, json_t *domains)
{
	json_t *files = json_array(), *spkis = json_array(), *digests = json_array(), *one;
	const char *role;
	size_t i;

	for (i = 0; i < all->count; i++) {
		const struct renewal_step *s = &all->items[i];
		if (s->step->kind == STEP_FILE && s->step->role && !step_state_settled(s->state) &&
		    !s->undecided)
			json_array_append_new(
			    files, json_pack("{s:s, s:s}", "step", s->key, "role", s->step->role));
	}
	json_object_foreach(json_object_get(doc, "documents"), role, one) {
		add_text(spkis, text_of(one, "spki_sha256"));
		add_text(digests, text_of(one, "sha256"));
	}
	return json_pack("{s:o, s:o, s:o, s:o}", "files", files, "domains", domains, "spkis", spkis,
	    "digests", digests);
}

/* Whom the ticket of a step waits for: the wait that runs behind it in its phase. NULL: none does. */
static const char *
awaited_by(const struct steps *all, size_t holder)
{
	const struct renewal_step *next = holder + 1 < all->count ? &all->items[holder + 1] : NULL;

	if (!next || next->definition != all->items[holder].definition ||
	    next->step->phase != all->items[holder].step->phase || next->step->kind != STEP_WAIT ||
	    next->state != STATE_WAITING)
		return NULL;
	return text_at(next->record, "waiting_on");
}

/* Is something to be done yet with what the ticket of a step brought: a step behind it in its phase, before the next
 * ticket? Where not, *taken_at is when the last of them was done; 0: there are none. */
static bool
is_due(const struct steps *all, size_t holder, int64_t *taken_at)
{
	const struct renewal_step *first = &all->items[holder];

	*taken_at = 0;
	for (size_t i = holder + 1; i < all->count; i++) {
		const struct renewal_step *s = &all->items[i];

		if (s->definition != first->definition || s->step->phase != first->step->phase ||
		    s->step->ticket_role >= 0)
			return false;
		if (!step_state_settled(s->state)) {
			*taken_at = 0;
			return true;
		}
		if (number_of(s->record, "done_at") > *taken_at)
			*taken_at = number_of(s->record, "done_at");
	}
	return false;
}

bool
renewal_summary_is_due(const struct renewal_summary *summary, const char *step, int64_t answered_at)
{
	const json_t *holder = json_object_get(summary->holders, step);

	return holder && (flag_of(holder, "due") || answered_at > number_of(holder, "taken_at"));
}

/* A title that hangs on values is left to the renewal's own page. */
static const char *
plain_title(const struct step *s)
{
	return s->title && !strstr(s->title, "{{") ? s->title : "";
}

/* What a list calls the steps that may hold a ticket. */
static json_t *
holders_of(const struct steps *all)
{
	json_t *holders = json_object();

	for (size_t i = 0; i < all->count; i++) {
		const struct step *s = all->items[i].step;
		int64_t taken_at;
		bool due;

		if (s->ticket_role < 0)
			continue;
		due = is_due(all, i, &taken_at);
		json_object_set_new(holders, all->items[i].key,
		    json_pack("{s:s?, s:s, s:s*, s:b, s:I}", "number", s->number, "title",
			plain_title(s), "waiting_on", awaited_by(all, i), "due", due, "taken_at",
			(json_int_t)taken_at));
	}
	return holders;
}

/* What somebody here can do at once. */
static json_t *
next_of(const struct renewal *renewal)
{
	struct renewal_next next;

	if (!renewal_next(renewal, DAY_NONE, &next) || !next.ours)
		return NULL;
	if (!next.step.step)
		return json_object();
	return json_pack("{s:s, s:s?, s:s}", "step", next.step.key, "number",
	    next.step.step->number, "title", plain_title(next.step.step));
}

/* Once: a ticket may be for several things. */
static void
add_key(json_t *keys, const char *key)
{
	for (size_t i = 0; i < json_array_size(keys); i++)
		if (!strcmp(json_string_value(json_array_get(keys, i)), key))
			return;
	json_array_append_new(keys, json_string(key));
}

struct renewal_summary *
renewal_summary_of(const struct stored_renewal *r, const struct renewal *renewal)
{
	struct renewal_summary *summary = mem_alloc(sizeof(*summary));
	struct steps all = steps_of(renewal);
	const json_t *doc = renewal_snapshot(renewal);
	int state = renewal_state_from(text_of(doc, "state"));

	summary->id = r->id;
	summary->version = renewal_version(renewal);
	summary->title = mem_strdup("");
	summary->phase_title = mem_strdup("");
	summary->state = state < 0 ? RENEWAL_CLOSED : (enum renewal_state)state;
	summary->end = renewal_end_from(text_of(doc, "outcome"));
	summary->owner = mem_strdup(r->owner);
	summary->opened_at = r->opened_at;
	summary->waiting_on = mem_strdup(r->waiting_on);
	summary->follow_up = r->follow_up ? (int32_t)(r->follow_up / DAY_SECONDS) : DAY_NONE;
	summary->next = next_of(renewal);
	summary->paused_until = day_from_text(text_of(doc, "paused_until"));
	find_phase(summary, &all);
	summary->installing = summary->state != RENEWAL_CLOSED && is_installing(&all);
	summary->expects = expected_files(&all, doc, renewal_names(renewal));
	summary->holders = holders_of(&all);
	free(all.items);
	renewal_watch(renewal, &summary->watch);
	summary->awaited = mem_strdup(renewal_brought(doc));
	summary->tickets = json_array();
	for (size_t i = 0; i < r->ticket_count; i++)
		add_key(summary->tickets, r->tickets[i].key);
	summary->former = json_array();
	for (size_t i = 0; i < r->former_count; i++)
		add_key(summary->former, r->former[i]);
	summary->monitors = mem_array(r->monitor_count, sizeof(*summary->monitors));
	summary->monitor_count = r->monitor_count;
	for (size_t i = 0; i < r->monitor_count; i++)
		summary->monitors[i] = r->monitors[i];
	return summary;
}

json_t *
renewal_summary_json(const struct renewal_summary *summary)
{
	json_t *monitors = json_array();
	char day[DAY_TEXT_BYTES];

	for (size_t i = 0; i < summary->monitor_count; i++)
		json_array_append_new(monitors, json_integer(summary->monitors[i]));
	return json_pack("{s:I, s:I, s:O?, s:s, s:s, s:i, s:i, s:s, s:s, s:s, s:s, s:b, s:I, s:O, "
			 "s:O, s:o, s:s?, s:b, s:s?}",
	    "id", (json_int_t)summary->id, "version", (json_int_t)summary->version, "domain",
	    json_array_get(json_object_get(summary->expects, "domains"), 0), "title",
	    summary->title, "state", renewal_state_text(summary->state), "phase", summary->phase,
	    "phases", summary->phases, "phase_title", summary->phase_title, "waiting_on",
	    summary->waiting_on, "claimed_by", summary->owner, "follow_up",
	    day_to_text(summary->follow_up, day), "installing", summary->installing, "opened_at",
	    (json_int_t)summary->opened_at, "tickets", summary->tickets, "former_tickets",
	    summary->former, "monitors", monitors, "contradiction", summary->contradiction,
	    "answered", summary->answered, "outcome",
	    summary->end < 0 ? NULL : renewal_end_text((enum renewal_end)summary->end));
}
