/* Monitors by what they watch: host, port, protocol and SNI, of which no two are the same. A table with open
 * addressing that doubles as it fills, so that looking one up costs the same however many there are: also where
 * thousands of names stand on one address and port. */
#ifndef DAEMON_STATE_ENDPOINT_INDEX_H
#define DAEMON_STATE_ENDPOINT_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct monitor;
struct endpoint_slot;

/* Zero-initialise to use. The monitors belong to the caller, and stay where they are, with the endpoint that they
 * were added with, until they are removed. */
struct endpoint_index {
	struct endpoint_slot *slots;
	size_t room, count;
	uint64_t looked_at; /* slots, by all calls so far: what a test counts */
};

bool same_endpoint(const struct monitor *a, const struct monitor *b);
enum { ENDPOINT_KEY_BYTES = 17 };
/* The same text for the same endpoint, and another for every other: what a client that holds no monitors tells them
 * apart by. 16 hexadecimal digits of a SHA-256. */
void endpoint_key(const struct monitor *m, char key[ENDPOINT_KEY_BYTES]);

void endpoint_index_release(struct endpoint_index *x);
void endpoint_index_add(
    struct endpoint_index *x, struct monitor *m); /* its endpoint is not in it */
void endpoint_index_remove(struct endpoint_index *x, const struct monitor *m); /* it is in it */
/* The one with the endpoint of `m`; NULL. */
struct monitor *endpoint_index_find(struct endpoint_index *x, const struct monitor *m);

#endif
