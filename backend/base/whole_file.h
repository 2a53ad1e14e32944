/* A file that somebody else may be reading: it is what it was or what it becomes, never half of it. */
#ifndef BASE_WHOLE_FILE_H
#define BASE_WHOLE_FILE_H

#include <stddef.h>
#include <sys/types.h>

struct err;

/* Written beside its place, 0600 from its first byte whatever the umask, on the disk before it is put there; mode is what it has
 * then. A link of that name is replaced, not followed; what is no regular file stays, with "not-a-file". -1 with err. */
int whole_file_write(const char *path, const void *bytes, size_t len, mode_t mode, struct err *err);

#endif
