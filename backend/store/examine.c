/* A backup is only one when it can be opened. SQLite opens files by name, and what is examined may have none any more,
 * or one that this process may not go by: so SQLite is handed a file system of one file, which reads a descriptor. It
 * says that the file is immutable: then there is neither a lock nor a log, and nothing is made beside it. */
#include "store/examine.h"

#include "base/mem.h"
#include "store/migrate.h"
#include "store/statement.h"
#include "store/store.h"
#include "store/trouble.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SECTOR_BYTES = 4096 };

/* What SQLite is told to open, and what it opened. */
struct descriptor {
	sqlite3_vfs vfs; /* first: SQLite hands it back */
	int fd;
};

struct open_file {
	sqlite3_file file; /* first, too */
	int fd;
};

/* ---- the file ---- */

static int
file_close(sqlite3_file *file)
{
	(void)file; /* the descriptor is the caller's */
	return SQLITE_OK;
}

static int
file_read(sqlite3_file *file, void *bytes, int len, sqlite3_int64 at)
{
	const struct open_file *f = (const struct open_file *)file;
	char *to = bytes;
	ssize_t n = 1;
	size_t used = 0;

	while (used < (size_t)len && n) {
		n = pread(f->fd, to + used, (size_t)len - used, at + (sqlite3_int64)used);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return SQLITE_IOERR_READ;
		used += (size_t)n;
	}
	memset(to + used, 0, (size_t)len - used);
	return used == (size_t)len ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

static int
file_write(sqlite3_file *file, const void *bytes, int len, sqlite3_int64 at)
{
	(void)file, (void)bytes, (void)len, (void)at;
	return SQLITE_READONLY;
}

static int
file_truncate(sqlite3_file *file, sqlite3_int64 size)
{
	(void)file, (void)size;
	return SQLITE_READONLY;
}

static int
file_size(sqlite3_file *file, sqlite3_int64 *size)
{
	const struct open_file *f = (const struct open_file *)file;
	struct stat st;

	if (fstat(f->fd, &st) < 0)
		return SQLITE_IOERR_FSTAT;
	*size = st.st_size;
	return SQLITE_OK;
}

static int
file_nothing(sqlite3_file *file, int argument)
{
	(void)file, (void)argument; /* sync, lock, unlock */
	return SQLITE_OK;
}

static int
file_reserved(sqlite3_file *file, int *reserved)
{
	(void)file;
	*reserved = 0;
	return SQLITE_OK;
}

static int
file_control(sqlite3_file *file, int operation, void *argument)
{
	(void)file, (void)operation, (void)argument;
	return SQLITE_NOTFOUND;
}

static int
file_sector(sqlite3_file *file)
{
	(void)file;
	return SECTOR_BYTES;
}

static int
file_traits(sqlite3_file *file)
{
	(void)file;
	return SQLITE_IOCAP_IMMUTABLE;
}

static int
open_descriptor(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out_flags)
{
	static const sqlite3_io_methods methods = {.iVersion = 1,
	    .xClose = file_close,
	    .xRead = file_read,
	    .xWrite = file_write,
	    .xTruncate = file_truncate,
	    .xSync = file_nothing,
	    .xFileSize = file_size,
	    .xLock = file_nothing,
	    .xUnlock = file_nothing,
	    .xCheckReservedLock = file_reserved,
	    .xFileControl = file_control,
	    .xSectorSize = file_sector,
	    .xDeviceCharacteristics = file_traits};
	struct open_file *f = (struct open_file *)file;

	(void)name;
	f->file.pMethods = NULL;
	if (!(flags & SQLITE_OPEN_MAIN_DB))
		return SQLITE_CANTOPEN;
	f->file.pMethods = &methods;
	f->fd = ((struct descriptor *)vfs)->fd;
	if (out_flags)
		*out_flags = SQLITE_OPEN_READONLY;
	return SQLITE_OK;
}

static int
keep_name(sqlite3_vfs *vfs, const char *name, int room, char *out)
{
	(void)vfs;
	return snprintf(out, (size_t)room, "%s", name) < room ? SQLITE_OK : SQLITE_CANTOPEN;
}

/* ---- what is in it ---- */

static int
check_pages(sqlite3 *db, const char *name, struct err *err)
{
	sqlite3_stmt *stmt = NULL;
	const char *answer = NULL;
	int rc = sqlite3_prepare_v2(db, "PRAGMA integrity_check(1)", -1, &stmt, NULL);

	errno = 0; /* a page that cannot be read is called damaged */
	if (!rc && (rc = sqlite3_step(stmt)) == SQLITE_ROW) {
		answer = (const char *)sqlite3_column_text(stmt, 0);
		rc = answer && !strcmp(answer, "ok") ? 0
		     : errno == EIO ? trouble_set(db, SQLITE_IOERR_READ, err, "read")
				    : err_set(err, "corrupt-database", "'%s' is damaged: %s", name,
					  answer ? answer : "no answer");
	} else {
		rc = trouble_set(db, rc, err, "read");
	}
	sqlite3_finalize(stmt);
	return rc;
}

/* What runs by itself when the database is written: each with its text, in one. New; NULL and err. */
static char *
triggers_of(sqlite3 *db, struct err *err)
{
	static const char sql[] =
	    "SELECT ifnull(group_concat(type || ' ' || name || ' ' || sql, char(10)), '') FROM "
	    "(SELECT type, name, sql FROM sqlite_schema WHERE type IN ('trigger', 'view') ORDER BY "
	    "name)";
	sqlite3_stmt *stmt = NULL;
	char *all = NULL;
	int rc = sqlite3_prepare_v2(db, sql, -1, &stmt, NULL);

	if (!rc && (rc = sqlite3_step(stmt)) == SQLITE_ROW)
		all = mem_strdup((const char *)sqlite3_column_text(stmt, 0));
	else
		trouble_set(db, rc, err, "read");
	sqlite3_finalize(stmt);
	return all;
}

/* A database with triggers of another's is no backup of ours, whatever its pages and its trail say: they would run
 * as soon as it is written. Those of that version are known by making an empty one. */
static int
check_triggers(sqlite3 *db, const char *name, int version, struct err *err)
{
	int newest, rc = -1;
	const char *const *steps = migrate_steps(&newest);
	char *here = triggers_of(db, err), *ours = NULL;
	sqlite3 *empty = NULL;

	if (here && sqlite3_open(":memory:", &empty) == SQLITE_OK &&
	    migrate_run(empty, steps, version, err) == 0)
		ours = triggers_of(empty, err);
	if (ours)
		rc = !strcmp(here, ours) ? 0
					 : err_set(err, "corrupt-database",
					       "'%s' has triggers that Caduca did not make", name);
	else if (!err->code)
		trouble_set(empty, SQLITE_NOMEM, err, "open");
	sqlite3_close(empty);
	free(ours);
	free(here);
	return rc;
}

/* As much of a store as walking the trail needs. */
static int
check_trail(sqlite3 *db, const char *name, char head[65], struct err *err)
{
	char *path = mem_strdup(name);
	struct store s = {.path = path, .db = db, .lock = -1};
	int rc = statement_prepare(&s, QUERY_EVENT_CHAIN, err);

	if (!rc)
		rc = store_event_verify(&s, head, err);
	statement_finalize_all(&s);
	free(path);
	return rc;
}

static int
examine(sqlite3 *db, const char *name, struct examined *found, struct err *err)
{
	int newest;

	migrate_steps(&newest);
	found->version = migrate_identify(db, newest, err);
	if (found->version < 0)
		return -1;
	if (!found->version)
		return err_set(err, "not-a-database", "'%s' is empty", name);
	if (check_pages(db, name, err) < 0 || check_triggers(db, name, found->version, err) < 0)
		return -1;
	return check_trail(db, name, found->head, err);
}

int
store_examine(int fd, const char *name, struct examined *found, struct err *err)
{
	static const char vfs_name[] = "caduca-descriptor";
	struct descriptor d = {.vfs = *sqlite3_vfs_find(NULL), .fd = fd};
	sqlite3 *db = NULL;
	int rc;

	d.vfs.zName = vfs_name;
	d.vfs.pNext = NULL;
	d.vfs.szOsFile = sizeof(struct open_file);
	d.vfs.xOpen = open_descriptor;
	d.vfs.xFullPathname = keep_name;
	errno = 0;
	rc = sqlite3_vfs_register(&d.vfs, 0);
	if (!rc)
		rc = sqlite3_open_v2(name, &db,
		    SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, vfs_name);
	rc = rc ? trouble_set(db, rc, err, "open") : examine(db, name, found, err);
	sqlite3_close(db);
	sqlite3_vfs_unregister(&d.vfs);
	return rc;
}
