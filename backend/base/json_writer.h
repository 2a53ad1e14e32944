/* Writes JSON text straight into a buffer, for the lines that come by the thousand; elsewhere jansson
 * builds and writes. The commas are its care: what is written into an object or a list that has a value
 * already is preceded by one.
 *
 *	buf_putc(&out, '{');
 *	json_put_name(&out, "id"), json_put_number(&out, 7);
 *	buf_putc(&out, '}');
 */
#ifndef BASE_JSON_WRITER_H
#define BASE_JSON_WRITER_H

#include <stdint.h>

struct buf;

/* A member's name, which needs no escapes; its value follows. */
void json_put_name(struct buf *out, const char *name);
/* NULL: null. What is no UTF-8 becomes U+FFFD: a line with it would be refused whole. */
void json_put_text(struct buf *out, const char *text);
void json_put_number(struct buf *out, int64_t n);
void json_put_word(
    struct buf *out, const char *word); /* true, false, null, or a value written before */

#endif
