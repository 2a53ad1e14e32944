/* Three texts of each field are compared: what it was when the form was opened, what it is now, and what was typed. Where
 * one person alone touched it there is nothing to ask; a clash is where both did, and not the same.
 *
 * The screen is a page of the fields that differ, the clashes first. Nothing is chosen at first, and nothing is saved
 * before each clash is: a key that was typed for the form below, which comes here because the answer took its time, does
 * nothing that cannot be seen and changed. Going back leaves the form with what was typed. */
#include "tui/screens/conflict.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/members.h"
#include "tui/app.h"
#include "tui/model/link.h"
#include "tui/screens/frame.h"
#include "tui/view/page.h"
#include "tui/view/screen.h"
#include "tui/view/viewport.h"
#include "words/words.h"

#include <string.h>

enum { HEAD_ROWS = 2, FIELDS_MOST = 24, MARK_INDENT = 2, VALUE_INDENT = 6 };

struct difference {
	char *label, *was, *theirs, *mine;
	char *who, *when; /* "" not known */
	enum conflict_choice choice;
};

struct conflict {
	struct screen screen;
	char *what, *me;
	const json_t *changes;
	struct difference at[FIELDS_MOST];
	size_t count, cursor;
	int line_of[FIELDS_MOST]; /* of the page, as last drawn */
	struct viewport port;
	bool moved; /* the cursor's field is to be brought into sight */
	struct conflict_owner owner;
};

/* ---- what differs ---- */

struct conflict *
conflict_new(const struct app *a, const char *what, const json_t *changes)
{
	struct conflict *c = mem_alloc(sizeof(*c));

	c->what = mem_strdup(what);
	c->me = mem_strdup(link_login(a->link));
	c->changes = changes;
	return c;
}

void
conflict_free(struct conflict *c)
{
	for (size_t i = 0; i < c->count; i++) {
		struct difference *d = &c->at[i];
		free(d->label);
		free(d->was);
		free(d->theirs);
		free(d->mine);
		free(d->who);
		free(d->when);
	}
	free(c->what);
	free(c->me);
	free(c);
}

/* The newest change of one of the members. */
static const json_t *
change_of(const struct conflict *c, const char *members)
{
	const json_t *newest = NULL, *one;

	for (size_t n; *(members += strspn(members, " ")); members += n) {
		n = strcspn(members, " ");
		char *name = mem_strndup(members, n);
		one = json_object_get(c->changes, name);
		if (one && (!newest || number_of(one, "at") > number_of(newest, "at")))
			newest = one;
		free(name);
	}
	return newest;
}

void
conflict_add(struct conflict *c, const char *label, const char *members, const char *was,
    const char *theirs, const char *mine)
{
	const json_t *change = change_of(c, members);
	const char *login = text_of(change, "login");
	struct buf who = {0}, when = {0};

	if (c->count == FIELDS_MOST)
		return;
	buf_puts(&who, login);
	if (*login && !strcmp(login, c->me)) {
		buf_clear(&who);
		buf_puts(&who, _("you, from elsewhere"));
	} else if (*login && !flag_of(change, "proven")) {
		buf_puts(&who, _(" (declared)"));
	}
	if (number_of(change, "at"))
		words_date_time(number_of(change, "at"), &when);
	c->at[c->count++] = (struct difference){mem_strdup(label), mem_strdup(was),
	    mem_strdup(theirs), mem_strdup(mine), mem_strdup(buf_str(&who)),
	    mem_strdup(buf_str(&when)), CONFLICT_OPEN};
	buf_release(&who);
	buf_release(&when);
}

static bool
is_theirs(const struct difference *d)
{
	return strcmp(d->was, d->theirs) != 0;
}

static bool
is_mine(const struct difference *d)
{
	return strcmp(d->was, d->mine) != 0;
}

static bool
clashes(const struct difference *d)
{
	return is_theirs(d) && is_mine(d) && strcmp(d->theirs, d->mine) != 0;
}

size_t
conflict_clashes(const struct conflict *c)
{
	size_t count = 0;

	for (size_t i = 0; i < c->count; i++)
		count += clashes(&c->at[i]);
	return count;
}

static const char *
shown(const char *value)
{
	return *value ? value : "—";
}

char *
conflict_merged(const struct conflict *c)
{
	struct buf list = {0};
	char *text;

	for (size_t i = 0; i < c->count; i++) {
		const struct difference *d = &c->at[i];

		if (!is_theirs(d) || clashes(d))
			continue;
		buf_printf(&list, "%s%s: %s", list.len ? "; " : "", d->label, shown(d->theirs));
		if (*d->who)
			buf_printf(&list, " (%s)", d->who);
	}
	text = list.len ? mem_printf(_("Changed meanwhile, and kept: %s."), buf_str(&list))
			: mem_strdup("");
	buf_release(&list);
	return text;
}

/* ---- drawing ---- */

static void
write_side(struct page *page, const struct difference *d, enum conflict_choice side,
    const char *who, const char *value)
{
	bool chosen = d->choice == side;

	page_addf(page, chosen ? STYLE_GOOD : STYLE_TEXT, MARK_INDENT, "[%c] %s: %s",
	    chosen ? 'x' : ' ', who, shown(value));
	page_hang(page, VALUE_INDENT - MARK_INDENT);
}

static void
write_clash(struct page *page, const struct difference *d, bool focused)
{
	char *who = *d->when ? mem_printf("%s, %s", *d->who ? d->who : _("Somebody"), d->when)
			     : mem_strdup(*d->who ? d->who : _("Somebody"));

	page_add(page, focused ? STYLE_KEY : STYLE_HEADING, 0, d->label);
	page_addf(page, STYLE_DIM, VALUE_INDENT, _("It was: %s"), shown(d->was));
	write_side(page, d, CONFLICT_THEIRS, who, d->theirs);
	write_side(page, d, CONFLICT_MINE, _("You"), d->mine);
	page_gap(page);
	free(who);
}

/* What one of the two did alone. */
static void
write_alone(struct page *page, const struct conflict *c, bool (*is)(const struct difference *d),
    const char *title, bool theirs)
{
	bool any = false;

	for (size_t i = 0; i < c->count; i++) {
		const struct difference *d = &c->at[i];

		if (!is(d) || clashes(d) || (!theirs && is_theirs(d)))
			continue;
		if (!any)
			page_add(page, STYLE_HEADING, 0, title);
		any = true;
		page_addf(page, STYLE_TEXT, MARK_INDENT, "%s: %s → %s%s%s%s%s", d->label,
		    shown(d->was), shown(theirs ? d->theirs : d->mine),
		    theirs && *d->who ? " · " : "", theirs ? d->who : "",
		    theirs && *d->when ? ", " : "", theirs ? d->when : "");
		page_hang(page, VALUE_INDENT - MARK_INDENT);
	}
	if (any)
		page_gap(page);
}

static struct page *
written(struct conflict *c, int width)
{
	struct page *page = page_new();

	page_add(page, STYLE_WARNING, 0,
	    _("Somebody saved it while you were typing. Choose what stays of what both changed; "
	      "nothing is saved before."));
	page_gap(page);
	for (size_t i = 0; i < c->count; i++)
		if (clashes(&c->at[i])) {
			c->line_of[i] = page_lines(page, width);
			write_clash(page, &c->at[i], i == c->cursor);
		}
	write_alone(page, c, is_theirs, _("Only the other changed, and stays:"), true);
	write_alone(page, c, is_mine, _("Only you changed, and is saved with the rest:"), false);
	return page;
}

/* The field under the cursor, with its lines, is in sight; the first with what stands above it. */
static void
keep_in_sight(struct conflict *c, int height)
{
	size_t line = (size_t)c->line_of[c->cursor], end = line + 4;

	c->moved = false;
	if (end > c->port.top + (size_t)height)
		c->port.top = end - (size_t)height;
	if (line < c->port.top)
		c->port.top = line;
	if (c->port.top == line && line <= 3)
		c->port.top = 0;
}

static void
conflict_draw(struct screen *s, struct app *a)
{
	struct conflict *c = (struct conflict *)s;
	struct canvas *canvas = a->canvas;
	int width = canvas_columns(canvas) - 2, height = canvas_rows(canvas) - HEAD_ROWS - 1;
	char *title = mem_printf(_("Two changes at once: %s"), c->what);
	struct page *page = written(c, width);

	frame_draw_bar(a, title);
	if (c->moved)
		keep_in_sight(c, height);
	page_draw(page, canvas, HEAD_ROWS, 1, width, height, &c->port);
	frame_draw_footer(a, CONTEXT_CONFLICT);
	page_free(page);
	free(title);
}

/* ---- keys ---- */

static void
go(struct conflict *c, int by)
{
	do
		c->cursor = (c->cursor + c->count + (size_t)by) % c->count;
	while (!clashes(&c->at[c->cursor]));
	c->moved = true;
}

static void
choose_all(struct conflict *c, enum conflict_choice choice)
{
	for (size_t i = 0; i < c->count; i++)
		if (clashes(&c->at[i]))
			c->at[i].choice = choice;
}

static bool
is_open(const struct conflict *c)
{
	for (size_t i = 0; i < c->count; i++)
		if (clashes(&c->at[i]) && c->at[i].choice == CONFLICT_OPEN)
			return true;
	return false;
}

/* The screen goes first, for what is done then may open it anew. */
static void
settle(struct conflict *c, struct app *a, bool save)
{
	struct conflict_owner owner = c->owner;
	enum conflict_choice choices[FIELDS_MOST];

	for (size_t i = 0; i < c->count; i++)
		choices[i] = c->at[i].choice;
	app_pop(a);
	owner.settled(a, choices, save, owner.arg);
}

static bool
conflict_act(struct screen *s, struct app *a, enum action action)
{
	struct conflict *c = (struct conflict *)s;

	switch ((int)action) {
	case ACTION_UP:
	case ACTION_DOWN:
		go(c, action == ACTION_UP ? -1 : 1);
		return true;
	case ACTION_KEEP_MINE:
	case ACTION_KEEP_THEIRS:
		c->at[c->cursor].choice =
		    action == ACTION_KEEP_MINE ? CONFLICT_MINE : CONFLICT_THEIRS;
		return true;
	case ACTION_ALL_MINE:
	case ACTION_ALL_THEIRS:
		choose_all(c, action == ACTION_ALL_MINE ? CONFLICT_MINE : CONFLICT_THEIRS);
		return true;
	case ACTION_SAVE:
		if (is_open(c))
			app_say(a, STYLE_WARNING, _("Choose yours or theirs for each first."));
		else
			settle(c, a, true);
		return true;
	case ACTION_BACK:
	case ACTION_QUIT:
		settle(c, a, false);
		return true;
	default:
		return viewport_act(&c->port, action);
	}
}

static void
screen_free(struct screen *s, struct app *a)
{
	(void)a;
	conflict_free((struct conflict *)s);
}

void
conflict_open(struct conflict *c, struct app *a, const struct conflict_owner *owner)
{
	static const struct screen_class class = {.context = CONTEXT_CONFLICT,
	    .draw = conflict_draw,
	    .act = conflict_act,
	    .free = screen_free};

	c->screen.class = &class;
	c->owner = *owner;
	c->port.text = true;
	c->changes = NULL;
	c->cursor = c->count - 1;
	go(c, 1);
	app_push(a, &c->screen);
}
