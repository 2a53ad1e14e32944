/* Adding a monitor, or changing one. The entries are the fields that have a place in the form
 * (base/monitor_fields.def), in its order: a text to type, or a choice where the field is a term; a port is
 * typed with its host.
 *
 * The backend alone judges what was typed: its codes come back and are shown in words below the entry of the
 * field that they name. What was typed stays until it is saved or thrown away on purpose: an error, a
 * conflict or a lost connection changes nothing of it. Of a monitor that exists only what was changed is sent,
 * with the version that it was made from; after a conflict the entries that the user had not touched show
 * what they are now, and `initial` follows. */
#include "tui/screens/form.h"

#include "base/endpoint.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/monitor_field.h"
#include "base/text.h"
#include "tui/app.h"
#include "tui/model/link.h"
#include "tui/model/model.h"
#include "tui/screens/confirm.h"
#include "tui/screens/frame.h"
#include "tui/screens/kind_choice.h"
#include "tui/term/term.h"
#include "tui/term/wrap.h"
#include "tui/view/field.h"
#include "tui/view/screen.h"
#include "words/words.h"

enum { HEAD_ROWS = 2, LABEL_WIDTH = 14, INPUT_MOST = 60 };

/* The entries are the fields that have a place in the form (base/monitor_fields.def), in its order. */
enum {
	ENTRY_COUNT = 0
#define STRING(ID, name, type, usual, right, flags, option, argument, columns, place, ...) \
	+((place) != NO_PLACE)
#define NUMBER STRING
#define TERM STRING
#include "base/monitor_fields.def"
#undef STRING
#undef NUMBER
#undef TERM
};

static const struct monitor_field_info *
info_of(int i)
{
	int f = MONITOR_FIELD_COUNT - 1;

	while (f > 0 && monitor_field_info((enum monitor_field)f)->place != i + 1)
		f--;
	return monitor_field_info((enum monitor_field)f);
}

/* -1: it has none. A port is typed with its host. */
static int
entry_of(enum monitor_field f)
{
	return monitor_field_info(f == MONITOR_FIELD_PORT ? MONITOR_FIELD_HOST : f)->place - 1;
}

/* The value of a term is a number; a kind of certificate is of an open list, and stands as its text. */
static bool
is_choice(int i)
{
	return info_of(i)->count || info_of(i)->type == VALUE_KIND;
}

struct entry {
	struct field field;
	int choice;
	char *initial; /* what stood there when the form was opened, or was saved last by anybody */
	char *problem; /* in words; NULL none */
};

struct form {
	struct screen screen;
	struct app *app;
	int64_t id, version; /* id 0: a new monitor */
	struct entry entries[ENTRY_COUNT];
	int focus, top; /* top: the first line shown */
	bool saving;
	char *title;
	json_t *kinds; /* of certificates, to choose from; NULL until they are here */
};

/* ---- values ---- */

/* The caller frees. */
static char *
choice_word(const struct form *f, int i)
{
	int value = f->entries[i].choice;

	if (info_of(i)->type == VALUE_KIND)
		return kind_choice_text(f->kinds, field_value(&f->entries[i].field));
	if (i == entry_of(MONITOR_FIELD_KIND))
		return mem_strdup(words_kind((enum kind)value));
	if (i == entry_of(MONITOR_FIELD_TYPE))
		return mem_strdup(words_where((enum monitor_type)value));
	return mem_strdup(info_of(i)->text(value));
}

/* What the entry says, as text that can be compared; the caller frees. */
static char *
value_of(const struct form *f, int i)
{
	return mem_strdup(info_of(i)->count ? info_of(i)->text(f->entries[i].choice)
					    : field_value(&f->entries[i].field));
}

static bool
is_changed(const struct form *f, int i)
{
	char *value = value_of(f, i);
	bool changed = strcmp(value, f->entries[i].initial) != 0;

	free(value);
	return changed;
}

static bool
any_changed(const struct form *f)
{
	for (int i = 0; i < ENTRY_COUNT; i++)
		if (is_changed(f, i))
			return true;
	return false;
}

static void
set_value(struct form *f, int i, const char *text)
{
	struct entry *e = &f->entries[i];
	const struct monitor_field_info *info = info_of(i);

	if (!info->count)
		field_set(&e->field, text);
	else if (info->from(text) >= 0)
		e->choice = info->from(text);
}

/* How a row's value is written in the form; the caller frees. */
static char *
value_in_row(const struct row *r, int i)
{
	const struct monitor_field_info *info = info_of(i);
	char endpoint[ROW_ENDPOINT_BYTES];

	if (info->type == VALUE_HOST) {
		row_endpoint(r, endpoint, sizeof(endpoint));
		return mem_strdup(endpoint);
	}
	if (info->type == VALUE_SNI && r->sni_set && !*row_text(r, ROW_SNI))
		return mem_strdup("-");
#define STRING(ID, ...)                        \
	if (i == entry_of(MONITOR_FIELD_##ID)) \
		return mem_strdup(row_text(r, ROW_##ID));
#define NUMBER(ID, name, ...)                  \
	if (i == entry_of(MONITOR_FIELD_##ID)) \
		return r->name < 0 ? mem_strdup("") : mem_printf("%d", r->name);
#define TERM(ID, name, noun, ...)              \
	if (i == entry_of(MONITOR_FIELD_##ID)) \
		return mem_strdup(noun##_text((enum noun)r->name));
#include "base/monitor_fields.def"
	return mem_strdup("");
}

static void
set_problem(struct form *f, int i, const char *text)
{
	mem_replace(&f->entries[i].problem, text);
	if (text)
		f->focus = i;
}

/* ---- saving ---- */

static json_t *
list_json(const char *text)
{
	json_t *list = json_array();

	while (*text) {
		size_t len = strcspn(text, ","), from = strspn(text, " "), to = len;
		while (to > from && text[to - 1] == ' ')
			to--;
		if (to > from)
			json_array_append_new(list, json_stringn(text + from, to - from));
		text += len + (text[len] == ',');
	}
	return list;
}

static enum monitor_type
type_chosen(const struct form *f)
{
	return (enum monitor_type)f->entries[entry_of(MONITOR_FIELD_TYPE)].choice;
}

static bool
is_in_file(const struct form *f)
{
	return type_chosen(f) == MONITOR_FILE;
}

static const char *
words_added(enum monitor_type type)
{
	return type == MONITOR_FILE      ? _("Added; its certificate is still missing.")
	       : type == MONITOR_PLANNED ? _("Added as planned: it is not probed.")
					 : _("Added; it is being probed.");
}

static bool
add_host(struct form *f, json_t *args, const char *text)
{
	struct endpoint e;
	bool good;

	if (is_in_file(f)) { /* it has a name, and no host */
		if (!json_object_get(args, "name"))
			json_object_set_new(args, "name", json_string(text));
		return true;
	}
	good = !endpoint_parse(&e, text);
	if (!good)
		set_problem(f, entry_of(MONITOR_FIELD_HOST),
		    _("The port must be a number from 1 to 65535."));
	else
		json_object_set_new(args, "host", json_string(e.host));
	if (good && (e.port || f->id))
		json_object_set_new(args, "port", json_integer(e.port ? e.port : 443));
	endpoint_release(&e);
	return good;
}

static bool
add_days(struct form *f, json_t *args, int i, const char *text)
{
	char *end;
	long days = strtol(text, &end, 10);

	if (!*text)
		days = -1;
	else if (*end || days < 0 || days > LEAD_MAX) {
		set_problem(f, i, _("A number of days, or nothing."));
		return false;
	}
	if (*text || f->id)
		json_object_set_new(args, info_of(i)->name, json_integer(days));
	return true;
}

static bool
add_value(struct form *f, json_t *args, int i)
{
	const struct monitor_field_info *info = info_of(i);
	char *text = value_of(f, i);
	bool good = true;

	if (info->type == VALUE_HOST)
		good = add_host(f, args, text);
	else if (info->type == VALUE_DAYS)
		good = add_days(f, args, i, text);
	else if (VALUE_IS_LIST(info->type))
		json_object_set_new(args, info->name, list_json(text));
	else if (info->type == VALUE_SNI && !strcmp(text, "-"))
		json_object_set_new(args, info->name, json_string(""));
	else if (info->type == VALUE_SNI && !*text)
		json_object_set_new(args, info->name, json_null());
	else if (*text || (f->id && !(i == entry_of(MONITOR_FIELD_NAME) && is_in_file(f))))
		json_object_set_new(args, info->name, json_string(text));
	free(text);
	return good;
}

/* Somebody else saved first: what was not touched here becomes theirs, what was stays, and
 * saving again wins. */
static void
accept_theirs(struct form *f, const json_t *args)
{
	struct row r = {0};

	if (row_from_json(&r, json_object_get(args, "row")) < 0)
		return;
	f->version = r.version;
	for (int i = 0; i < ENTRY_COUNT; i++) {
		char *theirs = value_in_row(&r, i);
		if (!is_changed(f, i)) {
			set_value(f, i, theirs);
		} else if (strcmp(theirs, f->entries[i].initial)) {
			char *text =
			    mem_printf(_("Changed meanwhile to: %s"), *theirs ? theirs : "—");
			set_problem(f, i, text);
			free(text);
		}
		mem_replace(&f->entries[i].initial, theirs);
		free(theirs);
	}
	row_release(&r);
}

static void
refused(struct form *f, const json_t *error)
{
	const char *code = string_of(error, "code");
	const json_t *args = json_object_get(error, "args");
	int field = monitor_field_from(text_of(args, "field"));
	int i = field < 0 ? -1 : entry_of((enum monitor_field)field);
	struct buf text = {0};

	if (code && !strcmp(code, "conflict"))
		accept_theirs(f, args);
	else if (code && !strcmp(code, "duplicate"))
		i = entry_of(MONITOR_FIELD_HOST);
	if (i < 0) {
		app_say_error(f->app, error);
		return;
	}
	words_error_beside(code, args, &text);
	set_problem(f, i, buf_str(&text));
	buf_release(&text);
}

static void
answered(const json_t *ok, const json_t *error, void *arg)
{
	struct form *f = arg;
	struct app *a = f->app;
	bool fresh = !f->id;
	enum monitor_type type = type_chosen(f);
	int64_t id = fresh ? number_of(ok, "id") : f->id;
	const json_t *row = json_object_get(ok, "row");

	f->saving = false;
	app_changed(a);
	if (!ok) {
		refused(f, error);
		return;
	}
	if (row)
		model_put(a->model, row);
	model_rest(a->model);
	app_close(a, &f->screen); /* f is gone */
	if (fresh)
		model_select(a->model, id);
	app_say(a, STYLE_GOOD, fresh ? words_added(type) : _("Saved."));
}

static void
save(struct form *f, struct app *a)
{
	json_t *args = json_object();
	bool good = true;

	if (f->saving) {
		json_decref(args);
		return;
	}
	for (int i = ENTRY_COUNT - 1; i >= 0; i--) {
		set_problem(f, i, NULL);
		if (!f->id || is_changed(f, i))
			good = add_value(f, args, i) && good;
	}
	if (!good) {
		json_decref(args);
		return;
	}
	if (f->id) {
		json_object_set_new(args, "id", json_integer(f->id));
		json_object_set_new(args, "version", json_integer(f->version));
	}
	f->saving = true;
	link_call(a->link, f->id ? "monitor.edit" : "monitor.add", args, answered, f);
}

/* ---- drawing ---- */

static void
draw_choice(const struct form *f, struct canvas *c, int row, int i, bool focused)
{
	char *word = choice_word(f, i);
	int width = text_width(word) + 4;

	canvas_fill(c, row, LABEL_WIDTH + 1, width, STYLE_INPUT, ' ');
	canvas_printf(
	    c, row, LABEL_WIDTH + 1, width, STYLE_INPUT, focused ? "‹ %s ›" : "  %s", word);
	if (focused)
		canvas_cursor(c, row, LABEL_WIDTH + 1);
	free(word);
}

static int
problem_width(const struct canvas *c)
{
	return canvas_columns(c) - LABEL_WIDTH - 2;
}

/* The lines of an entry: what is wrong with it is told whole. */
static int
entry_lines(const struct entry *e, int width)
{
	return 1 + (e->problem ? wrap_lines(e->problem, width) : 0);
}

/* Draws from line `line` of the form on; returns the line after. Only lines from top on, and to
 * the row `last`, are seen. */
static int
draw_entry(struct form *f, struct canvas *c, int line, int i, int last)
{
	int row = HEAD_ROWS + line - f->top, width = problem_width(c);
	bool focused = f->focus == i;
	struct entry *e = &f->entries[i];

	width = width < INPUT_MOST ? width : INPUT_MOST;
	if (row >= HEAD_ROWS && row <= last) {
		canvas_text(c, row, 1, LABEL_WIDTH - 1, focused ? STYLE_KEY : STYLE_TEXT,
		    _(info_of(i)->label));
		if (is_choice(i))
			draw_choice(f, c, row, i, focused);
		else
			field_draw(&e->field, c, row, LABEL_WIDTH + 1, width, focused);
	}
	if (e->problem && row + 1 >= HEAD_ROWS && row + 1 <= last)
		wrap_draw(c, row + 1, LABEL_WIDTH + 1, problem_width(c), last - row, STYLE_ERROR,
		    e->problem);
	return line + entry_lines(e, problem_width(c));
}

/* The lines before the focused entry; with its own, they must be in sight. */
static void
keep_in_sight(struct form *f, int height, int width)
{
	int line = 0, own = entry_lines(&f->entries[f->focus], width);

	for (int i = 0; i < f->focus; i++)
		line += entry_lines(&f->entries[i], width);
	if (line < f->top)
		f->top = line;
	if (line + own > f->top + height)
		f->top = line + own - height;
}

static void
form_draw(struct screen *s, struct app *a)
{
	struct form *f = (struct form *)s;
	struct canvas *c = a->canvas;
	int line = 0, width = canvas_columns(c) - 2, last;
	const char *below = f->saving ? _("Saving…") : _(info_of(f->focus)->hint);
	int lines = wrap_lines(below, width);

	lines = lines > 3 ? 3 : lines;
	last = canvas_rows(c) - 2 - lines;
	frame_draw_bar(a, f->title);
	keep_in_sight(f, last - HEAD_ROWS + 1, problem_width(c));
	for (int i = 0; i < ENTRY_COUNT; i++)
		line = draw_entry(f, c, line, i, last);
	wrap_draw(c, last + 1, 1, width, lines, STYLE_DIM, below);
	frame_draw_footer(a, CONTEXT_FORM);
}

/* ---- keys ---- */

/* Whoever has such a certificate is a server or a device; that a machine renews it, or somebody else, stays. */
static void
choose_kind(struct form *f, int steps)
{
	struct field *field = &f->entries[f->focus].field;
	struct entry *who = &f->entries[entry_of(MONITOR_FIELD_KIND)];
	const char *id = kind_choice_after(f->kinds, field_value(field), steps);
	int class = kind_choice_class(f->kinds, id);

	field_set(field, id);
	if (class >= 0 && (who->choice == KIND_SERVER || who->choice == KIND_DEVICE))
		who->choice = class;
}

static void
choose(struct form *f, int steps)
{
	struct entry *e = &f->entries[f->focus];
	int choices = info_of(f->focus)->count;

	if (choices)
		e->choice = (e->choice + choices + steps) % choices;
	else
		choose_kind(f, steps);
}

static bool
form_key(struct screen *s, struct app *a, uint32_t key)
{
	struct form *f = (struct form *)s;

	(void)a;
	if (!is_choice(f->focus))
		return field_key(&f->entries[f->focus].field, key);
	if (key == K_LEFT)
		choose(f, -1);
	else if (key == K_RIGHT || key == K_SPACE || key == ' ')
		choose(f, 1);
	else
		return key < K_NAME_FIRST; /* letters mean nothing here */
	return true;
}

static void
form_paste(struct screen *s, struct app *a, const char *text)
{
	struct form *f = (struct form *)s;

	(void)a;
	if (!is_choice(f->focus))
		field_paste(&f->entries[f->focus].field, text);
}

static void
discard(struct app *a, void *arg)
{
	(void)arg;
	app_pop(a);
}

static bool
leave(struct form *f, struct app *a)
{
	if (!any_changed(f))
		return false; /* the app leaves */
	app_push(a, confirm_new(_("Throw away what you typed?"), false, discard, NULL));
	return true;
}

static bool
form_act(struct screen *s, struct app *a, enum action action)
{
	struct form *f = (struct form *)s;

	switch ((int)action) {
	case ACTION_NEXT_FIELD:
		f->focus = (f->focus + 1) % ENTRY_COUNT;
		return true;
	case ACTION_PREVIOUS_FIELD:
		f->focus = (f->focus + ENTRY_COUNT - 1) % ENTRY_COUNT;
		return true;
	case ACTION_ACCEPT:
		if (f->focus < ENTRY_COUNT - 1)
			f->focus++;
		else
			save(f, a);
		return true;
	case ACTION_SAVE:
		save(f, a);
		return true;
	case ACTION_BACK:
	case ACTION_QUIT:
		return leave(f, a);
	default:
		return false;
	}
}

static void
form_free(struct screen *s, struct app *a)
{
	struct form *f = (struct form *)s;

	link_forget(a->link, f);
	for (int i = 0; i < ENTRY_COUNT; i++) {
		field_release(&f->entries[i].field);
		free(f->entries[i].initial);
		free(f->entries[i].problem);
	}
	free(f->title);
	json_decref(f->kinds);
	free(f);
}

static void
got_kinds(const json_t *ok, const json_t *error, void *arg)
{
	struct form *f = arg;

	(void)error; /* the kind that stands there stays; another cannot be chosen */
	f->kinds = json_deep_copy(json_object_get(ok, "kinds"));
	app_changed(f->app);
}

void
form_open(struct app *a, const struct row *row)
{
	static const struct screen_class class = {.context = CONTEXT_FORM,
	    .draw = form_draw,
	    .key = form_key,
	    .paste = form_paste,
	    .act = form_act,
	    .free = form_free};
	struct form *f = mem_alloc(sizeof(*f));

	f->screen.class = &class;
	f->app = a;
	f->id = row ? row->id : 0;
	f->version = row ? row->version : 0;
	f->title =
	    row ? mem_printf(_("Change %s"), row_title(row)) : mem_strdup(_("Add a monitor"));
	for (int i = 0; i < ENTRY_COUNT; i++) {
		char *value = row ? value_in_row(row, i) : mem_strdup("");
		set_value(f, i, value);
		free(value);
		f->entries[i].initial = value_of(f, i);
	}
	app_push(a, &f->screen);
	link_call(a->link, "kind.list", json_object(), got_kinds, f);
}
