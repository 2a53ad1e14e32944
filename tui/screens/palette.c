/* The actions of the screen that was on top, those that cannot be done now last and with the reason, and after them those of
 * other screens, with where they work. A word of a command and a blank lead on to where its value is chosen, so that
 * ":sort days" can be typed in one go; the words of both languages are understood, whatever the console speaks. */
#include "tui/screens/palette.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "expiry/field.h"
#include "tui/app.h"
#include "tui/model/link.h"
#include "tui/screens/dead_key.h"
#include "tui/screens/expiries.h"
#include "tui/screens/frame.h"
#include "tui/screens/list_screen.h"
#include "tui/screens/picker.h"
#include "tui/view/screen.h"
#include "words/words.h"

enum { SERVICES_MOST = 500, SERVICE_VALUE = ACTION_COUNT };

/* ---- the services that rows name ---- */

struct services {
	char *names[SERVICES_MOST];
	size_t count;
	struct list_screen *list; /* that is filtered; NULL: view 1 */
};

static void
add_service(const char *text, void *arg)
{
	struct services *o = arg;

	for (size_t i = 0; i < o->count; i++)
		if (!strcmp(o->names[i], text))
			return;
	if (*text && !strchr(text, '"') && o->count < SERVICES_MOST)
		o->names[o->count++] = mem_strdup(text);
}

static void
services_free(void *arg)
{
	struct services *o = arg;

	for (size_t i = 0; i < o->count; i++)
		free(o->names[i]);
	free(o);
}

static void
filter_service(struct app *a, int value, void *arg)
{
	const struct services *o = arg;
	char *text =
	    mem_printf("%s=\"%s\"", words_is_catalan() ? "servei" : "service", o->names[value]);

	if (o->list)
		list_screen_filter(o->list, text);
	else
		expiries_filter(a, text);
	free(text);
}

static void
choose_service(struct app *a, struct screen *below, const char *text)
{
	struct list_screen *list = list_screen_of(below);
	struct services *o = mem_alloc(sizeof(*o));
	const struct picker_owner owner = {.done = filter_service, .gone = services_free, .arg = o};
	struct screen *s = picker_new(_("Service: "), &owner);
	const struct list_screen *from = list;

	if (!list_screen_has_texts(list, FIELD_SERVICE))
		from = list_screen_of(a->stack[0]);
	else
		o->list = list;
	if (from)
		from->list.source->class->texts(from->list.source, FIELD_SERVICE, add_service, o);
	for (size_t i = 0; i < o->count; i++)
		picker_add(s, &(struct picker_item){.value = (int)i, .name = o->names[i]});
	picker_sort(s);
	picker_begin(s, text);
	app_push(a, s);
}

/* ---- what takes a value ---- */

static void
choose_order(struct app *a, struct screen *s, const char *text)
{
	order_open(a, &list_screen_of(s)->list, text);
}

static void
choose_filter(struct app *a, struct screen *s, const char *text)
{
	(void)a;
	s->class->ask_filter(s, text);
}

static const struct command {
	const char *english, *catalan;
	int value; /* an action that the screen has to have, or SERVICE_VALUE */
	void (*open)(struct app *a, struct screen *s, const char *text);
} commands[] = {
    {"sort", "ordena", ACTION_SORT, choose_order},
    {"filter", "filtra", ACTION_FILTER, choose_filter},
    {"service", "servei", SERVICE_VALUE, choose_service},
};

static bool
takes(const struct command *c, const struct app *a, struct screen *s)
{
	return c->value == SERVICE_VALUE ||
	       ((c->value == ACTION_FILTER ? s->class->ask_filter != NULL
					   : list_screen_of(s) != NULL) &&
		   app_offers(a, (enum action)c->value) &&
		   action_works_in((enum action)c->value, s->class->context));
}

static bool
typed(struct app *a, const char *text, void *arg)
{
	struct screen *below = arg;
	const char *blank = strchr(text, ' ');
	char *word, *rest;
	bool led = false;

	if (!blank)
		return false;
	word = mem_strndup(text, (size_t)(blank - text));
	rest = mem_strdup(blank + 1);
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]) && !led; i++) {
		const struct command *c = &commands[i];

		led =
		    (!strcmp(word, c->english) || !strcmp(word, c->catalan)) && takes(c, a, below);
		if (led) {
			app_pop(a);
			c->open(a, below, rest);
		}
	}
	free(word);
	free(rest);
	return led;
}

/* ---- the actions ---- */

static void
run(struct app *a, int value, void *arg)
{
	const struct screen *s = arg;
	enum context there;

	if (value == SERVICE_VALUE)
		choose_service(a, arg, "");
	else if (!action_works_in((enum action)value, s->class->context))
		app_sayf(a, STYLE_WARNING, _("Not here: it works %s"),
		    dead_key_place((enum action)value, &there));
	else
		app_act(a, (enum action)value);
}

/* NULL: it can be done. */
static const char *
why_not(const struct app *a, struct screen *s, enum action action)
{
	const struct list_screen *list = list_screen_of(s);

	if (!app_offers(a, action))
		return app_why_not(a, action);
	if (list && action_info(action)->flags & ACTION_NEEDS_ROW && !list_id(&list->list))
		return _("there is no row");
	if (list && list->view->offers && !list->view->offers(list, action))
		return _("not for this row");
	return NULL;
}

static const char *
also(const struct app *a, enum context context, enum action action)
{
	const char *label = frame_label(a, context, action);

	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (commands[i].value == (int)action)
			return commands[i].catalan;
	return label == frame_help(a, action) ? "" : label;
}

static void
add_action(struct app *a, struct screen *palette, struct screen *s, enum action action)
{
	const char *why = why_not(a, s, action);
	struct buf keys = {0};

	keys_describe_first(a->keys, s->class->context, action, &keys);
	picker_add(palette, &(struct picker_item){.value = (int)action,
				.name = action_info(action)->name,
				.help = why ? why : frame_help(a, action),
				.keys = buf_str(&keys),
				.also = also(a, s->class->context, action),
				.off = why != NULL});
	buf_release(&keys);
}

static void
add_elsewhere(struct app *a, struct screen *palette, enum action action)
{
	enum context there;
	const char *place = dead_key_place(action, &there);
	struct buf keys = {0};
	char *why, *names;

	if (!place || !app_offers(a, action))
		return;
	why = mem_printf(_("Not here: it works %s"), place);
	names = mem_printf("%s %s", also(a, there, action), frame_help(a, action));
	keys_describe_first(a->keys, there, action, &keys);
	picker_add(palette, &(struct picker_item){.value = (int)action,
				.name = action_info(action)->name,
				.help = why,
				.keys = buf_str(&keys),
				.also = names,
				.off = true});
	buf_release(&keys);
	free(names);
	free(why);
}

void
palette_open(struct app *a)
{
	struct screen *s = app_top(a);
	const struct picker_owner owner = {.done = run, .typed = typed, .arg = s};
	struct screen *palette = picker_new(":", &owner);

	for (int off = 0; off < 2; off++) {
		for (enum action i = ACTION_NONE + 1; i < ACTION_COUNT; i++)
			if (i != ACTION_PALETTE && (why_not(a, s, i) != NULL) == (off == 1) &&
			    action_info(i)->contexts &
				(1u << s->class->context | 1u << CONTEXT_ANY))
				add_action(a, palette, s, i);
		if (!off)
			picker_add(palette, &(struct picker_item){.value = SERVICE_VALUE,
						.name = words_is_catalan() ? "servei" : "service",
						.help = _("Only what is of one service"),
						.also = "service servei"});
	}
	for (enum action i = ACTION_NONE + 1; i < ACTION_COUNT; i++)
		if (!action_works_in(i, s->class->context))
			add_elsewhere(a, palette, i);
	app_push(a, palette);
}
