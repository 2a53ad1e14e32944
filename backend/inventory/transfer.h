/* How a mail carries bytes that are not ASCII: base64 and quoted-printable (RFC 2045, 6.7 and 6.8) and
 * the encoded words of its fields (RFC 2047). Any bytes are read, what is no code among them is left
 * as it is, and nothing grows. */
#ifndef INVENTORY_TRANSFER_H
#define INVENTORY_TRANSFER_H

#include <stdbool.h>
#include <stddef.h>

struct buf;

void transfer_base64(struct buf *out, const char *s, size_t len);
void transfer_quoted(struct buf *out, const char *s, size_t len);

/* A line of it ends with '=' as only those of quoted-printable do. */
bool transfer_looks_quoted(const char *s, size_t len);

/* The value of a field on one line, as UTF-8 wherever it was encoded. */
void transfer_words(struct buf *out, const char *s, size_t len);

#endif
