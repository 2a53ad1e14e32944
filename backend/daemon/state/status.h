/* Who is told when what every client is shown of the backend as a whole has changed: the store's state, the workers,
 * the progress of probes. The writer, the supervisor and the scheduler say so; that it is the server who hears it is
 * main's affair. All is NULL while there is no server. */
#ifndef DAEMON_STATE_STATUS_H
#define DAEMON_STATE_STATUS_H

struct status_listener {
	void (*changed)(void *arg);
	void (*swept)(void *arg);    /* a sweep went on: also whoever waits for one is told */
	void (*recorded)(void *arg); /* the audit trail has new lines */
	void *arg;
};

void status_changed(const struct status_listener *l);
void status_swept(const struct status_listener *l);
void status_recorded(const struct status_listener *l);

#endif
