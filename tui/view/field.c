#include "tui/view/field.h"

#include "base/mem.h"
#include "base/text.h"
#include "tui/term/canvas.h"
#include "tui/term/key.h"

void
field_release(struct field *f)
{
	buf_release(&f->text);
	*f = (struct field){0};
}

void
field_wipe(struct field *f)
{
	if (f->text.data)
		explicit_bzero(f->text.data, f->text.cap);
	f->text.len = f->at = f->shift = 0;
}

void
field_set(struct field *f, const char *text)
{
	f->at = f->shift = 0;
	if (text == f->text.data) {
		f->at = f->text.len;
		return;
	}
	buf_clear(&f->text);
	field_paste(f, text);
}

const char *
field_value(const struct field *f)
{
	return buf_str(&f->text);
}

static size_t
before(const struct field *f, size_t at)
{
	while (at && ((unsigned char)f->text.data[--at] & 0xc0) == 0x80)
		;
	return at;
}

static size_t
after(const struct field *f, size_t at)
{
	if (at < f->text.len)
		at++;
	while (at < f->text.len && ((unsigned char)f->text.data[at] & 0xc0) == 0x80)
		at++;
	return at;
}

static void
erase(struct field *f, size_t from, size_t to)
{
	if (from >= to)
		return;
	memmove(f->text.data + from, f->text.data + to, f->text.len - to + 1);
	f->text.len -= to - from;
	f->at = from;
}

static void
insert(struct field *f, const char *bytes, size_t len)
{
	if (f->text.len + len > FIELD_MAX_BYTES)
		return;
	buf_reserve(&f->text, len);
	memmove(f->text.data + f->at + len, f->text.data + f->at, f->text.len - f->at);
	memcpy(f->text.data + f->at, bytes, len);
	f->text.len += len;
	f->text.data[f->text.len] = '\0';
	f->at += len;
}

static void
insert_character(struct field *f, uint32_t cp)
{
	struct buf one = {0};

	text_encode(&one, cp);
	insert(f, one.data, one.len);
	buf_release(&one);
}

static size_t
word_start(const struct field *f)
{
	size_t at = f->at;

	while (at && f->text.data[at - 1] == ' ')
		at--;
	while (at && f->text.data[at - 1] != ' ')
		at--;
	return at;
}

bool
field_key(struct field *f, uint32_t key)
{
	switch (key) {
	case K_LEFT:
		f->at = before(f, f->at);
		return true;
	case K_RIGHT:
		f->at = after(f, f->at);
		return true;
	case K_HOME:
	case K_CTRL | 'a':
		f->at = 0;
		return true;
	case K_END:
	case K_CTRL | 'e':
		f->at = f->text.len;
		return true;
	case K_BACKSPACE:
		erase(f, before(f, f->at), f->at);
		return true;
	case K_DELETE:
		erase(f, f->at, after(f, f->at));
		return true;
	case K_CTRL | 'u':
		erase(f, 0, f->at);
		return true;
	case K_CTRL | 'k':
		erase(f, f->at, f->text.len);
		return true;
	case K_CTRL | 'w':
		erase(f, word_start(f), f->at);
		return true;
	default:
		break;
	}
	if (!key_character(key))
		return false;
	insert_character(f, key_character(key));
	return true;
}

void
field_replace(struct field *f, size_t from, size_t to, const char *text)
{
	erase(f, from, to);
	f->at = from;
	field_paste(f, text);
}

void
field_paste(struct field *f, const char *text)
{
	uint32_t cp;
	size_t len = strlen(text);
	int n;

	while ((n = text_decode(text, len, &cp)) != 0) {
		size_t used = n < 0 ? 1 : (size_t)n;
		if (n > 0 && (cp == '\n' || cp == '\t') && len > 1)
			insert_character(f, ' ');
		else if (n > 0 && text_printable(cp))
			insert_character(f, cp);
		text += used;
		len -= used;
	}
}

/* Columns of the text from one byte to another. */
static int
columns(const struct field *f, size_t from, size_t to)
{
	int sum = 0, n;
	uint32_t cp;

	while (from < to && (n = text_decode(f->text.data + from, to - from, &cp)) > 0) {
		sum += text_columns(cp);
		from += (size_t)n;
	}
	return sum;
}

/* Of what is wrong as much as is seen of it. */
static void
draw_wrong(const struct field *f, struct canvas *c, int row, int column, int width)
{
	size_t end = f->wrong_at + f->wrong_len, from = f->wrong_at;
	char *wrong;
	int at;

	end = end < f->text.len ? end : f->text.len;
	from = from > f->shift ? from : f->shift;
	if (from >= end)
		return;
	at = columns(f, f->shift, from);
	wrong = mem_strndup(f->text.data + from, end - from);
	if (at < width)
		canvas_text(c, row, column + at, width - at, STYLE_ERROR, wrong);
	free(wrong);
}

void
field_draw(struct field *f, struct canvas *c, int row, int column, int width, bool focused)
{
	const char *text = field_value(f);

	if (!focused || f->at < f->shift)
		f->shift = focused ? f->at : 0;
	while (focused && columns(f, f->shift, f->at) >= width && f->shift < f->at)
		f->shift = after(f, f->shift);
	canvas_fill(c, row, column, width, STYLE_INPUT, ' ');
	canvas_text(c, row, column, width, STYLE_INPUT, text + f->shift);
	draw_wrong(f, c, row, column, width);
	if (focused)
		canvas_cursor(c, row, column + columns(f, f->shift, f->at));
}
