/* Adding a monitor, or changing one. The backend alone judges what was typed: its codes come
 * back and are shown in words below the field. What was typed stays until it is saved or thrown
 * away on purpose: an error, a conflict or a lost connection changes nothing of it. */
#include "tui/screens/form.h"

#include "base/endpoint.h"
#include "base/mem.h"
#include "base/text.h"
#include "tui/app.h"
#include "tui/model/link.h"
#include "tui/model/model.h"
#include "tui/screens/confirm.h"
#include "tui/screens/frame.h"
#include "tui/term/term.h"
#include "tui/term/wrap.h"
#include "tui/view/field.h"
#include "tui/view/screen.h"
#include "words/words.h"

enum { HEAD_ROWS = 2, LABEL_WIDTH = 14, INPUT_MOST = 60 };

enum entry_id {
	HOST,
	NAME,
	SNI,
	PROTOCOL,
	KIND,
	WHERE,
	SERVICE,
	ENVIRONMENT,
	TAGS,
	LEAD,
	PROXY,
	NODES,
	ENTRY_COUNT
};

static const char *
kind_word(int value)
{
	return words_kind((enum kind)value);
}

static const char *
kind_wire(int value)
{
	return kind_text((enum kind)value);
}

static const char *
protocol_wire(int value)
{
	return protocol_text((enum protocol)value);
}

static const char *
where_word(int value)
{
	static const char *const words[] = {
	    [MONITOR_ENDPOINT] = N_("on a host"),
	    [MONITOR_FILE] = N_("in a file"),
	    [MONITOR_PLANNED] = N_("planned"),
	};

	return _(words[value]);
}

static const char *
where_wire(int value)
{
	return monitor_type_text((enum monitor_type)value);
}

/* key: on the wire. choices > 0: one of so many words, which word() names. */
static const struct entry_def {
	const char *key, *label, *hint; /* label and hint: msgids */
	int choices;
	const char *(*word)(int value);
	const char *(*text)(int value); /* on the wire */
} defs[ENTRY_COUNT] = {
    [HOST] = {"host", N_("Host"),
	N_("A name or an address, with :port where it is not 443; a URL is understood."), 0, NULL,
	NULL},
    [NAME] = {"name", N_("Name"), N_("What the list calls it; empty: host and port."), 0, NULL,
	NULL},
    [SNI] = {"sni", "SNI", N_("The name asked for in the handshake; empty: the host; -: none."), 0,
	NULL, NULL},
    [PROTOCOL] = {"protocol", N_("Protocol"), N_("Left and Right change it."), PROTOCOL_COUNT,
	protocol_wire, protocol_wire},
    [KIND] = {"kind", N_("Kind"), N_("Who renews it; Left and Right change it."), KIND_COUNT,
	kind_word, kind_wire},
    [WHERE] = {"type", N_("Where"),
	N_("On a host, in a file (named above) or planned; Left and Right change it."),
	MONITOR_TYPE_COUNT, where_word, where_wire},
    [SERVICE] = {"service", N_("Service"), N_("The service it belongs to."), 0, NULL, NULL},
    [ENVIRONMENT] = {"environment", N_("Environment"), N_("Production, preproduction…"), 0, NULL,
	NULL},
    [TAGS] = {"tags", N_("Tags"), N_("Words with commas between them."), 0, NULL, NULL},
    [LEAD] = {"lead", N_("Lead"),
	N_("Days that its renewal takes; empty: what is usual for its kind."), 0, NULL, NULL},
    [PROXY] = {"proxy", N_("Proxy"), N_("By way of whom: a name of caduca.conf; empty: nobody."), 0,
	NULL, NULL},
    [NODES] = {"nodes", N_("Nodes"),
	N_("More addresses to probe: address[:port][/SNI], with commas between them."), 0, NULL,
	NULL},
};

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
};

/* ---- values ---- */

/* What the entry says, as text that can be compared; the caller frees. */
static char *
value_of(const struct form *f, int i)
{
	return mem_strdup(defs[i].choices ? defs[i].text(f->entries[i].choice)
					  : field_text(&f->entries[i].field));
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

	if (!defs[i].choices) {
		field_set(&e->field, text);
		return;
	}
	for (int v = 0; v < defs[i].choices; v++)
		if (!strcmp(defs[i].text(v), text))
			e->choice = v;
}

/* How a row's value is written in the form; the caller frees. */
static char *
value_in_row(const struct row *r, int i)
{
	char endpoint[320];

	switch ((enum entry_id)i) {
	case HOST:
		row_endpoint(r, endpoint, sizeof(endpoint));
		return mem_strdup(endpoint);
	case NAME:
		return mem_strdup(row_text(r, ROW_NAME));
	case SNI:
		return mem_strdup(
		    r->sni_set ? *row_text(r, ROW_SNI) ? row_text(r, ROW_SNI) : "-" : "");
	case PROTOCOL:
		return mem_strdup(protocol_text(r->protocol));
	case KIND:
		return mem_strdup(kind_text(r->kind));
	case WHERE:
		return mem_strdup(monitor_type_text((enum monitor_type)r->type));
	case SERVICE:
		return mem_strdup(row_text(r, ROW_SERVICE));
	case ENVIRONMENT:
		return mem_strdup(row_text(r, ROW_ENVIRONMENT));
	case TAGS:
		return mem_strdup(row_text(r, ROW_TAGS));
	case LEAD:
		return r->lead < 0 ? mem_strdup("") : mem_printf("%d", r->lead);
	case PROXY:
		return mem_strdup(row_text(r, ROW_PROXY));
	case NODES:
		return mem_strdup(row_text(r, ROW_NODES));
	case ENTRY_COUNT:
		break;
	}
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

static bool
is_in_file(const struct form *f)
{
	return f->entries[WHERE].choice == MONITOR_FILE;
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
		set_problem(f, HOST, _("The port must be a number from 1 to 65535."));
	else
		json_object_set_new(args, "host", json_string(e.host));
	if (good && (e.port || f->id))
		json_object_set_new(args, "port", json_integer(e.port ? e.port : 443));
	endpoint_release(&e);
	return good;
}

static bool
add_lead(struct form *f, json_t *args, const char *text)
{
	char *end;
	long days = strtol(text, &end, 10);

	if (!*text)
		days = -1;
	else if (*end || days < 0 || days > 3650) {
		set_problem(f, LEAD, _("A number of days, or nothing."));
		return false;
	}
	if (*text || f->id)
		json_object_set_new(args, "lead", json_integer(days));
	return true;
}

static bool
add_value(struct form *f, json_t *args, int i)
{
	char *text = value_of(f, i);
	bool good = true;

	if (i == HOST)
		good = add_host(f, args, text);
	else if (i == LEAD)
		good = add_lead(f, args, text);
	else if (i == TAGS || i == NODES)
		json_object_set_new(args, defs[i].key, list_json(text));
	else if (i == SNI && !strcmp(text, "-"))
		json_object_set_new(args, "sni", json_string(""));
	else if (i == SNI && !*text)
		json_object_set_new(args, "sni", json_null());
	else if (*text || (f->id && !(i == NAME && is_in_file(f))))
		json_object_set_new(args, defs[i].key, json_string(text));
	free(text);
	return good;
}

/* Somebody else saved first: what was not touched here becomes theirs, what was stays, and
 * saving again wins. */
static void
take_theirs(struct form *f, const json_t *args)
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

/* The entry of a wire field; the port is typed in the host's. */
static int
entry_of(const char *key)
{
	for (int i = 0; key && i < ENTRY_COUNT; i++)
		if (!strcmp(defs[i].key, key) || (i == HOST && !strcmp(key, "port")))
			return i;
	return -1;
}

static void
refused(struct form *f, const json_t *error)
{
	const char *code = json_string_value(json_object_get(error, "code"));
	const json_t *args = json_object_get(error, "args");
	int i = entry_of(json_string_value(json_object_get(args, "field")));
	struct buf text = {0};

	if (code && !strcmp(code, "conflict"))
		take_theirs(f, args);
	else if (code && !strcmp(code, "duplicate"))
		i = HOST;
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
	bool fresh = !f->id, in_file = is_in_file(f);
	int64_t id = fresh ? json_integer_value(json_object_get(ok, "id")) : f->id;
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
	app_say(a, STYLE_GOOD,
	    !fresh    ? _("Saved.")
	    : in_file ? _("Added; its certificate is still missing.")
		      : _("Added; it is being probed."));
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
	const char *word = defs[i].word(f->entries[i].choice);
	int width = text_width(word) + 4;

	canvas_fill(c, row, LABEL_WIDTH + 1, width, STYLE_INPUT, ' ');
	canvas_printf(
	    c, row, LABEL_WIDTH + 1, width, STYLE_INPUT, focused ? "‹ %s ›" : "  %s", word);
	if (focused)
		canvas_cursor(c, row, LABEL_WIDTH + 1);
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
		canvas_text(
		    c, row, 1, LABEL_WIDTH - 1, focused ? STYLE_KEY : STYLE_TEXT, _(defs[i].label));
		if (defs[i].choices)
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
	const char *below = f->saving ? _("Saving…") : _(defs[f->focus].hint);
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

static bool
form_key(struct screen *s, struct app *a, uint32_t key)
{
	struct form *f = (struct form *)s;
	struct entry *e = &f->entries[f->focus];
	int choices = defs[f->focus].choices;

	(void)a;
	if (!choices)
		return field_key(&e->field, key);
	if (key == K_LEFT)
		e->choice = (e->choice + choices - 1) % choices;
	else if (key == K_RIGHT || key == K_SPACE || key == ' ')
		e->choice = (e->choice + 1) % choices;
	else
		return key < K_NAME_FIRST; /* letters mean nothing here */
	return true;
}

static void
form_paste(struct screen *s, struct app *a, const char *text)
{
	struct form *f = (struct form *)s;

	(void)a;
	if (!defs[f->focus].choices)
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
	free(f);
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
}
