/* Every mistake of a set of files, each as "file:line: what is wrong", in the order in which
 * it was met: whoever edits a procedure sees all of them at once. Zero-initialise to use. */
#ifndef PROCEDURE_COMPLAINTS_H
#define PROCEDURE_COMPLAINTS_H

#include <stddef.h>

struct complaints {
	char **lines;
	size_t count;
};

/* Line 0: the mistake has no line. */
void complaints_add(struct complaints *c, const char *file, int line, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
void complaints_release(struct complaints *c);

#endif
