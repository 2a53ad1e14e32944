/* Which database this is, and bringing an older one up to date. The header of the file (SQLite's
 * file format, section 1.3) tells whose it is before SQLite opens it: opening a stranger's file
 * would already change it (recovering its log, for one). */
#ifndef STORE_MIGRATE_H
#define STORE_MIGRATE_H

#include "base/err.h"

#include <sqlite3.h>
#include <stdbool.h>

#define MIGRATE_APPLICATION_ID 0x43647563 /* "Cduc" */

/* Makes the file (0600) when there is none, narrows its mode, and refuses what is no regular file
 * ("io"), not ours ("not-a-database") or of a version above `newest` ("newer-database"). SQLite
 * must not have it open: closing a descriptor drops the process's locks. */
int migrate_check_file(const char *path, int newest, struct err *err);

/* Runs steps[version] ... steps[count - 1], each in a transaction of its own that also raises the
 * version and checks every foreign key. What is there after an error is the last version that was
 * reached. */
int migrate_run(sqlite3 *db, const char *const *steps, int count, struct err *err);

/* The steps of schema.sql. */
const char *const *migrate_steps(int *count);

/* The name of a file system (f_type of statfs) where neither locks nor fsync can be relied on, or
 * NULL. */
const char *migrate_remote_name(long f_type);

#endif
