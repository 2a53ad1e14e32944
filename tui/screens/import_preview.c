/* A list of JSON rows (tui/view/json_rows.h), one for each of the list's: what is shown of each is put into words once, when it is
 * known. They are shown when the first come and when all have: a list may be long.
 *
 * The import outlives the screen while it is being written (import_end.h). */
#include "tui/screens/import_preview.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/members.h"
#include "expiry/field.h"
#include "expiry/filter.h"
#include "importing/list_head.h"
#include "tui/app.h"
#include "tui/model/list_import.h"
#include "tui/screens/confirm.h"
#include "tui/screens/frame.h"
#include "tui/screens/import_columns.h"
#include "tui/screens/import_end.h"
#include "tui/screens/import_row.h"
#include "tui/screens/list_screen.h"
#include "tui/screens/menu.h"
#include "tui/term/wrap.h"
#include "tui/view/json_rows.h"
#include "words/import.h"
#include "words/words.h"

enum { ROW_LINES = 2, PANE_MOST = 5, PANE_FROM = 16, WORDS_FROM = 70 };

struct preview {
	struct list_screen list;
	struct list_import *import;
	struct json_rows *rows;
	int state; /* whose rows alone are shown; -1: all */
};

static const struct {
	const char *text, *letter;
	unsigned style;
} states[IMPORT_STATE_COUNT] = {
    [IMPORT_ADDED] = {"added", "+", STYLE_GOOD},
    [IMPORT_CHANGED] = {"changed", "~", STYLE_KEY},
    [IMPORT_SAME] = {"same", "=", STYLE_DIM},
    [IMPORT_CONFLICT] = {"conflict", "!", STYLE_WARNING},
    [IMPORT_BAD] = {"error", "X", STYLE_ERROR},
};

/* "290 added, 10 changed": of those there are. */
static void
add_counts(const size_t counts[IMPORT_STATE_COUNT], struct buf *out)
{
	for (int i = 0; i < IMPORT_STATE_COUNT; i++)
		if (counts[i]) {
			buf_puts(out, out->len ? ", " : "");
			words_import_count(states[i].text, counts[i], out);
		}
}

/* ---- the rows ---- */

/* What is shown of it: "place" and "what". */
static void
put_in_words(const struct preview *p, json_t *row)
{
	const json_t *head = list_import_head(p->import), *result = json_object_get(row, "result"),
		     *args = json_object_get(json_object_get(result, "error"), "args");
	const int64_t at = number_of(row, "line");
	struct buf place = {0}, cell = {0}, what = {0};

	buf_printf(&place, "%lld", (long long)list_place_line(at));
	if (json_array_size(json_object_get(head, "sheets")) > 1)
		buf_printf(
		    &place, " · %s", text_of(list_head_sheet(head, list_place_sheet(at)), "name"));
	list_head_cell(head, text_of(args, "field"), at, &cell);
	words_import_result(result, json_object_get(row, "said"), buf_str(&cell), &what);
	if (cell.len && *text_of(args, "value"))
		json_object_set_new(
		    row, "cell", json_sprintf("%s: %s", buf_str(&cell), text_of(args, "value")));
	json_object_set_new(row, "place", json_string(buf_str(&place)));
	json_object_set_new(row, "what", json_string(buf_str(&what)));
	if (!*text_of(row, "who") && *text_of(args, "value"))
		json_object_set(row, "who", json_object_get(args, "value"));
	buf_release(&place);
	buf_release(&cell);
	buf_release(&what);
}

static void
show_rows(struct preview *p)
{
	const json_t *all = list_import_rows(p->import);
	json_t *shown = json_array(), *row;
	size_t i;

	json_array_foreach(all, i, row)
		if (!json_object_get(row, "place"))
			put_in_words(p, row);
	json_array_foreach(all, i, row)
		if (p->state < 0 || !strcmp(text_of(row, "state"), states[p->state].text))
			json_array_append(shown, row);
	json_rows_set(p->rows, shown);
	json_decref(shown);
}

static void
changed(void *arg)
{
	struct preview *p = arg;
	struct app *a = p->list.app;
	enum import_phase phase = list_import_phase(p->import);

	if (phase == IMPORT_WRITTEN) {
		import_end_written(a, p->import);
		app_close(a, &p->list.screen); /* p is gone */
		return;
	}
	if (phase == IMPORT_TRIED || !json_array_size(json_rows_all(p->rows)))
		show_rows(p);
	app_changed(a);
}

static void
refused(const json_t *error, void *arg)
{
	struct preview *p = arg;
	struct app *a = p->list.app;

	import_end_refused(a, error);
	if (list_import_phase(p->import) == IMPORT_FAILED)
		app_close(a, &p->list.screen); /* p is gone */
}

static void
replaced(void *arg)
{
	struct preview *p = arg;

	app_say(p->list.app, STYLE_WARNING,
	    _("The file was replaced since it was read: this is the one that is there now. Nothing "
	      "was imported yet."));
	list_import_again(p->import);
}

/* ---- columns ---- */

static const char *
letter(const void *row, const void *arg, unsigned *style)
{
	(void)arg;
	for (int i = 0; i < IMPORT_STATE_COUNT; i++)
		if (!strcmp(states[i].text, text_of(row, "state"))) {
			*style = states[i].style;
			return states[i].letter;
		}
	return " ";
}

static void
place_text(const void *row, const void *arg, struct buf *out)
{
	(void)arg;
	buf_puts(out, text_of(row, "place"));
}

static void
state_text(const void *row, const void *arg, struct buf *out)
{
	(void)arg;
	buf_puts(out, words_import_state(text_of(row, "state")));
}

/* In a word. */
static void
state_brief(const void *row, const void *arg, struct buf *out)
{
	if (!strcmp(text_of(row, "state"), states[IMPORT_CONFLICT].text))
		buf_puts(out, _("edited"));
	else
		state_text(row, arg, out);
}

static unsigned
state_style(const void *row, bool old, const void *arg)
{
	unsigned style = STYLE_TEXT;

	letter(row, arg, &style);
	return old ? STYLE_DIM : style;
}

static void
who_text(const void *row, const void *arg, struct buf *out)
{
	(void)arg;
	buf_puts(out, text_of(row, "who"));
}

static void
what_text(const void *row, const void *arg, struct buf *out)
{
	(void)arg;
	buf_puts(out, text_of(row, "what"));
}

/* Of one that is bad the cell and what stands in it: the reason is below the list. */
static void
what_brief(const void *row, const void *arg, struct buf *out)
{
	(void)arg;
	buf_puts(out, text_of(row, *text_of(row, "cell") ? "cell" : "what"));
}

static int
compare_places(const void *x, const void *y, const void *arg)
{
	int64_t a = number_of(x, "id"), b = number_of(y, "id");

	(void)arg;
	return (a > b) - (a < b);
}

static const struct list_column columns[] = {
    {N_("Row"), N_("row"), 4, 9, 1, .text = place_text, .compare = compare_places},
    {N_("State"), N_("state"), 8, 8, 2, .from = COLUMNS_NARROW, .text = state_text,
	.brief = state_brief, .style = state_style},
    {N_("Monitor"), N_("monitor"), 18, 24, 0, .text = who_text},
    {N_("What"), N_("what"), 10, 400, 3, .from = COLUMNS_NARROW, .parts = true, .text = what_text,
	.brief = what_brief},
};

static const struct list_columns table = {
    .at = columns, .count = sizeof(columns) / sizeof(columns[0]), .letter = letter};

static const char *
read_text(const void *arg, enum field field, size_t i)
{
	const json_t *row = ((const struct json_row *)arg)->row;

	return (field == FIELD_HOST || field == FIELD_NAME) && !i ? text_of(row, "who") : NULL;
}

static const struct row_reader reader = {.text = read_text};

/* ---- around them ---- */

static void
add_progress(const struct preview *p, struct buf *out)
{
	size_t tried = json_array_size(list_import_rows(p->import)), written = 0;

	for (int i = 0; i < IMPORT_STATE_COUNT; i++)
		written += list_import_written(p->import)[i];
	switch (list_import_phase(p->import)) {
	case IMPORT_READING:
	case IMPORT_LOOKING:
		buf_puts(out, _("The file is being looked at…"));
		break;
	case IMPORT_TRYING:
		buf_printf(
		    out, ngettext("%zu row looked at…", "%zu rows looked at…", tried), tried);
		break;
	case IMPORT_WRITING:
		buf_printf(out, _("Importing: %zu of %zu…"), written, tried);
		break;
	case IMPORT_TRIED:
	case IMPORT_WRITTEN:
	case IMPORT_FAILED:
		break;
	}
}

static int
summary(struct list_screen *s, int row, int *right)
{
	const struct preview *p = (const struct preview *)s;
	const size_t *n = list_import_counts(p->import);
	struct canvas *c = s->app->canvas;
	struct buf text = {0};
	int at = 1;

	add_progress(p, &text);
	if (text.len)
		at += 2 + canvas_text(c, row, at, *right - at, STYLE_KEY, buf_str(&text));
	for (int i = 0; i < IMPORT_STATE_COUNT && at < *right; i++) {
		if (!n[i])
			continue;
		buf_clear(&text);
		if (canvas_columns(c) < WORDS_FROM)
			buf_printf(&text, "%s%zu", states[i].letter, n[i]);
		else
			words_import_count(states[i].text, n[i], &text);
		at += 2 + canvas_text(c, row, at, *right - at, states[i].style, buf_str(&text));
	}
	if (p->state >= 0 && at < *right) {
		buf_clear(&text);
		buf_printf(&text, _("only: %s"), words_import_state(states[p->state].text));
		frame_put_right(c, row, right, at, STYLE_KEY, buf_str(&text));
	}
	buf_release(&text);
	return at;
}

/* Of the one under the cursor as much as fits, whole parts; its column may have no room for it. */
static void
cursor_text(const struct preview *p, int width, struct buf *out)
{
	const json_t *row = list_row(&p->list.list);
	char *what = row ? mem_strdup(text_of(row, "what")) : NULL, *end;

	if (!row)
		return;
	for (const char *more = "";; more = "; …") {
		buf_clear(out);
		buf_printf(out, "%s: %s%s%s%s", text_of(row, "place"),
		    words_import_state(text_of(row, "state")), *what ? "; " : "", what, more);
		end = strrchr(what, ';');
		if (!end || wrap_lines(buf_str(out), width) <= ROW_LINES)
			break;
		*end = '\0';
	}
	free(what);
}

static void
pane_text(const struct preview *p, struct buf *out)
{
	buf_printf(out, "%s. ", list_import_name(p->import));
	if (list_import_recalled(p->import))
		buf_printf(out, "%s ", _("Its columns are what was said of a list like it."));
	import_columns_words(list_import_head(p->import), out);
}

static int
pane_height(const struct list_screen *s, int rows)
{
	struct buf text = {0};
	int lines;

	if (rows < PANE_FROM)
		return 0;
	pane_text((const struct preview *)s, &text);
	lines = wrap_lines(buf_str(&text), canvas_columns(s->app->canvas) - 2);
	buf_release(&text);
	return 1 + ROW_LINES + (lines < PANE_MOST ? lines : PANE_MOST);
}

static void
draw_pane(struct list_screen *s, int row, int height)
{
	const struct preview *p = (const struct preview *)s;
	struct canvas *c = s->app->canvas;
	int width = canvas_columns(c) - 2;
	struct buf text = {0};

	canvas_rule(c, row, "");
	cursor_text(p, width, &text);
	wrap_draw(c, row + 1, 1, width, ROW_LINES, STYLE_TEXT, buf_str(&text));
	buf_clear(&text);
	pane_text(p, &text);
	wrap_draw(
	    c, row + 1 + ROW_LINES, 1, width, height - 1 - ROW_LINES, STYLE_DIM, buf_str(&text));
	buf_release(&text);
}

/* There may be no rows because no column says which monitor one is of. */
static void
empty(struct list_screen *s, int row)
{
	const struct preview *p = (const struct preview *)s;
	const json_t *fault = list_import_fault(p->import);
	struct canvas *c = s->app->canvas;
	int width = canvas_columns(c) - 3, most = canvas_rows(c) - row - 3;
	struct buf text = {0}, key = {0};

	if (list_import_phase(p->import) != IMPORT_TRIED)
		return;
	if (fault)
		words_error(text_of(fault, "code"), json_object_get(fault, "args"), &text);
	else
		buf_puts(
		    &text, p->state < 0 ? _("The list has no rows.") : _("There is no such row."));
	keys_describe_first(s->app->keys, CONTEXT_IMPORT, ACTION_MAPPING, &key);
	if (fault && key.len) {
		buf_putc(&text, ' ');
		buf_printf(&text, _("%s: say which column is what."), buf_str(&key));
	}
	row += 1 + wrap_draw(c, row + 1, 2, width, most, STYLE_WARNING, buf_str(&text));
	if (fault) {
		buf_clear(&text);
		pane_text(p, &text);
		wrap_draw(c, row + 1, 2, width, most, STYLE_DIM, buf_str(&text));
	}
	buf_release(&text);
	buf_release(&key);
}

/* ---- acts ---- */

static bool
is_tried(struct list_screen *s)
{
	const struct preview *p = (const struct preview *)s;

	if (list_import_phase(p->import) == IMPORT_TRIED)
		return true;
	app_say(s->app, STYLE_WARNING, _("The list is still being looked at."));
	return false;
}

/* What is agreed to. */
struct wish {
	struct preview *preview;
	bool keep_going;
};

static void
agreed(struct app *a, void *arg)
{
	struct wish *w = arg;

	(void)a;
	list_import_write(w->preview->import, w->keep_going, false);
	free(w);
}

enum { AS_SHOWN, OVERWRITE }; /* lines of that choice */

static void
wish_chosen(struct app *a, size_t i, void *arg)
{
	struct wish *w = arg;

	(void)a;
	list_import_write(w->preview->import, w->keep_going, i == OVERWRITE);
}

/* Something is left out, or may be overwritten: that is to be chosen. */
static struct screen *
choice_new(struct wish *w, const size_t n[IMPORT_STATE_COUNT])
{
	const struct menu_owner owner = {wish_chosen, free, w};
	struct preview *p = w->preview;
	size_t good = n[IMPORT_ADDED] + n[IMPORT_CHANGED];
	char *title = mem_printf(_("Import %s?"), list_import_name(p->import)), *line;
	struct buf text = {0};
	struct screen *menu;

	add_counts(n, &text);
	menu = menu_new(title, buf_str(&text), &owner);
	line = mem_printf(ngettext("Import %zu monitor", "Import %zu monitors", good), good);
	menu_add(menu, line,
	    n[IMPORT_BAD] && n[IMPORT_CONFLICT] ? _("Bad rows are left out, and what was edited "
						    "here since stays.")
	    : n[IMPORT_BAD]                     ? _("Bad rows are left out.")
						: _("What was edited here since stays."));
	free(line);
	good += n[IMPORT_CONFLICT];
	line = mem_printf(
	    ngettext("Import %zu monitor, overwriting", "Import %zu monitors, overwriting", good),
	    good);
	menu_add_if(menu, line, _("What was edited here since becomes what the list says."),
	    n[IMPORT_CONFLICT] ? NULL : _("nothing was edited here"));
	free(line);
	buf_release(&text);
	free(title);
	return menu;
}

static void
go(struct list_screen *s, const void *row)
{
	struct preview *p = (struct preview *)s;
	const size_t *n = list_import_counts(p->import);
	struct buf counts = {0};
	struct wish *w;
	char *question;

	(void)row;
	if (!is_tried(s))
		return;
	if (!n[IMPORT_ADDED] && !n[IMPORT_CHANGED] && !n[IMPORT_CONFLICT]) {
		app_say(s->app, STYLE_WARNING, _("Nothing of it would be added or changed."));
		return;
	}
	w = mem_alloc(sizeof(*w));
	*w = (struct wish){.preview = p, .keep_going = n[IMPORT_BAD] > 0};
	if (n[IMPORT_BAD] || n[IMPORT_CONFLICT]) {
		app_push(s->app, choice_new(w, n));
		return;
	}
	add_counts(n, &counts);
	question = mem_printf(_("Import %s? %s."), list_import_name(p->import), buf_str(&counts));
	app_push(s->app, confirm_new(question, true, agreed, w));
	free(question);
	buf_release(&counts);
}

static void
state_chosen(struct app *a, size_t i, void *arg)
{
	struct preview *p = arg;

	p->state = (int)i - 1;
	show_rows(p);
	app_changed(a);
}

static void
choose_state(struct list_screen *s, const void *row)
{
	struct preview *p = (struct preview *)s;
	const struct menu_owner owner = {state_chosen, NULL, p};
	const size_t *n = list_import_counts(p->import);
	struct screen *menu;
	struct buf text = {0};

	(void)row;
	if (!is_tried(s))
		return;
	menu = menu_new(_("Which rows are shown"), NULL, &owner);
	menu_add(menu, _("All of them"), NULL);
	for (int i = 0; i < IMPORT_STATE_COUNT; i++) {
		buf_clear(&text);
		words_import_count(states[i].text, n[i], &text);
		menu_add_if(menu, buf_str(&text), NULL, n[i] ? NULL : _("no row is so"));
	}
	menu_at(menu, (size_t)(p->state + 1));
	app_push(s->app, menu);
	buf_release(&text);
}

static void
open_row(struct list_screen *s, const void *row)
{
	import_row_open(s->app, row, list_import_head(((struct preview *)s)->import));
}

static void
map(struct list_screen *s, const void *row)
{
	(void)row;
	if (is_tried(s))
		import_columns_ask(s->app, ((struct preview *)s)->import);
}

static const struct list_action actions[] = {
    {ACTION_OPEN, open_row},
    {ACTION_GO, go},
    {ACTION_STATE, choose_state},
    {ACTION_MAPPING, map},
    {ACTION_NONE, NULL},
};

/* ---- beginning and end ---- */

static void
preview_free(struct list_screen *s)
{
	struct preview *p = (struct preview *)s;
	enum import_phase phase = list_import_phase(p->import);

	if (phase == IMPORT_WRITING || phase == IMPORT_LOOKING)
		import_end_leave(s->app, p->import);
	else
		list_import_free(p->import);
	json_rows_free(p->rows);
	free(p);
}

void
import_preview_open(struct app *a, struct list_import *import)
{
	static const struct list_view view = {.context = CONTEXT_IMPORT,
	    .rows = ROWS_SERVICES,
	    .title = N_("Import: what would become of each row"),
	    .columns = &table,
	    .actions = actions,
	    .no_row = N_("There is no row here."),
	    .none_pass = N_("No row passes the filter."),
	    .hint = N_("seu  host:seu.cat  -intern"),
	    .summary = summary,
	    .empty = empty,
	    .pane_height = pane_height,
	    .draw_pane = draw_pane};
	static const struct list_owner own = {NULL, NULL, preview_free};
	struct preview *p = mem_alloc(sizeof(*p));
	const struct list_import_owner owner = {changed, refused, replaced, p};

	*p = (struct preview){
	    .import = import, .rows = json_rows_new(&table, &reader, a), .state = -1};
	list_screen_init(&p->list, a, &view, json_rows_source(p->rows), &own);
	list_import_set_owner(import, &owner);
	if (list_import_phase(import) == IMPORT_TRIED)
		show_rows(p);
	app_push(a, &p->list.screen);
}
