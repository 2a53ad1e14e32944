/* A token in memory: pages of its own that are neither swapped out nor dumped, and overwritten when the last who holds
 * it lets go. It is kept as the line of HTTP that it is sent in (RFC 6750, section 2.1), so that it is never copied to
 * be sent; the copy that libcurl puts among the bytes of a request is libcurl's, and short-lived. */
#ifndef TICKETS_SECRET_H
#define TICKETS_SECRET_H

#include <stdbool.h>
#include <stddef.h>

struct secret;

enum { SECRET_MAX_BYTES = 4096 };

struct secret *secret_new(void);
struct secret *secret_hold(struct secret *s); /* the same, held once more */
void secret_release(struct secret *s);        /* NULL is fine */

/* Reads a piece of at most 512 bytes of the token, and does not wait: 1 there is more to come, 0 it is whole (the
 * descriptor's end), -1 not now (EAGAIN), -2 it cannot be read, or is too long. */
int secret_read(struct secret *s, int fd);

/* After the whole was read: one line end at its end is left out. False where it can be no token: empty, or with
 * anything in it that is no visible ASCII character. */
bool secret_check(struct secret *s);

bool secret_is_same(const struct secret *a, const struct secret *b); /* NULL is like none */

const char *secret_header(const struct secret *s); /* "Authorization: Bearer …" */

/* Puts stars where the token stands in what a server answered, so that none is repeated to anyone. */
void secret_blot(const struct secret *s, char *bytes, size_t len);

#endif
