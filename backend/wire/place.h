/* Where the backend is, connecting to it, and starting a personal one. */
#ifndef WIRE_PLACE_H
#define WIRE_PLACE_H

#include <stdbool.h>

struct config;
struct err;

/* How to reach the backend. named: given by --socket, $CADUCA_SOCKET, the configuration, or there is a team's on this
 * machine; then nothing is ever started. */
struct client_place {
	char *socket;
	char *config; /* --config, for the backend that is started; NULL */
	bool named;
	const char
	    *as; /* who declares himself to be there, in a shared account; NULL: nobody does */
	bool readonly; /* nothing may be changed through it */
	bool team;     /* by the configuration, or because there is one */
};

/* option: --socket; NULL. personal: the user's own, whatever else there is. */
void client_place_find(
    struct client_place *p, const char *option, const struct config *config, bool personal);
void client_place_release(struct client_place *p);

/* Somebody listens there and does not let us in, or says nothing: stopped, or at work for long. Another would have to
 * wait for the same database, so none is started. Outside it is a "no-backend". */
#define PLACE_SILENT "no-answer"

/* A connected descriptor; -1 with code "no-backend" when nobody listens there, or PLACE_SILENT. */
int place_connect(const struct client_place *p, struct err *err);

/* The log of a personal backend can be written: it is a file of its own, or there is none yet. -1: none is kept. */
int place_check_log(struct err *err);

/* The same, starting a backend for this user when there is none: neither there nor by the socket in the folder of state. Blocks at most some 15 s. */
int place_start(const struct client_place *p, struct err *err);

#endif
