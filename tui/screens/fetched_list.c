#include "tui/screens/fetched_list.h"

#include "base/mem.h"
#include "base/members.h"
#include "tui/app.h"
#include "tui/model/link.h"
#include "tui/model/model.h"
#include "tui/model/pages.h"
#include "tui/model/remembered.h"

struct fetched_list {
	struct list_screen list;
	const struct fetched_view *view;
	struct json_rows *rows;
	bool more; /* fetched_view.more is asked for */
	uint64_t
	    arranged; /* model_changes then: what is said of monitors orders and filters them */
	struct fetched {
		struct fetched_list *list;
		struct pages *pages;
		json_t *here; /* in the order of ids; NULL: not yet */
	} own, others;        /* others.pages NULL: there are none in this view */
};

void
fetched_list_ask(struct list_screen *s)
{
	struct fetched_list *f = (struct fetched_list *)s;

	pages_ask(f->own.pages);
	if (f->others.pages)
		pages_ask(f->others.pages);
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

const json_t *
fetched_other(const json_t *row)
{
	return json_object_get(row, "other_row");
}

/* Those of the other kind stand first, so that all are in the order of ids. */
static json_t *
joined(const struct fetched_list *f)
{
	json_t *all = json_array();

	for (size_t i = json_array_size(f->others.here); i-- > 0;) {
		json_t *one = json_array_get(f->others.here, i);

		json_array_append_new(
		    all, json_pack("{s:I, s:O}", "id", -number_of(one, "id"), "other_row", one));
	}
	json_array_extend(all, f->own.here);
	return all;
}

/* ---- those that are there only if they are wanted ---- */

bool
fetched_list_has_more(const struct list_screen *s)
{
	const struct fetched_list *f = (const struct fetched_list *)s;

	return f->more && !pages_busy(f->own.pages);
}

static void
set_more(struct fetched_list *f, bool on)
{
	f->more = on;
	pages_flag(f->own.pages, f->view->more, on);
	remembered_put(f->list.app->remembered, context_name(f->view->list.context), f->view->more,
	    on ? "yes" : "");
}

void
fetched_list_toggle_more(struct list_screen *s)
{
	struct fetched_list *f = (struct fetched_list *)s;

	set_more(f, !f->more);
	fetched_list_ask(s);
}

static void
recall_more(struct fetched_list *f)
{
	if (f->view->more)
		set_more(f, *remembered_text(f->list.app->remembered,
				context_name(f->view->list.context), f->view->more));
}

/* ---- what comes ---- */

/* What is known of the monitors comes at its own time. While the user moves, rows keep their places, as in view 1. */
static void
prepare(struct list_screen *s)
{
	struct fetched_list *f = (struct fetched_list *)s;
	const struct model *m = s->app->model;

	if (f->arranged == model_changes(m) || model_frozen(m) || !json_rows_all(f->rows))
		return;
	f->arranged = model_changes(m);
	json_rows_arrange(f->rows);
}

static void
show(struct fetched_list *f)
{
	json_t *all;

	if (!f->own.here || (f->others.pages && !f->others.here))
		return;
	all = joined(f);
	json_rows_set(f->rows, all);
	json_decref(all);
	app_changed(f->list.app);
}

static void
arrived(json_t *rows, void *arg)
{
	struct fetched *kind = arg;
	const struct fetched_view *view = kind->list->view;

	rows = view->settle ? view->settle(rows) : json_incref(rows);
	json_decref(kind->here);
	kind->here = rows;
	show(kind->list);
}

static void
failed(const json_t *error, void *arg)
{
	struct app *a = ((const struct fetched *)arg)->list->list.app;

	if (link_state(a->link) == LINK_UP) /* else the first lines say it */
		app_say_error(a, error);
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
is_known(const json_t *row, const json_t *data)
{
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

/* What is told of one that stands here is so at once, its version above all; the rest comes when it is asked for again. The
 * row is another then: a question that is open goes on with what was seen when it was asked. */
static void
amend(struct fetched_list *f, const struct fetched *kind, const json_t *data)
{
	json_t *changes = json_copy((json_t *)(uintptr_t)data), *one;
	size_t i;

	if (json_is_integer(json_object_get(data, "version"))) {
		json_array_foreach(kind->here, i, one)
			if (number_of(one, "id") == number_of(data, "id")) {
				json_t *now = json_copy(one);

				json_object_update_existing(now, changes);
				json_array_set_new(kind->here, i, now);
			}
		show(f);
		pages_told(kind->pages, number_of(data, "id"), changes);
	}
	json_decref(changes);
	app_changed(f->list.app);
}

static void
told(struct list_screen *s, const char *name, const json_t *data)
{
	struct fetched_list *f = (struct fetched_list *)s;
	const struct fetched_others *others = f->view->others;
	int64_t id = number_of(data, "id");

	if (!strcmp(name, "up"))
		fetched_list_ask(s);
	else if (f->view->event && !strcmp(name, f->view->event) &&
		 !is_known(row_of(f, id), data)) {
		amend(f, &f->own, data);
		pages_ask(f->own.pages);
	} else if (others && !strcmp(name, others->event) &&
		   !is_known(fetched_other(row_of(f, -id)), data)) {
		amend(f, &f->others, data);
		pages_ask(f->others.pages);
	}
}

static void
fetched_list_free(struct list_screen *s)
{
	struct fetched_list *f = (struct fetched_list *)s;

	link_forget(s->app->link, s); /* what actions asked for */
	pages_free(f->own.pages);
	pages_free(f->others.pages);
	json_decref(f->own.here);
	json_decref(f->others.here);
	json_rows_free(f->rows);
	free(f);
}

static void
fetch(struct fetched_list *f, struct fetched *kind, const char *operation, const char *member)
{
	const struct pages_owner owner = {arrived, failed, kind};

	kind->list = f;
	kind->pages = pages_new(f->list.app->link, operation, member, &owner);
}

void
fetched_list_open(struct app *a, const struct fetched_view *view)
{
	static const struct list_owner own = {told, prepare, fetched_list_free};
	struct fetched_list *f = mem_alloc(sizeof(*f));

	f->view = view;
	f->rows = json_rows_new(view->list.columns, view->reader, a);
	list_screen_init(&f->list, a, &view->list, json_rows_source(f->rows), &own);
	fetch(f, &f->own, view->operation, view->member);
	if (view->others)
		fetch(f, &f->others, view->others->operation, view->others->member);
	recall_more(f);
	fetched_list_ask(&f->list);
	app_push(a, &f->list.screen);
}
