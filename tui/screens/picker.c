/* A list to choose one thing from by typing part of it: the palette of actions, the orders of
 * the list. It stands over the lower part of the screen. */
#include "tui/screens/picker.h"

#include "base/mem.h"
#include "base/text.h"
#include "tui/app.h"
#include "tui/model/match.h"
#include "tui/view/field.h"
#include "tui/view/highlight.h"
#include "tui/view/list.h"
#include "tui/view/screen.h"
#include "tui/view/viewport.h"
#include "words/words.h"

struct item {
	int value;
	const char *name; /* borrowed */
	const char *help; /* borrowed, translated */
	char *keys;
};

struct picker {
	struct screen screen;
	const char *label;
	struct field field;
	struct item *items;
	size_t count;
	struct viewport port; /* of those shown */
	size_t *shown, shown_count;
	void (*done)(struct app *a, int value, void *arg);
	void *arg;
};

/* How well an item answers to the text: 0 a word of its name begins so, 1 its name has it, 2 its
 * help, 3 not at all. */
static int
rank_of(const struct item *it, const char *folded)
{
	size_t start, end;

	if (!*folded)
		return 0;
	if (!match_find(it->name, folded, &start, &end))
		return match_has(it->help, folded) ? 2 : 3;
	for (const char *at = it->name; at; at = (at = strpbrk(at, "- ")) ? at + 1 : NULL)
		if (match_find(at, folded, &start, &end) && start == 0)
			return 0;
	return 1;
}

static void
narrow(struct picker *p)
{
	char *folded = text_folded(field_value(&p->field));

	p->shown_count = 0;
	for (int rank = 0; rank < 3; rank++)
		for (size_t i = 0; i < p->count; i++)
			if (rank_of(&p->items[i], folded) == rank)
				p->shown[p->shown_count++] = i;
	p->port.cursor = 0;
	free(folded);
}

static void
draw_item(const struct picker *p, struct canvas *c, int row, size_t i, const char *folded)
{
	const struct item *it = &p->items[p->shown[i]];
	int columns = canvas_columns(c), keys = text_width(it->keys), name = text_width(it->name);

	canvas_fill(c, row, 0, columns, STYLE_TEXT, ' ');
	name = name < 18 ? 18 : name + 1;
	highlight_text(c, row, 2, name, STYLE_KEY, it->name, folded);
	highlight_text(c, row, 2 + name, columns - name - keys - 5, STYLE_TEXT, it->help, folded);
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
	free(folded);
}

static bool
picker_key(struct screen *s, struct app *a, uint32_t key)
{
	struct picker *p = (struct picker *)s;

	(void)a;
	if (!field_key(&p->field, key))
		return false;
	narrow(p);
	return true;
}

static void
picker_paste(struct screen *s, struct app *a, const char *text)
{
	struct picker *p = (struct picker *)s;

	(void)a;
	field_paste(&p->field, text);
	narrow(p);
}

static void
choose(struct picker *p, struct app *a)
{
	void (*done)(struct app *, int, void *) = p->done;
	void *arg = p->arg;
	int value;

	if (!p->shown_count)
		return;
	value = p->items[p->shown[p->port.cursor]].value;
	app_pop(a);
	done(a, value, arg);
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
		choose(p, a);
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
	for (size_t i = 0; i < p->count; i++)
		free(p->items[i].keys);
	free(p->items);
	free(p->shown);
	field_release(&p->field);
	free(p);
}

static struct picker *
picker_new(
    const char *label, size_t most, void (*done)(struct app *a, int value, void *arg), void *arg)
{
	static const struct screen_class class = {.context = CONTEXT_FORM,
	    .over = true,
	    .draw = picker_draw,
	    .key = picker_key,
	    .paste = picker_paste,
	    .act = picker_act,
	    .free = picker_free};
	struct picker *p = mem_alloc(sizeof(*p));

	p->screen.class = &class;
	p->label = label;
	p->done = done;
	p->arg = arg;
	p->items = mem_array(most, sizeof(*p->items));
	p->shown = mem_array(most, sizeof(*p->shown));
	return p;
}

static void
add_item(struct picker *p, int value, const char *name, const char *help, char *keys)
{
	p->items[p->count] = (struct item){value, name, help, keys};
	p->shown[p->shown_count++] = p->count++;
}

/* ---- the palette ---- */

static void
run_action(struct app *a, int value, void *arg)
{
	(void)arg;
	app_act(a, (enum action)value);
}

void
palette_open(struct app *a)
{
	enum context context = app_top(a)->class->context;
	struct picker *p = picker_new(":", ACTION_COUNT, run_action, NULL);

	for (enum action i = ACTION_NONE + 1; i < ACTION_COUNT; i++) {
		const struct action_info *info = action_info(i);
		struct buf keys = {0};
		if (i == ACTION_PALETTE || !app_offers(a, i) ||
		    !(info->contexts & (1u << context | 1u << CONTEXT_ANY)))
			continue;
		keys_describe_first(a->keys, context, i, &keys);
		add_item(p, (int)i, info->name, _(info->help), buf_steal(&keys));
	}
	app_push(a, &p->screen);
}

/* ---- the order of a list ---- */

static void
sort_by(struct app *a, int value, void *arg)
{
	(void)a;
	list_sort(arg, value);
}

void
order_open(struct app *a, struct list *l)
{
	struct picker *p = picker_new(_("Order by: "), COLUMNS_MOST, sort_by, l);
	const char *now = list_order(l, NULL);

	for (int i = 0; i < l->columns->count; i++) {
		const char *name = l->columns->at[i].order;
		if (name)
			add_item(p, i, _(name),
			    !strcmp(_(name), now) ? _("as it is now; again: the other way round")
						  : "",
			    mem_strdup(""));
	}
	app_push(a, &p->screen);
}
