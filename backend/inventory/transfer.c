#include "inventory/transfer.h"

#include "base/buf.h"
#include "base/mem.h"
#include "inventory/charset.h"

#include <string.h>

static int
hex_digit(char c)
{
	return c >= '0' && c <= '9'   ? c - '0'
	       : c >= 'A' && c <= 'F' ? c - 'A' + 10
	       : c >= 'a' && c <= 'f' ? c - 'a' + 10
				      : -1;
}

static int
base64_digit(char c)
{
	return c >= 'A' && c <= 'Z'   ? c - 'A'
	       : c >= 'a' && c <= 'z' ? c - 'a' + 26
	       : c >= '0' && c <= '9' ? c - '0' + 52
	       : c == '+'             ? 62
	       : c == '/'             ? 63
				      : -1;
}

void
transfer_base64(struct buf *out, const char *s, size_t len)
{
	unsigned bits = 0, count = 0;

	for (size_t i = 0; i < len; i++) {
		int digit = base64_digit(s[i]);

		if (s[i] == '=')
			bits = count = 0;
		if (digit < 0)
			continue;
		bits = (bits << 6 | (unsigned)digit) & 0xffff;
		count += 6;
		if (count >= 8) {
			count -= 8;
			buf_putc(out, (char)(bits >> count & 0xff));
		}
	}
}

/* Where the line after s[at] begins, when nothing but its end stands there; 0. */
static size_t
soft_end(const char *s, size_t at, size_t len)
{
	while (at < len && (s[at] == ' ' || s[at] == '\t'))
		at++;
	if (at < len && s[at] == '\r')
		at++;
	return at < len && s[at] == '\n' ? at + 1 : 0;
}

bool
transfer_looks_quoted(const char *s, size_t len)
{
	for (size_t i = 0; i + 1 < len; i++)
		if (s[i] == '=' && (s[i + 1] == '\n' || s[i + 1] == '\r'))
			return true;
	return false;
}

/* The byte that "=C3" stands for at s[i]; -1: it is no code. */
static int
quoted_byte(const char *s, size_t i, size_t len)
{
	int high = s[i] == '=' && i + 2 < len ? hex_digit(s[i + 1]) : -1;
	int low = high < 0 ? -1 : hex_digit(s[i + 2]);

	return low < 0 ? -1 : high << 4 | low;
}

void
transfer_quoted(struct buf *out, const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		size_t end = s[i] == '=' ? soft_end(s, i + 1, len) : 0;
		int byte = quoted_byte(s, i, len);

		if (end) {
			i = end - 1;
		} else if (byte >= 0) {
			buf_putc(out, (char)byte);
			i += 2;
		} else {
			buf_putc(out, s[i]);
		}
	}
}

/* ---- encoded words ---- */

/* "=?utf-8?Q?Av=C3=ADs?=" */
struct word {
	char how;         /* 'b' or 'q' */
	const char *text; /* what is encoded */
	size_t len, size; /* of that, and of the whole */
};

static bool
word_read(struct word *w, const char *s, size_t len)
{
	const char *end = s + len, *mark, *close;

	if (len < 8 || s[0] != '=' || s[1] != '?')
		return false;
	mark = memchr(s + 2, '?', len - 2 < 64 ? len - 2 : 64);
	if (!mark || end - mark < 5 || mark[2] != '?')
		return false;
	w->how = (char)(mark[1] | 0x20);
	w->text = mark + 3;
	close = memchr(w->text, '?', (size_t)(end - w->text));
	if (!close || close + 1 >= end || close[1] != '=' || (w->how != 'b' && w->how != 'q'))
		return false;
	w->len = (size_t)(close - w->text);
	w->size = (size_t)(close + 2 - s);
	return true;
}

static void
word_decode(struct buf *out, const struct word *w)
{
	char *spaced;

	if (w->how == 'b') {
		transfer_base64(out, w->text, w->len);
		return;
	}
	spaced = mem_alloc(w->len + 1);
	for (size_t i = 0; i < w->len; i++)
		spaced[i] = w->text[i] == '_' ? ' ' : w->text[i];
	for (size_t i = 0; i < w->len; i++) {
		int byte = quoted_byte(spaced, i, w->len);

		buf_putc(out, byte < 0 ? spaced[i] : (char)byte);
		i += byte < 0 ? 0 : 2;
	}
	free(spaced);
}

/* A character may be cut in two by the end of a word: words that touch are one. */
static void
add_run(struct buf *out, struct buf *run)
{
	char *text = charset_to_utf8(buf_str(run), run->len);

	for (char *c = text; *c; c++)
		*c = *c == '\n' || *c == '\r' ? ' ' : *c;
	buf_puts(out, text);
	free(text);
	buf_clear(run);
}

void
transfer_words(struct buf *out, const char *s, size_t len)
{
	struct buf run = {0};
	struct word w;

	for (size_t i = 0; i < len;) {
		size_t blank = i;

		while (run.len && blank < len && strchr(" \t", s[blank]) && s[blank])
			blank++;
		if (word_read(&w, s + blank, len - blank)) {
			word_decode(&run, &w);
			i = blank + w.size;
			continue;
		}
		if (run.len)
			add_run(out, &run);
		buf_putc(out, s[i++]);
	}
	if (run.len)
		add_run(out, &run);
	buf_release(&run);
}
