/* The password of a PKCS#12: read from a descriptor, used, overwritten. It is never in an
 * argument, the environment, a line of JSON or a log. */
#ifndef PKI_PASSWORD_H
#define PKI_PASSWORD_H

#include "base/err.h"

#include <stddef.h>

enum { PASSWORD_MAX_BYTES = 1024 };

struct password {
	char text[PASSWORD_MAX_BYTES + 1]; /* UTF-8 */
	size_t len;
};

/* The whole of what the descriptor gives, without one line end. -1 with code "bad-password" when
 * it is too long or holds a NUL. Whatever happened, release it. */
int password_read(struct password *p, int fd, struct err *err);
void password_release(struct password *p); /* overwrites it */

#endif
