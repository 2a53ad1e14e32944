/* View 6: the audit trail, newest first: when, who, what, of what and from what to what, in words. The rows are a window of
 * it (tui/view/trail_rows.c), a row is a json_t of the answer of "log"; what it is about is named by
 * tui/model/trail_names.c. Over a monitor's page or a renewal it opens with the lines of that one alone.
 *
 * Proven, declared and root's acts are told apart by a letter and a colour before the line, and by words behind the
 * login where they fit. */
#include "tui/screens/journal.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/text.h"
#include "tui/app.h"
#include "tui/model/link.h"
#include "tui/model/model.h"
#include "tui/model/trail_names.h"
#include "tui/model/trail_query.h"
#include "tui/screens/journal_line.h"
#include "tui/screens/list_screen.h"
#include "tui/screens/menu.h"
#include "tui/term/wrap.h"
#include "tui/view/trail_rows.h"
#include "words/trail.h"
#include "words/words.h"

struct journal {
	struct list_screen list;
	struct list_view view; /* as all of them, with its own title where it is of one thing */
	char *title;           /* NULL: it is view 6 */
	struct trail_rows *rows;
	struct trail_names *names;
	const struct trail_known *known; /* as columns are to ask */
	bool (*act)(struct screen *s, struct app *a, enum action action); /* of any list */
};

/* ---- columns ---- */

static const struct trail_known *
known_of(const void *arg)
{
	return ((const struct journal *)arg)->known;
}

static void
when_text(const void *e, const void *arg, struct buf *out)
{
	(void)arg;
	words_date_time(number_of(e, "at"), out);
}

/* "17:36" of today, "22/11" of this year, "2025". */
static void
when_narrow(const struct journal *j, int64_t at, struct buf *out)
{
	int64_t now = clock_wall(j->list.app->clock);
	struct buf today = {0}, then = {0};

	words_date_time(now, &today);
	words_date_time(at, &then);
	if (today.len < 16 || then.len < 16)
		buf_puts(out, buf_str(&then));
	else if (!strncmp(buf_str(&today), buf_str(&then), 10))
		buf_puts(out, then.data + 11);
	else if (!strncmp(today.data + 6, then.data + 6, 4))
		buf_add(out, then.data, 5);
	else
		buf_add(out, then.data + 6, 4);
	buf_release(&today);
	buf_release(&then);
}

/* The year goes without saying where it is this one; else the time is on the page of the line. */
static void
when_brief(const void *e, const void *arg, struct buf *out)
{
	const struct journal *j = arg;
	struct buf today = {0};
	const char *text;

	if (canvas_columns(j->list.app->canvas) < COLUMNS_NARROW) {
		when_narrow(j, number_of(e, "at"), out);
		return;
	}
	words_date_time(number_of(e, "at"), out);
	words_date(clock_wall(j->list.app->clock), &today);
	text = buf_str(out);
	if (out->len > 10 && today.len == 10 && !strncmp(text + 6, buf_str(&today) + 6, 4)) {
		char *brief = mem_printf("%.5s%s", text, text + 10);
		buf_clear(out);
		buf_puts(out, brief);
		free(brief);
	} else if (out->len > 10) {
		char *day = mem_strndup(text, 10);
		buf_clear(out);
		buf_puts(out, day);
		free(day);
	}
	buf_release(&today);
}

static void
who_text(const void *e, const void *arg, struct buf *out)
{
	(void)arg;
	words_trail_who(e, out);
}

static void
login_text(const void *e, const void *arg, struct buf *out)
{
	(void)arg;
	buf_puts(out, text_of(e, "login"));
}

static void
what_text(const void *e, const void *arg, struct buf *out)
{
	(void)arg;
	buf_puts(out, words_trail_what(e));
}

static void
subject_text(const void *e, const void *arg, struct buf *out)
{
	words_trail_subject(known_of(arg), e, out);
}

static void
change_text(const void *e, const void *arg, struct buf *out)
{
	words_trail_change(known_of(arg), e, out);
}

static const struct {
	const char *letter;
	unsigned style;
} marks[] = {
    [TRAIL_PROVEN] = {" ", STYLE_TEXT},
    [TRAIL_ROOT] = {"#", STYLE_KEY},
    [TRAIL_DECLARED] = {"d", STYLE_WARNING},
    [TRAIL_DECLARED_AS_ROOT] = {"d", STYLE_WARNING},
};

static const char *
letter(const void *e, const void *arg, unsigned *style)
{
	enum trail_by by = trail_by(e);

	(void)arg;
	*style = marks[by].style;
	return marks[by].letter;
}

static unsigned
who_style(const void *e, bool old, const void *arg)
{
	(void)arg;
	return old ? STYLE_DIM : marks[trail_by(e)].style;
}

/* No words of what was done are longer (screen/matrix). */
enum { WHAT = 23 };

static const struct list_column columns[] = {
    {N_("When"), N_("time"), 11, 11, 0, .narrow = 5, .text = when_text, .brief = when_brief},
    {N_("Who"), NULL, 8, 16, 2, .narrow = 7, .text = who_text, .brief = login_text,
	.style = who_style},
    {N_("What"), NULL, WHAT, WHAT, 1, .text = what_text},
    {N_("Of what"), NULL, 15, 30, 3, .text = subject_text},
    {N_("Change"), NULL, 16, 120, 4, .from = 100, .text = change_text},
};

static const struct list_columns table = {.at = columns,
    .count = sizeof(columns) / sizeof(columns[0]),
    .unordered = N_("It stands by time alone: a filter picks lines out."),
    .letter = letter};

/* ---- drawing what is not a list ---- */

static int
put(struct list_screen *s, int row, int at, int right, unsigned style, const char *text)
{
	int width = text_width(text);

	return at + width > right ? at
				  : at + 3 + canvas_text(s->app->canvas, row, at, -1, style, text);
}

/* How long the trail is, and what the letters mean. */
static int
summary(struct list_screen *s, int row, int *right)
{
	size_t total = s->list.source->class->total(s->list.source);
	const char *more = trail_rows_asking(((struct journal *)s)->rows) ? "…" : "";
	char *words = mem_printf(ngettext("%zu line", "%zu lines", total), total),
	     *lines = mem_printf("%s%s", words, more);
	int at = 1;

	at = put(s, row, at, *right, STYLE_DIM, lines);
	at = put(s, row, at, *right, marks[TRAIL_DECLARED].style, _("d declared"));
	at = put(s, row, at, *right, marks[TRAIL_ROOT].style, _("# root"));
	free(words);
	free(lines);
	return at;
}

static void
empty(struct list_screen *s, int row)
{
	struct canvas *c = s->app->canvas;

	wrap_draw(c, row + 1, 2, canvas_columns(c) - 3, canvas_rows(c) - row - 3, STYLE_DIM,
	    _("Nothing has been changed yet."));
}

/* ---- actions ---- */

static void
open_line(struct list_screen *s, const void *e)
{
	journal_line_open(s->app, e, trail_names_asking(((struct journal *)s)->names));
}

/* What the lines may have in common with the one under the cursor, as one would type it. */
enum { ALIKE_MOST = 5 };

struct alike {
	struct list_screen *list;
	char *filters[ALIKE_MOST];
	size_t count;
};

static void
alike_free(void *arg)
{
	struct alike *k = arg;

	for (size_t i = 0; i < k->count; i++)
		free(k->filters[i]);
	free(k);
}

/* Beside what holds already. */
static void
alike_chosen(struct app *a, size_t i, void *arg)
{
	const struct alike *k = arg;
	char *text = trail_query_with(k->list->filter.text, k->filters[i]);

	(void)a;
	list_screen_filter(k->list, text);
	free(text);
}

static void
add_alike(struct alike *k, struct screen *menu, char *filter, const char *title)
{
	k->filters[k->count++] = filter;
	menu_add(menu, filter, title);
}

static void
add_alike_off(struct alike *k, struct screen *menu)
{
	k->filters[k->count++] = mem_strdup("");
	menu_add_off(menu, "monitor:…", _("the line is of no monitor and no renewal"));
}

static bool
is_of(const json_t *e, const char *family)
{
	return !strncmp(text_of(e, "what"), family, strlen(family));
}

static void
choose_alike(struct list_screen *s, const void *e)
{
	struct alike *k = mem_alloc(sizeof(*k));
	const struct menu_owner owner = {alike_chosen, alike_free, k};
	struct screen *menu = menu_new(_("Only the lines like this one"), NULL, &owner);
	const struct trail_known *known = trail_names_asking(((struct journal *)s)->names);
	const char *what = text_of(e, "what"), *login = text_of(e, "login");
	struct buf text = {0};

	*k = (struct alike){.list = s};
	words_trail_subject(known, e, &text);
	if (is_of(e, "monitor.") || is_of(e, "renewal."))
		add_alike(k, menu,
		    mem_printf("%s:%lld", is_of(e, "monitor.") ? "monitor" : _("renewal"),
			(long long)number_of(e, "subject")),
		    buf_str(&text));
	else
		add_alike_off(k, menu);
	add_alike(
	    k, menu, mem_printf(strchr(login, ' ') ? "%s:\"%s\"" : "%s:%s", _("who"), login), NULL);
	add_alike(k, menu, mem_printf("%s:%s", _("what"), what), words_trail_what(e));
	add_alike(k, menu, mem_printf("%s:%.*s", _("what"), (int)strcspn(what, "."), what), NULL);
	buf_clear(&text);
	words_date(number_of(e, "at"), &text);
	add_alike(k, menu, mem_printf("%s:%s", _("day"), buf_str(&text)), NULL);
	app_push(s->app, menu);
	buf_release(&text);
}

static const struct list_action actions[] = {
    {ACTION_OPEN, open_line},
    {ACTION_ALIKE, choose_alike},
    {ACTION_NONE, NULL},
};

/* The trail's own ends are farther than the window's. */
static bool
journal_act(struct screen *screen, struct app *a, enum action action)
{
	struct journal *j = (struct journal *)screen;

	if (action != ACTION_GOTO_FIRST && action != ACTION_GOTO_LAST)
		return j->act(screen, a, action);
	trail_rows_go(j->rows, action == ACTION_GOTO_LAST);
	return true;
}

/* ---- what the rows ask ---- */

static void
changed(void *arg)
{
	app_changed(((struct journal *)arg)->list.app);
}

/* What the connection is like stands in the second line. */
static void
failed(const json_t *error, void *arg)
{
	struct app *a = ((struct journal *)arg)->list.app;

	if (link_state(a->link) == LINK_UP)
		app_say_error(a, error);
}

static bool
shows(const json_t *event, const char *folded, void *arg)
{
	struct journal *j = arg;
	bool has;

	j->known = trail_names_known(j->names);
	has = columns_show(&table, event, j, folded);
	j->known = trail_names_asking(j->names);
	return has;
}

/* ---- beginning and end ---- */

static void
told(struct list_screen *s, const char *name, const json_t *data)
{
	struct journal *j = (struct journal *)s;

	if (!strcmp(name, "log"))
		trail_rows_told(j->rows, number_of(data, "head"));
	if (strcmp(name, "up") != 0)
		return;
	trail_names_forget(j->names);
	trail_rows_again(j->rows);
}

static void
journal_free(struct list_screen *s)
{
	struct journal *j = (struct journal *)s;

	trail_rows_free(j->rows);
	trail_names_free(j->names);
	free(j->title);
	free(j);
}

/* of: steals it, and the title; NULL both: all of the trail. */
static void
open_of(struct app *a, json_t *of, char *title)
{
	static const struct list_view view = {
	    .context = CONTEXT_JOURNAL,
	    .view = ACTION_VIEW_JOURNAL,
	    .columns = &table,
	    .actions = actions,
	    .no_row = N_("There is no line here."),
	    .none_pass = N_("No line of the audit trail passes the filter."),
	    .hint =
		N_("monitor:seu  renewal:12  who:me  what:service  day:30/11/2026  Tab: what else"),
	    .language = &filter_of_trail,
	    .summary = summary,
	    .empty = empty,
	};
	static const struct list_owner owner = {.event = told, .free = journal_free};
	struct journal *j = mem_alloc(sizeof(*j));
	const struct trail_rows_owner rows_owner = {changed, failed, shows, j};

	*j = (struct journal){.view = view, .title = title};
	j->view.title = title;
	j->list.app = a; /* the rows may fail at once */
	j->names = trail_names_new(a->link, a->model, changed, j);
	j->known = trail_names_asking(j->names);
	j->rows = trail_rows_new(a->link, a->loop, a->clock, of, &rows_owner);
	json_decref(of);
	list_screen_init(&j->list, a, &j->view, trail_rows_source(j->rows), &owner);
	j->list.list.arg = j;
	j->act = j->list.class.act;
	j->list.class.act = journal_act;
	app_push(a, &j->list.screen);
}

void
journal_open(struct app *a)
{
	open_of(a, NULL, NULL);
}

void
journal_open_monitor(struct app *a, int64_t id)
{
	const struct row *r = model_find(a->model, id);

	open_of(a, json_pack("{s:I}", "monitor", (json_int_t)id),
	    mem_printf(_("Audit trail of %s"), r ? row_title(r) : "—"));
}

void
journal_open_renewal(struct app *a, int64_t id)
{
	open_of(a, json_pack("{s:I}", "renewal", (json_int_t)id),
	    mem_printf(_("Audit trail of renewal %lld"), (long long)id));
}
