#include "tui/view/gauge.h"

#include "base/buf.h"

#include <stdbool.h>

enum { PARTS = 8 };

/* In eighths of a cell from the left end; no instant of ours is so far that the product does not fit. */
static int64_t
eighths(int width, int64_t from, int64_t to, int64_t at)
{
	if (at <= from)
		return 0;
	if (at >= to)
		return (int64_t)width * PARTS;
	return (int64_t)((double)(at - from) / (double)(to - from) * width * PARTS);
}

void
gauge_put(struct buf *out, int width, int64_t from, int64_t to, int64_t now, int64_t mark)
{
	static const char *const parts[PARTS + 1] = {"·", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"};
	int64_t filled, marked;

	if (to <= from)
		return;
	filled = eighths(width, from, to, now);
	marked = mark < from || mark >= to ? -1 : eighths(width, from, to, mark) / PARTS;
	for (int i = 0; i < width; i++) {
		int64_t part = filled - (int64_t)i * PARTS;
		part = part < 0 ? 0 : part > PARTS ? PARTS : part;
		buf_puts(out, i == marked ? "│" : parts[part]);
	}
}
