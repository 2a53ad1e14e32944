#include "base/sys.h"

#include "base/err.h"
#include "base/linger.h"
#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pwd.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

enum { LOCK_POLL_MS = 20 };

int
sys_nonblocking(int fd)
{
	int flags = fcntl(fd, F_GETFL);

	return flags < 0 ? -1 : fcntl(fd, F_SETFL, flags | O_NONBLOCK);
}

int
sys_close_on_exec(int fd, bool on)
{
	return fcntl(fd, F_SETFD, on ? FD_CLOEXEC : 0);
}

/* cron and some supervisors start programs with these closed: then what is printed would go into the next thing that
 * is opened, a socket or a database. For reading only, so that printing fails as it would have. */
void
sys_fill_standard(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDONLY);
	while (fd >= 0 && fd <= STDERR_FILENO);
	sys_close(&fd);
}

void
sys_close(int *fd)
{
	if (*fd >= 0) {
		linger_begin();
		close(*fd);
		linger_end();
	}
	*fd = -1;
}

int
sys_write_all(int fd, const void *bytes, size_t len, struct err *err)
{
	const char *p = bytes;
	ssize_t n;

	while (len) {
		n = write(fd, p, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_errno(err, "cannot write");
		p += n;
		len -= (size_t)n;
	}
	return 0;
}

static int
mkdir_parents(const char *path, struct err *err)
{
	char *copy = mem_strdup(path), *slash;
	int rc = 0;

	for (slash = strchr(copy + 1, '/'); slash && !rc; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(copy, 0700) < 0 && errno != EEXIST && errno != EISDIR && errno != EROFS)
			rc = err_errno(err, "cannot make the folder '%s'", copy);
		*slash = '/';
	}
	free(copy);
	return rc;
}

/* A folder of ours that others may enter is narrowed; one of somebody else is refused: what it holds could
 * be swapped under us. */
int
sys_mkdir_private(const char *path, struct err *err)
{
	struct stat st;

	if (mkdir_parents(path, err) < 0)
		return -1;
	if (mkdir(path, 0700) < 0 && errno != EEXIST)
		return err_errno(err, "cannot make the folder '%s'", path);
	if (lstat(path, &st) < 0)
		return err_errno(err, "cannot look at '%s'", path);
	if (!S_ISDIR(st.st_mode))
		return err_set(err, "not-a-folder", "'%s' is not a folder", path);
	if (st.st_uid != geteuid())
		return err_set(err, "not-ours", "the folder '%s' belongs to another user", path);
	if ((st.st_mode & 077) && chmod(path, 0700) < 0)
		return err_errno(err, "cannot make the folder '%s' private", path);
	return 0;
}

int
sys_sync_folder_of(const char *path, struct err *err)
{
	const char *slash = strrchr(path, '/');
	char *folder = slash == path ? mem_strdup("/")
		       : slash       ? mem_strndup(path, (size_t)(slash - path))
				     : mem_strdup(".");
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int rc =
	    fd < 0 || fsync(fd) < 0 ? err_errno(err, "cannot write the folder '%s'", folder) : 0;

	sys_close(&fd);
	free(folder);
	return rc;
}

void
sys_no_core(void)
{
	const struct rlimit none = {0, 0};

	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	setrlimit(RLIMIT_CORE, &none);
}

size_t
sys_raise_descriptors(size_t want)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
		return 256;
	if (limit.rlim_cur < want) {
		limit.rlim_cur = limit.rlim_max < want ? limit.rlim_max : want;
		setrlimit(RLIMIT_NOFILE, &limit);
		getrlimit(RLIMIT_NOFILE, &limit);
	}
	return limit.rlim_cur;
}

void
sys_ignore_pipe_signals(void)
{
	struct sigaction ignore = {.sa_handler = SIG_IGN};

	sigaction(SIGPIPE, &ignore, NULL);
	sigaction(SIGXFSZ, &ignore, NULL);
}

int
sys_lock(const char *path, int wait_ms, struct err *err)
{
	const struct timespec pause = {0, LOCK_POLL_MS * 1000000L};
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (fd < 0)
		return err_errno(err, "cannot open the lock '%s'", path);
	for (;;) {
		if (!flock(fd, LOCK_EX | LOCK_NB))
			return fd;
		if (errno != EWOULDBLOCK && errno != EINTR) {
			err_errno(err, "cannot lock '%s'", path);
			break;
		}
		if (wait_ms <= 0) {
			err_set(err, "locked", "'%s' is held by another process", path);
			break;
		}
		nanosleep(&pause, NULL);
		wait_ms -= LOCK_POLL_MS;
	}
	close(fd);
	return -1;
}

char *
sys_read_file(const char *path, size_t max, size_t *len, struct err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;
	char *data = NULL;
	size_t used = 0;
	ssize_t n;

	if (fd < 0) {
		err_file(err, "cannot open", path);
		return NULL;
	}
	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode)) {
		err_set(err, "not-a-file", "'%s' is not a regular file", path);
		goto fail;
	}
	if ((uintmax_t)st.st_size > max) {
		err_set(err, "too-large", "'%s' is larger than %zu bytes", path, max);
		goto fail;
	}
	data = mem_array((size_t)st.st_size + 1, 1);
	while (used < (size_t)st.st_size) {
		n = read(fd, data + used, (size_t)st.st_size - used);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			err_file(err, "cannot read", path);
			goto fail;
		}
		if (!n)
			break;
		used += (size_t)n;
	}
	data[used] = '\0';
	close(fd);
	if (len)
		*len = used;
	return data;
fail:
	free(data);
	close(fd);
	return NULL;
}

bool
sys_same_file(const char *a, const char *b)
{
	struct stat one, other;

	return lstat(a, &one) == 0 && lstat(b, &other) == 0 && one.st_dev == other.st_dev &&
	       one.st_ino == other.st_ino;
}

char *
sys_own_path(void)
{
	char path[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 1);

	return n > 0 ? mem_strndup(path, (size_t)n) : NULL;
}

char *
sys_user_name(uid_t uid)
{
	struct passwd pw, *found = NULL;
	char room[4096];

	if (!getpwuid_r(uid, &pw, room, sizeof(room), &found) && found)
		return mem_strdup(pw.pw_name);
	return mem_printf("%u", (unsigned)uid);
}
