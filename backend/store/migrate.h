/* Which database this is, and bringing an older one up to date. */
#ifndef STORE_MIGRATE_H
#define STORE_MIGRATE_H

#include "base/err.h"

#include <sqlite3.h>

#define MIGRATE_APPLICATION_ID 0x43647563 /* "Cduc" */

/* The version of the database, 0 for an empty one, without writing to it; or -1: "not-a-database"
 * for that of another program, "newer-database" for a version above `newest`. */
int migrate_identify(sqlite3 *db, int newest, struct err *err);

/* Runs steps[version] ... steps[count - 1] in one transaction; each raises the version, and every foreign
 * key is checked after it. After an error the database is as it was. */
int migrate_run(sqlite3 *db, const char *const *steps, int count, struct err *err);

/* The steps of schema.sql. */
const char *const *migrate_steps(int *count);

/* The name of a file system (f_type of statfs) where neither locks nor fsync can be relied on, or
 * NULL. */
const char *migrate_remote_name(long f_type);

/* What can be told of the file that is open there before anybody copies or opens it, by its first bytes: 0; -1 with
 * "not-a-database", or "newer-database" with both versions. */
int migrate_check_header(int fd, const char *name, struct err *err);

#endif
