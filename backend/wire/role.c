#include "wire/role.h"

#include "base/err.h"
#include "base/path.h"
#include "base/sys.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>

/* Nothing of it may touch the terminal, and it is not for the keys that stop or end the client. */
static _Noreturn void
become_role(const char *program, const char *role, int socket)
{
	int null = open("/dev/null", O_RDWR);

	setsid();
	for (int n = 1; n < NSIG; n++)
		if (n != SIGKILL && n != SIGSTOP)
			signal(n, SIG_DFL);
	if (null < 0 || dup2(socket, 0) < 0 || dup2(null, 1) < 0 || dup2(null, 2) < 0)
		_exit(71);
	close_range(3, ~0U, 0);
	execl(program, program, "--role", role, (char *)NULL);
	_exit(72);
}

pid_t
role_start(const char *role, int *socket, struct err *err)
{
	char *program = path_sibling("caducad");
	int pair[2] = {-1, -1};
	pid_t pid = -1;

	if (access(program, X_OK) < 0 ||
	    socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0 || (pid = fork()) < 0) {
		err_errno(err, "cannot start '%s'", program);
		if (err)
			err->code = "cannot-start";
		sys_close(&pair[0]);
		sys_close(&pair[1]);
		free(program);
		return -1;
	}
	if (!pid)
		become_role(program, role, pair[1]);
	sys_close(&pair[1]);
	*socket = pair[0];
	free(program);
	return pid;
}
