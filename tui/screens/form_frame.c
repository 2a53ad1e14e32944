/* The keys come from the bindings, so that what is said is what is bound; where all of it has no room, it is said shorter:
 * the way out stands in the footer, too. */
#include "tui/screens/form_frame.h"

#include "base/buf.h"
#include "base/text.h"
#include "tui/app.h"
#include "tui/model/link.h"
#include "tui/screens/frame.h"
#include "tui/term/wrap.h"
#include "words/words.h"

/* ---- which keys save ---- */

static void
put_saving(const struct app *a, enum form_return does, bool leaving, struct buf *out)
{
	struct buf enter = {0}, save = {0}, back = {0};

	keys_describe_first(a->keys, CONTEXT_FORM, ACTION_ACCEPT, &enter);
	keys_describe_first(a->keys, CONTEXT_FORM, ACTION_SAVE, &save);
	keys_describe_first(a->keys, CONTEXT_FORM, ACTION_BACK, &back);
	if (enter.len && does == RETURN_GOES_TO_MISSING)
		buf_printf(out, _("%s goes to what is missing"), enter.data);
	else if (enter.len && does == RETURN_GOES_ON)
		buf_printf(out, _("%s goes on"), enter.data);
	else if (enter.len && save.len)
		buf_printf(out, _("%s or %s saves"), enter.data, save.data);
	else if (enter.len)
		buf_printf(out, _("%s saves"), enter.data);
	if (save.len && (does == RETURN_GOES_TO_MISSING || !enter.len)) {
		buf_puts(out, out->len ? " · " : "");
		buf_printf(out, _("%s saves"), save.data);
	}
	if (back.len && leaving) {
		buf_puts(out, out->len ? " · " : "");
		buf_printf(out, _("%s leaves it"), back.data);
	}
	buf_release(&enter);
	buf_release(&save);
	buf_release(&back);
}

/* As much of it as a line of that width has room for; false: nothing. */
static bool
saving_within(const struct app *a, enum form_return does, int width, struct buf *out)
{
	buf_clear(out);
	put_saving(a, does, true, out);
	if (text_width(buf_str(out)) <= width)
		return true;
	buf_clear(out);
	put_saving(a, does, false, out);
	return text_width(buf_str(out)) <= width;
}

/* At the end of the line, between two blanks; false: it has no room there from `left` on. */
static bool
draw_at_end(struct app *a, int row, int left, unsigned style, enum form_return does)
{
	int columns = canvas_columns(a->canvas);
	struct buf text = {0};
	bool fits = saving_within(a, does, columns - left - 3, &text);

	if (fits && text.len) {
		int at = columns - 1 - text_width(text.data);

		canvas_fill(a->canvas, row, at - 1, columns - at + 1, style, ' ');
		canvas_text(a->canvas, row, at, -1, style, text.data);
	}
	buf_release(&text);
	return fits;
}

void
form_frame_bar(struct app *a, const char *title, enum form_return does)
{
	int end = frame_draw_title(a, title);

	if (!draw_at_end(a, 0, end, STYLE_BAR, does))
		draw_at_end(a, 1, 0, STYLE_DIM, does);
}

static int
rule_end(const char *title)
{
	return 3 + text_width(title);
}

int
form_frame_rule_lines(const struct app *a, const char *title, enum form_return does)
{
	struct buf text = {0};
	bool fits = saving_within(a, does, canvas_columns(a->canvas) - rule_end(title) - 3, &text);

	buf_release(&text);
	return fits ? 1 : 2;
}

void
form_frame_rule(struct app *a, int row, const char *title, enum form_return does)
{
	canvas_rule(a->canvas, row, title);
	if (!draw_at_end(a, row, rule_end(title), STYLE_TEXT, does))
		draw_at_end(a, row + 1, 0, STYLE_DIM, does);
}

/* ---- what a field asks ---- */

enum { INDENT = 3 };

bool
form_frame_fits(const struct canvas *c, int column, const char *hint)
{
	return text_width(hint) < canvas_columns(c) - column;
}

static int
lines_at(const struct canvas *c, int column, const char *text)
{
	return text && *text ? wrap_lines(text, canvas_columns(c) - column - 1) : 0;
}

/* Under the text of its field, or further to the left where that takes fewer lines. */
static int
column_of(const struct canvas *c, int column, const char *text)
{
	return lines_at(c, INDENT, text) < lines_at(c, column, text) ? INDENT : column;
}

static int
lines_of(const struct canvas *c, int column, const char *text)
{
	return lines_at(c, column_of(c, column, text), text);
}

static int
draw_under(struct canvas *c, int row, int column, int most, unsigned style, const char *text)
{
	int at = column_of(c, column, text);

	if (most <= 0 || !text || !*text)
		return 0;
	return wrap_draw(c, row, at, canvas_columns(c) - at - 1, most, style, text);
}

int
form_frame_under_lines(const struct canvas *c, int column, const char *problem, const char *hint)
{
	return lines_of(c, column, problem) + lines_of(c, column, hint);
}

void
form_frame_under(
    struct canvas *c, int row, int column, int most, const char *problem, const char *hint)
{
	int used = draw_under(c, row, column, most, STYLE_ERROR, problem);

	draw_under(c, row + used, column, most - used, STYLE_DIM, hint);
}

bool
form_frame_is_sent(struct app *a, bool sent)
{
	if (sent)
		app_say(a, STYLE_WARNING,
		    _("What you typed has been sent: what you type now would not be saved."));
	return sent;
}

bool
form_frame_leave_sent(struct app *a, bool sent)
{
	if (!sent || !link_changing(a->link))
		return false;
	if (!link_is_silent(a->link)) {
		app_say(a, STYLE_WARNING,
		    _("What you typed has been sent, and cannot be thrown away any more: this "
		      "closes "
		      "when it is answered."));
		return true;
	}
	app_pop(a);
	app_say(a, STYLE_WARNING,
	    _("What you typed has been sent, and nobody knows yet whether it was saved: look when "
	      "the "
	      "backend answers."));
	return true;
}
