#include "base/whole_file.h"

#include "base/err.h"
#include "base/mem.h"
#include "base/sys.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* mkostemp makes it 0600. */
static int
write_beside(
    const char *path, char *beside, const void *bytes, size_t len, mode_t mode, struct err *err)
{
	int fd = mkostemp(beside, O_CLOEXEC), failed = 0;

	if (fd < 0)
		return err_new_file(err, "cannot make a file beside", path);
	if (sys_write_all(fd, bytes, len, NULL) < 0 || fchmod(fd, mode) < 0 || fsync(fd) < 0 ||
	    rename(beside, path) < 0)
		failed = err_file(err, "cannot write", path);
	if (failed)
		unlink(beside);
	sys_close(&fd);
	return failed;
}

int
whole_file_write(const char *path, const void *bytes, size_t len, mode_t mode, struct err *err)
{
	struct stat st;
	char *beside;
	int failed;

	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode))
		return err_set(err, "not-a-file", "'%s' is not a regular file", path);
	beside = mem_printf("%s.XXXXXX", path);
	failed = write_beside(path, beside, bytes, len, mode, err);
	free(beside);
	return failed;
}
