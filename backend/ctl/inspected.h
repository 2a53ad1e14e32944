/* A file of the command line as the inspect child (inspector.h) reads it: opened here, with the user's own rights. */
#ifndef CTL_INSPECTED_H
#define CTL_INSPECTED_H

#include "ctl/ctl.h"

#include <jansson.h>

#include <stdbool.h>

struct buf;

/* What the child said of the file: an object with "document" or "error", which is new. *password is a descriptor, or
 * -1: then one that the file turns out to need is asked for on the terminal. sure: it is this file's; otherwise the
 * first that needs one uses it up. */
json_t *inspect_file(struct ctl *ctl, const char *path, int *password, bool sure);

/* "name: sentence" on standard error. */
void complain_file(struct ctl *ctl, const char *path, const json_t *error);

/* "csr" "key" "certificate" in the user's language. */
const char *kind_words(const char *kind);

/* That the document holds several certificates that are no CA's, and which counts: by "key", "age" or "order". */
void leaves_words(const json_t *document, const char *by, struct buf *out);

#endif
