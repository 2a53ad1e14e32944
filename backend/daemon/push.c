#include "daemon/push.h"

#include "daemon/session_inside.h"
#include "wire/channel.h"
#include "wire/loop.h"
#include "wire/protocol.h"

enum { PUSH_MS = 25 }; /* changes are gathered this long before they are sent */

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
send_news(struct session *s)
{
	const struct server_setup *setup = &s->server->setup;
	struct news_item item;

	while (has_room(s) && news_next(&s->news, &item))
		channel_send(s->ch, json_pack("{s:s, s:o}", "event", news_event(item.kind), "data",
					setup->news(setup->d, s, item.kind, item.id)));
}

void
push_changes(struct session *s)
{
	while (s->following && s->follower.next && has_room(s))
		send_changes(s);
	send_news(s);
}

void
push_now(struct session *s)
{
	if (s->status_owed && has_room(s))
		send_status(s);
	while (has_room(s) && streams_pump(s->streams))
		;
	push_changes(s);
}

static void
push_fired(void *arg)
{
	struct session *s = arg;

	s->push_timer = NULL;
	push_now(s);
}

void
push_soon(void *arg)
{
	struct session *s = arg;

	if (!s->push_timer)
		s->push_timer = loop_timer(s->server->setup.loop, PUSH_MS, push_fired, s);
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
server_news(struct server *server, enum news_kind kind, int64_t id)
{
	if (server && server->setup.heard)
		server->setup.heard(server->setup.d, kind, id);
	for (struct session *s = server ? server->sessions : NULL; s; s = s->next)
		if (s->following) {
			news_add(&s->news, kind, id);
			push_soon(s);
		}
}

void
server_news_to(struct server *server, const char *login, enum news_kind kind)
{
	for (struct session *s = server ? server->sessions : NULL; s; s = s->next)
		if (s->following && !strcmp(s->login, login)) {
			news_add(&s->news, kind, 0);
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
		server->settle(server);
}
