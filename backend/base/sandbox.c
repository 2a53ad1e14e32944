#include "base/sandbox.h"

#include "base/log.h"
#include "base/sys.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#if defined(__x86_64__)
#define NATIVE_ARCH AUDIT_ARCH_X86_64
/* x32 has the architecture of x86-64 and this bit in its numbers. */
#define FOREIGN_NUMBER 0x40000000u
#elif defined(__aarch64__)
#define NATIVE_ARCH AUDIT_ARCH_AARCH64
#define FOREIGN_NUMBER 0xffffffffu
#endif

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif

enum { CALLS_MAX = 32, HEAD = 6 };

/* The first version of Landlock; later ones add rights that older headers do not name. */
#define LANDLOCK_FILES_V1                                                    \
	(LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE |        \
	    LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR |     \
	    LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE | \
	    LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_DIR |     \
	    LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_SOCK |     \
	    LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK |   \
	    LANDLOCK_ACCESS_FS_MAKE_SYM)

void
sandbox_begin(void)
{
	sys_no_core();
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		log_warning("cannot give up new privileges: %s", strerror(errno));
}

static void
allow_reading(int ruleset, const char *path)
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

void
sandbox_files(const char *const *readable, size_t count)
{
	const struct landlock_ruleset_attr attr = {.handled_access_fs = LANDLOCK_FILES_V1};
	int ruleset = (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof(attr), 0);

	if (ruleset < 0) {
		log_debug("no Landlock here: %s", strerror(errno));
		return;
	}
	for (size_t i = 0; i < count; i++)
		allow_reading(ruleset, readable[i]);
	if (syscall(SYS_landlock_restrict_self, ruleset, 0) != 0)
		log_warning("Landlock cannot be entered: %s", strerror(errno));
	close(ruleset);
}

void
sandbox_calls(const unsigned *refused, size_t count)
{
#ifdef NATIVE_ARCH
	const struct sock_filter deny = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM);
	struct sock_filter filter[HEAD + 2 * CALLS_MAX + 1] = {
	    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
	    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, NATIVE_ARCH, 1, 0),
	    deny,
	    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
	    BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, FOREIGN_NUMBER, 0, 1),
	    deny,
	};
	struct sock_fprog program = {.filter = filter};
	unsigned short n = HEAD;

	for (size_t i = 0; i < count && i < CALLS_MAX; i++) {
		filter[n++] =
		    (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, refused[i], 0, 1);
		filter[n++] = deny;
	}
	filter[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	program.len = n;
	if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0)
		log_debug("no seccomp here: %s", strerror(errno));
#else
	(void)refused;
	(void)count;
	log_debug("no seccomp filter for this architecture");
#endif
}

void
sandbox_calls_of_reader(void)
{
	static const unsigned refused[] = {SYS_execve, SYS_execveat, SYS_socket, SYS_connect,
	    SYS_ptrace, SYS_process_vm_readv, SYS_io_uring_setup};

	sandbox_calls(refused, sizeof(refused) / sizeof(*refused));
}

/* Names are looked up by the C library (libcurl's threads call getaddrinfo), which may load libraries for it as
 * nsswitch.conf says: those are read too. The whole of /etc, since resolv.conf is replaced by renaming; what is secret
 * there belongs to root, which a worker is not. */
void
sandbox_of_client(void)
{
	/* io_uring would open files and make sockets past the filter */
	static const unsigned refused[] = {SYS_execve, SYS_execveat, SYS_ptrace,
	    SYS_process_vm_readv, SYS_process_vm_writev, SYS_io_uring_setup};
	static const char *const readable[] = {"/etc", "/dev/urandom", "/lib", "/lib64", "/usr/lib",
	    "/usr/lib64", "/usr/share/ca-certificates", "/usr/local/share/ca-certificates",
	    "/run/systemd/resolve", "/run/resolvconf", "/run/NetworkManager", "/run/nscd",
	    "/var/lib/sss"};

	sandbox_begin();
	sandbox_files(readable, sizeof(readable) / sizeof(*readable));
	sandbox_calls(refused, sizeof(refused) / sizeof(*refused));
}

void
sandbox_memory(size_t megabytes)
{
#ifdef SANITIZED
	(void)megabytes;
#else
	const struct rlimit most = {(rlim_t)megabytes << 20, (rlim_t)megabytes << 20};

	if (setrlimit(RLIMIT_AS, &most) != 0)
		log_debug("a limit could not be set: %s", strerror(errno));
#endif
}
