#include "tui/view/column_choice.h"

#include "base/members.h"

#include <string.h>

/* ---- the order ---- */

static int
column_at(const struct column_choice *choice, int place)
{
	return choice->count ? choice->order[place] : place;
}

size_t
column_choice_lines(const struct list_columns *c, const struct column_choice *choice, int *out)
{
	size_t count = 0;

	for (int place = 0; place < c->count; place++) {
		int i = column_at(choice, place);
		if (c->at[i].heading)
			out[count++] = i;
	}
	return count;
}

/* The next place from one on, in steps of `by`, of a column that has a heading; -1: none. */
static int
headed_place(const struct list_columns *c, const struct column_choice *choice, int place, int by)
{
	while (place >= 0 && place < c->count && !c->at[column_at(choice, place)].heading)
		place += by;
	return place < c->count ? place : -1;
}

static int
place_of(const struct list_columns *c, const struct column_choice *choice, int column)
{
	int place = 0;

	while (place < c->count && column_at(choice, place) != column)
		place++;
	return place;
}

bool
column_choice_move(const struct list_columns *c, struct column_choice *choice, int column, int by)
{
	int from = place_of(c, choice, column), to = headed_place(c, choice, from + by, by);

	if (to < 0)
		return false;
	for (; choice->count < c->count; choice->count++)
		choice->order[choice->count] = (uint8_t)choice->count;
	choice->order[from] = choice->order[to];
	choice->order[to] = (uint8_t)column;
	return true;
}

/* ---- which, and how wide ---- */

bool
column_choice_is_subject(const struct list_columns *c, int column)
{
	return c->at[column].rank == 0;
}

static int
width_in(const struct column_room *room, const struct column_choice *choice, int column)
{
	struct list_layout layout = {0};

	columns_fit(room, choice, &layout);
	return columns_width(&layout, column);
}

/* Asked for, or shown for the room there is. */
static bool
is_shown(const struct column_room *room, const struct column_choice *choice, int column)
{
	uint8_t wish = choice->of[column].wish;

	return wish == WISH_NONE ? width_in(room, choice, column) > 0 : wish == WISH_SHOWN;
}

bool
column_choice_toggle(const struct column_room *room, struct column_choice *choice, int column)
{
	uint8_t *wish = &choice->of[column].wish;

	if (column_choice_is_subject(room->columns, column))
		return false;
	if (is_shown(room, choice, column)) {
		*wish = WISH_HIDDEN;
		return true;
	}
	*wish = WISH_NONE;
	if (!is_shown(room, choice, column))
		*wish = WISH_SHOWN;
	return true;
}

static int
narrowest(const struct list_column *d)
{
	return d->narrow ? d->narrow : d->least;
}

bool
column_choice_widen(
    const struct column_room *room, struct column_choice *choice, int column, int by)
{
	int was = choice->of[column].width, width = width_in(room, choice, column) + by;

	if (width < narrowest(&room->columns->at[column]) || width > COLUMN_WIDEST)
		return false;
	choice->of[column].width = (int16_t)width;
	if (width_in(room, choice, column) == width)
		return true;
	choice->of[column].width = (int16_t)was;
	return false;
}

void
column_choice_reset(struct column_choice *choice, int column)
{
	choice->of[column].wish = WISH_NONE;
	choice->of[column].width = 0;
}

/* ---- how it is kept ---- */

static bool
is_of_the_table(const struct list_columns *c, const struct column_choice *choice)
{
	for (int i = 0; i < c->count; i++)
		if (column_at(choice, i) != i || choice->of[i].wish || choice->of[i].width)
			return false;
	return true;
}

json_t *
column_choice_json(const struct list_columns *c, const struct column_choice *choice)
{
	int lines[COLUMNS_MOST];
	size_t count = column_choice_lines(c, choice, lines);
	json_t *list;

	if (is_of_the_table(c, choice))
		return NULL;
	list = json_array();
	for (size_t i = 0; i < count; i++) {
		uint8_t wish = choice->of[lines[i]].wish;
		int width = choice->of[lines[i]].width;
		json_t *one = json_pack("{s:s}", "column", c->at[lines[i]].heading);
		if (wish)
			json_object_set_new(one, "shown", json_boolean(wish == WISH_SHOWN));
		if (width)
			json_object_set_new(one, "width", json_integer(width));
		json_array_append_new(list, one);
	}
	return list;
}

static void
read_column(const struct list_columns *c, struct column_choice *choice, int i, const json_t *one)
{
	const json_t *shown = json_object_get(one, "shown"), *width = json_object_get(one, "width");
	json_int_t wide = json_integer_value(width); /* 0 of what is none */

	if (json_is_boolean(shown) && !column_choice_is_subject(c, i))
		choice->of[i].wish = json_is_true(shown) ? WISH_SHOWN : WISH_HIDDEN;
	if (wide >= narrowest(&c->at[i]) && wide <= COLUMN_WIDEST)
		choice->of[i].width = (int16_t)wide;
}

static int
column_named(const struct list_columns *c, const char *name)
{
	for (int i = 0; i < c->count; i++)
		if (c->at[i].heading && !strcmp(c->at[i].heading, name))
			return i;
	return -1;
}

static void
insert(struct column_choice *choice, int place, int column)
{
	for (int p = choice->count++; p > place; p--)
		choice->order[p] = choice->order[p - 1];
	choice->order[place] = (uint8_t)column;
}

struct column_choice
column_choice_read(const struct list_columns *c, const json_t *json)
{
	struct column_choice choice = {0};
	uint32_t named = 0;
	const json_t *one;
	size_t at;

	json_array_foreach(json, at, one) {
		int i = column_named(c, text_of(one, "column"));
		if (i < 0 || named & 1u << i)
			continue;
		named |= 1u << i;
		insert(&choice, choice.count, i);
		read_column(c, &choice, i, one);
	}
	for (int i = 0; named && i < c->count; i++)
		if (!(named & 1u << i)) {
			int place = 0;
			while (i && choice.order[place++] != i - 1)
				;
			insert(&choice, place, i);
		}
	return choice;
}
