/* Connecting to a place and starting a personal backend: the part of client.h that makes descriptors. */
#ifndef WIRE_PLACE_H
#define WIRE_PLACE_H

struct client_place;
struct err;

/* Somebody listens there and does not let us in, or says nothing: stopped, or at work for long. Another would have to
 * wait for the same database, so none is started. Outside it is a "no-backend". */
#define PLACE_SILENT "no-answer"

/* A connected descriptor; -1 with code "no-backend" when nobody listens there, or PLACE_SILENT. */
int place_connect(const struct client_place *p, struct err *err);

/* The same, starting a backend for this user when there is none. Blocks at most some 15 s. */
int place_start(const struct client_place *p, struct err *err);

#endif
