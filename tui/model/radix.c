#include "tui/model/radix.h"

#include "base/mem.h"

enum {
	VALUES = 1 << RADIX_BITS,
	WORD_DIGITS = (64 + RADIX_BITS - 1) / RADIX_BITS,
	DIGITS = WORD_DIGITS + (32 + RADIX_BITS - 1) / RADIX_BITS
};

void
radix_release(struct radix *r)
{
	free(r->items);
	free(r->spare);
	*r = (struct radix){0};
}

void
radix_room(struct radix *r, size_t count)
{
	if (count <= r->room)
		return;
	r->room = count * 5 / 4 + 64;
	r->items = mem_resize(r->items, r->room, sizeof(*r->items));
	r->spare = mem_resize(r->spare, r->room, sizeof(*r->spare));
}

static size_t
digit_of(const struct radix_item *item, int digit)
{
	return digit < WORD_DIGITS
		   ? item->word >> digit * RADIX_BITS & (VALUES - 1)
		   : item->group >> (digit - WORD_DIGITS) * RADIX_BITS & (VALUES - 1);
}

/* The next digit in which not all are alike. */
static void
pass_begins(struct radix *r, int digit)
{
	while (digit < DIGITS && !digit_of(&r->varies, digit))
		digit++;
	r->digit = digit;
	r->counting = true;
	r->at = 0;
	memset(r->places, 0, sizeof(r->places));
}

/* Where nothing is to be done no pass begins: rows mostly came in the order of their ids. */
void
radix_start(struct radix *r, size_t count)
{
	struct radix_item varies = {0};
	bool sorted = true;

	for (size_t i = 1; i < count; i++) {
		const struct radix_item *a = &r->items[i - 1], *b = &r->items[i];

		varies.word |= a->word ^ b->word;
		varies.group |= a->group ^ b->group;
		sorted &= a->group < b->group || (a->group == b->group && a->word <= b->word);
	}
	r->count = count;
	r->varies = varies;
	pass_begins(r, sorted ? DIGITS : 0);
}

static void
count_some(struct radix *r, size_t until)
{
	for (; r->at < until; r->at++)
		r->places[digit_of(&r->items[r->at], r->digit)]++;
}

/* From how many there are of each value to where the first of them goes. */
static void
counted(struct radix *r)
{
	uint32_t before = 0;

	for (size_t v = 0; v < VALUES; v++) {
		uint32_t own = r->places[v];
		r->places[v] = before;
		before += own;
	}
	r->counting = false;
	r->at = 0;
}

static void
deal_some(struct radix *r, size_t until)
{
	for (; r->at < until; r->at++)
		r->spare[r->places[digit_of(&r->items[r->at], r->digit)]++] = r->items[r->at];
}

static void
dealt(struct radix *r)
{
	struct radix_item *items = r->spare;

	r->spare = r->items;
	r->items = items;
	pass_begins(r, r->digit + 1);
}

bool
radix_step(struct radix *r, size_t steps)
{
	size_t until = r->count - r->at < steps ? r->count : r->at + steps;

	if (r->digit == DIGITS)
		return false;
	if (r->counting)
		count_some(r, until);
	else
		deal_some(r, until);
	if (r->at == r->count && r->counting)
		counted(r);
	else if (r->at == r->count)
		dealt(r);
	return r->digit < DIGITS;
}
