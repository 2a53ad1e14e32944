/* What systemd is told of a service of Type=notify (sd_notify(3)): that it serves, that its loop turns, that it ends.
 * Without systemd nothing of it happens, and nothing else depends on it. */
#ifndef DAEMON_SYSTEMD_H
#define DAEMON_SYSTEMD_H

struct loop;

/* It serves: all is loaded, and clients are let in. Where a watchdog is asked for, the loop then says that it turns. */
void systemd_ready(struct loop *l);
/* It has begun to end. */
void systemd_stopping(void);

#endif
