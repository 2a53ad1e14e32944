#include "base/private_file.h"

#include "base/err.h"
#include "base/mem.h"
#include "base/path.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A new string. */
static char *
full_path(const char *path)
{
	char *home, *full;

	if (strncmp(path, "~/", 2) != 0)
		return mem_strdup(path);
	home = path_home();
	full = path_join(home, path + 2);
	free(home);
	return full;
}

static const char *
fault_of(const struct stat *st)
{
	if (!S_ISREG(st->st_mode))
		return "secret-not-a-file";
	if (st->st_uid != geteuid())
		return "secret-not-ours";
	return st->st_mode & (S_IRWXG | S_IRWXO) ? "secret-open-to-others" : NULL;
}

int
private_file_open(const char *path, struct err *err)
{
	char *full = full_path(path);
	/* a FIFO must not keep us waiting for its writer */
	int fd = open(full, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	const char *fault = NULL;
	struct stat st;

	if (fd < 0 && errno == ENOENT)
		fault = "secret-missing";
	else if (fd < 0 || fstat(fd, &st) < 0)
		err_file(err, "cannot open", full);
	else
		fault = fault_of(&st);
	if (fault) {
		err_set(err, fault, "'%s': %s", full, fault);
		err_text(err, "path", full);
	}
	if (fd >= 0 && (fault || fstat(fd, &st) < 0)) {
		close(fd);
		fd = -1;
	}
	free(full);
	return fd;
}
