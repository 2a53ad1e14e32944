#include "base/user_file.h"

#include "base/err.h"
#include "base/mem.h"
#include "base/path.h"
#include "base/sys.h"
#include "base/whole_file.h"

#include <errno.h>
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

int
user_file_write(const char *folder, const char *name, const char *text, struct err *err)
{
	char *path;
	int failed;

	if (access(folder, F_OK) < 0 && sys_mkdir_private(folder, err) < 0)
		return -1;
	path = path_join(folder, name);
	failed = whole_file_write(path, text, strlen(text), 0600, err);
	free(path);
	return failed;
}
