#include "base/memory_file.h"

#include "base/err.h"
#include "base/mem.h"
#include "base/sys.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

enum { SEALS = F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK };

int
memory_file_new(const void *bytes, size_t len, struct err *err)
{
	int fd = memfd_create("caduca", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	if (fd < 0)
		return err_errno(err, "cannot make a memory file");
	if (sys_write_all(fd, bytes, len, err) == 0 && fchmod(fd, 0600) == 0 &&
	    fcntl(fd, F_ADD_SEALS, SEALS | F_SEAL_SEAL) == 0)
		return fd;
	if (err && !err->code)
		err_errno(err, "cannot seal a memory file");
	close(fd);
	return -1;
}

bool
memory_file_is(int fd)
{
	int has = fcntl(fd, F_GET_SEALS);

	return has >= 0 && (has & SEALS) == SEALS;
}

char *
memory_file_read(int fd, size_t most, size_t *len, struct err *err)
{
	char *bytes = mem_alloc(most + 2);
	ssize_t n = 1;

	for (*len = 0; *len <= most && n != 0;) {
		n = pread(fd, bytes + *len, most + 1 - *len, (off_t)*len);
		if (n < 0 && errno != EINTR)
			break;
		*len += n > 0 ? (size_t)n : 0;
	}
	if (n >= 0 && *len <= most) {
		bytes[*len] = '\0';
		return bytes;
	}
	if (n < 0)
		err_errno(err, "cannot read");
	else
		err_set(err, "is-too-large", "more than %zu bytes", most);
	explicit_bzero(bytes, most + 2);
	free(bytes);
	return NULL;
}

int
memory_file_copy(int from, size_t most, struct err *err)
{
	size_t len;
	char *bytes = memory_file_read(from, most, &len, err);
	int fd = bytes ? memory_file_new(bytes, len, err) : -1;

	if (bytes)
		explicit_bzero(bytes, len);
	free(bytes);
	return fd;
}
