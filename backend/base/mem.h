/* Allocation that does not return NULL. Running out of memory ends the program with a line on standard
 * error (the console's waiting parent then restores the terminal); nothing else in base/ aborts. */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stdarg.h>
#include <stddef.h>

/* From now on that holds for what libraries allocate, too. For programs whose work must not go on with half of it; not
 * where a file of strangers may ask for more than there is. */
void mem_end_with_libraries(void);

void *mem_alloc(size_t size);                         /* zeroed; size 0 gives a unique pointer */
void *mem_array(size_t count, size_t size);           /* zeroed; overflow of count * size aborts */
void *mem_resize(void *p, size_t count, size_t size); /* new bytes are not zeroed */
char *mem_strdup(const char *s);                      /* NULL gives NULL */
char *mem_strndup(const char *s, size_t len);
char *mem_printf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
char *mem_vprintf(const char *fmt, va_list ap) __attribute__((format(printf, 1, 0)));

/* Replaces *slot by a copy of s (NULL allowed), freeing what was there. */
void mem_replace(char **slot, const char *s);

#endif
