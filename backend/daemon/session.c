/* A session is greeted or nothing: the first line is the hello, every other one a request, checked against the table
 * of operations before its handler runs. A handler answers at once, or later through what it started (an inspection, an
 * explanation, a stream); all that is later is given up when the session goes (setup.gone).
 *
 * What is sent without being asked is push.h's.
 *
 * A request that needs files runs once a child has them (setup.receive).
 *
 * Of a team's member it may not be known yet who he is: what he says meanwhile is kept, and dealt with then. */
#include "daemon/session.h"

#include "base/clock.h"
#include "base/config.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/sys.h"
#include "daemon/declared.h"
#include "daemon/identity.h"
#include "daemon/operation.h"
#include "daemon/push.h"
#include "daemon/session_inside.h"
#include "daemon/untaken.h"
#include "wire/channel.h"
#include "wire/loop.h"
#include "wire/protocol.h"

enum { TURNED_AWAY_MS = 1000 }; /* one line in the log of that in so long */

/* ---- the life of a session ---- */

/* Requests that cost something until they are answered. */
static void
close_request(struct session *s, json_int_t id)
{
	struct open_request **at = &s->open, *o;

	while (*at && (*at)->id != id)
		at = &(*at)->next;
	o = *at;
	if (!o)
		return;
	*at = o->next;
	free(o);
}

void
session_end(struct session *s)
{
	struct server *server = s->server;
	bool was_seen = s->following || s->renewal;
	struct session **at;

	for (at = &s->server->sessions; *at != s; at = &(*at)->next)
		;
	*at = s->next;
	s->server->count--;
	if (s->following)
		roster_unfollow(s->server->setup.roster, &s->follower);
	loop_cancel(s->server->setup.loop, s->hello_timer);
	loop_cancel(s->server->setup.loop, s->push_timer);
	loop_cancel(s->server->setup.loop, s->pause);
	while (s->open)
		close_request(s, s->open->id);
	s->server->setup.gone(s->server->setup.d, s);
	streams_free(s->streams);
	news_release(&s->news);
	channel_free(s->ch);
	if (s->who)
		identities_leave(s->server->setup.identities, s->who);
	json_decref(s->early);
	free(s->login);
	free(s);
	if (was_seen)
		server_news(server, NEWS_PEOPLE, 0);
}

static void
session_closed(struct channel *ch, void *arg)
{
	struct session *s = arg;
	struct server *server = s->server;
	int left = channel_leave(ch);

	if (left >= 0)
		untaken_keep(server->untaken, left, s->actor.uid);
	session_end(s);
	server->settle(server);
}

void
session_refuse(struct session *s, const char *code, json_t *args)
{
	channel_send(s->ch, json_pack("{s:{s:s, s:o}}", "error", "code", code, "args",
				args ? args : json_object()));
	channel_close_when_sent(s->ch);
	s->refused = true;
}

static void
session_bad(struct channel *ch, const char *code, const char *text, void *arg)
{
	struct session *s = arg;

	if (!s->greeted || !strcmp(code, "line-too-long")) {
		session_refuse(
		    s, code, json_pack("{s:s, s:i}", "text", text, "most", LINE_MAX_BYTES));
		return;
	}
	channel_send(
	    ch, json_pack("{s:{s:s, s:{s:s}}}", "error", "code", code, "args", "text", text));
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

void
session_send_fd(struct session *s, int fd)
{
	push_changes(s);
	channel_send_fd(s->ch, fd);
	s->brings_fd = true;
}

int
session_claim_fd(struct session *s)
{
	return s->file_at < s->file_count ? s->files[s->file_at++] : -1;
}

void
session_ask_files(struct session *s, json_int_t id, const json_t *names, int end)
{
	channel_send_fd(s->ch, end);
	channel_send(s->ch, json_pack("{s:I, s:O}", "id", id, "files", names));
}

/* What changed is told before the answer of whoever changed it, so that what he asks for next names the versions as they are
 * now. The other end of a line that is too long would end the connection, and meet the same again and again. */
void
session_ok(struct session *s, json_int_t id, json_t *ok)
{
	close_request(s, id);
	if (!s->brings_fd) /* it goes with the next line, which is the answer */
		push_changes(s);
	s->brings_fd = false;
	if (channel_send_within(s->ch,
		json_pack("{s:I, s:o}", "id", id, "ok", ok ? ok : json_object()), LINE_MAX_BYTES))
		return;
	log_error("an answer to '%s' was longer than a line", s->login);
	session_error(s, id, "answer-too-long", json_pack("{s:i}", "most", LINE_MAX_BYTES));
}

void
session_error(struct session *s, json_int_t id, const char *code, json_t *args)
{
	close_request(s, id);
	s->brings_fd = false;
	channel_send(s->ch, json_pack("{s:I, s:{s:s, s:o}}", "id", id, "error", "code", code,
				"args", args ? args : json_object()));
}

void
session_failed(struct session *s, json_int_t id, const struct err *err)
{
	session_error(s, id, err->code ? err->code : "io", err_args(err));
}

/* ---- what goes on after the answer ---- */

static void
session_writable(struct channel *ch, void *arg)
{
	struct session *s = arg;

	(void)ch;
	if (!s->push_timer)
		push_now(s);
}

void
session_follow(struct session *s)
{
	if (!s->following) {
		s->following = true;
		s->follower.woken = push_soon;
		s->follower.arg = s;
		roster_follow(s->server->setup.roster, &s->follower);
		server_news(s->server, NEWS_PEOPLE, 0);
		news_add(&s->news, NEWS_NOTICE, 0);
	}
	if (streams_have_room(s->streams))
		streams_add_first(s->streams);
	s->status_owed = true;
	push_now(s);
}

void
session_stream(struct session *s, json_int_t id, bool full)
{
	if (!streams_have_room(s->streams)) {
		session_error(s, id, "too-many-requests", NULL);
		return;
	}
	streams_add_list(s->streams, id, full);
	push_now(s);
}

void
session_wait(struct session *s, json_int_t id, int64_t sweep)
{
	if (!streams_have_room(s->streams)) {
		session_error(s, id, "too-many-requests", NULL);
		return;
	}
	streams_add_wait(s->streams, id, sweep);
	push_now(s);
}

/* ---- who it is ---- */

static json_t *
groups_json(const struct session *s, enum right right, bool above)
{
	struct buf names = {0};
	json_t *text;

	identities_groups(s->server->setup.config, right, above, &names);
	text = json_string(buf_str(&names));
	buf_release(&names);
	return text;
}

/* Anybody may come again and again. */
static void
log_not_admitted(struct server *server, const struct identity *who)
{
	int64_t now = clock_mono(server->setup.clock);

	if (server->turned_away && now - server->turned_away < TURNED_AWAY_MS)
		return;
	server->turned_away = now;
	log_warning("'%s' (uid %u) is in none of the groups that are let in", who->login,
	    (unsigned)who->uid);
}

bool
session_recognize(struct session *s)
{
	const struct identity *who = s->who;

	if (!who)
		return true;
	if (who->state == IDENTITY_SILENT) {
		session_refuse(s, "no-identity", json_pack("{s:I}", "uid", (json_int_t)who->uid));
		return false;
	}
	if (!who->admitted) {
		log_not_admitted(s->server, who);
		session_refuse(s, "no-right",
		    json_pack("{s:s, s:o}", "login", who->login, "groups",
			groups_json(s, RIGHT_READ, true)));
		return false;
	}
	if (!s->greeted) {
		mem_replace(&s->login, who->login);
		s->actor.login = s->login;
	}
	s->right = who->right;
	return true;
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

/* False: he is not let in, and told why. */
static bool
declare(struct session *s, const json_t *hello)
{
	char *login;
	json_t *why = NULL;
	const char *refusal =
	    declared_login(s->server->setup.config, s->actor.uid, s->login, hello, &login, &why);

	if (refusal) {
		session_refuse(s, refusal, why);
		return false;
	}
	if (login) {
		free(s->login);
		s->login = login;
		s->actor.login = login;
		s->actor.proven = false;
	}
	return true;
}

static void
greet(struct session *s, const json_t *hello)
{
	const struct server_setup *setup = &s->server->setup;

	if (number_of(hello, "protocol") != PROTOCOL_NUMBER) {
		session_refuse(s, "wrong-protocol",
		    json_pack(
			"{s:i, s:s}", "protocol", PROTOCOL_NUMBER, "version", CADUCA_VERSION));
		return;
	}
	if (!session_recognize(s) || !declare(s, hello))
		return;
	s->greeted = true;
	s->since = clock_wall(setup->clock);
	loop_cancel(setup->loop, s->hello_timer);
	s->hello_timer = NULL;
	s->only_reads = flag_of(hello, "readonly");
	channel_send(
	    s->ch, json_pack("{s:{s:i, s:s, s:s, s:i, s:s, s:s, s:o}}", "hello", "protocol",
		       PROTOCOL_NUMBER, "version", CADUCA_VERSION, "mode",
		       setup->identities ? "team" : "personal", "pid", (int)getpid(), "login",
		       s->login, "right", right_text(s->only_reads ? RIGHT_READ : s->right),
		       "reading", setup->reading()));
}

/* False: its user has as many of that kind as he may. */
static bool
open_request(struct session *s, json_int_t id, enum operation_cost cost)
{
	int most = limits_most(cost), count = 0;
	struct open_request *o;

	if (!most)
		return true;
	for (const struct session *other = s->server->sessions; other; other = other->next)
		for (o = other->actor.uid == s->actor.uid ? other->open : NULL; o; o = o->next)
			count += o->cost == cost;
	if (count >= most)
		return false;
	o = mem_alloc(sizeof(*o));
	*o = (struct open_request){s->open, id, cost};
	s->open = o;
	return true;
}

/* Why it may not run, answered: false. */
static bool
may_run(struct session *s, json_int_t id, const struct operation *operation, const json_t *args)
{
	json_t *why = NULL;
	const char *refusal = operation_refusal(operation, s->right, args, &why);

	if (s->who && json_object_get(why, "right"))
		json_object_set_new(why, "groups",
		    groups_json(s, (enum right)right_from(text_of(why, "right")), false));
	if (refusal)
		session_error(s, id, refusal, why);
	return !refusal;
}

/* The one place where an operation begins: nothing runs that its row of the table does not allow. */
static void
request(struct session *s, json_int_t id, const char *name, const json_t *args)
{
	const struct operation *operation = s->server->setup.operation(name);
	const char *files[OPERATION_FILES_MAX + 1];

	if (!operation) {
		session_error(s, id, "unknown-operation", json_pack("{s:s}", "name", name));
		return;
	}
	if (s->only_reads && !operation_only_reads(operation)) {
		session_error(s, id, "read-only-console", NULL);
		return;
	}
	if (!may_run(s, id, operation, args))
		return;
	if (!open_request(s, id, operation->cost)) {
		session_error(s, id, "too-many-open",
		    json_pack("{s:i}", "most", limits_most(operation->cost)));
		return;
	}
	operation_files(operation, args, files);
	if (files[0])
		s->server->setup.receive(s, id, operation, args, files);
	else
		operation->run(s, id, json_is_object(args) ? args : NULL);
}

/* His right may be another by now. */
void
session_run(struct session *s, json_int_t id, const char *name, const json_t *args, const int *fds,
    size_t count)
{
	const struct operation *operation = s->server->setup.operation(name);

	memcpy(s->files, fds, count * sizeof(*fds));
	s->file_count = count;
	s->file_at = 0;
	if (!s->refused && may_run(s, id, operation, args))
		operation->run(s, id, json_is_object(args) ? args : NULL);
	while (s->file_at < s->file_count)
		sys_close(&s->files[s->file_at++]);
	s->file_count = 0;
}

static void
deal_with(struct session *s, const json_t *object)
{
	const json_t *id = json_object_get(object, "id");
	const char *name = string_of(object, "do");

	if (!s->greeted)
		greet(s, json_object_get(object, "hello"));
	else if (!json_is_integer(id) || !name)
		channel_send(
		    s->ch, json_pack("{s:{s:s, s:{}}}", "error", "code", "bad-request", "args"));
	else
		request(s, json_integer_value(id), name, json_object_get(object, "args"));
}

static void
keep_early(struct session *s, json_t *object)
{
	if (!s->early)
		s->early = json_array();
	if (json_array_size(s->early) < LIMIT_EARLY_LINES)
		json_array_append(s->early, object);
	else
		session_refuse(s, "too-many-requests", NULL);
}

static void
session_line(struct channel *ch, json_t *object, void *arg)
{
	struct session *s = arg;

	(void)ch;
	if (s->who && s->who->state == IDENTITY_ASKED && !s->greeted)
		keep_early(s, object);
	else
		deal_with(s, object);
}

void
server_identity_changed(struct server *server, const struct identity *who)
{
	for (struct session *s = server->sessions; s; s = s->next) {
		json_t *early = s->early, *line;
		size_t i;

		if (s->who != who)
			continue;
		s->early = NULL;
		json_array_foreach(early, i, line)
			deal_with(s, line);
		if (!early && !s->greeted)
			session_recognize(s);
		json_decref(early);
		if (s->greeted && session_recognize(s) && s->following) {
			s->status_owed = true;
			push_soon(s);
		}
	}
}

static void
pause_over(void *arg)
{
	struct session *s = arg;

	s->pause = NULL;
	channel_go_on(s->ch);
}

static bool
session_may(void *arg)
{
	struct session *s = arg;
	bool untaken = channel_untaken(s->ch) >= LIMIT_UNTAKEN;

	if (!untaken && (!s->who || limits_spend(s->server->limits, s->actor.uid)))
		return true;
	if (!s->pause)
		s->pause = loop_timer(s->server->setup.loop,
		    untaken ? LIMIT_TAKE_WAIT_MS : LIMIT_WAIT_MS, pause_over, s);
	return false;
}

static void
hello_late(void *arg)
{
	struct session *s = arg;

	s->hello_timer = NULL;
	session_refuse(s, "no-hello", NULL);
}

/* ---- listening ---- */

struct session *
session_begin(struct server *server, int fd, uid_t uid)
{
	static const struct channel_owner owner = {.line = session_line,
	    .bad = session_bad,
	    .closed = session_closed,
	    .writable = session_writable,
	    .in_turn = true,
	    .lines_a_turn = LIMIT_REQUESTS_A_TURN,
	    .may = session_may,
	    .deaf = true}; /* closing a file may wait for whoever serves it */
	struct channel_owner mine = owner;
	struct session *s = mem_alloc(sizeof(*s));

	s->server = server;
	s->login = mem_strdup(""); /* nobody's */
	s->actor = (struct actor){.uid = uid, .login = s->login, .proven = true};
	mine.arg = s;
	s->ch = channel_new(server->setup.loop, fd, fd, LINE_MAX_BYTES, &mine);
	s->streams = streams_new(&server->source, s->ch);
	s->hello_timer = loop_timer(server->setup.loop, LIMIT_HELLO_MS, hello_late, s);
	s->next = server->sessions;
	server->sessions = s;
	server->count++;
	server->had_client = true;
	loop_cancel(server->setup.loop, server->linger);
	server->linger = NULL;
	return s;
}

void
session_open(struct server *server, int fd, uid_t uid, enum right right)
{
	struct session *s = session_begin(server, fd, uid);

	s->right = right;
	free(s->login);
	s->login = uid ? sys_user_name(uid) : mem_strdup("root");
	s->actor.login = s->login;
}
