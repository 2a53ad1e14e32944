#include "wire/role.h"

#include "base/path.h"
#include "base/spawn.h"

#include <stdint.h>

pid_t
role_start(const char *role, int *socket, struct err *err)
{
	/* nothing of it may touch the terminal, and it is not for the keys that stop or end the client */
	const struct spawn child = {.session = SPAWN_APART,
	    .fds = {SPAWN_SOCKET, SPAWN_NULL, SPAWN_NULL},
	    .fd_count = 3,
	    .socket = socket};
	char *program = path_sibling("caducad"), option[] = "--role";
	char *const argv[] = {program, option, (char *)(uintptr_t)role, NULL};
	pid_t pid = spawn_program(&child, program, argv, err);

	free(program);
	return pid;
}
