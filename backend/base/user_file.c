#include "base/user_file.h"

#include "base/err.h"
#include "base/mem.h"
#include "base/path.h"
#include "base/sys.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

char *
user_file_read(const char *folder, const char *name, size_t most, struct err *err)
{
	char *path = path_join(folder, name), *text = NULL;
	struct stat st;

	errno = stat(path, &st) < 0 ? errno : st.st_uid == geteuid() ? 0 : EPERM;
	if (errno)
		err_errno(err, "cannot read '%s' as a file of one's own", path);
	else
		text = sys_read_file(path, most, NULL, err);
	free(path);
	return text;
}

/* mkostemp makes it 0600. */
static int
write_whole(const char *path, const char *text, struct err *err)
{
	char *new_path = mem_printf("%s.XXXXXX", path);
	int fd = mkostemp(new_path, O_CLOEXEC), failed = 0;

	if (fd < 0)
		failed = err_errno(err, "cannot make a file beside '%s'", path);
	else if (sys_write_all(fd, text, strlen(text), err) < 0)
		failed = -1;
	else if (fsync(fd) < 0 || rename(new_path, path) < 0)
		failed = err_errno(err, "cannot write '%s'", path);
	if (failed && fd >= 0)
		unlink(new_path);
	sys_close(&fd);
	free(new_path);
	return failed;
}

int
user_file_write(const char *folder, const char *name, const char *text, struct err *err)
{
	char *path;
	int failed;

	if (access(folder, F_OK) < 0 && sys_mkdir_private(folder, err) < 0)
		return -1;
	path = path_join(folder, name);
	failed = write_whole(path, text, err);
	free(path);
	return failed;
}
