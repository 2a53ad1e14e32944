#include "inspect/cage.h"

#include "base/log.h"
#include "base/sys.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#if defined(__x86_64__)
#define NATIVE_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define NATIVE_ARCH AUDIT_ARCH_AARCH64
#endif

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif

/* The first version of Landlock: every right over files that there is, and no rule gives any
 * back. */
#define LANDLOCK_FILES_V1                                                    \
	(LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE |        \
	    LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR |     \
	    LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE | \
	    LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_DIR |     \
	    LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_SOCK |     \
	    LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK |   \
	    LANDLOCK_ACCESS_FS_MAKE_SYM)

static void
limit(int what, rlim_t soft, rlim_t hard)
{
	const struct rlimit r = {soft, hard};

	if (setrlimit((__rlimit_resource_t)what, &r) != 0)
		log_debug("a limit could not be set: %s", strerror(errno));
}

static int
fence_files(void)
{
	const struct landlock_ruleset_attr attr = {.handled_access_fs = LANDLOCK_FILES_V1};
	int ruleset = (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof(attr), 0);
	int rc;

	if (ruleset < 0)
		return -1;
	rc = (int)syscall(SYS_landlock_restrict_self, ruleset, 0);
	close(ruleset);
	return rc;
}

/* By number, so the calls of another architecture are refused whole. */
#define REFUSE(call)                                     \
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 1), \
	    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM)

static int
fence_calls(void)
{
#ifdef NATIVE_ARCH
	struct sock_filter filter[] = {
	    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
	    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, NATIVE_ARCH, 1, 0),
	    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
	    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
	    REFUSE(SYS_execve),
	    REFUSE(SYS_execveat),
	    REFUSE(SYS_socket),
	    REFUSE(SYS_connect),
	    REFUSE(SYS_ptrace),
	    REFUSE(SYS_process_vm_readv),
	    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	const struct sock_fprog program = {sizeof(filter) / sizeof(filter[0]), filter};

	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
#else
	errno = ENOSYS;
	return -1;
#endif
}

void
cage_close(void)
{
	sys_no_core();
	limit(RLIMIT_CPU, CAGE_CPU_SECONDS, CAGE_CPU_SECONDS + 2);
	limit(RLIMIT_FSIZE, CAGE_FILE_BYTES, CAGE_FILE_BYTES);
#ifndef SANITIZED
	/* the sanitizers keep a shadow of all memory there could be */
	limit(RLIMIT_AS, (rlim_t)CAGE_MEMORY_MB << 20, (rlim_t)CAGE_MEMORY_MB << 20);
#endif
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		log_warning("cannot give up new privileges: %s", strerror(errno));
	if (fence_files() != 0)
		log_debug("no Landlock here: %s", strerror(errno));
	if (fence_calls() != 0)
		log_debug("no seccomp here: %s", strerror(errno));
}

void
cage_no_files(void)
{
	limit(RLIMIT_FSIZE, 0, 0);
}
