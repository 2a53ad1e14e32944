/* What Return does for a file: it asks for one, and where a check that may be accepted stands in the
 * way, it offers that first. */
#include "tui/screens/renewal/panel_inside.h"

#include "base/buf.h"
#include "base/mem.h"
#include "tui/model/inbox.h"
#include "tui/screens/dialog.h"
#include "tui/screens/file_prompt.h"
#include "tui/screens/menu.h"
#include "words/words.h"

static bool
has_failed(const json_t *check)
{
	return check_state_from(text_of(check, "result")) == CHECK_FAILED;
}

static bool
is_critical(const json_t *check)
{
	return check_grade_from(text_of(check, "grade")) == CHECK_CRITICAL;
}

static json_t *
args_accept(struct question *q, const char *const *texts, const char **note, const char **problem,
    size_t *line)
{
	(void)problem;
	(void)line;
	*note = texts[0];
	return json_pack("{s:s}", "check", text_of(q->known, "check"));
}

/* Why the check failed, by its code; from an older record, as it was written. */
static void
add_reason(const json_t *check, struct buf *out)
{
	if (*text_of(check, "code"))
		words_error(text_of(check, "code"), json_object_get(check, "args"), out);
	else
		buf_puts(out, text_of(check, "detail"));
}

char *
step_failures(const json_t *step)
{
	const json_t *check;
	struct buf text = {0};
	size_t i;

	json_array_foreach(json_object_get(step, "checks"), i, check) {
		if (!has_failed(check))
			continue;
		buf_printf(&text, "- %s: ", words_check(text_of(check, "name"), CHECK_FAILED));
		add_reason(check, &text);
		buf_putc(&text, '\n');
	}
	return buf_steal(&text);
}

/* ---- asking for it ---- */

static void
file_send(
    void *arg, json_t *args, const int *fds, size_t count, file_prompt_done_fn *done, void *prompt)
{
	const struct panel_spot *d = arg;

	renewal_model_file(d->panel->model, d->step, args, fds, count, done, prompt);
}

static void
file_forget(void *arg, void *prompt)
{
	renewal_model_forget(((const struct panel_spot *)arg)->panel->model, prompt);
}

/* What the checks said is on the panel in a moment; the outline knows already whether all is well. */
static void
file_accepted(void *arg, const char *name)
{
	const struct panel_spot *d = arg;
	struct panel *p = d->panel;

	if (renewal_step_settled(renewal_step(renewal_model_get(p->model), d->step))) {
		panel_go_next(p);
		app_sayf(p->app, STYLE_GOOD, _("%s was taken: it passes every check."), name);
	} else {
		app_sayf(
		    p->app, STYLE_WARNING, _("%s was looked at: not every check passes."), name);
	}
}

static struct screen *
open_prompt(struct panel *p, const json_t *step)
{
	const json_t *hosts = json_object_get(renewal_model_get(p->model), "monitors");
	struct panel_spot *d = mem_alloc(sizeof(*d));
	char *title = mem_printf("%s %s", text_of(step, "number"), text_of(step, "title"));
	struct screen *s;

	*d = (struct panel_spot){p, mem_strdup(text_of(step, "key"))};
	s = file_prompt_new(p->app, &(struct file_prompt_owner){.title = title,
					.role = text_of(step, "role"),
					.domain = text_of(json_array_get(hosts, 0), "domain"),
					.renewal = p->id,
					.step = d->step,
					.send = file_send,
					.forget = file_forget,
					.accepted = file_accepted,
					.free = panel_spot_free,
					.arg = d});
	free(title);
	app_push(p->app, s);
	return s;
}

static void
ask_accept(struct panel *p, const char *step, const json_t *check)
{
	struct screen *inputs;
	struct buf why = {0};

	add_reason(check, &why);
	inputs = panel_ask(p, "accept", step, args_accept, NULL,
	    json_pack("{s:s}", "check", text_of(check, "name")), _("Accept it all the same"),
	    buf_str(&why));
	dialog_add(inputs, _("Reason"), _("It is kept in the record of the renewal."), "");
	app_push(p->app, inputs);
	buf_release(&why);
}

/* A line for each check that may be accepted; the last is another file. */
static void
accepted(struct app *a, size_t i, void *arg)
{
	struct panel_spot *d = arg;
	const json_t *step = renewal_step(renewal_model_get(d->panel->model), d->step), *check;
	size_t k, n = 0;

	(void)a;
	json_array_foreach(json_object_get(step, "checks"), k, check) {
		if (is_critical(check) || !has_failed(check) || n++ != i)
			continue;
		ask_accept(d->panel, d->step, check);
		return;
	}
	if (step)
		open_prompt(d->panel, step);
}

static void
offer_to_accept(struct panel *p, const json_t *step)
{
	struct panel_spot *d = panel_spot_new(p);
	const struct menu_owner owner = {accepted, panel_spot_free, d};
	struct screen *list = menu_new(_("Checks did not pass. What now?"), NULL, &owner);
	const json_t *check;
	size_t i;

	json_array_foreach(json_object_get(step, "checks"), i, check) {
		struct buf why = {0};
		char *title;

		if (is_critical(check) || !has_failed(check))
			continue;
		title = mem_printf(
		    "%s: %s", _("Accept"), words_check(text_of(check, "name"), CHECK_FAILED));
		add_reason(check, &why);
		menu_add(list, title, buf_str(&why));
		buf_release(&why);
		free(title);
	}
	menu_add(list, _("Give another file"), NULL);
	app_push(p->app, list);
}

void
panel_next_file(struct panel *p, const json_t *step)
{
	const json_t *check;
	bool critical = false, standard = false;
	char *take = p->inbox_file;
	size_t i;

	if (take) {
		struct screen *s = open_prompt(p, step);

		p->inbox_file = NULL;
		file_prompt_name(s, take);
		free(take);
		return;
	}
	json_array_foreach(json_object_get(step, "checks"), i, check)
		if (has_failed(check)) {
			critical |= is_critical(check);
			standard |= !is_critical(check);
		}
	if (standard && !critical)
		offer_to_accept(p, step);
	else
		open_prompt(p, step);
}

/* ---- a paste ---- */

void
panel_forget_pasted(struct panel *p)
{
	if (p->pasted)
		explicit_bzero(p->pasted, strlen(p->pasted));
	mem_replace(&p->pasted, NULL);
}

const json_t *
panel_file_step(const struct panel *p)
{
	const json_t *step = panel_step(p);

	if (renewal_step_kind(step) == STEP_WAIT)
		step = renewal_step(renewal_model_get(p->model), text_of(step, "ends_with"));
	return renewal_step_kind(step) == STEP_FILE ? step : NULL;
}

void
panel_use_pasted(struct panel *p)
{
	const json_t *step;
	struct screen *s;

	p->pending = renewal_step_read(panel_step(p)) ? ACTION_NONE : ACTION_NEXT;
	if (!p->pending) {
		step = panel_file_step(p);
		if (!panel_has_next(p, step)) {
			panel_forget_pasted(p);
			app_say(p->app, STYLE_WARNING, _("No file is waited for in this step."));
			return;
		}
		panel_go(p, text_of(step, "key"));
		p->pending = renewal_step_read(step) ? ACTION_NONE : ACTION_NEXT;
	}
	if (p->pending) {
		if (p->step)
			renewal_model_want(p->model, p->step);
		return;
	}
	s = open_prompt(p, step);
	file_prompt_content(s, p->pasted);
	panel_forget_pasted(p);
}
