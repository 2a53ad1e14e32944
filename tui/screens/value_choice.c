/* The values are texts, and the picker's are their places. The services are asked for a page at a time; to them come those
 * that monitors name without anybody having described them. */
#include "tui/screens/value_choice.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/members.h"
#include "expiry/field.h"
#include "tui/app.h"
#include "tui/model/pages.h"
#include "tui/screens/monitor_source.h"
#include "tui/screens/person_choice.h"
#include "tui/screens/picker.h"
#include "tui/view/screen.h"
#include "words/words.h"

enum { VALUES_MOST = 1000 };

/* ---- the picker ---- */

struct value_list {
	struct value_choice owner;
	struct screen *picker;
	json_t *values;
};

static void
list_free(void *arg)
{
	struct value_list *l = arg;

	json_decref(l->values);
	free(l);
}

static void
done(struct app *a, int value, void *arg)
{
	const struct value_list *l = arg;

	l->owner.chosen(
	    a, json_string_value(json_array_get(l->values, (size_t)value)), l->owner.arg);
}

struct value_list *
value_list_new(const char *label, const struct value_choice *c)
{
	struct value_list *l = mem_alloc(sizeof(*l));

	*l = (struct value_list){.owner = *c, .values = json_array()};
	l->picker =
	    picker_new(label, &(struct picker_owner){.done = done, .gone = list_free, .arg = l});
	return l;
}

void
value_list_add(struct value_list *l, const char *value, const char *name, const char *help)
{
	size_t i, count = json_array_size(l->values);

	for (i = 0; i < count; i++)
		if (!strcmp(json_string_value(json_array_get(l->values, i)), value))
			return;
	if (!*value || count == VALUES_MOST)
		return;
	json_array_append_new(l->values, json_string(value));
	picker_add(
	    l->picker, &(struct picker_item){.value = (int)count, .name = name, .help = help});
}

void
value_list_open(struct app *a, struct value_list *l)
{
	app_push(a, l->picker);
}

/* ---- what the backend knows ---- */

static void add_service(struct value_list *l, const json_t *row);
static void add_heads(struct value_list *l, const json_t *row);
static void add_login(struct value_list *l, const json_t *row);
static void add_proxy(struct value_list *l, const json_t *row);
static void add_kind(struct value_list *l, const json_t *row);

static const struct {
	const char *operation, *member, *label;
	void (*add)(struct value_list *l, const json_t *row); /* NULL: none of those */
} kinds[VALUES_COUNT] = {
    [VALUES_SERVICES] = {"service.list", "services", N_("Service: "), add_service},
    [VALUES_SERVICES_NAMED] = {"service.list", "services", N_("Service: "), NULL},
    [VALUES_HEADS] = {"service.list", "services", N_("Person: "), add_heads},
    [VALUES_LOGINS] = {"people.known", "people", N_("Login: "), add_login},
    [VALUES_WAITED_FOR] = {"service.list", "services", N_("For whom: "), add_heads},
    [VALUES_PROXIES] = {"proxy.list", "proxies", N_("Proxy: "), add_proxy},
    [VALUES_KINDS] = {"kind.list", "kinds", N_("Kind of certificate: "), add_kind},
};

struct asking {
	struct app *app;
	enum value_kind kind;
	struct value_choice owner;
	struct pages *pages;
	uint64_t awaited;
};

static void
add_service(struct value_list *l, const json_t *row)
{
	value_list_add(l, text_of(row, "name"), text_of(row, "name"), text_of(row, "head"));
}

static void
add_heads(struct value_list *l, const json_t *row)
{
	value_list_add(l, text_of(row, "head"), text_of(row, "head"), text_of(row, "name"));
	value_list_add(
	    l, text_of(row, "project_head"), text_of(row, "project_head"), text_of(row, "name"));
}

static void
add_login(struct value_list *l, const json_t *row)
{
	struct buf help = {0};

	person_words(row, &help);
	value_list_add(l, text_of(row, "login"), text_of(row, "login"), buf_str(&help));
	buf_release(&help);
}

static void
add_proxy(struct value_list *l, const json_t *row)
{
	value_list_add(l, text_of(row, "name"), text_of(row, "name"), NULL);
}

static void
add_kind(struct value_list *l, const json_t *row)
{
	value_list_add(l, text_of(row, "id"), text_of(row, "id"), text_of(row, "title"));
}

struct adding {
	struct value_list *to;
	const json_t *but; /* names of these are left out; NULL: none */
};

static void
add_text(const char *text, void *arg)
{
	const struct adding *adding = arg;

	if (object_with(adding->but, "name", text))
		return;
	value_list_add(adding->to, text, text, NULL);
}

/* What monitors say in the field. */
static void
add_of_monitors(struct app *a, enum field field, struct adding adding)
{
	struct monitor_source monitors;

	monitor_source_init(&monitors, a->model, a->link);
	monitors.source.class->texts(&monitors.source, (int)field, add_text, &adding);
}

static void
asking_free(struct asking *q)
{
	pages_free(q->pages);
	free(q);
}

static void
arrived(json_t *rows, void *arg)
{
	struct asking *q = arg;
	struct app *a = q->app;
	struct value_list *l = value_list_new(_(kinds[q->kind].label), &q->owner);
	const json_t *row;
	bool wanted = app_arrived(a, q->awaited);
	size_t i;

	if (q->kind == VALUES_WAITED_FOR) /* before those that may never be */
		add_of_monitors(a, FIELD_PENDING, (struct adding){.to = l});
	json_array_foreach(rows, i, row)
		if (kinds[q->kind].add)
			kinds[q->kind].add(l, row);
	if (q->kind == VALUES_SERVICES || q->kind == VALUES_SERVICES_NAMED)
		add_of_monitors(
		    a, FIELD_SERVICE, (struct adding){l, q->kind == VALUES_SERVICES ? NULL : rows});
	if (q->kind != VALUES_KINDS && q->kind != VALUES_WAITED_FOR) /* in an order of their own */
		picker_sort(l->picker);
	if (wanted && json_array_size(l->values)) {
		value_list_open(a, l);
	} else {
		if (wanted)
			app_say(a, STYLE_WARNING, _("None is known yet."));
		l->picker->class->free(l->picker, a); /* l is gone */
	}
	app_changed(a);
	asking_free(q);
}

static void
failed(const json_t *error, void *arg)
{
	struct asking *q = arg;

	if (app_arrived(q->app, q->awaited))
		app_say_error(q->app, error);
	asking_free(q);
}

void
value_choose(struct app *a, enum value_kind kind, const struct value_choice *c)
{
	struct asking *q = mem_alloc(sizeof(*q));

	*q = (struct asking){.app = a, .kind = kind, .owner = *c};
	q->pages = pages_new(a->link, kinds[kind].operation, kinds[kind].member,
	    &(struct pages_owner){arrived, failed, q});
	q->awaited = app_await(a);
	pages_ask(q->pages);
}
