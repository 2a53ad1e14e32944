#include "tui/model/search.h"

#include "base/mem.h"

#include <stdlib.h>

void
search_start(
    struct search *s, size_t count, size_t from, int step, model_match_fn *match, void *arg)
{
	*s = (struct search){match ? SEARCH_UNDER_WAY : SEARCH_IDLE, match, arg, from, count, step};
}

void
search_some(struct search *s, const struct row *rows, const uint32_t *slots, size_t count,
    int64_t now, int looks)
{
	for (; looks > 0 && s->state == SEARCH_UNDER_WAY; looks--) {
		if (!s->left || !count) {
			s->state = SEARCH_NONE;
			return;
		}
		if (s->at >= count) /* before the first is SIZE_MAX */
			s->at = s->step > 0 ? 0 : count - 1;
		if (s->match(&rows[slots[s->at]], now, s->arg)) {
			s->state = SEARCH_FOUND;
			return;
		}
		s->left--;
		s->at += (size_t)s->step;
	}
}

void
tally_release(struct tally *t)
{
	free(t->at);
	*t = (struct tally){0};
}

void
tally_start(struct tally *t, size_t rows, uint64_t generation)
{
	t->count = t->looked = 0;
	t->rows = rows;
	t->generation = generation;
	t->wanted = true;
}

static void
tally_add(struct tally *t, size_t place)
{
	if (t->count == t->room) {
		t->room = t->room ? t->room * 2 : 64;
		t->at = mem_resize(t->at, t->room, sizeof(*t->at));
	}
	t->at[t->count++] = place;
}

void
tally_some(struct tally *t, const struct search *s, const struct row *rows, const uint32_t *slots,
    int64_t now, int looks)
{
	for (; looks > 0 && t->looked < t->rows; looks--, t->looked++)
		if (s->match(&rows[slots[t->looked]], now, s->arg))
			tally_add(t, t->looked);
	t->wanted = t->looked < t->rows;
}

size_t
tally_nth(const struct tally *t, size_t place)
{
	size_t low = 0, high = t->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (t->at[middle] < place)
			low = middle + 1;
		else
			high = middle;
	}
	return low < t->count && t->at[low] == place ? low + 1 : 0;
}
