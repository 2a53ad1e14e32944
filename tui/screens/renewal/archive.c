/* The archive of a renewal's files. By hand: the folder alone on a line to copy, names and digests,
 * and the line that prints a digest on a Windows PC; then the digests are typed, or somebody says
 * that the files are there. By machine where the settings say which folder of this machine it is:
 * one file after another through the files role, each with what became of it, and the step is done
 * only when all of them are there. */
#include "tui/screens/renewal/panel_inside.h"

#include "base/buf.h"
#include "base/config.h"
#include "base/mem.h"
#include "base/sys.h"
#include "tui/model/archive_place.h"
#include "tui/model/files.h"
#include "tui/screens/dialog.h"
#include "tui/screens/menu.h"
#include "tui/view/page.h"
#include "words/words.h"

/* ---- by hand ---- */

/* A digest for each document, as certutil prints it, with or without blanks; one left empty is
 * confirmed by whoever says so. */
static json_t *
args_digests(struct question *q, const char *const *texts, const char **note, const char **problem,
    size_t *line)
{
	const json_t *roles = json_object_get(q->known, "roles"), *role;
	json_t *digests = json_object();
	bool all = true;
	size_t i;

	(void)note;
	json_array_foreach(roles, i, role) {
		char hex[65];
		size_t n = 0;
		for (const char *c = texts[i]; *c; c++)
			if (*c != ' ' && n < sizeof(hex))
				hex[n++] = *c;
		all &= n != 0;
		if (n != 0 && n != 64) {
			*problem = _("A SHA-256 has 64 hexadecimal digits.");
			*line = i;
			json_decref(digests);
			return NULL;
		}
		if (n)
			json_object_set_new(digests, json_string_value(role), json_stringn(hex, n));
	}
	return json_pack("{s:o, s:b}", "digests", digests, "confirmed", !all);
}

static void
by_hand(struct panel *p, const json_t *step)
{
	const json_t *documents = json_object_get(step, "documents"), *d;
	json_t *roles = json_array();
	struct screen *inputs = panel_ask(p, "archive", p->step, args_digests, NULL,
	    json_pack("{s:o}", "roles", roles), text_of(step, "title"), text_of(step, "folder"));
	size_t i;

	json_array_foreach(documents, i, d) {
		json_array_append_new(roles, json_string(text_of(d, "role")));
		dialog_add(inputs, words_role(text_of(d, "role")),
		    _("The SHA-256 of the file in the folder; empty: you say that it is there."),
		    "");
		dialog_may_be_empty(inputs);
	}
	if (!json_array_size(documents))
		dialog_add(inputs, _("Note"), _("You say that the files are there."), "");
	app_push(p->app, inputs);
}

/* ---- by machine ---- */

/* One run of it. */
struct archiving {
	struct panel *panel;
	char *step, *root, *folder;
	json_t *documents; /* of the step, with their places */
	json_t *results;   /* of each that was tried: {"name","ok"?,"error"?} */
	size_t at;         /* the one under way */
	bool failed, running;
};

static void
archiving_free(struct archiving *r)
{
	if (!r)
		return;
	files_forget(r->panel->app->files, r);
	json_decref(r->documents);
	json_decref(r->results);
	free(r->step);
	free(r->root);
	free(r->folder);
	free(r);
}

void
panel_archive_free(struct panel *p)
{
	archiving_free(p->archiving);
	p->archiving = NULL;
}

static void next_file(struct archiving *r);

/* Every file is there: the digests were compared by the machine. */
static void
finish(struct archiving *r)
{
	struct panel *p = r->panel;
	json_t *digests = json_object();
	const json_t *d;
	size_t i;

	r->running = false;
	app_changed(p->app);
	if (r->failed) {
		json_decref(digests);
		app_say(p->app, STYLE_ERROR, _("Not all of it is archived: the step stays open."));
		return;
	}
	json_array_foreach(r->documents, i, d)
		json_object_set(digests, text_of(d, "role"), json_object_get(d, "sha256"));
	app_sayf(p->app, STYLE_GOOD,
	    ngettext(
		"%zu file is archived.", "%zu files are archived.", json_array_size(r->documents)),
	    json_array_size(r->documents));
	panel_do(p, "archive", r->step, json_pack("{s:o, s:b}", "digests", digests, "confirmed", 0),
	    NULL);
}

static void
result(struct archiving *r, const json_t *ok, const json_t *error)
{
	const json_t *d = json_array_get(r->documents, r->at++);
	json_t *one = json_pack("{s:s}", "name", text_of(d, "name"));

	if (ok)
		json_object_set_new(one, "ok", json_deep_copy(ok));
	else
		json_object_set_new(one, "error", json_deep_copy(error));
	r->failed |= !ok;
	json_array_append_new(r->results, one);
	next_file(r);
}

static void
file_archived(const json_t *ok, const json_t *error, int fd, void *arg)
{
	sys_close(&fd);
	result(arg, ok, error);
}

static bool
holds_key(const json_t *document)
{
	int role = document_role_from(text_of(document, "role"));

	return role == DOCUMENT_KEY || role == DOCUMENT_P12;
}

/* A '*' cannot be in the name of a file: the word that the folder has for it stands there too. */
static char *
file_name(const struct archiving *r, const char *name)
{
	const char *last = strrchr(r->folder, '/');
	size_t word;

	if (*name != '*')
		return mem_strdup(name);
	last = last ? last + 1 : r->folder;
	word = strcspn(last, ".");
	return mem_printf("%.*s%s", (int)word, last, name + 1);
}

static void
next_file(struct archiving *r)
{
	const json_t *d = json_array_get(r->documents, r->at);
	char *name;

	app_changed(r->panel->app);
	if (!d) {
		finish(r);
		return;
	}
	if (!*text_of(d, "place")) {
		json_t *error = json_pack("{s:s, s:{}}", "code", "source-pasted", "args");

		result(r, NULL, error);
		json_decref(error);
		return;
	}
	name = file_name(r, text_of(d, "name"));
	files_call(r->panel->app->files, "archive",
	    json_pack("{s:s, s:s, s:s, s:s, s:s, s:b}", "root", r->root, "folder", r->folder,
		"source", text_of(d, "place"), "name", name, "sha256", text_of(d, "sha256"),
		"private", flag_of(d, "private") || holds_key(d)),
	    file_archived, r);
	free(name);
}

/* The step's documents that are known, with where they were. */
static json_t *
documents_of(const struct panel *p, const json_t *step)
{
	const json_t *known = json_object_get(renewal_model_get(p->model), "documents"), *d;
	json_t *list = json_array();
	size_t i;

	json_array_foreach(json_object_get(step, "documents"), i, d) {
		json_t *one;

		if (!*text_of(d, "sha256"))
			continue;
		one = json_copy(json_object_get(known, text_of(d, "role")));
		one = one ? one : json_object();
		json_object_update(one, (json_t *)(uintptr_t)d);
		json_array_append_new(list, one);
	}
	return list;
}

static void
by_machine(struct panel *p, const json_t *step)
{
	struct archiving *r = mem_alloc(sizeof(*r));

	panel_archive_free(p);
	*r = (struct archiving){.panel = p, .results = json_array(), .running = true};
	r->step = mem_strdup(text_of(step, "key"));
	r->documents = documents_of(p, step);
	archive_place(p->app->config, text_of(step, "folder"), &r->root, &r->folder);
	p->archiving = r;
	next_file(r);
}

/* ---- Return ---- */

static void
chosen(struct app *a, size_t i, void *arg)
{
	struct panel_spot *d = arg;
	const json_t *step = renewal_step(renewal_model_get(d->panel->model), d->step);

	(void)a;
	if (step && i == 0)
		by_machine(d->panel, step);
	else if (step)
		by_hand(d->panel, step);
}

void
panel_next_archive(struct panel *p, const json_t *step)
{
	char *root = NULL, *folder = NULL, *where;
	struct menu_owner owner = {chosen, panel_spot_free, NULL};
	struct screen *list;

	if (p->archiving && p->archiving->running)
		return;
	if (!archive_place(p->app->config, text_of(step, "folder"), &root, &folder)) {
		by_hand(p, step);
		return;
	}
	owner.arg = panel_spot_new(p);
	where = mem_printf("%s/%s", root, folder);
	list = menu_new(text_of(step, "title"), NULL, &owner);
	menu_add(list, _("Archive them from here"), where);
	menu_add(list, _("They were put there by hand: compare"), text_of(step, "folder"));
	app_push(p->app, list);
	free(where);
	free(root);
	free(folder);
}

/* ---- the page ---- */

static void
write_results(const struct archiving *r, struct page *page)
{
	const json_t *one;
	size_t i;

	json_array_foreach(r->results, i, one) {
		const json_t *ok = json_object_get(one, "ok"),
			     *error = json_object_get(one, "error");
		struct buf text = {0};

		if (error)
			words_error(text_of(error, "code"), json_object_get(error, "args"), &text);
		else if (!strcmp(text_of(ok, "state"), "already"))
			buf_puts(&text, _("was there already, the same"));
		else
			buf_puts(&text, _("archived, and read back"));
		if (!strcmp(text_of(ok, "how"), "exclusive"))
			buf_printf(
			    &text, " (%s)", _("the share has no rename that spares what is there"));
		page_addf(page, error ? STYLE_ERROR : STYLE_GOOD, 0, "%s %s: %s", error ? "✗" : "✓",
		    text_of(one, "name"), buf_str(&text));
		buf_release(&text);
	}
	if (r->running)
		page_addf(page, STYLE_WARNING, 0, "… %s",
		    text_of(json_array_get(r->documents, r->at), "name"));
}

/* A line for each file, and then the ones for the PC, each alone on its line. */
void
panel_archive_write(const struct panel *p, const json_t *step, struct page *page)
{
	const json_t *documents = json_object_get(step, "documents"), *d;
	size_t i;

	if (p->archiving && !strcmp(p->archiving->step, text_of(step, "key")))
		write_results(p->archiving, page);
	page_gap(page);
	page_add(page, STYLE_DIM, 0, _("Folder:"));
	page_add(page, STYLE_KEY, 0, text_of(step, "folder"));
	page_gap(page);
	json_array_foreach(documents, i, d) {
		if (!*text_of(d, "sha256"))
			continue;
		page_addf(page, STYLE_TEXT, 0, "%s: %s", words_role(text_of(d, "role")),
		    text_of(d, "name"));
		page_addf(page, STYLE_DIM, 2, "SHA-256 %s", text_of(d, "sha256"));
	}
	if (renewal_step_settled(step))
		return;
	page_gap(page);
	page_add(
	    page, STYLE_DIM, 0, _("On the PC, in that folder, these lines print the digests:"));
	json_array_foreach(documents, i, d)
		if (*text_of(d, "sha256"))
			page_addf(page, STYLE_KEY, 0, "certutil -hashfile \"%s\" SHA256",
			    text_of(d, "name"));
}
