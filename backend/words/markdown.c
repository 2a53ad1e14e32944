#include "words/markdown.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"

#include <string.h>

void
markdown_put(struct buf *out, const char *text)
{
	char *flat = mem_strdup(text), *clean;

	for (char *c = flat; *c; c++)
		if (*c == '\n' || *c == '\r' || *c == '\t')
			*c = ' ';
	clean = text_cleaned(flat, 0);
	for (const char *c = clean; *c; c++) {
		if (strchr("|<\\[`&", *c))
			buf_putc(out, '\\');
		buf_putc(out, *c);
	}
	free(clean);
	free(flat);
}
