/* What the system and the C library do for a backend, counted, and one call of each kind made to fail once: linked into
 * build/caducad-fault and build/caducactl-fault, which are the backend and the command line else (tests/e2e/faults.t).
 *
 * CADUCA_FAULTS names a file that the test and the process both map: what the test writes there holds at once, so a
 * running backend is told when to begin to count. CADUCA_FAULTS_IN says whose calls they are, a role of caducad or
 * caducactl; none is the backend itself. A child that was only forked counts no more.
 *
 * Libraries find the functions of the program before those of the C library, so what SQLite calls is here too. malloc,
 * calloc and realloc are those of base/mem.c, which asks the C library by names that the linker leads here (--wrap). */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { MARKS_MAX = 4096 };

enum kind { WRITE, SYNC, TRUNCATE, UNLINK, RENAME, FORK, MEMORY, SEND, KIND_COUNT };

/* What the file holds, in numbers of 64 bits; Faults.pm knows the order. */
struct faults {
	struct {
		int64_t count; /* calls until now */
		int64_t at;    /* the one that fails; 0: none */
		int64_t error; /* its errno */
	} of[KIND_COUNT];
	int64_t mark_count;
	int64_t
	    marks[MARKS_MAX]; /* how many allocations there were before each call of another kind */
};
static struct faults *faults;

__attribute__((constructor)) static void
faults_begin(int argc, char **argv)
{
	const char *path = getenv("CADUCA_FAULTS"), *in = getenv("CADUCA_FAULTS_IN");
	const char *role = argc > 2 && !strcmp(argv[1], "--role")                ? argv[2]
			   : !strcmp(program_invocation_short_name, "caducactl") ? "caducactl"
										 : "";
	void *map;
	int fd;

	if (!path || strcmp(role, in ? in : "") != 0)
		return;
	fd = open(path, O_RDWR | O_CLOEXEC);
	map = fd < 0 ? MAP_FAILED
		     : mmap(NULL, sizeof(*faults), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (map == MAP_FAILED)
		_exit(99);
	close(fd);
	faults = map;
}

/* Whether this call is the one that fails; errno says so then. */
static bool
fails(enum kind kind)
{
	if (!faults)
		return false;
	if (kind != MEMORY && faults->mark_count < MARKS_MAX)
		faults->marks[faults->mark_count++] = faults->of[MEMORY].count;
	if (__atomic_add_fetch(&faults->of[kind].count, 1, __ATOMIC_RELAXED) !=
	    __atomic_load_n(&faults->of[kind].at, __ATOMIC_RELAXED))
		return false;
	errno = (int)faults->of[kind].error;
	return true;
}

/* ---- files ---- */

/* A file and a peer fail each in its own way; a pipe of one's own does not. */
static bool
write_fails(int fd)
{
	struct stat st;

	if (!faults || fstat(fd, &st) < 0)
		return false;
	return S_ISREG(st.st_mode) ? fails(WRITE) : S_ISSOCK(st.st_mode) && fails(SEND);
}

ssize_t pwrite64(int fd, const void *bytes, size_t len, off_t at);
int ftruncate64(int fd, off_t len);

ssize_t
write(int fd, const void *bytes, size_t len)
{
	return write_fails(fd) ? -1 : syscall(SYS_write, fd, bytes, len);
}

ssize_t
pwrite64(int fd, const void *bytes, size_t len, off_t at)
{
	return write_fails(fd) ? -1 : syscall(SYS_pwrite64, fd, bytes, len, at);
}

ssize_t
sendmsg(int fd, const struct msghdr *message, int flags)
{
	return fails(SEND) ? -1 : syscall(SYS_sendmsg, fd, message, flags);
}

ssize_t
send(int fd, const void *bytes, size_t len, int flags)
{
	return fails(SEND) ? -1 : syscall(SYS_sendto, fd, bytes, len, flags, NULL, 0);
}

int
fsync(int fd)
{
	return fails(SYNC) ? -1 : (int)syscall(SYS_fsync, fd);
}

int
fdatasync(int fd)
{
	return fails(SYNC) ? -1 : (int)syscall(SYS_fdatasync, fd);
}

int
ftruncate64(int fd, off_t len)
{
	return fails(TRUNCATE) ? -1 : (int)syscall(SYS_ftruncate, fd, len);
}

int
ftruncate(int fd, off_t len)
{
	return ftruncate64(fd, len);
}

int
unlink(const char *path)
{
	return fails(UNLINK) ? -1 : (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
}

int
unlinkat(int folder, const char *path, int flags)
{
	return fails(UNLINK) ? -1 : (int)syscall(SYS_unlinkat, folder, path, flags);
}

int
rename(const char *from, const char *to)
{
	return fails(RENAME) ? -1 : (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
}

int
linkat(int from_folder, const char *from, int to_folder, const char *to, int flags)
{
	return fails(RENAME) ? -1
			     : (int)syscall(SYS_linkat, from_folder, from, to_folder, to, flags);
}

int
link(const char *from, const char *to)
{
	return linkat(AT_FDCWD, from, AT_FDCWD, to, 0);
}

/* ---- processes and memory ---- */

pid_t __real_fork(void);
pid_t __wrap_fork(void);

pid_t
__wrap_fork(void)
{
	pid_t pid = fails(FORK) ? -1 : __real_fork();

	if (!pid)
		faults = NULL;
	return pid;
}

void *__real___libc_malloc(size_t size);
void *__real___libc_calloc(size_t count, size_t size);
void *__real___libc_realloc(void *p, size_t size);
void *__wrap___libc_malloc(size_t size);
void *__wrap___libc_calloc(size_t count, size_t size);
void *__wrap___libc_realloc(void *p, size_t size);

/* A sanitizer has an allocator of its own, and none of ours is there to be led here. */
#if defined(__SANITIZE_ADDRESS__)
#define COUNTS_MEMORY 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define COUNTS_MEMORY 0
#endif
#endif
#ifndef COUNTS_MEMORY
void *
__wrap___libc_malloc(size_t size)
{
	return fails(MEMORY) ? NULL : __real___libc_malloc(size);
}

void *
__wrap___libc_calloc(size_t count, size_t size)
{
	return fails(MEMORY) ? NULL : __real___libc_calloc(count, size);
}

void *
__wrap___libc_realloc(void *p, size_t size)
{
	return fails(MEMORY) ? NULL : __real___libc_realloc(p, size);
}
#endif
