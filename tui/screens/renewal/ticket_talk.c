/* What the panel does with the tickets of its renewal in Jira: a file that is attached to one goes to the step under the
 * cursor, and what the step has to say goes out as a comment.
 *
 * One `talk` at a time, which the panel owns: what it asked is forgotten with it. Which ticket is meant is asked where there
 * are several, that of the step first. A file goes through the gate of its step as one that is handed over; where an inbox is set
 * it is kept there too, by the child that has the user's rights, so that the archive finds it. */
#include "tui/screens/renewal/panel_inside.h"

#include "base/buf.h"
#include "base/config.h"
#include "base/mem.h"
#include "base/sys.h"
#include "tui/model/files.h"
#include "tui/model/link.h"
#include "tui/screens/dialog.h"
#include "tui/screens/menu.h"
#include "tui/model/paste_file.h"
#include "words/words.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

struct talk {
	struct panel *panel;
	char *step, *key;           /* key: of the ticket; NULL: not chosen yet */
	void (*go)(struct talk *t); /* once it is */
	json_t *list;               /* what a menu shows: keys of tickets, or attachments */
	json_t *args;               /* of ticket.fetch */
	json_t *taken; /* what the gate said, while the file is put into the inbox; NULL */
	char *place;   /* where the file will be; NULL: it is not kept */
	struct screen *password; /* asked for; NULL */
	bool internal;           /* a comment: for the team alone, as the backend proposes it */
};

static struct talk *
talk_new(struct panel *p, void (*go)(struct talk *t))
{
	struct talk *t = mem_alloc(sizeof(*t));

	panel_talk_free(p);
	*t = (struct talk){.panel = p, .step = mem_strdup(p->step), .go = go};
	p->talk = t;
	return t;
}

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
	free(t->key);
	free(t);
	p->talk = NULL;
}

/* ---- which ticket ---- */

static void
ticket_chosen(struct app *a, size_t i, void *arg)
{
	struct talk *t = arg;

	(void)a;
	t->key = mem_strdup(json_string_value(json_array_get(t->list, i)));
	t->go(t);
}

static void
choose_ticket(struct talk *t)
{
	struct panel *p = t->panel;
	const json_t *r = renewal_model_get(p->model), *all = json_object_get(r, "ticket_states"),
		     *one;
	const char *likely = step_ticket_key(r, renewal_step(r, t->step));
	const struct menu_owner owner = {ticket_chosen, NULL, t};
	struct screen *list;
	size_t i;

	t->list = json_array();
	json_array_foreach(all, i, one) {
		int where = ticket_system_from(text_of(one, "system"));

		if (where != TICKET_SYSTEM_JIRA || texts_have(t->list, text_of(one, "key")))
			continue;
		if (!strcmp(text_of(one, "key"), likely))
			json_array_insert(t->list, 0, json_object_get(one, "key"));
		else
			json_array_append(t->list, json_object_get(one, "key"));
	}
	if (!json_array_size(t->list)) {
		app_say(p->app, STYLE_WARNING, _("The renewal has no ticket in Jira."));
		panel_talk_free(p);
		return;
	}
	if (json_array_size(t->list) == 1) {
		ticket_chosen(p->app, 0, t);
		return;
	}
	list = menu_new(_("Which ticket?"), NULL, &owner);
	json_array_foreach(t->list, i, one)
		menu_add(list, json_string_value(one), NULL);
	app_push(p->app, list);
}

/* It is over: why, unless it went well. */
static void
end_with(struct talk *t, const json_t *error)
{
	struct app *a = t->panel->app;

	if (t->password)
		app_close(a, t->password);
	if (error)
		app_say_error(a, error);
	panel_talk_free(t->panel);
	app_changed(a);
}

/* ---- a file ---- */

static void send_fetch(struct talk *t, int secret);

static void
password_typed(struct app *a, struct screen *inputs, const char *const *texts, void *arg)
{
	const struct panel *p = arg;
	int fd = paste_secret(texts[0]);

	(void)a;
	if (fd < 0)
		dialog_refuse(inputs, 0, strerror(errno));
	else
		send_fetch(p->talk, fd);
}

static void
password_gone(void *arg)
{
	struct panel *p = arg;

	if (p->talk)
		p->talk->password = NULL;
}

static void
ask_password(struct talk *t, const char *why)
{
	const struct dialog_owner owner = {password_typed, password_gone, t->panel, true, true};

	if (t->password)
		app_close(t->panel->app, t->password);
	t->password = dialog_new(text_of(t->args, "name"), why, &owner);
	dialog_add(t->password, _("Password"),
	    _("It is not shown, and kept nowhere: it goes to the process that opens the file."),
	    "");
	app_push(t->panel->app, t->password);
}

/* What the checks said is on the panel in a moment, with the event that tells of the renewal. */
static void
say_taken(struct talk *t, const json_t *ok)
{
	const char *name = text_of(ok, "name");

	if (flag_of(ok, "open"))
		app_sayf(
		    t->panel->app, STYLE_GOOD, _("%s was taken: it passes every check."), name);
	else
		app_sayf(t->panel->app, STYLE_WARNING,
		    _("%s was looked at: not every check passes."), name);
}

static void
kept(const json_t *ok, const json_t *error, int fd, void *arg)
{
	struct talk *t = arg;

	sys_close(&fd);
	if (ok)
		say_taken(t, t->taken);
	end_with(t, error);
}

static void
fetched(const json_t *ok, const json_t *error, void *arg)
{
	struct talk *t = arg;
	struct panel *p = t->panel;
	const char *code = text_of(error, "code");
	int fd = ok ? link_claim_fd(p->app->link) : -1;

	if (error && !strcmp(code, "p12-password-needed")) {
		ask_password(t, _("The PKCS#12 opens with a password."));
	} else if (error && !strcmp(code, "p12-password-wrong")) {
		ask_password(t, _("That is not its password: type it again."));
	} else if (error || fd < 0) {
		if (ok)
			say_taken(t, ok);
		end_with(t, error);
	} else {
		t->taken = json_deep_copy(ok);
		files_call_fd(p->app->files, "put",
		    json_pack("{s:s, s:O}", "folder", p->app->config->inbox, "name",
			json_object_get(ok, "name")),
		    fd, kept, t);
	}
	app_changed(p->app);
}

/* secret: the read end of a pipe; -1 none. */
static void
send_fetch(struct talk *t, int secret)
{
	struct panel *p = t->panel;
	json_t *args = json_copy(t->args);

	json_object_del(args, "name");
	json_object_set_new(
	    args, "version", json_integer(number_of(renewal_model_get(p->model), "version")));
	if (t->place) {
		json_object_set_new(args, "keep", json_true());
		json_object_set_new(args, "place", json_string(t->place));
	}
	if (secret >= 0)
		json_object_set_new(args, "password", json_true());
	app_say(p->app, STYLE_DIM, _("Fetching it…"));
	link_call_fds(p->app->link, "ticket.fetch", args, &secret, secret >= 0, fetched, t);
}

static void
placed(const json_t *ok, const json_t *error, int fd, void *arg)
{
	struct talk *t = arg;

	(void)error; /* then it is not kept: the gate is what matters */
	sys_close(&fd);
	if (ok)
		t->place = mem_strdup(text_of(ok, "path"));
	send_fetch(t, -1);
}

static void
file_chosen(struct app *a, size_t i, void *arg)
{
	struct talk *t = arg;
	const json_t *one = json_array_get(t->list, i);

	t->args = json_pack("{s:s, s:O, s:O, s:I, s:s}", "key", t->key, "attachment",
	    json_object_get(one, "id"), "name", json_object_get(one, "name"), "renewal",
	    (json_int_t)t->panel->id, "step", t->step);
	if (*a->config->inbox)
		files_call(a->files, "place",
		    json_pack("{s:s, s:O}", "folder", a->config->inbox, "name",
			json_object_get(one, "name")),
		    placed, t);
	else
		send_fetch(t, -1);
}

/* Does the name end as files of that role do? */
static bool
fits_role(const char *name, const char *role)
{
	const char *dot = strrchr(name, '.');

	if (!dot)
		return false;
	if (document_role_from(role) == DOCUMENT_CERTIFICATE)
		return !strcasecmp(dot, ".crt") || !strcasecmp(dot, ".cer") ||
		       !strcasecmp(dot, ".pem");
	return !strcasecmp(dot + 1, role);
}

static void
listed(const json_t *ok, const json_t *error, void *arg)
{
	struct talk *t = arg;
	struct panel *p = t->panel;
	const json_t *all = json_object_get(ok, "attachments"), *one,
		     *step = renewal_step(renewal_model_get(p->model), t->step);
	const struct menu_owner owner = {file_chosen, NULL, t};
	struct screen *menu;
	bool found = false;
	char *title;
	size_t i;

	if (!ok || !json_array_size(all)) {
		if (ok)
			app_sayf(p->app, STYLE_WARNING, _("Nothing is attached to %s."), t->key);
		end_with(t, error);
		return;
	}
	title = mem_printf(_("Which file of %s?"), t->key);
	menu = menu_new(title, NULL, &owner);
	free(title);
	json_decref(t->list);
	t->list = json_deep_copy(all);
	json_array_foreach(t->list, i, one) {
		struct buf text = {0};

		words_date_time(number_of(one, "at"), &text);
		buf_printf(&text, " · %s · %lld bytes", text_of(one, "author"),
		    (long long)number_of(one, "size"));
		menu_add(menu, text_of(one, "name"), buf_str(&text));
		buf_release(&text);
		if (!found && fits_role(text_of(one, "name"), text_of(step, "role"))) {
			menu_at(menu, i);
			found = true;
		}
	}
	app_push(p->app, menu);
	app_changed(p->app);
}

static void
list_files(struct talk *t)
{
	link_call(t->panel->app->link, "ticket.attachments", json_pack("{s:s}", "key", t->key),
	    listed, t);
}

void
panel_fetch(struct panel *p)
{
	choose_ticket(talk_new(p, list_files));
}

/* ---- a comment ---- */

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

	if (ok)
		app_sayf(
		    t->panel->app, STYLE_GOOD, _("The comment on %s goes out by itself."), t->key);
	end_with(t, error);
}

/* The first answer is what the backend proposes. */
static void
comment_agreed(struct app *a, size_t i, void *arg)
{
	struct talk *t = arg;
	json_t *args = comment_args(t);

	json_object_set_new(args, "internal", json_boolean(i == 0 ? t->internal : !t->internal));
	link_call(a->link, "ticket.comment", args, written, t);
}

static void
previewed(const json_t *ok, const json_t *error, void *arg)
{
	struct talk *t = arg;
	struct app *a = t->panel->app;
	const json_t *preview = json_object_get(ok, "preview");
	const struct menu_owner owner = {comment_agreed, NULL, t};
	const char *all = _("Say it to everyone who sees the ticket"),
		   *team = _("Say it to the team alone");
	struct screen *menu;
	char *title;

	if (!ok) {
		end_with(t, error);
		return;
	}
	t->internal = flag_of(preview, "internal");
	title = mem_printf(_("A comment on %s"), t->key);
	menu = menu_new(title, NULL, &owner);
	free(title);
	menu_add(menu, t->internal ? team : all, text_of(preview, "body"));
	menu_add(menu, t->internal ? all : team, text_of(preview, "body"));
	app_push(a, menu);
	app_changed(a);
}

static void
preview_comment(struct talk *t)
{
	json_t *args = comment_args(t);

	json_object_set_new(args, "preview", json_true());
	link_call(t->panel->app->link, "ticket.comment", args, previewed, t);
}

void
panel_comment(struct panel *p)
{
	choose_ticket(talk_new(p, preview_comment));
}
