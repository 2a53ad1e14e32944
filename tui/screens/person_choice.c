#include "tui/screens/person_choice.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/text.h"
#include "tui/app.h"
#include "tui/model/link.h"
#include "tui/screens/menu.h"
#include "tui/view/screen.h"
#include "words/words.h"

enum { LOGIN_SHOWN = 60, CHOICES_MOST = MENU_MOST - 1 };

struct choosing {
	struct app *app;
	struct person_choice owner;
	char *title;
	json_t *logins; /* in the order of the menu */
};

static void
choosing_free(void *arg)
{
	struct choosing *c = arg;

	if (c->owner.gone)
		c->owner.gone(c->owner.arg);
	json_decref(c->logins);
	free(c->title);
	free(c);
}

static void
chosen(struct app *a, size_t i, void *arg)
{
	const struct choosing *c = arg;
	const char *login = json_string_value(json_array_get(c->logins, i));

	if (login)
		c->owner.chosen(a, login, c->owner.arg);
	else if (c->owner.other)
		c->owner.other(a, c->owner.arg);
}

static void
add_person(struct screen *menu, const json_t *person)
{
	char *login = text_cleaned(text_of(person, "login"), LOGIN_SHOWN);
	unsigned long claims = (unsigned long)number_of(person, "claims");
	struct buf text = {0};

	buf_printf(&text, ngettext("%lu renewal", "%lu renewals", claims), claims);
	if (flag_of(person, "connected"))
		buf_printf(&text, ", %s", _("connected"));
	menu_add(menu, login, buf_str(&text));
	buf_release(&text);
	free(login);
}

/* Whoever is there comes first. */
static void
add_people(struct choosing *c, struct screen *menu, const json_t *people, bool connected)
{
	const json_t *one;
	size_t i;

	json_array_foreach(people, i, one) {
		const char *login = text_of(one, "login");

		if (flag_of(one, "connected") != connected ||
		    !strcmp(login, link_login(c->app->link)) ||
		    json_array_size(c->logins) == CHOICES_MOST)
			continue;
		json_array_append_new(c->logins, json_string(login));
		add_person(menu, one);
	}
}

static void
got_people(const json_t *ok, const json_t *error, void *arg)
{
	struct choosing *c = arg;
	struct app *a = c->app;
	const json_t *people = json_object_get(ok, "people");
	const struct menu_owner owner = {chosen, choosing_free, c};
	struct screen *menu;

	app_arrived(a);
	if (error) {
		app_say_error(a, error);
		choosing_free(c);
		return;
	}
	menu = menu_new(c->title, NULL, &owner);
	add_people(c, menu, people, true);
	add_people(c, menu, people, false);
	if (c->owner.other)
		menu_add(menu, _("somebody else…"), NULL);
	else if (!json_array_size(c->logins))
		app_say(a, STYLE_WARNING, _("Nobody else is known here."));
	if (c->owner.other || json_array_size(c->logins))
		app_push(a, menu);
	else
		menu->class->free(menu, a);
}

void
person_choose(struct app *a, const char *title, const struct person_choice *owner)
{
	struct choosing *c = mem_alloc(sizeof(*c));

	*c = (struct choosing){a, *owner, mem_strdup(title), json_array()};
	app_await(a);
	link_call(a->link, "people.known", NULL, got_people, c);
}
