/* Opening and completing the paths that a person types. */
#ifndef FILES_OPEN_H
#define FILES_OPEN_H

#include "base/err.h"

#include <jansson.h>

#include <stdbool.h>
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

bool files_have_digest(const char *bytes, size_t len, const char *sha256); /* hex, of either case */
/* The same of the file that was at that place ("~/" as files_expand has it) when it had that digest: NULL also with
 * "source-missing", "source-denied", "source-differs". */
char *files_read_known(const char *place, const char *sha256, size_t *len, struct err *err);

/* files/worker.h says what is answered. NULL and err. */
json_t *files_list(const char *path, struct err *err);

#endif
