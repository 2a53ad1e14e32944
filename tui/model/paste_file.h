/* What is pasted instead of a file: PEM, or base64 as certutil makes it of any file. It goes to the
 * backend as the descriptor of a file that is nowhere on disk. */
#ifndef TUI_MODEL_PASTE_FILE_H
#define TUI_MODEL_PASTE_FILE_H

#include <stdbool.h>
#include <stddef.h>

/* It can only be the content of a document, not a path. */
bool paste_is_document(const char *text);
/* A sealed file in memory with those bytes, at its start; -1 and errno. */
int paste_file(const char *text);
/* A pipe at whose end the secret can be read once; -1 and errno. */
int paste_secret(const char *secret);

#endif
