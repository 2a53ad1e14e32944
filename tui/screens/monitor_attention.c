/* One key for all that can be done about the problems of a monitor: what is possible is worked out from its row at
 * the keypress; where that is one thing it is asked for at once, else a menu has a line for each.
 *
 * A problem that raises no attention is listed too, and cannot be chosen. A question stays, with what was typed, until the
 * backend did it: what it refuses is told beside it. */
#include "tui/screens/monitor_attention.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/members.h"
#include "expiry/attention.h"
#include "tui/app.h"
#include "tui/model/date_parse.h"
#include "tui/model/link.h"
#include "tui/model/model.h"
#include "tui/model/monitor_detail.h"
#include "tui/model/row.h"
#include "tui/screens/confirm.h"
#include "tui/screens/dialog.h"
#include "tui/screens/menu.h"
#include "words/words.h"

enum { DAYS_USUAL = 90 };

/* ---- what can be done ---- */

struct deed {
	enum { DEED_ACCEPT, DEED_WITHDRAW, DEED_ACKNOWLEDGE } what;
	enum problem problem;
};

struct deeds {
	struct deed list[PROBLEM_COUNT + 1];
	size_t count;
	uint64_t none; /* problems that ask for nothing */
};

static void
find_deeds(const struct row *r, struct deeds *d)
{
	const uint64_t found = r->problems & (PROBLEM_BIT(PROBLEM_UNEXPECTED_CHANGE) |
						 PROBLEM_BIT(PROBLEM_RENEWED_ELSEWHERE));

	*d = (struct deeds){.count = 0};
	if (found)
		d->list[d->count++] = (struct deed){DEED_ACKNOWLEDGE,
		    found & PROBLEM_BIT(PROBLEM_UNEXPECTED_CHANGE) ? PROBLEM_UNEXPECTED_CHANGE
								   : PROBLEM_RENEWED_ELSEWHERE};
	for (int p = 0; p < PROBLEM_COUNT; p++) {
		struct deed deed = {DEED_ACCEPT, (enum problem)p};

		if (!(r->problems & ~found & PROBLEM_BIT(p)))
			continue;
		if (attention_of(PROBLEM_BIT(p)) == ATTENTION_NONE) {
			d->none |= PROBLEM_BIT(p);
			continue;
		}
		if (r->accepted & PROBLEM_BIT(p))
			deed.what = DEED_WITHDRAW;
		d->list[d->count++] = deed;
	}
}

/* ---- a question ---- */

struct attending {
	struct app *app;
	int64_t id; /* of the monitor under the cursor at the keypress */
	char title[ROW_ENDPOINT_BYTES];
	struct deeds deeds;
	struct deed deed;
	struct screen *inputs;
};

static struct attending *
attending_new(struct app *a, const struct row *r, struct deed deed)
{
	struct attending *w = mem_alloc(sizeof(*w));

	*w = (struct attending){.app = a, .id = r->id, .deed = deed};
	snprintf(w->title, sizeof(w->title), "%s", row_title(r));
	return w;
}

static void
attending_gone(void *arg)
{
	struct attending *w = arg;

	link_forget(w->app->link, w);
	free(w);
}

static size_t
line_of(const json_t *error)
{
	const char *field = text_of(json_object_get(error, "args"), "field");

	return !strcmp(field, "until") ? 1 : 0;
}

static void
did(const json_t *ok, const json_t *error, void *arg)
{
	struct attending *w = arg;
	struct app *a = w->app;
	struct buf text = {0};

	if (ok) {
		app_close(a, w->inputs); /* w is gone */
		app_say(a, STYLE_GOOD, _("It is done."));
		return;
	}
	words_error_beside(text_of(error, "code"), json_object_get(error, "args"), &text);
	dialog_refuse(w->inputs, line_of(error), buf_str(&text));
	buf_release(&text);
}

/* ---- accepting ---- */

static void
accept_submit(struct app *a, struct screen *inputs, const char *const *texts, void *arg)
{
	struct attending *w = arg;
	char until[WHEN_BYTES];

	if (!date_parse(texts[1], clock_wall(a->clock), until)) {
		dialog_refuse(inputs, 1,
		    _("That is no date. Write 26/11/2026 or 26/11, or a number of days."));
		return;
	}
	link_act(a->link, "monitor.accept",
	    json_pack("{s:I, s:s, s:s, s:s}", "id", (json_int_t)w->id, "problem",
		problem_text(w->deed.problem), "reason", texts[0], "until", until),
	    did, w);
}

static void
ask_acceptance(struct attending *w)
{
	const struct dialog_owner owner = {
	    .submit = accept_submit, .gone = attending_gone, .arg = w};
	char *title =
	    mem_printf(_("Accept of %s: %s"), w->title, words_problem_short(w->deed.problem));
	struct buf day = {0};

	words_date(clock_wall(w->app->clock) + DAYS_USUAL * (int64_t)DAY, &day);
	w->inputs = dialog_new(title,
	    _("It raises no attention until that day, or until another certificate is served."),
	    &owner);
	dialog_add(w->inputs, _("Reason"), NULL, "");
	dialog_add(w->inputs, _("Until"),
	    _("A date such as 26/11/2026 or 26/11, or a number of days."), buf_str(&day));
	app_push(w->app, w->inputs);
	buf_release(&day);
	free(title);
}

/* ---- taking back ---- */

static void
withdrawn(const json_t *ok, const json_t *error, void *arg)
{
	struct app *a = arg;

	if (ok)
		app_say(a, STYLE_GOOD, _("It is accepted no longer."));
	else
		app_say_error(a, error);
}

static void
withdraw_agreed(struct app *a, void *arg)
{
	const struct attending *w = arg;

	link_act(a->link, "monitor.withdraw",
	    json_pack(
		"{s:I, s:s}", "id", (json_int_t)w->id, "problem", problem_text(w->deed.problem)),
	    withdrawn, a);
	free(arg);
}

static void
ask_withdrawal(struct attending *w)
{
	char *question = mem_printf(
	    _("Accept %s of %s no longer?"), words_problem_short(w->deed.problem), w->title);

	app_push(w->app, confirm_new(question, false, withdraw_agreed, w));
	free(question);
}

/* ---- acknowledging ---- */

/* Those that stand on the screen: what came since stays open. Where they are not here, all that are open. */
static void
add_findings(const struct attending *w, json_t *args)
{
	const json_t *show = monitor_detail_get(w->app->monitor_detail, w->id), *one,
		     *list = json_object_get(json_object_get(show, "row"), "findings");
	json_t *ids = json_array();
	size_t i;

	json_array_foreach(list, i, one)
		json_array_append(ids, json_object_get(one, "id"));
	if (json_array_size(ids))
		json_object_set(args, "findings", ids);
	json_decref(ids);
}

static void
acknowledge_submit(struct app *a, struct screen *inputs, const char *const *texts, void *arg)
{
	struct attending *w = arg;
	json_t *args = json_pack("{s:I, s:s}", "id", (json_int_t)w->id, "note", texts[0]);

	(void)inputs;
	add_findings(w, args);
	link_act(a->link, "monitor.acknowledge", args, did, w);
}

static void
ask_acknowledgement(struct attending *w)
{
	const struct dialog_owner owner = {
	    .submit = acknowledge_submit, .gone = attending_gone, .arg = w};
	char *title =
	    mem_printf(_("Acknowledge of %s: %s"), w->title, words_problem_short(w->deed.problem));

	w->inputs = dialog_new(title,
	    _("The same change will not be told again. Say what you found out, if you like."),
	    &owner);
	dialog_add(w->inputs, _("Note"), NULL, "");
	app_push(w->app, w->inputs);
	free(title);
}

/* ---- which ---- */

static void (*const ask[])(struct attending *w) = {
    [DEED_ACCEPT] = ask_acceptance,
    [DEED_WITHDRAW] = ask_withdrawal,
    [DEED_ACKNOWLEDGE] = ask_acknowledgement,
};

static void
chosen(struct app *a, size_t i, void *arg)
{
	const struct attending *w = arg;
	const struct row *r = model_find(a->model, w->id);
	struct attending *next = r ? attending_new(a, r, w->deeds.list[i]) : NULL;

	if (next)
		ask[next->deed.what](next);
	else
		app_say(a, STYLE_WARNING, _("That monitor was retired meanwhile."));
}

static void
ask_which(struct attending *w)
{
	const struct menu_owner owner = {.done = chosen, .gone = free, .arg = w};
	struct screen *menu = menu_new(w->title, NULL, &owner);

	for (size_t i = 0; i < w->deeds.count; i++) {
		const struct deed *d = &w->deeds.list[i];
		char *line = mem_printf(d->what == DEED_ACCEPT     ? _("Accept: %s")
					: d->what == DEED_WITHDRAW ? _("Accept no longer: %s")
								   : _("Acknowledge: %s"),
		    words_problem_short(d->problem));
		menu_add(menu, line, words_problem(d->problem));
		free(line);
	}
	for (int p = 0; p < PROBLEM_COUNT; p++)
		if (w->deeds.none & PROBLEM_BIT(p))
			menu_add_off(menu, words_problem_short((enum problem)p),
			    _("it raises no attention"));
	app_push(w->app, menu);
}

void
monitor_attend(struct app *a, int64_t id)
{
	const struct row *r = model_find(a->model, id);
	struct attending *w;
	struct deeds deeds;

	if (!r) {
		app_say(a, STYLE_WARNING, _("That monitor was retired meanwhile."));
		return;
	}
	find_deeds(r, &deeds);
	if (!deeds.count) {
		app_sayf(a, STYLE_TEXT, _("Nothing of %s raises attention."), row_title(r));
		return;
	}
	w = attending_new(a, r, deeds.list[0]);
	w->deeds = deeds;
	if (deeds.count == 1)
		ask[w->deed.what](w);
	else
		ask_which(w);
}
