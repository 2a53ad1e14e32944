/* What was said last comes before the row under the cursor: it is what the key did. A screen that has a field keeps
 * the cursor in it. */
#include "tui/spoken.h"

#include "base/buf.h"
#include "tui/term/canvas.h"
#include "tui/term/wrap.h"

enum { WIDE = 120, LINES_NARROW = 3, LINES_WIDE = 2, HIGH = 20 };

void
spoken_make_room(struct canvas *c, bool plain)
{
	int rows = canvas_rows(c) + canvas_kept(c), lines = 1;

	if (rows >= HIGH)
		lines = canvas_columns(c) >= WIDE ? LINES_WIDE : LINES_NARROW;
	canvas_plain(c, plain);
	canvas_keep(c, plain ? lines : 0);
}

void
spoken_draw(struct canvas *c, const char *message, const char *said)
{
	int row = canvas_rows(c), at_row, at_column;
	struct buf text = {0}, drawn = {0};

	if (!*said)
		canvas_selected(c, &drawn);
	buf_puts(&text, message);
	buf_puts(&text, *message && (*said || drawn.len) ? " " : "");
	buf_puts(&text, *said ? said : buf_str(&drawn));
	if (canvas_kept(c) > 1)
		wrap_draw(c, row, 0, canvas_columns(c), canvas_kept(c), STYLE_TEXT, buf_str(&text));
	else
		canvas_text(c, row, 0, -1, STYLE_TEXT, buf_str(&text));
	canvas_cursor_get(c, &at_row, &at_column);
	if (at_row < 0)
		canvas_cursor(c, row, 0);
	buf_release(&drawn);
	buf_release(&text);
}
