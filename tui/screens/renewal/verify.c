/* Steps about what addresses serve: to look at the start, and to verify at the end. Both can be done
 * from here, or with what a browser showed where this machine does not reach. */
#include "tui/screens/renewal/panel_inside.h"

#include "base/clock.h"
#include "tui/model/date_parse.h"
#include "tui/model/link.h"
#include "tui/screens/dialog.h"
#include "tui/screens/menu.h"
#include "words/words.h"

static json_t *
args_seen(struct question *q, const char *const *texts, const char **note, const char **problem,
    size_t *line)
{
	char day[WHEN_BYTES];

	(void)note;
	*line = 0;
	if (!date_parse(texts[0], clock_wall(q->panel->app->clock), day)) {
		*problem = _(date_parse_fault);
		return NULL;
	}
	return json_pack("{s:s, s:s}", "not_after", day, "where", texts[1]);
}

static void
ask_date_seen(struct panel *p, const char *step)
{
	struct screen *inputs = panel_ask(
	    p, "complete", step, args_seen, NULL, NULL, _("The date as a browser shows it"), NULL);

	dialog_add(inputs, _("Expires"), _(date_parse_hint), "");
	dialog_add(inputs, _("Seen in"), _("Which browser, from which network."), "");
	app_push(p->app, inputs);
}

/* Which monitor an address is of, where there are several: as it was probed, or by a monitor's own
 * name; else the first. */
static int64_t
monitor_of(const struct question *q, const char *address)
{
	const json_t *renewal = renewal_model_get(q->panel->model), *one,
		     *monitors = json_object_get(renewal, "monitors"),
		     *record = json_object_get(renewal_step(renewal, q->step), "record");
	size_t i;

	json_array_foreach(json_object_get(record, "addresses"), i, one) {
		if (!strcmp(text_of(one, "address"), address))
			return number_of(one, "monitor");
	}
	json_array_foreach(monitors, i, one) {
		if (!strcmp(text_of(one, "name"), address) ||
		    !strcmp(text_of(one, "domain"), address))
			return number_of(one, "id");
	}
	return number_of(json_array_get(monitors, 0), "id");
}

static json_t *
args_digest_seen(struct question *q, const char *const *texts, const char **note,
    const char **problem, size_t *line)
{
	(void)note;
	(void)problem;
	(void)line;
	return json_pack("{s:I, s:s, s:s, s:s}", "monitor", (json_int_t)monitor_of(q, texts[0]),
	    "address", texts[0], "sha256", texts[1], "where", texts[2]);
}

static void
ask_digest_seen(struct panel *p, const char *step)
{
	struct screen *inputs = panel_ask(p, "seen", step, args_digest_seen, NULL, NULL,
	    _("The certificate as a browser shows it"), NULL);

	dialog_add(inputs, _("Address"), _("Of which address or node it was seen."), "");
	dialog_add(inputs, "SHA-256", _("The fingerprint of the certificate."), "");
	dialog_add(inputs, _("Seen in"), _("Which browser, from which network."), "");
	app_push(p->app, inputs);
}

static void
ask_override(struct panel *p, const char *step)
{
	struct screen *inputs =
	    panel_ask(p, "override", step, args_note, NULL, NULL, _("Close without seeing it"),
		_("Nobody saw the new certificate on every address. It is kept in the record."));

	dialog_add(inputs, _("Reason"), NULL, "");
	app_push(p->app, inputs);
}

/* ---- looking now: a probe, and when it has ended the step is done with what was seen ---- */

static void
sweep_ended(const json_t *ok, const json_t *error, void *arg)
{
	struct panel *p = arg;
	const json_t *step = panel_step(p);

	if (error) {
		app_say_error(p->app, error);
		return;
	}
	if (ok && renewal_step_kind(step) == STEP_PROBE)
		panel_do(p, "complete", p->step, NULL, NULL);
	else
		renewal_model_ask(p->model); /* the backend judged what it saw */
	app_say(p->app, STYLE_TEXT, "");
}

static void
sweep_began(const json_t *ok, const json_t *error, void *arg)
{
	struct panel *p = arg;

	if (error) {
		app_say_error(p->app, error);
		return;
	}
	app_say(p->app, STYLE_TEXT, _("Every address is being looked at…"));
	link_call(p->app->link, "monitor.wait",
	    json_pack("{s:I}", "sweep", (json_int_t)number_of(ok, "sweep")), sweep_ended, p);
}

static void
probe_now(struct panel *p, const char *step)
{
	const json_t *monitors = json_object_get(renewal_model_get(p->model), "monitors"), *m;
	json_t *ids = json_array();
	size_t i;

	(void)step;
	json_array_foreach(monitors, i, m)
		json_array_append(ids, json_object_get(m, "id"));
	link_call(p->app->link, "monitor.probe", json_pack("{s:o}", "ids", ids), sweep_began, p);
}

static void
verify_now(struct panel *p, const char *step)
{
	(void)step;
	link_call(p->app->link, "renewal.verify", json_pack("{s:I}", "id", (json_int_t)p->id),
	    sweep_began, p);
}

static void
way_chosen(struct app *a, size_t i, void *arg)
{
	static void (*const probe[])(struct panel *, const char *) = {probe_now, ask_date_seen};
	static void (*const verify[])(struct panel *, const char *) = {
	    verify_now, ask_digest_seen, ask_override};
	struct panel_spot *d = arg;
	const json_t *step = renewal_step(renewal_model_get(d->panel->model), d->step);

	(void)a;
	if (renewal_step_kind(step) == STEP_PROBE)
		probe[i](d->panel, d->step);
	else
		verify[i](d->panel, d->step);
}

void
panel_next_addresses(struct panel *p, const json_t *step)
{
	struct panel_spot *d = panel_spot_new(p);
	const struct menu_owner owner = {way_chosen, panel_spot_free, d};
	struct screen *list = menu_new(text_of(step, "title"), NULL, &owner);

	menu_add(list, _("Look at every address now"), _("From this machine, as always."));
	if (renewal_step_kind(step) == STEP_PROBE) {
		menu_add(list, _("Type the date that a browser shows"),
		    _("For a host that cannot be reached from here."));
	} else {
		menu_add(list, _("Type the fingerprint that a browser shows"),
		    _("For an address that cannot be reached from here."));
		menu_add(list, _("Close without seeing it"), _("With a reason that is recorded."));
	}
	app_push(p->app, list);
}
