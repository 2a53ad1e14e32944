/* What stands before what is said by words, numbers of 64 bits of which the first that differs decides: two of the column
 * (key_of), of a text as many more as it has, then when work must start, then the id, so that no order is by chance. Only these last
 * two are the same whichever way round. What is unknown has the largest word, and stays last when the order is reversed.
 *
 * A new order is sorted by these words and compares nothing (order_step): all rows by the first word, then by each word after
 * it those alone that nothing has told apart yet. All of it reads memory nearly as it lies, first the rows by slot, from
 * which the words that mostly suffice are kept, then lists of these: a row that is not near costs more than its comparison. What
 * changes while an order is in force is taken out of it and put back at its place (order_merge). */
#include "tui/model/order.h"

#include "base/mem.h"
#include "base/text.h"

#include <endian.h>

/* Rows never seen, or without the date asked for, stand last. */
static uint64_t
time_key(int64_t at)
{
	return at ? (uint64_t)at ^ UINT64_C(1) << 63 : UINT64_MAX;
}

/* Of a text so much counts: names of monitors are of 200 letters at most. */
enum { WORD_BYTES = sizeof(uint64_t), TEXT_WORDS = 32 };

/* SIS-9 stands before SIS-10: how many digits a number has stands before them. */
static void
numbered_part(const char *s, size_t from, char *out, size_t size)
{
	size_t digits = 0;

	memset(out, 0, size);
	for (size_t at = 0; *s && at < from + size; at++) {
		char c;

		if (!digits && (digits = strspn(s, "0123456789"))) {
			c = (char)('0' + (digits < 200 ? digits : 200));
		} else {
			c = *s++;
			digits -= digits > 0;
		}
		if (at >= from)
			out[at - from] = c;
	}
}

/* Bytes of what a text of that column is ordered by; NULs where it has ended. */
static void
text_part(enum column column, const char *s, size_t from, char *out, size_t size)
{
	if (column == COLUMN_TICKETS)
		numbered_part(s, from, out, size);
	else
		text_folded_part(s, from, out, size);
}

static uint64_t
word_at(const char *bytes)
{
	uint64_t word;

	memcpy(&word, bytes, sizeof(word));
	return be64toh(word);
}

static uint64_t
text_word(enum column column, const char *s, int nth)
{
	char bytes[WORD_BYTES];

	text_part(column, s, (size_t)nth * WORD_BYTES, bytes, sizeof(bytes));
	return word_at(bytes);
}

static bool
text_goes_on(uint64_t word, int nth)
{
	return word & 0xff && nth + 1 < TEXT_WORDS;
}

/* "" stands last. */
static void
text_key(enum column column, const char *s, struct order_key *key)
{
	char bytes[sizeof(key->words)];

	if (!*s) {
		key->words[0] = UINT64_MAX;
		return;
	}
	text_part(column, s, 0, bytes, sizeof(bytes));
	for (size_t n = 0; n < ORDER_KEY_WORDS; n++)
		key->words[n] = word_at(bytes + n * WORD_BYTES);
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

/* Of the column alone. */
static void
key_column(const struct order *o, const struct row *r, struct order_key *key)
{
	const char *text = column_text(r, o->column);

	memset(key->words, 0, sizeof(key->words));
	if (text)
		text_key(o->column, text, key);
	else
		key->words[0] = number_key(o, r);
}

static struct order_key
key_of(const struct order *o, const struct row *r)
{
	struct order_key key = {.due = time_key(r->deadlines.due), .id = r->id};

	key_column(o, r, &key);
	return key;
}

static int
word_order(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

/* Of two texts that are the same as far as their keys go, and may go on. */
static int
rest_order(enum column column, const struct row *a, const struct row *b)
{
	const char *s = column_text(a, column), *t = column_text(b, column);
	uint64_t word;
	int d, nth = ORDER_KEY_WORDS;

	do {
		word = text_word(column, s, nth);
		d = word_order(word, text_word(column, t, nth));
	} while (!d && text_goes_on(word, nth++));
	return d;
}

static int
order_compare(const struct order *o, const struct row *rows, uint32_t a, uint32_t b)
{
	const struct order_key *x = &o->keys[a], *y = &o->keys[b];
	int d = 0;

	for (size_t n = 0; !d && n < ORDER_KEY_WORDS; n++)
		d = word_order(x->words[n], y->words[n]);
	if (!d && text_goes_on(x->words[ORDER_KEY_WORDS - 1], ORDER_KEY_WORDS - 1))
		d = rest_order(o->column, &rows[a], &rows[b]);
	if (o->reverse && x->words[0] != UINT64_MAX && y->words[0] != UINT64_MAX)
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

	return !memcmp(x.words, y.words, sizeof(x.words)) && x.due == y.due &&
	       (!text || !strcmp(text, column_text(b, o->column)));
}

static void
need_key(struct order *o, uint32_t slot)
{
	size_t before = o->key_room;

	if (slot < before)
		return;
	o->key_room = (slot + 64) * 2;
	o->keys = mem_resize(o->keys, o->key_room, sizeof(*o->keys));
	memset(o->keys + before, 0, (o->key_room - before) * sizeof(*o->keys));
}

void
order_release(struct order *o)
{
	free(o->slots);
	free(o->keys);
	radix_release(&o->alike);
	*o = (struct order){0};
}

/* ---- a new order ---- */

/* The words after those of the column, which are numbered from 0 on. */
enum { DUE_WORD = TEXT_WORDS, ID_WORD };

enum { AHEAD = 16 /* rows */ };

void
order_start(struct order *o, enum column column, bool reverse, int64_t now)
{
	o->now = now;
	o->column = column;
	o->reverse = reverse;
	o->sorting = true;
	o->stage = ORDER_KEYS;
	o->at = 0;
	radix_room(&o->alike, o->count);
	o->alike.count = 0;
}

bool
order_is_old(const struct order *o, int64_t now)
{
	enum { HOUR = 3600 };

	return o->column == COLUMN_LIFE && (now >= o->now + HOUR || now < o->now);
}

/* Its own inverse. The largest stays for what is unknown, which is last either way. */
static uint64_t
facing(const struct order *o, uint64_t word)
{
	return o->reverse && word != UINT64_MAX ? UINT64_MAX - 1 - word : word;
}

/* Of a text that ended in the word before nothing is looked at. */
static uint64_t
next_word(const struct order *o, const struct row *rows, const struct radix_item *item)
{
	const struct order_key *key = &o->keys[item->slot];

	switch (o->word) {
	case DUE_WORD:
		return key->due;
	case ID_WORD:
		return (uint64_t)key->id;
	default:
		if (o->word < ORDER_KEY_WORDS)
			return facing(o, key->words[o->word]);
		if (!text_goes_on(facing(o, item->word), o->word - 1))
			return item->word;
		return facing(
		    o, text_word(o->column, column_text(&rows[item->slot], o->column), o->word));
	}
}

static void
sort_by(struct order *o, int word)
{
	o->stage = ORDER_WORDS;
	o->word = word;
	o->at = 0;
	o->sorting = o->alike.count;
}

/* The slot that is so far ahead, where a row is in it; else the one here. */
static size_t
slot_ahead(const struct order *o, size_t by)
{
	return o->at + by < o->key_room && o->keys[o->at + by].id ? o->at + by : o->at;
}

/* All of them by slot, which is how rows lie in memory. They are far larger than the memory that is near: what is looked for in
 * those to come is asked for now, first where their texts are. */
static void
key_some(struct order *o, const struct row *rows, size_t steps)
{
	for (; steps && o->at < o->key_room; steps--, o->at++) {
		if (!o->keys[o->at].id)
			continue;
		__builtin_prefetch(&rows[slot_ahead(o, 2 * AHEAD)].texts);
		__builtin_prefetch(rows[slot_ahead(o, AHEAD)].texts);
		key_column(o, &rows[o->at], &o->keys[o->at]);
		o->alike.items[o->alike.count++] = (struct radix_item){.slot = (uint32_t)o->at};
	}
	if (o->at == o->key_room)
		sort_by(o, 0);
}

/* What is alike lies all over memory. */
static const struct row *
row_ahead(const struct order *o, const struct row *rows, size_t by)
{
	const size_t at = o->at + by < o->alike.count ? o->at + by : o->at;

	return &rows[o->alike.items[at].slot];
}

static void
word_some(struct order *o, const struct row *rows, size_t steps)
{
	const bool of_rows = o->word >= ORDER_KEY_WORDS && o->word < TEXT_WORDS;
	struct radix_item *items = o->alike.items;

	for (; steps && o->at < o->alike.count; steps--, o->at++) {
		if (of_rows) {
			__builtin_prefetch(&row_ahead(o, rows, 2 * AHEAD)->texts);
			__builtin_prefetch(row_ahead(o, rows, AHEAD)->texts);
		}
		items[o->at].word = next_word(o, rows, &items[o->at]);
	}
	if (o->at < o->alike.count)
		return;
	o->stage = ORDER_SORT;
	radix_start(&o->alike, o->alike.count);
}

/* The sorted ones go into their places; those that are alike in this word too stay for the next one, which is one of the column
 * as long as any of them has a text that goes on. */
static void
place(struct order *o)
{
	struct radix_item *items = o->alike.items;
	size_t count = o->alike.count, kept = 0;
	uint32_t at = 0, group = UINT32_MAX;
	bool goes_on = false;

	for (size_t i = 0, end; i < count; i = end) {
		const struct radix_item first = items[i];

		if (first.group != group)
			at = group = first.group;
		for (end = i;
		     end < count && items[end].group == group && items[end].word == first.word;
		     end++)
			o->slots[at + (end - i)] = items[end].slot;
		for (size_t k = i; k < end && end - i > 1; k++)
			items[kept++] = (struct radix_item){first.word, at, items[k].slot};
		goes_on |= end - i > 1 && text_goes_on(facing(o, first.word), o->word);
		at += (uint32_t)(end - i);
	}
	o->alike.count = kept;
	sort_by(o, goes_on || o->word >= DUE_WORD ? o->word + 1 : DUE_WORD);
}

bool
order_step(struct order *o, const struct row *rows, size_t steps)
{
	if (!o->sorting)
		return false;
	switch (o->stage) {
	case ORDER_KEYS:
		key_some(o, rows, steps);
		break;
	case ORDER_WORDS:
		word_some(o, rows, steps);
		break;
	case ORDER_SORT:
		if (!radix_step(&o->alike, steps))
			place(o);
		break;
	}
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
		if (flags[o->slots[i]] & flag)
			o->keys[o->slots[i]].id = 0;
		else
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
