#include "inspect/sandbox.h"

#include "base/log.h"
#include "base/sandbox.h"

#include <errno.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif

static void
limit(int what, rlim_t soft, rlim_t hard)
{
	const struct rlimit r = {soft, hard};

	if (setrlimit((__rlimit_resource_t)what, &r) != 0)
		log_debug("a limit could not be set: %s", strerror(errno));
}

void
inspect_sandbox_enter(void)
{
	/* io_uring would make sockets past the filter */
	static const unsigned refused[] = {SYS_execve, SYS_execveat, SYS_socket, SYS_connect,
	    SYS_ptrace, SYS_process_vm_readv, SYS_io_uring_setup};

	sandbox_begin();
	limit(RLIMIT_CPU, INSPECT_CPU_SECONDS, INSPECT_CPU_SECONDS + 2);
	limit(RLIMIT_FSIZE, INSPECT_FILE_BYTES, INSPECT_FILE_BYTES);
#ifndef SANITIZED
	/* the sanitizers keep a shadow of all memory there could be */
	limit(RLIMIT_AS, (rlim_t)INSPECT_MEMORY_MB << 20, (rlim_t)INSPECT_MEMORY_MB << 20);
#endif
	sandbox_files(NULL, 0);
	sandbox_calls(refused, sizeof(refused) / sizeof(*refused));
}

void
inspect_sandbox_no_files(void)
{
	limit(RLIMIT_FSIZE, 0, 0);
}
