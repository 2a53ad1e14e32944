/* rooms: store base */
#include "store_fixture.h"

#include "base/buf.h"
#include "base/version.h"
#include "store/migrate.h"

#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <sys/wait.h>

static mode_t
mode_of(const struct fixture *f, const char *suffix)
{
	char name[128];
	struct stat st;

	snprintf(name, sizeof(name), "%s%s", f->path, suffix);
	return stat(name, &st) < 0 ? 0 : st.st_mode & 07777;
}

static void
write_file(const char *path, const void *bytes, size_t len)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, len), len);
	close(fd);
}

static void
the_files_are_private_whatever_the_umask(void **state)
{
	struct fixture *f = *state;
	mode_t old = umask(0);
	struct stat st;

	assert_int_equal(rmdir(f->folder), 0);
	fixture_open(f);
	fixture_add(f, "a.cat");
	assert_int_equal(mode_of(f, ""), 0600);
	assert_int_equal(mode_of(f, "-wal"), 0600);
	assert_int_equal(mode_of(f, ".lock"), 0600);
	assert_int_equal(mode_of(f, "-shm"), 0);
	assert_int_equal(stat(f->folder, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0700);
	fixture_close(f);
	assert_int_equal(mode_of(f, "-wal"), 0);

	assert_int_equal(chmod(f->path, 0664), 0);
	fixture_open(f);
	assert_int_equal(mode_of(f, ""), 0600);
	assert_int_equal(mode_of(f, "-wal"), 0600);
	umask(old);
}

static void
a_second_opener_is_told_that_it_is_locked(void **state)
{
	struct fixture *f = *state;
	struct store *second;
	pid_t child;
	int status;

	fixture_open(f);
	second = store_open(f->path, 0, &f->clock, &f->err);
	assert_null(second);
	assert_string_equal(f->err.code, "locked");

	/* And one that does not know of the lock, in another process, cannot even read. */
	child = fork();
	if (!child) {
		sqlite3 *db = NULL;

		sqlite3_open(f->path, &db);
		_exit(sqlite3_exec(db, "SELECT * FROM monitor", NULL, NULL, NULL));
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), SQLITE_BUSY);
}

static void
an_opener_waits_for_the_one_that_closes(void **state)
{
	struct fixture *f = *state;
	int ready[2];
	char byte;
	pid_t child;

	assert_int_equal(pipe(ready), 0);
	child = fork();
	if (!child) {
		struct store *s = store_open(f->path, 0, &f->clock, &f->err);

		if (s && write(ready[1], "x", 1) == 1)
			store_close(s);
		_exit(s ? 0 : 1);
	}
	close(ready[1]);
	assert_int_equal(read(ready[0], &byte, 1), 1);
	close(ready[0]);
	f->store = store_open(f->path, 60000, &f->clock, &f->err);
	assert_non_null(f->store);
	assert_int_equal(waitpid(child, NULL, 0), child);
}

static void
assert_refused(struct fixture *f, const char *code)
{
	f->err = (struct err){0};
	f->store = store_open(f->path, 0, &f->clock, &f->err);
	assert_null(f->store);
	assert_string_equal(f->err.code, code);
}

static struct buf
bytes_of(const char *path)
{
	struct buf b = {0};
	char chunk[4096];
	ssize_t n;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	assert_true(fd >= 0);
	while ((n = read(fd, chunk, sizeof(chunk))) > 0)
		buf_add(&b, chunk, (size_t)n);
	close(fd);
	return b;
}

static void
assert_refused_untouched(struct fixture *f, const char *code)
{
	struct buf before = bytes_of(f->path), after;

	assert_refused(f, code);
	after = bytes_of(f->path);
	assert_int_equal(before.len, after.len);
	assert_memory_equal(before.data, after.data, before.len);
	buf_release(&before);
	buf_release(&after);
}

static void
a_newer_database_is_refused_by_name_and_left_alone(void **state)
{
	struct fixture *f = *state;
	char known[32];
	int count;

	fixture_open(f);
	fixture_close(f);
	assert_int_equal(
	    fixture_ask(f->path, "SELECT version = '" CADUCA_VERSION "' FROM program"), 1);
	fixture_sql(f, "PRAGMA user_version = 4711; UPDATE program SET version = '9.8'");
	assert_refused_untouched(f, "newer-database");
	assert_non_null(strstr(f->err.text, "4711"));
	assert_non_null(strstr(f->err.text, "Caduca 9.8,"));
	migrate_steps(&count);
	snprintf(known, sizeof(known), "up to %d", count);
	assert_non_null(strstr(f->err.text, known));
}

static void
what_is_no_database_of_ours_is_refused_and_left_alone(void **state)
{
	static const char text[] = "host;port\nseu.exemple.cat;443\n";
	struct fixture *f = *state;
	char zeros[8192] = {0}, target[128];

	write_file(f->path, text, sizeof(text) - 1);
	assert_refused_untouched(f, "not-a-database");

	write_file(f->path, zeros, sizeof(zeros));
	assert_refused_untouched(f, "not-a-database");

	unlink(f->path);
	fixture_sql(f, "CREATE TABLE moz_places (id INTEGER); PRAGMA application_id = 7");
	assert_refused_untouched(f, "not-a-database");
	unlink(f->path);
	fixture_sql(f, "CREATE TABLE moz_places (id INTEGER)");
	assert_refused_untouched(f, "not-a-database");
	unlink(f->path);
	fixture_sql(f, "PRAGMA user_version = 1");
	assert_refused_untouched(f, "not-a-database");
	unlink(f->path);
	fixture_sql(f, "PRAGMA application_id = -7");
	assert_refused_untouched(f, "not-a-database");
	unlink(f->path);
	fixture_open(f);
	fixture_close(f);
	fixture_sql(f, "PRAGMA user_version = -1");
	assert_refused_untouched(f, "not-a-database");

	/* What would be opened as something else than it is. */
	unlink(f->path);
	assert_int_equal(mkfifo(f->path, 0600), 0);
	assert_refused(f, "io");
	unlink(f->path);
	snprintf(target, sizeof(target), "%s.copy", f->path);
	assert_int_equal(symlink(target, f->path), 0);
	assert_refused(f, "io");
	assert_int_equal(access(target, F_OK), -1);
}

/* SQLite would merge the log of whoever died with the file open, and so change what is not ours. */
static void
the_log_of_another_program_is_left_alone(void **state)
{
	struct fixture *f = *state;
	char log[128];
	struct stat before, after;
	pid_t child = fork();
	int status;

	if (!child) {
		sqlite3 *db = NULL;

		sqlite3_open(f->path, &db);
		sqlite3_exec(db,
		    "PRAGMA journal_mode = WAL; PRAGMA application_id = 7; PRAGMA wal_checkpoint;"
		    "CREATE TABLE t (x); INSERT INTO t VALUES (1)",
		    NULL, NULL, NULL);
		raise(SIGKILL);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	snprintf(log, sizeof(log), "%s-wal", f->path);
	assert_int_equal(stat(log, &before), 0);
	assert_true(before.st_size > 0);
	assert_refused(f, "not-a-database");
	assert_int_equal(stat(log, &after), 0);
	assert_int_equal(after.st_size, before.st_size);
	assert_int_equal(fixture_ask(f->path, "SELECT x FROM t"), 1);
}

static void
an_empty_file_becomes_a_database(void **state)
{
	struct fixture *f = *state;

	write_file(f->path, "", 0);
	fixture_open(f);
	assert_true(fixture_add(f, "a.cat") > 0);
}

/* The schema is not what its version says: found when the queries are prepared, before anything is
 * written. */
static void
every_query_is_prepared_at_the_opening(void **state)
{
	static const char *const damages[] = {
	    "ALTER TABLE change RENAME TO changes",
	    "ALTER TABLE event RENAME COLUMN hash TO digest",
	    "ALTER TABLE observation RENAME COLUMN trust TO trusted",
	    "ALTER TABLE schedule RENAME COLUMN failures TO failed",
	    "ALTER TABLE certificate RENAME COLUMN facts TO fact",
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(damages) / sizeof(damages[0]); i++) {
		fixture_open(f);
		fixture_close(f);
		fixture_sql(f, damages[i]);
		assert_refused(f, "corrupt-database");
		unlink(f->path);
	}
}

/* Dies with the database open, as a kill -9 leaves it. */
static void
die_with_it_open(struct fixture *f)
{
	pid_t child = fork();
	int status;

	if (!child) {
		if (store_open(f->path, 0, &f->clock, &f->err))
			raise(SIGKILL);
		_exit(1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
}

static void
damage_is_found_after_an_unclean_end(void **state)
{
	struct fixture *f = *state;
	char garbage[512];
	int64_t root, page_size;
	int fd;

	fixture_open(f);
	fixture_add(f, "a.cat");
	fixture_close(f);
	root = fixture_ask(f->path, "SELECT rootpage FROM sqlite_schema WHERE name = 'monitor'");
	page_size = fixture_ask(f->path, "PRAGMA page_size");
	die_with_it_open(f);
	fixture_open(f); /* unclean, and sound */
	fixture_close(f);

	die_with_it_open(f);
	memset(garbage, 0xa5, sizeof(garbage));
	fd = open(f->path, O_WRONLY | O_CLOEXEC);
	assert_int_equal(
	    pwrite(fd, garbage, sizeof(garbage), (root - 1) * page_size), sizeof(garbage));
	close(fd);
	assert_refused(f, "corrupt-database");
	/* Refusing it once does not make it sound. */
	assert_refused(f, "corrupt-database");
}

static void
a_reopened_store_still_holds_the_lock_and_its_rows(void **state)
{
	struct fixture *f = *state;
	struct monitor m;
	int64_t id;

	fixture_open(f);
	id = fixture_add(f, "a.cat");
	assert_works(f, store_reopen(f->store, &f->err));
	assert_null(store_open(f->path, 0, &f->clock, NULL));
	assert_works(f, store_monitor_get(f->store, id, &m, &f->err));
	monitor_release(&m);
	assert_true(fixture_add(f, "b.cat") > id);
}

static void
a_reopen_that_fails_is_tried_again_by_the_next_transaction(void **state)
{
	struct fixture *f = *state;
	char aside[128];
	struct monitor m;
	int64_t id;

	fixture_open(f);
	id = fixture_add(f, "a.cat");
	snprintf(aside, sizeof(aside), "%s.copy", f->path);
	assert_int_equal(rename(f->path, aside), 0);
	assert_int_equal(mkdir(f->path, 0700), 0);
	assert_fails(f, store_reopen(f->store, &f->err), "io");
	assert_fails(f, store_monitor_get(f->store, id, &m, &f->err), "io");
	assert_fails(f, store_begin(f->store, &f->err), "io");
	assert_int_equal(rmdir(f->path), 0);
	assert_int_equal(rename(aside, f->path), 0);
	assert_works(f, store_begin(f->store, &f->err));
	assert_works(f, store_monitor_get(f->store, id, &m, &f->err));
	monitor_release(&m);
	store_rollback(f->store);
}

static int
open_as_nobody(struct fixture *f, mode_t folder, mode_t file)
{
	const uid_t nobody = 65534;
	int status;
	pid_t child;

	if (geteuid() == 0 && chown(f->folder, nobody, nobody) == 0 &&
	    chown(f->path, nobody, nobody) == 0) {
		char lock[128];

		snprintf(lock, sizeof(lock), "%s.lock", f->path);
		assert_int_equal(chown(lock, nobody, nobody), 0);
	}
	assert_int_equal(chmod(f->path, file), 0);
	assert_int_equal(chmod(f->folder, folder), 0);
	child = fork();
	if (!child) {
		if (geteuid() == 0 &&
		    (setgroups(0, NULL) < 0 || setgid(nobody) < 0 || setuid(nobody) < 0))
			_exit(77);
		if (store_open(f->path, 0, &f->clock, &f->err))
			_exit(1);
		_exit(!strcmp(f->err.code, "read-only") || !strcmp(f->err.code, "denied") ? 0 : 2);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	chmod(f->folder, 0700);
	chmod(f->path, 0600);
	return WEXITSTATUS(status);
}

static void
a_file_or_folder_that_cannot_be_written_is_refused(void **state)
{
	struct fixture *f = *state;
	int rc;

	fixture_open(f);
	fixture_close(f);
	rc = open_as_nobody(f, 0700, 0400);
	if (rc == 77) {
		print_message("# skipped: this root cannot become another user\n");
		return; /* skip() is a failure to prove */
	}
	assert_int_equal(rc, 0);
	assert_int_equal(open_as_nobody(f, 0500, 0600), 0);
}

static void
network_file_systems_are_known(void **state)
{
	(void)state;
	assert_string_equal(migrate_remote_name(0x6969), "NFS");
	assert_string_equal(migrate_remote_name((long)(int)0xff534d42), "CIFS");
	assert_string_equal(migrate_remote_name((long)0xfe534d42L), "SMB");
	assert_null(migrate_remote_name(0xef53));     /* ext4 */
	assert_null(migrate_remote_name(0x01021994)); /* tmpfs */
}

/* ---- migrations, on steps made up for the purpose ---- */

static const char *const steps[] = {
    "CREATE TABLE parent (id INTEGER PRIMARY KEY, name TEXT) STRICT;"
    "CREATE TABLE child (parent INTEGER REFERENCES parent (id) ON DELETE CASCADE) STRICT;"
    "INSERT INTO parent VALUES (1, 'one'); INSERT INTO child VALUES (1);",
    /* As SQLite's manual says to change a table: a new one under the old name. */
    "CREATE TABLE parent2 (id INTEGER PRIMARY KEY, name TEXT, port INTEGER NOT NULL) STRICT;"
    "INSERT INTO parent2 SELECT id, name, 443 FROM parent; DROP TABLE parent;"
    "ALTER TABLE parent2 RENAME TO parent;",
    "UPDATE parent SET port = 8443;",
};

static sqlite3 *
raw(struct fixture *f)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(f->path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "PRAGMA foreign_keys = ON", NULL, NULL, NULL), SQLITE_OK);
	return db;
}

static void
an_older_database_is_brought_up_to_date(void **state)
{
	struct fixture *f = *state;
	sqlite3 *db = raw(f);

	assert_works(f, migrate_run(db, steps, 1, &f->err));
	assert_works(f, migrate_run(db, steps, 3, &f->err));
	assert_works(f, migrate_run(db, steps, 3, &f->err));
	assert_fails(f, migrate_run(db, steps, 2, &f->err), "newer-database");
	sqlite3_close(db);
	assert_int_equal(fixture_ask(f->path, "PRAGMA user_version"), 3);
	assert_int_equal(fixture_ask(f->path, "PRAGMA application_id"), MIGRATE_APPLICATION_ID);
	assert_int_equal(fixture_ask(f->path, "SELECT port FROM parent WHERE name = 'one'"), 8443);
	assert_int_equal(fixture_ask(f->path, "SELECT count(*) FROM child"), 1);
}

/* Also where steps before it went well: there is no database of a version between two programs. */
static void
a_migration_that_fails_leaves_the_database_as_it_was(void **state)
{
	const char *const broken[] = {
	    steps[0], steps[1], "UPDATE parent SET name = 'lost'; INSERT INTO nowhere VALUES (1);"};
	const char *const orphan[] = {steps[0], steps[1], "DELETE FROM parent;"};
	struct fixture *f = *state;
	sqlite3 *db = raw(f);

	assert_works(f, migrate_run(db, steps, 1, &f->err));
	assert_int_equal(migrate_run(db, broken, 3, &f->err), -1);
	assert_non_null(strstr(f->err.text, "nowhere"));
	assert_fails(f, migrate_run(db, orphan, 3, &f->err), "corrupt-database");
	assert_int_equal(
	    sqlite3_exec(db, "INSERT INTO child VALUES (99)", NULL, NULL, NULL), SQLITE_CONSTRAINT);
	sqlite3_close(db);
	assert_int_equal(fixture_ask(f->path, "PRAGMA user_version"), 1);
	assert_int_equal(fixture_ask(f->path, "SELECT count(*) FROM parent WHERE name = 'one'"), 1);
	assert_int_equal(
	    fixture_ask(f->path, "SELECT count(*) FROM pragma_table_info('parent')"), 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(the_files_are_private_whatever_the_umask),
	    TEST(a_second_opener_is_told_that_it_is_locked),
	    TEST(an_opener_waits_for_the_one_that_closes),
	    TEST(a_newer_database_is_refused_by_name_and_left_alone),
	    TEST(what_is_no_database_of_ours_is_refused_and_left_alone),
	    TEST(the_log_of_another_program_is_left_alone),
	    TEST(an_empty_file_becomes_a_database),
	    TEST(every_query_is_prepared_at_the_opening),
	    TEST(damage_is_found_after_an_unclean_end),
	    TEST(a_reopened_store_still_holds_the_lock_and_its_rows),
	    TEST(a_reopen_that_fails_is_tried_again_by_the_next_transaction),
	    TEST(a_file_or_folder_that_cannot_be_written_is_refused),
	    TEST(network_file_systems_are_known),
	    TEST(an_older_database_is_brought_up_to_date),
	    TEST(a_migration_that_fails_leaves_the_database_as_it_was),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
