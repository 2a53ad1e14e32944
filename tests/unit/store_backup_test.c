/* rooms: store base */
#include "store_fixture.h"

#include "base/sys.h"
#include "store/backup.h"
#include "store/copy.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>

enum { MONITORS = 3000 };

static int writes_left = -1; /* until the target is full; -1: no end */

/* In front of the C library's; SQLite writes with pwrite and does not come by. */
ssize_t
write(int fd, const void *bytes, size_t len)
{
	if (writes_left == 0) {
		errno = ENOSPC;
		return -1;
	}
	writes_left -= writes_left > 0;
	return syscall(SYS_write, fd, bytes, len);
}

static int
open_target(struct fixture *f, char path[128])
{
	int fd;

	snprintf(path, 128, "%s.copy", f->path);
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	assert_true(fd >= 0);
	return fd;
}

/* As the daemon and its child do. */
static int
back_up(struct store *s, int fd, struct err *err)
{
	struct store_copy *copy = store_copy_start(s, err);
	int rc = copy ? 1 : -1;

	while (rc > 0)
		rc = store_copy_step(copy, err);
	if (!rc)
		rc = backup_write(store_copy_fd(copy), fd, err);
	store_copy_free(copy);
	return rc;
}

static void
fill(struct fixture *f)
{
	struct event e = {.actor = {0, "root", true}, .what = "monitor.add"};
	char host[64];

	fixture_open(f);
	assert_works(f, store_begin(f->store, &f->err));
	for (int i = 0; i < MONITORS; i++) {
		struct monitor m = fixture_monitor(host);

		snprintf(host, sizeof(host), "host%d.exemple.cat", i);
		assert_works(f, store_monitor_insert(f->store, &m, NULL, &f->err));
	}
	assert_works(f, store_event_append(f->store, &e, &f->err));
	assert_works(f, store_commit(f->store, &f->err));
}

/* That no temporary file is left is seen by fixture_remove: the folder must be empty. */
static void
a_backup_is_a_whole_database_of_that_moment(void **state)
{
	struct fixture *f = *state;
	char path[128], head[65], copied[65];
	char *noise = mem_alloc(4 << 20);
	struct store *copy;
	struct monitor m;
	int fd = open_target(f, path);

	/* A longer file that was there before must not show through at the end. */
	memset(noise, 'x', 4 << 20);
	assert_works(f, sys_write_all(fd, noise, 4 << 20, &f->err));
	free(noise);
	fill(f);
	assert_works(f, back_up(f->store, fd, &f->err));
	assert_works(f, store_event_verify(f->store, head, &f->err));
	fixture_add(f, "later.cat");
	assert_int_equal(fixture_ask(path, "SELECT count(*) FROM monitor"), MONITORS);
	assert_int_equal(
	    fixture_ask(
		path, "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'"),
	    0);

	assert_int_equal(lseek(fd, 0, SEEK_END),
	    fixture_ask(path, "PRAGMA page_count") * fixture_ask(path, "PRAGMA page_size"));

	/* Putting it in the place of the database is all that a restore needs. */
	copy = store_open(path, 0, &f->clock, &f->err);
	assert_non_null(copy);
	assert_works(f, store_event_verify(copy, copied, &f->err));
	assert_string_equal(head, copied);
	assert_works(f, store_monitor_get(copy, MONITORS, &m, &f->err));
	monitor_release(&m);
	store_close(copy);
	close(fd);
}

static void
a_backup_goes_only_where_it_may(void **state)
{
	struct fixture *f = *state;
	char path[128];
	int fd = open_target(f, path), pipe_fds[2], reading;

	fill(f);
	assert_int_equal(pipe(pipe_fds), 0);
	reading = open(path, O_RDONLY | O_CLOEXEC);
	assert_fails(f, back_up(f->store, pipe_fds[1], &f->err), "io");
	assert_fails(f, back_up(f->store, reading, &f->err), "io");
	assert_fails(f, back_up(f->store, -1, &f->err), "io");
	/* In a transaction it would hold what is not committed. */
	assert_works(f, store_begin(f->store, &f->err));
	assert_fails(f, back_up(f->store, fd, &f->err), "io");
	store_rollback(f->store);
	assert_int_equal(lseek(fd, 0, SEEK_END), 0);
	assert_works(f, back_up(f->store, fd, &f->err));
	fixture_close(f);
	close(fd);
	close(reading);
	close(pipe_fds[0]);
	close(pipe_fds[1]);
}

/* More than a piece of a copy. */
static void
fill_much(struct fixture *f)
{
	char *text = mem_alloc(4001);
	struct event e = {.actor = {0, "root", true}, .what = "monitor.edit", .after = text};

	memset(text, 'x', 4000);
	fill(f);
	assert_works(f, store_begin(f->store, &f->err));
	for (int i = 0; i < 600; i++)
		assert_works(f, store_event_append(f->store, &e, &f->err));
	assert_works(f, store_commit(f->store, &f->err));
	free(text);
}

/* Between two pieces everybody's work goes on. */
static void
what_is_changed_meanwhile_is_in_the_backup(void **state)
{
	struct fixture *f = *state;
	char path[128];
	int fd = open_target(f, path), pieces = 0, rc;
	struct store_copy *copy;

	fill_much(f);
	copy = store_copy_start(f->store, &f->err);
	assert_non_null(copy);
	assert_null(store_copy_start(f->store, &f->err)); /* one at a time */
	while ((rc = store_copy_step(copy, &f->err)) > 0)
		if (++pieces == 1)
			fixture_add(f, "meanwhile.cat");
	assert_works(f, rc);
	assert_true(pieces > 0);
	assert_works(f, backup_write(store_copy_fd(copy), fd, &f->err));
	store_copy_free(copy);
	assert_int_equal(fixture_ask(path, "SELECT count(*) FROM monitor WHERE host = "
					   "'meanwhile.cat'"),
	    1);
	assert_int_equal(fixture_ask(path, "SELECT count(*) FROM pragma_integrity_check WHERE "
					   "integrity_check <> 'ok'"),
	    0);
	close(fd);
}

/* A connection that is not to be trusted is closed whatever is being copied from it. */
static void
a_copy_ends_where_the_store_opens_anew(void **state)
{
	struct fixture *f = *state;
	struct store_copy *copy;

	fill_much(f);
	copy = store_copy_start(f->store, &f->err);
	assert_non_null(copy);
	assert_int_equal(store_copy_step(copy, &f->err), 1);
	assert_works(f, store_reopen(f->store, &f->err));
	assert_fails(f, store_copy_step(copy, &f->err), "io");
	fixture_add(f, "after.cat");
	store_copy_free(copy);
	copy = store_copy_start(f->store, &f->err);
	assert_non_null(copy);
	store_copy_free(copy);
}

/* How many files it has; where `away`, they and the folder are removed. */
static int
files_in(const char *folder, bool away)
{
	DIR *dir = opendir(folder);
	const struct dirent *entry;
	int count = 0;

	assert_non_null(dir);
	while ((entry = readdir(dir))) {
		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		count++;
		if (away)
			assert_int_equal(unlinkat(dirfd(dir), entry->d_name, 0), 0);
	}
	closedir(dir);
	if (away)
		assert_int_equal(rmdir(folder), 0);
	return count;
}

static void
backups_rotate_and_a_failed_one_leaves_them_all(void **state)
{
	struct fixture *f = *state;
	char folder[128], part[192];
	struct store_copy *copy;
	struct backup b;
	int rc, fd;

	snprintf(folder, sizeof(folder), "%s/backups", f->folder);
	fill(f);
	copy = store_copy_start(f->store, &f->err);
	while ((rc = store_copy_step(copy, &f->err)) > 0)
		continue;
	assert_works(f, rc);
	assert_works(f, backup_newest(folder, &b, &f->err));
	assert_int_equal(b.at, 0);
	for (int i = 0; i < 5; i++) {
		assert_works(f, backup_make(folder, store_copy_fd(copy), NOW + i, 3, &b, &f->err));
		assert_int_equal(fixture_ask(b.path, "SELECT count(*) FROM monitor"), MONITORS);
		backup_release(&b);
	}
	assert_int_equal(files_in(folder, false), 3);
	assert_works(f, backup_newest(folder, &b, &f->err));
	assert_int_equal(b.at, NOW + 4);
	assert_string_equal(b.path + strlen(folder), "/caduca-20261124T000004Z.db");
	backup_release(&b);

	writes_left = 3;
	assert_fails(
	    f, backup_make(folder, store_copy_fd(copy), NOW + 9, 3, &b, &f->err), "disk-full");
	writes_left = -1;
	assert_int_equal(files_in(folder, false), 3);

	/* What a child that was killed left half is removed by the next. */
	snprintf(part, sizeof(part), "%s/.caduca-caduca-20261124T000007Z.db.part", folder);
	fd = open(part, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
	close(fd);
	assert_works(f, backup_make(folder, store_copy_fd(copy), NOW + 10, 3, &b, &f->err));
	backup_release(&b);
	assert_int_equal(files_in(folder, false), 3);
	store_copy_free(copy);
	files_in(folder, true);
}

/* What was written is read back: a disk that lost a piece of it is not believed. */
static void
a_backup_that_is_not_whole_is_no_backup(void **state)
{
	struct fixture *f = *state;
	char folder[128], path[128], noise[200] = "noise";
	int fd = open_target(f, path);
	struct backup b;

	snprintf(folder, sizeof(folder), "%s/backups", f->folder);
	fill(f);
	assert_works(f, back_up(f->store, fd, &f->err));
	assert_works(f, backup_make(folder, fd, NOW, 3, &b, &f->err));
	backup_release(&b);
	assert_int_equal(pwrite(fd, noise, 200, 8 * 4096), 200);
	assert_fails(f, backup_make(folder, fd, NOW + 1, 3, &b, &f->err), "backup-damaged");
	assert_int_equal(files_in(folder, false), 1);
	close(fd);
	files_in(folder, true);
}

/* In a child, which alone has the limit. */
static int
back_up_without_room(struct fixture *f, int fd)
{
	const struct rlimit limit = {64 * 1024, RLIM_INFINITY};
	struct stat st;

	sys_ignore_pipe_signals();
	f->store = store_open(f->path, 0, &f->clock, &f->err);
	if (!f->store || setrlimit(RLIMIT_FSIZE, &limit) < 0)
		return 1;
	if (!back_up(f->store, fd, &f->err) || strcmp(f->err.code, "disk-full") != 0)
		return 2;
	store_close(f->store);
	return fstat(fd, &st) < 0 || st.st_size != 0 ? 3 : 0;
}

static void
half_a_backup_is_not_left(void **state)
{
	struct fixture *f = *state;
	char path[128];
	int fd = open_target(f, path);

	fill(f);
	writes_left = 2;
	assert_fails(f, back_up(f->store, fd, &f->err), "disk-full");
	assert_int_equal(writes_left, 0);
	writes_left = -1;
	assert_int_equal(lseek(fd, 0, SEEK_END), 0);
	assert_works(f, back_up(f->store, fd, &f->err));
	close(fd);
}

static void
a_backup_without_room_beside_the_database_says_so(void **state)
{
	struct fixture *f = *state;
	char path[128];
	int fd = open_target(f, path), status;
	pid_t child;

	fill(f);
	fixture_close(f);
	child = fork();
	if (!child)
		_exit(back_up_without_room(f, fd));
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	close(fd);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(a_backup_is_a_whole_database_of_that_moment),
	    TEST(a_backup_goes_only_where_it_may),
	    TEST(what_is_changed_meanwhile_is_in_the_backup),
	    TEST(a_copy_ends_where_the_store_opens_anew),
	    TEST(half_a_backup_is_not_left),
	    TEST(backups_rotate_and_a_failed_one_leaves_them_all),
	    TEST(a_backup_that_is_not_whole_is_no_backup),
	    TEST(a_backup_without_room_beside_the_database_says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
