#include "tui/term/wrap.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "tui/term/canvas.h"

size_t
wrap_fit(const char *text, int width)
{
	size_t len = strlen(text), at = 0, blank = 0;
	int used = 0, n;
	uint32_t cp;

	while (at < len) {
		n = text_decode(text + at, len - at, &cp);
		if (n <= 0)
			return len; /* not clean: the canvas will see to it */
		if (cp == '\n')
			return at + (size_t)n;
		used += text_columns(cp);
		if (used > width &&
		    cp == ' ') /* they hang over the edge: no line begins with one */
			return at + strspn(text + at, " ");
		if (used > width)
			return blank ? blank : at ? at : (size_t)n;
		at += (size_t)n;
		if (cp == ' ')
			blank = at;
	}
	return len;
}

int
wrap_lines(const char *text, int width)
{
	int lines = 0;

	for (size_t n; (n = wrap_fit(text, width)); text += n)
		lines++;
	return lines;
}

int
wrap_draw(
    struct canvas *c, int row, int column, int width, int most, unsigned style, const char *text)
{
	int lines = 0;

	for (size_t n; lines < most && (n = wrap_fit(text, width)); text += n) {
		/* The blank at which it was broken may hang over the edge: it is not to be seen. */
		bool cut = text[n - 1] == '\n' || (n > 1 && text[n - 1] == ' ');
		char *line = mem_strndup(text, cut ? n - 1 : n);
		canvas_text(c, row + lines++, column, width, style, line);
		free(line);
	}
	return lines;
}

void
wrap_words(const char *text, int width, struct buf *out)
{
	size_t len = wrap_fit(text, width - 1);

	while (len && text[len - 1] == ' ')
		len--;
	if (text_width(text) > width && len)
		buf_printf(out, "%.*s…", (int)len, text);
	else
		buf_puts(out, text);
}
