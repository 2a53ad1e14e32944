/* Slots are compared by numbers first: of each, the start of what the column is ordered by (key_of) is kept, and only where two
 * of these are the same and the texts are longer are these looked at. What is unknown has the largest key, and stays last when the order is
 * reversed. Two rows that are alike stand by when work must start, then by id, whichever way round: no order is by chance.
 *
 * A new order is a bottom-up merge sort from one list of slots into another, an element at a time, so that it can stop after any
 * of them (order_step). What changes while an order is in force is taken out of it and put back at its place (order_merge). */
#include "tui/model/order.h"

#include "base/mem.h"
#include "base/text.h"

#include <ctype.h>

/* Rows never seen, or without the date asked for, stand last. */
static uint64_t
time_key(int64_t at)
{
	return at ? (uint64_t)at ^ UINT64_C(1) << 63 : UINT64_MAX;
}

static bool
is_ascii(const char *s)
{
	for (; *s; s++)
		if ((unsigned char)*s >= 0x80)
			return false;
	return true;
}

/* Eight bytes of the folded text, and past them. */
static uint64_t
text_word(const char **at)
{
	uint64_t word = 0;

	for (int n = 0; n < 8; n++)
		word = word << 8 |
		       (uint64_t)(unsigned char)(**at ? tolower((unsigned char)*(*at)++) : 0);
	return word;
}

/* The start of the folded text, so that most comparisons are of two numbers. "" stands last. */
static void
text_key(const char *s, struct order_key *key)
{
	char *folded = is_ascii(s) ? NULL : text_folded(s);
	const char *at = folded ? folded : s;

	key->first = *s ? text_word(&at) : UINT64_MAX;
	key->second = *s ? text_word(&at) : 0;
	free(folded);
}

/* Two with this key have the same text: it ends in it. */
static bool
text_ends(const struct order_key *key)
{
	return !(key->second & 0xff);
}

static int
text_order(enum column column, const char *a, const char *b)
{
	char *fa, *fb;
	int d;

	if (!strcmp(a, b))
		return 0;
	if (column == COLUMN_TICKETS) /* SIS-9 before SIS-10 */
		return strverscmp(a, b);
	if (is_ascii(a) && is_ascii(b))
		return strcasecmp(a, b);
	fa = text_folded(a);
	fb = text_folded(b);
	d = strcmp(fa, fb);
	free(fa);
	free(fb);
	return d;
}

static const char *
title_text(const struct row *r)
{
	return *row_text(r, ROW_NAME) ? row_text(r, ROW_NAME) : row_text(r, ROW_HOST);
}

static const char *
column_text(const struct row *r, enum column column)
{
	static const int8_t texts[COLUMN_COUNT] = {
	    [COLUMN_SERVICE] = ROW_SERVICE,
	    [COLUMN_ENVIRONMENT] = ROW_ENVIRONMENT,
	    [COLUMN_CERTIFICATE_KIND] = ROW_CERTIFICATE_KIND,
	    [COLUMN_ISSUER] = ROW_ISSUER,
	    [COLUMN_TAGS] = ROW_TAGS,
	    [COLUMN_OWNER] = ROW_OWNER,
	    [COLUMN_TICKETS] = ROW_TICKETS,
	};

	if (column == COLUMN_MONITOR)
		return title_text(r);
	return texts[column] ? row_text(r, (enum row_text)texts[column]) : NULL;
}

/* The share that is left, of a span that may be hostile. */
static uint64_t
life_key(const struct row *r, int64_t now)
{
	double all = (double)r->deadlines.end - (double)r->not_before,
	       share = all > 0 ? ((double)r->deadlines.end - (double)now) / all : 0;

	if (!r->deadlines.end || !r->not_before || all <= 0)
		return UINT64_MAX;
	share = share < -1e3 ? -1e3 : share > 1e3 ? 1e3 : share;
	return (uint64_t)(int64_t)(share * 1e6) ^ UINT64_C(1) << 63;
}

static uint64_t
number_key(const struct order *o, const struct row *r)
{
	switch ((int)o->column) {
	case COLUMN_START_BY:
		return time_key(r->deadlines.end ? r->deadlines.due : 0);
	case COLUMN_EXPIRY:
	case COLUMN_DAYS:
		return time_key(row_end(r));
	case COLUMN_SEEN:
		return time_key(r->seen_at);
	case COLUMN_RENEWAL:
		return r->renewal ? r->phase : UINT64_MAX;
	case COLUMN_LIFE:
		return life_key(r, o->now);
	case COLUMN_KIND:
		return r->kind;
	default:
		return r->outcome;
	}
}

static struct order_key
key_of(const struct order *o, const struct row *r)
{
	struct order_key key = {.due = time_key(r->deadlines.due), .id = r->id};
	const char *text = column_text(r, o->column);

	if (text &&
	    o->column == COLUMN_TICKETS) { /* their numbers are compared, not their letters */
		key.first = *text ? 0 : UINT64_MAX;
		key.second = *text ? UINT64_MAX : 0;
	} else if (text) {
		text_key(text, &key);
	} else {
		key.first = number_key(o, r);
	}
	return key;
}

static int
word_order(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

static int
order_compare(const struct order *o, const struct row *rows, uint32_t a, uint32_t b)
{
	const struct order_key *x = &o->keys[a], *y = &o->keys[b];
	int d = word_order(x->first, y->first);

	if (!d)
		d = word_order(x->second, y->second);
	if (!d && !text_ends(x))
		d = text_order(
		    o->column, column_text(&rows[a], o->column), column_text(&rows[b], o->column));
	if (o->reverse && x->first != UINT64_MAX && y->first != UINT64_MAX)
		d = -d; /* what is unknown stays last */
	if (!d)
		d = word_order(x->due, y->due);
	if (!d)
		d = (x->id > y->id) - (x->id < y->id);
	return d;
}

bool
order_same(const struct order *o, const struct row *a, const struct row *b)
{
	const struct order_key x = key_of(o, a), y = key_of(o, b);
	const char *text = column_text(a, o->column);

	return x.first == y.first && x.second == y.second && x.due == y.due &&
	       (!text || !strcmp(text, column_text(b, o->column)));
}

static void
need_key(struct order *o, uint32_t slot)
{
	if (slot < o->key_room)
		return;
	o->key_room = (slot + 64) * 2;
	o->keys = mem_resize(o->keys, o->key_room, sizeof(*o->keys));
}

static void
need_spare(struct order *o, size_t count)
{
	if (count <= o->spare_room)
		return;
	o->spare_room = count * 5 / 4 + 64;
	o->spare = mem_resize(o->spare, o->spare_room, sizeof(*o->spare));
}

void
order_release(struct order *o)
{
	free(o->slots);
	free(o->keys);
	free(o->spare);
	*o = (struct order){0};
}

/* ---- a new order ---- */

static void
pass_begins(struct order *o, size_t width)
{
	o->width = width;
	o->low = o->k = o->i = 0;
	o->j = width < o->count ? width : o->count;
	o->sorting = width < o->count;
}

void
order_start(struct order *o, enum column column, bool reverse, int64_t now)
{
	o->now = now;
	o->column = column;
	o->reverse = reverse;
	o->keyed = 0;
	need_spare(o, o->count);
	pass_begins(o, 1);
	o->sorting = true; /* the keys are to be made, even of a single row */
}

bool
order_is_old(const struct order *o, int64_t now)
{
	enum { HOUR = 3600 };

	return o->column == COLUMN_LIFE && (now >= o->now + HOUR || now < o->now);
}

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* One element of one merge; at the end of a pair of runs the next pair, at the end of a pass the
 * next pass. */
static void
merge_one(struct order *o, const struct row *rows)
{
	size_t middle = least(o->low + o->width, o->count),
	       high = least(o->low + 2 * o->width, o->count);

	if (o->i < middle &&
	    (o->j >= high || order_compare(o, rows, o->slots[o->i], o->slots[o->j]) <= 0))
		o->spare[o->k++] = o->slots[o->i++];
	else
		o->spare[o->k++] = o->slots[o->j++];
	if (o->k < high)
		return;
	if (high < o->count) {
		o->low = o->i = high;
		o->j = least(high + o->width, o->count);
		return;
	}
	uint32_t *sorted = o->spare;
	size_t room = o->spare_room;
	o->spare = o->slots;
	o->spare_room = o->room;
	o->slots = sorted;
	o->room = room;
	pass_begins(o, o->width * 2);
}

bool
order_step(struct order *o, const struct row *rows, size_t steps)
{
	for (; o->sorting && steps && o->keyed < o->count; steps--, o->keyed++)
		o->keys[o->slots[o->keyed]] = key_of(o, &rows[o->slots[o->keyed]]);
	if (o->sorting && o->keyed == o->count && o->width >= o->count)
		o->sorting = false;
	for (; o->sorting && steps; steps--)
		merge_one(o, rows);
	return o->sorting;
}

/* ---- what changed ---- */

struct sort_args {
	const struct order *order;
	const struct row *rows;
};

static int
compare_slots(const void *a, const void *b, void *arg)
{
	const struct sort_args *s = arg;

	return order_compare(s->order, s->rows, *(const uint32_t *)a, *(const uint32_t *)b);
}

static void
need_slots(struct order *o, size_t count)
{
	if (count <= o->room)
		return;
	o->room = count * 5 / 4 + 64;
	o->slots = mem_resize(o->slots, o->room, sizeof(*o->slots));
}

/* Where the slot belongs among the first `count`. */
static size_t
place_of(const struct order *o, const struct row *rows, size_t count, uint32_t slot)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		if (order_compare(o, rows, o->slots[mid], slot) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

void
order_merge(struct order *o, const struct row *rows, const uint8_t *flags, uint8_t flag,
    uint32_t *in, size_t count)
{
	struct sort_args args = {o, rows};
	size_t kept = 0, end;

	for (size_t i = 0; i < o->count; i++)
		if (!(flags[o->slots[i]] & flag))
			o->slots[kept++] = o->slots[i];
	need_slots(o, kept + count);
	for (size_t i = 0; i < count; i++) {
		need_key(o, in[i]);
		o->keys[in[i]] = key_of(o, &rows[in[i]]);
	}
	qsort_r(in, count, sizeof(*in), compare_slots, &args);
	o->count = kept + count;
	end = kept;
	/* From the back: what stands after the new one moves up by as many as are still to come. */
	for (size_t left = count; left; left--) {
		size_t at = place_of(o, rows, end, in[left - 1]);
		memmove(o->slots + at + left, o->slots + at, (end - at) * sizeof(*o->slots));
		o->slots[at + left - 1] = in[left - 1];
		end = at;
	}
}
