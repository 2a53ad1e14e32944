#include "tui/view/list.h"

#include "tui/term/canvas.h"
#include "words/words.h"

/* Where rows changed places the cursor stays on its line of the screen. */
static void
place(struct list *l, int height)
{
	const struct source_class *s = l->source->class;
	size_t cursor = s->cursor(l->source), line = (size_t)l->line;

	if (l->generation && l->generation != s->generation(l->source))
		l->port.top = cursor > line ? cursor - line : 0;
	l->generation = s->generation(l->source);
	l->port.cursor = cursor;
	viewport_fit(&l->port, s->count(l->source), height);
	l->line = (int)(l->port.cursor - l->port.top);
}

static void
draw_row(struct list *l, struct canvas *c, int row, size_t i, bool old)
{
	const struct source_class *s = l->source->class;
	const void *item = s->row(l->source, i);
	int64_t id = s->id(item);

	if (i - l->port.top < LIST_SEEN_MAX)
		l->seen[i - l->port.top] = id;
	columns_draw_row(
	    l->columns, &l->layout, c, row, item, l->arg, l->found, old || s->gone(l->source, id));
	if (s->marked(l->source, id)) {
		canvas_text(c, row, 0, 1, STYLE_KEY, "*");
		canvas_tint(c, row, 0, l->layout.width, STYLE_MARKED);
	}
	if (s->worsened && s->worsened(l->source, id))
		canvas_tint(c, row, 0, l->layout.width, STYLE_WORSENED);
	if (i == l->port.cursor)
		canvas_tint(c, row, columns_begin(l->columns), l->layout.width, STYLE_SELECTED);
}

/* ---- how wide ---- */

struct column_room
list_room(const struct list *l, int width)
{
	return (struct column_room){
	    .columns = l->columns, .width = width, .arg = l->arg, .needs = &l->needs};
}

enum { WIDEST = 80, LOOKED_AT = 250 };

static bool
raise(int16_t *to, int width)
{
	if (width <= *to)
		return false;
	*to = (int16_t)width;
	return true;
}

static bool
raise_needs(struct list *l, const struct column_needs *row)
{
	bool more = false;

	for (int i = 0; i < l->columns->count; i++) {
		more |= raise(&l->needs.of[i].whole, row->of[i].whole);
		more |= raise(&l->needs.of[i].brief, row->of[i].brief);
	}
	return more;
}

static bool
measure_seen(struct list *l, size_t from, size_t to)
{
	const struct source_class *s = l->source->class;
	bool more = false;

	for (size_t i = from; i < to; i++) {
		struct column_needs row = {0};

		columns_measure(l->columns, s->row(l->source, i), l->arg, &row);
		more |= raise_needs(l, &row);
	}
	return more;
}

/* In which nine of ten have room. */
static int
usual_of(const uint16_t *with, size_t all)
{
	size_t fit = 0;
	int width = 0;

	while (width < WIDEST && (fit += with[width]) * 10 < all * 9)
		width++;
	return width;
}

/* Some rows of all of them, spread evenly. */
static bool
measure_sample(struct list *l, size_t count)
{
	const struct source_class *s = l->source->class;
	uint16_t with[COLUMNS_MOST][WIDEST + 1] = {{0}}; /* rows, by the width of each */
	size_t step = 1 + count / LOOKED_AT, all = 0;
	bool more = false;

	for (size_t i = 0; i < count; i += step, all++) {
		struct column_needs row = {0};

		columns_measure(l->columns, s->row(l->source, i), l->arg, &row);
		more |= raise_needs(l, &row);
		for (int column = 0; column < l->columns->count; column++) {
			int width = row.of[column].usual;
			with[column][width < WIDEST ? width : WIDEST]++;
		}
	}
	for (int column = 0; column < l->columns->count; column++)
		more |= raise(&l->needs.of[column].usual, usual_of(with[column], all));
	return more;
}

/* The rows that are seen, and some of all as there come to be many more: so a column is seldom found too narrow when one goes
 * on. It is made no narrower while the list stays as wide, so that nothing moves to and fro under the eyes. */
static void
fit(struct list *l, int width, int height)
{
	size_t count = l->port.count, last = l->port.top + (size_t)(height > 0 ? height : 0);
	struct column_room room;
	bool more = false;

	if (l->needs_width != width) {
		l->needs = (struct column_needs){0};
		l->needs_width = width;
		l->measured = 0;
	}
	if (count > 2 * l->measured) {
		more = measure_sample(l, count);
		l->measured = count;
	}
	if (measure_seen(l, l->port.top, last < count ? last : count) || more)
		l->layout.width = 0;
	room = list_room(l, width);
	columns_fit(&room, &l->choice, &l->layout);
}

void
list_draw(struct list *l, struct canvas *c, int row, int height, bool old)
{
	place(l, height);
	fit(l, canvas_columns(c), height);
	columns_draw_heads(l->columns, &l->layout, c, row++);
	for (size_t i = l->port.top; i < l->port.count && height > 0; i++, height--)
		draw_row(l, c, row++, i, old);
}

bool
list_move(struct list *l, enum action action)
{
	const struct source_class *s = l->source->class;

	l->port.cursor = s->cursor(l->source);
	l->port.count = s->count(l->source);
	if (!viewport_act(&l->port, action))
		return false;
	s->move_to(l->source, l->port.cursor);
	return true;
}

int
list_column_at(const struct list *l, int column)
{
	for (int i = 0; i < l->layout.count; i++)
		if (column >= l->layout.cells[i].at &&
		    column <= l->layout.cells[i].at + l->layout.cells[i].width)
			return l->layout.cells[i].column;
	return -1;
}

void
list_select_line(struct list *l, int line)
{
	if (line >= l->port.height || l->port.top + (size_t)line >= l->port.count)
		return;
	if (line < LIST_SEEN_MAX)
		l->source->class->select(l->source, l->seen[line]);
	else
		l->source->class->move_to(l->source, l->port.top + (size_t)line);
}

const void *
list_row(const struct list *l)
{
	const struct source_class *s = l->source->class;

	return s->row(l->source, s->cursor(l->source));
}

int64_t
list_id(const struct list *l)
{
	const void *row = list_row(l);

	return row ? l->source->class->id(row) : 0;
}

void
list_toggle_mark(struct list *l)
{
	const struct source_class *s = l->source->class;
	int64_t id = list_id(l);

	if (!id)
		return;
	s->mark(l->source, id, !s->marked(l->source, id));
	l->marked_last = s->marked(l->source, id) ? id : 0;
	list_move(l, ACTION_DOWN);
}

void
list_choose(struct list *l, const struct column_choice *choice)
{
	l->choice = *choice;
	l->layout.width = 0;
}

bool
list_mark_range(struct list *l)
{
	const struct source_class *s = l->source->class;
	size_t cursor = s->cursor(l->source), count = s->count(l->source), from = 0;

	while (from < count && s->id(s->row(l->source, from)) != l->marked_last)
		from++;
	if (from >= count)
		return false;
	l->marked_last = list_id(l);
	for (size_t i = from < cursor ? from : cursor; i <= (from < cursor ? cursor : from); i++)
		s->mark(l->source, s->id(s->row(l->source, i)), true);
	return true;
}

void
list_mark_all(struct list *l)
{
	const struct source_class *s = l->source->class;

	for (size_t i = 0; i < s->count(l->source); i++)
		s->mark(l->source, s->id(s->row(l->source, i)), true);
}

void
list_invert_marks(struct list *l)
{
	const struct source_class *s = l->source->class;

	for (size_t i = 0; i < s->count(l->source); i++) {
		int64_t id = s->id(s->row(l->source, i));

		s->mark(l->source, id, !s->marked(l->source, id));
	}
}

/* ---- order ---- */

const char *
list_order(const struct list *l, bool *reverse)
{
	bool turned;
	int column = l->source->class->order(l->source, reverse ? reverse : &turned);

	return _(l->columns->at[column].order);
}

void
list_sort(struct list *l, int column)
{
	bool reverse, again = l->source->class->order(l->source, &reverse) == column;

	l->source->class->sort(l->source, column, again && !reverse);
}

void
list_reverse(struct list *l)
{
	bool reverse;
	int column = l->source->class->order(l->source, &reverse);

	l->source->class->sort(l->source, column, !reverse);
}
