#include "daemon/listening.h"

#include "base/err.h"
#include "base/mem.h"
#include "base/sys.h"

#include <errno.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

enum { BACKLOG = 128 };

/* Whoever could write there could put a socket of his own in our place. */
static int
make_open_folder(const char *path, struct err *err)
{
	struct stat st;

	if (mkdir(path, 0755) == 0) {
		if (chmod(path, 0755) < 0)
			return err_errno(err, "cannot open the folder '%s' to all", path);
	} else if (errno != EEXIST) {
		return err_errno(err, "cannot make the folder '%s'", path);
	}
	if (stat(path, &st) < 0)
		return err_errno(err, "cannot look at '%s'", path);
	if (!S_ISDIR(st.st_mode))
		return err_set(err, "not-a-folder", "'%s' is not a folder", path);
	if ((st.st_uid != geteuid() && st.st_uid != 0) || (st.st_mode & 022))
		return err_set(err, "not-ours", "others may write to the folder '%s'", path);
	return 0;
}

static int
make_folder(const char *path, bool open_to_all, struct err *err)
{
	char *folder = mem_strdup(path), *slash = strrchr(folder, '/');
	int rc = 0;

	if (slash && slash != folder) {
		*slash = '\0';
		rc = open_to_all ? make_open_folder(folder, err) : sys_mkdir_private(folder, err);
		if (rc < 0 && !open_to_all && !strcmp(err->code, "not-ours"))
			rc = err_set(err, "not-ours",
			    "the socket needs a folder that is ours, and '%s' belongs to another "
			    "user",
			    folder);
	}
	free(folder);
	return rc;
}

static int
bind_to(int fd, const char *path, mode_t mask, struct err *err)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	mode_t old;
	int rc;

	if (strlen(path) >= sizeof(address.sun_path))
		return err_set(
		    err, "path-too-long", "the path of the socket is too long: '%s'", path);
	memcpy(address.sun_path, path, strlen(path) + 1);
	unlink(path);
	old = umask(mask);
	rc = bind(fd, (struct sockaddr *)&address, sizeof(address));
	umask(old);
	if (rc < 0 || listen(fd, BACKLOG) < 0)
		return err_errno(err, "cannot listen on '%s'", path);
	return 0;
}

int
listening_open(const char *path, bool open_to_all, struct err *err)
{
	int fd;

	if (make_folder(path, open_to_all, err) < 0)
		return -1;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return err_errno(err, "cannot make a socket");
	if (bind_to(fd, path, open_to_all ? 0111 : 0177, err) < 0)
		sys_close(&fd);
	return fd;
}
