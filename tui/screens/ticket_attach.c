/* The document is an entry of the renewal, which says where its file was and what digest it had: the child with the user's rights
 * reads it again (files/worker.h, read), and the bytes that had that digest go to the backend, which looks once more that
 * no key is among them. Each thing that is to be attached lives from the question until it was answered. */
#include "tui/screens/ticket_attach.h"

#include "base/mem.h"
#include "base/members.h"
#include "base/sys.h"
#include "base/terms.h"
#include "tui/app.h"
#include "tui/model/files.h"
#include "tui/model/link.h"
#include "tui/screens/confirm.h"
#include "tui/screens/menu.h"
#include "words/words.h"

struct attaching {
	struct app *app;
	char *key, *step;
	int64_t renewal;
	json_t *documents; /* that can be */
	const json_t *one; /* of them; NULL: not chosen yet */
	uint64_t awaited;  /* app_await */
};

static void
attaching_free(void *arg)
{
	struct attaching *g = arg;

	json_decref(g->documents);
	free(g->key);
	free(g->step);
	free(g);
}

/* ---- sending ---- */

static void
answered(const json_t *ok, const json_t *error, void *arg)
{
	struct attaching *g = arg;

	if (ok) {
		app_tell(g->app, "ticket-request", json_object_get(ok, "request"));
		app_sayf(g->app, STYLE_GOOD, _("%s goes to %s by itself."), text_of(g->one, "name"),
		    g->key);
	} else {
		app_say_error(g->app, error);
	}
	app_changed(g->app);
	attaching_free(g);
}

static void
was_read(const json_t *ok, const json_t *error, int fd, void *arg)
{
	struct attaching *g = arg;
	json_t *args;

	if (!ok) {
		sys_close(&fd);
		app_say_error(g->app, error);
		app_changed(g->app);
		attaching_free(g);
		return;
	}
	args = json_pack("{s:s, s:O, s:I}", "key", g->key, "name", json_object_get(g->one, "name"),
	    "renewal", (json_int_t)g->renewal);
	if (*g->step)
		json_object_set_new(args, "step", json_string(g->step));
	link_call_fds(g->app->link, "ticket.attach", args, &fd, fd >= 0, answered, g);
}

static void
agreed(struct app *a, void *arg)
{
	struct attaching *g = arg;

	files_call(a->files, "read",
	    json_pack("{s:O, s:O}", "path", json_object_get(g->one, "place"), "sha256",
		json_object_get(g->one, "sha256")),
	    was_read, g);
}

/* ---- which one ---- */

static void
ask_whether(struct attaching *g)
{
	struct screen *question;
	char *text;

	text = mem_printf(_("Attach %s to %s, for everyone who sees the ticket?"),
	    text_of(g->one, "name"), g->key);
	question = confirm_new(text, true, agreed, g);
	confirm_drops_with(question, attaching_free);
	app_push(g->app, question);
	free(text);
}

/* What goes on lives on; the menu's own is freed. */
static void
chosen(struct app *a, size_t i, void *arg)
{
	struct attaching *g = arg, *on = mem_alloc(sizeof(*on));

	(void)a;
	*on = (struct attaching){g->app, mem_strdup(g->key), mem_strdup(g->step), g->renewal,
	    json_incref(g->documents), json_array_get(g->documents, i), 0};
	ask_whether(on);
}

static json_t *
attachable(const json_t *documents)
{
	static const enum document_role roles[] = {DOCUMENT_CSR, DOCUMENT_CERTIFICATE};
	json_t *list = json_array();

	for (size_t i = 0; i < sizeof(roles) / sizeof(roles[0]); i++) {
		const char *role = document_role_text(roles[i]);
		json_t *one = json_copy(json_object_get(documents, role));

		if (!one)
			continue;
		json_object_set_new(one, "role", json_string(role));
		json_array_append_new(list, one);
	}
	return list;
}

bool
ticket_attach_any(const json_t *documents)
{
	json_t *list = attachable(documents);
	bool any = json_array_size(list);

	json_decref(list);
	return any;
}

/* The others, which go on no ticket. */
static void
add_never(struct screen *menu, const json_t *documents)
{
	static const struct {
		enum document_role role;
		const char *why; /* a msgid */
	} others[] = {
	    {DOCUMENT_KEY, N_("a private key goes on no ticket")},
	    {DOCUMENT_P12, N_("there is a private key in it, which goes on no ticket")},
	    {DOCUMENT_CHAIN, N_("only a CSR and a certificate are attached")},
	};

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		const char *role = document_role_text(others[i].role);
		const json_t *one = json_object_get(documents, role);
		char *line = mem_printf("%s · %s", text_of(one, "name"), words_role(role));

		if (one)
			menu_add_off(menu, line, _(others[i].why));
		free(line);
	}
}

static void
ask_which(struct attaching *g, const json_t *documents)
{
	const struct menu_owner owner = {chosen, attaching_free, g};
	char *title = mem_printf(_("What is attached to %s?"), g->key);
	struct screen *menu = menu_new(title, NULL, &owner);
	const json_t *one;
	size_t i;

	json_array_foreach(g->documents, i, one) {
		char *line =
		    mem_printf("%s · %s", text_of(one, "name"), words_role(text_of(one, "role")));

		menu_add_if(menu, line, text_of(one, "place"),
		    *text_of(one, "place") ? NULL : _("it was pasted: there is no file to send"));
		free(line);
	}
	add_never(menu, documents);
	/* the newest is what is asked for: the certificate, where it is there */
	menu_at(menu, json_array_size(g->documents) - 1);
	app_push(g->app, menu);
	free(title);
}

void
ticket_attach(
    struct app *a, const char *key, int64_t renewal, const char *step, const json_t *documents)
{
	struct attaching *g = mem_alloc(sizeof(*g));

	*g = (struct attaching){
	    a, mem_strdup(key), mem_strdup(step), renewal, attachable(documents), NULL, 0};
	if (json_array_size(g->documents)) {
		ask_which(g, documents);
		return;
	}
	app_say(a, STYLE_WARNING, _("The renewal has neither a CSR nor a certificate yet."));
	attaching_free(g);
}

/* ---- where they are not here ---- */

static void
renewal_shown(const json_t *ok, const json_t *error, void *arg)
{
	struct attaching *g = arg;

	if (!app_arrived(g->app, g->awaited)) {
		attaching_free(g);
		return;
	}
	if (error)
		app_say_error(g->app, error);
	else
		ticket_attach(g->app, g->key, g->renewal, g->step,
		    json_object_get(json_object_get(ok, "renewal"), "documents"));
	attaching_free(g);
}

void
ticket_attach_ask(struct app *a, const char *key, int64_t renewal, const char *step)
{
	struct attaching *g = mem_alloc(sizeof(*g));

	*g = (struct attaching){a, mem_strdup(key), mem_strdup(step), renewal, NULL, NULL, 0};
	g->awaited = app_await(a);
	link_call(a->link, "renewal.show", json_pack("{s:I}", "id", (json_int_t)renewal),
	    renewal_shown, g);
}
