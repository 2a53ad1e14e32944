/* Two fences. Landlock takes the file system away but for reading /etc, /dev/urandom and the folder
 * that resolv.conf is a link into. The whole of /etc, since resolv.conf is replaced by renaming
 * (dhclient, NetworkManager) and a rule for a file is a rule for its inode: the next one would be
 * out of reach. What is secret in there belongs to root, which a worker is not. c-ares seeds its
 * query numbers from /dev/urandom each time a channel is made, and would quietly use rand() where
 * it cannot.
 *
 * A seccomp filter refuses execve by number, also where Landlock is absent. Connecting stays: it is
 * what the worker is for; listening is no use to it. */
#include "probe/cage.h"

#include "base/log.h"
#include "base/sys.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#if defined(__x86_64__)
#define NATIVE_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define NATIVE_ARCH AUDIT_ARCH_AARCH64
#endif

/* The first version of Landlock; later ones add rights that older headers do not name. */
#define LANDLOCK_FILES_V1                                                    \
	(LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE |        \
	    LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR |     \
	    LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE | \
	    LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_DIR |     \
	    LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_SOCK |     \
	    LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK |   \
	    LANDLOCK_ACCESS_FS_MAKE_SYM)

static void
landlock_allow_reading(int ruleset, const char *path)
{
	struct landlock_path_beneath_attr rule = {
	    .allowed_access = LANDLOCK_ACCESS_FS_READ_FILE,
	    .parent_fd = open(path, O_PATH | O_CLOEXEC),
	};

	if (rule.parent_fd < 0)
		return;
	syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
	close(rule.parent_fd);
}

/* Where /etc/resolv.conf is a link, as with systemd-resolved, its target is replaced in another
 * folder. */
static void
landlock_allow_resolv_conf(int ruleset)
{
	char *path = realpath("/etc/resolv.conf", NULL);
	char *slash = path ? strrchr(path, '/') : NULL;

	if (slash && slash != path && strncmp(path, "/etc/", 5) != 0) {
		*slash = '\0';
		landlock_allow_reading(ruleset, path);
	}
	free(path);
}

static int
fence_files(void)
{
	const struct landlock_ruleset_attr attr = {.handled_access_fs = LANDLOCK_FILES_V1};
	int ruleset = (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof(attr), 0);
	int rc;

	if (ruleset < 0)
		return -1;
	landlock_allow_reading(ruleset, "/etc");
	landlock_allow_reading(ruleset, "/dev/urandom");
	landlock_allow_resolv_conf(ruleset);
	rc = (int)syscall(SYS_landlock_restrict_self, ruleset, 0);
	close(ruleset);
	return rc;
}

/* The numbers are those of this architecture, so calls by another one's are refused whole. */
static int
fence_exec(void)
{
#ifdef NATIVE_ARCH
	struct sock_filter filter[] = {
	    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
	    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, NATIVE_ARCH, 0, 3),
	    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
	    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_execve, 1, 0),
	    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_execveat, 0, 1),
	    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
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
cage_enter(void)
{
	sys_no_core();
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		log_warning("cannot give up new privileges: %s", strerror(errno));
	if (fence_files() != 0)
		log_debug("no Landlock here: %s", strerror(errno));
	if (fence_exec() != 0)
		log_debug("no seccomp here: %s", strerror(errno));
}
