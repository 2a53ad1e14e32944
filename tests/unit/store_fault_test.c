/* rooms: store base */
/* The disk fails, fills up or turns read-only under the store, and its process is killed. The
 * program's own pread64, pwrite64 and fdatasync stand in front of the C library's, for SQLite too: a fault
 * is what SQLite really sees. */
#include "store_fixture.h"

#include "base/sys.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>

enum { KILLS = 50, ROWS_A_TRANSACTION = 20 };

static int write_error;  /* errno of every write from now on; 0: none */
static off_t unreadable; /* from there on; 0: all can be read */
static int sync_error;
static int syncs; /* since the start */

ssize_t pwrite64(int fd, const void *bytes, size_t len, off_t at);

ssize_t
pwrite64(int fd, const void *bytes, size_t len, off_t at)
{
	if (write_error) {
		errno = write_error;
		return -1;
	}
	return syscall(SYS_pwrite64, fd, bytes, len, at);
}

ssize_t pread64(int fd, void *bytes, size_t len, off_t at);

ssize_t
pread64(int fd, void *bytes, size_t len, off_t at)
{
	if (unreadable && at >= unreadable) {
		errno = EIO;
		return -1;
	}
	return syscall(SYS_pread64, fd, bytes, len, at);
}

int
fdatasync(int fd)
{
	syncs++;
	if (sync_error) {
		errno = sync_error;
		return -1;
	}
	return (int)syscall(SYS_fdatasync, fd);
}

static off_t
log_size(const struct fixture *f)
{
	char name[128];
	struct stat st;

	snprintf(name, sizeof(name), "%s-wal", f->path);
	return stat(name, &st) < 0 ? -1 : st.st_size;
}

static bool
is_there(struct fixture *f, int64_t id)
{
	struct monitor m;

	if (store_monitor_get(f->store, id, &m, NULL) < 0)
		return false;
	monitor_release(&m);
	return true;
}

static int
remove_with_faults_ended(void **state)
{
	write_error = sync_error = 0;
	unreadable = 0;
	return fixture_remove(state);
}

static void
a_commit_is_on_the_disk_when_it_returns(void **state)
{
	struct fixture *f = *state;
	struct monitor m = fixture_monitor("a.cat");
	int before;

	fixture_open(f);
	assert_works(f, store_begin(f->store, &f->err));
	assert_works(f, store_monitor_insert(f->store, &m, NULL, &f->err));
	fixture_record(f);
	before = syncs;
	assert_works(f, store_commit(f->store, &f->err));
	assert_true(syncs > before);
}

static void
a_failed_fsync_refuses_the_commit_and_the_next_one_is_on_a_new_connection(void **state)
{
	struct fixture *f = *state;
	struct monitor m = fixture_monitor("b.cat");
	int64_t first;
	off_t before;

	fixture_open(f);
	first = fixture_add(f, "a.cat");
	assert_works(f, store_begin(f->store, &f->err));
	assert_works(f, store_monitor_insert(f->store, &m, NULL, &f->err));
	fixture_record(f);
	sync_error = EIO;
	assert_fails(f, store_commit(f->store, &f->err), "io");
	store_rollback(f->store);
	assert_true(is_there(f, first));
	assert_false(is_there(f, m.id));
	sync_error = 0;
	assert_works(f, store_reopen(f->store, &f->err));
	assert_true(is_there(f, first));
	assert_false(is_there(f, m.id));
	fixture_add(f, "b.cat");
	fixture_add(f, "b2.cat");

	/* And without being told to. */
	m = fixture_monitor("c.cat");
	assert_works(f, store_begin(f->store, &f->err));
	assert_works(f, store_monitor_insert(f->store, &m, NULL, &f->err));
	fixture_record(f);
	sync_error = EIO;
	assert_fails(f, store_commit(f->store, &f->err), "io");
	sync_error = 0;
	before = log_size(f);
	fixture_add(f, "d.cat");
	assert_true(log_size(f) < before); /* a log of its own */
	assert_works(f, store_begin(f->store, &f->err));
	m = fixture_monitor("c.cat");
	assert_works(f, store_monitor_insert(f->store, &m, NULL, &f->err));
	fixture_commit(f);
	fixture_close(f);
	assert_int_equal(fixture_ask(f->path, "SELECT count(*) FROM monitor"), 5);
}

/* Each refused change is gone, however many syncs fail in a row before one works: neither of them comes back. */
static void
syncs_that_fail_in_a_row_bring_no_refused_change_back(void **state)
{
	struct fixture *f = *state;
	static const char *const refused[] = {"b.cat", "c.cat", "d.cat"};

	fixture_open(f);
	fixture_add(f, "a.cat");
	sync_error = EIO;
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		struct monitor m = fixture_monitor(refused[i]);
		struct event e = {.actor = {0, "root", true}, .what = "monitor.add"};
		int rc = store_begin(f->store, &f->err);

		if (!rc)
			rc = store_monitor_insert(f->store, &m, NULL, &f->err);
		if (!rc)
			rc = store_event_append(f->store, &e, &f->err);
		if (!rc)
			rc = store_commit(f->store, &f->err);
		assert_int_equal(rc, -1);
		assert_string_equal(f->err.code, "io");
		store_rollback(f->store);
	}
	sync_error = 0;
	fixture_add(f, "e.cat");
	fixture_close(f);
	assert_int_equal(fixture_ask(f->path, "SELECT count(*) FROM monitor"), 2);
	assert_int_equal(
	    fixture_ask(f->path, "SELECT count(*) FROM monitor WHERE host IN ('a.cat', 'e.cat')"),
	    2);
}

static const struct {
	int error;
	const char *code;
} refusals[] = {
    {ENOSPC, "disk-full"},
    {EDQUOT, "disk-full"},
    {EFBIG, "disk-full"},
    {EROFS, "read-only"},
    {EIO, "io"},
};

static void
a_disk_that_refuses_is_named_and_used_again_when_it_takes_writes(void **state)
{
	struct fixture *f = *state;
	int64_t added[sizeof(refusals) / sizeof(refusals[0])], id;
	char head[65];

	fixture_open(f);
	for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
		char host[32];
		struct monitor m = fixture_monitor("refused.cat");
		struct event e = {.actor = {0, "root", true}, .what = "monitor.add"};

		write_error = refusals[i].error;
		for (int twice = 0; twice < 2; twice++) {
			int rc = store_begin(f->store, &f->err);

			/* After EIO and EROFS the connection is new, and that may need to write
			 * already. */
			if (!rc) {
				assert_works(f, store_monitor_insert(f->store, &m, NULL, &f->err));
				assert_works(f, store_event_append(f->store, &e, &f->err));
				f->err = (struct err){0};
				rc = store_commit(f->store, &f->err);
			}
			assert_int_equal(rc, -1);
			assert_string_equal(f->err.code, refusals[i].code);
			store_rollback(f->store);
		}
		write_error = 0;
		snprintf(host, sizeof(host), "host%zu.cat", i);
		assert_works(f, store_begin(f->store, &f->err));
		m = fixture_monitor(host);
		assert_works(f, store_monitor_insert(f->store, &m, NULL, &f->err));
		assert_works(f, store_event_append(f->store, &e, &f->err));
		assert_works(f, store_commit(f->store, &f->err));
		added[i] = m.id;
	}
	for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++)
		assert_true(is_there(f, added[i]));
	assert_works(f, store_event_verify(f->store, head, &f->err));
	id = added[0];
	fixture_close(f);
	fixture_open(f);
	assert_true(is_there(f, id));
	fixture_close(f);
	assert_int_equal(fixture_ask(f->path, "SELECT count(*) FROM monitor"),
	    sizeof(refusals) / sizeof(refusals[0]));
}

/* After a crash all pages are looked at. One that the disk does not give is not damaged: nobody is to restore a backup
 * for it. */
static void
a_page_that_cannot_be_read_is_the_disks_fault(void **state)
{
	struct fixture *f = *state;
	struct stat st;
	char wal[128];
	int fd;

	fixture_open(f);
	for (int i = 0; i < 300; i++) {
		char host[32];

		snprintf(host, sizeof(host), "host%d.cat", i);
		fixture_add(f, host);
	}
	fixture_close(f);
	snprintf(wal, sizeof(wal), "%s-wal", f->path);
	fd = open(wal, O_WRONLY | O_CREAT | O_CLOEXEC, 0600); /* as if its owner had died */
	assert_true(fd >= 0);
	close(fd);
	assert_int_equal(stat(f->path, &st), 0);
	unreadable = st.st_size - 4 * 4096;
	f->store = store_open(f->path, 0, &f->clock, &f->err);
	assert_null(f->store);
	assert_string_equal(f->err.code, "io");
	assert_non_null(strstr(f->err.text, strerror(EIO)));
	unreadable = 0;
	fixture_open(f);
	fixture_close(f);
}

static void
a_disk_that_is_full_at_the_first_start_is_named(void **state)
{
	struct fixture *f = *state;

	write_error = ENOSPC;
	f->store = store_open(f->path, 0, &f->clock, &f->err);
	assert_null(f->store);
	assert_string_equal(f->err.code, "disk-full");
	write_error = 0;
	fixture_open(f);
	assert_true(fixture_add(f, "a.cat") > 0);
}

/* ---- a real limit, in a child ---- */

static int
limit_file_size(rlim_t bytes)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_FSIZE, &limit) < 0)
		return -1;
	limit.rlim_cur = bytes;
	return setrlimit(RLIMIT_FSIZE, &limit);
}

/* One transaction of ROWS_A_TRANSACTION monitors and one event. 0, or -1 rolled back. */
static int
add_rows(struct fixture *f, int n, int64_t *last)
{
	struct event e = {.actor = {0, "root", true}, .what = "monitor.add", .subject = n};
	char host[64];

	if (store_begin(f->store, &f->err) < 0)
		return -1;
	for (int i = 0; i < ROWS_A_TRANSACTION; i++) {
		struct monitor m = fixture_monitor(host);

		snprintf(host, sizeof(host), "host%d-%d.exemple.cat", n, i);
		if (store_monitor_insert(f->store, &m, NULL, &f->err) < 0)
			goto undo;
		*last = m.id;
	}
	if (store_event_append(f->store, &e, &f->err) < 0)
		goto undo;
	if (store_commit(f->store, &f->err) < 0)
		goto undo;
	return 0;
undo:
	store_rollback(f->store);
	return -1;
}

/* Fills the room there is; then everything acknowledged must be there, and more again when there is
 * room. Exits with the number of the check that failed. */
static int
fill_and_go_on(struct fixture *f)
{
	int n = 0, done, seen = 0;
	int64_t last = 0;
	char head[65];

	sys_ignore_pipe_signals();
	f->store = store_open(f->path, 0, &f->clock, &f->err);
	if (!f->store || limit_file_size(512 * 1024) < 0)
		return 1;
	while (n < 10000 && !add_rows(f, n, &last))
		n++;
	if (n == 0 || n == 10000 || strcmp(f->err.code, "disk-full") != 0)
		return 2;
	done = n;
	for (int again = 0; again < 3; again++)
		if (!add_rows(f, n, &last) || strcmp(f->err.code, "disk-full") != 0)
			return 3;
	for (int64_t id = 1; id <= (int64_t)done * ROWS_A_TRANSACTION; id++)
		seen += is_there(f, id);
	if (seen != done * ROWS_A_TRANSACTION || store_event_verify(f->store, head, &f->err) < 0)
		return 4;
	if (limit_file_size(RLIM_INFINITY) < 0 || add_rows(f, n, &last) < 0)
		return 5;
	store_close(f->store);
	f->store = store_open(f->path, 0, &f->clock, &f->err);
	if (!f->store || !is_there(f, last) || store_event_verify(f->store, head, &f->err) < 0)
		return 6;
	store_close(f->store);
	return 0;
}

static void
a_full_disk_loses_nothing_and_is_over_when_there_is_room(void **state)
{
	struct fixture *f = *state;
	pid_t child = fork();
	int status;

	if (!child)
		_exit(fill_and_go_on(f));
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

/* ---- kill -9 ---- */

/* Writes until it is killed; after each commit, and only then, the id of its last row goes down the
 * pipe. */
static void
write_forever(struct fixture *f, int round, int to)
{
	int64_t last;

	f->store = store_open(f->path, 0, &f->clock, &f->err);
	for (int n = 0; f->store; n++)
		if (add_rows(f, round * 1000000 + n, &last) < 0 ||
		    write(to, &last, sizeof(last)) < 0)
			break;
	_exit(1);
}

/* Kills a writer at a moment that differs from round to round; the last id that it acknowledged. */
static int64_t
kill_a_writer(struct fixture *f, int round)
{
	int64_t acknowledged = 0, id;
	int pipe_fds[2], status;
	pid_t child;

	assert_int_equal(pipe(pipe_fds), 0);
	child = fork();
	if (!child)
		write_forever(f, round, pipe_fds[1]);
	close(pipe_fds[1]);
	for (int i = 0; i <= round % 7; i++)
		assert_int_equal(
		    read(pipe_fds[0], &acknowledged, sizeof(acknowledged)), sizeof(acknowledged));
	for (volatile int spin = 0; spin < round * 4000; spin++)
		;
	kill(child, SIGKILL);
	while (read(pipe_fds[0], &id, sizeof(id)) == sizeof(id))
		acknowledged = id;
	close(pipe_fds[0]);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	return acknowledged;
}

static bool
count_monitor(const struct monitor *m, void *arg)
{
	(void)m;
	++*(int *)arg;
	return true;
}

static bool
count_event(const struct event *e, void *arg)
{
	(void)e;
	++*(int *)arg;
	return true;
}

static void
nothing_acknowledged_is_lost_to_kill_9(void **state)
{
	struct fixture *f = *state;
	int64_t acknowledged, checked = 0;
	char head[65];

	for (int round = 0; round < KILLS; round++) {
		int monitors = 0, events = 0;

		acknowledged = kill_a_writer(f, round);
		fixture_open(f);
		for (; checked < acknowledged; checked++)
			assert_true(is_there(f, checked + 1));
		/* Whole transactions only. */
		assert_works(f, store_monitor_each(f->store, count_monitor, &monitors, &f->err));
		assert_works(f, store_event_each(f->store, 0, -1, count_event, &events, &f->err));
		assert_int_equal(monitors, events * ROWS_A_TRANSACTION);
		assert_works(f, store_event_verify(f->store, head, &f->err));
		fixture_close(f);
	}
}

#define FAULT_TEST(name) \
	cmocka_unit_test_setup_teardown(name, fixture_make, remove_with_faults_ended)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    FAULT_TEST(a_commit_is_on_the_disk_when_it_returns),
	    FAULT_TEST(a_failed_fsync_refuses_the_commit_and_the_next_one_is_on_a_new_connection),
	    FAULT_TEST(syncs_that_fail_in_a_row_bring_no_refused_change_back),
	    FAULT_TEST(a_disk_that_refuses_is_named_and_used_again_when_it_takes_writes),
	    FAULT_TEST(a_page_that_cannot_be_read_is_the_disks_fault),
	    FAULT_TEST(a_disk_that_is_full_at_the_first_start_is_named),
	    FAULT_TEST(a_full_disk_loses_nothing_and_is_over_when_there_is_room),
	    FAULT_TEST(nothing_acknowledged_is_lost_to_kill_9),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
