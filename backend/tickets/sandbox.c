/* Names are looked up by the C library (libcurl's threads call getaddrinfo), which may load libraries for it as
 * nsswitch.conf says: those are read too. The whole of /etc, since resolv.conf is replaced by renaming; what is secret
 * there belongs to root, which a worker is not. */
#include "tickets/sandbox.h"

#include "base/sandbox.h"

#include <sys/syscall.h>

void
tickets_sandbox_enter(void)
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
