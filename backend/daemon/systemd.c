#include "daemon/systemd.h"

#include "wire/loop.h"

#include <stdint.h>
#include <systemd/sd-daemon.h>

enum { USEC_OF_MS = 1000, SAID_IN_TIME = 2 /* for each time that the watchdog allows */ };

/* The loop is the argument; how often is what the environment says, which does not change. */
static void
say_alive(void *arg)
{
	uint64_t usec = 0;

	sd_notify(0, "WATCHDOG=1");
	if (sd_watchdog_enabled(0, &usec) > 0)
		loop_timer(arg, (int64_t)(usec / USEC_OF_MS / SAID_IN_TIME), say_alive, arg);
}

void
systemd_ready(struct loop *l)
{
	sd_notify(0, "READY=1");
	if (sd_watchdog_enabled(0, NULL) > 0)
		say_alive(l);
}

void
systemd_stopping(void)
{
	sd_notify(0, "STOPPING=1");
}
