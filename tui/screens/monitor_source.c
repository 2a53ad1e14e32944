#include "tui/screens/monitor_source.h"

#include "tui/model/model.h"
#include "tui/model/query.h"
#include "tui/screens/monitor_columns.h"

static struct model *
model_of(const struct source *s)
{
	return ((const struct monitor_source *)s)->model;
}

static bool
is_ready(const struct source *s)
{
	return model_is_ready(model_of(s));
}

static size_t
count_of(const struct source *s)
{
	return model_count(model_of(s));
}

static size_t
total_of(const struct source *s)
{
	return model_total(model_of(s));
}

static size_t
pending_of(const struct source *s)
{
	return model_pending(model_of(s));
}

static bool
is_busy(const struct source *s)
{
	return model_busy(model_of(s));
}

static bool
is_sorting(const struct source *s)
{
	return model_sorting(model_of(s));
}

static const void *
row_at(const struct source *s, size_t i)
{
	return model_row(model_of(s), i);
}

static int64_t
id_of(const void *row)
{
	return ((const struct row *)row)->id;
}

static bool
is_gone(const struct source *s, int64_t id)
{
	return model_is_gone(model_of(s), id);
}

static size_t
cursor_of(const struct source *s)
{
	return model_cursor(model_of(s));
}

static void
move_to(struct source *s, size_t i)
{
	model_move_to(model_of(s), i);
}

static void
select_id(struct source *s, int64_t id)
{
	model_select(model_of(s), id);
}

static uint64_t
generation_of(const struct source *s)
{
	return model_generation(model_of(s));
}

static void
sort(struct source *s, int column, bool reverse)
{
	model_sort(model_of(s), monitor_column_order(column), reverse);
}

static int
order_of(const struct source *s, bool *reverse)
{
	*reverse = model_reversed(model_of(s));
	return monitor_column_of(model_column(model_of(s)));
}

/* What the model asks must live until it is given another. */
static void
filter(struct source *source, struct filter *filter)
{
	struct monitor_source *s = (struct monitor_source *)source;
	struct query *q = filter ? query_filter(filter, s->link) : NULL;

	model_filter(s->model, q ? query_matches : NULL, q);
	query_free(s->filter);
	s->filter = q;
}

struct telling {
	enum field field;
	void (*fn)(const char *text, void *arg);
	void *arg;
};

/* Of its renewal, too, which a filter asks for apart from texts. */
static const char *
text_at(const struct row *row, enum field field, size_t i)
{
	if (field == FIELD_WHO || field == FIELD_PENDING)
		return i ? NULL : row_text(row, field == FIELD_WHO ? ROW_OWNER : ROW_WAITING);
	return query_text(row, field, i);
}

static bool
tell_texts(const struct row *row, void *arg)
{
	const struct telling *t = arg;
	const char *text;

	for (size_t i = 0; (text = text_at(row, t->field, i)); i++)
		t->fn(text, t->arg);
	return true;
}

static void
texts(const struct source *s, int field, void (*fn)(const char *text, void *arg), void *arg)
{
	struct telling t = {(enum field)field, fn, arg};

	model_each(model_of(s), tell_texts, &t);
}

/* The same search goes on with the same query: what was counted of it is still so. */
static void
search(struct source *source, const char *folded, size_t from, int step)
{
	struct monitor_source *s = (struct monitor_source *)source;
	struct query *q = s->search;

	if (!query_searches(q, folded))
		q = *folded ? query_search(folded) : NULL;
	model_search(s->model, from, step, q ? query_matches : NULL, q);
	if (q != s->search)
		query_free(s->search);
	s->search = q;
}

static bool
found_place(const struct source *s, size_t *nth, size_t *of)
{
	return model_search_place(model_of(s), nth, of);
}

static enum search_state
searching(const struct source *s)
{
	return model_search_state(model_of(s));
}

static void
mark(struct source *s, int64_t id, bool on)
{
	model_mark(model_of(s), id, on);
}

static bool
is_marked(const struct source *s, int64_t id)
{
	return model_marked(model_of(s), id);
}

static int64_t *
marks_of(const struct source *s, size_t *count)
{
	return model_marks(model_of(s), count);
}

static size_t
mark_count(const struct source *s)
{
	return model_mark_count(model_of(s));
}

static void
unmark_all(struct source *s)
{
	model_unmark_all(model_of(s));
}

static bool
is_worsened(const struct source *s, int64_t id)
{
	return model_worsened(model_of(s), id);
}

static const struct source_class class = {
    .ready = is_ready,
    .count = count_of,
    .total = total_of,
    .pending = pending_of,
    .busy = is_busy,
    .sorting = is_sorting,
    .row = row_at,
    .id = id_of,
    .gone = is_gone,
    .worsened = is_worsened,
    .cursor = cursor_of,
    .move_to = move_to,
    .select = select_id,
    .generation = generation_of,
    .sort = sort,
    .order = order_of,
    .filter = filter,
    .texts = texts,
    .search = search,
    .searching = searching,
    .found_place = found_place,
    .mark = mark,
    .marked = is_marked,
    .marks = marks_of,
    .mark_count = mark_count,
    .unmark_all = unmark_all,
};

void
monitor_source_init(struct monitor_source *s, struct model *model, const struct link *link)
{
	*s = (struct monitor_source){.source.class = &class, .model = model, .link = link};
}

void
monitor_source_release(struct monitor_source *s)
{
	model_filter(s->model, NULL, NULL);
	model_search(s->model, 0, 1, NULL, NULL);
	query_free(s->filter);
	query_free(s->search);
}
