/* What a step has to say goes out as a comment on a ticket: its text, or its reminder, is shown with who will read it, and can
 * be changed before. What was changed is not lost where it could not be sent: it is shown again. */
#include "tui/screens/renewal/talk.h"

#include "base/mem.h"
#include "tui/model/link.h"
#include "tui/screens/menu.h"
#include "tui/screens/text_edit.h"
#include "words/words.h"

enum { PROPOSED, OTHERWISE, CHANGE };

static void show(struct talk *t);

static json_t *
comment_args(const struct talk *t)
{
	return json_pack(
	    "{s:s, s:I, s:s}", "key", t->key, "renewal", (json_int_t)t->panel->id, "step", t->step);
}

static void
written(const json_t *ok, const json_t *error, void *arg)
{
	struct talk *t = arg;
	struct app *a = t->panel->app;

	if (error && app_top(a) == &t->panel->screen) {
		app_say_error(a, error);
		show(t);
		return;
	}
	if (ok)
		app_sayf(a, STYLE_GOOD, _("The comment on %s goes out by itself."), t->key);
	talk_end(t, error);
}

/* ---- editing ---- */

static void
edited(struct app *a, const char *text, void *arg)
{
	struct talk *t = arg;

	if (text[strspn(text, " \n")])
		mem_replace(&t->body, text);
	app_close(a, t->preview);
	show(t);
	if (!text[strspn(text, " \n")])
		app_say(
		    a, STYLE_WARNING, _("Nothing is said with an empty text: it is as it was."));
}

/* Over the preview, so that leaving the editor leads back to it. */
static void
edit(struct talk *t)
{
	const struct text_edit_owner owner = {edited, t};

	show(t);
	app_push(t->panel->app, text_edit_new(_("The comment, in Jira's markup"), t->body, &owner));
}

/* ---- the preview ---- */

static void
chosen(struct app *a, size_t i, void *arg)
{
	struct talk *t = arg;
	json_t *args;

	if (i == CHANGE) {
		edit(t);
		return;
	}
	args = comment_args(t);
	json_object_set_new(args, "body", json_string(t->body));
	json_object_set_new(
	    args, "internal", json_boolean(i == PROPOSED ? t->internal : !t->internal));
	link_call(a->link, "ticket.comment", args, written, t);
}

static void
show(struct talk *t)
{
	const struct menu_owner owner = {chosen, NULL, t};
	const char *all = _("Say it to everyone who sees the ticket"),
		   *team = t->desk
			       ? _("Say it to the team alone")
			       : _("Say it to the team alone, if its project is a service desk");
	char *title = mem_printf(_("A comment on %s"), t->key);

	t->preview = menu_new(title, NULL, &owner);
	free(title);
	menu_add(t->preview, t->internal ? team : all, t->body);
	menu_add(t->preview, t->internal ? all : team, t->body);
	menu_add(t->preview, _("Change the text first"), t->body);
	app_push(t->panel->app, t->preview);
	app_changed(t->panel->app);
}

static void
previewed(const json_t *ok, const json_t *error, void *arg)
{
	struct talk *t = arg;
	const json_t *preview = json_object_get(ok, "preview");

	bool wanted = app_arrived(t->panel->app, t->awaited);

	if (!ok || !wanted) {
		talk_end(t, wanted ? error : NULL);
		return;
	}
	t->internal = flag_of(preview, "internal");
	t->desk = flag_of(preview, "desk");
	t->body = mem_strdup(text_of(preview, "body"));
	show(t);
}

static void
preview(struct talk *t)
{
	json_t *args = comment_args(t);

	json_object_set_new(args, "preview", json_true());
	t->awaited = app_await(t->panel->app);
	link_call(t->panel->app->link, "ticket.comment", args, previewed, t);
}

void
panel_comment(struct panel *p)
{
	talk_begin(p, p->step, preview);
}
