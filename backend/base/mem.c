#include "base/mem.h"

#include <stdint.h>

static _Noreturn void
out_of_memory(void)
{
	static const char line[] = "caduca: out of memory\n";

	if (write(STDERR_FILENO, line, sizeof(line) - 1) < 0)
		_exit(70);
	abort();
}

void *
mem_array(size_t count, size_t size)
{
	void *p = calloc(count ? count : 1, size ? size : 1);

	if (!p)
		out_of_memory();
	return p;
}

void *
mem_alloc(size_t size)
{
	return mem_array(1, size);
}

void *
mem_resize(void *p, size_t count, size_t size)
{
	if (size && count > SIZE_MAX / size)
		out_of_memory();
	size *= count;
	p = realloc(p, size ? size : 1);
	if (!p)
		out_of_memory();
	return p;
}

char *
mem_strndup(const char *s, size_t len)
{
	char *copy = mem_array(len + 1, 1);

	memcpy(copy, s, len);
	return copy;
}

char *
mem_strdup(const char *s)
{
	return s ? mem_strndup(s, strlen(s)) : NULL;
}

char *
mem_vprintf(const char *fmt, va_list ap)
{
	char *s = NULL;

	if (vasprintf(&s, fmt, ap) < 0)
		out_of_memory();
	return s;
}

char *
mem_printf(const char *fmt, ...)
{
	va_list ap;
	char *s;

	va_start(ap, fmt);
	s = mem_vprintf(fmt, ap);
	va_end(ap);
	return s;
}

void
mem_replace(char **slot, const char *s)
{
	char *copy = mem_strdup(s);

	free(*slot);
	*slot = copy;
}
