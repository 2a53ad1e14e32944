/* rooms: base */
/* What a worker gave up is gone: each in a child, since a fence is for good. */
#include "base/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <cmocka.h>

static int
in_child(int (*run)(void))
{
	int status = -1;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (!pid)
		_exit(run());
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static int
refused_call(void)
{
	static const unsigned refused[] = {SYS_getppid, SYS_execve};
	char *const argv[] = {NULL};

	sandbox_begin();
	sandbox_calls(refused, 2);
	if (syscall(SYS_getppid) != -1 || errno != EPERM)
		return 1;
	if (execve("/bin/true", argv, argv) != -1 || errno != EPERM)
		return 2;
	return getpid() > 0 ? 0 : 3;
}

static void
a_refused_call_fails_and_the_others_do_not(void **state)
{
	(void)state;
	assert_int_equal(in_child(refused_call), 0);
}

static int
foreign_call(void)
{
	sandbox_begin();
	sandbox_calls(NULL, 0);
	/* x32's getppid: without the fence it is ENOSYS or the parent's id */
	return syscall(0x40000000L + SYS_getppid) == -1 && errno == EPERM ? 0 : 1;
}

static void
a_call_by_another_architectures_number_fails(void **state)
{
	(void)state;
#ifdef __x86_64__
	assert_int_equal(in_child(foreign_call), 0);
#else
	(void)foreign_call;
	/* skip() is a failure to prove */
#endif
}

static int
files(void)
{
	static const char *const readable[] = {"/etc", "/no/such/folder"};
	int fd;

	sandbox_begin();
	sandbox_files(readable, 2);
	if ((fd = open("/etc/passwd", O_RDONLY)) < 0)
		return 1;
	close(fd);
	if (open("/etc/passwd", O_WRONLY) >= 0 || open("/bin/sh", O_RDONLY) >= 0)
		return 2;
	return open("/tmp/caduca-fence", O_WRONLY | O_CREAT, 0600) >= 0 ? 3 : 0;
}

static void
files_are_read_where_allowed_and_nowhere_else(void **state)
{
	(void)state;
	if (syscall(SYS_landlock_create_ruleset, NULL, 0, 1) < 1)
		return; /* a kernel without Landlock */
	assert_int_equal(in_child(files), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_refused_call_fails_and_the_others_do_not),
	    cmocka_unit_test(a_call_by_another_architectures_number_fails),
	    cmocka_unit_test(files_are_read_where_allowed_and_nowhere_else),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
