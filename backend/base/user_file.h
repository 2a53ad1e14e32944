/* A small text file of the user's own, in a folder of his: what he saved, what a program of his is to remember. */
#ifndef BASE_USER_FILE_H
#define BASE_USER_FILE_H

#include <stddef.h>

struct err;

/* The whole of a regular file of his of at most `most` bytes, which the caller frees; never waits for one that is none.
 * NULL with err: code "not-found", "denied" (or another user's), or those of sys_read_file. err may be NULL. */
char *user_file_read(const char *folder, const char *name, size_t most, struct err *err);
/* 0600 from its first byte; the folder is made (0700) where it is missing. The file changes whole or not at all, also where
 * several write it: the last one wins. -1 with err. */
int user_file_write(const char *folder, const char *name, const char *text, struct err *err);

#endif
