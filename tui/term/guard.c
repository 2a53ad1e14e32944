/* Guard and console are one process group, the shell's job: the terminal's own signals reach both,
 * and there is no foreground group to hand over and lose. What is sent to the guard alone is
 * forwarded.
 *
 * Suspending: the console leaves the screen and stops itself; the guard sees that and stops too,
 * which is what the shell waits for, and after SIGCONT it continues the child. Where there is no
 * shell to continue anybody (a login whose only program is caduca) the kernel discards the
 * console's SIGTSTP, and it goes on.
 *
 * The console says in shared memory which bytes give the screen back; while there are none,
 * nothing is sent, since leaving an alternate screen twice moves the cursor on some terminals.
 * The settings of the tty are the guard's own copy, taken before anything changed them. */
#include "tui/term/guard.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <termios.h>

enum { RESTORE_MAX_BYTES = 256, HANGUP_SECONDS = 3 };

struct shared {
	volatile size_t len;
	char bytes[RESTORE_MAX_BYTES];
	volatile sig_atomic_t ended_by;
};

static struct shared *shared; /* the child's way to its guard; NULL without one */

struct guard {
	pid_t child;
	bool has_termios;
	struct termios termios;
	sigset_t old_mask;
};

void
guard_restore_with(const char *bytes, size_t len)
{
	if (!shared)
		return;
	shared->len = 0; /* a guard that looks now finds nothing, never half of it */
	if (len > sizeof(shared->bytes))
		return;
	memcpy(shared->bytes, bytes, len);
	shared->len = len;
}

void
guard_ended_by(int signal)
{
	if (shared)
		shared->ended_by = signal;
}

/* Writes what fits without waiting: a terminal that takes nothing must not hold up the end. */
static void
write_what_fits(const char *bytes, size_t len)
{
	struct pollfd p = {.fd = STDOUT_FILENO, .events = POLLOUT};

	while (len && poll(&p, 1, 200) == 1 && p.revents & POLLOUT) {
		ssize_t n = write(STDOUT_FILENO, bytes, len);

		if (n <= 0)
			return;
		bytes += n;
		len -= (size_t)n;
	}
}

/* Gives the terminal back, if the child did not and it is ours to touch. */
static void
terminal_restore(const struct guard *g)
{
	sigset_t set, old;

	if (!shared->len || tcgetpgrp(STDIN_FILENO) != getpgrp())
		return;
	sigemptyset(&set);
	sigaddset(&set, SIGTTOU); /* the shell may take the terminal back at this very moment */
	sigprocmask(SIG_BLOCK, &set, &old);
	write_what_fits(shared->bytes, shared->len);
	shared->len = 0;
	if (g->has_termios) {
		tcflush(STDIN_FILENO,
		    TCIFLUSH); /* keys meant for the console are no commands for the shell */
		tcsetattr(STDIN_FILENO, TCSANOW, &g->termios);
	}
	sigprocmask(SIG_SETMASK, &old, NULL);
}

/* True when a shell waits for this job: the kernel's idea of a process group that is not
 * orphaned. */
static bool
is_a_job(void)
{
	return getsid(getppid()) == getsid(0) && getpgid(getppid()) != getpgrp();
}

/* The child has stopped: stop as well, so that the shell gets its prompt, and go on together. By
 * SIGSTOP, since SIGTSTP would have to be unblocked for it, and one that is sent while we wake
 * up would not be forwarded. */
static void
stop_with_child(const struct guard *g)
{
	if (!is_a_job())
		return; /* who stopped the console alone will continue it; us, nobody would */
	terminal_restore(
	    g); /* SIGSTOP gave it no time to leave the screen; its SIGCONT brings it back */
	kill(getpid(), SIGSTOP);
	kill(g->child, SIGCONT);
}

/* Looks at the child; true when it has ended, with its status. */
static bool
child_ended(const struct guard *g, int *status)
{
	pid_t pid;

	while ((pid = waitpid(g->child, status, WNOHANG | WUNTRACED)) > 0) {
		if (!WIFSTOPPED(*status))
			return true;
		stop_with_child(g);
	}
	if (pid < 0 && errno == ECHILD) {
		*status = 0;
		return true;
	}
	return false;
}

static int
child_wait(const struct guard *g, const sigset_t *signals, int *ended_by)
{
	int status;

	while (!child_ended(g, &status)) {
		siginfo_t info;
		int n = sigwaitinfo(signals, &info);

		if (n < 0 || n == SIGCHLD)
			continue;
		if (n == SIGALRM) {
			kill(g->child, SIGKILL);
			continue;
		}
		/* The terminal sends to the whole group; but a hangup only to a session's leader. */
		if (info.si_code == SI_KERNEL && n != SIGHUP)
			continue;
		kill(g->child, n);
		if (n == SIGINT || n == SIGTERM || n == SIGHUP)
			*ended_by = n; /* should it end now, then of this */
		if (n == SIGHUP)
			alarm(HANGUP_SECONDS); /* there is no terminal left to be patient for */
	}
	return status;
}

static void
child_run(const struct guard *g, pid_t guard, int (*child)(void *arg), void *arg)
{
	/* As at a hangup, the console gives back what it took: its guard can no longer. */
	prctl(PR_SET_PDEATHSIG, SIGHUP);
	if (getppid() != guard)
		_exit(128 + SIGHUP);
	sigprocmask(SIG_SETMASK, &g->old_mask, NULL);
	exit(child(arg));
}

int
guard_run(int (*child)(void *arg), void *arg)
{
	static const int forwarded[] = {
	    SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGCONT, SIGUSR1, SIGUSR2};
	struct guard g = {.has_termios = tcgetattr(STDIN_FILENO, &g.termios) == 0};
	pid_t guard = getpid();
	sigset_t signals;
	int status, ended_by = 0;

	sigemptyset(&signals);
	sigaddset(&signals, SIGCHLD);
	sigaddset(&signals, SIGALRM);
	for (size_t i = 0; i < sizeof(forwarded) / sizeof(*forwarded); i++)
		sigaddset(&signals, forwarded[i]);
	shared =
	    mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED) {
		shared = NULL;
		return -1;
	}
	sigprocmask(SIG_BLOCK, &signals,
	    &g.old_mask); /* before there is a child whose end could be missed */
	fflush(NULL);
	g.child = fork();
	if (g.child == 0)
		child_run(&g, guard, child, arg);
	status = g.child < 0 ? -1 : child_wait(&g, &signals, &ended_by);
	if (g.child > 0)
		terminal_restore(&g);
	if (shared->ended_by)
		ended_by = shared->ended_by;
	munmap(shared, sizeof(*shared));
	shared = NULL;
	sigprocmask(SIG_SETMASK, &g.old_mask, NULL);
	if (g.child < 0)
		return -1;
	if (WIFSIGNALED(status))
		return 128 + WTERMSIG(status);
	return ended_by ? 128 + ended_by : WEXITSTATUS(status);
}
