#include "tui/term/clipboard.h"

#include "base/buf.h"
#include "base/text.h"

#include <stdint.h>
#include <string.h>

static void
add_base64(const char *bytes, size_t len, struct buf *out)
{
	static const char digits[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < len; i += 3) {
		size_t n = len - i < 3 ? len - i : 3;
		uint32_t three = 0;

		for (size_t k = 0; k < 3; k++)
			three = three << 8 | (k < n ? (unsigned char)bytes[i + k] : 0);
		for (size_t k = 0; k < 4; k++)
			buf_putc(out, k <= n ? digits[three >> (18 - 6 * k) & 63] : '=');
	}
}

void
clipboard_sequence(const char *text, struct buf *out)
{
	struct buf clean = {0};
	const char *end;

	for (;; text = end + 1) {
		end = strchrnul(text, '\n');
		text_clean(&clean, text, (size_t)(end - text));
		if (!*end)
			break;
		buf_putc(&clean, '\n');
	}
	if (clean.len) {
		buf_puts(out, "\033]52;c;");
		add_base64(clean.data, clean.len, out);
		buf_puts(out, "\033\\");
	}
	buf_release(&clean);
}
