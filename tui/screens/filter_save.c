#include "tui/screens/filter_save.h"

#include "base/mem.h"
#include "base/members.h"
#include "base/path.h"
#include "base/saved_filters.h"
#include "tui/app.h"
#include "tui/model/files.h"
#include "tui/screens/prompt.h"
#include "words/words.h"

/* One that is being kept. */
struct keeping {
	struct app *app;
	char *name, *text;
};

static void
kept(const json_t *ok, const json_t *error, int fd, void *arg)
{
	struct keeping *k = arg;

	(void)ok;
	(void)fd;
	if (error) {
		app_say_error(k->app, error);
	} else {
		saved_filters_set(k->app->filters, k->name, k->text);
		app_sayf(k->app, STYLE_GOOD,
		    *k->text ? _("The filter is saved: @%s.") : _("@%s is forgotten."), k->name);
	}
	free(k->name);
	free(k->text);
	free(k);
}

static void
keep(struct app *a, const char *name, const char *text)
{
	struct keeping *k = mem_alloc(sizeof(*k));
	char *folder = path_user_config();

	*k = (struct keeping){a, mem_strdup(name), mem_strdup(text)};
	files_call(a->files, "filter",
	    json_pack("{s:s, s:s, s:s}", "folder", folder, "name", name, "text", text), kept, k);
	free(folder);
}

static void
say_names(struct app *a)
{
	struct buf names = {0};

	for (size_t i = 0; i < saved_filters_count(a->filters); i++)
		buf_printf(&names, "%s@%s", i ? "  " : "", saved_filters_name(a->filters, i));
	if (names.len)
		app_say(a, STYLE_DIM, buf_str(&names));
	buf_release(&names);
}

static void ask(struct app *a, char **slot, const char *name);

static void
name_changed(struct app *a, const char *text, void *arg)
{
	(void)a;
	(void)text;
	(void)arg;
}

static void
name_done(struct app *a, const char *name, bool accepted, void *arg)
{
	char **slot = arg;

	name += *name == '@';
	if (!accepted || !*name)
		return;
	if (!saved_filters_is_name(name)) {
		ask(a, slot, name);
		app_sayf(a, STYLE_WARNING,
		    _("A name has letters, digits, - and _, at most %d of them."), SAVED_NAME_MAX);
	} else if (!**slot && !saved_filters_is_own(a->filters, name)) {
		ask(a, slot, name);
		app_sayf(a, STYLE_WARNING,
		    saved_filters_find(a->filters, name, strlen(name))
			? _("@%s is everybody's: it stands in /etc/caduca/filters.")
			: _("No filter is saved as @%s."),
		    name);
	} else {
		keep(a, name, *slot);
	}
}

static void
ask(struct app *a, char **slot, const char *name)
{
	const struct prompt_owner owner = {name_changed, name_done, slot};

	app_push(a, prompt_new(**slot ? _("Save the filter as: @") : _("Forget the filter: @"),
			**slot ? _("A filter with @ and this name is the same then.")
			       : _("What was saved under this name is gone then."),
			name, &owner));
}

void
filter_save_ask(struct app *a, const char *text, char **slot)
{
	mem_replace(slot, text);
	ask(a, slot, "");
	say_names(a);
}
