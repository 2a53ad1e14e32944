/* Out of memory ends the process at once, in our own code and, once a program has asked for it, in that of libraries. */
#include "base/mem.h"

#include <stdbool.h>
#include <stdint.h>

static _Noreturn void
out_of_memory(void)
{
	static const char line[] = "caduca: out of memory\n";

	if (write(STDERR_FILENO, line, sizeof(line) - 1) < 0)
		_exit(70);
	abort();
}

/* ---- what libraries allocate ---- */

/* The C library lets a program take the place of its allocator (malloc(3), glibc manual, "Replacing malloc"), so these are
 * what every library calls. A sanitizer has taken that place already. */
#if defined(__SANITIZE_ADDRESS__)
#define ALLOCATOR_IS_OURS 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ALLOCATOR_IS_OURS 0
#endif
#endif
#if !defined(ALLOCATOR_IS_OURS) && defined(__GLIBC__)
#define ALLOCATOR_IS_OURS 1
#elif !defined(ALLOCATOR_IS_OURS)
#define ALLOCATOR_IS_OURS 0
#endif

static bool libraries_too;

void
mem_end_with_libraries(void)
{
	libraries_too = true;
}

#if ALLOCATOR_IS_OURS
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *p, size_t size);

static void *
given(void *p, bool wanted)
{
	if (!p && wanted && libraries_too)
		out_of_memory();
	return p;
}

void *
malloc(size_t size)
{
	return given(__libc_malloc(size), true);
}

void *
calloc(size_t count, size_t size)
{
	return given(__libc_calloc(count, size), true);
}

/* Of no size it frees, and gives nothing. */
void *
realloc(void *p, size_t size)
{
	return given(__libc_realloc(p, size), size != 0);
}
#endif

/* ---- what we allocate ---- */

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
