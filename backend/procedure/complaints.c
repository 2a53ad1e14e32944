#include "procedure/complaints.h"

#include "base/mem.h"

#include <stdarg.h>

void
complaints_add(struct complaints *c, const char *file, int line, const char *fmt, ...)
{
	va_list ap;
	char *text, *whole;

	va_start(ap, fmt);
	text = mem_vprintf(fmt, ap);
	va_end(ap);
	whole = line ? mem_printf("%s:%d: %s", file, line, text) : mem_printf("%s: %s", file, text);
	free(text);
	c->lines = mem_resize(c->lines, c->count + 1, sizeof(*c->lines));
	c->lines[c->count++] = whole;
}

void
complaints_release(struct complaints *c)
{
	for (size_t i = 0; i < c->count; i++)
		free(c->lines[i]);
	free(c->lines);
	*c = (struct complaints){0};
}
