#include "inspect/sandbox.h"

#include "base/log.h"
#include "base/sandbox.h"

#include <errno.h>
#include <sys/resource.h>

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
	sandbox_begin();
	limit(RLIMIT_CPU, INSPECT_CPU_SECONDS, INSPECT_CPU_SECONDS + 2);
	limit(RLIMIT_FSIZE, INSPECT_FILE_BYTES, INSPECT_FILE_BYTES);
	sandbox_memory(INSPECT_MEMORY_MB);
	sandbox_files(NULL, 0);
	sandbox_calls_of_reader();
}

void
inspect_sandbox_no_files(void)
{
	limit(RLIMIT_FSIZE, 0, 0);
}
