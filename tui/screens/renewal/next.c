/* What Return does: the next thing for the step under the cursor, whatever its kind. A table has for each
 * kind of step the words for the footer and the function that does it or opens what asks for more: a line, a
 * choice, the sheet of fields, the file prompt. Where nothing is to be done there, the cursor goes to where
 * there is; where all is done, closing the renewal is offered.
 *
 * A step has its turn when the backend says that it is ready, when it waits, or when doing it ends a wait that
 * runs. Functions here only read what the backend sent and ask; the act itself is sent by panel_do, and its
 * answer moves the cursor on. */
#include "tui/screens/renewal/panel_inside.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/ticket.h"
#include "tui/model/date_parse.h"
#include "tui/screens/confirm.h"
#include "tui/screens/dialog.h"
#include "tui/screens/menu.h"
#include "words/words.h"

/* ---- task, mail, wait ---- */

static void
ask_evidence(struct panel *p, const json_t *step, const char *title)
{
	struct screen *inputs =
	    panel_ask(p, "complete", p->step, args_note, NULL, NULL, title, NULL);

	(void)step;
	dialog_add(
	    inputs, _("Evidence"), _("If you want: what was done, with whom. Enter: done."), "");
	app_push(p->app, inputs);
}

static void
next_task(struct panel *p, const json_t *step)
{
	if (json_array_size(json_object_get(step, "points")))
		app_push(p->app, sheet_new(p, p->step));
	else
		ask_evidence(p, step, _("Done"));
}

/* The step whose doing ends the wait, where there is one: that is the next thing. But that something
 * is installed is said first (the ticket was closed), and seen after: if it is not, that is told. */
static void
next_wait(struct panel *p, const json_t *step)
{
	const json_t *end = renewal_step(renewal_model_get(p->model), text_of(step, "ends_with"));

	if (end && renewal_step_kind(end) == STEP_VERIFY)
		ask_evidence(p, step, _("They say that it is installed"));
	else if (end)
		panel_go(p, text_of(end, "key"));
	else
		ask_evidence(p, step, _("It came"));
}

static void
next_form(struct panel *p, const json_t *step)
{
	(void)step;
	app_push(p->app, sheet_new(p, p->step));
}

/* ---- decision ---- */

bool
panel_value_is_date(const struct panel *p, const char *name)
{
	const json_t *asked = json_object_get(renewal_model_get(p->model), "asked");

	return asked_type_from(text_of(json_object_get(asked, name), "type")) == ASKED_DATE;
}

void
panel_value_chooses(struct screen *inputs, const char *name)
{
	if (!strcmp(name, "head") || !strcmp(name, "project-head"))
		dialog_chooses(inputs, VALUES_HEADS);
}

/* The values that the choice asks for come first, the reason last. */
static json_t *
args_choice(struct question *q, const char *const *texts, const char **note, const char **problem,
    size_t *line)
{
	const json_t *asks = json_object_get(q->known, "asks"), *ask;
	json_t *values = json_object(), *args;
	size_t i;

	json_array_foreach(asks, i, ask) {
		char day[WHEN_BYTES];
		const char *name = json_string_value(ask), *text = texts[i];
		if (panel_value_is_date(q->panel, name) && *text) {
			if (!date_parse(text, clock_wall(q->panel->app->clock), day)) {
				*problem = _(date_parse_fault);
				*line = i;
				json_decref(values);
				return NULL;
			}
			text = day;
		}
		if (*text)
			json_object_set_new(values, name, json_string(text));
	}
	args = json_pack("{s:s, s:o}", "value", text_of(q->known, "value"), "values", values);
	if (flag_of(q->known, "confirms_names")) {
		names_args_put(args, texts + i);
		i += 2;
	}
	*note = flag_of(q->known, "takes_note") ? texts[i] : NULL;
	return args;
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

/* What stands already: what was typed before, or the names that would be lost. The caller frees. */
static char *
asked_proposal(const struct panel *p, const char *name)
{
	const json_t *asked = json_object_get(renewal_model_get(p->model), "asked");

	if (meaning_from(text_of(json_object_get(asked, name), "means")) == MEANS_NAMES)
		return names_lost(p);
	return mem_strdup("");
}

static void
ask_more(struct panel *p, const json_t *step, const json_t *option)
{
	json_t *asks = asked_with(option);
	bool note = json_array_size(asks) || flag_of(option, "reason");
	json_t *known = json_pack("{s:s, s:o, s:b, s:b}", "value", text_of(option, "value"), "asks",
	    asks, "confirms_names", flag_of(option, "confirms_names"), "takes_note", note);
	struct screen *inputs = panel_ask(p, "choose", text_of(step, "key"), args_choice, NULL,
	    known, text_of(option, "title"), text_of(option, "text"));
	const json_t *ask;
	size_t i;

	json_array_foreach(asks, i, ask) {
		const char *name = json_string_value(ask);
		char *text = asked_proposal(p, name);
		dialog_add(inputs, words_asked_name(renewal_model_get(p->model), name),
		    panel_value_is_date(p, name) ? _(date_parse_hint) : NULL, text);
		panel_value_chooses(inputs, name);
		if (i >= json_array_size(json_object_get(option, "asks")))
			dialog_may_be_empty(inputs); /* what is only offered */
		free(text);
	}
	if (flag_of(option, "confirms_names"))
		names_lines_add(p, inputs);
	if (note)
		dialog_add(inputs, _("Reason"),
		    flag_of(option, "reason") ? _("This choice needs a reason.")
					      : _("If you want."),
		    "");
	if (note && !flag_of(option, "reason"))
		dialog_may_be_empty(inputs);
	app_push(p->app, inputs);
}

static void
decided(struct app *a, size_t i, void *arg)
{
	struct panel_spot *d = arg;
	const json_t *step = renewal_step(renewal_model_get(d->panel->model), d->step);
	const json_t *option = json_array_get(json_object_get(step, "options"), i);

	(void)a;
	if (!option)
		return;
	if (json_array_size(json_object_get(option, "asks")) || flag_of(option, "reason") ||
	    flag_of(option, "confirms_names"))
		ask_more(d->panel, step, option);
	else
		panel_do(d->panel, "choose", d->step,
		    json_pack("{s:s}", "value", text_of(option, "value")), NULL);
}

static void
next_decision(struct panel *p, const json_t *step)
{
	struct panel_spot *d = panel_spot_new(p);
	const struct menu_owner owner = {decided, panel_spot_free, d};
	const json_t *options = json_object_get(step, "options"), *o;
	const char *was = text_of(step, "choice");
	struct screen *list;
	size_t i;

	if (!*was)
		was = text_of(step, "proposal");
	list = menu_new(text_of(step, "title"), NULL, &owner);
	json_array_foreach(options, i, o) {
		menu_add(list, text_of(o, "title"), text_of(o, "text"));
		if (*was ? !strcmp(text_of(o, "value"), was) : flag_of(o, "usual"))
			menu_at(list, i);
	}
	app_push(p->app, list);
}

/* ---- one line: a ticket's key, a value ---- */

/* The key; and the name of whom it goes to, where nobody knew it: not with what is no key, which is refused. */
static json_t *
args_ticket(struct question *q, const char *const *texts, const char **note, const char **problem,
    size_t *line)
{
	char *key = ticket_key(texts[0]);
	const char *only[] = {key};
	json_t *args = args_text(q, only, note, problem, line);

	if (args && q->known && *texts[1] && ticket_is_key(key))
		panel_do(q->panel, "set", NULL,
		    json_pack("{s:s, s:s}", "name", "head", "value", texts[1]), NULL);
	free(key);
	return args;
}

static void
next_ticket(struct panel *p, const json_t *step)
{
	const char *lacks = text_of(step, "missing");
	bool headless = !strcmp(lacks, "head");
	struct screen *inputs = panel_ask(p, "ticket", p->step, args_ticket, "key",
	    headless ? json_object() : NULL, text_of(step, "title"), NULL);
	char *project =
	    mem_printf(*text_of(step, "project") ? "%s-" : "%s", text_of(step, "project"));
	const char *was = text_of(step, "ticket");

	dialog_add(inputs, _("Ticket"),
	    _("Its key, once it was created with the text of this step."), *was ? was : project);
	if (headless) {
		dialog_add(inputs, words_value_name("head"),
		    _("Who it goes to. It is remembered in the service; it may be left empty."),
		    "");
		dialog_may_be_empty(inputs);
		panel_value_chooses(inputs, "head");
	}
	app_push(p->app, inputs);
	free(project);
}

static void
next_value(struct panel *p, const json_t *step)
{
	struct screen *inputs =
	    panel_ask(p, "value", p->step, args_text, "value", NULL, text_of(step, "title"), NULL);
	const char *was = text_of(step, "value");

	dialog_add(inputs, text_of(step, "title"), text_of(step, "example"),
	    *was ? was : text_of(step, "proposal"));
	app_push(p->app, inputs);
}

/* ---- Return ---- */

static const struct {
	const char *words; /* a msgid */
	void (*enter)(struct panel *p, const json_t *step);
} kinds[] = {
    [STEP_TASK] = {N_("it is done"), next_task},
    [STEP_MAIL] = {N_("it was sent"), next_task},
    [STEP_DECISION] = {N_("decide"), next_decision},
    [STEP_TICKET] = {N_("type the key of the ticket"), next_ticket},
    [STEP_WAIT] = {N_("what was waited for came"), next_wait},
    [STEP_FORM] = {N_("the fields, one after another, to copy"), next_form},
    [STEP_VALUE] = {N_("type the value"), next_value},
    [STEP_FILE] = {N_("give the file, or accept what a check found"), panel_next_file},
    [STEP_ARCHIVE] = {N_("archive the files, or say that they are there"), panel_next_archive},
    [STEP_PROBE] = {N_("look at the addresses, or type the date seen"), panel_next_addresses},
    [STEP_VERIFY] = {N_("look at the addresses, or say where it was seen"), panel_next_addresses},
};
_Static_assert(sizeof(kinds) / sizeof(*kinds) == STEP_KIND_COUNT, "a way on for each kind");

/* Doing the step is what ends a wait that runs: then it may be done before its turn. Of a wait that
 * was not read in full the one after it is taken for that; the backend knows better. */
bool
panel_ends_wait(const struct panel *p, const json_t *step)
{
	const json_t *other, *before = NULL;
	bool ends = false;
	size_t i;

	json_array_foreach(json_object_get(renewal_model_get(p->model), "steps"), i, other) {
		const char *end = text_of(before, "ends_with");
		if (other == step && *text_of(before, "waiting_on") && !*end)
			ends = true;
		end = text_of(other, "ends_with");
		if (renewal_step_waits(other) && !strcmp(end, text_of(step, "key")))
			ends = true;
		before = other;
	}
	return ends;
}

/* Something is to be done there: its turn has come, or it is a wait. */
bool
panel_has_next(const struct panel *p, const json_t *step)
{
	return step && renewal_step_kind(step) >= 0 && !renewal_step_settled(step) &&
	       (flag_of(step, "ready") || renewal_step_waits(step) ||
		   renewal_step_state(step) == STATE_DOING || panel_ends_wait(p, step));
}

bool
panel_is_done(const struct panel *p)
{
	const json_t *r = renewal_model_get(p->model);

	return !number_of(r, "closed_at") &&
	       !strcmp(text_of(json_object_get(r, "next"), "act"), "close");
}

const char *
panel_next_words(const struct panel *p, const json_t *step)
{
	if (number_of(renewal_model_get(p->model), "closed_at"))
		return NULL;
	if (panel_is_done(p))
		return _("close the renewal");
	if (panel_has_next(p, step) && json_array_size(json_object_get(step, "points")))
		return _("the points, one after another, to tick");
	if (panel_has_next(p, step))
		return _(kinds[renewal_step_kind(step)].words);
	return _("to what is next");
}

static void
close_agreed(struct app *a, void *arg)
{
	struct panel *p = *(struct panel **)arg;

	(void)a;
	free(arg);
	panel_do(p, "close", NULL, NULL, NULL);
}

static void
close_chosen(struct app *a, size_t i, void *arg)
{
	struct panel *p = *(struct panel **)arg;

	(void)a;
	panel_do(p, "close", NULL, json_pack("{s:b}", "keep", i == 1), NULL);
}

/* It is not renewed from a day on: its monitors are retired then, unless somebody says no. */
static struct screen *
close_menu(struct panel **arg, const char *retires, const char *question)
{
	const json_t *monitors = json_object_get(renewal_model_get((*arg)->model), "monitors");
	const struct menu_owner owner = {close_chosen, free, arg};
	struct screen *list = menu_new(question, NULL, &owner);
	struct buf day = {0}, names = {0};
	char *title;

	words_day(retires, &day);
	texts_join(monitors, "name", ", ", &names);
	title = mem_printf(_("Close it, and retire %s on %s"), buf_str(&names), buf_str(&day));
	menu_add(list, title, _("Until then it is watched; its history stays."));
	free(title);
	title = mem_printf(_("Close it, and go on watching %s"), buf_str(&names));
	menu_add(list, title, NULL);
	free(title);
	buf_release(&day);
	buf_release(&names);
	return list;
}

/* What is still to be done the backend knows, and says. */
void
panel_close(struct panel *p)
{
	const char *retires = text_of(renewal_model_get(p->model), "retires");
	struct panel **arg;
	char *question;

	if (number_of(renewal_model_get(p->model), "closed_at")) {
		app_say(p->app, STYLE_TEXT, _("This renewal is closed."));
		return;
	}
	if (!panel_is_done(p)) {
		panel_do(p, "close", NULL, NULL, NULL);
		return;
	}
	arg = mem_alloc(sizeof(*arg));
	*arg = p;
	question =
	    mem_printf(_("%s: everything is done. Close the renewal?"), panel_renewal_name(p));
	if (*retires)
		app_push(p->app, close_menu(arg, retires, question));
	else
		app_push(p->app, confirm_new(question, true, close_agreed, arg));
	free(question);
}

void
panel_next(struct panel *p)
{
	const json_t *r = renewal_model_get(p->model), *step = panel_step(p);
	const json_t *next = json_object_get(r, "next");

	if (number_of(r, "closed_at")) {
		app_say(p->app, STYLE_TEXT, _("This renewal is closed."));
	} else if (panel_is_done(p)) {
		panel_close(p);
	} else if (panel_has_next(p, step)) {
		p->pending = renewal_step_read(step) ? ACTION_NONE : ACTION_NEXT;
		if (p->pending)
			renewal_model_want(p->model, p->step);
		if (!p->pending)
			kinds[renewal_step_kind(step)].enter(p, step);
	} else if (*text_of(next, "step") &&
		   strcmp(text_of(next, "step"), p->step ? p->step : "")) {
		panel_go_next(p);
	} else {
		app_say(p->app, STYLE_WARNING, _("Nothing can be done here yet."));
	}
}
