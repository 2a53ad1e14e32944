#include "inventory/xstring.h"

#include "base/buf.h"
#include "base/text.h"

#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { WRITTEN_BYTES = sizeof("_x000D_") - 1 };

/* The character that is written there; -1: none is. */
static int32_t
written_at(const char *s)
{
	char digits[5] = "";

	if (strncmp(s, "_x", 2) != 0)
		return -1;
	for (int i = 0; i < 4; i++) {
		if (!isxdigit((unsigned char)s[i + 2]))
			return -1;
		digits[i] = s[i + 2];
	}
	return s[6] == '_' ? (int32_t)strtol(digits, NULL, 16) : -1;
}

void
xstring_write(struct buf *out, const char *text)
{
	for (const char *s = text; *s; s++)
		if (written_at(s) >= 0)
			buf_puts(out, "_x005F_");
		else
			buf_putc(out, *s);
}

void
xstring_read(struct buf *out, const char *text)
{
	for (const char *s = text; *s;) {
		int32_t c = written_at(s);

		if (c <= 0 || (c >= 0xd800 && c <= 0xdfff) || c >= 0xfffe) {
			buf_putc(out, *s++);
			continue;
		}
		text_encode(out, (uint32_t)c);
		s += WRITTEN_BYTES;
	}
}
