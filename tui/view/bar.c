#include "tui/view/bar.h"

#include "tui/term/canvas.h"
#include "words/words.h"

enum { EIGHTHS = 8 };

/* From one eighth of a cell to all of it, from the left. */
static const uint32_t blocks[EIGHTHS + 1] = {
    ' ', 0x258f, 0x258e, 0x258d, 0x258c, 0x258b, 0x258a, 0x2589, 0x2588};

/* Where a part ends that has all up to `sum` of `all`, with one cell at least for each of those after it. */
static int
end_of(uint64_t sum, uint64_t all, int cells, int from, int parts_after)
{
	int end = (int)((sum * (uint64_t)cells + all / 2) / all);

	if (end > cells - parts_after)
		end = cells - parts_after;
	return end > from ? end : from + 1;
}

/* The background of what has expired is its colour already. */
static uint32_t
filling(enum urgency u, int eighths, bool ascii)
{
	if (u == URGENCY_EXPIRED)
		return ' ';
	if (ascii)
		return eighths * 2 < EIGHTHS ? ' ' : '#';
	return blocks[eighths];
}

static void
draw_part(struct canvas *c, int row, int column, int width, enum urgency u, int last, bool ascii)
{
	unsigned style = STYLE_URGENCY + u;

	canvas_fill(c, row, column, width, style, filling(u, EIGHTHS, ascii));
	if (width > 1)
		canvas_fill(c, row, column + width - 1, 1, style, filling(u, last, ascii));
	canvas_text(c, row, column, 1, style, words_urgency_letter(u));
}

void
bar_draw(struct canvas *c, int row, int column, int width, const unsigned counts[URGENCY_COUNT],
    unsigned most, bool ascii)
{
	uint64_t all = 0, sum = 0, eighths, whole = (uint64_t)(width > 0 ? width : 0) * EIGHTHS;
	int cells, parts = 0, from = 0;

	for (int u = 0; u < URGENCY_COUNT; u++) {
		all += counts[u];
		parts += counts[u] != 0;
	}
	if (!all || !most || !whole)
		return;
	eighths = (all * whole + most / 2) / most;
	if (eighths > whole)
		eighths = whole;
	cells = (int)((eighths + EIGHTHS - 1) / EIGHTHS);
	if (cells < 1)
		cells = 1;
	for (int u = 0; u < URGENCY_COUNT && from < cells; u++) {
		int end;

		if (!counts[u])
			continue;
		sum += counts[u];
		parts--;
		end = end_of(sum, all, cells, from, parts);
		draw_part(c, row, column + from, end - from, (enum urgency)u,
		    end < cells || eighths % EIGHTHS == 0 ? EIGHTHS : (int)(eighths % EIGHTHS),
		    ascii);
		from = end;
	}
}
