#include "base/err.h"

#include <errno.h>

int
err_set(struct err *e, const char *code, const char *fmt, ...)
{
	va_list ap;

	if (!e)
		return -1;
	e->code = code;
	va_start(ap, fmt);
	vsnprintf(e->text, sizeof(e->text), fmt, ap);
	va_end(ap);
	return -1;
}

static const char *
code_of(int error)
{
	switch (error) {
	case ENOSPC:
	case EDQUOT:
	case EFBIG:
		return "disk-full";
	case EROFS:
		return "read-only";
	case EACCES:
	case EPERM:
		return "denied";
	case ENOENT:
		return "not-found";
	default:
		return "io";
	}
}

int
err_errno(struct err *e, const char *fmt, ...)
{
	int error = errno;
	va_list ap;
	size_t used;

	if (!e)
		return -1;
	e->code = code_of(error);
	va_start(ap, fmt);
	vsnprintf(e->text, sizeof(e->text), fmt, ap);
	va_end(ap);
	used = strlen(e->text);
	snprintf(e->text + used, sizeof(e->text) - used, ": %s", strerror(error));
	return -1;
}
