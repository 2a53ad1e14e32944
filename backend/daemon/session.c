/* A session is greeted or nothing: the first line is the hello, every other one a request, checked against the table
 * of operations before its handler runs. A handler answers at once, or later through what it started (an inspection, an
 * explanation, a stream); all that is later is given up when the session goes (setup.gone).
 *
 * What is sent without being asked goes out in one place (push), as far as the client reads: first the status that is
 * owed, then what streams have, then the rows that changed. Changes are gathered for PUSH_MS.
 *
 * The server itself lives by counting sessions: a personal one ends some seconds after the last has gone, unless it is
 * busy, and after a while when none ever came. */
#include "daemon/session.h"

#include "base/config.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/sys.h"
#include "daemon/operation.h"
#include "daemon/state/roster.h"
#include "daemon/stream.h"
#include "wire/channel.h"
#include "wire/loop.h"
#include "wire/protocol.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

enum {
	BACKLOG = 128,
	HELLO_WAIT_MS = 10000,
	FULL_WAIT_MS = 500, /* without descriptors: nobody is let in so long */
	PUSH_MS = 25,       /* changes are gathered this long before they are sent */
	STRAYS_MAX =
	    16, /* descriptors of the database that were passed to us: then none of any file is taken */
	FIRST_CLIENT_MS = 10000 /* whoever started a personal backend has this long to come */
};

struct server {
	struct server_setup setup;
	struct streams_source source;
	char *path;
	int fd;
	struct session *sessions;
	size_t count;
	bool had_client;
	bool deaf;
	struct timer *linger;
	struct timer *full;
};

struct session {
	struct server *server;
	struct session *next;
	struct channel *ch;
	struct actor actor;
	char *login;
	enum right right; /* the highest that its peer has */
	bool greeted;
	struct timer *hello_timer;
	struct timer *push_timer;
	struct streams *streams;
	struct follower follower;
	bool following;
	bool status_owed;
};

/* ---- the life of a session ---- */

static void linger_check(struct server *s);

static void
session_free(struct session *s)
{
	struct session **at;

	for (at = &s->server->sessions; *at != s; at = &(*at)->next)
		;
	*at = s->next;
	s->server->count--;
	if (s->following)
		roster_unfollow(s->server->setup.roster, &s->follower);
	loop_cancel(s->server->setup.loop, s->hello_timer);
	loop_cancel(s->server->setup.loop, s->push_timer);
	s->server->setup.gone(s->server->setup.d, s);
	streams_free(s->streams);
	channel_free(s->ch);
	free(s->login);
	free(s);
}

static void
session_closed(struct channel *ch, void *arg)
{
	struct session *s = arg;
	struct server *server = s->server;

	(void)ch;
	session_free(s);
	linger_check(server);
}

static void
session_refuse(struct session *s, const char *code, json_t *args)
{
	channel_send(s->ch, json_pack("{s:{s:s, s:o}}", "error", "code", code, "args",
				args ? args : json_object()));
	channel_close_when_sent(s->ch);
}

static void
session_bad(struct channel *ch, const char *code, const char *text, void *arg)
{
	struct session *s = arg;

	if (!s->greeted || !strcmp(code, "line-too-long") || !strcmp(code, "own-database")) {
		session_refuse(
		    s, code, json_pack("{s:s, s:i}", "text", text, "most", LINE_MAX_BYTES));
		return;
	}
	channel_send(
	    ch, json_pack("{s:{s:s, s:{s:s}}}", "error", "code", code, "args", "text", text));
}

/* Closing it would drop SQLite's locks on the live database. Whoever can open that could do worse, but nobody may do it
 * by accident; and as no such descriptor is ever closed, the daemon stops taking any after some. */
static bool
session_admits(int fd, void *arg)
{
	struct session *s = arg;
	struct store *store = s->server->setup.store;

	if (!store_is_own_file(store, fd))
		return true;
	log_warning(
	    "a client of uid %u passed a descriptor of the database", (unsigned)s->actor.uid);
	s->server->deaf = store_keep_file(store, fd) >= STRAYS_MAX;
	return false;
}

/* ---- answers ---- */

struct daemon *
session_daemon(const struct session *s)
{
	return s->server->setup.d;
}

const struct actor *
session_actor(const struct session *s)
{
	return &s->actor;
}

int
session_claim_fd(struct session *s)
{
	return channel_claim_fd(s->ch);
}

void
session_ok(struct session *s, json_int_t id, json_t *ok)
{
	channel_send(s->ch, json_pack("{s:I, s:o}", "id", id, "ok", ok ? ok : json_object()));
}

void
session_error(struct session *s, json_int_t id, const char *code, json_t *args)
{
	channel_send(s->ch, json_pack("{s:I, s:{s:s, s:o}}", "id", id, "error", "code", code,
				"args", args ? args : json_object()));
}

void
session_failed(struct session *s, json_int_t id, const struct err *err)
{
	session_error(s, id, err->code ? err->code : "io", err_args(err));
}

/* ---- what is sent without being asked ---- */

static bool
has_room(const struct session *s)
{
	return channel_unsent(s->ch) < UNSENT_MAX_BYTES;
}

static void
send_changes(struct session *s)
{
	const struct row *rows[CHUNK_MAX_ROWS];
	json_t *gone = json_array();
	struct row *row;
	size_t count = 0;

	for (int n = 0; n < CHUNK_MAX_ROWS && (row = s->follower.next); n++) {
		s->follower.next = row->newer;
		if (row->gone)
			json_array_append_new(gone, json_integer(row->monitor.id));
		else
			rows[count++] = row;
	}
	streams_send_rows(s->ch, rows, count);
	if (json_array_size(gone))
		channel_send(
		    s->ch, json_pack("{s:s, s:{s:O}}", "event", "gone", "data", "ids", gone));
	json_decref(gone);
}

static void
send_status(struct session *s)
{
	s->status_owed = false;
	channel_send(
	    s->ch, json_pack("{s:s, s:o}", "event", "status", "data", s->server->setup.status(s)));
}

static void
push(struct session *s)
{
	if (s->status_owed && has_room(s))
		send_status(s);
	while (has_room(s) && streams_pump(s->streams))
		;
	while (s->following && s->follower.next && has_room(s))
		send_changes(s);
}

static void
push_fired(void *arg)
{
	struct session *s = arg;

	s->push_timer = NULL;
	push(s);
}

static void
push_soon(void *arg)
{
	struct session *s = arg;

	if (!s->push_timer)
		s->push_timer = loop_timer(s->server->setup.loop, PUSH_MS, push_fired, s);
}

static void
session_writable(struct channel *ch, void *arg)
{
	struct session *s = arg;

	(void)ch;
	if (!s->push_timer)
		push(s);
}

void
session_follow(struct session *s)
{
	if (!s->following) {
		s->following = true;
		s->follower.woken = push_soon;
		s->follower.arg = s;
		roster_follow(s->server->setup.roster, &s->follower);
	}
	if (streams_have_room(s->streams))
		streams_add_first(s->streams);
	s->status_owed = true;
	push(s);
}

void
session_stream(struct session *s, json_int_t id, bool full)
{
	if (!streams_have_room(s->streams)) {
		session_error(s, id, "too-many-requests", NULL);
		return;
	}
	streams_add_list(s->streams, id, full);
	push(s);
}

void
session_wait(struct session *s, json_int_t id, int64_t sweep)
{
	if (!streams_have_room(s->streams)) {
		session_error(s, id, "too-many-requests", NULL);
		return;
	}
	streams_add_wait(s->streams, id, sweep);
	push(s);
}

void
server_status_changed(struct server *server)
{
	if (!server)
		return;
	for (struct session *s = server->sessions; s; s = s->next)
		if (s->following) {
			s->status_owed = true;
			push_soon(s);
		}
}

void
server_sweep_changed(struct server *server)
{
	server_status_changed(server);
	for (struct session *s = server ? server->sessions : NULL; s; s = s->next)
		if (streams_waiting(s->streams))
			push_soon(s);
	if (server && server->setup.personal && !server->count)
		linger_check(server);
}

bool
server_has(const struct server *server, const char *login)
{
	const struct session *s = server ? server->sessions : NULL;

	while (s && strcmp(s->login, login) != 0)
		s = s->next;
	return s != NULL;
}

/* ---- requests ---- */

static void
greet(struct session *s, const json_t *hello)
{
	const struct server_setup *setup = &s->server->setup;

	if (number_of(hello, "protocol") != PROTOCOL_NUMBER) {
		channel_send(
		    s->ch, json_pack("{s:{s:s, s:{s:i, s:s}}}", "error", "code", "wrong-protocol",
			       "args", "protocol", PROTOCOL_NUMBER, "version", CADUCA_VERSION));
		channel_close_when_sent(s->ch);
		return;
	}
	s->greeted = true;
	loop_cancel(setup->loop, s->hello_timer);
	s->hello_timer = NULL;
	channel_send(
	    s->ch, json_pack("{s:{s:i, s:s, s:s, s:i, s:s}}", "hello", "protocol", PROTOCOL_NUMBER,
		       "version", CADUCA_VERSION, "mode", setup->personal ? "personal" : "team",
		       "pid", (int)getpid(), "login", s->login));
}

/* The one place where an operation begins: nothing runs that its row of the table does not allow. */
static void
request(struct session *s, json_int_t id, const char *name, const json_t *args)
{
	const struct operation *operation = s->server->setup.operation(name);
	json_t *why = NULL;
	const char *refusal;

	if (!operation) {
		session_error(s, id, "unknown-operation", json_pack("{s:s}", "name", name));
		return;
	}
	refusal = operation_refusal(operation, s->right, args, channel_fds(s->ch), &why);
	if (refusal)
		session_error(s, id, refusal, why);
	else
		operation->run(s, id, json_is_object(args) ? args : NULL);
}

static void
session_line(struct channel *ch, json_t *object, void *arg)
{
	struct session *s = arg;
	const json_t *hello = json_object_get(object, "hello"), *id = json_object_get(object, "id");
	const char *name = string_of(object, "do");

	(void)ch;
	if (!s->greeted)
		greet(s, hello);
	else if (!json_is_integer(id) || !name)
		channel_send(
		    s->ch, json_pack("{s:{s:s, s:{}}}", "error", "code", "bad-request", "args"));
	else
		request(s, json_integer_value(id), name, json_object_get(object, "args"));
}

static void
hello_late(void *arg)
{
	struct session *s = arg;

	s->hello_timer = NULL;
	session_refuse(s, "no-hello", NULL);
}

/* ---- listening ---- */

/* What a peer may do at most; false: it is not let in. Whoever runs the backend has the database's file anyway, and
 * so has root. */
static bool
right_of_peer(const struct ucred *peer, enum right *right)
{
	*right = RIGHT_ADMINISTER;
	return peer->uid == geteuid() || peer->uid == 0;
}

void
session_open(struct server *server, int fd, uid_t uid, enum right right)
{
	static const struct channel_owner owner = {.line = session_line,
	    .bad = session_bad,
	    .closed = session_closed,
	    .writable = session_writable,
	    .in_turn = true,
	    .admits = session_admits};
	struct channel_owner mine = owner;
	struct session *s = mem_alloc(sizeof(*s));

	s->server = server;
	s->right = right;
	s->login = sys_user_name(uid);
	s->actor = (struct actor){.uid = uid, .login = s->login, .proven = true};
	mine.arg = s;
	mine.deaf = server->deaf;
	s->ch = channel_new(server->setup.loop, fd, fd, LINE_MAX_BYTES, &mine);
	s->streams = streams_new(&server->source, s->ch);
	s->hello_timer = loop_timer(server->setup.loop, HELLO_WAIT_MS, hello_late, s);
	s->next = server->sessions;
	server->sessions = s;
	server->count++;
	server->had_client = true;
	loop_cancel(server->setup.loop, server->linger);
	server->linger = NULL;
}

static void
accepted(struct server *server, int fd)
{
	struct ucred peer = {0};
	socklen_t len = sizeof(peer);
	enum right right;

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) < 0 ||
	    !right_of_peer(&peer, &right)) {
		log_warning("a client of uid %u is refused", (unsigned)peer.uid);
		close(fd);
		return;
	}
	session_open(server, fd, peer.uid, right);
}

static bool
accept_some(struct server *server)
{
	bool any = false;
	int fd;

	while ((fd = accept4(server->fd, NULL, NULL, SOCK_CLOEXEC)) >= 0) {
		accepted(server, fd);
		any = true;
	}
	return any;
}

static void
full_fired(void *arg)
{
	struct server *server = arg;

	server->full = NULL;
	loop_want(server->setup.loop, server->fd, POLLIN);
}

/* Whoever waits to be let in is ready for ever: without descriptors the loop would turn on it and do nothing else. */
static void
on_listening(int fd, short revents, void *arg)
{
	struct server *server = arg;

	(void)revents;
	accept_some(server);
	if ((errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) &&
	    !server->full) {
		log_warning("no client can be let in: %s", strerror(errno));
		loop_want(server->setup.loop, fd, 0);
		server->full = loop_timer(server->setup.loop, FULL_WAIT_MS, full_fired, server);
	}
	linger_check(server);
}

/* ---- the end of a personal backend ---- */

static void
linger_fired(void *arg)
{
	struct server *server = arg;

	server->linger = NULL;
	if (accept_some(server) || server->count)
		return;
	if (server->setup.busy(server->setup.d)) {
		linger_check(server);
		return;
	}
	server->setup.end(server->setup.d);
}

static void
linger_check(struct server *server)
{
	if (!server->setup.personal || server->count || server->linger)
		return;
	server->linger = loop_timer(server->setup.loop,
	    server->had_client ? server->setup.config->linger * 1000L : FIRST_CLIENT_MS,
	    linger_fired, server);
}

static int
bind_private(int fd, const char *path, struct err *err)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	mode_t old;
	int rc;

	if (strlen(path) >= sizeof(address.sun_path))
		return err_set(
		    err, "path-too-long", "the path of the socket is too long: '%s'", path);
	memcpy(address.sun_path, path, strlen(path) + 1);
	/* we hold the store's lock: whatever stands there is of a daemon that is gone */
	unlink(path);
	old = umask(0177);
	rc = bind(fd, (struct sockaddr *)&address, sizeof(address));
	umask(old);
	if (rc < 0 || listen(fd, BACKLOG) < 0)
		return err_errno(err, "cannot listen on '%s'", path);
	return 0;
}

static int
make_folder(const char *path, struct err *err)
{
	char *folder = mem_strdup(path), *slash = strrchr(folder, '/');
	int rc = 0;

	if (slash && slash != folder) {
		*slash = '\0';
		rc = sys_mkdir_private(folder, err);
	}
	free(folder);
	return rc;
}

struct server *
server_new(const struct server_setup *setup, const char *path, struct err *err)
{
	struct server *server;
	int fd;

	if (make_folder(path, err) < 0)
		return NULL;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0) {
		err_errno(err, "cannot make a socket");
		return NULL;
	}
	if (bind_private(fd, path, err) < 0) {
		close(fd);
		return NULL;
	}
	server = mem_alloc(sizeof(*server));
	server->setup = *setup;
	server->source = (struct streams_source){
	    setup->clock, setup->roster, setup->store, setup->sweep, setup->d};
	server->path = mem_strdup(path);
	server->fd = fd;
	loop_watch(setup->loop, fd, POLLIN, on_listening, server);
	linger_check(server);
	return server;
}

/* The order matters: first nobody new can come, then whoever came is let go before the hello and tries again;
 * by then the next daemon waits for the store's lock, which is released last of all. */
void
server_free(struct server *server)
{
	int fd;

	if (!server)
		return;
	unlink(server->path);
	loop_unwatch(server->setup.loop, server->fd);
	while ((fd = accept4(server->fd, NULL, NULL, SOCK_CLOEXEC)) >= 0)
		close(fd);
	close(server->fd);
	while (server->sessions) {
		channel_flush(server->sessions->ch);
		session_free(server->sessions);
	}
	loop_cancel(server->setup.loop, server->linger);
	loop_cancel(server->setup.loop, server->full);
	free(server->path);
	free(server);
}
