/* rooms: base */
/* What came from elsewhere in a folder of the user's: its name, its mode, and what is there already. */
#include "base/new_file.h"

#include "base/mem.h"

#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[64];

static void
assert_called(const char *given, const char *expected)
{
	char *name = new_file_name(given);

	assert_string_equal(name, expected);
	free(name);
}

static void
a_name_of_others_is_one_of_a_file(void **state)
{
	char longest[300], *name;
	(void)state;

	assert_called("seu.exemple.cat.csr", "seu.exemple.cat.csr");
	assert_called("../../etc/passwd", "_.._etc_passwd");
	assert_called(".bashrc", "bashrc");
	assert_called("a\\b:c*d?e\"f<g>h|i.key", "a_b_c_d_e_f_g_h_i.key");
	assert_called("  clau\x1b[2J \xe2\x80\xae.key. ", "clau_U+001B_[2J _U+202E_.key");
	assert_called("còpia.crt", "còpia.crt");
	assert_called("", "file");
	assert_called("..", "file");
	for (size_t i = 0; i < 280; i += 2)
		memcpy(longest + i, "\xc3\xa0", 3); /* à */
	strncat(longest, ".csr", 5);
	name = new_file_name(longest);
	assert_true(strlen(name) <= NEW_FILE_NAME_MOST);
	assert_string_equal(name + strlen(name) - 6, "\xc3\xa0.csr");
	free(name);
}

static int
memory(const char *bytes)
{
	int fd = memfd_create("test", MFD_CLOEXEC);

	assert_int_equal(write(fd, bytes, strlen(bytes)), strlen(bytes));
	return fd;
}

static char *
put(const char *name, const char *bytes, struct err *err)
{
	int fd = memory(bytes);
	char *path = new_file_put(folder, name, fd, 100, err);

	close(fd);
	return path;
}

static void
assert_put(const char *name, const char *bytes, const char *expected)
{
	char *path = put(name, bytes, NULL), there[128] = "";
	struct stat st;
	int fd;

	assert_non_null(path);
	assert_string_equal(strrchr(path, '/') + 1, expected);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	fd = open(path, O_RDONLY);
	assert_int_equal(read(fd, there, sizeof(there) - 1), strlen(bytes));
	assert_string_equal(there, bytes);
	close(fd);
	free(path);
}

static void
nothing_is_written_over(void **state)
{
	char *made = mem_printf("%s/open.csr", folder);
	(void)state;

	umask(0); /* it is 0600 all the same */
	assert_put("a.key", "one", "a.key");
	assert_put("a.key", "two", "a (2).key");
	assert_put("a.key", "three", "a (3).key");
	assert_put("a.key", "one", "a.key");
	assert_put("a.key", "three", "a (3).key");
	assert_put("bare", "x", "bare");
	assert_put("bare", "y", "bare (2)");
	close(open(made, O_WRONLY | O_CREAT, 0644)); /* the same bytes, and others can read it */
	assert_put("open.csr", "", "open (2).csr");
	unlink(made);
	assert_int_equal(symlink("/nowhere", made), 0);
	assert_put("open.csr", "z", "open (3).csr");
	free(made);
}

static void
its_place_is_known_before(void **state)
{
	char *place;
	(void)state;

	assert_put("place.csr", "one", "place.csr");
	place = new_file_place(folder, "../place.csr");
	assert_string_equal(strrchr(place, '/') + 1, "_place.csr");
	free(place);
	place = new_file_place(folder, "place.csr");
	assert_string_equal(strrchr(place, '/') + 1, "place (2).csr");
	free(place);
}

/* The path, or the code of why not. */
static void
assert_saved(const char *path, const char *bytes, const char *code)
{
	struct err err = {0};
	int fd = memory(bytes);

	assert_int_equal(new_file_save(path, fd, 10, &err), code ? -1 : 0);
	assert_string_equal(err.code ? err.code : "", code ? code : "");
	close(fd);
}

static void
a_path_that_was_typed_is_that_or_none(void **state)
{
	char *path = mem_printf("%s/.a: b.csv", folder), *missing = mem_printf("%s/no/a", folder),
	     *bare = mem_printf("%s/", folder), there[8] = "";
	struct stat st;
	int fd;
	(void)state;

	umask(0);
	assert_saved(path, "one", NULL);
	assert_saved(path, "two", "archive-exists");
	assert_saved(path, "one", NULL); /* it is there */
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	fd = open(path, O_RDONLY);
	assert_int_equal(read(fd, there, sizeof(there) - 1), 3);
	assert_string_equal(there, "one");
	close(fd);
	assert_saved(missing, "one", "not-found");
	assert_saved("/etc/passwd/a", "one", "not-a-folder");
	assert_saved(folder, "one", "archive-exists");
	assert_saved(bare, "one", "bad-argument");
	assert_saved(missing, "more than ten", "not-found");
	free(path);
	path = mem_printf("%s/big", folder);
	assert_saved(path, "more than ten", "is-too-large");
	assert_int_equal(access(path, F_OK), -1);
	free(path);
	free(missing);
	free(bare);
}

static void
what_cannot_be_is_said_and_leaves_nothing(void **state)
{
	struct err err = {0};
	char *path, bytes[102];
	int fd;
	(void)state;

	memset(bytes, 'x', 101);
	bytes[101] = '\0';
	assert_null(put("big", bytes, &err));
	assert_string_equal(err.code, "is-too-large");
	fd = memory("x");
	assert_null(new_file_put("/etc/passwd", "a", fd, 10, &err));
	assert_string_equal(err.code, "not-a-folder");
	assert_null(new_file_put("/none/such", "a", fd, 10, &err));
	assert_string_equal(err.code, "not-found");
	assert_null(new_file_put("/proc/self", "a", fd, 10, &err));
	assert_non_null(err.code);
	close(fd);
	path = mem_printf("%s/.caduca-%d.part", folder, (int)getpid());
	assert_int_equal(access(path, F_OK), -1);
	free(path);
}

static int
begin(void **state)
{
	(void)state;
	snprintf(folder, sizeof(folder), "/tmp/caduca-new-file-XXXXXX");
	return mkdtemp(folder) ? 0 : -1;
}

static int
end(void **state)
{
	DIR *dir = opendir(folder);
	const struct dirent *e;
	(void)state;

	while ((e = readdir(dir)))
		if (strcmp(e->d_name, ".") && strcmp(e->d_name, ".."))
			unlinkat(dirfd(dir), e->d_name, 0);
	closedir(dir);
	return rmdir(folder);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_name_of_others_is_one_of_a_file),
	    cmocka_unit_test(nothing_is_written_over),
	    cmocka_unit_test(a_path_that_was_typed_is_that_or_none),
	    cmocka_unit_test(its_place_is_known_before),
	    cmocka_unit_test(what_cannot_be_is_said_and_leaves_nothing),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
