/* The services: what monitors belong to, and who answers for each. A list, and a form over it. A
 * head who changes is changed here, once, for everything that names him. */
#include "tui/screens/services.h"

#include "base/buf.h"
#include "base/mem.h"
#include "tui/app.h"
#include "tui/model/link.h"
#include "tui/model/renewal_read.h"
#include "tui/screens/confirm.h"
#include "tui/screens/dialog.h"
#include "tui/screens/frame.h"
#include "tui/view/screen.h"
#include "words/words.h"

enum { HEAD_ROWS = 3 };

struct services {
	struct screen screen;
	struct app *app;
	json_t *list, *coming; /* NULL: not here yet; pages that have arrived */
	bool asked;
	int64_t selected;
	size_t top;
	int height;
};

/* The lines of the form, in order. */
static const struct {
	const char *key, *label, *hint; /* label and hint: msgids */
} fields[] = {
    {"name", N_("Service"), N_("What it is called; monitors name it so.")},
    {"head", N_("Head of service"), N_("Who says with which CA its certificates are renewed.")},
    {"head_mail", N_("Mail"), N_("Of the head of service.")},
    {"head_user", N_("Jira user"), N_("Of the head of service.")},
    {"project_head", N_("Head of project"), NULL},
    {"patterns", N_("Domains"),
	N_("Those that belong to it, with blanks between: seu.cat *.seu.cat")},
    {"notes", N_("Notes"), NULL},
};

enum { FIELDS = sizeof(fields) / sizeof(fields[0]), PATTERNS = 5 };

/* ---- asking ---- */

static void ask_page(struct services *v);

static void
arrived(const json_t *ok, const json_t *error, void *arg)
{
	struct services *v = arg;
	json_t *page = json_object_get(ok, "services");

	if (error) {
		app_say_error(v->app, error);
		v->asked = false;
		return;
	}
	json_array_extend(v->coming, page);
	if (json_array_size(page)) {
		ask_page(v);
		return;
	}
	json_decref(v->list);
	v->list = v->coming;
	v->coming = NULL;
	v->asked = false;
	app_changed(v->app);
}

static void
ask_page(struct services *v)
{
	const json_t *last = json_array_get(v->coming, json_array_size(v->coming) - 1);

	link_call(v->app->link, "service.list",
	    json_pack("{s:I}", "after", (json_int_t)number_of(last, "id")), arrived, v);
}

static void
ask(struct services *v)
{
	if (v->asked)
		return;
	v->asked = true;
	json_decref(v->coming);
	v->coming = json_array();
	ask_page(v);
}

/* ---- the form ---- */

/* A form that is open over the list. */
struct editing {
	struct services *list;
	struct screen *inputs;
	int64_t id, version; /* id 0: a new one */
};

static void
editing_gone(void *arg)
{
	struct editing *e = arg;

	link_forget(e->list->app->link, e);
	free(e);
}

static json_t *
patterns_json(const char *text)
{
	json_t *list = json_array();

	for (size_t n; *(text += strspn(text, " ,")); text += n) {
		n = strcspn(text, " ,");
		json_array_append_new(list, json_stringn(text, n));
	}
	return list;
}

static size_t
line_of(const char *key)
{
	size_t i = 0;

	while (i < FIELDS && strcmp(fields[i].key, key) != 0)
		i++;
	return i;
}

static void
saved(const json_t *ok, const json_t *error, void *arg)
{
	struct editing *e = arg;
	struct services *v = e->list;
	const json_t *args = json_object_get(error, "args");
	struct buf text = {0};

	if (ok) {
		v->selected = number_of(ok, "id");
		app_close(v->app, e->inputs); /* e is gone */
		app_say(v->app, STYLE_GOOD, _("Saved."));
		ask(v);
		return;
	}
	/* Somebody else saved first: saving again wins, once what is there now was seen. */
	if (!strcmp(text_of(error, "code"), "conflict"))
		e->version = number_of(json_object_get(args, "service"), "version");
	if (line_of(text_of(args, "field")) < FIELDS)
		words_error_beside(text_of(error, "code"), args, &text);
	else
		words_error(text_of(error, "code"), args, &text);
	dialog_refuse(e->inputs, line_of(text_of(args, "field")), buf_str(&text));
	buf_release(&text);
	app_changed(v->app);
}

static void
submit(struct app *a, struct screen *inputs, const char *const *texts, void *arg)
{
	struct editing *e = arg;
	json_t *args = json_object();

	(void)inputs;
	for (size_t i = 0; i < FIELDS; i++)
		json_object_set_new(args, fields[i].key,
		    i == PATTERNS ? patterns_json(texts[i]) : json_string(texts[i]));
	if (e->id) {
		json_object_set_new(args, "id", json_integer(e->id));
		json_object_set_new(args, "version", json_integer(e->version));
	}
	link_call(a->link, e->id ? "service.edit" : "service.add", args, saved, e);
}

static void
joined(const json_t *list, struct buf *out)
{
	const json_t *one;
	size_t i;

	json_array_foreach(list, i, one)
		buf_printf(out, "%s%s", i ? " " : "", json_string_value(one));
}

/* service NULL: a new one. */
static void
open_form(struct services *v, const json_t *service)
{
	struct editing *e = mem_alloc(sizeof(*e));
	const struct dialog_owner owner = {submit, editing_gone, e, false, false};
	struct buf patterns = {0};

	*e = (struct editing){v, NULL, number_of(service, "id"), number_of(service, "version")};
	joined(json_object_get(service, "patterns"), &patterns);
	e->inputs = dialog_new(service ? _("Change a service") : _("Add a service"), NULL, &owner);
	for (size_t i = 0; i < FIELDS; i++)
		dialog_add(e->inputs, _(fields[i].label), fields[i].hint ? _(fields[i].hint) : NULL,
		    i == PATTERNS ? buf_str(&patterns) : text_of(service, fields[i].key));
	buf_release(&patterns);
	app_push(v->app, e->inputs);
}

/* ---- removing ---- */

struct removing {
	struct services *list;
	int64_t id, version;
};

static void
removed(const json_t *ok, const json_t *error, void *arg)
{
	struct services *v = arg;

	(void)ok;
	if (error)
		app_say_error(v->app, error);
	ask(v);
}

static void
remove_agreed(struct app *a, void *arg)
{
	struct removing *r = arg;

	link_call(a->link, "service.remove",
	    json_pack("{s:I, s:I}", "id", (json_int_t)r->id, "version", (json_int_t)r->version),
	    removed, r->list);
	free(r);
}

static void
ask_remove(struct services *v, const json_t *service)
{
	struct removing *r = mem_alloc(sizeof(*r));
	char *question =
	    mem_printf(_("Remove the service %s? Its monitors stay."), text_of(service, "name"));

	*r = (struct removing){v, number_of(service, "id"), number_of(service, "version")};
	app_push(v->app, confirm_new(question, false, remove_agreed, r));
	free(question);
}

/* ---- drawing ---- */

static size_t
cursor_of(const struct services *v)
{
	const json_t *one;
	size_t i;

	json_array_foreach(v->list, i, one) {
		if (number_of(one, "id") == v->selected)
			return i;
	}
	return 0;
}

static void
draw_line(const struct services *v, int row, const json_t *service)
{
	struct canvas *c = v->app->canvas;
	int width = canvas_columns(c) - 4, name = width * 35 / 100, head = width * 30 / 100;
	unsigned style = service ? STYLE_TEXT : STYLE_HEADING;
	struct buf patterns = {0};

	joined(json_object_get(service, "patterns"), &patterns);
	canvas_text(
	    c, row, 1, name, style, service ? text_of(service, "name") : _(fields[0].label));
	canvas_text(
	    c, row, 2 + name, head, style, service ? text_of(service, "head") : _(fields[1].label));
	canvas_text(c, row, 3 + name + head, width - name - head, style,
	    service ? buf_str(&patterns) : _(fields[PATTERNS].label));
	buf_release(&patterns);
}

static void
draw_list(struct services *v, size_t count)
{
	struct canvas *c = v->app->canvas;
	size_t cursor = cursor_of(v), height = (size_t)v->height;

	v->selected = number_of(json_array_get(v->list, cursor), "id");
	if (cursor < v->top)
		v->top = cursor;
	if (cursor >= v->top + height)
		v->top = cursor - height + 1;
	if (v->top + height > count)
		v->top = count > height ? count - height : 0;
	canvas_fill(c, 2, 0, canvas_columns(c), STYLE_HEADING, ' ');
	draw_line(v, 2, NULL);
	for (size_t i = v->top; i < count && i < v->top + height; i++) {
		int row = HEAD_ROWS + (int)(i - v->top);
		draw_line(v, row, json_array_get(v->list, i));
		if (i == cursor)
			canvas_tint(c, row, 0, canvas_columns(c), STYLE_SELECTED);
	}
}

static void
services_draw(struct screen *s, struct app *a)
{
	struct services *v = (struct services *)s;
	size_t count = json_array_size(v->list);
	struct buf text = {0};

	v->height = canvas_rows(a->canvas) - HEAD_ROWS - 1;
	frame_draw_bar(a, _("Services and heads"));
	frame_trouble(a, &text);
	canvas_text(a->canvas, 1, 1, -1, STYLE_ERROR, buf_str(&text));
	buf_release(&text);
	if (count)
		draw_list(v, count);
	else
		canvas_text(a->canvas, HEAD_ROWS, 2, -1, STYLE_DIM,
		    v->list ? _("No service is known yet. Everything works without.")
			    : _("Loading…"));
	frame_draw_footer(a, CONTEXT_SERVICES);
}

/* ---- keys ---- */

static void
move(struct services *v, int64_t by)
{
	int64_t last = (int64_t)json_array_size(v->list) - 1, to = (int64_t)cursor_of(v) + by;

	to = to > last ? last : to;
	to = to < 0 ? 0 : to;
	v->selected = number_of(json_array_get(v->list, (size_t)to), "id");
}

static void
move_page(struct services *v, int by)
{
	v->top = frame_scrolled(v->top, by);
	move(v, by);
}

static bool
services_move(struct services *v, enum action action)
{
	int page = v->height > 1 ? v->height - 1 : 1;

	switch ((int)action) {
	case ACTION_UP:
		move(v, -1);
		return true;
	case ACTION_DOWN:
		move(v, 1);
		return true;
	case ACTION_PAGE_UP:
		move_page(v, -page);
		return true;
	case ACTION_PAGE_DOWN:
		move_page(v, page);
		return true;
	case ACTION_GOTO_FIRST:
		move(v, -INT32_MAX);
		return true;
	case ACTION_GOTO_LAST:
		move(v, INT32_MAX);
		return true;
	default:
		return false;
	}
}

static bool
services_act(struct screen *s, struct app *a, enum action action)
{
	struct services *v = (struct services *)s;
	const json_t *service = json_array_get(v->list, cursor_of(v));

	(void)a;
	if (services_move(v, action))
		return true;
	switch ((int)action) {
	case ACTION_ADD:
		open_form(v, NULL);
		return true;
	case ACTION_OPEN:
	case ACTION_EDIT:
		if (service)
			open_form(v, service);
		return true;
	case ACTION_RETIRE:
		if (service)
			ask_remove(v, service);
		return true;
	default:
		return false;
	}
}

static void
services_event(struct screen *s, struct app *a, const char *name, const json_t *data)
{
	(void)a;
	(void)data;
	if (!strcmp(name, "up"))
		ask((struct services *)s);
}

static void
services_free(struct screen *s, struct app *a)
{
	struct services *v = (struct services *)s;

	link_forget(a->link, v);
	json_decref(v->list);
	json_decref(v->coming);
	free(v);
}

void
services_open(struct app *a)
{
	static const struct screen_class class = {.context = CONTEXT_SERVICES,
	    .draw = services_draw,
	    .act = services_act,
	    .event = services_event,
	    .free = services_free};
	struct services *v = mem_alloc(sizeof(*v));

	v->screen.class = &class;
	v->app = a;
	ask(v);
	app_push(a, &v->screen);
}
