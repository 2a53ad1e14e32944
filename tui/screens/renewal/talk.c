#include "tui/screens/renewal/talk.h"

#include "base/buf.h"
#include "base/mem.h"
#include "tui/model/files.h"
#include "tui/model/link.h"
#include "tui/screens/menu.h"
#include "words/words.h"

void
panel_talk_free(struct panel *p)
{
	struct talk *t = p->talk;

	if (!t)
		return;
	link_forget(p->app->link, t);
	files_forget(p->app->files, t);
	json_decref(t->list);
	json_decref(t->args);
	json_decref(t->taken);
	free(t->place);
	free(t->step);
	free(t->body);
	free(t->key);
	free(t);
	p->talk = NULL;
}

void
talk_end(struct talk *t, const json_t *error)
{
	struct app *a = t->panel->app;

	if (t->password)
		app_close(a, t->password);
	if (error)
		app_say_error(a, error);
	panel_talk_free(t->panel);
	app_changed(a);
}

/* ---- which ticket ---- */

static void
ticket_chosen(struct app *a, size_t i, void *arg)
{
	struct talk *t = arg;

	(void)a;
	t->key = mem_strdup(text_of(json_array_get(t->list, i), "key"));
	t->go(t);
}

static bool
has_key(const json_t *list, const char *key)
{
	return object_with(list, "key", key) != NULL;
}

/* Those in Jira, each once, that of the step first. */
static json_t *
tickets_of(const json_t *renewal, const json_t *step)
{
	const char *likely = step_ticket_key(renewal, step);
	json_t *list = json_array(), *one;
	size_t i;

	json_array_foreach(json_object_get(renewal, "ticket_states"), i, one) {
		const char *key = text_of(one, "key");
		int where = ticket_system_from(text_of(one, "system"));

		if (where != TICKET_SYSTEM_JIRA || has_key(list, key))
			continue;
		json_array_insert(list, strcmp(key, likely) ? json_array_size(list) : 0, one);
	}
	return list;
}

static void
ask_which(struct talk *t)
{
	const struct menu_owner owner = {ticket_chosen, NULL, t};
	struct screen *menu = menu_new(_("Which ticket?"), NULL, &owner);
	const json_t *one;
	size_t i;

	json_array_foreach(t->list, i, one) {
		struct buf text = {0};

		buf_printf(&text, "%s · ", text_of(one, "key"));
		words_ticket_state(one, &text);
		menu_add(menu, buf_str(&text), text_of(one, "title"));
		buf_release(&text);
	}
	json_array_foreach(
	    json_object_get(renewal_model_get(t->panel->model), "ticket_states"), i, one)
		if (ticket_system_from(text_of(one, "system")) != TICKET_SYSTEM_JIRA)
			menu_add_off(menu, text_of(one, "key"), _("it is not in Jira"));
	app_push(t->panel->app, menu);
}

void
talk_begin(struct panel *p, const char *step, void (*go)(struct talk *t))
{
	const json_t *r = renewal_model_get(p->model);
	struct talk *t = mem_alloc(sizeof(*t));

	panel_talk_free(p);
	*t = (struct talk){.panel = p, .step = mem_strdup(step), .go = go};
	p->talk = t;
	t->list = tickets_of(r, renewal_step(r, step));
	if (json_array_size(t->list) > 1) {
		ask_which(t);
	} else if (json_array_size(t->list)) {
		ticket_chosen(p->app, 0, t);
	} else {
		app_say(p->app, STYLE_WARNING, _("The renewal has no ticket in Jira."));
		panel_talk_free(p);
	}
}
