#include "inventory/cell_guard.h"

#include "base/buf.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum { CHARACTER_MAX_BYTES = 4 };

/* The bytes of a blank, of whatever width, that stays one when it is cleaned; 0: none stands there. */
static size_t
blank_at(const char *s)
{
	char one[CHARACTER_MAX_BYTES + 1] = "";
	uint32_t c;
	int n = text_decode(s, strnlen(s, CHARACTER_MAX_BYTES), &c);

	if (n <= 0 || !text_printable(c) || text_columns(c) <= 0)
		return 0;
	memcpy(one, s, (size_t)n);
	return text_is_blank(one) ? (size_t)n : 0;
}

/* Past blanks and apostrophes. */
static bool
looks_run(const char *s)
{
	static const char *const wide[] = {
	    "\xef\xbc\x9d", "\xef\xbc\x8b", "\xef\xbc\x8d", "\xef\xbc\xa0"};

	while (*s == '\'' || blank_at(s))
		s += *s == '\'' ? 1 : blank_at(s);
	for (size_t i = 0; i < sizeof(wide) / sizeof(*wide); i++)
		if (!strncmp(s, wide[i], 3))
			return true;
	return *s && strchr("=+-@\t\r", *s);
}

void
cell_guard(struct buf *out, const char *text)
{
	if (looks_run(text))
		buf_putc(out, '\'');
	text_clean(out, text, strlen(text));
}

const char *
cell_unguarded(const char *cell)
{
	return *cell == '\'' && looks_run(cell) ? cell + 1 : cell;
}
