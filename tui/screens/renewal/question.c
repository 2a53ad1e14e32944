/* A question of the panel: one or more lines whose answer becomes an act. It holds the step that was under the cursor
 * when it was asked, and stays, with what was typed, until the act was done: what the backend refuses is told in it,
 * and what it asks first (a ticket that it does not know) is asked over it. How typed texts become the arguments of an
 * act is an args_… function. */
#include "tui/screens/renewal/panel_inside.h"

#include "base/buf.h"
#include "base/mem.h"
#include "tui/screens/dialog.h"
#include "tui/screens/ticket_agree.h"
#include "words/words.h"

static void
question_gone(void *arg)
{
	struct question *q = arg;

	renewal_model_forget(q->panel->model, q);
	question_said_free(q);
	json_decref(q->known);
	json_decref(q->sent);
	free(q->step);
	free(q);
}

/* Is what was refused what the first line asks for? Any other is named, for nothing here says where it stands. */
static bool
is_first_line(const struct question *q, const json_t *args)
{
	return q->name && !strcmp(text_of(args, "field"), q->name);
}

/* ---- what is asked once more before it is done ---- */

static void question_answered(const json_t *error, void *arg);

static void
send(struct question *q, const char *note)
{
	renewal_model_do(
	    q->panel->model, q->what, q->step, json_deep_copy(q->sent), note, question_answered, q);
}

/* The question stays under it: no leads back to what was typed. */
static void
agreed(struct app *a, const char *code, void *arg)
{
	struct question *q = arg;

	(void)a;
	text_add(q->sent, "agreed", code);
	send(q, NULL);
}

static void
question_answered(const json_t *error, void *arg)
{
	struct question *q = arg;
	struct panel *p = q->panel;
	struct buf text = {0};
	const json_t *args;
	bool first;

	if (!error) {
		bool back = !strcmp(q->what, "reject");
		dialog_done(q->inputs, p->app, ""); /* q is gone */
		if (back)
			panel_go_next(p);
		else
			panel_go_on(p);
		return;
	}
	args = json_object_get(error, "args");
	if (!strcmp(text_of(error, "code"), "conflict")) { /* what is here now is the new state */
		if (!question_meet(q))
			dialog_meet(q->inputs, p->app, &(struct dialog_theirs){.what = ""});
		return;
	}
	if (ticket_agree(p->app, error, agreed, q)) { /* what is read where the answer is no */
		if (*text_of(args, "project"))
			buf_printf(&text, _("This step asks for a ticket of %s."),
			    text_of(args, "project"));
		else
			buf_puts(&text, _("Nothing was saved."));
		dialog_refuse(q->inputs, 0, buf_str(&text));
		buf_release(&text);
		return;
	}
	first = is_first_line(q, args);
	(first ? words_error_beside : words_error)(text_of(error, "code"), args, &text);
	dialog_refuse(q->inputs, first ? 0 : SIZE_MAX, buf_str(&text));
	buf_release(&text);
	app_changed(p->app);
}

static void
question_submit(struct app *a, struct screen *inputs, const char *const *texts, void *arg)
{
	struct question *q = arg;
	const char *note = NULL, *problem = NULL;
	size_t line = 0;
	json_t *args;

	(void)a;
	if (question_meet(q))
		return;
	args = q->args(q, texts, &note, &problem, &line);
	if (!args) {
		dialog_refuse(inputs, line, problem ? problem : "");
		return;
	}
	json_decref(q->sent);
	q->sent = args;
	send(q, note);
}

struct screen *
panel_ask(struct panel *p, const char *what, const char *step, question_args_fn *args,
    const char *name, json_t *known, const char *title, const char *text)
{
	struct question *q = mem_alloc(sizeof(*q));
	const struct dialog_owner owner = {
	    .submit = question_submit, .gone = question_gone, .arg = q};

	*q = (struct question){.panel = p,
	    .what = what,
	    .step = mem_strdup(step),
	    .args = args,
	    .known = known,
	    .name = name};
	q->said = question_said_new(q);
	q->inputs = dialog_new(title, text, &owner);
	return q->inputs;
}

json_t *
args_note(struct question *q, const char *const *texts, const char **note, const char **problem,
    size_t *line)
{
	(void)q;
	(void)problem;
	(void)line;
	*note = texts[0];
	return json_object();
}

json_t *
args_text(struct question *q, const char *const *texts, const char **note, const char **problem,
    size_t *line)
{
	(void)note;
	(void)line;
	if (!texts[0][strspn(texts[0], " ")]) {
		*problem = _("Something is to be typed here.");
		return NULL;
	}
	return json_pack("{s:s}", q->name, texts[0]);
}
