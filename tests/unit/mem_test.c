/* rooms: base */
/* Out of memory ends the process at once, wherever it is found: what a library could not allocate would otherwise be an
 * answer that is never sent, or a setting that is not there. */
#include "base/mem.h"

#include <fcntl.h>
#include <jansson.h>
#include <libconfig.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { ROOM = 64 << 20, TEXT = 100000, MANY = 100000 };

static void
fill_jansson(void)
{
	json_t *all = json_array();
	char text[TEXT];

	memset(text, 'x', sizeof(text));
	for (int i = 0; i < MANY; i++)
		if (json_array_append_new(all, json_stringn(text, sizeof(text))) < 0)
			_exit(1); /* it went on without */
}

static void
fill_libconfig(void)
{
	config_t c;
	config_setting_t *list;
	char text[TEXT];

	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	config_init(&c);
	list = config_setting_add(config_root_setting(&c), "list", CONFIG_TYPE_LIST);
	for (int i = 0; i < MANY; i++)
		if (!config_setting_set_string_elem(list, -1, text))
			_exit(1);
}

/* What a child says on standard error that has little memory and uses it all; it must have ended by abort(). */
static void
check_ends(void (*fill)(void))
{
	char said[200] = "";
	int pipe_fds[2], status;
	pid_t child;

	assert_int_equal(pipe(pipe_fds), 0);
	child = fork();
	if (!child) {
		struct rlimit none = {0}, little = {0};

		dup2(pipe_fds[1], STDERR_FILENO);
		signal(SIGABRT, SIG_DFL);
		signal(SIGSEGV, SIG_DFL);
		setrlimit(RLIMIT_CORE, &none);
		little.rlim_cur = little.rlim_max = ROOM;
		setrlimit(RLIMIT_AS, &little);
		mem_end_with_libraries();
		fill();
		_exit(2);
	}
	close(pipe_fds[1]);
	assert_true(read(pipe_fds[0], said, sizeof(said) - 1) >= 0);
	close(pipe_fds[0]);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGABRT);
	assert_non_null(strstr(said, "out of memory"));
}

/* A sanitizer has an allocator of its own, which needs more room than there is. */
static bool
is_watched(void)
{
#if defined(__SANITIZE_ADDRESS__)
	return true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
	return true;
#endif
#endif
	return false;
}

static void
a_library_that_finds_no_memory_ends_the_process(void **state)
{
	(void)state;
	if (is_watched()) /* skip() of cmocka 1.1 says "not ok" */
		return;
	check_ends(fill_jansson);
	check_ends(fill_libconfig);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_library_that_finds_no_memory_ends_the_process),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
