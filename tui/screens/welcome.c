/* What the list says while there is nothing to watch: the three ways to begin. */
#include "tui/screens/welcome.h"

#include "base/buf.h"
#include "tui/app.h"
#include "tui/term/wrap.h"
#include "words/words.h"

static int
draw_way(struct app *a, int row, const char *key, const char *text)
{
	canvas_text(a->canvas, row, 4, -1, STYLE_KEY, key);
	canvas_text(a->canvas, row + 1, 6, -1, STYLE_TEXT, text);
	return row + (canvas_rows(a->canvas) > 16 ? 3 : 2);
}

void
welcome_draw(struct app *a, int top)
{
	struct buf key = {0};
	bool high = canvas_rows(a->canvas) > 16;
	int row = top;

	if (!app_offers(a, ACTION_ADD)) {
		wrap_draw(a->canvas, row + 1, 2, canvas_columns(a->canvas) - 3,
		    canvas_rows(a->canvas) - row - 3, STYLE_DIM,
		    _("Nothing is watched yet. Whoever may change something here adds the first "
		      "host."));
		return;
	}
	if (high) {
		canvas_text(a->canvas, row + 1, 2, -1, STYLE_HEADING,
		    _("Nothing is watched yet. Three ways to begin:"));
		row += 3;
	}
	keys_describe_first(a->keys, CONTEXT_LIST, ACTION_ADD, &key);
	row = draw_way(a, row, buf_str(&key), _("adds a host: its name is enough"));
	buf_clear(&key);
	keys_describe_first(a->keys, CONTEXT_LIST, ACTION_IMPORT, &key);
	row = draw_way(a, row, buf_str(&key), _("imports a list: .xlsx, or CSV"));
	draw_way(a, row, "make demo", _("opens the console on forty hosts made up to look at"));
	buf_release(&key);
}
