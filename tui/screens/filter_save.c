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
	enum saved_language language;
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
		saved_filters_set(k->app->filters[k->language], k->name, k->text);
		app_sayf(k->app, STYLE_GOOD,
		    *k->text ? _("The filter is saved: @%s.") : _("@%s is forgotten."), k->name);
	}
	free(k->name);
	free(k->text);
	free(k);
}

static void
keep(struct app *a, const struct filter_to_save *f, const char *name)
{
	struct keeping *k = mem_alloc(sizeof(*k));
	char *folder = path_user_config();

	*k = (struct keeping){a, f->language, mem_strdup(name), mem_strdup(f->text)};
	files_call(a->files, "filter",
	    json_pack("{s:s, s:s, s:s, s:s}", "folder", folder, "of",
		saved_language_file(f->language), "name", name, "text", f->text),
	    kept, k);
	free(folder);
}

static void
say_names(struct app *a, const struct saved_filters *filters)
{
	struct buf names = {0};

	for (size_t i = 0; i < saved_filters_count(filters); i++)
		buf_printf(&names, "%s@%s", i ? "  " : "", saved_filters_name(filters, i));
	if (names.len)
		app_say(a, STYLE_DIM, buf_str(&names));
	buf_release(&names);
}

static void ask(struct app *a, struct filter_to_save *f, const char *name);

static void
name_changed(struct app *a, const char *text, void *arg)
{
	(void)a;
	(void)text;
	(void)arg;
}

/* Everybody's stands in a file that a person writes by hand. */
static void
say_not_own(struct app *a, const struct filter_to_save *f, const char *name)
{
	if (saved_filters_find(a->filters[f->language], name, strlen(name)))
		app_sayf(a, STYLE_WARNING, _("@%s is everybody's: it stands in %s/%s."), name,
		    PATH_SYSTEM_CONFIG, saved_language_file(f->language));
	else
		app_sayf(a, STYLE_WARNING, _("No filter is saved as @%s."), name);
}

static void
name_done(struct app *a, const char *name, bool accepted, void *arg)
{
	struct filter_to_save *f = arg;

	name += *name == '@';
	if (!accepted || !*name)
		return;
	if (!saved_filters_is_name(name)) {
		ask(a, f, name);
		app_sayf(a, STYLE_WARNING,
		    _("A name has letters, digits, - and _, at most %d of them."), SAVED_NAME_MAX);
	} else if (!*f->text && !saved_filters_is_own(a->filters[f->language], name)) {
		ask(a, f, name);
		say_not_own(a, f, name);
	} else {
		keep(a, f, name);
	}
}

static void
ask(struct app *a, struct filter_to_save *f, const char *name)
{
	const struct prompt_owner owner = {name_changed, name_done, f};

	app_push(a, prompt_new(*f->text ? _("Save the filter as: @") : _("Forget the filter: @"),
			*f->text ? _("A filter with @ and this name is the same then.")
				 : _("What was saved under this name is gone then."),
			name, &owner));
}

void
filter_save_ask(struct app *a, const char *text, struct filter_to_save *f)
{
	mem_replace(&f->text, text);
	ask(a, f, "");
	say_names(a, a->filters[f->language]);
}
