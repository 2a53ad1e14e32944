/* A file with a secret in it: whoever reads it opens it here, where it is looked at before anybody reads a byte of it. */
#ifndef BASE_PRIVATE_FILE_H
#define BASE_PRIVATE_FILE_H

struct err;

/* Opens it for reading: a regular file of our own that neither its group nor others may read or write. "~/" is the home of
 * whoever runs us. The descriptor, closed on exec; or -1: "secret-missing", "secret-not-a-file", "secret-not-ours",
 * "secret-open-to-others", each with its path, and what base/err.h says of the system. */
int private_file_open(const char *path, struct err *err);

#endif
