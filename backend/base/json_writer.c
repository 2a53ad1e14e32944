#include "base/json_writer.h"

#include "base/buf.h"
#include "base/text.h"

static void
comma(struct buf *out)
{
	char last = out->len ? out->data[out->len - 1] : '[';

	if (last != '{' && last != '[' && last != ':')
		buf_putc(out, ',');
}

void
json_put_name(struct buf *out, const char *name)
{
	comma(out);
	buf_putc(out, '"');
	buf_puts(out, name);
	buf_add(out, "\":", 2);
}

void
json_put_word(struct buf *out, const char *word)
{
	comma(out);
	buf_puts(out, word);
}

void
json_put_number(struct buf *out, int64_t n)
{
	char digits[24], *at = digits + sizeof(digits);
	uint64_t left = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;

	comma(out);
	do {
		*--at = (char)('0' + left % 10);
	} while (left /= 10);
	if (n < 0)
		*--at = '-';
	buf_add(out, at, (size_t)(digits + sizeof(digits) - at));
}

/* A byte that cannot stand as it is; returns how many bytes of the text were dealt with. */
static size_t
put_odd(struct buf *out, const char *text)
{
	unsigned char c = (unsigned char)*text;
	uint32_t cp;
	int used;

	if (c == '"' || c == '\\') {
		buf_putc(out, '\\');
		buf_putc(out, *text);
		return 1;
	}
	if (c < 0x20) {
		buf_printf(out, "\\u%04x", c);
		return 1;
	}
	used = text_decode(text, strnlen(text, 4), &cp);
	if (used > 0) {
		buf_add(out, text, (size_t)used);
		return (size_t)used;
	}
	text_encode(out, 0xfffd);
	return 1;
}

void
json_put_text(struct buf *out, const char *text)
{
	if (!text) {
		json_put_word(out, "null");
		return;
	}
	comma(out);
	buf_putc(out, '"');
	while (*text) {
		const char *plain = text;
		while ((unsigned char)*text >= 0x20 && (unsigned char)*text < 0x80 &&
		       *text != '"' && *text != '\\')
			text++;
		buf_add(out, plain, (size_t)(text - plain));
		if (*text)
			text += put_odd(out, text);
	}
	buf_putc(out, '"');
}
