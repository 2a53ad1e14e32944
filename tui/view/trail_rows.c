/* The window (lines) is kept newest first, whichever way round it is shown. At each end of it stands from where to ask
 * on, and whether there may be more. What reaches beyond the window is asked for when the cursor is within MARGIN of its
 * end; past MOST lines the end that is farther from the cursor is cut.
 *
 * To be somewhere else (the far end of the trail, a line that a search found, another filter) the window is begun anew:
 * what it showed stays to be seen until the first page is here. */
#include "tui/view/trail_rows.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/members.h"
#include "tui/model/link.h"
#include "tui/model/model.h"
#include "wire/loop.h"

enum { PAGE = 100, MARGIN = 80, MOST = 2000 };

enum which { NEWER, OLDER, END_COUNT };

struct trail_rows {
	struct source source;
	struct link *link;
	struct loop *loop;
	const struct clock *clock;
	struct trail_rows_owner owner;
	json_t *of, *filter;
	json_t *lines; /* newest first; NULL: nothing has come yet */
	json_t *fresh; /* the same; newer than all of these, until the keyboard rests */
	struct trail_end {
		struct trail_rows *rows;
		int64_t from; /* it is asked for beyond that seq; 0: from the trail's own end */
		bool more, asking;
	} ends[END_COUNT];
	bool cut;         /* between the newest line here and what was new there are others */
	bool anew;        /* a window that was begun is to take the place of this one */
	enum which first; /* the end that it begins at */
	int64_t wanted;   /* where the cursor is to stand in it; 0: on the first row */
	bool at_last;     /* on the last row instead */
	bool oldest_first;
	int64_t head;     /* the newest there is */
	int64_t selected; /* 0: nobody moved yet */
	size_t cursor;
	uint64_t generation;
	int64_t touched; /* monotonic ms of the last move */
	struct timer *rest;
	struct trail_search {
		struct trail_rows *rows;
		enum search_state state;
		char *text; /* folded */
		enum which way;
		int64_t at;
		bool round;
	} search;
};

static void fill(struct trail_rows *r);

static struct trail_rows *
rows_of(struct source *s)
{
	return (struct trail_rows *)s;
}

static const struct trail_rows *
read_of(const struct source *s)
{
	return (const struct trail_rows *)s;
}

static size_t
count_of(const struct source *s)
{
	return json_array_size(read_of(s)->lines);
}

static int64_t
id_of(const void *row)
{
	return number_of(row, "seq");
}

/* The place among the lines of what stands at i in the list, and the other way round. */
static size_t
turned(const struct trail_rows *r, size_t i)
{
	size_t count = json_array_size(r->lines);

	return r->oldest_first && i < count ? count - 1 - i : i;
}

static const json_t *
line_at(const struct trail_rows *r, size_t i)
{
	return json_array_get(r->lines, turned(r, i));
}

/* ---- the window ---- */

static void
place_cursor(struct trail_rows *r)
{
	size_t count = json_array_size(r->lines);

	r->generation++;
	for (size_t i = 0; r->selected && i < count; i++)
		if (id_of(line_at(r, i)) == r->selected) {
			r->cursor = i;
			return;
		}
	if (!r->selected)
		r->cursor = 0;
	if (r->cursor >= count)
		r->cursor = count ? count - 1 : 0;
}

static void
stop_asking(struct trail_rows *r, enum which end)
{
	link_forget(r->link, &r->ends[end]);
	r->ends[end].asking = false;
}

/* What is cut off can be asked for again. */
static void
trim(struct trail_rows *r)
{
	size_t count = json_array_size(r->lines), at = turned(r, r->cursor);
	enum which end = at < count / 2 ? OLDER : NEWER;

	if (count <= MOST)
		return;
	stop_asking(r, end);
	for (; count > MOST; count--)
		json_array_remove(r->lines, end == OLDER ? count - 1 : 0);
	r->ends[end].from = id_of(json_array_get(r->lines, end == OLDER ? count - 1 : 0));
	r->ends[end].more = true;
	if (end == NEWER) {
		r->cut = true;
		json_array_clear(r->fresh);
	}
	place_cursor(r);
}

static bool
is_frozen(const struct trail_rows *r)
{
	return r->touched && clock_mono(r->clock) - r->touched < MODEL_REST_MS;
}

static void
put_newer(json_t *lines, json_t *newest_first)
{
	for (size_t i = json_array_size(newest_first); i-- > 0;)
		json_array_insert(lines, 0, json_array_get(newest_first, i));
}

static void rest_due(void *arg);

/* What is new goes into the window, unless somebody moves in it. */
static void
admit(struct trail_rows *r)
{
	if (!json_array_size(r->fresh))
		return;
	if (is_frozen(r)) {
		if (!r->rest)
			r->rest = loop_timer(r->loop, MODEL_REST_MS / 4, rest_due, r);
		return;
	}
	put_newer(r->lines, r->fresh);
	json_array_clear(r->fresh);
	place_cursor(r);
	trim(r);
}

static void
rest_due(void *arg)
{
	struct trail_rows *r = arg;

	r->rest = NULL;
	admit(r);
	r->owner.changed(r->owner.arg);
}

/* ---- asking ---- */

static json_t *
arguments(const struct trail_rows *r, enum which end, int64_t from, int limit)
{
	json_t *args = json_object();

	json_object_update(args, r->of);
	json_object_update(args, r->filter);
	json_object_set_new(args, "limit", json_integer(limit));
	json_object_set_new(
	    args, end == NEWER ? "after" : "before", json_integer((json_int_t)from));
	return args;
}

/* The first page of a window that was begun. */
static void
begin_anew(struct trail_rows *r)
{
	if (!r->lines)
		r->lines = json_array();
	json_array_clear(r->lines);
	json_array_clear(r->fresh);
	r->anew = false;
	r->selected = r->wanted;
	r->cursor = 0;
}

static void
add_older(struct trail_rows *r, json_t *events)
{
	json_array_extend(r->lines, events);
}

/* They come oldest first. Those that fill what was cut off, or was never here, do not wait. */
static void
add_newer(struct trail_rows *r, const json_t *events)
{
	json_t *into = r->cut ? r->lines : r->fresh;

	for (size_t i = 0; i < json_array_size(events); i++)
		json_array_insert(into, 0, json_array_get(events, i));
	if (!r->ends[NEWER].more)
		r->cut = false;
	if (json_array_size(r->fresh) > MOST) { /* as if they had been cut off */
		json_array_clear(r->fresh);
		r->ends[NEWER].from = id_of(json_array_get(r->lines, 0));
		r->ends[NEWER].more = r->cut = true;
	}
}

static void
read_page(struct trail_rows *r, enum which end, const json_t *ok)
{
	struct trail_end *e = &r->ends[end];
	json_t *events = json_object_get(ok, "events");
	int64_t next = number_of(ok, "next"), head = number_of(ok, "head");

	if (head > r->head)
		r->head = head;
	e->more = next != 0;
	if (end == OLDER) {
		if (!e->from) /* from the newest on */
			r->ends[NEWER].from = head;
		e->from = next;
		add_older(r, events);
	} else {
		e->from = next ? next : head;
		e->more |= e->from < r->head;
		add_newer(r, events);
	}
}

static void
got_page(const json_t *ok, const json_t *error, void *arg)
{
	struct trail_end *e = arg;
	struct trail_rows *r = e->rows;

	bool at_last = r->anew && r->at_last;

	e->asking = false;
	if (error) {
		r->owner.failed(error, r->owner.arg);
		return;
	}
	if (r->anew)
		begin_anew(r);
	read_page(r, e == &r->ends[NEWER] ? NEWER : OLDER, ok);
	if (at_last && json_array_size(r->lines))
		r->selected = id_of(line_at(r, json_array_size(r->lines) - 1));
	place_cursor(r);
	admit(r);
	trim(r);
	fill(r);
	r->owner.changed(r->owner.arg);
}

static void
ask(struct trail_rows *r, enum which end)
{
	struct trail_end *e = &r->ends[end];

	if (e->asking || !e->more)
		return;
	e->asking = true;
	link_call(r->link, "log", arguments(r, end, e->from, PAGE), got_page, e);
}

/* Whatever the cursor is near to. */
static void
fill(struct trail_rows *r)
{
	size_t count = json_array_size(r->lines), at = turned(r, r->cursor);

	if (r->anew) {
		ask(r, r->first);
		return;
	}
	if (at < MARGIN)
		ask(r, NEWER);
	if (at + MARGIN >= count)
		ask(r, OLDER);
}

/* Another window, about that seq; 0: from the newest, or from the oldest on. */
static void
begin(struct trail_rows *r, int64_t seq, bool oldest)
{
	stop_asking(r, NEWER);
	stop_asking(r, OLDER);
	r->anew = true;
	r->first = oldest ? NEWER : OLDER;
	r->wanted = seq;
	r->cut = seq || oldest;
	r->at_last = false;
	r->ends[OLDER] = (struct trail_end){r, seq ? seq + 1 : 0, !oldest, false};
	r->ends[NEWER] = (struct trail_end){r, seq, r->cut, false};
	fill(r);
}

/* ---- what the list asks ---- */

static void
rows_sort(struct source *s, int column, bool reverse)
{
	struct trail_rows *r = rows_of(s);

	(void)column;
	if (r->oldest_first == reverse)
		return;
	r->oldest_first = reverse;
	place_cursor(r);
	begin(r, 0, reverse);
}

static int
rows_order(const struct source *s, bool *reverse)
{
	*reverse = read_of(s)->oldest_first;
	return 0;
}

void
trail_rows_filter(struct source *rows, json_t *filter)
{
	struct trail_rows *r = rows_of(rows);

	if (json_equal(filter, r->filter)) {
		json_decref(filter);
		return;
	}
	json_decref(r->filter);
	r->filter = filter;
	begin(r, json_object_size(filter) ? 0 : r->selected,
	    json_object_size(filter) && r->oldest_first);
}

static void
move_to(struct source *s, size_t i)
{
	struct trail_rows *r = rows_of(s);
	size_t count = count_of(s);

	if (!count)
		return;
	r->cursor = i < count ? i : count - 1;
	r->selected = id_of(line_at(r, r->cursor));
	r->touched = clock_mono(r->clock);
	fill(r);
}

static void
select_id(struct source *s, int64_t id)
{
	struct trail_rows *r = rows_of(s);

	r->selected = id;
	r->touched = clock_mono(r->clock);
	place_cursor(r);
}

/* ---- search ---- */

static void search_on(struct trail_rows *r);

static void
found(struct trail_rows *r, int64_t seq)
{
	r->search.state = SEARCH_FOUND;
	for (size_t i = 0; i < json_array_size(r->lines); i++)
		if (id_of(line_at(r, i)) == seq) {
			move_to(&r->source, i);
			return;
		}
	begin(r, seq, false);
}

static void
got_match(const json_t *ok, const json_t *error, void *arg)
{
	struct trail_search *search = arg;
	struct trail_rows *r = search->rows;
	const json_t *event = json_array_get(json_object_get(ok, "events"), 0);

	if (error) {
		search->state = SEARCH_NONE;
		r->owner.failed(error, r->owner.arg);
		return;
	}
	search->at = number_of(ok, "next");
	if (event)
		found(r, id_of(event));
	else if (search->at || !search->round)
		search_on(r);
	else
		search->state = SEARCH_NONE;
	r->owner.changed(r->owner.arg);
}

/* Round the trail's end once; at 0 it goes on from the other one. */
static void
search_on(struct trail_rows *r)
{
	struct trail_search *search = &r->search;
	json_t *args = arguments(r, search->way, search->at, 1);

	search->state = SEARCH_UNDER_WAY;
	search->round |= !search->at;
	json_object_set_new(args, "text", json_string(search->text));
	link_call(r->link, "log", args, got_match, search);
}

static void
rows_search(struct source *s, const char *folded, size_t from, int step)
{
	struct trail_rows *r = rows_of(s);
	struct trail_search *search = &r->search;
	size_t count = count_of(s);

	link_forget(r->link, search);
	mem_replace(&search->text, folded);
	search->state = SEARCH_IDLE;
	if (!*folded)
		return;
	for (size_t i = from; i < count; i += (size_t)step) /* before the first is SIZE_MAX */
		if (r->owner.shows(line_at(r, i), folded, r->owner.arg)) {
			search->state = SEARCH_FOUND;
			move_to(s, i);
			return;
		}
	search->way = (step > 0) == r->oldest_first ? NEWER : OLDER;
	search->at =
	    count ? id_of(json_array_get(r->lines, search->way == OLDER ? count - 1 : 0)) : 0;
	search->round = false;
	search_on(r);
}

static enum search_state
searching(const struct source *s)
{
	return read_of(s)->search.state;
}

/* ---- rows and cursor ---- */

static bool
is_ready(const struct source *s)
{
	return read_of(s)->lines != NULL;
}

static size_t
total_of(const struct source *s)
{
	return (size_t)read_of(s)->head;
}

static size_t
pending_of(const struct source *s)
{
	return json_array_size(read_of(s)->fresh);
}

static bool
is_busy(const struct source *s)
{
	const struct trail_rows *r = read_of(s);

	return (trail_rows_asking(r) && (r->anew || !count_of(s))) ||
	       r->search.state == SEARCH_UNDER_WAY;
}

static bool
never_sorting(const struct source *s)
{
	(void)s;
	return false;
}

static const void *
row_of(const struct source *s, size_t i)
{
	return i < count_of(s) ? line_at(read_of(s), i) : NULL;
}

static bool
is_no(const struct source *s, int64_t id) /* neither gone nor marked */
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

static uint64_t
generation_of(const struct source *s)
{
	return read_of(s)->generation;
}

static void
mark(struct source *s, int64_t id, bool on)
{
	(void)s;
	(void)id;
	(void)on;
}

static int64_t *
marks_of(const struct source *s, size_t *count)
{
	(void)s;
	*count = 0;
	return mem_array(1, sizeof(int64_t));
}

static size_t
no_marks(const struct source *s)
{
	(void)s;
	return 0;
}

static void
unmark_all(struct source *s)
{
	(void)s;
}

/* ---- beginning and end ---- */

void
trail_rows_told(struct trail_rows *r, int64_t head)
{
	if (head <= r->head)
		return;
	r->head = head;
	r->ends[NEWER].more = true;
	if (!r->anew)
		fill(r);
}

void
trail_rows_again(struct trail_rows *r)
{
	r->head = 0;
	begin(r, r->selected, !r->selected && r->oldest_first);
}

bool
trail_rows_asking(const struct trail_rows *r)
{
	return r->ends[OLDER].asking || r->ends[NEWER].asking;
}

void
trail_rows_go(struct trail_rows *r, bool last)
{
	bool oldest = last != r->oldest_first;
	size_t count = json_array_size(r->lines);

	if (r->ends[oldest ? OLDER : NEWER].more && count) {
		begin(r, 0, oldest);
		r->at_last = last;
		r->touched = clock_mono(r->clock);
	} else {
		move_to(&r->source, last && count ? count - 1 : 0);
	}
}

struct source *
trail_rows_source(struct trail_rows *r)
{
	return &r->source;
}

struct trail_rows *
trail_rows_new(struct link *link, struct loop *loop, const struct clock *clock, json_t *of,
    const struct trail_rows_owner *owner)
{
	static const struct source_class class = {
	    .ready = is_ready,
	    .count = count_of,
	    .total = total_of,
	    .pending = pending_of,
	    .busy = is_busy,
	    .sorting = never_sorting,
	    .row = row_of,
	    .id = id_of,
	    .gone = is_no,
	    .cursor = cursor_of,
	    .move_to = move_to,
	    .select = select_id,
	    .generation = generation_of,
	    .sort = rows_sort,
	    .order = rows_order,
	    .search = rows_search,
	    .searching = searching,
	    .mark = mark,
	    .marked = is_no,
	    .marks = marks_of,
	    .mark_count = no_marks,
	    .unmark_all = unmark_all,
	};
	struct trail_rows *r = mem_alloc(sizeof(*r));

	*r = (struct trail_rows){.source.class = &class,
	    .link = link,
	    .loop = loop,
	    .clock = clock,
	    .owner = *owner,
	    .of = of ? json_incref(of) : json_object(),
	    .filter = json_object(),
	    .fresh = json_array(),
	    .search = {.rows = r, .text = mem_strdup("")}};
	begin(r, 0, false);
	return r;
}

void
trail_rows_free(struct trail_rows *r)
{
	if (!r)
		return;
	stop_asking(r, NEWER);
	stop_asking(r, OLDER);
	link_forget(r->link, &r->search);
	loop_cancel(r->loop, r->rest);
	json_decref(r->of);
	json_decref(r->filter);
	json_decref(r->lines);
	json_decref(r->fresh);
	free(r->search.text);
	free(r);
}
