#include "base/spawn.h"

#include "base/err.h"
#include "base/sys.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>

enum { EXIT_NOT_SET_UP = 71, EXIT_NOT_RUN = 72 };

/* ---- within the child ---- */

/* Each is first lifted above all the places, so that none is overwritten before it has been placed. */
static void
place_descriptors(const struct spawn *s, int socket)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC), lifted[SPAWN_FDS_MAX];

	for (size_t i = 0; i < s->fd_count; i++) {
		int from = s->fds[i] == SPAWN_NULL     ? null
			   : s->fds[i] == SPAWN_SOCKET ? socket
						       : s->fds[i];
		lifted[i] = fcntl(from, F_DUPFD_CLOEXEC, SPAWN_FDS_MAX);
		if (lifted[i] < 0)
			_exit(EXIT_NOT_SET_UP);
	}
	for (size_t i = 0; i < s->fd_count; i++)
		if (dup2(lifted[i], (int)i) < 0)
			_exit(EXIT_NOT_SET_UP);
	close_range((unsigned)s->fd_count, ~0U, 0);
}

/* A session's leader that opens a terminal gets it for its own: what is detached is none. */
static void
leave_session(const struct spawn *s)
{
	pid_t pid;

	if (s->session == SPAWN_HERE)
		return;
	setsid();
	if (s->session != SPAWN_DETACHED)
		return;
	pid = fork();
	if (pid)
		_exit(pid < 0 ? EXIT_NOT_SET_UP : 0);
	if (chdir("/") < 0)
		_exit(EXIT_NOT_SET_UP);
}

/* Signals wait meanwhile: a Ctrl-C that came before the terminal's session was left was not for this one. */
static void
become_child(const struct spawn *s, int socket)
{
	static const int of_terminal[] = {SIGINT, SIGQUIT, SIGHUP, SIGTSTP};
	sigset_t none;

	leave_session(s);
	for (size_t i = 0; i < sizeof(of_terminal) / sizeof(of_terminal[0]); i++)
		signal(of_terminal[i], SIG_IGN); /* what came before is dropped */
	for (int n = 1; n < NSIG; n++)
		if (n != SIGKILL && n != SIGSTOP)
			signal(n, SIG_DFL);
	place_descriptors(s, socket);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* ---- within the parent ---- */

static pid_t
refuse(const struct spawn *s, int theirs, const char *what, struct err *err)
{
	err_errno(err, "cannot start '%s'", what);
	if (err)
		err->code = "cannot-start";
	sys_close(&theirs);
	if (s->socket)
		sys_close(s->socket);
	return -1;
}

/* As fork: 0 within the child. Its handlers are ours until it has reset them, so signals wait meanwhile. */
static pid_t
start(const struct spawn *s, const char *what, struct err *err)
{
	int pair[2] = {-1, -1}, status = 0;
	sigset_t all, before;
	pid_t pid;

	if (s->socket) {
		*s->socket = -1;
		if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
			return refuse(s, -1, what, err);
		*s->socket = pair[0];
	}
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &before);
	pid = fork();
	if (!pid) {
		become_child(s, pair[1]);
		return 0;
	}
	sigprocmask(SIG_SETMASK, &before, NULL);
	if (pid < 0)
		return refuse(s, pair[1], what, err);
	sys_close(&pair[1]);
	if (s->session == SPAWN_DETACHED)
		while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
			;
	return pid;
}

/* Of one that is detached, only the child between is known, and that has ended. */
static pid_t
pid_for(const struct spawn *s, pid_t pid)
{
	return pid > 0 && s->session == SPAWN_DETACHED ? 0 : pid;
}

pid_t
spawn_program(const struct spawn *s, const char *program, char *const *argv, struct err *err)
{
	pid_t pid;

	if (program && access(program, X_OK) < 0) {
		if (s->socket)
			*s->socket = -1;
		return refuse(s, -1, program, err);
	}
	pid = start(s, program ? program : argv[0], err);
	if (pid)
		return pid_for(s, pid);
	if (!program)
		execv("/proc/self/exe", argv);
	execv(program ? program : argv[0], argv);
	_exit(EXIT_NOT_RUN);
}

pid_t
spawn_function(
    const struct spawn *s, void (*run)(void *arg), void *arg, const char *what, struct err *err)
{
	pid_t pid = start(s, what, err);

	if (pid)
		return pid_for(s, pid);
	run(arg);
	_exit(0);
}
