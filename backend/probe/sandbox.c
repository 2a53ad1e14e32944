/* Landlock takes the file system away but for reading /etc, /dev/urandom and the folder that resolv.conf
 * is a link into. The whole of /etc, since resolv.conf is replaced by renaming (dhclient, NetworkManager)
 * and a rule for a file is a rule for its inode: the next one would be out of reach. What is secret in
 * there belongs to root, which a worker is not. c-ares seeds its query numbers from /dev/urandom each time
 * a channel is made, and would quietly use rand() where it cannot.
 *
 * seccomp refuses to run programs, also where Landlock is absent. Connecting stays: it is what the worker
 * is for; listening is no use to it. */
#include "probe/sandbox.h"

#include "base/sandbox.h"

#include <limits.h>
#include <sys/syscall.h>

/* Where /etc/resolv.conf is a link, as with systemd-resolved, its target is replaced in another
 * folder. The caller frees; NULL when it lies in /etc. */
static char *
folder_of_resolv_conf(void)
{
	char *path = realpath("/etc/resolv.conf", NULL);
	char *slash = path ? strrchr(path, '/') : NULL;

	if (slash && slash != path && strncmp(path, "/etc/", 5) != 0) {
		*slash = '\0';
		return path;
	}
	free(path);
	return NULL;
}

void
probe_sandbox_enter(void)
{
	static const unsigned refused[] = {SYS_execve, SYS_execveat};
	char *resolv = folder_of_resolv_conf();
	const char *readable[] = {"/etc", "/dev/urandom", resolv};

	sandbox_begin();
	sandbox_files(readable, resolv ? 3 : 2);
	sandbox_calls(refused, sizeof(refused) / sizeof(*refused));
	free(resolv);
}
