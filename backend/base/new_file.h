/* A file that came from elsewhere, put into a folder of the user's: whole or not at all, 0600 from its first byte, and
 * never over another. */
#ifndef BASE_NEW_FILE_H
#define BASE_NEW_FILE_H

#include "base/err.h"

#include <stddef.h>

enum { NEW_FILE_NAME_MOST = 120 /* bytes */ };

/* The name that somebody else gave it, as a file can be called here and on Windows: no folder, nothing that is not
 * seen, no dot or blank at its ends. What is too long loses of its middle, not its ending. "file" where nothing is
 * left. A new string. */
char *new_file_name(const char *name);

/* The path of a file of that name (cleaned) in the folder, numbered as below where something has it: what new_file_put
 * would give it if nothing came between. A new string. */
char *new_file_place(const char *folder, const char *name);

/* Copies what the descriptor holds (a regular file or a memory file of at most `most` bytes; its offset stays) into
 * a new file of that folder, which is made (0700) where it is missing. name is cleaned as above; where it is taken the
 * file is called "name (2).ending" and so on, but one that has the same bytes, and is nobody else's to read, is it.
 * The path, a new string; NULL with err: the code of its errno, "is-too-large", "not-a-folder". */
char *new_file_put(const char *folder, const char *name, int from, size_t most, struct err *err);

/* The same under exactly that path: "not-found" where its folder is missing, "archive-exists" where something has the name.
 * -1 with err. */
int new_file_save(const char *path, int from, size_t most, struct err *err);

#endif
