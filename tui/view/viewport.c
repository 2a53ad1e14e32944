#include "tui/view/viewport.h"

#include <stdint.h>

static int
lines_of(const struct viewport *v, size_t i)
{
	return v->lines_of ? v->lines_of(v->arg, i) : 1;
}

/* The entries from one on that fit whole in so many lines; at least one. */
static size_t
fitting_from(const struct viewport *v, size_t from, int lines)
{
	size_t i = from;

	if (!v->lines_of)
		return (size_t)lines;
	for (int used = 0; i < v->count && (used += lines_of(v, i)) <= lines; i++)
		;
	return i > from ? i - from : 1;
}

/* The same of those that end before another one; 0 only where there are none. */
static size_t
fitting_before(const struct viewport *v, size_t end, int lines)
{
	size_t i = end;

	if (!v->lines_of)
		return (size_t)lines;
	for (int used = 0; i > 0 && (used += lines_of(v, i - 1)) <= lines; i--)
		;
	return i < end ? end - i : end > 0;
}

static size_t
less(size_t a, size_t by)
{
	return a > by ? a - by : 0;
}

void
viewport_fit(struct viewport *v, size_t count, int height)
{
	size_t last;

	v->count = count;
	v->height = height > 1 ? height : 1;
	if (v->cursor >= count)
		v->cursor = less(count, 1);
	if (!v->text) {
		if (v->top > less(v->cursor, v->above))
			v->top = less(v->cursor, v->above);
		while (v->cursor >= v->top + fitting_from(v, v->top, v->height))
			v->top = v->lines_of ? v->top + 1 : v->cursor - (size_t)v->height + 1;
	}
	last = less(count, fitting_before(v, count, v->height));
	if (v->top > last) /* the last page is a whole one */
		v->top = last;
}

/* The last place that the keys may go to; before anything was drawn nobody knows. */
static size_t
end_of(const struct viewport *v)
{
	if (!v->count)
		return SIZE_MAX / 2;
	return less(v->count, v->text ? (size_t)v->height : 1);
}

static void
move(struct viewport *v, size_t by, bool back)
{
	size_t end = end_of(v), *at = v->text ? &v->top : &v->cursor;

	*at = back ? less(*at, by) : *at + by;
	if (*at > end)
		*at = end;
}

static void
move_page(struct viewport *v, bool back)
{
	size_t page = v->height > 1 ? (size_t)v->height - 1 : 1;

	if (v->lines_of) { /* as many entries as happen to fit; the cursor on the first one */
		v->cursor = back ? less(v->top, fitting_before(v, v->top, v->height))
				 : v->top + fitting_from(v, v->top, v->height);
		if (v->cursor > end_of(v))
			v->cursor = end_of(v);
		v->top = v->cursor;
		return;
	}
	if (!v->text)
		v->top = back ? less(v->top, page) : v->top + page;
	move(v, page, back);
}

bool
viewport_act(struct viewport *v, enum action action)
{
	switch ((int)action) {
	case ACTION_UP:
	case ACTION_DOWN:
		move(v, 1, action == ACTION_UP);
		return true;
	case ACTION_PAGE_UP:
	case ACTION_PAGE_DOWN:
		move_page(v, action == ACTION_PAGE_UP);
		return true;
	case ACTION_GOTO_FIRST:
		viewport_go(v, 0);
		return true;
	case ACTION_GOTO_LAST:
		viewport_go(v, end_of(v));
		return true;
	default:
		return false;
	}
}

void
viewport_go(struct viewport *v, size_t cursor)
{
	*(v->text ? &v->top : &v->cursor) = cursor;
}

bool
viewport_more(const struct viewport *v)
{
	int used = 0;

	for (size_t i = v->top; i < v->count; i++)
		if ((used += lines_of(v, i)) > v->height)
			return true;
	return false;
}

int
viewport_line(const struct viewport *v, size_t i)
{
	int line = 0;

	if (i < v->top || i >= v->count)
		return -1;
	for (size_t at = v->top; at < i && line < v->height; at++)
		line += lines_of(v, at);
	return line < v->height ? line : -1;
}
