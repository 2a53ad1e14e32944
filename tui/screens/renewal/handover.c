/* Handing the renewal over: to one of those whom the team knows, chosen from a list; or to somebody else, whose login is
 * typed, and asked about once more where nobody has it. */
#include "tui/screens/renewal/panel_inside.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "tui/model/link.h"
#include "tui/screens/dialog.h"
#include "tui/screens/menu.h"
#include "words/words.h"

enum { LOGIN_SHOWN = 60, CHOICES_MOST = MENU_MOST - 1 };

struct choosing {
	struct panel *panel;
	json_t *logins; /* in the order of the menu */
};

static void
choosing_free(void *arg)
{
	struct choosing *c = arg;

	json_decref(c->logins);
	free(c);
}

static void
ask_login(struct panel *p)
{
	struct screen *inputs = panel_ask(
	    p, "hand-over", NULL, args_text, "to", NULL, _("Hand the renewal over"), NULL);

	dialog_add(inputs, _("To"), _("The login of whoever goes on with it."), "");
	app_push(p->app, inputs);
}

static void
chosen(struct app *a, size_t i, void *arg)
{
	struct choosing *c = arg;
	json_t *login = json_array_get(c->logins, i);

	(void)a;
	if (login)
		panel_do(c->panel, "hand-over", NULL, json_pack("{s:O}", "to", login), NULL);
	else
		ask_login(c->panel);
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
		    !strcmp(login, link_login(c->panel->app->link)) ||
		    json_array_size(c->logins) == CHOICES_MOST)
			continue;
		json_array_append_new(c->logins, json_string(login));
		add_person(menu, one);
	}
}

static void
got_people(const json_t *ok, const json_t *error, void *arg)
{
	struct panel *p = arg;
	const json_t *people = json_object_get(ok, "people");
	struct menu_owner owner = {chosen, choosing_free, NULL};
	struct choosing *c;
	struct screen *menu;

	app_arrived(p->app);
	if (error) {
		app_say_error(p->app, error);
		return;
	}
	owner.arg = c = mem_alloc(sizeof(*c));
	*c = (struct choosing){p, json_array()};
	menu = menu_new(_("Hand the renewal over"), NULL, &owner);
	add_people(c, menu, people, true);
	add_people(c, menu, people, false);
	menu_add(menu, _("somebody else…"), NULL);
	app_push(p->app, menu);
}

void
panel_hand_over(struct panel *p)
{
	app_await(p->app);
	link_call(p->app->link, "people.known", NULL, got_people, p);
}
