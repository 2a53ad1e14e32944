/* What the keys of the panel do, but for Return: a table from actions to acts. An act that needs a word (a
 * reason, a date, a name) asks for it first (question.c).
 *
 * What would mean nothing for the step under the cursor is not offered in the footer (panel_offers), and says
 * so when its key is pressed all the same. The backend decides; what is offered only saves the user a refusal. */
#include "tui/screens/renewal/panel_inside.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "tui/model/date_parse.h"
#include "tui/model/link.h"
#include "tui/screens/copy.h"
#include "tui/screens/dialog.h"
#include "tui/screens/request_page.h"
#include "tui/screens/requests.h"
#include "tui/screens/ticket_attach.h"
#include "tui/screens/ticket_page.h"
#include "tui/term/term.h"
#include "words/words.h"

/* ---- whose it is ---- */

static bool
is_mine(const struct panel *p)
{
	return !strcmp(text_of(renewal_model_get(p->model), "owner"), link_login(p->app->link));
}

/* Whoever may work in it may give it away or leave it only where it is his, or nobody's. */
static bool
is_anothers(const struct panel *p)
{
	return *text_of(renewal_model_get(p->model), "owner") && !is_mine(p);
}

static void
say_whose(struct panel *p)
{
	struct buf key = {0};

	keys_describe_first(p->app->keys, CONTEXT_RENEWAL, ACTION_TAKE_OVER, &key);
	if (is_mine(p))
		app_say(p->app, STYLE_WARNING, _("You have this renewal."));
	else
		app_sayf(p->app, STYLE_WARNING, _("%s has this renewal. %s takes it over."),
		    text_of(renewal_model_get(p->model), "owner"), buf_str(&key));
	buf_release(&key);
}

/* ---- acts ---- */

void
panel_go_on(struct panel *p)
{
	const json_t *step = panel_step(p);

	if (step && (renewal_step_settled(step) || renewal_step_waits(step)))
		panel_go_next(p);
}

static void
did(const json_t *error, void *arg)
{
	struct panel *p = arg;

	if (error)
		app_say_error(p->app, error);
	else
		panel_go_on(p);
}

void
panel_do(struct panel *p, const char *what, const char *step, json_t *args, const char *note)
{
	renewal_model_do(p->model, what, step, args, note, did, p);
}

struct panel_spot *
panel_spot_new(struct panel *p)
{
	struct panel_spot *spot = mem_alloc(sizeof(*spot));

	*spot = (struct panel_spot){p, mem_strdup(p->step)};
	return spot;
}

void
panel_spot_free(void *arg)
{
	struct panel_spot *spot = arg;

	free(spot->step);
	free(spot);
}

static json_t *
args_date(struct question *q, const char *const *texts, const char **note, const char **problem,
    size_t *line)
{
	char day[WHEN_BYTES];

	(void)note;
	(void)line;
	if (!date_parse(texts[0], clock_wall(q->panel->app->clock), day)) {
		*problem = _(date_parse_fault);
		return NULL;
	}
	return json_pack("{s:s}", q->name, day);
}

static json_t *
args_set(struct question *q, const char *const *texts, const char **note, const char **problem,
    size_t *line)
{
	bool date = panel_value_is_date(q->panel, text_of(q->known, "name"));
	json_t *args = (date ? args_date : args_text)(q, texts, note, problem, line);

	if (args)
		json_object_set(args, "name", json_object_get(q->known, "name"));
	return args;
}

/* For whom, then until when. */
static json_t *
args_wait(struct question *q, const char *const *texts, const char **note, const char **problem,
    size_t *line)
{
	json_t *args = json_object();
	char day[WHEN_BYTES];

	(void)note;
	if (*texts[0])
		json_object_set_new(args, "whom", json_string(texts[0]));
	if (!*texts[1])
		return args;
	if (date_parse(texts[1], clock_wall(q->panel->app->clock), day)) {
		json_object_set_new(args, "follow_up", json_string(day));
		return args;
	}
	json_decref(args);
	*problem = _(date_parse_fault);
	*line = 1;
	return NULL;
}

/* ---- the table ---- */

/* An act with one word. */
static const struct deed {
	enum action action;
	const char *what;
	bool of_step;
	question_args_fn *args;
	const char *name, *title, *label, *hint;
} deeds[] = {
    {ACTION_NOTE, "note", true, args_note, NULL, N_("A note for the step"), N_("Note"), NULL},
    {ACTION_SKIP, "skip", true, args_note, NULL, N_("Skip the step"), N_("Reason"),
	N_("It is kept in the record of the renewal.")},
    {ACTION_EXCLUDE, "exclude", true, args_note, NULL, N_("The step does not apply"), N_("Reason"),
	N_("It is kept in the record of the renewal.")},
    {ACTION_REJECT, "reject", true, args_note, NULL, N_("It was rejected: back to asking for it"),
	N_("Reason"), N_("What they answered; both numbers are kept.")},
    {ACTION_REOPEN, "reopen", false, args_note, NULL, N_("Reopen the renewal"), N_("Reason"), NULL},
};

/* Who has it. */
static const struct giving {
	enum action action;
	void (*act)(struct panel *p);
} givings[] = {
    {ACTION_CLAIM, panel_claim},
    {ACTION_HAND_OVER, panel_hand_over},
    {ACTION_TAKE_OVER, panel_ask_take_over},
};

static void
do_deed(struct panel *p, const struct deed *d)
{
	const char *step = d->of_step ? p->step : NULL;
	struct screen *inputs =
	    panel_ask(p, d->what, step, d->args, d->name, NULL, _(d->title), NULL);
	dialog_add(inputs, _(d->label), d->hint ? _(d->hint) : NULL, "");
	app_push(p->app, inputs);
}

/* ---- those that depend on how things stand ---- */

static void
say_meaningless(struct panel *p)
{
	app_say(p->app, STYLE_WARNING, _("That means nothing for this step as it is."));
}

static void
pause_or_go_on(struct panel *p)
{
	struct screen *inputs;

	if (*text_of(renewal_model_get(p->model), "paused_until")) {
		panel_do(p, "resume", NULL, NULL, NULL);
		return;
	}
	inputs =
	    panel_ask(p, "pause", NULL, args_date, "until", NULL, _("Pause the renewal"), NULL);
	dialog_add(inputs, _("Until"), _(date_parse_hint), "");
	app_push(p->app, inputs);
}

/* Somebody can be waited for in it, as the backend has it. */
static bool
may_wait(const json_t *step)
{
	return flag_of(step, "ready") && !renewal_step_settled(step) &&
	       renewal_step_kind(step) != STEP_VERIFY;
}

static void
wait_or_postpone(struct panel *p, const json_t *step)
{
	bool waiting = renewal_step_waits(step);
	struct screen *inputs;
	struct buf date = {0};

	if (!waiting && !may_wait(step)) {
		say_meaningless(p);
		return;
	}
	if (waiting) {
		read_date(step, "follow_up", &date);
		inputs = panel_ask(p, "postpone", p->step, args_date, "follow_up", NULL,
		    _("Put off the follow-up"), NULL);
		dialog_add(inputs, _("Follow-up"), _(date_parse_hint), buf_str(&date));
	} else {
		inputs = panel_ask(
		    p, "wait", p->step, args_wait, NULL, NULL, _("Wait for somebody"), NULL);
		dialog_add(inputs, _("For whom"), NULL, text_of(step, "waiting_on"));
		dialog_may_be_empty(inputs);
		dialog_chooses(inputs, VALUES_WAITED_FOR);
		dialog_add(inputs, _("Follow-up"),
		    _("A date, or a number of days; empty: what is usual."), "");
		dialog_may_be_empty(inputs);
	}
	buf_release(&date);
	app_push(p->app, inputs);
}

/* ---- values that no step asks for ---- */

/* How a value is asked for; the caller's as long as the renewal is. */
static const json_t *
asked_as(const struct panel *p, const char *name)
{
	return json_object_get(json_object_get(renewal_model_get(p->model), "asked"), name);
}

/* The first that the step's texts lack and that can be said here; NULL: there is none. */
static const char *
settable_lack(const struct panel *p, const json_t *step)
{
	const json_t *texts[] = {
	    step, json_object_get(step, "template"), json_object_get(step, "reminder")};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		const char *lacks = text_of(texts[i], "missing");
		if (*lacks && *text_of(asked_as(p, lacks), "type"))
			return lacks;
	}
	return NULL;
}

static void
ask_value(struct panel *p, const char *name, const char *why)
{
	bool date = panel_value_is_date(p, name);
	struct screen *inputs = panel_ask(p, "set", NULL, args_set, "value",
	    json_pack("{s:s}", "name", name), _("A value for the texts"), why);

	dialog_add(inputs, words_asked_name(renewal_model_get(p->model), name),
	    date ? _(date_parse_hint) : NULL,
	    text_of(json_object_get(renewal_model_get(p->model), "values"), name));
	panel_value_chooses(inputs, name);
	app_push(p->app, inputs);
}

/* What the step's texts lack first; of a step that lacks nothing, the year of the folder. */
static void
set_value(struct panel *p, const json_t *step)
{
	const char *lacks = settable_lack(p, step);

	ask_value(p, lacks ? lacks : "folder-year", NULL);
}

void
panel_ask_lacking(struct panel *p, const char *name)
{
	if (*text_of(asked_as(p, name), "type"))
		ask_value(p, name, _("The text is not finished without it, and is not copied."));
	else
		app_sayf(p->app, STYLE_WARNING,
		    _("Not finished, so it is not copied. It lacks: %s"),
		    words_asked_name(renewal_model_get(p->model), name));
}

/* ---- texts ---- */

static const char *
reminder_body(const json_t *step)
{
	return text_of(json_object_get(step, "reminder"), "body");
}

static void
show_text(struct panel *p, const char *text, const char *none)
{
	if (*text)
		copy_value(p->app, "", text);
	else
		app_say(p->app, STYLE_WARNING, none);
}

static void
show_reminder(struct panel *p, const json_t *step)
{
	const json_t *reminder = json_object_get(step, "reminder");
	const char *title = text_of(reminder, "title");
	char *text;

	if (*text_of(reminder, "missing")) {
		panel_ask_lacking(p, text_of(reminder, "missing"));
		return;
	}
	text = mem_printf("%s%s%s", title, *title ? "\n\n" : "", reminder_body(step));
	show_text(p, *reminder_body(step) ? text : "", _("This step has no reminder."));
	free(text);
}

static void
show_copy(struct panel *p, const json_t *step)
{
	char *text;

	if (renewal_step_kind(step) == STEP_FORM) {
		app_push(p->app, sheet_new(p, p->step));
		return;
	}
	if (*step_copy_lacks(step)) {
		panel_ask_lacking(p, step_copy_lacks(step));
		return;
	}
	text = step_copy_text(step);
	show_text(p, text, _("There is nothing to copy in this step."));
	free(text);
}

static bool
on_step(struct panel *p, const json_t *step, enum action action)
{
	switch ((int)action) {
	case ACTION_COPY:
		show_copy(p, step);
		return true;
	case ACTION_LINK:
		show_text(p, text_of(step, "link"), _("This step has no link."));
		return true;
	case ACTION_REMINDER:
		show_reminder(p, step);
		return true;
	case ACTION_POSTPONE:
		wait_or_postpone(p, step);
		return true;
	case ACTION_SET:
		set_value(p, step);
		return true;
	default:
		return false;
	}
}

static void
talk_of_step(struct panel *p, enum action action, void (*talk)(struct panel *p))
{
	if (panel_offers(p, action))
		talk(p);
	else
		say_meaningless(p);
}

/* What the state of the whole renewal refuses is said before anything is asked. */
static bool
refused_at_once(struct panel *p, enum action action)
{
	static const enum action of_open_ones[] = {ACTION_POSTPONE, ACTION_SKIP, ACTION_EXCLUDE,
	    ACTION_REJECT, ACTION_NOTE, ACTION_AGAIN, ACTION_URGENT, ACTION_SET, ACTION_NAMES,
	    ACTION_PAUSE, ACTION_CLAIM, ACTION_HAND_OVER, ACTION_TAKE_OVER};
	bool closed = number_of(renewal_model_get(p->model), "closed_at"), applies = closed;

	if (action == ACTION_REOPEN && !closed) {
		app_say(p->app, STYLE_TEXT, _("This renewal is open."));
		return true;
	}
	for (size_t i = 0; i < sizeof(of_open_ones) / sizeof(*of_open_ones); i++)
		applies = applies && action != of_open_ones[i];
	if (closed && !applies)
		app_say(p->app, STYLE_TEXT, _("This renewal is closed."));
	return closed && !applies;
}

bool
panel_action(struct panel *p, enum action action)
{
	const json_t *step = panel_step(p);

	if (refused_at_once(p, action))
		return true;
	for (size_t i = 0; i < sizeof(deeds) / sizeof(deeds[0]); i++)
		if (deeds[i].action == action) {
			if (!deeds[i].of_step || panel_offers(p, action))
				do_deed(p, &deeds[i]);
			else
				say_meaningless(p);
			return true;
		}
	for (size_t i = 0; i < sizeof(givings) / sizeof(givings[0]); i++)
		if (givings[i].action == action) {
			(panel_offers(p, action) ? givings[i].act : say_whose)(p);
			return true;
		}
	switch ((int)action) {
	case ACTION_UNDO:
		panel_ask_undo(p);
		return true;
	case ACTION_AGAIN:
		if (step && panel_offers(p, action))
			panel_ask_again(p, step);
		else
			say_meaningless(p);
		return true;
	case ACTION_PAUSE:
		pause_or_go_on(p);
		return true;
	case ACTION_URGENT:
		panel_ask_urgent(p);
		return true;
	case ACTION_CLOSE:
		panel_close(p);
		return true;
	case ACTION_NAMES:
		names_ask(p);
		return true;
	case ACTION_REQUEST:
		if (step && panel_step_request(p, step))
			requests_open(
			    p->app); /* it is asked for already: there it is looked after */
		else if (panel_offers(p, action))
			request_preview(p->app, p->id, p->step);
		else
			say_meaningless(p);
		return true;
	case ACTION_FETCH:
		talk_of_step(p, action, panel_fetch);
		return true;
	case ACTION_COMMENT:
		talk_of_step(p, action, panel_comment);
		return true;
	case ACTION_ATTACH:
		if (panel_offers(p, action))
			panel_attach(p);
		else
			app_say(p->app, STYLE_WARNING,
			    _("The renewal has neither a CSR nor a certificate yet."));
		return true;
	case ACTION_TICKET:
		ticket_choose(p->app, p->id, p->step ? p->step : "", 0);
		return true;
	default:
		return step && on_step(p, step, action);
	}
}

bool
panel_offers(const struct panel *p, enum action action)
{
	const json_t *r = renewal_model_get(p->model), *step = panel_step(p);
	bool settled = !step || renewal_step_settled(step);
	bool waiting = renewal_step_waits(step);
	char *copied;
	bool any;

	switch ((int)action) {
	case ACTION_NEXT:
		return !number_of(r, "closed_at") && !panel_is_done(p);
	case ACTION_CLOSE:
		return panel_is_done(p);
	case ACTION_CLAIM:
	case ACTION_HAND_OVER:
		return !is_anothers(p);
	case ACTION_TAKE_OVER:
		return !is_mine(p);
	case ACTION_COPY:
		copied = step_copy_text(step);
		any = *copied || renewal_step_kind(step) == STEP_FORM;
		free(copied);
		return any;
	case ACTION_LINK:
		return *text_of(step, "link");
	case ACTION_REMINDER:
		return waiting && *reminder_body(step) && !step_is_answered(r, step);
	case ACTION_FETCH:
		return panel_file_step(p) && !number_of(r, "closed_at");
	case ACTION_ATTACH:
		return ticket_attach_any(json_object_get(r, "documents"));
	case ACTION_COMMENT:
		return *text_of(json_object_get(step, waiting ? "reminder" : "template"), "wiki");
	case ACTION_POSTPONE:
		return waiting;
	case ACTION_REJECT:
		return waiting && *text_of(step, "rejected_to");
	case ACTION_SKIP:
		return !settled && renewal_step_kind(step) != STEP_FILE &&
		       renewal_step_kind(step) != STEP_VERIFY;
	case ACTION_EXCLUDE:
		return !settled && renewal_step_kind(step) != STEP_VERIFY &&
		       (renewal_step_kind(step) != STEP_FILE || flag_of(step, "optional"));
	case ACTION_AGAIN:
		return settled;
	case ACTION_NOTE:
		return step != NULL;
	case ACTION_SET:
		return settable_lack(p, step) != NULL;
	case ACTION_REQUEST:
		return !settled && renewal_step_kind(step) == STEP_TICKET && flag_of(step, "ready");
	case ACTION_URGENT:
		return flag_of(r, "offers_urgent") || flag_of(r, "urgent");
	default:
		return true;
	}
}
