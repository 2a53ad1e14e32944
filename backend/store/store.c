/* Opening, closing and transactions.
 *
 * The true mutex is the flock of "path.lock": POSIX locks, SQLite's own, are gone as soon as the
 * process closes any descriptor of the file. Inside it the connection is EXCLUSIVE, so the index of
 * the log is in memory and no -shm file exists. The -wal file is made when the connection opens and
 * deleted when it closes: one that is there beforehand tells of an owner that died, and the pages
 * are checked before anybody builds on them. */
#include "store/store.h"

#include "store/statement.h"

#include "base/log.h"
#include "base/mem.h"
#include "base/path.h"
#include "base/sys.h"
#include "store/leftovers.h"
#include "store/migrate.h"
#include "store/trouble.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/vfs.h>

/* cache_size is in KiB. The log is merged into the database every 2,000 pages (8 MiB): a page that
 * several batches of results touch is then written once. */
static const char settings[] = "PRAGMA locking_mode = EXCLUSIVE;"
			       "PRAGMA mmap_size = 0;"
			       "PRAGMA cache_size = -8192;"
			       "PRAGMA temp_store = MEMORY;"
			       "PRAGMA trusted_schema = OFF;"
			       "PRAGMA cell_size_check = ON;"
			       "PRAGMA foreign_keys = ON;"
			       "PRAGMA synchronous = FULL;"
			       "PRAGMA wal_autocheckpoint = 2000;"
			       "PRAGMA journal_size_limit = 16777216;";

/* ---- the connection ---- */

/* A log that is left lying makes the next open check the pages, and a file that could not be opened
 * is left as it was found. */
static void
disconnect(struct store *s)
{
	store_copy_abandon(s);
	statement_finalize_all(s);
	if (s->db && s->damaged)
		sqlite3_db_config(s->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	sqlite3_close(s->db);
	s->db = NULL;
}

static int
configure(struct store *s, struct err *err)
{
	static const struct {
		int option;
		int value;
	} options[] = {
	    {SQLITE_DBCONFIG_DEFENSIVE, 1},
	    {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
	    {SQLITE_DBCONFIG_DQS_DDL, 0},
	    {SQLITE_DBCONFIG_DQS_DML, 0},
	};
	int rc = 0;

	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]) && !rc; i++)
		rc = sqlite3_db_config(s->db, options[i].option, options[i].value, NULL);
	if (!rc)
		rc = sqlite3_exec(s->db, settings, NULL, NULL, NULL);
	return rc ? store_fail(s, rc, err, "open") : 0;
}

/* The first text that a statement answers must be `expected`. A check of the pages calls one that could not be read
 * damaged, and says so as its text: what the disk did is in errno. */
static int
expect(struct store *s, const char *sql, const char *expected, const char *code, struct err *err)
{
	sqlite3_stmt *stmt = NULL;
	const char *answer;
	int rc = sqlite3_prepare_v2(s->db, sql, -1, &stmt, NULL), result = 0;

	errno = 0;
	if (!rc && (rc = sqlite3_step(stmt)) == SQLITE_ROW) {
		answer = (const char *)sqlite3_column_text(stmt, 0);
		if (errno == EIO && (!answer || strcmp(answer, expected) != 0))
			result = store_fail(s, SQLITE_IOERR_READ, err, "read");
		else if (!answer || strcmp(answer, expected) != 0)
			result = err_set(err, code, "cannot open '%s': %s: %s", s->path, sql,
			    answer ? answer : "no answer");
	} else {
		result = store_fail(s, rc, err, "open");
	}
	sqlite3_finalize(stmt);
	return result;
}

static bool
exists_beside(const char *path, const char *suffix)
{
	char *name = mem_printf("%s%s", path, suffix);
	bool exists = access(name, F_OK) == 0;

	free(name);
	return exists;
}

/* Before SQLite has it open: closing a descriptor later would drop the process's locks. */
static int
prepare_file(const char *path, struct err *err)
{
	struct stat st;
	int rc = 0;
	/* O_NONBLOCK: a FIFO is refused, not waited for. */
	int fd = open(path, O_RDONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0600);

	if (fd < 0)
		return err_errno(err, "cannot open '%s'", path);
	if (fstat(fd, &st) < 0)
		rc = err_errno(err, "cannot look at '%s'", path);
	else if (!S_ISREG(st.st_mode))
		rc = err_set(err, "io", "'%s' is not a regular file", path);
	else if ((st.st_mode & 077) && fchmod(fd, st.st_mode & 0700) < 0)
		rc = err_errno(err, "cannot make '%s' private", path);
	close(fd);
	return rc;
}

static int
connect_file(struct store *s, bool check, bool keep, struct err *err)
{
	int count, rc;

	migrate_steps(&count);
	if (prepare_file(s->path, err) < 0)
		return -1;
	errno = 0;
	rc = sqlite3_open_v2(s->path, &s->db,
	    SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
	if (rc) {
		store_fail(s, rc, err, "open");
		goto fail;
	}
	/* SQLite falls back to reading where it may not write. */
	if (sqlite3_db_readonly(s->db, "main")) {
		err_set(err, "read-only", "cannot write to '%s'", s->path);
		goto fail;
	}
	/* What is not ours is not even given a log. */
	if (configure(s, err) < 0 || migrate_identify(s->db, count, err) < 0 ||
	    expect(s, "PRAGMA journal_mode = WAL", "wal", "io", err) < 0 ||
	    (check && expect(s, "PRAGMA quick_check(1)", "ok", "corrupt-database", err) < 0) ||
	    store_upgrade(s, keep, err) < 0 || statement_prepare_all(s, err) < 0)
		goto fail;
	s->doubtful = s->damaged = false;
	return 0;
fail:
	s->damaged = true;
	disconnect(s);
	return -1;
}

/* ---- open and close ---- */

int
store_prepare_folder(const char *path, struct err *err)
{
	const char *slash = strrchr(path, '/'), *remote;
	char *folder = slash ? mem_strndup(path, (size_t)(slash - path)) : mem_strdup(".");
	struct statfs fs;
	int rc = 0;

	if (!*folder)
		mem_replace(&folder, "/");
	if (sys_mkdir_private(folder, err) < 0)
		rc = -1;
	else if (statfs(folder, &fs) < 0)
		rc = err_errno(err, "cannot look at '%s'", folder);
	else if ((remote = migrate_remote_name((long)fs.f_type)))
		rc = err_set(err, "remote-filesystem", "'%s' is on %s, where no database is safe",
		    folder, remote);
	free(folder);
	return rc;
}

struct store *
store_open(const char *path, int wait_ms, const struct clock *clock, struct err *err)
{
	return store_open_keeping(path, wait_ms, clock, true, err);
}

struct store *
store_open_keeping(
    const char *path, int wait_ms, const struct clock *clock, bool keep, struct err *err)
{
	struct store *s = mem_alloc(sizeof(*s));
	char *lock_path = mem_printf("%s.lock", path);
	bool unclean;

	s->path = mem_strdup(path);
	s->clock = clock;
	s->lock = -1;
	if (store_prepare_folder(path, err) < 0 ||
	    (s->lock = sys_lock(lock_path, wait_ms, err)) < 0 || leftovers_clear(path, err) < 0)
		goto fail;
	unclean = exists_beside(path, "-wal") || exists_beside(path, "-journal");
	if (connect_file(s, unclean, keep, err) < 0)
		goto fail;
	store_note_program(s);
	free(lock_path);
	return s;
fail:
	free(lock_path);
	store_close(s);
	return NULL;
}

void
store_close(struct store *s)
{
	if (!s)
		return;
	disconnect(s);
	sys_close(&s->lock);
	free(s->before);
	free(s->path);
	free(s);
}

/* A commit whose sync failed stands in the log all the same, and only this connection knows that it does not count: where
 * the log were left as it is, the next one would read a change that was refused. So the connection stays, refusing to
 * write, until what counts is in the database and the log is empty. */
static int
empty_log(struct store *s, struct err *err)
{
	int rc;

	errno = 0;
	rc = sqlite3_wal_checkpoint_v2(s->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
	return rc ? store_fail(s, rc, err, "write to") : 0;
}

int
store_reopen(struct store *s, struct err *err)
{
	if (statement_any_running(s))
		return err_set(err, "io", "cannot open '%s' anew while a query runs", s->path);
	if (s->db && s->doubtful && !s->damaged && empty_log(s, err) < 0)
		return -1;
	disconnect(s);
	return connect_file(s, false, true, err);
}

void
store_on_damage(
    struct store *s, void (*damaged)(const char *code, const char *text, void *arg), void *arg)
{
	s->on_damage = damaged;
	s->on_damage_arg = arg;
}

/* ---- transactions ---- */

static int
run(struct store *s, enum query which, struct err *err)
{
	struct statement q = statement_of(s, which);

	return statement_run(&q, err);
}

int
store_begin(struct store *s, struct err *err)
{
	if ((s->doubtful || !s->db) && store_reopen(s, err) < 0)
		return -1;
	s->written = (struct recorded){0};
	return run(s, QUERY_BEGIN, err);
}

int
store_commit(struct store *s, struct err *err)
{
	const char *unrecorded = recorded_missing(&s->written);

	if (!unrecorded)
		return run(s, QUERY_COMMIT, err);
	log_error("changed without a line of the audit trail, and taken back: %s", unrecorded);
	store_rollback(s);
	err_set(err, "unrecorded", "'%s' changed something without a line of the audit trail",
	    unrecorded);
	return err_text(err, "name", unrecorded);
}

void
store_rollback(struct store *s)
{
	/* SQLite has already rolled back after some errors. */
	if (s->db && !sqlite3_get_autocommit(s->db))
		run(s, QUERY_ROLLBACK, NULL);
}
