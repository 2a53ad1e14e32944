/* Who is let in, and how long a personal backend lives.
 *
 * Whoever connects is known by the credentials of his socket, which the kernel keeps. Root and whoever runs the backend
 * are administrators; a team's members are let in as what the system says of them (daemon/identity.h), others are told
 * why not. The server lives by counting sessions: a personal one ends some seconds after the last has gone, unless it is
 * busy, and after a while when none ever came. */
#include "daemon/server.h"

#include "base/config.h"
#include "base/err.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/sys.h"
#include "daemon/identity.h"
#include "daemon/listening.h"
#include "daemon/session.h"
#include "daemon/session_inside.h"
#include "daemon/untaken.h"
#include "wire/channel.h"
#include "wire/loop.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>

enum {
	ACCEPTS_A_TURN = 8,     /* at each socket; then those who are in have theirs */
	FULL_WAIT_MS = 500,     /* without descriptors: nobody is let in so long */
	FIRST_CLIENT_MS = 10000 /* whoever started a personal backend has this long to come */
};

static void settle(struct server *server);

/* He has said nothing yet, and is told why he need not: what he sends is not read. */
static void
turn_away(int fd, const char *code, json_t *args)
{
	json_t *object = json_pack("{s:{s:s, s:o}}", "error", "code", code, "args", args);
	char *line = json_dumps(object, JSON_COMPACT), *whole = mem_printf("%s\n", line);

	send(fd, whole, strlen(whole), MSG_DONTWAIT | MSG_NOSIGNAL);
	sys_close(&fd);
	free(whole);
	free(line);
	json_decref(object);
}

static bool
has_too_many(const struct server *server, uid_t uid)
{
	size_t count = 0;

	for (const struct session *s = server->sessions; s; s = s->next)
		count += s->actor.uid == uid;
	return count + untaken_of(server->untaken, uid) >= LIMIT_CONNECTIONS;
}

static bool
is_stranger(const struct session *s)
{
	return s->who && !s->greeted && !s->who->admitted;
}

/* One user of the machine may have many uids (subordinate ones, user_namespaces(7)), each with all its connections: whoever
 * has been let in before is not pushed out by them, nor is there no descriptor left for him. */
static void
bound_strangers(struct server *server)
{
	struct session *oldest = NULL; /* the newest comes first */
	size_t count = 0;

	for (struct session *s = server->sessions; s; s = s->next)
		if (is_stranger(s)) {
			count++;
			oldest = s;
		}
	if (count <= LIMIT_STRANGERS)
		return;
	session_refuse(oldest, "too-many-connections", json_pack("{s:i}", "most", LIMIT_STRANGERS));
	channel_flush(oldest->ch);
	session_end(oldest);
}

/* Whoever runs the backend has the database's file anyway, and so has root; of the others a personal one lets in
 * nobody. */
static void
accepted(struct server *server, int fd)
{
	struct ucred peer = {.uid = (uid_t)-1};
	socklen_t len = sizeof(peer);
	struct identities *identities = server->setup.identities;

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) < 0) {
		sys_close(&fd);
	} else if (peer.uid == geteuid() || peer.uid == 0) {
		session_open(server, fd, peer.uid, RIGHT_ADMINISTER);
	} else if (!identities) {
		char *owner = sys_user_name(geteuid());
		log_warning("a client of uid %u is refused", (unsigned)peer.uid);
		turn_away(fd, "personal-backend", json_pack("{s:s}", "login", owner));
		free(owner);
	} else if (has_too_many(server, peer.uid)) {
		turn_away(
		    fd, "too-many-connections", json_pack("{s:i}", "most", LIMIT_CONNECTIONS));
	} else {
		struct session *s = session_begin(server, fd, peer.uid);
		s->who = identities_enter(identities, peer.uid);
		if (s->who->state != IDENTITY_ASKED)
			session_recognize(s);
		bound_strangers(server);
	}
}

/* why: what kept the next one out, by errno. */
static bool
accept_some(struct server *server, int *why)
{
	bool any = false;

	*why = 0;
	for (size_t i = 0; i < server->at_count; i++)
		for (int n = 0; n < ACCEPTS_A_TURN; n++) {
			int fd = accept4(server->at[i].fd, NULL, NULL, SOCK_CLOEXEC);

			if (fd < 0) {
				*why = errno;
				break;
			}
			accepted(server, fd);
			any = true;
		}
	return any;
}

static void
want_clients(const struct server *server, short events)
{
	for (size_t i = 0; i < server->at_count; i++)
		loop_want(server->setup.loop, server->at[i].fd, events);
}

static void
full_fired(void *arg)
{
	struct server *server = arg;

	server->full = NULL;
	want_clients(server, POLLIN);
}

/* Whoever waits to be let in is ready for ever: without descriptors the loop would turn on it and do nothing else. */
static void
on_listening(int fd, short revents, void *arg)
{
	struct server *server = arg;
	int why;

	(void)fd, (void)revents;
	accept_some(server, &why);
	if ((why == EMFILE || why == ENFILE || why == ENOBUFS || why == ENOMEM) && !server->full) {
		log_warning("no client can be let in: %s", strerror(why));
		want_clients(server, 0);
		server->full = loop_timer(server->setup.loop, FULL_WAIT_MS, full_fired, server);
	}
	settle(server);
}

/* ---- the end of a personal backend ---- */

static void
linger_fired(void *arg)
{
	struct server *server = arg;
	int why;

	server->linger = NULL;
	if (accept_some(server, &why) || server->count)
		return;
	if (server->setup.busy(server->setup.d)) {
		settle(server);
		return;
	}
	server->setup.end(server->setup.d);
}

static void
settle(struct server *server)
{
	if (!server->setup.personal || server->count || server->linger)
		return;
	server->linger = loop_timer(server->setup.loop,
	    server->had_client ? server->setup.config->linger * 1000L : FIRST_CLIENT_MS,
	    linger_fired, server);
}

static void
listen_at(struct server *server, const char *path, int fd)
{
	server->at[server->at_count].path = mem_strdup(path);
	server->at[server->at_count++].fd = fd;
	loop_watch(server->setup.loop, fd, POLLIN, on_listening, server);
}

void
server_listen_too(struct server *server, const char *path)
{
	struct err err = {0};
	int fd;

	if (server->at_count == LISTENING_MAX || !strcmp(path, server->at[0].path))
		return;
	fd = listening_open(path, false, &err);
	if (fd < 0)
		log_warning("%s", err.text);
	else
		listen_at(server, path, fd);
}

struct server *
server_new(const struct server_setup *setup, const char *path, struct err *err)
{
	struct server *server;
	int fd = listening_open(path, setup->identities != NULL, err);

	if (fd < 0)
		return NULL;
	server = mem_alloc(sizeof(*server));
	server->setup = *setup;
	server->source = (struct streams_source){
	    setup->clock, setup->roster, setup->store, setup->sweep, setup->d};
	server->limits = limits_new(setup->clock);
	server->untaken = untaken_new(setup->loop);
	server->settle = settle;
	listen_at(server, path, fd);
	settle(server);
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
	for (size_t i = 0; i < server->at_count; i++) {
		unlink(server->at[i].path);
		loop_unwatch(server->setup.loop, server->at[i].fd);
		while ((fd = accept4(server->at[i].fd, NULL, NULL, SOCK_CLOEXEC)) >= 0)
			sys_close(&fd);
		sys_close(&server->at[i].fd);
		free(server->at[i].path);
	}
	while (server->sessions) {
		channel_flush(server->sessions->ch);
		session_end(server->sessions);
	}
	loop_cancel(server->setup.loop, server->linger);
	loop_cancel(server->setup.loop, server->full);
	limits_free(server->limits);
	untaken_free(server->untaken);
	free(server);
}
