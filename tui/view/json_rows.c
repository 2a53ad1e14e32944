/* A source of rows (source.h) that are JSON objects with an id, all in memory: the renewals, the services.
 * The rows stand as they came (all); what is seen is a list of places in it (shown), made anew when rows,
 * order or filter change. That is n log n for some thousands of rows at most, so it is done at once and is
 * never busy.
 *
 * The cursor follows an id: where its row is gone it stays in its place, and until somebody moved it it stands
 * on the first row. Marks are ids, kept while their row is there. Columns without a comparison of their own
 * are ordered by what they show, folded; equal rows by id, so the order is always the same. What is unknown
 * comes last, whichever way round. */
#include "tui/view/json_rows.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/text.h"
#include "expiry/filter.h"
#include "expiry/row_renewal.h"

struct json_rows {
	struct source source;
	const struct list_columns *columns;
	const struct row_reader *reader;
	const void *arg;
	json_t *all;
	size_t *shown, count;
	int column;
	bool reverse;
	struct filter *filter;
	int64_t selected; /* 0: nobody moved yet */
	size_t cursor;
	uint64_t generation;
	enum search_state searching;
	size_t found, found_nth; /* by the last search; where the cursor was put */
	int64_t *marks;
	size_t mark_count;
};

static struct json_rows *
rows_of(struct source *s)
{
	return (struct json_rows *)s;
}

static const struct json_rows *
read_of(const struct source *s)
{
	return (const struct json_rows *)s;
}

static const json_t *
row_at(const struct json_rows *r, size_t i)
{
	return i < r->count ? json_array_get(r->all, r->shown[i]) : NULL;
}

static int64_t
id_of(const void *row)
{
	return number_of(row, "id");
}

/* ---- order ---- */

/* A row of the order that is made. */
struct keyed {
	const struct json_rows *rows;
	const json_t *row;
	size_t at;  /* among all */
	char *text; /* folded; NULL where the column compares by itself */
	char *name; /* of the subject, folded; NULL where numbers say what comes first */
};

/* What is unknown comes last, whichever way round. */
static int
compare_texts(const char *a, const char *b, bool reverse)
{
	if (!*a || !*b)
		return (!*a) - (!*b);
	return reverse ? strcmp(b, a) : strcmp(a, b);
}

/* The same of a column that compares by itself. */
static int
compare_rows(const struct json_rows *r, const json_t *x, const json_t *y)
{
	const struct list_column *column = &r->columns->at[r->column];
	bool x_known = !column->known || column->known(x, r->arg),
	     y_known = !column->known || column->known(y, r->arg);
	int d;

	if (!x_known || !y_known)
		return y_known - x_known;
	d = column->compare(x, y, r->arg);
	return r->reverse ? -d : d;
}

static int
compare_keyed(const void *a, const void *b)
{
	const struct keyed *x = a, *y = b;
	const struct json_rows *r = x->rows;
	const struct list_column *column = &r->columns->at[r->column];
	int d;

	d = column->compare ? compare_rows(r, x->row, y->row)
			    : compare_texts(x->text, y->text, r->reverse);
	if (!d && x->name)
		d = strcmp(x->name, y->name);
	if (!d)
		d = id_of(x->row) < id_of(y->row) ? -1 : 1;
	return d;
}

static char *
folded_text(const struct json_rows *r, const struct list_column *column, const json_t *row)
{
	struct buf text = {0};
	char *folded;

	column->text(row, r->arg, &text);
	folded = text_folded(buf_str(&text));
	buf_release(&text);
	return folded;
}

static char *
sort_text(const struct json_rows *r, const json_t *row)
{
	const struct list_column *column = &r->columns->at[r->column];

	return column->compare ? NULL : folded_text(r, column, row);
}

static char *
sort_name(const struct json_rows *r, const json_t *row)
{
	for (int i = 0; r->columns->named && i < r->columns->count; i++)
		if (r->columns->at[i].heading && !r->columns->at[i].rank)
			return folded_text(r, &r->columns->at[i], row);
	return NULL;
}

static void
place_cursor(struct json_rows *r)
{
	for (size_t i = 0; r->selected && i < r->count; i++)
		if (id_of(row_at(r, i)) == r->selected) {
			r->cursor = i;
			return;
		}
	if (!r->selected)
		r->cursor = 0;
	if (r->cursor >= r->count)
		r->cursor = r->count ? r->count - 1 : 0;
}

/* ---- what a filter asks ---- */

static const char *
read_text(const void *row, enum field field, size_t i)
{
	const struct row_reader *own = ((const struct json_row *)row)->rows->reader;

	return own && own->text ? own->text(row, field, i) : NULL;
}

static bool
read_number(const void *row, enum field field, int64_t *value)
{
	const struct json_row *one = row;
	const struct row_reader *own = one->rows->reader;

	if (field == FIELD_ID) {
		*value = id_of(one->row);
		return true;
	}
	return own && own->number && own->number(row, field, value);
}

static bool
read_anywhere(const void *row, const char *folded)
{
	const struct json_row *one = row;
	const struct row_reader *own = one->rows->reader;

	return columns_show(one->rows->columns, one->row, one->arg, folded) ||
	       (own && own->anywhere && own->anywhere(row, folded));
}

static void
read_renewal(const void *row, struct row_renewal *out)
{
	const struct row_reader *own = ((const struct json_row *)row)->rows->reader;

	if (own && own->renewal)
		own->renewal(row, out);
}

static bool
passes(const struct json_rows *r, const json_t *row)
{
	static const struct row_reader reader = {
	    read_text, read_number, read_anywhere, read_renewal};
	const struct json_row one = {row, r->arg, r};

	return !r->filter || filter_match(r->filter, &reader, &one);
}

/* ---- the list is made ---- */

void
json_rows_arrange(struct json_rows *r)
{
	size_t all = json_array_size(r->all), count = 0, *before = r->shown;
	struct keyed *keyed = mem_array(all + 1, sizeof(*keyed));

	for (size_t i = 0; i < all; i++) {
		const json_t *row = json_array_get(r->all, i);
		if (passes(r, row))
			keyed[count++] =
			    (struct keyed){r, row, i, sort_text(r, row), sort_name(r, row)};
	}
	qsort(keyed, count, sizeof(*keyed), compare_keyed);
	r->shown = mem_array(all + 1, sizeof(*r->shown));
	for (size_t i = 0; i < count; i++) {
		r->shown[i] = keyed[i].at;
		free(keyed[i].text);
		free(keyed[i].name);
	}
	free(keyed);
	r->generation +=
	    count != r->count || !before || memcmp(before, r->shown, count * sizeof(*before)) != 0;
	free(before);
	r->count = count;
	place_cursor(r);
}

/* ---- what the list asks ---- */

static void
rows_sort(struct source *s, int column, bool reverse)
{
	struct json_rows *r = rows_of(s);

	r->selected = id_of(row_at(r, r->cursor)); /* shows where this one stands in it */
	r->column = column;
	r->reverse = reverse;
	json_rows_arrange(r);
}

static int
rows_order(const struct source *s, bool *reverse)
{
	*reverse = read_of(s)->reverse;
	return read_of(s)->column;
}

static void
rows_filter(struct source *s, struct filter *filter)
{
	struct json_rows *r = rows_of(s);

	filter_free(r->filter);
	r->filter = filter;
	json_rows_arrange(r);
}

/* Good until the row changes. */
static const char *
renewal_text(const struct json_row *one, enum field field)
{
	struct row_renewal own = {.owner = "", .waiting_on = ""};

	read_renewal(one, &own);
	return row_renewal_text(&own, field);
}

static void
rows_texts(const struct source *s, int field, void (*fn)(const char *text, void *arg), void *arg)
{
	const struct json_rows *r = read_of(s);
	const char *text;
	const json_t *row;
	size_t at;

	json_array_foreach(r->all, at, row) {
		const struct json_row one = {row, r->arg, r};
		if (field_type((enum field)field) == FIELD_OF_RENEWAL)
			fn(renewal_text(&one, (enum field)field), arg);
		for (size_t i = 0; (text = read_text(&one, (enum field)field, i)); i++)
			fn(text, arg);
	}
}

static void
move_to(struct source *s, size_t i)
{
	struct json_rows *r = rows_of(s);

	if (!r->count)
		return;
	r->cursor = i < r->count ? i : r->count - 1;
	r->selected = id_of(row_at(r, r->cursor));
}

static bool
is_found(const struct json_rows *r, size_t i, const char *folded)
{
	const struct json_row one = {row_at(r, i), r->arg, r};

	return read_anywhere(&one, folded);
}

static void
rows_search(struct source *s, const char *folded, size_t from, int step)
{
	struct json_rows *r = rows_of(s);

	r->found = 0;
	for (size_t i = 0; *folded && i < r->count; i++)
		r->found += is_found(r, i, folded);
	r->searching = !*folded ? SEARCH_IDLE : r->found ? SEARCH_FOUND : SEARCH_NONE;
	if (!r->found)
		return;
	if (from >= r->count) /* before the first is SIZE_MAX */
		from = step > 0 ? 0 : r->count - 1;
	while (!is_found(r, from, folded)) {
		from += (size_t)step;
		if (from >= r->count)
			from = step > 0 ? 0 : r->count - 1;
	}
	move_to(s, from);
	r->found_nth = 1;
	for (size_t i = 0; i < from; i++)
		r->found_nth += is_found(r, i, folded);
}

static bool
found_place(const struct source *s, size_t *nth, size_t *of)
{
	*nth = read_of(s)->found_nth;
	*of = read_of(s)->found;
	return read_of(s)->searching == SEARCH_FOUND;
}

static enum search_state
searching(const struct source *s)
{
	return read_of(s)->searching;
}

/* ---- rows and cursor ---- */

static bool
is_ready(const struct source *s)
{
	return read_of(s)->all != NULL;
}

static size_t
count_of(const struct source *s)
{
	return read_of(s)->count;
}

static size_t
total_of(const struct source *s)
{
	return json_array_size(read_of(s)->all);
}

static size_t
none_pending(const struct source *s)
{
	(void)s;
	return 0;
}

static bool
never_busy(const struct source *s)
{
	(void)s;
	return false;
}

static const void *
row_of(const struct source *s, size_t i)
{
	return row_at(read_of(s), i);
}

static bool
never_gone(const struct source *s, int64_t id)
{
	(void)s;
	(void)id;
	return false;
}

static size_t
cursor_of(const struct source *s)
{
	return read_of(s)->cursor;
}

static void
select_id(struct source *s, int64_t id)
{
	rows_of(s)->selected = id;
	place_cursor(rows_of(s));
}

static uint64_t
generation_of(const struct source *s)
{
	return read_of(s)->generation;
}

/* ---- marks ---- */

static size_t
place_of_mark(const struct json_rows *r, int64_t id)
{
	size_t i = 0;

	while (i < r->mark_count && r->marks[i] != id)
		i++;
	return i;
}

static bool
is_marked(const struct source *s, int64_t id)
{
	return place_of_mark(read_of(s), id) < read_of(s)->mark_count;
}

static void
mark(struct source *s, int64_t id, bool on)
{
	struct json_rows *r = rows_of(s);
	size_t i = place_of_mark(r, id);

	if (on == (i < r->mark_count))
		return;
	if (!on) {
		r->marks[i] = r->marks[--r->mark_count];
		return;
	}
	r->marks = mem_resize(r->marks, r->mark_count + 1, sizeof(*r->marks));
	r->marks[r->mark_count++] = id;
}

static void
unmark_all(struct source *s)
{
	rows_of(s)->mark_count = 0;
}

static size_t
mark_count(const struct source *s)
{
	return read_of(s)->mark_count;
}

static int64_t *
marks_of(const struct source *s, size_t *count)
{
	const struct json_rows *r = read_of(s);
	int64_t *ids = mem_array(r->mark_count + 1, sizeof(*ids));

	*count = r->mark_count;
	for (size_t i = 0; i < r->mark_count; i++)
		ids[i] = r->marks[i];
	return ids;
}

/* Those of rows that are no more there go. */
static void
drop_marks(struct json_rows *r)
{
	size_t kept = 0, i;
	const json_t *row;

	json_array_foreach(r->all, i, row) {
		size_t at = place_of_mark(r, id_of(row));
		if (at >= r->mark_count)
			continue;
		r->marks[at] = r->marks[kept]; /* those kept stand first */
		r->marks[kept++] = id_of(row);
	}
	r->mark_count = kept;
}

static void
add_unseen(const struct json_rows *r, json_t *chosen)
{
	bool *seen = mem_array(json_array_size(r->all) + 1, sizeof(*seen));
	json_t *row;
	size_t i;

	for (i = 0; i < r->count; i++)
		seen[r->shown[i]] = true;
	json_array_foreach(r->all, i, row)
		if (!seen[i] && is_marked(&r->source, id_of(row)))
			json_array_append(chosen, row);
	free(seen);
}

json_t *
json_rows_chosen(const struct json_rows *r)
{
	json_t *chosen = json_array(), *row;
	size_t i;

	if (!r->mark_count && r->count)
		json_array_append(chosen, json_array_get(r->all, r->shown[r->cursor]));
	for (i = 0; r->mark_count && i < r->count; i++) {
		row = json_array_get(r->all, r->shown[i]);
		if (is_marked(&r->source, id_of(row)))
			json_array_append(chosen, row);
	}
	if (json_array_size(chosen) < r->mark_count) /* some are out of sight */
		add_unseen(r, chosen);
	return chosen;
}

/* ---- beginning and end ---- */

void
json_rows_set(struct json_rows *r, json_t *array)
{
	json_incref(array);
	json_decref(r->all);
	r->all = array;
	drop_marks(r);
	r->generation++;
	json_rows_arrange(r);
}

const json_t *
json_rows_all(const struct json_rows *r)
{
	return r->all;
}

struct source *
json_rows_source(struct json_rows *r)
{
	return &r->source;
}

struct json_rows *
json_rows_new(const struct list_columns *columns, const struct row_reader *reader, const void *arg)
{
	static const struct source_class class = {
	    .ready = is_ready,
	    .count = count_of,
	    .total = total_of,
	    .pending = none_pending,
	    .busy = never_busy,
	    .sorting = never_busy,
	    .row = row_of,
	    .id = id_of,
	    .gone = never_gone,
	    .cursor = cursor_of,
	    .move_to = move_to,
	    .select = select_id,
	    .generation = generation_of,
	    .sort = rows_sort,
	    .order = rows_order,
	    .filter = rows_filter,
	    .texts = rows_texts,
	    .search = rows_search,
	    .searching = searching,
	    .found_place = found_place,
	    .mark = mark,
	    .marked = is_marked,
	    .marks = marks_of,
	    .mark_count = mark_count,
	    .unmark_all = unmark_all,
	};
	struct json_rows *r = mem_alloc(sizeof(*r));

	*r = (struct json_rows){.source.class = &class,
	    .columns = columns,
	    .reader = reader,
	    .arg = arg,
	    .column = columns->order};
	return r;
}

void
json_rows_free(struct json_rows *r)
{
	if (!r)
		return;
	json_decref(r->all);
	filter_free(r->filter);
	free(r->shown);
	free(r->marks);
	free(r);
}
