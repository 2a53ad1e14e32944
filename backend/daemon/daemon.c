#include "daemon/daemon.h"

#include "wire/loop.h"

void
daemon_end(struct daemon *d)
{
	d->ending = true;
	loop_stop(d->loop);
}
