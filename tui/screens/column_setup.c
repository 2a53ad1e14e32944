/* A line for each column: whether it is shown, what it is called, how wide it is and whether somebody said so, and why it is
 * not to be seen where it might be. The list above is drawn with what is chosen so far; leaving brings back what it was. */
#include "tui/screens/column_setup.h"

#include "base/mem.h"
#include "base/text.h"
#include "tui/app.h"
#include "tui/model/remembered.h"
#include "tui/screens/frame.h"
#include "tui/view/column_choice.h"
#include "tui/view/list.h"
#include "tui/view/screen.h"
#include "words/words.h"

/* Of the list there is a quarter of the screen in sight, and never less than its first line and its headings. */
enum { LIST_LEAST = 3, NAME_AT = 5, WIDTH_CELLS = 4 };

struct column_setup {
	struct screen screen;
	struct list *list;
	const char *view;
	struct column_choice before;
	struct viewport port;
	int lines[COLUMNS_MOST];
	size_t count;
};

static struct column_room
room_of(const struct column_setup *s, const struct app *a)
{
	return list_room(s->list, canvas_columns(a->canvas));
}

/* Also of a list that has no rows, and draws no headings. */
static struct list_layout
layout_of(const struct column_setup *s, const struct app *a)
{
	const struct column_room room = room_of(s, a);
	struct list_layout layout = {0};

	columns_fit(&room, &s->list->choice, &layout);
	return layout;
}

/* ---- drawing ---- */

/* Why a column is not where one may look for it, or cannot go; "" there is nothing to say. */
static const char *
note_of(const struct list *l, int i, int width, unsigned *style)
{
	const struct list_column *d = &l->columns->at[i];
	uint8_t wish = l->choice.of[i].wish;

	*style = STYLE_DIM;
	if (column_choice_is_subject(l->columns, i))
		return _("always");
	if (wish == WISH_HIDDEN || width)
		return "";
	if (wish == WISH_NONE)
		return d->shown && !d->shown(l->arg) ? _("nothing in it") : _("in a wider window");
	*style = STYLE_WARNING;
	return _("no room");
}

static void
draw_line(const struct list *l, struct canvas *c, int row, int i, int width, int name)
{
	int asked = l->choice.of[i].width, at = NAME_AT + name;
	bool shows =
	    l->choice.of[i].wish == WISH_NONE ? width > 0 : l->choice.of[i].wish == WISH_SHOWN;
	unsigned style;
	const char *note = note_of(l, i, width, &style);

	canvas_printf(c, row, 1, -1, STYLE_TEXT, "[%c]", shows ? 'x' : ' ');
	canvas_text(c, row, NAME_AT, -1, STYLE_TEXT, _(l->columns->at[i].heading));
	if (asked || width)
		canvas_printf(c, row, at, WIDTH_CELLS, asked ? STYLE_KEY : STYLE_DIM, "%*d",
		    WIDTH_CELLS, asked ? asked : width);
	at += WIDTH_CELLS + 1;
	if (!asked && width)
		at += 2 + canvas_text(c, row, at, -1, STYLE_DIM, _("auto"));
	if (at + text_width(note) <= canvas_columns(c))
		canvas_text(c, row, at, -1, style, note);
}

static int
longest_name(const struct list_columns *c)
{
	int longest = 0;

	for (int i = 0; i < c->count; i++) {
		int width = c->at[i].heading ? text_width(_(c->at[i].heading)) : 0;
		longest = width > longest ? width : longest;
	}
	return longest;
}

static void
column_setup_draw(struct screen *screen, struct app *a)
{
	struct column_setup *s = (struct column_setup *)screen;
	struct canvas *c = a->canvas;
	const struct list_layout layout = layout_of(s, a);
	int rows = canvas_rows(c), kept = rows / 4 > LIST_LEAST ? rows / 4 : LIST_LEAST,
	    height = rows - 2 - kept, row, name = longest_name(s->list->columns);

	height = (int)s->count < height ? (int)s->count : height;
	row = rows - 2 - height;
	for (int i = row; i < rows; i++)
		canvas_fill(c, i, 0, canvas_columns(c), STYLE_TEXT, ' ');
	canvas_rule(c, row++, _("Columns"));
	viewport_fit(&s->port, s->count, height);
	for (size_t i = s->port.top; i < s->count && height > 0; i++, height--, row++) {
		draw_line(s->list, c, row, s->lines[i], columns_width(&layout, s->lines[i]), name);
		if (i == s->port.cursor)
			canvas_tint(c, row, 0, canvas_columns(c), STYLE_SELECTED);
	}
	frame_draw_footer(a, CONTEXT_COLUMNS);
}

/* ---- what the keys do ---- */

static void
show_choice(struct column_setup *s, const struct column_choice *choice)
{
	list_choose(s->list, choice);
	s->count = column_choice_lines(s->list->columns, choice, s->lines);
}

static void
toggle(struct column_setup *s, struct app *a, struct column_choice *choice, int i)
{
	const struct column_room room = room_of(s, a);

	if (!column_choice_toggle(&room, choice, i))
		app_say(a, STYLE_WARNING,
		    _("This column is always there: without it lines could not be told apart."));
}

static void
move(struct column_setup *s, struct app *a, struct column_choice *choice, int i, int by)
{
	if (column_choice_move(s->list->columns, choice, i, by))
		s->port.cursor += (size_t)by;
	else
		app_say(a, STYLE_WARNING,
		    by < 0 ? _("This column is the first already.")
			   : _("This column is the last already."));
}

static void
reset(struct app *a, struct column_choice *choice, int i)
{
	if (!choice->of[i].wish && !choice->of[i].width)
		app_say(a, STYLE_TEXT, _("This column is left to the room that there is already."));
	column_choice_reset(choice, i);
}

static void
reset_all(struct column_setup *s, struct app *a, struct column_choice *choice)
{
	json_t *kept = column_choice_json(s->list->columns, choice);

	if (!kept)
		app_say(a, STYLE_TEXT, _("The columns are as they were at first already."));
	json_decref(kept);
	*choice = (struct column_choice){0};
}

static void
widen(struct column_setup *s, struct app *a, struct column_choice *choice, int i, int by)
{
	const struct column_room room = room_of(s, a);
	const struct list_layout layout = layout_of(s, a);

	if (column_choice_widen(&room, choice, i, by))
		return;
	if (!columns_width(&layout, i))
		app_say(a, STYLE_WARNING, _("This column is not to be seen now."));
	else
		app_say(a, STYLE_WARNING,
		    by > 0 ? _("There is no room for more: hide another column first.")
			   : _("What it says could not be read in less."));
}

static void
set(struct column_setup *s, struct app *a)
{
	remembered_put_value(a->remembered, s->view, "columns",
	    column_choice_json(s->list->columns, &s->list->choice));
	app_pop(a);
}

/* False: the action is none of a column. */
static bool
change(struct column_setup *s, struct app *a, enum action action)
{
	struct column_choice choice = s->list->choice;
	int i = s->lines[s->port.cursor];

	switch ((int)action) {
	case ACTION_SHOW:
		toggle(s, a, &choice, i);
		break;
	case ACTION_MOVE_UP:
	case ACTION_MOVE_DOWN:
		move(s, a, &choice, i, action == ACTION_MOVE_UP ? -1 : 1);
		break;
	case ACTION_WIDEN:
	case ACTION_NARROW:
		widen(s, a, &choice, i, action == ACTION_WIDEN ? 1 : -1);
		break;
	case ACTION_AUTOMATIC:
		reset(a, &choice, i);
		break;
	case ACTION_DEFAULTS:
		reset_all(s, a, &choice);
		break;
	default:
		return false;
	}
	show_choice(s, &choice);
	return true;
}

static bool
column_setup_act(struct screen *screen, struct app *a, enum action action)
{
	struct column_setup *s = (struct column_setup *)screen;

	switch ((int)action) {
	case ACTION_SAVE:
		set(s, a);
		return true;
	case ACTION_BACK:
	case ACTION_QUIT:
		list_choose(s->list, &s->before);
		app_pop(a);
		return true;
	default:
		return viewport_act(&s->port, action) || change(s, a, action);
	}
}

static void
column_setup_free(struct screen *screen, struct app *a)
{
	(void)a;
	free(screen);
}

void
column_setup_open(struct app *a, struct list *l, const char *view)
{
	static const struct screen_class class = {.context = CONTEXT_COLUMNS,
	    .over = true,
	    .draw = column_setup_draw,
	    .act = column_setup_act,
	    .free = column_setup_free};
	struct column_setup *s = mem_alloc(sizeof(*s));

	s->screen.class = &class;
	s->list = l;
	s->view = view;
	s->before = l->choice;
	s->count = column_choice_lines(l->columns, &l->choice, s->lines);
	s->port.count = s->count; /* a key may come before it is drawn */
	app_push(a, &s->screen);
}
