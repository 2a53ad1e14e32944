#include "tui/screens/fetched_list.h"

#include "base/mem.h"
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

static void
told(struct list_screen *s, const char *name, const json_t *data)
{
	const char *event = ((struct fetched_list *)s)->view->event;

	(void)data;
	if (!strcmp(name, "up") || (event && !strcmp(name, event)))
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
