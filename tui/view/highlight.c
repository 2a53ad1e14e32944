#include "tui/view/highlight.h"

#include "base/mem.h"
#include "base/text.h"
#include "tui/model/match.h"
#include "tui/term/canvas.h"

int
highlight_text(struct canvas *c, int row, int column, int width, unsigned style, const char *text,
    const char *folded)
{
	int used = canvas_text(c, row, column, width, style, text), at = column;
	size_t start, end;

	while (folded && *folded && match_find(text, folded, &start, &end)) {
		char *head = mem_strndup(text, start),
		     *found = mem_strndup(text + start, end - start);
		int from = at + text_width(head), room = column + used - from;

		if (room > 0)
			canvas_text(c, row, from, room, STYLE_MATCH | (style & ~0xffu), found);
		at = from + text_width(found);
		free(head);
		free(found);
		if (room <= 0)
			break;
		text += end;
	}
	return used;
}
