/* A renewal as clients see it, in JSON: the whole in outline (renewal_view), one step in full
 * (renewal_step_view), and what was gathered, for a record (renewal_records). The daemon answers with them
 * (operations/renewal_views.c, renewal_panel.c). Nothing is decided here; what counts and what is ready comes
 * from the flow (renewal_flow.c), and what a text says from renewal_fill.
 *
 * struct viewing holds what every part needs: the renewal, the site, who looks and which day it is; none is
 * changed. A part adds the members that its kind of step has, and leaves the others out. Names of members are
 * the contract with the console and caducactl, described in the header. The first value of a text that nobody
 * knows yet is named in "missing"; words stand for it in the text. */
#include "procedure/renewal_view.h"
#include "procedure/renewal_names.h"
#include "procedure/renewal_ask.h"
#include "procedure/renewal_meaning.h"

#include "procedure/renewal_doc.h"
#include "procedure/renewal_flow.h"
#include "procedure/site.h"
#include "procedure/values.h"

#include "base/checks.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/members.h"

struct viewing {
	const struct renewal *r;
	const struct site *site;
	const char *user;
	int32_t today;
};

/* ---- small things ---- */

static json_t *
list_put(json_t *into, const char *name)
{
	json_t *list = json_array();

	json_object_set_new(into, name, list);
	return list;
}

static void
copy(json_t *into, const json_t *from, const char *const *names)
{
	for (; *names; names++)
		if (json_object_get(from, *names))
			json_object_set_new(
			    into, *names, json_deep_copy(json_object_get(from, *names)));
}

/* Puts a text with its holes filled; tells of the first that is not, and of the first whose value would end the block
 * that it stands in: such a text is not given. */
static void
put_filled_as(const struct viewing *v, json_t *into, const char *name, const char *text, bool wiki)
{
	struct err err = {0};
	char *filled;
	bool bad;

	if (!text)
		return;
	renewal_fill(v->r, v->site, text, wiki, v->user, v->today, &filled, &err);
	bad = err.code && !strcmp(err.code, "bad-value");
	if (bad)
		put_text(into, "ends_block", err_said(&err, "name"));
	else if (err.code && !json_object_get(into, "missing"))
		put_text(into, "missing", err_said(&err, "name"));
	put_text(into, name, bad ? NULL : filled);
	free(filled);
}

static void
put_filled(const struct viewing *v, json_t *into, const char *name, const char *text)
{
	put_filled_as(v, into, name, text, false);
}

/* It stands beside the text: the step can do without what it lacks. */
static void
put_note(const struct viewing *v, json_t *into, const char *note)
{
	bool lacked = json_object_get(into, "missing") != NULL;

	put_filled(v, into, "note", note);
	if (!lacked && json_object_get(into, "missing"))
		json_object_set_new(into, "missing_in_note", json_true());
}

static void
put_flag(json_t *into, const char *name, bool on)
{
	json_object_set_new(into, name, json_boolean(on));
}

static void
put_names(json_t *into, const char *name, const struct names *names)
{
	json_t *list = list_put(into, name);

	for (size_t i = 0; i < names->count; i++)
		json_array_append_new(list, json_string(names->items[i]));
}

static json_t *
step_head(const struct viewing *v, const struct renewal_step *s)
{
	json_t *o = json_object();

	put_text(o, "key", s->key);
	put_text(o, "number", s->step->number);
	put_text(o, "kind", step_kind_text(s->step->kind));
	put_filled(v, o, "title", s->step->title);
	put_text(o, "source", step_source_text(s->step->source));
	put_text(o, "state", step_state_text(s->state));
	put_flag(o, "ready", s->ready);
	return o;
}

/* Another step of the same procedure, by its key. */
static void
put_key(json_t *into, const char *name, const struct renewal_step *s, const char *id)
{
	char *key = id ? mem_printf("%s/%s", s->definition->name, id) : NULL;

	put_text(into, name, key);
	free(key);
}

/* ---- the whole ---- */

static json_t *
phase_head(const struct viewing *v, const struct renewal_step *s)
{
	json_t *o = json_object();

	put_text(o, "procedure", s->definition->name);
	put_text(o, "id", s->phase->id);
	put_text(o, "number", s->phase->number);
	put_filled(v, o, "title", s->phase->title);
	put_text(o, "source", step_source_text(s->phase->source));
	put_number(o, "done", 0);
	put_number(o, "total", 0);
	list_put(o, "steps");
	return o;
}

/* From its first beginning to its last end, in working days; of one that is done. */
static void
phase_lasted(const struct viewing *v, json_t *phase, const json_t *record)
{
	int64_t began = number_of(record, "began_at"), done = number_of(record, "done_at");
	int64_t from = number_of(phase, "began_at"), to = number_of(phase, "done_at");

	if (began && (!from || began < from))
		put_number(phase, "began_at", from = began);
	if (done > to)
		put_number(phase, "done_at", to = done);
	if (!from)
		return;
	if (number_of(phase, "done") < number_of(phase, "total") || !to)
		json_object_del(phase, "days");
	else
		put_number(phase, "days",
		    calendar_between(site_calendar(v->site), day_at(from), day_at(to)));
}

static void
phases_put(const struct viewing *v, json_t *into)
{
	static const char *const shown[] = {
	    "waiting_on", "since", "follow_up", "ticket", "choice", "days", "good", "total", NULL};
	json_t *phases = list_put(into, "phases"), *phase = NULL, *one;
	const struct phase *last = NULL;
	size_t count;
	struct renewal_step *all = renewal_steps(v->r, &count);

	for (size_t i = 0; i < count; i++) {
		struct renewal_step s = all[i];

		if (s.phase != last) {
			phase = phase_head(v, &s);
			json_array_append_new(phases, phase);
			last = s.phase;
		}
		one = step_head(v, &s);
		put_flag(one, "undecided", s.undecided);
		copy(one, s.record, shown);
		json_array_append_new(json_object_get(phase, "steps"), one);
		if (s.state == STATE_NOT_APPLICABLE)
			continue;
		put_number(phase, "total", number_of(phase, "total") + 1);
		put_number(phase, "done",
		    number_of(phase, "done") + (s.state == STATE_DONE || s.state == STATE_SKIPPED));
		phase_lasted(v, phase, s.record);
	}
	free(all);
}

static void
next_put(const struct viewing *v, json_t *into)
{
	struct renewal_next next;
	json_t *o;

	if (!renewal_next(v->r, v->today, &next)) {
		json_object_set_new(into, "next", json_null());
		return;
	}
	o = json_object();
	put_text(o, "step", next.step.step ? next.step.key : NULL);
	put_text(o, "act", next.act);
	put_flag(o, "ours", next.ours);
	put_flag(o, "due", next.due);
	json_object_set_new(into, "next", o);
}

/* What undoing would undo. */
static void
undo_put(const struct viewing *v, json_t *into)
{
	static const char *const shown[] = {"seq", "at", "by", "what", "step", NULL};
	const json_t *list = json_object_get(v->r->doc, "undo"), *last;
	json_t *o;

	if (!json_array_size(list))
		return;
	last = json_array_get(list, json_array_size(list) - 1);
	o = json_object();
	copy(o, last, shown);
	json_object_set_new(into, "undo", o);
}

/* An estimate over holidays that are not yet published says so. */
static bool
holidays_confirmed(const struct site *site, int32_t today, int32_t finish)
{
	int from, to, month, day;

	day_to_date(today, &from, &month, &day);
	to = from;
	if (finish != DAY_NONE)
		day_to_date(finish, &to, &month, &day);
	for (; from <= to; from++)
		if (!site_year_confirmed(site, from))
			return false;
	return true;
}

/* A value that a step gives: where to look for it. */
static void
put_giver(json_t *all, const struct definition *d, const struct step *s)
{
	char *key;

	if (!s->sets || json_object_get(all, s->sets))
		return;
	key = mem_printf("%s/%s", d->name, s->id);
	json_object_set_new(all, s->sets, json_pack("{s:s, s:s}", "title", s->title, "step", key));
	free(key);
}

/* What a person is asked for, by name: with a type where it may be said without the step that asks; else with the
 * step. title: as the procedure asks for it. */
static json_t *
asked_values(const struct renewal *r)
{
	json_t *all = json_object();
	const struct given_value *given;

	for (size_t i = 0; (given = value_at(i)); i++)
		if (given->setting != VALUE_NOT_SET)
			json_object_set_new(all, given->name,
			    json_pack("{s:s}", "type",
				asked_type_text(
				    given->setting == VALUE_DATE ? ASKED_DATE : ASKED_TEXT)));
	for (size_t i = 0; i < r->pin_count; i++)
		for (size_t k = 0; k < r->pins[i]->value_count; k++) {
			const struct asked_value *v = &r->pins[i]->values[k];
			json_t *one = json_object();

			put_text(one, "title", v->title);
			put_text(one, "type", asked_type_text(v->type));
			put_text(one, "means",
			    v->means < 0 ? NULL : meaning_text((enum meaning)v->means));
			json_object_set_new(all, v->name, one);
		}
	for (size_t i = 0; i < r->pin_count; i++)
		for (size_t k = 0; k < r->pins[i]->step_count; k++)
			put_giver(all, r->pins[i], &r->pins[i]->steps[k]);
	return all;
}

/* What was made before the names were changed, and would have to be made anew. */
static void
old_names_put(const struct viewing *v, json_t *o)
{
	const json_t *keys = json_object_get(v->r->doc, "made_with_old_names"), *key;
	json_t *list = json_array_size(keys) ? list_put(o, "made_with_old_names") : NULL;
	struct renewal_step s;
	size_t i;

	json_array_foreach(keys, i, key) {
		json_t *one;

		if (!renewal_step_find(v->r, json_string_value(key), &s))
			continue;
		one = step_head(v, &s);
		put_text(one, "ticket", text_at(s.record, "ticket"));
		json_array_append_new(list, one);
	}
}

/* Steals the list. */
static void
put_if_any(json_t *o, const char *name, json_t *list)
{
	if (json_array_size(list))
		json_object_set(o, name, list);
	json_decref(list);
}

json_t *
renewal_view(const struct renewal *r, const struct site *site, const char *user, int32_t today)
{
	static const char *const shown[] = {"id", "version", "procedure", "monitors", "state",
	    "outcome", "owner", "paused_until", "expires", "opened_at", "opened_by", "closed_at",
	    "closed_by", NULL};
	struct viewing v = {r, site, user, today};
	json_t *o = json_object();
	int32_t finish = renewal_earliest_finish(r, site, today);
	char date[DAY_TEXT_BYTES];

	copy(o, r->doc, shown);
	put_text(o, "title", pin_find(r, text_at(r->doc, "procedure"))->title);
	if (renewal_subject_name(r))
		put_filled(&v, o, "domain", "{{domain}}");
	json_object_set_new(o, "names", renewal_names(r));
	old_names_put(&v, o);
	put_if_any(o, "uncovered", renewal_uncovered(r));
	put_if_any(o, "names_lost", renewal_names_lost(r));
	put_flag(o, "urgent", flag_of(r->doc, "urgent"));
	put_flag(o, "offers_urgent", renewal_offers_urgent(r, site, today));
	if (finish != DAY_NONE)
		put_text(o, "finish", day_to_text(finish, date));
	if (renewal_retires(r) != DAY_NONE)
		put_text(o, "retires", day_to_text(renewal_retires(r), date));
	put_flag(o, "holidays_confirmed", holidays_confirmed(site, today, finish));
	json_object_set_new(o, "asked", asked_values(r));
	next_put(&v, o);
	undo_put(&v, o);
	phases_put(&v, o);
	return o;
}

/* ---- one step ---- */

/* What a person can do with it as it stands. */
static void
acts_put(json_t *o, const struct renewal_step *s)
{
	json_t *list = list_put(o, "acts");
	bool tickable = s->step->points.count || s->step->kind == STEP_FORM;
	const char *name;

	for (size_t i = 0; (name = renewal_act_name(i)); i++)
		if (renewal_act_fits(name, s->step->kind, s->state) &&
		    (tickable || strcmp(name, "tick") != 0) &&
		    (s->step->rejected_to || strcmp(name, "reject") != 0))
			json_array_append_new(list, json_string(name));
}

static void
points_put(const struct viewing *v, json_t *o, const struct renewal_step *s)
{
	json_t *list = s->step->points.count ? list_put(o, "points") : NULL;

	for (size_t i = 0; i < s->step->points.count; i++) {
		json_t *one = json_object();

		put_filled(v, one, "text", s->step->points.items[i]);
		put_flag(one, "ticked",
		    numbers_have(json_object_get(s->record, "ticks"), (json_int_t)i));
		json_array_append_new(list, one);
	}
}

static void
options_put(const struct viewing *v, json_t *o, const struct renewal_step *s)
{
	json_t *list = s->step->option_count ? list_put(o, "options") : NULL;
	const char *chosen = text_at(s->record, "choice");
	struct flow flow;

	flow_init(&flow, v->r);
	for (size_t i = 0; i < s->step->option_count; i++) {
		const struct step_option *option = &s->step->options[i];
		json_t *one = json_object();

		put_text(one, "value", option->value);
		put_text(one, "title", option->title);
		put_filled(v, one, "text", option->text);
		put_text(one, "source", step_source_text(option->source));
		put_flag(one, "chosen", chosen && !strcmp(chosen, option->value));
		put_flag(one, "usual", option->usual);
		put_flag(one, "reason", flow_needs_reason(&flow, option));
		put_flag(one, "confirms_names", option->confirms_names);
		put_names(one, "asks", &option->asks);
		put_names(one, "offers", &option->offers);
		json_array_append_new(list, one);
	}
	put_flag(o, "may_begin", flow_may_begin(&flow, flow_of(&flow, s->definition, s->step)));
	flow_release(&flow);
	put_text(o, "remember", s->step->remember);
	put_flag(o, "remembered", flag_of(s->record, "remembered"));
}

static struct step_texts
texts_of(const struct viewing *v, const struct renewal_step *s)
{
	struct flow f;
	struct step_texts t;

	flow_init(&f, v->r);
	t = flow_texts(&f, s->step);
	flow_release(&f);
	return t;
}

static void
template_put(const struct viewing *v, json_t *o, const struct renewal_step *s, const char *name,
    const char *template)
{
	const struct definition_template *t = definition_template(s->definition, template);
	json_t *one;

	if (!t)
		return;
	one = json_object();
	put_text(one, "source", step_source_text(t->source));
	put_filled(v, one, "title", t->title);
	put_filled(v, one, "body", t->body);
	put_filled_as(v, one, "wiki", t->body, true);
	json_object_set_new(o, name, one);
}

static void
ticket_put(const struct viewing *v, json_t *o, const struct renewal_step *s)
{
	json_t *list = s->step->links.count ? list_put(o, "tickets") : NULL;

	for (size_t i = 0; i < s->step->links.count; i++) {
		char *key = mem_printf("%s/%s", s->definition->name, s->step->links.items[i]);
		const char *ticket = text_at(record_of(v->r, key), "ticket");

		if (ticket)
			json_array_append_new(list, json_string(ticket));
		free(key);
	}
	if (s->step->ticket_role == TICKET_ROLE_INSTALL && renewal_origin_ticket(v->r))
		json_array_append_new(
		    list ? list : list_put(o, "tickets"), json_string(renewal_origin_ticket(v->r)));
	if (s->step->project) {
		char *hole = mem_printf("{{project.%s}}", s->step->project);

		put_filled(v, o, "project", hole);
		free(hole);
	}
	put_filled(v, o, "to", s->step->to);
	put_filled(v, o, "link", s->step->link);
	template_put(v, o, s, "template", texts_of(v, s).template);
	template_put(v, o, s, "reminder", texts_of(v, s).reminder);
}

static json_t *
document_view(const struct viewing *v, const char *role)
{
	static const char *const shown[] = {"name", "sha256", NULL};
	const json_t *document = json_object_get(json_object_get(v->r->doc, "documents"), role);
	json_t *o = json_object();

	put_text(o, "role", role);
	copy(o, document, shown);
	return o;
}

static enum form_field_type
field_type(const struct form_field *f)
{
	return f->empty                 ? FORM_FIELD_EMPTY
	       : f->private             ? FORM_FIELD_PRIVATE
	       : strstr(f->value, "{{") ? FORM_FIELD_VARIABLE
					: FORM_FIELD_CONSTANT;
}

static void
fields_put(const struct viewing *v, json_t *o, const struct renewal_step *s)
{
	json_t *list = s->step->field_count ? list_put(o, "fields") : NULL;

	for (size_t i = 0; i < s->step->field_count; i++) {
		const struct form_field *f = &s->step->fields[i];
		json_t *one = json_object();

		put_text(one, "name", f->name);
		put_filled(v, one, "value", f->value);
		put_text(one, "group", f->group);
		put_filled(v, one, "hint", f->hint);
		put_text(one, "source", step_source_text(f->source));
		put_text(one, "type", form_field_type_text(field_type(f)));
		put_flag(one, "ticked",
		    numbers_have(json_object_get(s->record, "ticks"), (json_int_t)i));
		if (f->attach)
			json_object_set_new(one, "attach", document_view(v, f->attach));
		json_array_append_new(list, one);
	}
}

static void
file_put(const struct viewing *v, json_t *o, const struct renewal_step *s)
{
	static const char *const shown[] = {
	    "result", "code", "args", "detail", "reason", "by", NULL};
	json_t *list = s->step->checks.count ? list_put(o, "checks") : NULL;

	for (size_t i = 0; i < s->step->checks.count; i++) {
		const struct check_info *g = check_find(s->step->checks.items[i]);
		json_t *one = json_object();

		put_text(one, "name", g->name);
		put_text(one, "grade", check_grade_text(g->grade));
		copy(one, json_object_get(json_object_get(s->record, "checks"), g->name), shown);
		json_array_append_new(list, one);
	}
	put_text(o, "role", s->step->role);
	put_filled(v, o, "folder", texts_of(v, s).folder);
	list = s->step->roles.count ? list_put(o, "documents") : NULL;
	for (size_t i = 0; i < s->step->roles.count; i++)
		json_array_append_new(list, document_view(v, s->step->roles.items[i]));
}

json_t *
renewal_step_view(const struct renewal *r, const struct site *site, const char *name,
    const char *user, int32_t today)
{
	struct viewing v = {r, site, user, today};
	struct renewal_step s;
	json_t *o;

	if (!renewal_step_find(r, name, &s))
		return NULL;
	o = step_head(&v, &s);
	put_filled(&v, o, "text", s.step->text);
	put_note(&v, o, s.step->note);
	put_filled(&v, o, "whom", s.step->whom);
	put_key(o, "ends_with", &s, s.step->ends_with);
	put_key(o, "rejected_to", &s, s.step->rejected_to);
	if (s.step->kind == STEP_FILE)
		put_flag(o, "optional", s.step->optional);
	if (s.record)
		json_object_set_new(o, "record", json_deep_copy(s.record));
	if (renewal_last_time(r, s.key))
		json_object_set_new(o, "last", json_deep_copy(renewal_last_time(r, s.key)));
	put_text(o, "proposal", renewal_proposal(r, s.key));
	put_text(o, "example", s.step->example);
	if (s.step->kind == STEP_VALUE)
		put_text(o, "value",
		    text_at(
			json_object_get(json_object_get(r->doc, "values"), s.step->sets), "value"));
	acts_put(o, &s);
	points_put(&v, o, &s);
	options_put(&v, o, &s);
	ticket_put(&v, o, &s);
	fields_put(&v, o, &s);
	file_put(&v, o, &s);
	return o;
}

/* ---- all of them, for a record ---- */

void
renewal_records(const struct renewal *r, const struct site *site, int32_t today, size_t after,
    bool (*add)(void *arg, json_t *item), void *arg)
{
	struct viewing v = {r, site, "", today};
	size_t count;
	struct renewal_step *all = renewal_steps(r, &count);
	bool more = true;

	for (size_t i = after; more && i < count; i++) {
		struct renewal_step s = all[i];
		json_t *o = step_head(&v, &s);
		const struct step_option *option = step_option(s.step, text_at(s.record, "choice"));

		put_number(o, "at", (int64_t)i);
		put_text(o, "sets", s.step->sets);
		if (option)
			put_filled(&v, o, "choice", option->title);
		if (s.record)
			json_object_set_new(o, "record", json_deep_copy(s.record));
		more = add(arg, o);
	}
	free(all);
}

json_t *
renewal_introductions(
    const struct renewal *r, const struct site *site, const char *user, int32_t today)
{
	struct viewing v = {r, site, user, today};
	json_t *all = json_array();
	struct flow f;

	flow_init(&f, r);
	for (size_t i = 0; i < f.part_count; i++) {
		const struct definition *d = f.parts[i].definition;
		json_t *one;

		if (!f.parts[i].active || !d->text)
			continue;
		one = json_object();
		put_text(one, "title", d->title);
		put_text(one, "source", step_source_text(d->source));
		put_filled(&v, one, "text", d->text);
		json_array_append_new(all, one);
	}
	flow_release(&f);
	return all;
}
