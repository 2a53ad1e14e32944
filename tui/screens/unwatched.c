/* What was forgotten, most likely: a certificate has more names than somebody added. The backend reads them out of what it has
 * seen, page after page; of a name that several monitors have each page tells, and here they are added up. */
#include "tui/screens/unwatched.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/members.h"
#include "expiry/field.h"
#include "tui/app.h"
#include "tui/screens/bulk.h"
#include "tui/screens/confirm.h"
#include "tui/screens/detail.h"
#include "tui/screens/fetched_list.h"
#include "tui/term/wrap.h"
#include "words/words.h"

/* ---- rows ---- */

/* {"id": its own, "name","monitor_id","monitor","monitors"}; names have no number, so each gets one. */
static json_t *
settle(const json_t *pages)
{
	json_t *rows = json_array(), *by_name = json_object();
	const json_t *one;
	size_t i;

	json_array_foreach(pages, i, one) {
		json_t *row = json_object_get(by_name, text_of(one, "name"));

		if (row) {
			json_object_set_new(row, "monitors",
			    json_integer((json_int_t)(number_of(row, "monitors") +
						      number_of(one, "monitors"))));
			continue;
		}
		row = json_pack("{s:I, s:s, s:I, s:s, s:I}", "id",
		    (json_int_t)json_array_size(rows) + 1, "name", text_of(one, "name"),
		    "monitor_id", (json_int_t)number_of(one, "id"), "monitor",
		    text_of(one, "monitor"), "monitors", (json_int_t)number_of(one, "monitors"));
		json_array_append_new(rows, row);
		json_object_set(by_name, text_of(one, "name"), row);
	}
	json_decref(by_name);
	return rows;
}

/* ---- columns and filter ---- */

static void
name_text(const void *row, const void *arg, struct buf *out)
{
	(void)arg;
	buf_puts(out, text_of(row, "name"));
}

static void
monitors_text(const void *row, const void *arg, struct buf *out)
{
	(void)arg;
	buf_printf(out, "%lld", (long long)number_of(row, "monitors"));
}

static void
monitor_text(const void *row, const void *arg, struct buf *out)
{
	(void)arg;
	buf_puts(out, text_of(row, "monitor"));
}

/* Those of most monitors first. */
static int
compare_monitors(const void *x, const void *y, const void *arg)
{
	int64_t a = number_of(x, "monitors"), b = number_of(y, "monitors");

	(void)arg;
	return (b > a) - (b < a);
}

static const struct list_column columns[] = {
    {N_("Name"), N_("name"), 24, 60, 0, .text = name_text},
    {N_("Mon."), N_("monitors"), 4, 6, 1, .text = monitors_text, .compare = compare_monitors},
    {N_("Is in the certificate of"), N_("certificate of"), 24, 80, 2, .text = monitor_text},
};

static const struct list_columns table = {
    .at = columns, .count = sizeof(columns) / sizeof(columns[0]), .order = 1, .named = true};

static const char *
read_text(const void *arg, enum field field, size_t i)
{
	const json_t *row = ((const struct json_row *)arg)->row;

	return (field == FIELD_NAME || field == FIELD_HOST) && !i ? text_of(row, "name") : NULL;
}

static const struct row_reader reader = {.text = read_text};

static void
empty(struct list_screen *s, int row)
{
	struct canvas *c = s->app->canvas;

	wrap_draw(c, row + 1, 2, canvas_columns(c) - 3, canvas_rows(c) - row - 3, STYLE_DIM,
	    _("Every name in the certificates that are served is watched."));
}

/* ---- acts: the marked ones, or the one under the cursor ---- */

struct choice {
	struct list_screen *view;
	json_t *list; /* as they were when it was asked */
};

static void
choice_free(void *arg)
{
	struct choice *c = arg;

	json_decref(c->list);
	free(c);
}

static struct choice *
choice_new(struct list_screen *s)
{
	struct choice *c = mem_alloc(sizeof(*c));

	c->view = s;
	c->list = fetched_list_chosen(s);
	return c;
}

/* The view may be closed by then. */
static void
ask_again(struct app *a, void *arg)
{
	for (int i = 0; i < a->depth; i++)
		if (a->stack[i] == arg && a->stack[i]->class->context == CONTEXT_NAMES)
			fetched_list_ask(arg);
}

static void
ask(struct list_screen *s, struct choice *c, char *question, void (*yes)(struct app *a, void *arg))
{
	struct screen *screen = confirm_new(question, false, yes, c);

	confirm_drops_with(screen, choice_free);
	app_push(s->app, screen);
	free(question);
}

/* One request for each of them; how: how many were done is said. Frees the choice. */
static void
ask_each(struct app *a, struct choice *c, void (*how)(size_t count, struct buf *out),
    const char *operation, json_t *(*args)(const char *name))
{
	struct bulk_calls *calls =
	    bulk_calls_new(a, &(struct bulk_owner){.done = how, .end = ask_again, .arg = c->view});
	const json_t *row;
	size_t i;

	json_array_foreach(c->list, i, row) {
		const char *name = text_of(row, "name");

		if (i < BULK_MOST)
			bulk_call(calls, name, operation, args(name));
		else
			bulk_leave_out(bulk_of(calls), name, _("it is too many at once"));
	}
	bulk_calls_end(calls);
	choice_free(c);
}

static void
added(size_t count, struct buf *out)
{
	buf_printf(out, ngettext("%zu host is watched.", "%zu hosts are watched.", count), count);
}

static json_t *
add_args(const char *name)
{
	return json_pack("{s:s}", "host", name);
}

static void
add_agreed(struct app *a, void *arg)
{
	ask_each(a, arg, added, "monitor.add", add_args);
}

static void
add(struct list_screen *s, const void *row)
{
	struct choice *c;
	size_t count;

	if (!row) {
		app_say(s->app, STYLE_WARNING, _("There is no name here."));
		return;
	}
	c = choice_new(s);
	count = json_array_size(c->list);
	ask(s, c,
	    count == 1 ? mem_printf(_("Watch %s?"), text_of(json_array_get(c->list, 0), "name"))
		       : mem_printf(ngettext("Watch the %zu name marked?",
					"Watch the %zu names marked?", count),
			     count),
	    add_agreed);
}

static void
never_done(size_t count, struct buf *out)
{
	buf_printf(out,
	    ngettext("%zu name is not offered again.", "%zu names are not offered again.", count),
	    count);
}

static json_t *
never_args(const char *name)
{
	return json_pack("{s:[s]}", "names", name);
}

static void
never_agreed(struct app *a, void *arg)
{
	ask_each(a, arg, never_done, "name.never", never_args);
}

static void
never(struct list_screen *s, const void *row)
{
	struct choice *c = choice_new(s);
	size_t count = json_array_size(c->list);

	(void)row;
	ask(s, c,
	    count == 1 ? mem_printf(_("Never offer %s again?"),
			     text_of(json_array_get(c->list, 0), "name"))
		       : mem_printf(ngettext("Never offer the %zu name marked again?",
					"Never offer the %zu names marked again?", count),
			     count),
	    never_agreed);
}

static void
open_monitor(struct list_screen *s, const void *row)
{
	detail_open(s->app, number_of(row, "monitor_id"));
}

static const struct list_action actions[] = {
    {ACTION_ADD, add},
    {ACTION_NEVER, never},
    {ACTION_OPEN, open_monitor},
    {ACTION_NONE, NULL},
};

void
unwatched_open(struct app *a)
{
	static const struct fetched_view view = {
	    .list = {.context = CONTEXT_NAMES,
		.rows = ROWS_SERVICES,
		.title = N_("Names that nobody watches"),
		.columns = &table,
		.actions = actions,
		.no_row = N_("There is no name here."),
		.none_pass = N_("No name passes the filter."),
		.hint = N_("seu  name:seu.cat  -intern"),
		.empty = empty},
	    .operation = "name.unwatched",
	    .member = "names",
	    .reader = &reader,
	    .settle = settle,
	};

	fetched_list_open(a, &view);
}
