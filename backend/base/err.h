/* Why something failed: a stable code for programs, what it is about, and a sentence for the log. A function that can
 * fail returns 0 or -1 (or NULL) and fills `struct err` when the caller passed one; NULL is allowed.
 *
 * The code is a static string of the protocol ("not-found", "disk-full"), and what is said with it are the values that
 * its sentence in words/ has holes for: {"id": 7}. Nobody reads them out of the text, which is English and for the log
 * ("cannot open 'x': reason"); a sentence may end in it where nothing better is known. */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <jansson.h>

#include <stdarg.h>
#include <stdint.h>

enum { ERR_VALUES_MAX = 5, ERR_KEPT_BYTES = 512 };

struct err {
	const char *code; /* static; NULL while nothing failed */
	char text[512];
	struct err_value {
		const char *name; /* static */
		int at;           /* of its text in kept; -1: it is the number */
		int64_t number;
	} values[ERR_VALUES_MAX];
	int count, used;
	char kept[ERR_KEPT_BYTES];
};

/* The system's own words for an errno, in English whatever the locale is: who reads it may have another
 * (words/reasons.c). */
const char *err_reason(int error);

/* Always returns -1, so that a caller can `return err_set(...)`. What was said before is forgotten. */
int err_set(struct err *e, const char *code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* The same with ": " and the reason of errno at the end; code "io", or "disk-full", "read-only", "denied",
 * "not-found" where errno says so. */
int err_errno(struct err *e, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Says one more value; after err_set or err_errno. Also -1. A text that is too long is cut, NULL is "". */
int err_text(struct err *e, const char *name, const char *value);
int err_number(struct err *e, const char *name, int64_t value);

/* As err_errno, of a file or folder of a user's, which is named: "what 'path': reason", with path. */
int err_file(struct err *e, const char *what, const char *path);
/* The same of one that is made: what is not there is its folder. */
int err_new_file(struct err *e, const char *what, const char *path);

/* An argument, or a member of it, that cannot be: "bad-argument" with field, reason (words/errors.c) and value. Also
 * -1. value may be NULL. */
int err_argument(struct err *e, const char *field, const char *reason, const char *value);

/* A code that came as text, as the static string that struct err has; NULL: it is none of this version's. */
const char *err_code_known(const char *code);

/* The text that was said under a name; NULL: none was. */
const char *err_said(const struct err *e, const char *name);

/* What goes over the wire beside the code, a new reference: the values, and the text where there is one. */
json_t *err_args(const struct err *e);
/* {"code","args"}, a new reference; "io" where no code was said. */
json_t *err_json(const struct err *e);

#endif
