/* Bytes that travel as a descriptor and that nobody can change any more, neither who made them nor who got them
 * (memfd_create(2), F_ADD_SEALS of fcntl(2)), of mode 0600: what was looked at is what is used. To read them never waits for a disk or
 * a server. */
#ifndef BASE_MEMORY_FILE_H
#define BASE_MEMORY_FILE_H

#include <stdbool.h>
#include <stddef.h>

struct err;

/* The descriptor; -1 with err. */
int memory_file_new(const void *bytes, size_t len, struct err *err);
/* The same of all that another one holds, a regular file of at most `most` bytes: "is-too-large", of errno. */
int memory_file_copy(int from, size_t most, struct err *err);

/* Is it one, with all its seals? Anything else may change or make whoever reads it wait. */
bool memory_file_is(int fd);
/* All that it holds, NUL added; cleanse and free it. NULL with "is-too-large" or of errno. */
char *memory_file_read(int fd, size_t most, size_t *len, struct err *err);

#endif
