#include "base/linger.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/time.h>

enum { MOMENT_US = 100 };

static bool bound;

static void
wake(int number)
{
	(void)number;
}

/* It comes again and again: the first may come before the wait begins. */
static void
set_alarm(suseconds_t every)
{
	const struct itimerval timer = {{0, every}, {0, every}};
	const int saved = errno;

	if (bound)
		setitimer(ITIMER_REAL, &timer, NULL);
	errno = saved;
}

void
linger_bound(void)
{
	const struct sigaction sa = {.sa_handler = wake, .sa_flags = SA_RESTART};

	bound = sigaction(SIGALRM, &sa, NULL) == 0;
}

void
linger_begin(void)
{
	set_alarm(MOMENT_US);
}

void
linger_end(void)
{
	set_alarm(0);
}
