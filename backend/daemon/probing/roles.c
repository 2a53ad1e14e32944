#include "daemon/probing/roles.h"

#include "base/config.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/sys.h"

#include <errno.h>
#include <signal.h>
#include <sys/socket.h>

static const struct role_info roles[] = {
    [ROLE_PROBE] = {.argument = "probe", .what = "probe worker"},
    [ROLE_QUARANTINE] = {.argument = "probe",
	.what = "quarantine worker",
	.on_demand = true,
	.in_flight = 1},
    [ROLE_INSPECT] = {.argument = "inspect",
	.what = "inspect child",
	.on_demand = true,
	.in_flight = -1},
};
_Static_assert(sizeof(roles) / sizeof(*roles) == ROLE_COUNT, "every role has a line");

const struct role_info *
roles_info(enum role r)
{
	return &roles[r];
}

static char **
arguments(const struct config *c, const struct role_info *role, const char *program)
{
	char **argv = mem_array(8 + 2 * c->ca_folders_count, sizeof(*argv));
	size_t n = 0;

	argv[n++] = mem_strdup(program);
	argv[n++] = mem_strdup("--role");
	argv[n++] = mem_strdup(role->argument);
	if (role->in_flight >= 0) {
		argv[n++] = mem_strdup("--in-flight");
		argv[n++] = mem_printf("%d", role->in_flight ? role->in_flight : c->in_flight);
	}
	for (size_t i = 0; i < c->ca_folders_count; i++) {
		argv[n++] = mem_strdup("--ca-folder");
		argv[n++] = mem_strdup(c->ca_folders[i]);
	}
	return argv;
}

static _Noreturn void
become(char **argv, int fd)
{
	sigset_t none;

	signal(SIGPIPE, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	if (dup2(fd, 0) < 0 || dup2(fd, 1) < 0)
		_exit(71);
	close_range(3, ~0U, 0);
	/* this very program, also where an upgrade has put another in its place or taken it away */
	execv("/proc/self/exe", argv);
	execv(argv[0], argv);
	_exit(72);
}

pid_t
roles_start(const struct config *config, enum role r, int *fd)
{
	char *program = sys_own_path(), **argv;
	int pair[2] = {-1, -1};
	pid_t pid = 0;

	argv = arguments(config, &roles[r], program ? program : "caducad");
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0 || (pid = fork()) < 0) {
		log_error("cannot start a %s: %s", roles[r].what, strerror(errno));
		pid = 0;
		sys_close(&pair[0]);
	} else if (!pid) {
		become(argv, pair[1]);
	}
	sys_close(&pair[1]);
	*fd = pair[0];
	for (size_t i = 0; argv[i]; i++)
		free(argv[i]);
	free(argv);
	free(program);
	return pid;
}
