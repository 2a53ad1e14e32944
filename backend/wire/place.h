/* Connecting to a place and starting a personal backend: the part of client.h that makes descriptors. */
#ifndef WIRE_PLACE_H
#define WIRE_PLACE_H

struct client_place;
struct err;

/* A connected descriptor; -1 with code "no-backend" when nobody listens there. */
int place_connect(const struct client_place *p, struct err *err);

/* The same, starting a backend for this user when there is none. Blocks at most some 15 s. */
int place_start(const struct client_place *p, struct err *err);

#endif
