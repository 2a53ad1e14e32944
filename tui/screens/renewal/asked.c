/* Acts that one key does and that a stray one must not do: each is asked about first, in a question that names the renewal
 * or the step, or what will be undone. What is agreed to is what the question said: where somebody did something meanwhile
 * that makes it another thing, it is not done. */
#include "tui/screens/renewal/panel_inside.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "tui/model/done_acts.h"
#include "tui/model/link.h"
#include "tui/screens/confirm.h"
#include "words/words.h"

struct asked {
	struct panel *panel;
	const char *what;
	char *step; /* NULL: of the renewal */
	json_t *args;
	json_int_t undoes; /* number of what is undone; 0: nothing is */
};

static void
asked_free(void *arg)
{
	struct asked *k = arg;

	json_decref(k->args);
	free(k->step);
	free(k);
}

static json_int_t
undone_now(const struct panel *p)
{
	return number_of(json_object_get(renewal_model_get(p->model), "undo"), "seq");
}

static void
agreed(struct app *a, void *arg)
{
	struct asked *k = arg;
	struct buf text = {0};

	if (k->undoes && k->undoes != undone_now(k->panel)) {
		words_error("conflict", NULL, &text);
		app_say(a, STYLE_WARNING, buf_str(&text));
		buf_release(&text);
	} else {
		panel_do(k->panel, k->what, k->step, json_incref(k->args), NULL);
	}
	asked_free(k);
}

/* args and question are owned from now on. */
static void
ask(struct panel *p, const char *what, const char *step, json_t *args, char *question)
{
	struct asked *k = mem_alloc(sizeof(*k));
	struct screen *screen;

	*k = (struct asked){
	    p, what, mem_strdup(step), args, !strcmp(what, "undo") ? undone_now(p) : 0};
	screen = confirm_new(question, false, agreed, k);
	confirm_drops_with(screen, asked_free);
	app_push(p->app, screen);
	free(question);
}

void
panel_acted(const char *operation, const json_t *args, const json_t *ok, void *panel)
{
	const struct panel *p = panel;
	const bool file = !strcmp(operation, "renewal.file");
	const char *what = file ? "document" : text_of(args, "what");
	const json_t *step = renewal_step(renewal_model_get(p->model), text_of(args, "step"));
	struct buf said = {0};
	json_t *item;

	if (!strcmp(what, "undo")) {
		done_acts_forget(p->app->done, p->id, undone_now(p));
		return;
	}
	item = done_item(panel_renewal_name(p), operation, args, ok);
	if (!item)
		return;
	buf_printf(
	    &said, "%s · %s %s", panel_renewal_name(p), link_login(p->app->link), words_act(what));
	if (step)
		buf_printf(&said, ": %s %s", text_of(step, "number"), text_of(step, "title"));
	done_acts_add(
	    p->app->done, buf_str(&said), clock_wall(p->app->clock), json_pack("[o]", item));
	buf_release(&said);
}

const char *
panel_renewal_name(const struct panel *p)
{
	const json_t *r = renewal_model_get(p->model);

	return *text_of(r, "domain") ? text_of(r, "domain") : text_of(r, "title");
}

void
panel_ask_urgent(struct panel *p)
{
	bool on = flag_of(renewal_model_get(p->model), "urgent");

	ask(p, "urgent", NULL, json_pack("{s:b}", "on", !on),
	    mem_printf(on ? _("Leave the urgent channel in renewal %lld of %s?")
			  : _("Take the urgent channel in renewal %lld of %s?"),
		(long long)p->id, panel_renewal_name(p)));
}

void
panel_ask_again(struct panel *p, const json_t *step)
{
	ask(p, "again", p->step, json_object(),
	    mem_printf(_("Do the step %s %s of %s again?"), text_of(step, "number"),
		text_of(step, "title"), panel_renewal_name(p)));
}

void
panel_ask_take_over(struct panel *p)
{
	const char *owner = text_of(renewal_model_get(p->model), "owner");

	if (*owner)
		ask(p, "take-over", NULL, json_object(),
		    mem_printf(_("Take renewal %lld of %s over from %s?"), (long long)p->id,
			panel_renewal_name(p), owner));
	else
		panel_do(p, "claim", NULL, NULL, NULL);
}

void
panel_claim(struct panel *p)
{
	const char *owner = text_of(renewal_model_get(p->model), "owner");

	if (*owner)
		ask(p, "release", NULL, json_object(),
		    mem_printf(_("Release renewal %lld of %s, which %s has? Nobody has it then."),
			(long long)p->id, panel_renewal_name(p), owner));
	else
		panel_do(p, "claim", NULL, NULL, NULL);
}

void
panel_ask_hand_over(struct panel *p, const char *login)
{
	ask(p, "hand-over", NULL, json_pack("{s:s}", "to", login),
	    mem_printf(_("Hand renewal %lld of %s over to %s?"), (long long)p->id,
		panel_renewal_name(p), login));
}

void
panel_ask_undo(struct panel *p)
{
	const json_t *r = renewal_model_get(p->model), *done = json_object_get(r, "undo");
	const json_t *step = renewal_step(r, text_of(done, "step"));
	struct buf text = {0};

	if (!done && !number_of(r, "closed_at")) {
		ask(p, "withdraw", NULL, json_object(),
		    mem_printf(_("Take back renewal %lld of %s, which was just begun?"),
			(long long)p->id, panel_renewal_name(p)));
		return;
	}
	if (!done) {
		words_error("nothing-to-undo", NULL, &text);
		app_say(p->app, STYLE_WARNING, buf_str(&text));
		buf_release(&text);
		return;
	}
	buf_printf(&text, "%s %s", text_of(done, "by"), words_act(text_of(done, "what")));
	if (step)
		buf_printf(&text, ": %s %s", text_of(step, "number"), text_of(step, "title"));
	buf_puts(&text, " · ");
	words_date_time(number_of(done, "at"), &text);
	ask(p, "undo", NULL, json_object(), mem_printf(_("Undo this? %s"), buf_str(&text)));
	buf_release(&text);
}
