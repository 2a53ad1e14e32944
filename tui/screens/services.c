/* The services: what monitors belong to, and who answers for each. A list, and a form over it. A
 * head who changes is changed here, once, for everything that names him.
 *
 * Of a service that exists only what was typed is sent, with the version that it was made from: what somebody else
 * saved meanwhile in another line stays (dialog_meet). */
#include "tui/screens/services.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/members.h"
#include "expiry/field.h"
#include "tui/app.h"
#include "tui/model/done_acts.h"
#include "tui/model/link.h"
#include "tui/screens/bulk.h"
#include "tui/screens/confirm.h"
#include "tui/screens/dialog.h"
#include "tui/screens/fetched_list.h"
#include "tui/screens/monitor_source.h"
#include "tui/term/wrap.h"
#include "words/words.h"

/* The lines of the form, in order. */
static const struct {
	const char *key, *label, *hint; /* label and hint: msgids */
	enum value_kind values;
} fields[] = {
    {"name", N_("Service"), N_("What it is called; monitors name it so."), VALUES_SERVICES_NAMED},
    {"head", N_("Head of service"), N_("Who says with which CA its certificates are renewed."),
	VALUES_HEADS},
    {"head_mail", N_("Mail"), N_("Of the head of service."), VALUES_NONE},
    {"head_user", N_("Jira user"), N_("Of the head of service."), VALUES_NONE},
    {"project_head", N_("Head of project"), NULL, VALUES_HEADS},
    {"patterns", N_("Domains"),
	N_("Those that belong to it, with blanks between: seu.cat *.seu.cat"), VALUES_NONE},
    {"notes", N_("Notes"), NULL, VALUES_NONE},
};

enum { FIELDS = sizeof(fields) / sizeof(fields[0]), PATTERNS = 5 };

/* ---- the form ---- */

/* A form that is open over the list. */
struct editing {
	struct list_screen *list;
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
meet(struct editing *e, const json_t *args)
{
	const json_t *service = json_object_get(args, "service");
	const char *members[FIELDS], *now[FIELDS];
	struct buf patterns = {0};

	texts_join(json_object_get(service, "patterns"), NULL, " ", &patterns);
	for (size_t i = 0; i < FIELDS; i++) {
		members[i] = fields[i].key;
		now[i] = i == PATTERNS ? buf_str(&patterns) : text_of(service, fields[i].key);
	}
	e->version = number_of(service, "version");
	dialog_meet(e->inputs, e->list->app,
	    &(struct dialog_theirs){.what = text_of(service, "name"),
		.changes = json_object_get(args, "changes"),
		.members = members,
		.now = now});
	buf_release(&patterns);
}

/* What was changed is changed again; what was added can be taken back. */
static void
keep_added(struct app *a, const json_t *ok)
{
	const char *name = text_of(json_object_get(ok, "service"), "name");
	char *said = mem_printf(_("The service %s was added."), name);

	done_acts_add(a->done, said, clock_wall(a->clock),
	    json_pack("[o]", done_item(name, "service.add", NULL, ok)));
	free(said);
}

static void
saved(const json_t *ok, const json_t *error, void *arg)
{
	struct editing *e = arg;
	struct list_screen *s = e->list;
	const json_t *args = json_object_get(error, "args");
	struct buf text = {0};

	if (ok) {
		if (!e->id)
			keep_added(s->app, ok);
		s->list.source->class->select(s->list.source, number_of(ok, "id"));
		dialog_done(e->inputs, s->app, _("Saved.")); /* e is gone */
		fetched_list_ask(s);
		return;
	}
	if (json_object_get(args, "service")) { /* somebody else saved first */
		meet(e, args);
		app_changed(s->app);
		return;
	}
	if (line_of(text_of(args, "field")) < FIELDS)
		words_error_beside(text_of(error, "code"), args, &text);
	else
		words_error(text_of(error, "code"), args, &text);
	dialog_refuse(e->inputs, line_of(text_of(args, "field")), buf_str(&text));
	buf_release(&text);
	app_changed(s->app);
}

static void
submit(struct app *a, struct screen *inputs, const char *const *texts, void *arg)
{
	struct editing *e = arg;
	json_t *args = json_object();

	for (size_t i = 0; i < FIELDS; i++)
		if (!e->id || dialog_changed(inputs, i))
			json_object_set_new(args, fields[i].key,
			    i == PATTERNS ? patterns_json(texts[i]) : json_string(texts[i]));
	if (e->id) {
		json_object_set_new(args, "id", json_integer(e->id));
		json_object_set_new(args, "version", json_integer(e->version));
	}
	link_call(a->link, e->id ? "service.edit" : "service.add", args, saved, e);
}

/* service NULL: a new one. */
static void
open_form(struct list_screen *s, const void *service)
{
	struct editing *e = mem_alloc(sizeof(*e));
	const struct dialog_owner owner = {.submit = submit, .gone = editing_gone, .arg = e};
	struct buf patterns = {0};

	*e = (struct editing){s, NULL, number_of(service, "id"), number_of(service, "version")};
	texts_join(json_object_get(service, "patterns"), NULL, " ", &patterns);
	e->inputs = dialog_new(service ? _("Change a service") : _("Add a service"), NULL, &owner);
	for (size_t i = 0; i < FIELDS; i++) {
		dialog_add(e->inputs, _(fields[i].label), fields[i].hint ? _(fields[i].hint) : NULL,
		    i == PATTERNS ? buf_str(&patterns) : text_of(service, fields[i].key));
		dialog_chooses(e->inputs, fields[i].values);
		if (i)
			dialog_may_be_empty(e->inputs);
	}
	buf_release(&patterns);
	app_push(s->app, e->inputs);
}

static void
add(struct list_screen *s, const void *service)
{
	(void)service;
	open_form(s, NULL);
}

/* ---- removing: the marked ones, or the one under the cursor ---- */

struct removing {
	json_t *list; /* as they were when it was asked */
};

void
services_say_removed(size_t count, struct buf *out)
{
	buf_printf(
	    out, ngettext("%zu service was removed.", "%zu services were removed.", count), count);
}

static void
all_removed(struct app *a, void *arg)
{
	(void)arg;
	app_tell(a, "services", NULL);
}

static void
removing_free(void *arg)
{
	struct removing *r = arg;

	json_decref(r->list);
	free(r);
}

static void
remove_agreed(struct app *a, void *arg)
{
	struct removing *r = arg;
	struct bulk_calls *calls = bulk_calls_new(
	    a, &(struct bulk_owner){.done = services_say_removed, .end = all_removed});
	const json_t *service;
	size_t i;

	json_array_foreach(r->list, i, service)
		bulk_call(calls, text_of(service, "name"), "service.remove",
		    json_pack("{s:I, s:I}", "id", (json_int_t)number_of(service, "id"), "version",
			(json_int_t)number_of(service, "version")));
	bulk_calls_end(calls);
	removing_free(r);
}

static void
ask_remove(struct list_screen *s, const void *service)
{
	struct removing *r = mem_alloc(sizeof(*r));
	struct screen *ask;
	size_t count;
	char *question;

	(void)service;
	r->list = fetched_list_chosen(s);
	count = json_array_size(r->list);
	if (count == 1)
		question = mem_printf(_("Remove the service %s? Its monitors stay."),
		    text_of(json_array_get(r->list, 0), "name"));
	else
		question =
		    mem_printf(ngettext("Remove the %zu service marked? Its monitors stay.",
				   "Remove the %zu services marked? Their monitors stay.", count),
			count);
	ask = confirm_new(question, false, remove_agreed, r);
	confirm_drops_with(ask, removing_free);
	app_push(s->app, ask);
	free(question);
}

/* ---- columns and filter ---- */

static void
name_text(const void *service, const void *arg, struct buf *out)
{
	(void)arg;
	buf_puts(out, text_of(service, "name"));
}

static void
head_text(const void *service, const void *arg, struct buf *out)
{
	(void)arg;
	buf_puts(out, text_of(service, "head"));
}

static void
patterns_text(const void *service, const void *arg, struct buf *out)
{
	(void)arg;
	texts_join(json_object_get(service, "patterns"), NULL, " ", out);
}

static const struct list_column columns[] = {
    {N_("Service"), N_("service"), 16, 30, 0, .text = name_text},
    {N_("Head of service"), N_("head of service"), 13, 26, 1, .text = head_text},
    {N_("Domains"), N_("domains"), 10, 400, 2, .text = patterns_text},
};

static const struct list_columns table = {
    .at = columns, .count = sizeof(columns) / sizeof(columns[0]), .named = true};

static const char *
read_text(const void *arg, enum field field, size_t i)
{
	const json_t *service = ((const struct json_row *)arg)->row;

	if (field == FIELD_HOST)
		return json_string_value(json_array_get(json_object_get(service, "patterns"), i));
	return (field == FIELD_NAME || field == FIELD_SERVICE) && !i ? text_of(service, "name")
								     : NULL;
}

static const struct row_reader reader = {.text = read_text};

static void
add_named(const char *text, void *arg)
{
	if (*text)
		json_object_set_new(arg, text, json_true());
}

/* How many services monitors name. */
static size_t
named_by_monitors(const struct app *a)
{
	struct monitor_source monitors;
	json_t *names = json_object();
	size_t count;

	monitor_source_init(&monitors, a->model, a->link);
	monitors.source.class->texts(&monitors.source, FIELD_SERVICE, add_named, names);
	count = json_object_size(names);
	json_decref(names);
	return count;
}

/* What there is without them, what they are for, and how the first one comes. */
static void
empty(struct list_screen *s, int row)
{
	struct app *a = s->app;
	size_t named = named_by_monitors(a);
	struct buf text = {0}, key = {0};

	if (named)
		buf_printf(&text,
		    ngettext("Monitors name %zu service, and nobody has said who heads it.",
			"Monitors name %zu services, and nobody has said who heads them.", named),
		    named);
	else
		buf_puts(&text, _("There is no service yet, and no monitor names one."));
	app_describe_key(a, CONTEXT_SERVICES, ACTION_ADD, &key);
	buf_puts(&text, "\n");
	if (key.len)
		buf_printf(
		    &text, _("Press %s to add one; caducactl service add does it, too."), key.data);
	else
		buf_puts(&text, _("Whoever may change something here adds the first one."));
	buf_printf(&text, "\n%s",
	    _("The texts of a renewal name the head of its service, and the domains of a service "
	      "say which hosts are its own. Without services everything else works."));
	wrap_draw(a->canvas, row, 2, canvas_columns(a->canvas) - 3,
	    canvas_rows(a->canvas) - row - 1, STYLE_TEXT, buf_str(&text));
	buf_release(&text);
	buf_release(&key);
}

static const struct list_action actions[] = {
    {ACTION_ADD, add},
    {ACTION_OPEN, open_form},
    {ACTION_EDIT, open_form},
    {ACTION_RETIRE, ask_remove},
    {ACTION_NONE, NULL},
};

void
services_open(struct app *a)
{
	static const struct fetched_view view = {
	    .list = {.context = CONTEXT_SERVICES,
		.rows = ROWS_SERVICES,
		.title = N_("Services and heads"),
		.columns = &table,
		.actions = actions,
		.no_row = N_("There is no service here."),
		.none_pass = N_("No service passes the filter."),
		.hint = N_("seu  domain:seu.cat  -intern"),
		.empty = empty},
	    .operation = "service.list",
	    .member = "services",
	    .event = "services",
	    .reader = &reader,
	};

	fetched_list_open(a, &view);
}
