#include "ctl/file_scan.h"

#include "base/mem.h"
#include "base/sys.h"

#include <sys/stat.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- what the bytes are ---- */

static bool
begins(const unsigned char *bytes, size_t len, const char *with, size_t count)
{
	return len >= count && !memcmp(bytes, with, count);
}

/* "MI" is base64 of a SEQUENCE of a long form; what certutil -encode makes has a BEGIN besides. */
static bool
may_hold_some(const unsigned char *bytes, size_t len)
{
	static const struct {
		const char *bytes;
		size_t count;
	} starts[] = {{"\x30", 1}, {"MI", 2}, {"\xfe\xed\xfe\xed", 4}, {"\xce\xce\xce\xce", 4},
	    {"\xff\xfe", 2}, {"\xfe\xff", 2} /* UTF-16 */};
	static const char begin[] = "BEGIN";
	size_t blank = 0;

	while (blank < len && strchr(" \t\r\n", bytes[blank]) && bytes[blank])
		blank++;
	for (size_t i = 0; i < sizeof(starts) / sizeof(*starts); i++)
		if (begins(bytes, len, starts[i].bytes, starts[i].count) ||
		    (blank && begins(bytes + blank, len - blank, starts[i].bytes, starts[i].count)))
			return true;
	return memmem(bytes, len, begin, sizeof(begin) - 1) != NULL;
}

/* They may be a key's: overwritten. -1 with err. */
static int
looks_like_one(int fd, size_t size, bool *looks, struct err *err)
{
	unsigned char *bytes = mem_alloc(size + 1);
	size_t len = 0;
	ssize_t n = 1;

	while (len < size && (n = pread(fd, bytes + len, size - len, (off_t)len)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			break;
		len += (size_t)n;
	}
	if (n < 0)
		err_errno(err, "cannot read the file");
	*looks = n >= 0 && may_hold_some(bytes, len);
	explicit_bzero(bytes, size);
	free(bytes);
	return n < 0 ? -1 : 0;
}

/* ---- walking ---- */

static int scan_folder(struct scan *s, int fd, const char *path, int depth, struct err *err);

static void
tell(struct scan *s, const char *path, const struct err *why)
{
	if (s->trouble)
		s->trouble(path, why, s->arg);
}

static int
pass_on(struct scan *s, const char *path, int fd, bool named, struct err *err)
{
	if (s->files == SCAN_FILES_MOST)
		return err_set(err, "scan-too-many", "%d", SCAN_FILES_MOST);
	s->files++;
	s->stopped = !s->file(path, fd, named, s->arg);
	return 0;
}

/* It was a regular file when it was looked at, and is another one now: then it is left alone. */
static int
scan_file(struct scan *s, int folder, const char *name, const char *path, const struct stat *seen,
    struct err *err)
{
	int fd = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	struct err why = {0};
	struct stat st;
	bool looks = false;
	int rc = 0;

	if (fd < 0 || fstat(fd, &st) < 0)
		err_file(&why, "cannot open", path);
	else if (!S_ISREG(st.st_mode) || st.st_ino != seen->st_ino || st.st_dev != seen->st_dev)
		s->special++;
	else if (st.st_size > SCAN_FILE_BYTES)
		s->others++; /* a film, a disk: no certificate is that large */
	else if (looks_like_one(fd, (size_t)st.st_size, &looks, &why) == 0)
		s->others += !looks;
	if (why.code)
		tell(s, path, &why);
	else if (looks)
		rc = pass_on(s, path, fd, false, err);
	sys_close(&fd);
	return rc;
}

static int
scan_entry(
    struct scan *s, int folder, const char *name, const char *path, int depth, struct err *err)
{
	struct err why = {0};
	struct stat st;
	int fd, rc = 0;

	if (fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW) < 0) {
		err_file(&why, "cannot look at", path);
		tell(s, path, &why);
	} else if (S_ISLNK(st.st_mode)) {
		s->links++;
	} else if (S_ISREG(st.st_mode)) {
		rc = scan_file(s, folder, name, path, &st, err);
	} else if (!S_ISDIR(st.st_mode)) {
		s->special++;
	} else {
		fd = openat(
		    folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
		if (fd < 0) {
			err_file(&why, "cannot open", path);
			tell(s, path, &why);
		} else {
			rc = scan_folder(s, fd, path, depth + 1, err);
		}
	}
	return rc;
}

static int
compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* All names of a folder, sorted; the stream is closed. -1 with err: there are too many. */
static int
read_names(struct scan *s, DIR *folder, char ***names, size_t *count, struct err *err)
{
	const struct dirent *entry;
	size_t room = 0;
	int rc = 0;

	*names = NULL;
	*count = 0;
	while (!rc && (entry = readdir(folder))) {
		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		if (s->entries++ == SCAN_ENTRIES_MOST)
			rc = err_set(err, "scan-too-many", "%d", SCAN_ENTRIES_MOST);
		if (*count == room) {
			room = room ? 2 * room : 64;
			*names = mem_resize(*names, room, sizeof(**names));
		}
		(*names)[(*count)++] = mem_strdup(entry->d_name);
	}
	closedir(folder);
	if (*count)
		qsort(*names, *count, sizeof(**names), compare_names);
	return rc;
}

/* fd is taken over. */
static int
scan_folder(struct scan *s, int fd, const char *path, int depth, struct err *err)
{
	int own = depth > SCAN_DEPTH_MOST ? -1 : dup(fd), rc = 0;
	DIR *folder = own < 0 ? NULL : fdopendir(own);
	char **names = NULL;
	size_t count = 0, length = strlen(path);

	if (depth > SCAN_DEPTH_MOST)
		rc = err_set(err, "scan-too-deep", "%s", path);
	else if (!folder)
		rc = err_file(err, "cannot open", path);
	if (!folder)
		sys_close(&own);
	else
		rc = read_names(s, folder, &names, &count, err);
	for (size_t i = 0; i < count && !rc && !s->stopped; i++) {
		char *below = mem_printf(
		    "%s%s%s", path, length && path[length - 1] == '/' ? "" : "/", names[i]);

		rc = scan_entry(s, fd, names[i], below, depth, err);
		free(below);
	}
	for (size_t i = 0; i < count; i++)
		free(names[i]);
	free(names);
	close(fd);
	return rc;
}

int
scan_path(struct scan *s, const char *path, struct err *err)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC), rc;
	struct stat st;

	if (fd < 0 || fstat(fd, &st) < 0) {
		rc = err_file(err, "cannot open", path);
		sys_close(&fd);
		return rc;
	}
	if (S_ISDIR(st.st_mode))
		return scan_folder(s, fd, path, 0, err);
	rc = pass_on(s, path, fd, true, err);
	close(fd);
	return rc;
}
