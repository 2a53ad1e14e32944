/* rooms: store base */
#include "store_fixture.h"

#include "base/sys.h"

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
	assert_works(f, store_backup(f->store, fd, &f->err));
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
	int fd = open_target(f, path), own, pipe_fds[2], reading;

	fill(f);
	own = open(f->path, O_RDWR | O_CLOEXEC);
	assert_int_equal(pipe(pipe_fds), 0);
	reading = open(path, O_RDONLY | O_CLOEXEC);
	assert_fails(f, store_backup(f->store, own, &f->err), "io");
	assert_fails(f, store_backup(f->store, pipe_fds[1], &f->err), "io");
	assert_fails(f, store_backup(f->store, reading, &f->err), "io");
	assert_fails(f, store_backup(f->store, -1, &f->err), "io");
	/* In a transaction it would hold what is not committed. */
	assert_works(f, store_begin(f->store, &f->err));
	assert_fails(f, store_backup(f->store, fd, &f->err), "io");
	store_rollback(f->store);
	assert_int_equal(lseek(fd, 0, SEEK_END), 0);
	assert_works(f, store_backup(f->store, fd, &f->err));
	fixture_close(f);
	close(own);
	close(fd);
	close(reading);
	close(pipe_fds[0]);
	close(pipe_fds[1]);
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
	if (!store_backup(f->store, fd, &f->err) || strcmp(f->err.code, "disk-full") != 0)
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
	assert_fails(f, store_backup(f->store, fd, &f->err), "disk-full");
	assert_int_equal(writes_left, 0);
	writes_left = -1;
	assert_int_equal(lseek(fd, 0, SEEK_END), 0);
	assert_works(f, store_backup(f->store, fd, &f->err));
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
	    TEST(half_a_backup_is_not_left),
	    TEST(a_backup_without_room_beside_the_database_says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
