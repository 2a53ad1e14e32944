#include "daemon/probing/heap.h"

#include "base/mem.h"
#include "daemon/state/roster.h"

static void
place(struct heap *h, size_t i, struct row *row)
{
	h->rows[i] = row;
	row->heap = (int)i;
}

static void
rise(struct heap *h, size_t i, struct row *row)
{
	while (i && h->rows[(i - 1) / 2]->due > row->due) {
		place(h, i, h->rows[(i - 1) / 2]);
		i = (i - 1) / 2;
	}
	place(h, i, row);
}

static void
sink(struct heap *h, size_t i, struct row *row)
{
	size_t child;

	while ((child = 2 * i + 1) < h->count) {
		if (child + 1 < h->count && h->rows[child + 1]->due < h->rows[child]->due)
			child++;
		if (h->rows[child]->due >= row->due)
			break;
		place(h, i, h->rows[child]);
		i = child;
	}
	place(h, i, row);
}

struct row *
heap_first(const struct heap *h)
{
	return h->count ? h->rows[0] : NULL;
}

void
heap_put(struct heap *h, struct row *row)
{
	if (row->heap < 0) {
		if (h->count == h->room) {
			h->room = h->room ? h->room * 2 : 256;
			h->rows = mem_resize(h->rows, h->room, sizeof(struct row *));
		}
		row->heap = (int)h->count++;
	}
	rise(h, (size_t)row->heap, row);
	sink(h, (size_t)row->heap, row);
}

void
heap_remove(struct heap *h, struct row *row)
{
	struct row *last;
	size_t i;

	if (row->heap < 0)
		return;
	i = (size_t)row->heap;
	row->heap = -1;
	last = h->rows[--h->count];
	if (last == row)
		return;
	place(h, i, last);
	rise(h, i, last);
	sink(h, (size_t)last->heap, last);
}

void
heap_release(struct heap *h)
{
	free(h->rows);
	*h = (struct heap){0};
}
