/* A file that is attached to a ticket goes to a step: through its gate as one that is handed over; where an inbox is set it is
 * kept there too, by the child that has the user's rights, so that the archive finds it. And the other way: a CSR or a
 * certificate of the renewal goes to a ticket (tui/screens/ticket_attach.h). */
#include "tui/screens/renewal/talk.h"

#include "base/buf.h"
#include "base/config.h"
#include "base/mem.h"
#include "base/sys.h"
#include "tui/model/files.h"
#include "tui/model/link.h"
#include "tui/model/paste_file.h"
#include "tui/screens/dialog.h"
#include "tui/screens/menu.h"
#include "tui/screens/ticket_attach.h"
#include "words/words.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

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
	const struct dialog_owner owner = {.submit = password_typed,
	    .gone = password_gone,
	    .arg = t->panel,
	    .secret = true,
	    .hidden = true,
	    .passes = true};

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
	talk_end(t, error);
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
		talk_end(t, error);
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

	if (!app_arrived(p->app, t->awaited)) {
		talk_end(t, NULL);
		return;
	}
	if (!ok || !json_array_size(all)) {
		if (ok)
			app_sayf(p->app, STYLE_WARNING, _("Nothing is attached to %s."), t->key);
		talk_end(t, error);
		return;
	}
	title = mem_printf(_("Which file of %s?"), t->key);
	menu = menu_new(title, NULL, &owner);
	free(title);
	json_decref(t->list);
	t->list = json_deep_copy(all);
	json_array_foreach(t->list, i, one) {
		struct buf text = {0};

		words_ticket_attachment(one, &text);
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
	t->awaited = app_await(t->panel->app);
	link_call(t->panel->app->link, "ticket.attachments", json_pack("{s:s}", "key", t->key),
	    listed, t);
}

void
panel_fetch(struct panel *p)
{
	const char *step = text_of(panel_file_step(p), "key");

	panel_go(p, step); /* what the checks say is on its page */
	talk_begin(p, step, list_files);
}

static void
attach(struct talk *t)
{
	struct panel *p = t->panel;

	ticket_attach(p->app, t->key, p->id, t->step,
	    json_object_get(renewal_model_get(p->model), "documents"));
	talk_end(t, NULL);
}

void
panel_attach(struct panel *p)
{
	talk_begin(p, p->step, attach);
}
