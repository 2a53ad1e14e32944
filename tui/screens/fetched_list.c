#include "tui/screens/fetched_list.h"

#include "base/mem.h"
#include "base/members.h"
#include "tui/app.h"
#include "tui/model/link.h"
#include "tui/view/pages.h"

struct fetched_list {
	struct list_screen list;
	const struct fetched_view *view;
	struct json_rows *rows;
	struct pages *pages;
};

void
fetched_list_ask(struct list_screen *s)
{
	pages_ask(((struct fetched_list *)s)->pages);
}

const json_t *
fetched_list_all(const struct list_screen *s)
{
	return json_rows_all(((const struct fetched_list *)s)->rows);
}

json_t *
fetched_list_chosen(const struct list_screen *s)
{
	return json_rows_chosen(((const struct fetched_list *)s)->rows);
}

static void
arrived(json_t *rows, void *arg)
{
	struct fetched_list *f = arg;

	json_rows_set(f->rows, rows);
	app_changed(f->list.app);
}

static void
failed(const json_t *error, void *arg)
{
	struct fetched_list *f = arg;

	app_say_error(f->list.app, error);
}

/* Pages come in the order of ids (pages.h). */
static const json_t *
row_of(const struct fetched_list *f, int64_t id)
{
	const json_t *all = json_rows_all(f->rows);
	size_t low = 0, high = json_array_size(all);

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (number_of(json_array_get(all, middle), "id") < id)
			low = middle + 1;
		else
			high = middle;
	}
	return number_of(json_array_get(all, low), "id") == id ? json_array_get(all, low) : NULL;
}

/* Nothing is asked for again because of what stands here already: the rows of all monitors, as they load, and each
 * probe of one tell of its renewal, whether or not that has changed. An empty text may be null there. */
static bool
is_known(const struct fetched_list *f, const json_t *data)
{
	const json_t *row = row_of(f, number_of(data, "id"));
	const char *name;
	json_t *value;

	json_object_foreach((json_t *)(uintptr_t)data, name, value) {
		bool empty = json_is_string(value) && !*json_string_value(value);
		if (empty ? *text_of(row, name) != '\0'
			  : !json_equal(value, json_object_get(row, name)))
			return false;
	}
	return row != NULL;
}

static void
told(struct list_screen *s, const char *name, const json_t *data)
{
	struct fetched_list *f = (struct fetched_list *)s;
	bool up = !strcmp(name, "up");

	if (!up && (!f->view->event || strcmp(name, f->view->event)))
		return;
	if (up || !is_known(f, data))
		fetched_list_ask(s);
}

static void
fetched_list_free(struct list_screen *s)
{
	struct fetched_list *f = (struct fetched_list *)s;

	link_forget(s->app->link, s); /* what actions asked for */
	pages_free(f->pages);
	json_rows_free(f->rows);
	free(f);
}

void
fetched_list_open(struct app *a, const struct fetched_view *view)
{
	static const struct list_owner own = {told, fetched_list_free};
	struct fetched_list *f = mem_alloc(sizeof(*f));
	const struct pages_owner owner = {arrived, failed, f};

	f->view = view;
	f->rows = json_rows_new(view->list.columns, view->reader, a);
	f->pages = pages_new(a->link, view->operation, view->member, &owner);
	list_screen_init(&f->list, a, &view->list, json_rows_source(f->rows), &own);
	pages_ask(f->pages);
	app_push(a, &f->list.screen);
}
