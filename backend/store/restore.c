/* Restoring.
 *
 * The flock of the database is held throughout, so no backend starts meanwhile. What is no backup by its header is not
 * even copied. All else that can fail is done to a copy
 * under a temporary name, by the very functions that open a database: what takes its place at the end is one that has
 * been open. The place itself changes by one rename, after what is there got a second name (link) to be kept by.
 *
 * The log of what is there must not be met by the new file. It is merged by opening and closing the old one; where that
 * fails, for what is there may be broken, it is moved to stand by the old one's new name. Where the last steps are refused,
 * the old one takes its place again. */
#include "store/restore.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/sys.h"
#include "store/backup.h"
#include "store/examine.h"
#include "store/leftovers.h"
#include "store/migrate.h"
#include "store/statement.h"
#include "store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>

void
restored_release(struct restored *r)
{
	free(r->kept);
	*r = (struct restored){0};
}

/* ---- names ---- */

static char *
beside(const char *path, const char *suffix)
{
	return mem_printf("%s%s", path, suffix);
}

static bool
exists(const char *path, const char *suffix)
{
	char *name = beside(path, suffix);
	struct stat st;
	bool there = lstat(name, &st) == 0;

	free(name);
	return there;
}

static void
remove_beside(const char *path, const char *suffix)
{
	char *name = beside(path, suffix);

	unlink(name);
	free(name);
}

/* ---- the copy ---- */

static int
copy_examined(int to, int from, const char *name, struct examined *found, struct err *err)
{
	if (backup_write(from, to, err) < 0)
		return -1;
	return store_examine(to, name, found, err);
}

static bool
count_monitor(const struct monitor *m, void *arg)
{
	(void)m;
	++*(int64_t *)arg;
	return true;
}

static bool
count_events(const struct event *e, void *arg)
{
	*(int64_t *)arg = e->seq;
	return false;
}

static int
write_event(
    struct store *s, const struct actor *actor, const struct examined *found, struct err *err)
{
	char *after = mem_printf("{\"head\":\"%s\",\"version\":%d}", found->head, found->version);
	const struct event e = {
	    .actor = *actor, .what = "database.restore", .before = "", .after = after};
	int rc = store_begin(s, err);

	if (!rc && (rc = store_event_append(s, &e, err)) < 0)
		store_rollback(s);
	if (!rc)
		rc = store_commit(s, err);
	free(after);
	return rc;
}

/* Opened as a database is, which also brings it up to date. */
static int
open_once(const char *copy, const struct actor *actor, const struct clock *clock,
    const struct examined *found, struct restored *r, struct err *err)
{
	struct store *s = store_open_keeping(copy, 0, clock, false, err);
	int rc = s ? 0 : -1;

	if (!rc)
		rc = write_event(s, actor, found, err);
	if (!rc)
		rc = store_monitor_each(s, count_monitor, &r->monitors, err);
	if (!rc)
		rc = store_event_each(s, 0, 1, count_events, &r->events, err);
	store_close(s);
	if (!rc && exists(copy, "-wal"))
		rc = err_set(err, "io", "cannot merge the log of '%s'", copy);
	return rc;
}

static int
make_copy(char *copy, int from, const char *name, const struct actor *actor,
    const struct clock *clock, struct restored *r, struct err *err)
{
	struct examined found;
	int rc, fd = mkostemp(copy, O_CLOEXEC);

	if (fd < 0)
		return err_errno(err, "cannot make '%s'", copy);
	rc = copy_examined(fd, from, name, &found, err);
	close(fd);
	r->version = found.version;
	return rc ? rc : open_once(copy, actor, clock, &found, r, err);
}

static void
remove_copy(const char *copy)
{
	remove_beside(copy, "");
	remove_beside(copy, "-wal");
	remove_beside(copy, ".lock");
}

/* ---- its place ---- */

static void
merge_log(const char *path)
{
	sqlite3 *db = NULL;

	if (!sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL))
		sqlite3_exec(db,
		    "PRAGMA locking_mode = EXCLUSIVE; PRAGMA wal_checkpoint(TRUNCATE);", NULL, NULL,
		    NULL);
	sqlite3_close(db);
}

/* "PATH.replaced-20261130T001500Z", with a number behind it where there is such a one already; the caller frees. */
static char *
kept_name(const char *path, const struct clock *clock)
{
	const time_t now = (time_t)clock_wall(clock);
	char when[32] = "", *name;
	struct tm tm;

	if (gmtime_r(&now, &tm))
		strftime(when, sizeof(when), "%Y%m%dT%H%M%SZ", &tm);
	name = mem_printf("%s" LEFTOVERS_REPLACED "%s", path, when);
	for (int n = 2; exists(name, ""); n++) {
		free(name);
		name = mem_printf("%s" LEFTOVERS_REPLACED "%s-%d", path, when, n);
	}
	return name;
}

/* SQLite leaves a log that it has merged and could not remove empty. */
static void
remove_merged_log(const char *log)
{
	struct stat st;

	if (lstat(log, &st) == 0 && S_ISREG(st.st_mode) && !st.st_size)
		unlink(log);
}

static int
keep(const char *path, const char *kept, struct err *err)
{
	char *log = beside(path, "-wal"), *kept_log = beside(kept, "-wal");
	int rc = 0;

	if (exists(path, "-wal"))
		merge_log(path);
	remove_merged_log(log);
	if (link(path, kept) < 0)
		rc = err_errno(err, "cannot keep '%s' as '%s'", path, kept);
	else if (exists(path, "-wal") && rename(log, kept_log) < 0)
		rc = err_errno(err, "cannot keep '%s' as '%s'", log, kept_log);
	if (rc)
		unlink(kept);
	free(kept_log);
	free(log);
	return rc;
}

/* What is kept takes its place again; kept NULL: there was nothing. Wherever it is cut off, leftovers_clear goes on: the
 * second name goes last. copy: its name is free, or of what did not get there. */
static void
put_back(const char *copy, const char *path, const char *kept)
{
	char *log = beside(path, "-wal"), *kept_log = kept ? beside(kept, "-wal") : NULL;
	bool back = kept && (sys_same_file(path, kept) ||
				(link(kept, copy) == 0 && rename(copy, path) == 0));

	if (!kept)
		unlink(path);
	else if (back && (!exists(kept, "-wal") || rename(kept_log, log) == 0))
		unlink(kept);
	free(kept_log);
	free(log);
}

/* A database reads what stands beside it as its own. */
static int
remove_log(const char *path, const char *suffix, struct err *err)
{
	char *name = beside(path, suffix);
	int rc =
	    unlink(name) < 0 && errno != ENOENT ? err_errno(err, "cannot remove '%s'", name) : 0;

	free(name);
	return rc;
}

static int
put_in_place(const char *copy, const char *path, const struct clock *clock, struct restored *r,
    struct err *err)
{
	char *kept = exists(path, "") ? kept_name(path, clock) : NULL;
	int rc = kept ? keep(path, kept, err) : 0;

	r->kept = kept;
	if (rc)
		return rc;
	if (remove_log(path, "-journal", err) < 0 || remove_log(path, "-wal", err) < 0)
		rc = -1;
	else if (rename(copy, path) < 0)
		rc = err_errno(err, "cannot put '%s' in the place of '%s'", copy, path);
	else
		rc = sys_sync_folder_of(path, err);
	if (rc)
		put_back(copy, path, kept);
	return rc;
}

/* ---- the whole ---- */

static int
check_source(const char *path, int from, const char *name, struct err *err)
{
	struct stat st, own;

	if (fstat(from, &st) < 0)
		return err_errno(err, "cannot look at '%s'", name);
	if (!S_ISREG(st.st_mode))
		return err_set(err, "not-a-file", "'%s' is not a regular file", name);
	if (stat(path, &own) == 0 && own.st_dev == st.st_dev && own.st_ino == st.st_ino)
		return err_set(err, "own-database", "'%s' is the database itself", name);
	if (exists(name, "-wal") || exists(name, "-journal"))
		return err_set(err, "has-log", "beside '%s' stands its log", name);
	return migrate_check_header(from, name, err);
}

int
store_restore(const char *path, int from, const char *name, bool replace, const struct actor *actor,
    const struct clock *clock, struct restored *r, struct err *err)
{
	char *lock_path = beside(path, ".lock"), *copy = beside(path, LEFTOVERS_RESTORE);
	int lock = -1, rc = -1;

	*r = (struct restored){0};
	if (store_prepare_folder(path, err) < 0 || (lock = sys_lock(lock_path, 0, err)) < 0 ||
	    check_source(path, from, name, err) < 0 || leftovers_clear(path, err) < 0)
		goto out;
	if (!replace && exists(path, "")) {
		err_set(err, "exists", "%s", path);
		goto out;
	}
	rc = make_copy(copy, from, name, actor, clock, r, err);
	if (!rc)
		rc = put_in_place(copy, path, clock, r, err);
	remove_copy(copy);
	if (rc)
		restored_release(r);
out:
	sys_close(&lock);
	free(copy);
	free(lock_path);
	return rc;
}
