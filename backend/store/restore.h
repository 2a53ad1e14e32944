/* Putting a backup in the place of the database, while no backend has it open. */
#ifndef STORE_RESTORE_H
#define STORE_RESTORE_H

#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

struct actor;
struct clock;

struct restored {
	char *kept;       /* where the database that was there is now; NULL: there was none */
	int version;      /* of the backup's tables; they were brought up to date */
	int64_t monitors; /* that are watched in it */
	int64_t events;   /* of its trail, the one that tells of the restoring included */
};

void restored_release(struct restored *r);

/* from: open for reading, a regular file; name is for messages. It is copied beside the database at path (whose folder
 * is made as store_open makes it), the copy is examined (store/examine.h) and brought up to date, and its trail gets one
 * event more, "database.restore". Only then does it take the place of what is there, which is kept under another name
 * beside it, its log with it. -1 with the codes of store_open and store_examine, and: "locked" while a backend has the
 * database open; "exists" where there is a database and `replace` was not asked for; "has-log" where a log lies beside
 * the file `name`, which then is no backup but the file of a database. After -1 what was there is as it was. */
int store_restore(const char *path, int from, const char *name, bool replace,
    const struct actor *actor, const struct clock *clock, struct restored *r, struct err *err);

#endif
