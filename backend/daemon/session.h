/* Clients: the listening socket, the hello, requests and answers, and rows that changed, sent when the
 * client reads them. No queue of events is kept for a client: what it has not read yet is a place in the roster's
 * chain of changes, so one that never reads costs a bounded amount.
 *
 * It knows the rows and the store. What else it needs is handed to it: the operations by name, the status,
 * the progress of sweeps. */
#ifndef DAEMON_SESSION_H
#define DAEMON_SESSION_H

#include "base/err.h"
#include "base/terms.h"
#include "daemon/news.h"
#include "store/store.h"

#include <jansson.h>

#include <stdbool.h>
#include <sys/types.h>

struct daemon;
struct identity;
struct server;
struct session;

/* Lets a client in whose connection is fd (the server's from now on), who is uid and may do so much. */
void session_open(struct server *server, int fd, uid_t uid, enum right right);

/* Has he a session? */
bool server_has(const struct server *s, const char *login);

/* Who somebody is was found out, or changed. */
void server_identity_changed(struct server *s, const struct identity *who);

/* ---- for operations ---- */

struct daemon *session_daemon(const struct session *s);
const struct actor *session_actor(const struct session *s);
/* Of what was handed over with the request that runs (operation_files), the next, the caller's: a sealed memory file, at
 * its start. -1: there is no more. */
int session_claim_fd(struct session *s);
/* The client is asked to hand these over (names of arguments) to the child that has the other end; ours is taken over. */
void session_ask_files(struct session *s, json_int_t id, const json_t *names, int end);
/* A request that was let in before runs with what was handed over meanwhile; the descriptors are taken over. */
void session_run(struct session *s, json_int_t id, const char *name, const json_t *args,
    const int *fds, size_t count);
void session_send_fd(
    struct session *s, int fd); /* goes with the next answer, and is closed after */
void session_ok(struct session *s, json_int_t id, json_t *ok); /* steals */
void session_error(
    struct session *s, json_int_t id, const char *code, json_t *args); /* steals; NULL is {} */
void session_failed(
    struct session *s, json_int_t id, const struct err *err); /* of the store or the system */
void session_follow(struct session *s);
/* Streams rows in order of id as parts, then ok {"count"}. */
void session_stream(struct session *s, json_int_t id, bool full);
/* Streams the sweep's progress, then ok. */
void session_wait(struct session *s, json_int_t id, int64_t sweep);

#endif
