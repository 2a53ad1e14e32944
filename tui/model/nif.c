#include "tui/model/nif.h"

#include "base/err.h"
#include "base/mem.h"
#include "base/nif.h"
#include "base/path.h"
#include "base/sys.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char *
nif_path(char **folder)
{
	*folder = path_user_config();
	return *folder ? path_join(*folder, "nif") : NULL;
}

/* Of a regular file of ours alone; one that others could read is closed to them first. */
static bool
read_own(const char *path, char *text, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	struct stat st;
	ssize_t n = -1;

	if (fd < 0)
		return false;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_uid == geteuid() &&
	    (!(st.st_mode & 077) || fchmod(fd, 0600) == 0))
		n = read(fd, text, size - 1);
	close(fd);
	text[n > 0 ? n : 0] = '\0';
	return n > 0;
}

bool
nif_load(char *nif)
{
	char *folder, *path = nif_path(&folder), text[64];
	bool good = path && read_own(path, text, sizeof(text));

	if (good) {
		sys_no_core();
		text[strcspn(text, "\n")] = '\0';
		good = nif_normalise(text, nif, NULL) == 0;
	}
	explicit_bzero(text, sizeof(text));
	free(path);
	free(folder);
	return good;
}

/* 0600 from its first byte, and never half written under its name. */
static int
write_own(const char *path, const char *nif, struct err *err)
{
	char *fresh = mem_printf("%s.new", path);
	int fd, rc = -1;

	unlink(fresh);
	fd = open(fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		err_set(err, "io", "cannot write '%s': %s", fresh, err_reason(errno));
	else if (sys_write_all(fd, nif, strlen(nif), err) == 0 &&
		 sys_write_all(fd, "\n", 1, err) == 0)
		rc = fsync(fd);
	if (fd >= 0)
		close(fd);
	if (rc == 0 && rename(fresh, path) < 0)
		rc = err_set(err, "io", "cannot write '%s': %s", path, err_reason(errno));
	if (rc < 0)
		unlink(fresh);
	free(fresh);
	return rc;
}

int
nif_save(const char *typed, struct err *err)
{
	char nif[NIF_BYTES], *folder, *path;
	int rc = nif_normalise(typed, nif, err);

	sys_no_core();
	if (rc == 0) {
		path = nif_path(&folder);
		if (!path)
			rc = err_set(err, "io", "there is no home folder");
		else if ((rc = sys_mkdir_private(folder, err)) == 0)
			rc = write_own(path, nif, err);
		free(path);
		free(folder);
	}
	explicit_bzero(nif, sizeof(nif));
	return rc;
}
