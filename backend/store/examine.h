/* Whether a file is a whole database of Caduca, without changing it or making anything beside it. */
#ifndef STORE_EXAMINE_H
#define STORE_EXAMINE_H

#include "base/err.h"

#include <stdint.h>

struct examined {
	int version;   /* of its tables */
	char head[65]; /* the last hash of its trail */
};

/* fd: a regular file, open for reading, that nobody else is writing to; it is read whole. name is for messages. Its
 * pages (integrity_check), its version and the chain of its trail are looked at; what a log beside it holds is not.
 * -1 with the codes of store_open, or "corrupt-trail"; "not-a-database" also of one that is empty. */
int store_examine(int fd, const char *name, struct examined *found, struct err *err);

#endif
