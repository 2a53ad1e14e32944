/* A growable run of bytes. `data` is NUL-terminated after every call that adds, so text can be read as a
 * string; before the first it is NULL. Zero-initialise to use; release frees and zeroes again. */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdarg.h>
#include <stddef.h>

struct buf {
	char *data;
	size_t len; /* bytes in use, without the NUL */
	size_t cap; /* bytes allocated */
};

void buf_release(struct buf *b);
void buf_clear(struct buf *b);                /* keeps the allocation */
void buf_reserve(struct buf *b, size_t more); /* room for `more` bytes and the NUL */
void buf_add(struct buf *b, const void *bytes, size_t len);
void buf_puts(struct buf *b, const char *s);
void buf_putc(struct buf *b, char c);
void buf_printf(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void buf_vprintf(struct buf *b, const char *fmt, va_list ap) __attribute__((format(printf, 2, 0)));
void buf_consume(struct buf *b, size_t len); /* drops the first `len` bytes */
const char *buf_str(const struct buf *b);    /* never NULL */
char *buf_steal(struct buf *b);              /* the caller frees; never NULL */

#endif
