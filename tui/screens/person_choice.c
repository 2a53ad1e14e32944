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
	uint64_t awaited;
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

/* Whoever is there comes first. */
enum group { GROUP_CONNECTED, GROUP_AWAY, GROUP_ONESELF, GROUP_COUNT };

static enum group
group_of(const struct choosing *c, const json_t *person)
{
	if (!strcmp(text_of(person, "login"), link_login(c->app->link)))
		return GROUP_ONESELF;
	return flag_of(person, "connected") ? GROUP_CONNECTED : GROUP_AWAY;
}

void
person_words(const json_t *person, struct buf *out)
{
	unsigned long claims = (unsigned long)number_of(person, "claims");

	buf_printf(out, ngettext("%lu renewal", "%lu renewals", claims), claims);
	if (flag_of(person, "connected"))
		buf_printf(out, ", %s", _("connected"));
}

static void
add_person(struct screen *menu, const json_t *person, const char *why)
{
	char *login = text_cleaned(text_of(person, "login"), LOGIN_SHOWN);
	struct buf text = {0};

	person_words(person, &text);
	menu_add_if(menu, login, buf_str(&text), why);
	buf_release(&text);
	free(login);
}

/* Those of that group, as far as there is room. */
static void
add_people(struct choosing *c, struct screen *menu, const json_t *people, enum group group)
{
	const json_t *one;
	size_t i;

	json_array_foreach(people, i, one) {
		if (group_of(c, one) != group || json_array_size(c->logins) == CHOICES_MOST)
			continue;
		json_array_append(c->logins, json_object_get(one, "login"));
		add_person(menu, one, group == GROUP_ONESELF ? _("it is you") : NULL);
	}
}

static bool
any_other(const struct choosing *c, const json_t *people)
{
	const json_t *one;
	size_t i;

	json_array_foreach(people, i, one)
		if (group_of(c, one) != GROUP_ONESELF)
			return true;
	return false;
}

static void
got_people(const json_t *ok, const json_t *error, void *arg)
{
	struct choosing *c = arg;
	struct app *a = c->app;
	const json_t *people = json_object_get(ok, "people");
	const struct menu_owner owner = {chosen, choosing_free, c};
	struct screen *menu;
	bool wanted = app_arrived(a, c->awaited);

	if (error && wanted)
		app_say_error(a, error);
	if (error || !wanted) {
		choosing_free(c);
		return;
	}
	if (!c->owner.other && !any_other(c, people)) {
		app_say(a, STYLE_WARNING, _("Nobody else is known here."));
		choosing_free(c);
		return;
	}
	menu = menu_new(c->title, NULL, &owner);
	for (enum group group = 0; group < GROUP_COUNT; group++)
		add_people(c, menu, people, group);
	menu_add_if(menu, _("somebody else…"), NULL,
	    c->owner.other ? NULL : _("one that is typed: only in the renewal itself"));
	app_push(a, menu);
}

void
person_choose(struct app *a, const char *title, const struct person_choice *owner)
{
	struct choosing *c = mem_alloc(sizeof(*c));

	*c = (struct choosing){a, *owner, mem_strdup(title), json_array(), app_await(a)};
	link_call(a->link, "people.known", NULL, got_people, c);
}
