/* The client's end: finds the backend, starts a personal one where none is named,
 * says hello. Two ways to talk: blocking calls for the command line, and the raw connected descriptor for
 * a program with a loop of its own (the console). */
#ifndef WIRE_CLIENT_H
#define WIRE_CLIENT_H

#include "base/err.h"
#include "wire/place.h"

#include <jansson.h>

#include <stdbool.h>

struct client;

enum {
	CLIENT_SILENT_S = 300,
	CLIENT_ANSWER_MAX_BYTES = 256 * 1024 * 1024 /* of one answer, its parts together */
};

/* Connects (starting a personal backend if need be) and exchanges the hello. Codes: "no-backend"
 * (of a team's: "no-team-backend"), "wrong-protocol", "not-ours" (the socket is another user's), "cannot-start", and what the backend says to one that it
 * does not let in: "personal-backend", "no-right", "no-identity", "too-many-connections", "who-is-there", "not-shared", "bad-declared-name". Blocks at most 15 s. */
struct client *client_open(const struct client_place *p, const char *program, struct err *err);
void client_free(struct client *c);
const json_t *client_hello(const struct client *c); /* what the daemon said: mode, version, pid */

/* Gives up the connected, blocking descriptor and frees the rest; bytes that were read ahead: none. */
int client_detach(struct client *c);

/* One request and its answer. Steals args (NULL is {}). Returns the "ok" object (the caller decrefs), or
 * NULL; then *error, when not NULL, is the "error" object (owned by the caller, NULL when the connection
 * failed) and err has its code: "no-answer" of a backend that is silent too long, "endless-answer" of one that sends more
 * than CLIENT_ANSWER_MAX_BYTES. part, when not NULL, is called for every element of streamed parts. */
json_t *client_call(struct client *c, const char *operation, json_t *args,
    void (*part)(json_t *item, void *arg), void *arg, json_t **error, struct err *err);
/* From now on an answer may be silent so long: CLIENT_SILENT_S without it. */
void client_patience(struct client *c, int seconds);
/* All that is asked from now on is answered within so many seconds together, or fails. */
void client_until(struct client *c, int seconds);
/* The next call hands the fd over, after those attached before it; at most HANDOVER_FILES_MAX. It is not closed. */
void client_attach_fd(struct client *c, int fd);
/* The one that came with the last answer: the caller's from now on. -1: none. */
int client_claim_fd(struct client *c);

#endif
