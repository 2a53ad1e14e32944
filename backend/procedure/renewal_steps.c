/* Acts that belong to a kind of step: what completes a task, a form, a decision, a ticket, a
 * value, and a no to a wait.
 *
 * Each is a handler of the table in renewal_acts.c, which has seen to it that the step is of that kind, counts and
 * is ready; a failure is put back by the caller, so a handler may stop half-way. What an act replaces (another
 * choice, another key) is kept in the step's record under "earlier"; a rejection keeps all of a step as a round.
 * A ticket is held against the site (its pattern, its project), the other tickets of the renewal, and what the daemon
 * found of it elsewhere. */
#include "procedure/renewal_acts.h"

#include "procedure/renewal_meaning.h"
#include "procedure/site.h"

#include "base/mem.h"
#include "base/members.h"
#include "base/terms.h"
#include "base/text.h"
#include "base/ticket.h"

#include <regex.h>

enum { COMMENTS_KEPT = 20 };

/* ---- ticks ---- */

static size_t
tickable(const struct step *s)
{
	return s->kind == STEP_FORM ? s->field_count : s->points.count;
}

/* Only the place of a field is kept, never what was copied into it: the NIF is among them. */
int
act_tick(struct doing *d)
{
	const json_t *index = json_object_get(d->act->args, "index"),
		     *ticked = json_object_get(d->act->args, "ticked");
	bool on = !json_is_false(ticked);
	json_t *ticks = json_array();
	size_t count = tickable(d->node->step);

	if (!json_is_integer(index) || json_integer_value(index) < 0 ||
	    (size_t)json_integer_value(index) >= count) {
		json_decref(ticks);
		return bad_argument(d, "index", "range");
	}
	for (size_t i = 0; i < count; i++) {
		bool this = (json_int_t)i == json_integer_value(index);

		if (this ? on : numbers_have(json_object_get(d->record, "ticks"), (json_int_t)i))
			json_array_append_new(ticks, json_integer((json_int_t)i));
	}
	json_object_set_new(d->record, "ticks", ticks);
	if (json_array_size(ticks) == count)
		step_finish(d, d->node, STATE_DONE);
	else
		put_text(d->record, "state", step_state_text(STATE_DOING));
	if (!number_of(d->record, "began_at"))
		put_number(d->record, "began_at", d->act->now);
	return 0;
}

/* ---- completing ---- */

static int
record_observation(struct doing *d)
{
	const json_t *addresses = json_object_get(d->act->args, "addresses");
	const char *date = arg_text(d, "not_after");

	if (json_array_size(addresses)) {
		json_object_set_new(d->record, "addresses", json_deep_copy(addresses));
		return 0;
	}
	if (!date || day_from_text(date) == DAY_NONE)
		return bad_argument(d, "not_after", "not-a-date");
	put_text(d->record, "not_after", date);
	put_clean(d->record, "seen_in", arg_text(d, "where"));
	return 0;
}

int
act_complete(struct doing *d)
{
	const struct step *s = d->node->step;

	if (s->kind == STEP_PROBE && record_observation(d) < 0)
		return -1;
	if (json_array_size(json_object_get(d->record, "ticks")) < tickable(s))
		return err_set(d->err, "not-ticked", "%zu of %zu are ticked",
		    json_array_size(json_object_get(d->record, "ticks")), tickable(s));
	step_finish(d, d->node, STATE_DONE);
	return 0;
}

/* ---- decisions ---- */

static json_t *
list_in(json_t *object, const char *name)
{
	json_t *list = json_object_get(object, name);

	if (!list) {
		list = json_array();
		json_object_set_new(object, name, list);
	}
	return list;
}

/* They are told whole in an answer. */
enum { NOTES_MAX_BYTES = 16384 };

int
act_note(struct doing *d)
{
	json_t *one = json_object(), *notes = list_in(d->record, "notes");
	size_t room = NOTES_MAX_BYTES - strlen(d->act->note);

	if (strlen(d->act->note) > NOTES_MAX_BYTES ||
	    json_dumpb(notes, NULL, 0, JSON_COMPACT) > room) {
		json_decref(one);
		err_set(d->err, "notes-full", "the notes of a step hold %d bytes", NOTES_MAX_BYTES);
		err_number(d->err, "most", NOTES_MAX_BYTES);
		return -1;
	}
	put_clean(one, "text", d->act->note);
	put_text(one, "by", d->act->actor);
	put_number(one, "at", d->act->now);
	return json_array_append_new(notes, one);
}

/* What the step said on a ticket is what whoever looks at it next wants to know: the last ones. */
int
act_comment(struct doing *d)
{
	json_t *list, *one;

	if (!arg_text(d, "ticket"))
		return bad_argument(d, "ticket", "empty");
	list = list_in(d->record, "comments");
	one = json_pack("{s:I, s:s}", "at", (json_int_t)d->act->now, "by", d->act->actor);
	put_clean(one, "ticket", arg_text(d, "ticket"));
	if (flag_of(d->act->args, "reminder"))
		json_object_set_new(one, "reminder", json_true());
	json_array_append_new(list, one);
	if (json_array_size(list) > COMMENTS_KEPT)
		json_array_remove(list, 0);
	return 0;
}

/* What an act replaces in a record is kept in it. */
static void
keep_earlier(struct doing *d, const char *name)
{
	json_t *one = json_object();

	put_text(one, name, text_at(d->record, name));
	put_number(one, "at", number_of(d->record, "done_at"));
	put_text(one, "by", text_at(d->record, "by"));
	put_text(one, "note", text_at(d->record, "note"));
	json_array_append_new(list_in(d->record, "earlier"), one);
}

/* A value that is a date is kept as one, and has not gone by. */
static int
record_value(struct doing *d, const char *name, const char *value)
{
	const struct asked_value *asked = definition_value(d->node->definition, name);
	char text[DAY_TEXT_BYTES];
	int32_t day;

	if (asked && asked->type == ASKED_DATE) {
		day = day_read(value);
		if (day == DAY_NONE || day < d->today)
			return err_argument(d->err, name, "not-a-date", value);
		value = day_to_text(day, text);
	}
	value_put(d, name, value);
	return 0;
}

static int
record_asked(struct doing *d, const struct step_option *o)
{
	const json_t *given = json_object_get(d->act->args, "values");

	for (size_t i = 0; i < o->asks.count; i++) {
		const char *name = o->asks.items[i], *value = text_at(given, name);

		if (value && record_value(d, name, value) < 0)
			return -1;
		if (!value && !text_at(json_object_get(map_of(d->r, "values"), name), "value"))
			return err_argument(d->err, name, "empty", NULL);
	}
	for (size_t i = 0; i < o->offers.count; i++)
		if (text_at(given, o->offers.items[i]) &&
		    record_value(d, o->offers.items[i], text_at(given, o->offers.items[i])) < 0)
			return -1;
	return 0;
}

int
act_choose(struct doing *d)
{
	const struct step_option *o = step_option(d->node->step, arg_text(d, "value"));
	const char *old = text_at(d->record, "choice");

	if (!o)
		return bad_argument(d, "value", "unknown");
	if (flow_needs_reason(d->flow, o) && text_is_blank(d->act->note))
		return err_set(d->err, "reason-needed", "the choice '%s' needs a reason", o->value);
	if (record_asked(d, o) < 0 || (o->confirms_names && names_confirm(d) < 0))
		return -1;
	if (old && strcmp(old, o->value) != 0)
		keep_earlier(d, "choice");
	put_text(d->record, "note", NULL);
	put_text(d->record, "choice", o->value);
	json_object_del(d->record, "remembered");
	if (flag_of(d->act->args, "remembered"))
		json_object_set_new(d->record, "remembered", json_true());
	step_finish(d, d->node, STATE_DONE);
	return 0;
}

/* ---- tickets and values ---- */

/* A pattern that a site does not set lets everything pass. */
static bool
fits(const char *pattern, const char *text)
{
	regex_t re;
	bool ok;

	if (!pattern || regcomp(&re, pattern, REG_EXTENDED | REG_NOSUB) != 0)
		return true;
	ok = regexec(&re, text, 0, NULL, 0) == 0;
	regfree(&re);
	return ok;
}

/* The step of the renewal that has the key already and may not share it: one whose ticket this one is linked to or,
 * where a new ticket is to be made, any. */
static const struct node *
ticket_taken(const struct doing *d, const char *key)
{
	const struct step *s = d->node->step;

	for (size_t i = 0; i < d->flow->count; i++) {
		const struct node *n = &d->flow->nodes[i];
		const char *other = text_at(record_of(d->r, n->key), "ticket");

		if (n != d->node && other && !strcmp(other, key) &&
		    (s->fresh || names_have(&s->links, n->step->id)))
			return n;
	}
	return NULL;
}

static int
check_unused(struct doing *d, const char *key)
{
	const struct node *n = ticket_taken(d, key);
	const char *origin = renewal_origin_ticket(d->r);
	char *step;

	if (!n && !(d->node->step->fresh && origin && !strcmp(origin, key)))
		return 0;
	step = n ? mem_printf("%s %s", n->step->number, n->step->title) : NULL;
	err_set(d->err, "ticket-used", "'%s' is a ticket of this renewal already", key);
	err_text(d->err, "key", key);
	if (step)
		err_text(d->err, "step", step);
	free(step);
	return -1;
}

static bool
is_agreed(const struct doing *d, const char *code)
{
	const json_t *list = json_object_get(d->act->args, "agreed"), *one;
	size_t i;

	json_array_foreach(list, i, one)
		if (json_is_string(one) && !strcmp(json_string_value(one), code))
			return true;
	return false;
}

/* A key of another project than the step's is mostly that of another ticket: whoever means it says so. */
static int
check_project(struct doing *d, const char *key)
{
	char *name = mem_printf("project.%s", d->node->step->project);
	const char *project = d->node->step->project ? site_value(d->site, name) : NULL;
	size_t len = strcspn(key, "-");
	bool other = project && (strlen(project) != len || strncmp(project, key, len) != 0);

	free(name);
	if (!other || is_agreed(d, "other-project"))
		return 0;
	err_set(d->err, "other-project", "'%s' is not of project '%s'", key, project);
	err_text(d->err, "key", key);
	return err_text(d->err, "project", project);
}

static bool
has_monitor(const struct renewal *r, int64_t id)
{
	const json_t *one;
	size_t i;

	json_array_foreach(json_object_get(r->doc, "monitors"), i, one)
		if (number_of(one, "id") == id)
			return true;
	return false;
}

/* Is a ticket with that use for something else than this step asks for? What nobody said the role of is not. */
static bool
is_elsewhere(const struct doing *d, const json_t *use)
{
	int role = ticket_role_from(text_at(use, "role"));

	if (number_of(use, "monitor") && has_monitor(d->r, number_of(use, "monitor")))
		return false;
	if (number_of(use, "renewal") || number_of(use, "monitor"))
		return true;
	return role != TICKET_ROLE_OTHER && role != d->node->step->ticket_role;
}

/* What the daemon found of the key: that it is not known here, or that its ticket is for something else. */
static int
check_found(struct doing *d, const char *key)
{
	const json_t *found = json_object_get(d->act->args, "found"), *use;
	size_t i;

	if (found && !flag_of(found, "known") && !is_agreed(d, "unknown-ticket") &&
	    !is_agreed(d, "other-project")) { /* who said that has looked at the key */
		err_set(d->err, "unknown-ticket", "'%s' is not known here", key);
		return err_text(d->err, "key", key);
	}
	json_array_foreach(json_object_get(found, "uses"), i, use) {
		if (!is_elsewhere(d, use) || is_agreed(d, "ticket-in-use"))
			continue;
		err_set(d->err, "ticket-in-use", "'%s' is for something else", key);
		err_text(d->err, "key", key);
		err_text(d->err, "role", text_at(use, "role"));
		if (number_of(use, "renewal"))
			err_number(d->err, "renewal", number_of(use, "renewal"));
		return -1;
	}
	return 0;
}

static int
ticket_put(struct doing *d, const char *key)
{
	const char *old = text_at(d->record, "ticket"), *pattern = d->node->step->pattern;

	if (!key || !pattern || !fits(site_pattern(d->site, pattern), key))
		return bad_argument(d, "key", "not-a-ticket");
	if (check_unused(d, key) < 0 || check_project(d, key) < 0 ||
	    ((!old || strcmp(old, key) != 0) && check_found(d, key) < 0))
		return -1;
	if (old && strcmp(old, key) != 0)
		keep_earlier(d, "ticket");
	put_clean(d->record, "ticket", key);
	step_finish(d, d->node, STATE_DONE);
	return 0;
}

int
act_ticket(struct doing *d)
{
	char *key = ticket_key(arg_text(d, "key"));
	int rc = ticket_put(d, key);

	free(key);
	return rc;
}

/* The same ticket by another key, wherever it stands. */
int
act_correct_ticket(struct doing *d)
{
	const char *from = arg_text(d, "from"), *to = arg_text(d, "to"), *name;
	json_t *one;
	void *next;

	if (!from || !to || !*to)
		return bad_argument(d, "to", "empty");
	json_object_foreach(map_of(d->r, "steps"), name, one) {
		d->record = one;
		if (!text_at(one, "ticket") || strcmp(text_at(one, "ticket"), from) != 0)
			continue;
		keep_earlier(d, "ticket");
		put_clean(one, "ticket", to);
	}
	d->record = NULL;
	json_object_foreach_safe(map_of(d->r, "values"), next, name, one) {
		if (renewal_is_number(d->r, name) && text_at(one, "value") &&
		    !strcmp(text_at(one, "value"), from))
			value_put(d, name, to);
	}
	if (text_at(d->r->doc, "ticket") && !strcmp(text_at(d->r->doc, "ticket"), from))
		put_clean(d->r->doc, "ticket", to);
	return 0;
}

int
act_value(struct doing *d)
{
	const struct step *s = d->node->step;
	const char *value = arg_text(d, "value");

	if (!value || !value[strspn(value, " \t")])
		return bad_argument(d, "value", "empty");
	if (s->pattern && !fits(site_pattern(d->site, s->pattern), value))
		return bad_argument(d, "value", "pattern");
	value_put(d, s->sets, value);
	step_finish(d, d->node, STATE_DONE);
	return 0;
}

/* ---- rejection: back to where the request is made, with what was gathered kept as a round ---- */

static void
start_round(struct doing *d, const struct node *n)
{
	json_t *old = record_of(d->r, n->key), *fresh = json_object(), *rounds;

	if (!old)
		return;
	rounds = json_deep_copy(list_in(old, "rounds"));
	json_object_del(old, "rounds");
	put_clean(old, "rejected", d->act->note);
	if (n->step->kind == STEP_VALUE) {
		json_t *values = map_of(d->r, "values"),
		       *value = json_object_get(values, n->step->sets), *empty = json_object();

		put_text(old, "value", text_at(value, "value"));
		if (text_at(value, "value")) {
			json_t *kept = json_deep_copy(value),
			       *earlier = json_deep_copy(list_in(value, "earlier"));

			json_object_del(kept, "earlier");
			put_clean(kept, "rejected", d->act->note);
			json_array_append_new(earlier, kept);
			json_object_set_new(empty, "earlier", earlier);
		}
		json_object_set_new(values, n->step->sets, empty);
	}
	json_array_append(rounds, old);
	json_object_set_new(fresh, "rounds", rounds);
	json_object_set_new(map_of(d->r, "steps"), n->key, fresh);
}

int
act_reject(struct doing *d)
{
	const struct definition *def = d->node->definition;
	const struct step *to = definition_step(def, d->node->step->rejected_to);

	if (!to)
		return err_set(
		    d->err, "bad-state", "there is no step to go back to from '%s'", d->node->key);
	for (const struct step *s = to; s <= d->node->step; s++)
		start_round(d, flow_of(d->flow, def, s));
	d->record = record_of(d->r, d->node->key);
	return 0;
}
