/* A list to choose one thing from by typing part of it: the palette of actions, the orders of
 * the list. It stands over the lower part of the screen. No name begins with a digit, so before anything is typed a
 * digit chooses its line, and a click does at any time. Home, End and the pages are of the list.
 *
 * What cannot be done now stands there dim, with the reason; whoever chooses it all the same is told by the owner. */
#include "tui/screens/picker.h"

#include "base/mem.h"
#include "base/text.h"
#include "tui/app.h"
#include "tui/model/match.h"
#include "tui/screens/frame.h"
#include "tui/term/key.h"
#include "tui/view/columns.h"
#include "tui/view/field.h"
#include "tui/view/highlight.h"
#include "tui/view/list.h"
#include "tui/view/screen.h"
#include "tui/view/viewport.h"
#include "words/words.h"

struct item {
	int value;
	char *name, *help, *keys, *also;
	bool off;
};

struct picker {
	struct screen screen;
	const char *label;
	struct field field;
	struct item *items;
	size_t count;
	struct viewport port; /* of those shown */
	size_t *shown, shown_count;
	struct picker_owner owner;
};

static bool
has_word(const char *text, const char *folded)
{
	size_t start, end;

	for (const char *at = text; at; at = (at = strpbrk(at, "- ")) ? at + 1 : NULL)
		if (match_find(at, folded, &start, &end) && start == 0)
			return true;
	return false;
}

enum { RANKS = 3 };

/* How well an item answers to the text: 0 a word of its names begins so, 1 its name has it, 2 its
 * help, RANKS not at all. */
static int
rank_of(const struct item *it, const char *folded)
{
	if (!*folded || has_word(it->name, folded) || has_word(it->also, folded))
		return 0;
	return match_has(it->name, folded) ? 1 : match_has(it->help, folded) ? 2 : RANKS;
}

static void
narrow(struct picker *p)
{
	char *folded = text_folded(field_value(&p->field));

	p->shown_count = 0;
	for (int rank = 0; rank < 2 * RANKS; rank++) /* what cannot be done comes last */
		for (size_t i = 0; i < p->count; i++)
			if (p->items[i].off == (rank >= RANKS) &&
			    rank_of(&p->items[i], folded) == rank % RANKS)
				p->shown[p->shown_count++] = i;
	p->port.cursor = 0;
	p->port.count = p->shown_count; /* a key may come before it is drawn */
	free(folded);
}

static void
draw_item(const struct picker *p, struct canvas *c, int row, size_t i, const char *folded)
{
	const struct item *it = &p->items[p->shown[i]];
	int columns = canvas_columns(c), keys = text_width(it->keys), name = text_width(it->name);

	canvas_fill(c, row, 0, columns, STYLE_TEXT, ' ');
	name = name < 18 ? 18 : name + 1;
	if (i < 9 && !*folded)
		canvas_printf(c, row, 0, 1, STYLE_DIM, "%zu", i + 1);
	highlight_text(c, row, 2, name, it->off ? STYLE_DIM : STYLE_KEY, it->name, folded);
	highlight_text(c, row, 2 + name, columns - name - keys - 5,
	    it->off ? STYLE_DIM : STYLE_TEXT, it->help, folded);
	canvas_text(c, row, columns - keys - 1, keys, STYLE_DIM, it->keys);
	if (i == p->port.cursor)
		canvas_tint(c, row, 0, columns, STYLE_SELECTED);
}

static void
picker_draw(struct screen *s, struct app *a)
{
	struct picker *p = (struct picker *)s;
	struct canvas *c = a->canvas;
	int last = canvas_rows(c) - 1, most = last / 2 > 12 ? last / 2 : 12,
	    height = last - 2 < most ? last - 2 : most, at;
	char *folded = text_folded(field_value(&p->field));

	if ((size_t)height > p->shown_count)
		height = p->shown_count ? (int)p->shown_count : 1;
	viewport_fit(&p->port, p->shown_count, height);
	canvas_rule(c, last - height - 1, "");
	for (int i = 0; i < height; i++) {
		canvas_fill(c, last - height + i, 0, canvas_columns(c), STYLE_TEXT, ' ');
		if (p->port.top + (size_t)i < p->shown_count)
			draw_item(p, c, last - height + i, p->port.top + (size_t)i, folded);
	}
	if (viewport_more(&p->port))
		canvas_text(c, last - 1, canvas_columns(c) - 1, 1, STYLE_KEY, "↓");
	if (!p->shown_count)
		canvas_text(c, last - 1, 2, -1, STYLE_DIM, _("Nothing of that name."));
	canvas_fill(c, last, 0, canvas_columns(c), STYLE_TEXT, ' ');
	at = 1 + canvas_text(c, last, 1, -1, STYLE_KEY, p->label);
	field_draw(&p->field, c, last, at, canvas_columns(c) - at - 1, true);
	frame_draw_message(a, last - 1);
	free(folded);
}

static void
choose(struct picker *p, struct app *a, size_t i)
{
	struct picker_owner owner = p->owner;
	int value;

	if (i >= p->shown_count) {
		app_say(a, STYLE_WARNING, _("There is nothing to choose."));
		return;
	}
	value = p->items[p->shown[i]].value;
	p->owner.gone = NULL;
	app_pop(a);
	owner.done(a, value, owner.arg);
	if (owner.gone)
		owner.gone(owner.arg);
}

static void
choose_line(struct picker *p, struct app *a, uint32_t digit)
{
	if (p->shown_count && digit - '1' >= p->shown_count)
		app_sayf(a, STYLE_WARNING,
		    ngettext("There is no %c here: there is one line.",
			"There is no %c here: there are %zu lines.", p->shown_count),
		    (char)digit, p->shown_count);
	else
		choose(p, a, digit - '1');
}

static void
typed(struct picker *p, struct app *a)
{
	if (!p->owner.typed || !p->owner.typed(a, field_value(&p->field), p->owner.arg))
		narrow(p);
}

/* The keys of a list that mean little in one short line of text: its ends are reached by others, too (view/field.h). */
static bool
go(struct picker *p, uint32_t key)
{
	static const struct {
		uint32_t key;
		enum action action;
	} moves[] = {{K_HOME, ACTION_GOTO_FIRST}, {K_END, ACTION_GOTO_LAST},
	    {K_PAGE_UP, ACTION_PAGE_UP}, {K_PAGE_DOWN, ACTION_PAGE_DOWN}};

	for (size_t i = 0; i < sizeof(moves) / sizeof(moves[0]); i++)
		if (moves[i].key == key) {
			viewport_act(&p->port, moves[i].action);
			viewport_fit(&p->port, p->shown_count, p->port.height);
			return true;
		}
	return false;
}

static bool
picker_key(struct screen *s, struct app *a, uint32_t key)
{
	struct picker *p = (struct picker *)s;

	if (go(p, key))
		return true;
	if (key >= '1' && key <= '9' && !*field_value(&p->field)) {
		choose_line(p, a, key);
		return true;
	}
	if (!field_key(&p->field, key))
		return false;
	typed(p, a);
	return true;
}

static void
picker_click(struct screen *s, struct app *a, int row, int column)
{
	struct picker *p = (struct picker *)s;
	int line = row - (canvas_rows(a->canvas) - 1 - p->port.height);

	(void)column;
	if (line >= 0 && line < p->port.height)
		choose(p, a, p->port.top + (size_t)line);
}

static void
picker_paste(struct screen *s, struct app *a, const char *text)
{
	struct picker *p = (struct picker *)s;

	field_paste(&p->field, text);
	typed(p, a);
}

static bool
picker_act(struct screen *s, struct app *a, enum action action)
{
	struct picker *p = (struct picker *)s;

	switch ((int)action) {
	case ACTION_NEXT_FIELD:
		if (p->shown_count)
			p->port.cursor = (p->port.cursor + 1) % p->shown_count;
		return true;
	case ACTION_PREVIOUS_FIELD:
		if (p->shown_count)
			p->port.cursor = (p->port.cursor + p->shown_count - 1) % p->shown_count;
		return true;
	case ACTION_ACCEPT:
	case ACTION_SAVE:
		choose(p, a, p->port.cursor);
		return true;
	case ACTION_HELP:
	case ACTION_PALETTE:
		return true;
	default:
		return false;
	}
}

static void
picker_free(struct screen *s, struct app *a)
{
	struct picker *p = (struct picker *)s;

	(void)a;
	if (p->owner.gone)
		p->owner.gone(p->owner.arg);
	for (size_t i = 0; i < p->count; i++) {
		free(p->items[i].name);
		free(p->items[i].help);
		free(p->items[i].keys);
		free(p->items[i].also);
	}
	free(p->items);
	free(p->shown);
	field_release(&p->field);
	free(p);
}

struct screen *
picker_new(const char *label, const struct picker_owner *owner)
{
	static const struct screen_class class = {.context = CONTEXT_FORM,
	    .over = true,
	    .draw = picker_draw,
	    .key = picker_key,
	    .click = picker_click,
	    .paste = picker_paste,
	    .act = picker_act,
	    .free = picker_free};
	struct picker *p = mem_alloc(sizeof(*p));

	p->screen.class = &class;
	p->label = label;
	p->owner = *owner;
	return &p->screen;
}

void
picker_add(struct screen *s, const struct picker_item *item)
{
	struct picker *p = (struct picker *)s;

	p->items = mem_resize(p->items, p->count + 1, sizeof(*p->items));
	p->shown = mem_resize(p->shown, p->count + 1, sizeof(*p->shown));
	p->items[p->count] = (struct item){item->value, mem_strdup(item->name),
	    mem_strdup(item->help ? item->help : ""), mem_strdup(item->keys ? item->keys : ""),
	    mem_strdup(item->also ? item->also : ""), item->off};
	p->shown[p->shown_count++] = p->count++;
	p->port.count = p->shown_count;
}

static int
by_name(const void *a, const void *b)
{
	const struct item *x = a, *y = b;
	char *folded_x = text_folded(x->name), *folded_y = text_folded(y->name);
	int d = strcmp(folded_x, folded_y);

	free(folded_x);
	free(folded_y);
	return d ? d : strcmp(x->name, y->name);
}

void
picker_sort(struct screen *s)
{
	struct picker *p = (struct picker *)s;

	if (p->count)
		qsort(p->items, p->count, sizeof(*p->items), by_name);
}

void
picker_begin(struct screen *s, const char *text)
{
	struct picker *p = (struct picker *)s;

	field_set(&p->field, text);
	narrow(p);
}

/* ---- the order of a list ---- */

static const char *
why_unordered(const struct list *l)
{
	return l->columns->unordered ? _(l->columns->unordered)
				     : _("there is no order by this column");
}

static void
sort_by(struct app *a, int value, void *arg)
{
	struct list *l = arg;

	if (l->columns->at[value].order)
		list_sort(l, value);
	else
		app_say(a, STYLE_WARNING, why_unordered(l));
}

void
order_open(struct app *a, struct list *l, const char *text)
{
	const struct picker_owner owner = {.done = sort_by, .arg = l};
	struct screen *s = picker_new(_("Order by: "), &owner);
	const char *now = list_order(l, NULL);

	for (int i = 0; i < l->columns->count; i++) {
		const struct list_column *column = &l->columns->at[i];
		struct picker_item item = {.value = i, .also = column->also};

		if (!column->order)
			continue;
		item.name = _(column->order);
		if (!strcmp(item.name, now))
			item.help = _("as it is now; again: the other way round");
		picker_add(s, &item);
	}
	for (int i = 0; i < l->columns->count; i++)
		if (!l->columns->at[i].order)
			picker_add(s, &(struct picker_item){.value = i,
					  .name = _(l->columns->at[i].heading),
					  .help = why_unordered(l),
					  .off = true});
	picker_begin(s, text);
	app_push(a, s);
}
