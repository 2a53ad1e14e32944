/* rooms: base */
/* Bytes in a descriptor that nobody can change: sealed is what says so, and what is not is told from it. */
#include "base/memory_file.h"

#include "base/err.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

static void
what_it_holds_stays(void **state)
{
	int fd = memory_file_new("abc", 3, NULL), copy;
	size_t len;
	char *bytes;
	(void)state;

	assert_true(memory_file_is(fd));
	assert_int_equal(pwrite(fd, "x", 1, 0), -1);
	assert_int_equal(ftruncate(fd, 1), -1);
	assert_true(mmap(NULL, 3, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0) == MAP_FAILED);
	assert_int_equal(fcntl(fd, F_ADD_SEALS, 0), -1);
	copy = memory_file_copy(fd, 3, NULL);
	assert_true(memory_file_is(copy));
	bytes = memory_file_read(copy, 3, &len, NULL);
	assert_int_equal(len, 3);
	assert_string_equal(bytes, "abc");
	free(bytes);
	close(fd);
	close(copy);
}

static void
what_others_could_change_is_none(void **state)
{
	int memory = memfd_create("test", MFD_CLOEXEC | MFD_ALLOW_SEALING), pipes[2];
	struct err err = {0};
	(void)state;

	assert_false(memory_file_is(memory));
	assert_int_equal(fcntl(memory, F_ADD_SEALS, F_SEAL_GROW | F_SEAL_SHRINK), 0);
	assert_false(memory_file_is(memory));
	close(memory);
	assert_int_equal(pipe(pipes), 0);
	assert_false(memory_file_is(pipes[0]));
	assert_int_equal(memory_file_copy(pipes[0], 10, &err), -1); /* and is not waited for */
	assert_non_null(err.code);
	close(pipes[0]);
	close(pipes[1]);
	assert_false(memory_file_is(-1));
}

static void
more_than_may_be_is_too_large(void **state)
{
	int fd = memory_file_new("abcd", 4, NULL);
	struct err err = {0};
	size_t len;
	(void)state;

	assert_null(memory_file_read(fd, 3, &len, &err));
	assert_string_equal(err.code, "is-too-large");
	err = (struct err){0};
	assert_int_equal(memory_file_copy(fd, 3, &err), -1);
	assert_string_equal(err.code, "is-too-large");
	close(fd);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_it_holds_stays),
	    cmocka_unit_test(what_others_could_change_is_none),
	    cmocka_unit_test(more_than_may_be_is_too_large),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
