#include "daemon/probing/roles.h"

#include "base/config.h"
#include "base/err.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/spawn.h"
#include "base/sys.h"
#include "wire/handover.h"

static const struct role_info roles[] = {
    [ROLE_PROBE] = {.argument = "probe", .what = "probe worker", .strangers = true},
    [ROLE_QUARANTINE] = {.argument = "probe",
	.what = "quarantine worker",
	.on_demand = true,
	.in_flight = 1,
	.strangers = true},
    [ROLE_INSPECT] = {.argument = "inspect",
	.what = "inspect child",
	.on_demand = true,
	.in_flight = -1,
	.strangers = true},
    [ROLE_RECEIVE] = {.argument = "receive",
	.what = "receiving child",
	.on_demand = true,
	.in_flight = -1},
    [ROLE_BACKUP] = {.argument = "backup",
	.what = "backup child",
	.on_demand = true,
	.in_flight = -1},
    [ROLE_TICKETS] = {.argument = "tickets", .what = "tickets worker", .in_flight = -1},
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
	for (size_t i = 0; role->strangers && i < c->ca_folders_count; i++) {
		argv[n++] = mem_strdup("--ca-folder");
		argv[n++] = mem_strdup(c->ca_folders[i]);
	}
	return argv;
}

pid_t
roles_start(const struct config *config, enum role r, int handover, int *fd, struct err *err)
{
	const struct spawn child = {.session = SPAWN_APART,
	    .fds = {SPAWN_SOCKET, SPAWN_SOCKET, STDERR_FILENO, handover},
	    .fd_count = handover >= 0 ? HANDOVER_FD + 1 : HANDOVER_FD,
	    .socket = fd};
	char *program = sys_own_path(),
	     **argv = arguments(config, &roles[r], program ? program : "caducad");
	pid_t pid = spawn_program(&child, NULL, argv, err);

	if (pid < 0)
		log_error("cannot start a %s: %s", roles[r].what, err->text);
	for (size_t i = 0; argv[i]; i++)
		free(argv[i]);
	free(argv);
	free(program);
	return pid < 0 ? 0 : pid;
}
