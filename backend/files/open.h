/* Opening and completing the paths that a person types. */
#ifndef FILES_OPEN_H
#define FILES_OPEN_H

#include "base/err.h"

#include <jansson.h>

#include <stddef.h>

/* "~" and "~/…" are beneath the user's home; the caller frees. */
char *files_expand(const char *path);

/* A regular file, for reading, without ever waiting for a writer at its other end. -1 with code
 * "not-found", "denied", "io", or is-folder is-fifo is-socket is-device (pki/document.h's words). */
int files_open(const char *path, struct err *err);

/* The whole of such a file of at most FILES_MAX_BYTES; the caller cleanses and frees. NULL; also
 * code "is-too-large". */
enum { FILES_MAX_BYTES = 4 * 1024 * 1024 };
char *files_read(int fd, size_t *len, struct err *err);

/* files/worker.h says what is answered. NULL and err. */
json_t *files_list(const char *path, struct err *err);

#endif
