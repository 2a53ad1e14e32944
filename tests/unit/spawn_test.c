/* rooms: base */
/* Children are started for real: this program runs itself again, and what becomes of it says how it finds itself. */
#include "base/spawn.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/sys.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <cmocka.h>

enum { LEAK_FD = 60, SOCKET_FD = 3 };

static char *self;

/* ---- what runs in the child ---- */

static void
say_descriptors(struct buf *out)
{
	DIR *dir = opendir("/proc/self/fd");
	struct dirent *entry;

	buf_puts(out, "fds");
	for (int fd = 0; fd < 100; fd++)
		if (fd != dirfd(dir) && fcntl(fd, F_GETFD) >= 0)
			buf_printf(out, " %d", fd);
	while ((entry = readdir(dir)))
		if (atoi(entry->d_name) >= 100)
			buf_printf(out, " %s", entry->d_name);
	buf_puts(out, "\n");
	closedir(dir);
}

/* The lines of /proc/self/status that tell of signals: blocked, ignored, caught (by a sanitizer too). */
static void
say_signals(struct buf *out)
{
	FILE *f = fopen("/proc/self/status", "re");
	char line[256];

	while (f && fgets(line, sizeof(line), f))
		if (!strncmp(line, "SigBlk", 6) || !strncmp(line, "SigIgn", 6) ||
		    !strncmp(line, "SigCgt", 6))
			buf_puts(out, line);
	if (f)
		fclose(f);
}

static void
say_place(struct buf *out)
{
	char folder[256];

	buf_printf(out, "pid %d\nparent %d\nsession %d\nfolder %s\nenvironment %s\n", getpid(),
	    getppid(), getsid(0), getcwd(folder, sizeof(folder)) ? folder : "?",
	    getenv("SPAWN_TEST") ? getenv("SPAWN_TEST") : "none");
}

/* Everything, to descriptor `to`; where removed, from a program that is no longer where it was. */
static int
tell(int to, bool removed)
{
	struct buf out = {0};
	int rc;

	if (removed && unlink(self) < 0)
		return 1;
	if (removed) {
		char say[] = "say", where[] = "3";
		char *const argv[] = {self, say, where, NULL};
		const struct spawn child = {
		    .session = SPAWN_HERE, .fds = {0, 1, 2, to}, .fd_count = 4};
		return spawn_program(&child, NULL, argv, NULL) < 0;
	}
	say_descriptors(&out);
	say_signals(&out);
	say_place(&out);
	rc = sys_write_all(to, out.data, out.len, NULL);
	buf_release(&out);
	return rc < 0;
}

/* ---- what is heard of it ---- */

/* All that it says until it closes its end. */
static char *
hear(int fd)
{
	struct buf all = {0};
	ssize_t n = 1;

	while (n > 0) {
		buf_reserve(&all, 4096);
		n = read(fd, all.data + all.len, 4096);
		if (n > 0)
			all.len += (size_t)n;
	}
	close(fd);
	buf_puts(&all, "");
	return buf_steal(&all);
}

/* What stands after a word at the start of a line; the caller frees. */
static char *
told(const char *all, const char *word)
{
	char *start = mem_printf("\n%s", word), *with = mem_printf("\n%s", all);
	const char *at = strstr(with, start);
	char *value;

	if (!at)
		fail_msg("it says nothing of '%s': %s", word, all);
	at += strlen(start);
	at += strspn(at, ": \t");
	value = mem_strndup(at, strcspn(at, "\n"));
	free(with);
	free(start);
	return value;
}

static void
assert_told(const char *all, const char *word, const char *expected)
{
	char *value = told(all, word);

	assert_string_equal(value, expected);
	free(value);
}

static int64_t
told_number(const char *all, const char *word)
{
	char *value = told(all, word);
	int64_t n = strtoll(value, NULL, 10);

	free(value);
	return n;
}

/* Of a set as the kernel shows it; 32 and 33 are the C library's own, which nothing here can change. */
static void
assert_no_signals(const char *all, const char *word)
{
	char *value = told(all, word);

	assert_int_equal(strtoull(value, NULL, 16) & ~(UINT64_C(3) << 31), 0);
	free(value);
}

static pid_t
run(struct spawn *s, const char *what, int *socket, const char *program)
{
	char where[] = "3";
	char *const argv[] = {
	    (char *)(uintptr_t)(program ? program : self), (char *)(uintptr_t)what, where, NULL};
	struct err err = {0};
	pid_t pid;

	s->socket = socket;
	pid = spawn_program(s, program, argv, &err);
	if (pid < 0)
		fail_msg("%s", err.text);
	return pid;
}

static int
status_of(pid_t pid)
{
	int status = 0;

	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static const struct spawn plain = {.session = SPAWN_HERE,
    .fds = {SPAWN_NULL, SPAWN_NULL, STDERR_FILENO, SPAWN_SOCKET},
    .fd_count = SOCKET_FD + 1};

static size_t
open_here(void)
{
	size_t count = 0;

	for (int fd = 0; fd < 200; fd++)
		count += fcntl(fd, F_GETFD) >= 0;
	return count;
}

/* ---- tests ---- */

static void
nothing_is_open_but_what_was_placed(void **state)
{
	struct spawn s = plain;
	int fd, leak = open("/dev/null", O_RDONLY);
	size_t before;
	char *all;
	pid_t pid;

	(void)state;
	assert_int_equal(
	    dup2(leak, LEAK_FD), LEAK_FD); /* without close-on-exec, as others may leave it */
	before = open_here();
	pid = run(&s, "say", &fd, NULL);
	all = hear(fd);
	assert_told(all, "fds", "0 1 2 3");
	assert_int_equal(status_of(pid), 0);
	assert_int_equal(open_here(), before);
	free(all);
	close(leak);
	close(LEAK_FD);
}

/* As many as there are places, in an order in which each would overwrite the next. */
static void
descriptors_are_placed_whatever_their_numbers(void **state)
{
	int sockets[2], fd, mine[3], at[3] = {5, 6, 4};
	struct spawn s = {.fds = {SPAWN_NULL, SPAWN_NULL, 2, SPAWN_SOCKET, 5, 6, 4}, .fd_count = 7};
	char *all, letter;
	int saved[3];

	(void)state;
	for (int i = 0; i < 3; i++)
		saved[i] =
		    fcntl(at[i], F_DUPFD_CLOEXEC, 100); /* of the test's own, if it has any */
	for (int i = 0; i < 3; i++) {
		assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets), 0);
		mine[i] = fcntl(sockets[0], F_DUPFD_CLOEXEC, 120);
		assert_true(dup3(sockets[1], at[i] + 130, O_CLOEXEC) >= 0);
		close(sockets[0]);
		close(sockets[1]);
	}
	for (int i = 0; i < 3; i++)
		assert_true(dup3(at[i] + 130, at[i], O_CLOEXEC) >= 0);
	assert_int_equal(status_of(run(&s, "letters", &fd, NULL)), 0);
	for (int i = 0; i < 3; i++) {
		close(at[i]);
		close(at[i] + 130);
		if (saved[i] >= 0)
			dup3(saved[i], at[i], O_CLOEXEC);
		sys_close(&saved[i]);
	}
	for (int i = 0; i < 3; i++) {
		assert_int_equal(read(mine[i], &letter, 1), 1);
		assert_int_equal(letter, 'a' + 4 + i); /* what it wrote to its 4, 5 and 6 */
		close(mine[i]);
	}
	all = hear(fd);
	free(all);
}

static void
catch_nothing(int number)
{
	(void)number;
}

static void
every_signal_is_as_at_the_beginning(void **state)
{
	struct spawn s = plain;
	sigset_t some, before, after;
	char *all;
	int fd;

	(void)state;
	signal(SIGTERM, catch_nothing);
	signal(SIGUSR2, SIG_IGN);
	sys_ignore_pipe_signals();
	sigemptyset(&some);
	sigaddset(&some, SIGUSR1);
	sigaddset(&some, SIGCHLD);
	sigprocmask(SIG_BLOCK, &some, &before);
	assert_int_equal(status_of(run(&s, "say", &fd, NULL)), 0);
	sigprocmask(SIG_SETMASK, &before, &after);
	assert_true(sigismember(&after, SIGUSR1) && !sigismember(&after, SIGUSR2));
	all = hear(fd);
	assert_no_signals(all, "SigBlk");
	assert_no_signals(all, "SigIgn");
	free(all);
	signal(SIGTERM, SIG_DFL);
	signal(SIGUSR2, SIG_DFL);
}

static void
it_is_in_the_session_that_was_said(void **state)
{
	struct spawn s = plain;
	char *all, folder[256];
	pid_t pid;
	int fd;

	(void)state;
	pid = run(&s, "say", &fd, NULL);
	all = hear(fd);
	assert_int_equal(told_number(all, "session"), getsid(0));
	assert_told(all, "folder", getcwd(folder, sizeof(folder)));
	assert_int_equal(status_of(pid), 0);
	free(all);

	s.session = SPAWN_APART;
	pid = run(&s, "say", &fd, NULL);
	all = hear(fd);
	assert_int_equal(told_number(all, "session"), pid);
	assert_int_equal(told_number(all, "parent"), getpid());
	assert_int_equal(status_of(pid), 0);
	free(all);
}

static void
what_is_detached_is_nobodys_child(void **state)
{
	struct spawn s = plain;
	char *all;
	int fd;

	(void)state;
	s.session = SPAWN_DETACHED;
	assert_int_equal(run(&s, "say", &fd, NULL), 0);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
	all = hear(fd);
	assert_int_not_equal(told_number(all, "session"), getsid(0));
	assert_int_not_equal(told_number(all, "session"), told_number(all, "pid"));
	assert_int_not_equal(told_number(all, "parent"), getpid());
	assert_told(all, "folder", "/");
	assert_told(all, "fds", "0 1 2 3");
	free(all);
}

static void
the_environment_is_ours(void **state)
{
	struct spawn s = plain;
	char *all;
	int fd;

	(void)state;
	setenv("SPAWN_TEST", "a b", 1);
	assert_int_equal(status_of(run(&s, "say", &fd, NULL)), 0);
	all = hear(fd);
	assert_told(all, "environment", "a b");
	unsetenv("SPAWN_TEST");
	free(all);
}

static void
a_program_that_cannot_be_run_is_told_at_once_or_by_its_end(void **state)
{
	char name[] = "x", folder[] = "/tmp/caduca-spawn-XXXXXX", *path;
	char *const argv[] = {name, NULL};
	struct spawn s = plain;
	struct err err = {0};
	size_t before = open_here();
	int fd = 77;

	(void)state;
	s.socket = &fd;
	assert_int_equal(spawn_program(&s, "/nonexistent/caducad", argv, &err), -1);
	assert_string_equal(err.code, "cannot-start");
	assert_non_null(strstr(err.text, "/nonexistent/caducad"));
	assert_int_equal(fd, -1);
	assert_int_equal(open_here(), before);

	assert_non_null(mkdtemp(folder));
	path = mem_printf("%s/program", folder);
	fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0700); /* executable, and no program */
	assert_int_equal(write(fd,
			     "\x7f"
			     "ELF",
			     4),
	    4);
	close(fd);
	assert_int_equal(status_of(run(&s, "say", &fd, path)), 72);
	close(fd);
	unlink(path);
	rmdir(folder);
	free(path);

	s.fds[1] = 199; /* not open */
	assert_int_equal(status_of(run(&s, "say", &fd, NULL)), 71);
	close(fd);
	assert_int_equal(open_here(), before);
}

/* An upgrade puts another program in the place of the one that runs, or takes it away. */
static void
the_program_that_runs_is_found_when_it_is_gone(void **state)
{
	char folder[] = "/tmp/caduca-spawn-XXXXXX", *path;
	struct spawn s = plain;
	size_t len;
	char *bytes, *all;
	int fd, copy;

	(void)state;
	assert_non_null(mkdtemp(folder));
	path = mem_printf("%s/program", folder);
	bytes = sys_read_file("/proc/self/exe", 1 << 28, &len, NULL);
	assert_non_null(bytes);
	copy = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0700);
	assert_int_equal(sys_write_all(copy, bytes, len, NULL), 0);
	close(copy);
	free(bytes);
	assert_int_equal(status_of(run(&s, "gone", &fd, path)), 0);
	all = hear(fd);
	assert_told(all, "fds", "0 1 2 3");
	assert_int_equal(rmdir(folder), 0);
	free(all);
	free(path);
}

static void
say_from_function(void *arg)
{
	_exit(tell(*(int *)arg, false));
}

static void
return_quietly(void *arg)
{
	(void)arg;
	printf("# this stays in the buffer\n");
}

static void
a_function_starts_as_a_program_does(void **state)
{
	struct spawn s = plain;
	struct err err = {0};
	int fd, to = SOCKET_FD, leak = open("/dev/null", O_RDONLY);
	sigset_t some;
	pid_t pid;
	char *all;

	(void)state;
	assert_int_equal(dup2(leak, LEAK_FD), LEAK_FD);
	close(leak);
	sigemptyset(&some);
	sigaddset(&some, SIGUSR1);
	sigprocmask(SIG_BLOCK, &some, NULL);
	s.socket = &fd;
	signal(SIGTERM, catch_nothing);
	pid = spawn_function(&s, say_from_function, &to, "a test", &err);
	sigprocmask(SIG_UNBLOCK, &some, NULL);
	signal(SIGTERM, SIG_DFL);
	assert_true(pid > 0);
	all = hear(fd);
	assert_told(all, "fds", "0 1 2 3");
	assert_no_signals(all, "SigBlk");
	assert_no_signals(all, "SigIgn");
	assert_no_signals(all, "SigCgt");
	assert_int_equal(status_of(pid), 0);
	free(all);
	close(LEAK_FD);
	pid = spawn_function(&s, return_quietly, NULL, "a test", &err);
	all = hear(fd);
	assert_string_equal(all, "");
	assert_int_equal(status_of(pid), 0);
	free(all);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(nothing_is_open_but_what_was_placed),
	    cmocka_unit_test(descriptors_are_placed_whatever_their_numbers),
	    cmocka_unit_test(every_signal_is_as_at_the_beginning),
	    cmocka_unit_test(it_is_in_the_session_that_was_said),
	    cmocka_unit_test(what_is_detached_is_nobodys_child),
	    cmocka_unit_test(the_environment_is_ours),
	    cmocka_unit_test(a_program_that_cannot_be_run_is_told_at_once_or_by_its_end),
	    cmocka_unit_test(the_program_that_runs_is_found_when_it_is_gone),
	    cmocka_unit_test(a_function_starts_as_a_program_does),
	};

	self = argv[0];
	if (argc > 2 && !strcmp(argv[1], "letters"))
		return write(4, "e", 1) + write(5, "f", 1) + write(6, "g", 1) != 3;
	if (argc > 2)
		return tell(atoi(argv[2]), !strcmp(argv[1], "gone"));
	/* what the harness left open is not ours to place over */
	close_range(3, ~0U, 0);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
