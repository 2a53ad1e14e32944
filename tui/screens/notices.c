#include "tui/screens/notices.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/members.h"
#include "base/text.h"
#include "tui/app.h"
#include "tui/model/link.h"
#include "tui/term/wrap.h"
#include "tui/view/screen.h"
#include "words/words.h"

/* A note may be long: it gets this part of the screen, and the trail of the renewal has the whole. */
enum { ROWS_MOST = 3, PART = 4 };

static int
columns_of(const struct app *a)
{
	return canvas_columns(a->canvas) - 2;
}

static int
rows_most(const struct app *a)
{
	int part = canvas_rows(a->canvas) / PART;

	return part < ROWS_MOST ? ROWS_MOST : part;
}

/* What is told is shortened, by words where it has some, until there is room for how it is said that it was seen. */
static void
fit(const struct app *a, const char *told, const char *tail, struct buf *out)
{
	size_t step = (size_t)columns_of(a) / PART + 1, most = strlen(told), back;
	char *shorter;

	buf_printf(out, "%s%s", told, tail);
	while (wrap_lines(out->data, columns_of(a)) > rows_most(a) && most > step) {
		most -= step;
		for (back = 0; back < step && told[most - back] != ' ';)
			back++;
		shorter = text_cleaned(told, (back < step ? most - back : most) + sizeof("…") - 1);
		buf_clear(out);
		buf_printf(out, "%s%s", shorter, tail);
		free(shorter);
	}
}

/* Nothing where there is none. */
static void
write_notice(const struct app *a, struct buf *out)
{
	size_t count = json_array_size(a->notices);
	struct buf key = {0}, told = {0}, tail = {0};

	if (!count)
		return;
	if (count > 1)
		buf_printf(&told, "1/%zu ", count);
	words_told(json_array_get(a->notices, 0), clock_wall(a->clock), &told);
	keys_describe_first(a->keys, app_top(a)->class->context, ACTION_SEEN, &key);
	if (key.len)
		buf_printf(&tail, _(" · %s: seen"), key.data);
	fit(a, told.data, buf_str(&tail), out);
	buf_release(&tail);
	buf_release(&told);
	buf_release(&key);
}

static int
rows_of(const struct app *a, const char *text)
{
	int rows = *text ? wrap_lines(text, columns_of(a)) : 0;

	return rows < rows_most(a) ? rows : rows_most(a);
}

int
notices_rows(const struct app *a)
{
	struct buf text = {0};
	int rows;

	write_notice(a, &text);
	rows = rows_of(a, buf_str(&text));
	buf_release(&text);
	return rows;
}

void
notices_draw(struct app *a)
{
	struct canvas *c = a->canvas;
	struct buf text = {0};
	int rows, at;

	write_notice(a, &text);
	rows = rows_of(a, buf_str(&text));
	at = canvas_rows(c) - 1 - rows;
	for (int row = at; row < at + rows; row++)
		canvas_fill(c, row, 0, canvas_columns(c), STYLE_WARNING, ' ');
	wrap_draw(c, at, 1, columns_of(a), rows, STYLE_WARNING, buf_str(&text));
	buf_release(&text);
}

static void
was_seen(const json_t *ok, const json_t *error, void *arg)
{
	(void)ok;
	if (error)
		app_say_error(arg, error);
}

/* The backend tells all of one's consoles that it is no more. */
void
notices_seen(struct app *a)
{
	const json_t *first = json_array_get(a->notices, 0);

	if (first)
		link_call(a->link, "notice.seen",
		    json_pack("{s:[O]}", "ids", json_object_get(first, "id")), was_seen, a);
	else
		app_say(a, STYLE_TEXT, _("Nobody did anything with your renewals meanwhile."));
}
