#include "tui/screens/renewal_start_alone.h"

#include "base/members.h"
#include "tui/app.h"
#include "tui/model/link.h"
#include "tui/screens/menu.h"
#include "tui/screens/renewal_start.h"
#include "words/words.h"

static void
procedures_gone(void *arg)
{
	json_decref(arg);
}

static void
opened(const json_t *ok, const json_t *error, void *arg)
{
	bool wanted;
	struct app *a = app_asked(arg, &wanted);

	if (error)
		app_say_error(a, error);
	else
		renewal_start_begun(a, ok, wanted);
}

static void
chosen(struct app *a, size_t i, void *arg)
{
	link_call(a->link, "renewal.open",
	    json_pack("{s:s, s:s}", "procedure", text_of(json_array_get(arg, i), "name"), "origin",
		"list"),
	    opened, app_ask(a));
}

static void
got(const json_t *ok, const json_t *error, void *arg)
{
	bool wanted;
	struct app *a = app_asked(arg, &wanted);
	const json_t *list = json_object_get(ok, "procedures"), *p;
	struct screen *screen;
	size_t i;

	if (!wanted)
		return;
	if (error || !json_array_size(list)) {
		if (error)
			app_say_error(a, error);
		else
			app_say(a, STYLE_WARNING, _("Every procedure needs a monitor."));
		return;
	}
	screen = menu_new(_("Begin without a monitor"), NULL,
	    &(struct menu_owner){chosen, procedures_gone, json_deep_copy(list)});
	json_array_foreach(list, i, p)
		menu_add(screen, text_of(p, "title"), text_of(p, "text"));
	app_push(a, screen);
}

void
renewal_start_alone(struct app *a)
{
	link_call(a->link, "renewal.procedures", json_object(), got, app_ask(a));
}
