/* The room that columns share, and how a row is drawn in it.
 *
 * Least widths are given out in turn, by rank, while there is room; where a pressing column has none, once more with those
 * that are tight. What no row needs of them is taken back, and what is left goes to what gave way, then to what would be cut
 * in most rows, then to what is said in fewer words, at last to what each would like, in the same order. A text that is too
 * long for its cell is said in fewer words (brief, briefest) before it is cut. */
#include "tui/view/columns.h"

#include "base/buf.h"
#include "base/text.h"
#include "tui/model/match.h"
#include "tui/term/canvas.h"
#include "tui/term/wrap.h"
#include "tui/view/highlight.h"
#include "words/words.h"

/* The mark's cell, and the letter's; a gap stands before each column. */
static int
margin_of(const struct list_columns *c)
{
	return c->letter ? 2 : 0;
}

int
columns_begin(const struct list_columns *c)
{
	return c->letter ? margin_of(c) + 1 : 0;
}

/* When it comes to its room: the subject first, then what was asked for. */
static int
turn_of(const struct list_columns *c, const struct column_choice *choice, int i)
{
	int rank = c->at[i].rank;

	return rank && choice->of[i].wish != WISH_SHOWN ? rank + COLUMNS_MOST : rank;
}

/* The column whose turn comes after those done; ranks need not be dense. -1: none. */
static int
next_turn(const struct list_columns *c, const struct column_choice *choice, uint32_t done)
{
	int best = -1;

	for (int i = 0; i < c->count; i++)
		if (!(done & 1u << i) &&
		    (best < 0 || turn_of(c, choice, i) < turn_of(c, choice, best)))
			best = i;
	return best;
}

/* Its heading is not cut. */
static int
least_of(const struct list_column *d, int width, bool tight)
{
	int least = d->narrow && width < COLUMNS_NARROW ? d->narrow : d->least,
	    heading = d->heading ? text_width(_(d->heading)) : 0;

	if (tight && d->tight && d->tight < least)
		least = d->tight;
	return least > heading ? least : heading;
}

/* Each has its least width, in its turn, while there is room; what is left. */
static int
give_least(const struct list_columns *c, const struct column_choice *choice,
    const struct list_layout *l, int *widths, int left, bool tight)
{
	uint32_t done = 0;

	for (int i; (i = next_turn(c, choice, done)) >= 0; done |= 1u << i) {
		int least = least_of(&c->at[i], l->width, tight), asked = choice->of[i].width;
		widths[i] = 0;
		if (!(l->shown & 1u << i) || left < least + 1)
			continue;
		widths[i] = asked && left > asked ? asked : least;
		left -= widths[i] + 1;
	}
	return left;
}

static int
at_most(int most, int value)
{
	return value < most ? value : most;
}

/* How wide a column is to be, time after time; what its rows do not need comes last. */
enum growth { GROW_LEAST, GROW_USUAL, GROW_WHOLE, GROW_NEEDED, GROW_IDEAL, GROW_COUNT };

static int
width_wanted(const struct column_room *room, int i, enum growth growth)
{
	const struct list_column *d = &room->columns->at[i];
	int whole = room->needs ? room->needs->of[i].whole : d->ideal,
	    usual = room->needs ? room->needs->of[i].usual : d->ideal;

	const int wanted[GROW_COUNT] = {
	    [GROW_LEAST] = at_most(least_of(d, room->width, false), whole),
	    [GROW_USUAL] = at_most(d->ideal, usual),
	    [GROW_WHOLE] = at_most(d->ideal, whole),
	    [GROW_NEEDED] = whole,
	    [GROW_IDEAL] = d->ideal,
	};

	return wanted[growth];
}

/* Of their least widths what no row needs is there for others, and where room is pressing, what is said in fewer words, too; their
 * headings stay whole, and what is of one width keeps it. */
static int
give_back(const struct column_room *room, const struct column_choice *choice, int *widths, int left,
    bool tight)
{
	for (int i = 0; i < room->columns->count; i++) {
		const struct list_column *d = &room->columns->at[i];
		int least = width_wanted(room, i, GROW_LEAST);

		if (tight && room->needs)
			least = at_most(room->needs->of[i].brief, least);
		if (d->heading && text_width(_(d->heading)) > least)
			least = text_width(_(d->heading));
		if (!widths[i] || choice->of[i].width || widths[i] <= least ||
		    (!tight && d->least == d->ideal))
			continue;
		left += widths[i] - least;
		widths[i] = least;
	}
	return left;
}

/* What gave way has that back first. */
static void
grow(const struct column_room *room, const struct column_choice *choice, int *widths, int left)
{
	for (enum growth growth = 0; growth < GROW_COUNT; growth++) {
		uint32_t done = 0;

		for (int i; (i = next_turn(room->columns, choice, done)) >= 0; done |= 1u << i) {
			int asked = choice->of[i].width,
			    more = (asked ? asked : width_wanted(room, i, growth)) - widths[i];

			if (!widths[i] || more <= 0)
				continue;
			more = at_most(left, more);
			widths[i] += more;
			left -= more;
		}
	}
}

static bool
is_pressed_out(const struct list_columns *c, const struct list_layout *l, const int *widths)
{
	for (int i = 0; i < c->count; i++)
		if (c->at[i].pressing && l->shown & 1u << i && !widths[i])
			return true;
	return false;
}

static void
share_room(const struct column_room *room, const struct column_choice *choice,
    const struct list_layout *l, int *widths, int width)
{
	const struct list_columns *c = room->columns;
	int left = give_least(c, choice, l, widths, width, false);
	bool tight = is_pressed_out(c, l, widths);

	if (tight)
		left = give_least(c, choice, l, widths, width, true);
	if (tight && is_pressed_out(c, l, widths)) { /* in vain */
		left = give_least(c, choice, l, widths, width, false);
		tight = false;
	}
	grow(room, choice, widths, give_back(room, choice, widths, left, tight));
}

static bool
is_wanted(const struct list_column *d, uint8_t wish, int width, const void *arg)
{
	if (!d->heading || wish != WISH_NONE)
		return d->heading && wish == WISH_SHOWN;
	return width >= d->from && (!d->shown || d->shown(arg));
}

void
columns_fit(
    const struct column_room *room, const struct column_choice *choice, struct list_layout *l)
{
	const struct list_columns *c = room->columns;
	int widths[COLUMNS_MOST] = {0}, at = margin_of(c);
	uint32_t shown = 0;

	for (int i = 0; i < c->count; i++)
		if (is_wanted(&c->at[i], choice->of[i].wish, room->width, room->arg))
			shown |= 1u << i;
	if (l->width == room->width && l->shown == shown)
		return;
	*l = (struct list_layout){.width = room->width, .shown = shown};
	share_room(room, choice, l, widths, room->width - at);
	for (int place = 0; place < c->count; place++) {
		int i = choice->count ? choice->order[place] : place;
		if (!widths[i])
			continue;
		l->cells[l->count].column = (uint8_t)i;
		l->cells[l->count].at = (int16_t)(at + 1);
		l->cells[l->count++].width = (int16_t)widths[i];
		at += widths[i] + 1;
	}
}

int
columns_width(const struct list_layout *l, int column)
{
	for (int i = 0; i < l->count; i++)
		if (l->cells[i].column == column)
			return l->cells[i].width;
	return 0;
}

static int
aligned(const struct list_column *d, int at, int width, const char *text)
{
	int used = d->right ? text_width(text) : width;

	return used < width ? at + width - used : at;
}

void
columns_draw_heads(
    const struct list_columns *c, const struct list_layout *l, struct canvas *canvas, int row)
{
	canvas_fill(canvas, row, 0, canvas_columns(canvas), STYLE_HEADING, ' ');
	for (int i = 0; i < l->count; i++) {
		const struct list_column *d = &c->at[l->cells[i].column];
		const char *text = _(d->heading);
		canvas_text(canvas, row, aligned(d, l->cells[i].at, l->cells[i].width, text),
		    l->cells[i].width, STYLE_HEADING, text);
	}
}

static unsigned
row_style(const struct list_columns *c, const void *item, const void *arg, bool old)
{
	if (old)
		return STYLE_DIM;
	return c->style ? c->style(item, arg) : STYLE_TEXT;
}

/* Up to the first column in one colour: fewer bytes. */
static void
draw_letter(
    const struct list_columns *c, struct canvas *canvas, int row, const void *item, const void *arg)
{
	unsigned style = STYLE_TEXT;
	const char *letter = c->letter(item, arg, &style);

	canvas_fill(canvas, row, 1, margin_of(c), style, ' ');
	canvas_text(canvas, row, 1, 1, style, letter);
}

/* The parts of it that fit; where not even the first does, the words. */
static void
cut_between_parts(struct buf *text, int width)
{
	const char *whole = buf_str(text);
	size_t fit = 0;
	struct buf cut = {0};

	if (text_width(whole) <= width)
		return;
	for (const char *at = whole; (at = strstr(at, "; ")); at += 2) {
		buf_clear(&cut);
		buf_add(&cut, whole, (size_t)(at + 2 - whole));
		if (text_width(buf_str(&cut)) < width)
			fit = cut.len;
	}
	buf_clear(&cut);
	if (fit)
		buf_printf(&cut, "%.*s…", (int)fit, whole);
	else
		wrap_words(whole, width, &cut);
	buf_clear(text);
	buf_puts(text, buf_str(&cut));
	buf_release(&cut);
}

static void
put_cell(const struct list_column *d, int width, const void *item, const void *arg, struct buf *out)
{
	void (*const ways[])(const void *row, const void *arg, struct buf *out) = {
	    d->text, d->brief, d->briefest};

	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways) && ways[i]; i++) {
		buf_clear(out);
		ways[i](item, arg, out);
		if (text_width(buf_str(out)) <= width)
			return;
	}
}

void
columns_measure(
    const struct list_columns *c, const void *item, const void *arg, struct column_needs *needs)
{
	struct buf text = {0};

	for (int i = 0; i < c->count; i++) {
		const struct list_column *d = &c->at[i];
		int whole, brief;

		if (!d->heading)
			continue;
		buf_clear(&text);
		d->text(item, arg, &text);
		whole = brief = text_width(buf_str(&text));
		if (d->brief) {
			put_cell(d, 0, item, arg, &text);
			brief = at_most(whole, text_width(buf_str(&text)));
		}
		needs->of[i].whole = (int16_t)at_most(INT16_MAX, whole);
		needs->of[i].brief = needs->of[i].usual = (int16_t)at_most(INT16_MAX, brief);
	}
	buf_release(&text);
}

void
columns_draw_row(const struct list_columns *c, const struct list_layout *l, struct canvas *canvas,
    int row, const void *item, const void *arg, const char *found, bool old)
{
	unsigned row_is = row_style(c, item, arg, old);
	struct buf text = {0};

	/* The gaps too: going to another colour and back costs more than they do. */
	if (row_is != STYLE_TEXT && row_is != STYLE_DIM)
		canvas_fill(canvas, row, 0, l->width, row_is, ' ');
	if (c->letter)
		draw_letter(c, canvas, row, item, arg);
	for (int i = 0; i < l->count; i++) {
		int at = l->cells[i].at, width = l->cells[i].width;
		const struct list_column *d = &c->at[l->cells[i].column];
		unsigned style = d->style ? d->style(item, old, arg) : row_is;
		put_cell(d, width, item, arg, &text);
		if (d->parts)
			cut_between_parts(&text, width);
		if (d->right)
			canvas_fill(canvas, row, at, width, style, ' ');
		highlight_text(canvas, row, aligned(d, at, width, buf_str(&text)), width, style,
		    buf_str(&text), found);
	}
	buf_release(&text);
}

bool
columns_show(const struct list_columns *c, const void *item, const void *arg, const char *folded)
{
	struct buf text = {0};
	bool has = false;

	for (int i = 0; i < c->count && !has; i++) {
		if (!c->at[i].heading)
			continue;
		buf_clear(&text);
		c->at[i].text(item, arg, &text);
		has = match_has(buf_str(&text), folded);
	}
	buf_release(&text);
	return has;
}

/* What a letter stands for is said as its word, where it is one of an urgency. */
static void
say_letter(const struct list_columns *c, const void *item, const void *arg, struct buf *out)
{
	unsigned style;
	const char *letter = c->letter(item, arg, &style);

	for (int u = 0; u < URGENCY_COUNT; u++)
		if (!strcmp(letter, words_urgency_letter((enum urgency)u)))
			letter = words_urgency((enum urgency)u);
	buf_puts(out, *letter == ' ' ? "" : letter);
}

void
columns_say(const struct list_columns *c, const void *item, const void *arg, struct buf *out)
{
	struct buf text = {0};
	size_t before = out->len;

	if (c->say) {
		c->say(item, arg, out);
		return;
	}
	if (c->letter)
		say_letter(c, item, arg, out);
	for (int i = 0; i < c->count; i++) {
		if (!c->at[i].heading || (c->at[i].shown && !c->at[i].shown(arg)))
			continue;
		buf_clear(&text);
		c->at[i].text(item, arg, &text);
		if (!text.len)
			continue;
		buf_puts(out, out->len > before ? "; " : "");
		if (*_(c->at[i].heading))
			buf_printf(out, "%s: ", _(c->at[i].heading));
		buf_puts(out, text.data);
	}
	buf_release(&text);
}
