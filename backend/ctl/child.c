#include "ctl/child.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/path.h"
#include "base/spawn.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/wait.h>

enum { PIECE_BYTES = 64 * 1024 };

static pid_t
start(const struct child *c, int *fd, struct err *err)
{
	const struct spawn child = {.session = SPAWN_HERE,
	    .fds = {c->input, SPAWN_SOCKET, STDERR_FILENO, c->secret},
	    .fd_count = c->secret < 0 ? 3 : 4,
	    .socket = fd};
	char *program = path_sibling("caducad"), *role = mem_strdup(c->role);
	char option[] = "--role";
	char *argv[] = {program, option, role, NULL};
	pid_t pid = spawn_program(&child, program, argv, err);

	free(program);
	free(role);
	return pid;
}

/* Until it ends. False: it took too long, or said too much. */
static bool
hear(const struct child *c, int fd, struct buf *answer)
{
	const struct clock *clock = clock_system();
	int64_t end = clock_mono(clock) + c->wait_ms, left;
	ssize_t n = 1;

	while (n != 0) {
		struct pollfd p = {.fd = fd, .events = POLLIN};

		left = end - clock_mono(clock);
		if (left <= 0 || answer->len > c->most)
			return false;
		if (poll(&p, 1, (int)left) <= 0)
			continue;
		buf_reserve(answer, PIECE_BYTES);
		n = read(fd, answer->data + answer->len, PIECE_BYTES);
		if (n < 0 && errno != EINTR)
			return false;
		answer->len += n > 0 ? (size_t)n : 0;
		answer->data[answer->len] = '\0';
	}
	return true;
}

int
child_ask(const struct child *child, struct buf *answer, struct err *err)
{
	int fd = -1, status = 0;
	pid_t pid;
	bool whole;

	if (lseek(child->input, 0, SEEK_SET) < 0)
		return err_errno(err, "cannot read again what was read");
	pid = start(child, &fd, err);
	if (pid <= 0)
		return -1;
	whole = hear(child, fd, answer);
	close(fd);
	if (!whole)
		kill(pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (whole && WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return 0;
	return err_set(err, "child-ended", "%s", "");
}
