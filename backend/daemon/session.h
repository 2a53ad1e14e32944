/* Clients: the listening socket, the hello, requests and answers, and rows that changed, sent when the
 * client reads them (design section 7, Back-pressure and Protocol). */
#ifndef DAEMON_SESSION_H
#define DAEMON_SESSION_H

#include "daemon/daemon.h"
#include "store/store.h"

#include <jansson.h>

struct session;

/* Binds and listens: the folder 0700, a stale socket replaced. The caller holds the store's lock. */
struct server *server_new(struct daemon *d, const char *path, struct err *err);
/* Unlinks the socket, closes what waits in the backlog (those clients try again) and every session. */
void server_free(struct server *s);

size_t server_sessions(const struct server *s);
/* The progress, the store's state or the workers changed: every follower gets a status event soon. */
void server_status_changed(struct server *s);
void server_sweep_changed(struct server *s);

/* ---- for operations ---- */

struct daemon *session_daemon(const struct session *s);
const struct actor *session_actor(const struct session *s);
int session_claim_fd(struct session *s);
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
