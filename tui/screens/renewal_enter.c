/* What Return does: the next thing for the step under the cursor, whatever its kind; where nothing
 * is to be done there, the cursor goes to where there is. */
#include "tui/screens/renewal.h"

#include "base/clock.h"
#include "base/mem.h"
#include "tui/link.h"
#include "tui/screens/choose.h"
#include "tui/screens/inputs.h"
#include "tui/when.h"
#include "words/words.h"

static const char date_hint[] = N_("A date such as 26/11/2026 or 26/11, or a number of days.");

/* ---- task, mail, wait ---- */

static void
ask_evidence(struct panel *p, const json_t *step, const char *title)
{
	struct screen *inputs =
	    renewal_ask(p, "complete", p->step, args_note, NULL, NULL, title, NULL);

	(void)step;
	inputs_add(
	    inputs, _("Evidence"), _("If you want: what was done, with whom. Return: done."), "");
	app_push(p->app, inputs);
}

static void
enter_task(struct panel *p, const json_t *step)
{
	if (json_array_size(json_object_get(step, "points")))
		app_push(p->app, sheet_new(p, p->step));
	else
		ask_evidence(p, step, _("Done"));
}

/* The step whose doing ends the wait, where there is one: that is the next thing. */
static void
enter_wait(struct panel *p, const json_t *step)
{
	const char *end = read_text(step, "ends_with");

	if (renewal_step(renewal_model_get(p->model), end))
		panel_go(p, end);
	else
		ask_evidence(p, step, _("It came"));
}

static void
enter_form(struct panel *p, const json_t *step)
{
	(void)step;
	app_push(p->app, sheet_new(p, p->step));
}

/* ---- decision ---- */

struct deciding {
	struct panel *panel;
	char *step;
};

static void
deciding_gone(void *arg)
{
	struct deciding *d = arg;

	free(d->step);
	free(d);
}

/* What the values are that the shipped procedures ask for with a choice; another one is called what
 * it is. */
static const char *
value_words(const char *name)
{
	static const struct {
		const char *name, *words;
	} known[] = {
	    {"tiquet-origen", N_("Ticket that asks for it")},
	    {"data-fi", N_("From when")},
	    {"noms-demanats", N_("Names asked for")},
	    {"ca-nom", N_("Name of the CA")},
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (!strcmp(known[i].name, name))
			return _(known[i].words);
	return name;
}

static bool
is_date(const char *name)
{
	return !strncmp(name, "data-", 5);
}

/* The values that the choice asks for come first, the reason last. */
static json_t *
args_choice(struct asking *q, const char *const *texts, const char **note, const char **problem,
    size_t *line)
{
	const json_t *asks = json_object_get(q->known, "asks"), *ask;
	json_t *values = json_object();
	size_t i;

	json_array_foreach(asks, i, ask)
	{
		char day[WHEN_BYTES];
		const char *name = json_string_value(ask), *text = texts[i];
		if (is_date(name) && *text) {
			if (!when_parse(text, clock_wall(q->panel->app->clock), day)) {
				*problem = _(date_hint);
				*line = i;
				json_decref(values);
				return NULL;
			}
			text = day;
		}
		if (*text)
			json_object_set_new(values, name, json_string(text));
	}
	*note = texts[i];
	return json_pack("{s:s,s:o}", "value", read_text(q->known, "value"), "values", values);
}

/* What must be given with a choice, and what may. */
static json_t *
asked_with(const json_t *option)
{
	json_t *all = json_array();

	json_array_extend(all, json_object_get(option, "asks"));
	json_array_extend(all, json_object_get(option, "offers"));
	return all;
}

static void
ask_more(struct panel *p, const json_t *step, const json_t *option)
{
	json_t *asks = asked_with(option),
	       *known = json_pack("{s:s,s:o}", "value", read_text(option, "value"), "asks", asks);
	struct screen *inputs = renewal_ask(p, "choose", read_text(step, "key"), args_choice, NULL,
	    known, read_text(option, "title"), read_text(option, "text"));
	const json_t *ask;
	size_t i;

	json_array_foreach(asks, i, ask)
	{
		const char *name = json_string_value(ask);
		inputs_add(inputs, value_words(name), is_date(name) ? _(date_hint) : NULL, "");
	}
	inputs_add(inputs, _("Reason"),
	    read_flag(option, "reason") ? _("This choice needs a reason.") : _("If you want."), "");
	app_push(p->app, inputs);
}

static void
decided(struct app *a, size_t i, void *arg)
{
	struct deciding *d = arg;
	const json_t *step = renewal_step(renewal_model_get(d->panel->model), d->step);
	const json_t *option = json_array_get(json_object_get(step, "options"), i);

	(void)a;
	if (!option)
		return;
	if (json_array_size(json_object_get(option, "asks")) || read_flag(option, "reason"))
		ask_more(d->panel, step, option);
	else
		renewal_do(d->panel, "choose", d->step,
		    json_pack("{s:s}", "value", read_text(option, "value")), NULL);
}

static void
enter_decision(struct panel *p, const json_t *step)
{
	struct deciding *d = mem_alloc(sizeof(*d));
	const struct choose_owner owner = {decided, deciding_gone, d};
	const json_t *options = json_object_get(step, "options"), *o;
	const char *was = read_text(step, "choice");
	struct screen *list;
	size_t i;

	*d = (struct deciding){p, mem_strdup(p->step)};
	if (!*was)
		was = read_text(step, "proposal");
	list = choose_new(read_text(step, "title"), NULL, &owner);
	json_array_foreach(options, i, o)
	{
		choose_add(list, read_text(o, "title"), read_text(o, "text"));
		if (*was ? !strcmp(read_text(o, "value"), was) : read_flag(o, "usual"))
			choose_at(list, i);
	}
	app_push(p->app, list);
}

/* ---- one line: a ticket's key, a value ---- */

static void
enter_ticket(struct panel *p, const json_t *step)
{
	struct screen *inputs = renewal_ask(
	    p, "ticket", p->step, args_text, "key", NULL, read_text(step, "title"), NULL);
	char *project =
	    mem_printf(*read_text(step, "project") ? "%s-" : "%s", read_text(step, "project"));
	const char *was = read_text(step, "ticket");

	inputs_add(inputs, _("Ticket"),
	    _("Its key, once it was created with the text of this step."), *was ? was : project);
	app_push(p->app, inputs);
	free(project);
}

static void
enter_value(struct panel *p, const json_t *step)
{
	struct screen *inputs = renewal_ask(
	    p, "value", p->step, args_text, "value", NULL, read_text(step, "title"), NULL);
	const char *was = read_text(step, "value");

	inputs_add(inputs, _("Value"), read_text(step, "example"),
	    *was ? was : read_text(step, "proposal"));
	app_push(p->app, inputs);
}

/* ---- archive ---- */

/* A digest for each document, as certutil prints it, with or without blanks; one left empty is
 * confirmed by whoever says so. */
static json_t *
args_digests(struct asking *q, const char *const *texts, const char **note, const char **problem,
    size_t *line)
{
	const json_t *roles = json_object_get(q->known, "roles"), *role;
	json_t *digests = json_object();
	bool all = true;
	size_t i;

	(void)note;
	json_array_foreach(roles, i, role)
	{
		char hex[65];
		size_t n = 0;
		for (const char *c = texts[i]; *c; c++)
			if (*c != ' ' && n < sizeof(hex))
				hex[n++] = *c;
		all &= n != 0;
		if (n != 0 && n != 64) {
			*problem = _("A SHA-256 has 64 hexadecimal digits.");
			*line = i;
			json_decref(digests);
			return NULL;
		}
		if (n)
			json_object_set_new(digests, json_string_value(role), json_stringn(hex, n));
	}
	return json_pack("{s:o,s:b}", "digests", digests, "confirmed", !all);
}

static void
enter_archive(struct panel *p, const json_t *step)
{
	const json_t *documents = json_object_get(step, "documents"), *d;
	json_t *roles = json_array();
	struct screen *inputs = renewal_ask(p, "archive", p->step, args_digests, NULL,
	    json_pack("{s:o}", "roles", roles), read_text(step, "title"),
	    read_text(step, "folder"));
	size_t i;

	json_array_foreach(documents, i, d)
	{
		json_array_append_new(roles, json_string(read_text(d, "role")));
		inputs_add(inputs, read_text(d, "role"),
		    _("The SHA-256 of the file in the folder; empty: you say that it is there."),
		    "");
	}
	if (!json_array_size(documents))
		inputs_add(inputs, _("Note"), _("You say that the files are there."), "");
	app_push(p->app, inputs);
}

/* ---- file ---- */

static bool
has_failed(const json_t *check)
{
	return !strcmp(read_text(check, "result"), "failed");
}

static bool
is_critical(const json_t *check)
{
	return !strcmp(read_text(check, "grade"), "critical");
}

static json_t *
args_accept(struct asking *q, const char *const *texts, const char **note, const char **problem,
    size_t *line)
{
	(void)problem;
	(void)line;
	*note = texts[0];
	return json_pack("{s:s}", "check", read_text(q->known, "check"));
}

static void
accepted(struct app *a, size_t i, void *arg)
{
	struct deciding *d = arg;
	const json_t *step = renewal_step(renewal_model_get(d->panel->model), d->step), *check;
	struct screen *inputs;
	size_t k, n = 0;

	json_array_foreach(json_object_get(step, "checks"), k, check)
	{
		if (is_critical(check) || !has_failed(check) || n++ != i)
			continue;
		inputs = renewal_ask(d->panel, "accept", d->step, args_accept, NULL,
		    json_pack("{s:s}", "check", read_text(check, "name")),
		    _("Accept it all the same"), read_text(check, "detail"));
		inputs_add(inputs, _("Reason"), _("It is kept in the record of the renewal."), "");
		app_push(a, inputs);
		return;
	}
}

/* Checks that may be accepted with a reason, when the critical ones passed. */
static void
enter_file(struct panel *p, const json_t *step)
{
	struct deciding *d = mem_alloc(sizeof(*d));
	const struct choose_owner owner = {accepted, deciding_gone, d};
	struct screen *list = choose_new(_("Which one do you accept all the same?"), NULL, &owner);
	const json_t *check;
	size_t i, n = 0;
	bool critical = false;

	*d = (struct deciding){p, mem_strdup(p->step)};
	json_array_foreach(json_object_get(step, "checks"), i, check)
	{
		if (!has_failed(check))
			continue;
		critical |= is_critical(check);
		if (!is_critical(check) && ++n)
			choose_add(list, words_check(read_text(check, "name")),
			    read_text(check, "detail"));
	}
	if (n && !critical) {
		app_push(p->app, list);
		return;
	}
	list->class->free(list, p->app);
	app_say(p->app, STYLE_TEXT,
	    critical ? _("A critical check failed: another file is needed.")
		     : _("Give the file with the command that the step shows."));
}

/* ---- addresses: probe and verify ---- */

static json_t *
args_seen(struct asking *q, const char *const *texts, const char **note, const char **problem,
    size_t *line)
{
	char day[WHEN_BYTES];

	(void)note;
	*line = 0;
	if (!when_parse(texts[0], clock_wall(q->panel->app->clock), day)) {
		*problem = _(date_hint);
		return NULL;
	}
	return json_pack("{s:s,s:s}", "not_after", day, "where", texts[1]);
}

static void
ask_date_seen(struct panel *p, const char *step)
{
	struct screen *inputs = renewal_ask(
	    p, "complete", step, args_seen, NULL, NULL, _("The date as a browser shows it"), NULL);

	inputs_add(inputs, _("Expires"), _(date_hint), "");
	inputs_add(inputs, _("Seen in"), _("Which browser, from which network."), "");
	app_push(p->app, inputs);
}

static json_t *
args_digest_seen(struct asking *q, const char *const *texts, const char **note,
    const char **problem, size_t *line)
{
	const json_t *monitors = json_object_get(renewal_model_get(q->panel->model), "monitors");

	(void)note;
	(void)problem;
	(void)line;
	return json_pack("{s:I,s:s,s:s,s:s}", "monitor",
	    (json_int_t)read_number(json_array_get(monitors, 0), "id"), "address", texts[0],
	    "sha256", texts[1], "where", texts[2]);
}

static void
ask_digest_seen(struct panel *p, const char *step)
{
	struct screen *inputs = renewal_ask(p, "seen", step, args_digest_seen, NULL, NULL,
	    _("The certificate as a browser shows it"), NULL);

	inputs_add(inputs, _("Address"), _("Of which address or node it was seen."), "");
	inputs_add(inputs, "SHA-256", _("The fingerprint of the certificate."), "");
	inputs_add(inputs, _("Seen in"), _("Which browser, from which network."), "");
	app_push(p->app, inputs);
}

static void
ask_override(struct panel *p, const char *step)
{
	struct screen *inputs =
	    renewal_ask(p, "override", step, args_note, NULL, NULL, _("Close without seeing it"),
		_("Nobody saw the new certificate on every address. It is kept in the record."));

	inputs_add(inputs, _("Reason"), NULL, "");
	app_push(p->app, inputs);
}

/* ---- looking now: a probe, and when it has ended the step is done with what was seen ---- */

static void
look_ended(const json_t *ok, const json_t *error, void *arg)
{
	struct panel *p = arg;
	const json_t *step = panel_step(p);

	if (error)
		app_say_error(p->app, error);
	else if (ok && !strcmp(read_text(step, "kind"), "probe"))
		renewal_do(p, "complete", p->step, NULL, NULL);
	else
		renewal_model_ask(p->model);
}

static void
look_began(const json_t *ok, const json_t *error, void *arg)
{
	struct panel *p = arg;

	if (error) {
		app_say_error(p->app, error);
		return;
	}
	app_say(p->app, STYLE_TEXT, _("Every address is being looked at…"));
	link_call(p->app->link, "monitor.wait",
	    json_pack("{s:I}", "sweep", (json_int_t)read_number(ok, "sweep")), look_ended, p);
}

static void
probe_now(struct panel *p, const char *step)
{
	const json_t *monitors = json_object_get(renewal_model_get(p->model), "monitors"), *m;
	json_t *ids = json_array();
	size_t i;

	(void)step;
	json_array_foreach(monitors, i, m) json_array_append(ids, json_object_get(m, "id"));
	link_call(p->app->link, "monitor.probe", json_pack("{s:o}", "ids", ids), look_began, p);
}

static void
verify_now(struct panel *p, const char *step)
{
	(void)step;
	link_call(p->app->link, "renewal.verify", json_pack("{s:I}", "id", (json_int_t)p->id),
	    look_began, p);
}

static void
looked(struct app *a, size_t i, void *arg)
{
	static void (*const probe[])(struct panel *, const char *) = {probe_now, ask_date_seen};
	static void (*const verify[])(struct panel *, const char *) = {
	    verify_now, ask_digest_seen, ask_override};
	struct deciding *d = arg;
	const json_t *step = renewal_step(renewal_model_get(d->panel->model), d->step);

	(void)a;
	if (!strcmp(read_text(step, "kind"), "probe"))
		probe[i](d->panel, d->step);
	else
		verify[i](d->panel, d->step);
}

static void
enter_addresses(struct panel *p, const json_t *step)
{
	struct deciding *d = mem_alloc(sizeof(*d));
	const struct choose_owner owner = {looked, deciding_gone, d};
	struct screen *list = choose_new(read_text(step, "title"), NULL, &owner);

	*d = (struct deciding){p, mem_strdup(p->step)};
	choose_add(list, _("Look at every address now"), _("From this machine, as always."));
	if (!strcmp(read_text(step, "kind"), "probe")) {
		choose_add(list, _("Type the date that a browser shows"),
		    _("For a host that cannot be reached from here."));
	} else {
		choose_add(list, _("Type the fingerprint that a browser shows"),
		    _("For an address that cannot be reached from here."));
		choose_add(
		    list, _("Close without seeing it"), _("With a reason that is recorded."));
	}
	app_push(p->app, list);
}

/* ---- Return ---- */

static const struct {
	const char *kind, *words; /* words: a msgid */
	void (*enter)(struct panel *p, const json_t *step);
} kinds[] = {
    {"task", N_("it is done"), enter_task},
    {"mail", N_("it was sent"), enter_task},
    {"decision", N_("decide"), enter_decision},
    {"ticket", N_("type the key of the ticket"), enter_ticket},
    {"wait", N_("what was waited for came"), enter_wait},
    {"form", N_("the fields, one after another, to copy"), enter_form},
    {"value", N_("type the value"), enter_value},
    {"file", N_("accept what a check found"), enter_file},
    {"archive", N_("the files are in the folder"), enter_archive},
    {"probe", N_("look at the addresses now"), enter_addresses},
    {"verify", N_("look at the addresses now"), enter_addresses},
};

enum { KINDS = sizeof(kinds) / sizeof(kinds[0]) };

static size_t
kind_of(const json_t *step)
{
	size_t i = 0;

	while (i < KINDS && strcmp(kinds[i].kind, read_text(step, "kind")) != 0)
		i++;
	return i;
}

/* Something is to be done there: its turn has come, or it is a wait. */
static bool
can_enter(const json_t *step)
{
	const char *state = read_text(step, "state");

	return step && kind_of(step) < KINDS && !renewal_step_settled(step) &&
	       (read_flag(step, "ready") || !strcmp(state, "waiting") || !strcmp(state, "doing"));
}

const char *
renewal_enter_words(const struct panel *p, const json_t *step)
{
	if (read_number(renewal_model_get(p->model), "closed_at"))
		return NULL;
	if (can_enter(step))
		return _(kinds[kind_of(step)].words);
	return _("to what is next");
}

static void
close_agreed(struct app *a, void *arg)
{
	struct panel *p = *(struct panel **)arg;

	(void)a;
	free(arg);
	renewal_do(p, "close", NULL, NULL, NULL);
}

static void
ask_close(struct panel *p)
{
	struct panel **arg = mem_alloc(sizeof(*arg));

	*arg = p;
	app_push(
	    p->app, ask_new(_("Everything is done. Close the renewal?"), true, close_agreed, arg));
}

void
renewal_enter(struct panel *p)
{
	const json_t *r = renewal_model_get(p->model), *step = panel_step(p);
	const json_t *next = json_object_get(r, "next");

	if (read_number(r, "closed_at")) {
		app_say(p->app, STYLE_TEXT, _("This renewal is closed."));
	} else if (can_enter(step)) {
		kinds[kind_of(step)].enter(p, step);
	} else if (!strcmp(read_text(next, "act"), "close")) {
		ask_close(p);
	} else if (*read_text(next, "step") &&
		   strcmp(read_text(next, "step"), p->step ? p->step : "")) {
		panel_go_next(p);
	} else {
		app_say(p->app, STYLE_WARNING, _("Nothing can be done here yet."));
	}
}
