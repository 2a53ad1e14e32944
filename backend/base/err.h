/* Why something failed: a stable code for programs and a sentence for the log. A function that can fail
 * returns 0 or -1 (or NULL) and fills `struct err` when the caller passed one; NULL is allowed.
 *
 * The code is a static string of the protocol ("not-found", "disk-full"); words/ turns it into the
 * user's language with the arguments of the answer. The text is English: "cannot open 'x': reason". */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <stdarg.h>

struct err {
	const char *code; /* static; NULL while nothing failed */
	char text[512];
};

/* Always returns -1, so that a caller can `return err_set(...)`. */
int err_set(struct err *e, const char *code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* The same with ": strerror(errno)" at the end; code "io", or "disk-full", "read-only", "denied",
 * "not-found" where errno says so. */
int err_errno(struct err *e, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#endif
