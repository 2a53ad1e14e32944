#include "base/new_file.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/memory_file.h"
#include "base/path.h"
#include "base/sys.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NUMBERS_MOST = 99, ENDING_MOST = 12 };

/* ---- names ---- */

/* Where the ending begins, or the end: ".csr" of what is not all ending. */
static size_t
ending_at(const char *name)
{
	const char *dot = strrchr(name, '.');
	size_t len = strlen(name);

	return dot && dot > name && strlen(dot) <= ENDING_MOST ? (size_t)(dot - name) : len;
}

static void
shorten(struct buf *name)
{
	size_t ending = ending_at(name->data), cut = NEW_FILE_NAME_MOST - (name->len - ending);
	char *last = mem_strdup(name->data + ending);

	while (cut && ((unsigned char)name->data[cut] & 0xc0) == 0x80) /* within a character */
		cut--;
	name->data[name->len = cut] = '\0';
	buf_puts(name, last);
	free(last);
}

char *
new_file_name(const char *name)
{
	char *clean = text_cleaned(name, 0);
	struct buf b = {0};

	buf_puts(&b, clean + strspn(clean, ". "));
	free(clean);
	for (char *c = b.data; *c; c++)
		if (strchr("/\\:*?\"<>|", *c))
			*c = '_';
	if (b.len > NEW_FILE_NAME_MOST)
		shorten(&b);
	while (b.len && strchr(". ", b.data[b.len - 1]))
		b.data[--b.len] = '\0';
	if (!b.len)
		buf_puts(&b, "file");
	return buf_steal(&b);
}

static char *
numbered(const char *name, int number)
{
	size_t at = ending_at(name);

	return number == 1 ? mem_strdup(name)
			   : mem_printf("%.*s (%d)%s", (int)at, name, number, name + at);
}

char *
new_file_place(const char *folder, const char *name)
{
	char *clean = new_file_name(name), *path = NULL;
	struct stat st;

	for (int i = 1; i <= NUMBERS_MOST && (!path || lstat(path, &st) == 0); i++) {
		char *own = numbered(clean, i);

		free(path);
		path = path_join(folder, own);
		free(own);
	}
	free(clean);
	return path;
}

/* ---- bytes ---- */

/* Is it there already, and private? */
static bool
is_the_same(int folder, const char *name, const char *bytes, size_t len)
{
	int fd = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	struct stat st;
	char *there;
	size_t there_len = 0;
	bool same;

	if (fd < 0)
		return false;
	same = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && !(st.st_mode & 077) &&
	       st.st_size == (off_t)len;
	there = same ? memory_file_read(fd, len, &there_len, NULL) : NULL;
	same = there && there_len == len && !memcmp(there, bytes, len);
	if (there)
		explicit_bzero(there, len);
	free(there);
	close(fd);
	return same;
}

/* ---- the folder and the file ---- */

static int
open_folder(const char *path, struct err *err)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0 && errno == ENOENT && mkdir(path, 0700) == 0)
		fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0 && errno == ENOTDIR)
		return err_set(err, "not-a-folder", "'%s' is no folder", path);
	return fd < 0 ? err_file(err, "cannot open", path) : fd;
}

/* Without replacing: by a link where the file system has no such rename. */
static int
give_name(int folder, const char *temporary, const char *name)
{
	if (!renameat2(folder, temporary, folder, name, RENAME_NOREPLACE))
		return 0;
	if (errno != EINVAL && errno != ENOSYS)
		return -1;
	if (linkat(folder, temporary, folder, name, 0) < 0)
		return -1;
	unlinkat(folder, temporary, 0);
	return 0;
}

/* Tries the name, then so many numbered ones. The name that it got, a new string; NULL and err, with nothing left behind. */
static char *
put_bytes(int folder, const char *name, int numbers, const char *bytes, size_t len, struct err *err)
{
	char *temporary = mem_printf(".caduca-%d.part", (int)getpid()), *own = NULL;
	int fd, rc = -1;

	unlinkat(folder, temporary, 0); /* of a process that had our number */
	fd = openat(folder, temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd >= 0 && sys_write_all(fd, bytes, len, NULL) == 0 && fsync(fd) == 0)
		for (int i = 1; i <= numbers && rc < 0 && (i == 1 || errno == EEXIST); i++) {
			free(own);
			own = numbered(name, i);
			rc = is_the_same(folder, own, bytes, len)
				 ? 1
				 : give_name(folder, temporary, own);
		}
	if (rc < 0 && errno == EEXIST)
		err_set(err, "archive-exists", "'%s'", name);
	else if (rc < 0)
		err_file(err, "cannot write", name);
	if (rc != 0 && fd >= 0)
		unlinkat(folder, temporary, 0);
	sys_close(&fd);
	free(temporary);
	if (rc >= 0)
		return own;
	free(own);
	return NULL;
}

char *
new_file_put(const char *folder, const char *name, int from, size_t most, struct err *err)
{
	char *clean = new_file_name(name), *bytes, *own = NULL, *path = NULL;
	int at = open_folder(folder, err);
	size_t len = 0;

	bytes = at < 0 ? NULL : memory_file_read(from, most, &len, err);
	if (bytes)
		own = put_bytes(at, clean, NUMBERS_MOST, bytes, len, err);
	if (own) {
		fsync(at);
		path = path_join(folder, own);
	}
	if (bytes)
		explicit_bzero(bytes, len);
	free(bytes);
	free(own);
	free(clean);
	sys_close(&at);
	return path;
}

int
new_file_save(const char *path, int from, size_t most, struct err *err)
{
	const char *slash = strrchr(path, '/');
	char *folder = slash ? mem_strndup(path, (size_t)(slash - path) + 1) : mem_strdup(".");
	const char *name = slash ? slash + 1 : path;
	int at = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	char *bytes = NULL, *own = NULL;
	size_t len = 0;

	if (at < 0 && errno == ENOTDIR)
		err_set(err, "not-a-folder", "'%s' is no folder", folder);
	else if (at < 0)
		err_file(err, "cannot open", folder);
	else if (!*name)
		err_argument(err, "file", "empty", NULL);
	else
		bytes = memory_file_read(from, most, &len, err);
	if (bytes)
		own = put_bytes(at, name, 1, bytes, len, err);
	if (own)
		fsync(at);
	sys_close(&at);
	free(bytes);
	free(folder);
	if (!own)
		return -1;
	free(own);
	return 0;
}
