/* What a person does with tickets by hand. Every act is a deed: an operation with the arguments that were typed or
 * chosen so far. It lives as long as the screen that asks, a dialog or a menu, and has its call forgotten with it. What
 * the backend asks first (ticket_agree.h) adds to "agreed" and the same call goes out again; a conflict tells that
 * somebody was first. The answer is the ticket as it is now: it is told to all screens, which keep what they show of
 * it, so that no screen need stay for an answer. */
#include "tui/screens/ticket_acts.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/terms.h"
#include "base/ticket.h"
#include "tui/app.h"
#include "tui/model/link.h"
#include "tui/screens/bulk.h"
#include "tui/screens/dialog.h"
#include "tui/screens/menu.h"
#include "tui/screens/ticket_agree.h"
#include "words/words.h"

/* ---- looking ---- */

struct looking {
	struct app *app;
	json_t *tickets;
};

static const struct {
	const char *title;    /* msgid */
	const char *category; /* NULL: as it was */
	int answer;           /* whether it waits for us; -1: as it was */
} sights[] = {
    {N_("Under way"), "doing", 0},
    {N_("Resolved"), "done", 0},
    {N_("Needs an answer from us"), "doing", 1},
    {N_("Looked at, and it is as it was"), NULL, -1},
};

static void
tell(struct app *a, const json_t *ticket)
{
	struct buf state = {0};

	words_ticket_state(ticket, &state);
	app_sayf(a, STYLE_GOOD, "%s: %s", text_of(ticket, "key"), buf_str(&state));
	buf_release(&state);
	app_tell(a, "ticket", ticket);
}

/* Somebody was first: what he saw is shown, and the next look is at that. */
static void
looked(const json_t *ok, const json_t *error, void *arg)
{
	struct app *a = arg;
	const json_t *args = json_object_get(error, "args");

	if (ok) {
		tell(a, json_object_get(ok, "ticket"));
		return;
	}
	app_say_error(a, error);
	if (json_object_get(args, "ticket"))
		app_tell(a, "ticket", json_object_get(args, "ticket"));
}

/* The same of one of several: what comes of them all is said at the end. */
static void
looked_at(size_t i, const json_t *ok, const json_t *error, void *arg)
{
	const json_t *ticket = json_object_get(ok ? ok : json_object_get(error, "args"), "ticket");

	(void)i;
	if (ticket)
		app_tell(arg, "ticket", ticket);
}

static void
say_looked(size_t count, struct buf *out)
{
	buf_printf(out, ngettext("%zu ticket is noted.", "%zu tickets are noted.", count), count);
}

static void
ask_each(struct app *a, const json_t *tickets, const char *operation,
    json_t *(*args)(const json_t *ticket, size_t sight), size_t sight)
{
	struct bulk_calls *calls = bulk_calls_new(
	    a, &(struct bulk_owner){.done = say_looked, .each = looked_at, .arg = a});
	const json_t *t;
	size_t n;

	json_array_foreach(tickets, n, t)
		bulk_call(calls, text_of(t, "key"), operation, args(t, sight));
	bulk_calls_end(calls);
}

/* What Jira says of it now, which is no look of a person. */
static json_t *
args_of_jira(const json_t *ticket, size_t sight)
{
	(void)sight;
	return json_pack("{s:O}", "id", json_object_get(ticket, "id"));
}

static json_t *
args_of_sight(const json_t *ticket, size_t i)
{
	json_t *args = json_pack("{s:O, s:O, s:s*}", "id", json_object_get(ticket, "id"), "version",
	    json_object_get(ticket, "version"), "category", sights[i].category);

	if (sights[i].answer >= 0)
		json_object_set_new(args, "needs_answer", json_boolean(sights[i].answer));
	return args;
}

static void
seen(struct app *a, size_t i, void *arg)
{
	const struct looking *l = arg;
	bool jira = i == sizeof(sights) / sizeof(sights[0]);
	const char *operation = jira ? "ticket.refresh" : "ticket.look";
	json_t *(*args)(const json_t *ticket, size_t sight) = jira ? args_of_jira : args_of_sight;

	if (json_array_size(l->tickets) == 1)
		link_act(a->link, operation, args(json_array_get(l->tickets, 0), i), looked, a);
	else
		ask_each(a, l->tickets, operation, args, i);
}

static void
looking_gone(void *arg)
{
	struct looking *l = arg;

	json_decref(l->tickets);
	free(l);
}

void
ticket_look(struct app *a, json_t *tickets)
{
	struct looking *l = mem_alloc(sizeof(*l));
	const struct menu_owner owner = {.done = seen, .gone = looking_gone, .arg = l};
	size_t count = json_array_size(tickets);
	struct screen *menu;
	char *title;

	*l = (struct looking){a, tickets};
	title = count > 1 ? mem_printf(_("%zu tickets: what did you see?"), count)
			  : mem_printf(_("%s: what did you see?"),
				text_of(json_array_get(tickets, 0), "key"));
	menu = menu_new(title, NULL, &owner);
	for (size_t i = 0; i < sizeof(sights) / sizeof(sights[0]); i++)
		menu_add(menu, _(sights[i].title), NULL);
	if (a->status.jira)
		menu_add(menu, _("Ask Jira how it is now"), NULL);
	else
		menu_add_off(menu, _("Ask Jira how it is now"), _("no Jira is set up here"));
	app_push(a, menu);
	free(title);
}

/* ---- deeds ---- */

struct deed {
	struct app *app;
	struct screen *inputs; /* NULL: nothing is typed */
	const char *operation;
	json_t *args;
	/* What was typed, into args; the reason why not, or NULL. */
	const char *(*typed)(struct deed *d, const char *const *texts);
	bool asks_role; /* before it is sent */
	const char *const
	    *lines; /* what each is of the ticket; NULL: of none of them can that change */
};

static void call(struct deed *d);

static void
deed_free(void *arg)
{
	struct deed *d = arg;

	link_forget(d->app->link, d);
	json_decref(d->args);
	free(d);
}

static void
agreed(struct app *a, const char *code, void *arg)
{
	struct deed *d = arg;

	(void)a;
	text_add(d->args, "agreed", code);
	call(d);
}

static void
refuse(struct deed *d, const char *text)
{
	dialog_refuse(d->inputs, 0, text);
	app_changed(d->app);
}

/* Somebody was first: the next try is at the ticket as it is now. */
static void
meet(struct deed *d, const json_t *args)
{
	const json_t *ticket = json_object_get(args, "ticket");
	const char *now[DIALOG_LINES_MOST] = {""};
	struct app *a = d->app;

	json_object_set(d->args, "version", json_object_get(ticket, "version"));
	for (size_t i = 0; d->lines && d->lines[i]; i++)
		now[i] = text_of(ticket, d->lines[i]);
	dialog_meet(d->inputs, a, /* d may be gone then */
	    &(struct dialog_theirs){.what = text_of(ticket, "key"),
		.changes = json_object_get(args, "changes"),
		.members = d->lines,
		.now = d->lines ? now : NULL});
	app_changed(a);
}

static void
answered(const json_t *ok, const json_t *error, void *arg)
{
	struct deed *d = arg;
	struct app *a = d->app;
	const json_t *args = json_object_get(error, "args");
	struct buf text = {0};

	if (ok) {
		char *merged = mem_strdup(dialog_merged(d->inputs));

		app_close(a, d->inputs); /* d is gone */
		tell(a, json_object_get(ok, "ticket"));
		if (*merged)
			app_say(a, STYLE_GOOD, merged);
		free(merged);
	} else if (ticket_agree(a, error, agreed, d)) {
		refuse(d, _("Nothing was saved."));
	} else if (json_object_get(args, "ticket") && !strcmp(text_of(error, "code"), "conflict")) {
		meet(d, args);
	} else {
		words_error(text_of(error, "code"), args, &text);
		refuse(d, buf_str(&text));
	}
	buf_release(&text);
}

static void
call(struct deed *d)
{
	link_call(d->app->link, d->operation, json_deep_copy(d->args), answered, d);
}

/* ---- what for ---- */

struct choosing {
	struct deed *deed;
	bool chosen;
};

static void
role_chosen(struct app *a, size_t i, void *arg)
{
	struct choosing *c = arg;

	(void)a;
	c->chosen = true;
	json_object_set_new(
	    c->deed->args, "role", json_string(ticket_role_text((enum ticket_role)i)));
	call(c->deed);
}

static void
role_gone(void *arg)
{
	struct choosing *c = arg;

	if (!c->chosen)
		refuse(c->deed, _("Nothing was saved."));
	free(c);
}

static void
ask_role(struct deed *d)
{
	struct choosing *c = mem_alloc(sizeof(*c));
	const struct menu_owner owner = {role_chosen, role_gone, c};
	struct screen *menu = menu_new(_("What is the ticket for?"), NULL, &owner);

	*c = (struct choosing){d, false};
	for (size_t i = 0; i < TICKET_ROLE_COUNT; i++)
		menu_add(menu, words_ticket_role((enum ticket_role)i), NULL);
	menu_at(menu, TICKET_ROLE_OTHER);
	app_push(d->app, menu);
}

static void
submitted(struct app *a, struct screen *inputs, const char *const *texts, void *arg)
{
	struct deed *d = arg;
	const char *problem;

	(void)a;
	json_object_del(d->args, "agreed");
	problem = d->typed(d, texts);
	if (problem)
		dialog_refuse(inputs, 0, problem);
	else if (d->asks_role && !json_object_get(d->args, "other"))
		ask_role(d);
	else
		call(d);
}

/* args is owned from now on. */
static struct deed *
deed_new(struct app *a, const char *operation, json_t *args,
    const char *(*typed)(struct deed *d, const char *const *texts), const char *title)
{
	struct deed *d = mem_alloc(sizeof(*d));
	const struct dialog_owner owner = {.submit = submitted, .gone = deed_free, .arg = d};

	*d = (struct deed){.app = a, .operation = operation, .args = args, .typed = typed};
	d->inputs = dialog_new(title, NULL, &owner);
	return d;
}

static json_t *
at_version(const json_t *ticket)
{
	return json_pack("{s:O, s:O}", "id", json_object_get(ticket, "id"), "version",
	    json_object_get(ticket, "version"));
}

static bool
is_blank(const char *text)
{
	return !text[strspn(text, " ")];
}

/* ---- how it stands, in words ---- */

static const char *const described[] = {"status", "title", "assignee", NULL};

static const char *
typed_description(struct deed *d, const char *const *texts)
{
	for (size_t i = 0; described[i]; i++)
		json_object_set_new(d->args, described[i], json_string(texts[i]));
	return NULL;
}

void
ticket_describe(struct app *a, const json_t *ticket)
{
	char *title = mem_printf(_("What %s says"), text_of(ticket, "key"));
	struct deed *d = deed_new(a, "ticket.look", at_version(ticket), typed_description, title);

	d->lines = described;
	dialog_add(d->inputs, _("Status"), _("As it is called there."), text_of(ticket, "status"));
	dialog_may_be_empty(d->inputs);
	dialog_add(d->inputs, _("Title"), NULL, text_of(ticket, "title"));
	dialog_may_be_empty(d->inputs);
	dialog_add(d->inputs, _("Assignee"), NULL, text_of(ticket, "assignee"));
	dialog_may_be_empty(d->inputs);
	app_push(a, d->inputs);
	free(title);
}

/* ---- keys ---- */

static const char *
typed_text(struct deed *d, const char *name, const char *text)
{
	if (is_blank(text))
		return _("Something is to be typed here.");
	json_object_set_new(d->args, name, json_string(text));
	return NULL;
}

static const char *
typed_correction(struct deed *d, const char *const *texts)
{
	return typed_text(d, "to", texts[0]);
}

void
ticket_correct(struct app *a, const json_t *ticket)
{
	static const char *const lines[] = {"key", NULL};
	char *title = mem_printf(_("The right key of %s"), text_of(ticket, "key"));
	struct deed *d = deed_new(a, "ticket.correct", at_version(ticket), typed_correction, title);

	d->lines = lines;
	dialog_add(d->inputs, _("Ticket"),
	    _("The one that was mistyped goes on finding it; the steps that have it follow."),
	    text_of(ticket, "key"));
	app_push(a, d->inputs);
	free(title);
}

static const char *
typed_adoption(struct deed *d, const char *const *texts)
{
	if (!is_blank(texts[1]))
		json_object_set_new(d->args, "title", json_string(texts[1]));
	return typed_text(d, "key", texts[0]);
}

void
ticket_adopt(struct app *a, const char *text)
{
	struct deed *d =
	    deed_new(a, "ticket.adopt", json_object(), typed_adoption, _("Take a ticket in"));

	dialog_add(d->inputs, _("Ticket"), _("Its key or its URL, typed or pasted."), text);
	dialog_add(d->inputs, _("Title"), _("If you want."), "");
	dialog_may_be_empty(d->inputs);
	app_push(a, d->inputs);
}

/* ---- links ---- */

/* The number of a renewal, or else a key. */
static const char *
typed_target(struct deed *d, const char *const *texts)
{
	const char *text = texts[0] + strspn(texts[0], " ");
	char *end, *key = ticket_key(text);
	long long number = strtoll(text, &end, 10);
	bool is_key = ticket_is_key(key);

	json_object_del(d->args, "renewal");
	json_object_del(d->args, "other");
	if (is_key)
		json_object_set_new(d->args, "other", json_string(key));
	else if (number > 0 && is_blank(end))
		json_object_set_new(d->args, "renewal", json_integer(number));
	free(key);
	return is_key || json_object_get(d->args, "renewal")
		   ? NULL
		   : _("That is neither the number of a renewal nor the key of a ticket.");
}

void
ticket_link(struct app *a, const json_t *ticket)
{
	char *title = mem_printf(_("Link %s"), text_of(ticket, "key"));
	struct deed *d = deed_new(a, "ticket.link",
	    json_pack("{s:O}", "id", json_object_get(ticket, "id")), typed_target, title);

	d->asks_role = true;
	dialog_add(d->inputs, _("To"),
	    _("The number of a renewal, or the key of another ticket. To a monitor: from its own "
	      "page."),
	    "");
	app_push(a, d->inputs);
	free(title);
}

static const char *
typed_key(struct deed *d, const char *const *texts)
{
	return typed_text(d, "key", texts[0]);
}

void
ticket_link_to(struct app *a, int64_t renewal, int64_t monitor)
{
	json_t *args;
	struct deed *d;

	if (!app_offers(a, ACTION_TICKET_LINK)) {
		app_say_not_offered(a);
		return;
	}
	args = renewal ? json_pack("{s:I}", "renewal", (json_int_t)renewal)
		       : json_pack("{s:I}", "monitor", (json_int_t)monitor);
	d = deed_new(a, "ticket.link", args, typed_key,
	    renewal ? _("Link a ticket to this renewal") : _("Link a ticket to this monitor"));

	d->asks_role = true;
	dialog_add(d->inputs, _("Ticket"), _("Its key or its URL, typed or pasted."), "");
	app_push(a, d->inputs);
}

/* ---- unlinking ---- */

struct unlinking {
	struct app *app;
	json_t *ways; /* the arguments of each line */
};

static void
unlinked(const json_t *ok, const json_t *error, void *arg)
{
	if (error)
		app_say_error(arg, error);
	else
		tell(arg, json_object_get(ok, "ticket"));
}

static void
unlink_chosen(struct app *a, size_t i, void *arg)
{
	const struct unlinking *u = arg;

	link_call(
	    a->link, "ticket.unlink", json_deep_copy(json_array_get(u->ways, i)), unlinked, a);
}

static void
unlinking_gone(void *arg)
{
	struct unlinking *u = arg;

	json_decref(u->ways);
	free(u);
}

/* What a step has is changed where the step is done. */
static void
add_fixed(struct screen *menu, const json_t *ticket)
{
	const json_t *one;
	struct buf text = {0};
	size_t i;

	json_array_foreach(json_object_get(ticket, "uses"), i, one) {
		if (flag_of(one, "by_hand"))
			continue;
		words_ticket_use(one, &text);
		menu_add_off(menu, buf_str(&text), _("a step has it: there it is changed"));
		buf_clear(&text);
	}
	buf_release(&text);
}

/* What a person linked. */
static void
add_ways(struct screen *menu, struct unlinking *u, const json_t *ticket)
{
	const json_t *one, *id = json_object_get(ticket, "id");
	struct buf text = {0};
	size_t i;

	json_array_foreach(json_object_get(ticket, "uses"), i, one) {
		const char *of = number_of(one, "renewal") ? "renewal" : "monitor";
		json_t *way;

		if (!flag_of(one, "by_hand"))
			continue;
		words_ticket_use(one, &text);
		menu_add(menu, buf_str(&text), NULL);
		buf_clear(&text);
		way = json_pack("{s:O, s:O, s:O}", "id", id, of, json_object_get(one, of), "role",
		    json_object_get(one, "role"));
		if (*text_of(one, "step"))
			json_object_set(way, "step", json_object_get(one, "step"));
		json_array_append_new(u->ways, way);
	}
	json_array_foreach(json_object_get(ticket, "links"), i, one) {
		buf_printf(&text, _("the ticket %s"), text_of(one, "key"));
		menu_add(menu, buf_str(&text), NULL);
		buf_clear(&text);
		json_array_append_new(u->ways,
		    json_pack("{s:O, s:O}", "id", id, "other", json_object_get(one, "key")));
	}
	buf_release(&text);
}

void
ticket_unlink(struct app *a, const json_t *ticket)
{
	struct unlinking *u = mem_alloc(sizeof(*u));
	const struct menu_owner owner = {unlink_chosen, unlinking_gone, u};
	char *title = mem_printf(_("Unlink %s from…"), text_of(ticket, "key"));
	struct screen *menu = menu_new(title, NULL, &owner);

	*u = (struct unlinking){a, json_array()};
	add_ways(menu, u, ticket);
	add_fixed(menu, ticket);
	app_push(a, menu);
	if (!json_array_size(u->ways)) {
		app_pop(a);
		app_say(a, STYLE_WARNING,
		    _("Nobody linked it by hand. What a step has is changed in the step."));
	}
	free(title);
}
