/* Starting a child process. What every child begins with is the same, whoever starts it: each signal has its default
 * disposition and none is blocked, the descriptors that are named stand at 0, 1, 2 and on, and every other one is
 * closed. Environment, user and limits are the parent's; what a child may do it gives up itself (base/sandbox.h).
 * Between fork and exec only what is safe there is called, and no signal is delivered. */
#ifndef BASE_SPAWN_H
#define BASE_SPAWN_H

#include <stddef.h>
#include <sys/types.h>

struct err;

enum spawn_session {
	SPAWN_HERE,  /* in ours: the keys of the terminal that stop or end us reach it too */
	SPAWN_APART, /* in a session of its own, without a terminal */
	SPAWN_DETACHED /* the same, in the folder /, and nobody's child: it outlives us, and is not waited for */
};

enum { SPAWN_FDS_MAX = 8, SPAWN_NULL = -1, SPAWN_SOCKET = -2 };

struct spawn {
	enum spawn_session session;
	/* What becomes its descriptor 0, 1, 2...: one of ours, SPAWN_NULL for /dev/null, or SPAWN_SOCKET for the other
	 * end of *socket. Those that are left out at the end are closed; name at least three. */
	int fds[SPAWN_FDS_MAX];
	size_t fd_count;
	int *
	    socket; /* NULL, or where our end of a new Unix stream socket goes; -1 when the child could not be started */
};

/* Runs a program with these arguments (NULL at the end; the first is its name). program NULL: this very one, also where
 * an upgrade has put another in its place or taken it away. Returns its pid, for the caller to wait for (0 of one that
 * is SPAWN_DETACHED); -1 with the code "cannot-start". A child that could not be set up exits with 71, and one whose
 * program could not be run with 72. */
pid_t spawn_program(const struct spawn *s, const char *program, char *const *argv, struct err *err);

/* Runs a function of this program instead, which ends with it; nothing of ours is written or undone at its end. */
pid_t spawn_function(
    const struct spawn *s, void (*run)(void *arg), void *arg, const char *what, struct err *err);

#endif
