#include "store/backup.h"

#include "base/mem.h"
#include "base/path.h"
#include "base/sys.h"
#include "store/examine.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define NAME_FORMAT "caduca-%Y%m%dT%H%M%SZ.db"
#define PART_PREFIX ".caduca-"
#define PART_SUFFIX ".part"

enum { CHUNK_BYTES = 64 * 1024, NAME_BYTES = 64 };

void
backup_release(struct backup *b)
{
	free(b->path);
	*b = (struct backup){0};
}

static int
copy_bytes(int from, int to, struct err *err)
{
	char *chunk = mem_alloc(CHUNK_BYTES);
	off_t at = 0;
	ssize_t n;
	int rc = 0;

	while (!rc && (n = pread(from, chunk, CHUNK_BYTES, at)) != 0) {
		if (n < 0)
			rc = err_errno(err, "cannot read the copy");
		else
			rc = sys_write_all(to, chunk, (size_t)n, err);
		at += n;
	}
	free(chunk);
	if (!rc && fsync(to) < 0)
		rc = err_errno(err, "cannot write the backup");
	return rc;
}

int
backup_write(int from, int to, struct err *err)
{
	if (ftruncate(to, 0) < 0 || lseek(to, 0, SEEK_SET) < 0)
		return err_errno(err, "cannot empty the file to back up to");
	if (!copy_bytes(from, to, err))
		return 0;
	if (ftruncate(to, 0) < 0)
		err_set(err, "io", "the backup is incomplete, and could not be emptied");
	return -1;
}

/* ---- names ---- */

static void
name_of(int64_t at, char name[NAME_BYTES])
{
	const time_t seconds = (time_t)at;
	struct tm tm;

	*name = '\0';
	if (gmtime_r(&seconds, &tm))
		strftime(name, NAME_BYTES, NAME_FORMAT, &tm);
}

/* The second that the name of a backup says; 0: it is none. */
static int64_t
time_of(const char *name)
{
	struct tm tm = {0};
	char again[NAME_BYTES];
	const char *end = strptime(name, NAME_FORMAT, &tm);
	int64_t at = end && !*end ? (int64_t)timegm(&tm) : 0;

	name_of(at, again);
	return at > 0 && !strcmp(name, again) ? at : 0;
}

static bool
is_part(const char *name)
{
	size_t len = strlen(name);

	return len > strlen(PART_SUFFIX) && !strncmp(name, PART_PREFIX, strlen(PART_PREFIX)) &&
	       !strcmp(name + len - strlen(PART_SUFFIX), PART_SUFFIX);
}

/* ---- the folder ---- */

static int
compare_times(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* The times of the backups in it, oldest first; the caller frees. Where `parts`, what was left half is removed. */
static int
list_backups(const char *folder, bool parts, int64_t **times, size_t *count, struct err *err)
{
	DIR *dir = opendir(folder);
	const struct dirent *entry;

	*times = NULL;
	*count = 0;
	if (!dir)
		return err_errno(err, "cannot look into '%s'", folder);
	while ((entry = readdir(dir))) {
		int64_t at = time_of(entry->d_name);

		if (parts && is_part(entry->d_name))
			unlinkat(dirfd(dir), entry->d_name, 0);
		if (!at)
			continue;
		*times = mem_resize(*times, *count + 1, sizeof(**times));
		(*times)[(*count)++] = at;
	}
	closedir(dir);
	if (*count)
		qsort(*times, *count, sizeof(**times), compare_times);
	return 0;
}

static int
rotate(const char *folder, int keep, struct err *err)
{
	int64_t *times;
	size_t count;
	int rc = list_backups(folder, true, &times, &count, err);

	for (size_t i = 0; !rc && i + (size_t)keep < count; i++) {
		char name[NAME_BYTES], *path;

		name_of(times[i], name);
		path = path_join(folder, name);
		if (unlink(path) < 0 && errno != ENOENT)
			rc = err_errno(err, "cannot remove '%s'", path);
		free(path);
	}
	free(times);
	return rc;
}

int
backup_newest(const char *folder, struct backup *b, struct err *err)
{
	char name[NAME_BYTES];
	int64_t *times;
	size_t count;
	struct stat st;

	*b = (struct backup){0};
	if (access(folder, F_OK) < 0 && errno == ENOENT)
		return 0;
	if (list_backups(folder, false, &times, &count, err) < 0)
		return -1;
	if (count) {
		b->at = times[count - 1];
		name_of(b->at, name);
		b->path = path_join(folder, name);
		b->bytes = stat(b->path, &st) == 0 ? (int64_t)st.st_size : 0;
	}
	free(times);
	return 0;
}

/* ---- making one ---- */

static int
write_part(const char *part, int from, int64_t *bytes, struct err *err)
{
	int fd = open(part, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600), rc;
	struct examined found;
	struct stat st;

	if (fd < 0)
		return err_errno(err, "cannot make '%s'", part);
	rc = backup_write(from, fd, err);
	if (!rc && store_examine(fd, part, &found, err) < 0) {
		err->code = "backup-damaged";
		rc = -1;
	}
	if (!rc && fstat(fd, &st) < 0)
		rc = err_errno(err, "cannot look at '%s'", part);
	*bytes = rc ? 0 : (int64_t)st.st_size;
	/* Some file systems tell of a full disk only here. */
	if (close(fd) < 0 && !rc)
		rc = err_errno(err, "cannot write '%s'", part);
	return rc;
}

int
backup_make(const char *folder, int from, int64_t at, int keep, struct backup *b, struct err *err)
{
	char name[NAME_BYTES], *part_name, *part;
	int rc = 0;

	*b = (struct backup){.at = at};
	name_of(at, name);
	part_name = mem_printf(PART_PREFIX "%s" PART_SUFFIX, name);
	part = path_join(folder, part_name);
	b->path = path_join(folder, name);
	if (mkdir(folder, 0700) < 0 && errno != EEXIST)
		rc = err_errno(err, "cannot make the folder '%s'", folder);
	if (!rc) {
		unlink(part);
		rc = write_part(part, from, &b->bytes, err);
		if (!rc && rename(part, b->path) < 0)
			rc = err_errno(err, "cannot make '%s'", b->path);
		if (rc)
			unlink(part);
	}
	if (!rc)
		rc = sys_sync_folder_of(b->path, err);
	if (!rc)
		rotate(folder, keep, err); /* it is made all the same */
	free(part);
	free(part_name);
	if (rc)
		backup_release(b);
	return rc;
}
