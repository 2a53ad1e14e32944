/* One file is put into the folder of its renewal on the team's share, by a child that runs with the
 * user's own rights (files/worker.c). The share may be NFS, SMB or SharePoint, may be full, read-only,
 * not mounted, or go away in the middle; a colleague may archive the same file at the same time.
 *
 * The order is what makes it safe: the source is read and its digest compared; the folder is opened
 * component by component without following links; the bytes go to a temporary file, locked while it
 * is written, then fsync; it gets its name by an operation that never replaces another's file (the
 * first of renameat2, link, an exclusive placeholder that the file system knows); fsync of the folder;
 * and the whole is read back by its path. A file of that name with the same digest counts as done; with
 * another digest it is refused and left as it is. What fails leaves no temporary file behind, and the
 * bytes, which may be of a private key, are cleared from memory. */
#include "files/archive.h"

#include "base/mem.h"
#include "base/sha256.h"
#include "base/sys.h"
#include "files/open.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/file.h>
#include <sys/stat.h>

/* A file on its way. */
struct putting {
	const struct archive_job *job;
	struct err *err;
	int folder;
	struct stat folder_is;
	char *bytes;
	size_t len;
	char *temporary; /* its name while it is not whole; NULL: none of ours is there */
	int fd;
	const char *how;
};

/* ---- errors ---- */

static int
fail(struct putting *p, int error, const char *what)
{
	static const struct {
		int error;
		const char *code;
	} codes[] = {
	    {ENOSPC, "archive-full"},
	    {EDQUOT, "archive-full"},
	    {EFBIG, "archive-full"},
	    {EROFS, "archive-read-only"},
	    {EACCES, "archive-denied"},
	    {EPERM, "archive-denied"},
	    {ENOENT, "archive-lost"},
	    {ESTALE, "archive-lost"},
	    {ENOTCONN, "archive-lost"},
	    {ENODEV, "archive-lost"},
	    {ENXIO, "archive-lost"},
	    {EHOSTDOWN, "archive-lost"},
	    {ENAMETOOLONG, "archive-name"},
	    {EINVAL, "archive-name"},
	    {ENOTDIR, "archive-not-a-folder"},
	    {ELOOP, "archive-not-a-folder"},
	};

	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		if (codes[i].error == error)
			return err_set(p->err, codes[i].code, "%s: %s", what, err_reason(error));
	return err_set(p->err, "io", "%s: %s", what, err_reason(error));
}

/* ---- names ---- */

/* What neither Windows nor SharePoint could hold is refused, and what would leave the folder. */
static bool
is_good_name(const char *name, size_t len)
{
	if (!len || len > NAME_MAX || name[0] == '.' || name[len - 1] == '.' ||
	    name[len - 1] == ' ')
		return false;
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)name[i] < ' ' || strchr("/\\:*?\"<>|", name[i]))
			return false;
	return true;
}

static bool
is_good_path(const char *path)
{
	for (;; path++) {
		size_t len = strcspn(path, "/");

		if (!is_good_name(path, len))
			return false;
		path += len;
		if (!*path)
			return true;
	}
}

/* Windows takes these for devices whatever follows a dot: what a share holds under such a name nobody there can open.
 * The last three are digits, too, written small (U+00B9, U+00B2, U+00B3). */
static bool
is_reserved_name(const char *name, size_t len)
{
	static const char *const devices[] = {"con", "prn", "aux", "nul", "conin$", "conout$"};
	static const char *const ports[] = {"com", "lpt"};
	static const char *const digits[] = {
	    "1", "2", "3", "4", "5", "6", "7", "8", "9", "\xc2\xb9", "\xc2\xb2", "\xc2\xb3"};
	const char *dot = memchr(name, '.', len);
	size_t stem = dot ? (size_t)(dot - name) : len;

	while (stem && name[stem - 1] == ' ')
		stem--;
	for (size_t i = 0; i < sizeof(devices) / sizeof(*devices); i++)
		if (stem == strlen(devices[i]) && !strncasecmp(name, devices[i], stem))
			return true;
	for (size_t i = 0; i < sizeof(ports) / sizeof(*ports); i++)
		for (size_t k = 0; k < sizeof(digits) / sizeof(*digits); k++)
			if (stem == 3 + strlen(digits[k]) && !strncasecmp(name, ports[i], 3) &&
			    !strncmp(name + 3, digits[k], stem - 3))
				return true;
	return false;
}

static bool
is_reserved_path(const char *path)
{
	for (;; path++) {
		size_t len = strcspn(path, "/");

		if (is_reserved_name(path, len))
			return true;
		path += len;
		if (!*path)
			return false;
	}
}

/* ---- the folder ---- */

static bool
is_empty_folder(int fd)
{
	int copy = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = copy < 0 ? NULL : fdopendir(copy);
	const struct dirent *e;
	int count = 0;

	if (!dir) {
		sys_close(&copy);
		return false;
	}
	while ((e = readdir(dir)))
		count += strcmp(e->d_name, ".") && strcmp(e->d_name, "..");
	closedir(dir);
	return !count;
}

/* Goes down by one component; no link is followed, for it could lead out of the root. */
static int
go_down(struct putting *p, int at, const char *name, bool make)
{
	int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC, fd = openat(at, name, flags);

	if (fd < 0 && errno == ENOENT && make) {
		if (mkdirat(at, name, 0777) < 0 && errno != EEXIST)
			return fail(p, errno, name);
		fsync(at);
		fd = openat(at, name, flags);
	}
	return fd < 0 ? fail(p, errno, name) : fd;
}

static int
open_folder(struct putting *p, bool make)
{
	const struct archive_job *job = p->job;
	int at = open(job->root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (at < 0 && errno == ENOENT)
		return err_set(p->err, "archive-no-root", "%s", job->root);
	if (at < 0)
		return fail(p, errno, job->root);
	if (is_empty_folder(at)) {
		close(at);
		return err_set(p->err, "archive-not-mounted", "%s", job->root);
	}
	for (const char *name = job->folder; name;) {
		const char *slash = strchr(name, '/');
		char *one = mem_strndup(name, slash ? (size_t)(slash - name) : strlen(name));
		int below = go_down(p, at, one, make);

		free(one);
		close(at);
		if (below < 0)
			return -1;
		at = below;
		name = slash ? slash + 1 : NULL;
	}
	return at;
}

/* ---- the source ---- */

static int
read_source(struct putting *p)
{
	p->bytes = files_read_known(p->job->source, p->job->sha256, &p->len, p->err);
	return p->bytes ? 0 : -1;
}

/* ---- what has that name ---- */

/* 1: the same file; 0: none; -1: another, or it cannot be told. */
static int
look_at(struct putting *p, int folder)
{
	int fd = openat(folder, p->job->name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	struct err why = {0};
	char *bytes = NULL;
	struct stat st;
	size_t len = 0;
	int same;

	if (fd < 0 && errno == ENOENT)
		return 0;
	if (fd < 0 || fstat(fd, &st) < 0 || !S_ISREG(st.st_mode)) {
		sys_close(&fd);
		return err_set(p->err, "archive-exists", "%s", p->job->name);
	}
	posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
	bytes = files_read(fd, &len, &why);
	same = bytes && files_have_digest(bytes, len, p->job->sha256)
		   ? 1
		   : err_set(p->err, "archive-exists", "%s", p->job->name);
	if (bytes)
		explicit_bzero(bytes, len);
	free(bytes);
	close(fd);
	return same;
}

/* ---- the temporary file ---- */

/* The name is the same for the same file and user, so that what a killed process left is found
 * again, and what a colleague is writing is nobody else's to clear. Its owner holds a lock: one that
 * can be locked has none. */
static int
clear_left_over(struct putting *p, const char *name)
{
	int fd = openat(p->folder, name, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	bool busy =
	    fd < 0 ? errno == EACCES : flock(fd, LOCK_EX | LOCK_NB) < 0 && errno == EWOULDBLOCK;

	if (!busy)
		unlinkat(p->folder, name, 0);
	sys_close(&fd);
	return busy ? err_set(p->err, "archive-busy", "%s", p->job->name) : 0;
}

/* Before it was locked another process of ours may have taken it for left over. */
static bool
is_still_ours(int fd)
{
	struct stat st;

	if (flock(fd, LOCK_EX | LOCK_NB) < 0 && errno == EWOULDBLOCK)
		return false;
	return fstat(fd, &st) == 0 && st.st_nlink > 0;
}

static int
make_temporary(struct putting *p)
{
	char *name = mem_printf(".caduca-%.16s-%u.part", p->job->sha256, (unsigned)geteuid());
	int flags = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;

	p->fd = openat(p->folder, name, flags, 0600);
	if (p->fd < 0 && errno == EEXIST) {
		if (clear_left_over(p, name) < 0) {
			free(name);
			return -1;
		}
		p->fd = openat(p->folder, name, flags, 0600);
	}
	if (p->fd < 0) {
		free(name);
		return fail(p, errno, p->job->name);
	}
	if (!is_still_ours(p->fd)) {
		free(name);
		return err_set(p->err, "archive-busy", "%s", p->job->name);
	}
	p->temporary = name;
	return 0;
}

static int
write_bytes(struct putting *p)
{
	mode_t mask = umask(0);

	umask(mask);
	for (size_t at = 0; at < p->len;) {
		ssize_t n = write(p->fd, p->bytes + at, p->len - at);

		if (n < 0 && errno != EINTR)
			return fail(p, errno, p->job->name);
		at += n > 0 ? (size_t)n : 0;
	}
	if (!p->job->private)
		fchmod(p->fd, 0666 & ~mask); /* where there are no modes that is no fault */
	return fsync(p->fd) < 0 ? fail(p, errno, p->job->name) : 0;
}

/* ---- its name ---- */

static bool
is_unknown_here(int error)
{
	return error == EINVAL || error == ENOSYS || error == EOPNOTSUPP || error == EPERM ||
	       error == EMLINK;
}

/* The placeholder is ours, so that replacing it replaces nobody's file. */
static int
name_by_placeholder(struct putting *p)
{
	int fd = openat(p->folder, p->job->name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	int error;

	if (fd < 0)
		return -1;
	close(fd);
	if (!renameat(p->folder, p->temporary, p->folder, p->job->name)) {
		p->how = "exclusive";
		return 0;
	}
	error = errno;
	unlinkat(p->folder, p->job->name, 0);
	errno = error;
	return -1;
}

static int
name_whole(struct putting *p)
{
	if (!renameat2(p->folder, p->temporary, p->folder, p->job->name, RENAME_NOREPLACE)) {
		p->how = "renamed";
		return 0;
	}
	if (!is_unknown_here(errno))
		return -1;
	if (!linkat(p->folder, p->temporary, p->folder, p->job->name, 0)) {
		unlinkat(p->folder, p->temporary, 0);
		p->how = "linked";
		return 0;
	}
	return is_unknown_here(errno) ? name_by_placeholder(p) : -1;
}

/* 1: somebody was first meanwhile, with the same. */
static int
publish(struct putting *p)
{
	if (name_whole(p) < 0) {
		if (errno != EEXIST)
			return fail(p, errno, p->job->name);
		return look_at(p, p->folder) == 1
			   ? 1
			   : err_set(p->err, "archive-exists", "%s", p->job->name);
	}
	free(p->temporary);
	p->temporary = NULL;
	if (fsync(p->folder) < 0 && errno != EINVAL && errno != ENOTSUP)
		return fail(p, errno, p->job->folder);
	return 0;
}

/* By the whole path, as the next person finds it. */
static int
read_back(struct putting *p)
{
	int folder = open_folder(p, false), same;
	struct stat st;

	if (folder < 0 || fstat(folder, &st) < 0 || st.st_dev != p->folder_is.st_dev ||
	    st.st_ino != p->folder_is.st_ino) {
		sys_close(&folder);
		return err_set(p->err, "archive-lost", "%s", p->job->root);
	}
	same = look_at(p, folder);
	close(folder);
	if (same == 1)
		return 0;
	if (same < 0)
		unlinkat(
		    p->folder, p->job->name, 0); /* what we made, and it is not what it should be */
	return err_set(p->err, same < 0 ? "archive-differs" : "archive-lost", "%s", p->job->name);
}

/* ---- the whole ---- */

static json_t *
answer(const struct putting *p, const char *state)
{
	char *path = mem_printf("%s/%s/%s", p->job->root, p->job->folder, p->job->name);
	json_t *o = json_pack("{s:s, s:s}", "path", path, "state", state);
	struct stat st;

	if (p->how)
		json_object_set_new(o, "how", json_string(p->how));
	if (!fstatat(p->folder, p->job->name, &st, AT_SYMLINK_NOFOLLOW))
		json_object_set_new(o, "mode", json_integer(st.st_mode & 07777));
	free(path);
	return o;
}

static json_t *
put(struct putting *p)
{
	int there, first;

	if (read_source(p) < 0)
		return NULL;
	p->folder = open_folder(p, true);
	if (p->folder < 0)
		return NULL;
	if (fstat(p->folder, &p->folder_is) < 0) {
		fail(p, errno, p->job->folder);
		return NULL;
	}
	there = look_at(p, p->folder);
	if (there)
		return there == 1 ? answer(p, "already") : NULL;
	if (make_temporary(p) < 0 || write_bytes(p) < 0 || (first = publish(p)) < 0)
		return NULL;
	if (first)
		return answer(p, "already");
	return read_back(p) < 0 ? NULL : answer(p, "archived");
}

static json_t *
refuse_reserved(const struct archive_job *job, struct err *err)
{
	err_set(err, "archive-reserved", "%s/%s", job->folder, job->name);
	return NULL;
}

json_t *
archive_file(const struct archive_job *job, struct err *err)
{
	struct putting p = {.job = job, .err = err, .folder = -1, .fd = -1};
	json_t *done = NULL;

	if (job->root[0] == '/' && is_good_path(job->folder) &&
	    is_good_name(job->name, strlen(job->name)) && sha256_is_hex(job->sha256))
		done = is_reserved_path(job->folder) || is_reserved_path(job->name)
			   ? refuse_reserved(job, err)
			   : put(&p);
	else
		err_set(err, "archive-name", "%s/%s", job->folder, job->name);
	if (p.temporary)
		unlinkat(p.folder, p.temporary, 0);
	free(p.temporary);
	sys_close(&p.fd);
	sys_close(&p.folder);
	if (p.bytes)
		explicit_bzero(p.bytes, p.len);
	free(p.bytes);
	return done;
}
