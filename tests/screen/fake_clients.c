#include "tests/screen/fake_clients.h"

#include "base/mem.h"
#include "wire/channel.h"
#include "wire/loop.h"
#include "wire/protocol.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

enum { CHUNK = 100, AWAY_MS = 1500 };

struct fake fake;

/* ---- events ---- */

void
client_send(struct client *c, const char *event, json_t *data)
{
	channel_send(c->channel, json_pack("{s:s, s:o}", "event", event, "data", data));
}

void
clients_tell_row(const struct monitor *m)
{
	for (struct client *c = fake.clients; c; c = c->next)
		if (c->watching && c->sent >= (size_t)m->id)
			client_send(c, m->retired ? "gone" : "rows",
			    m->retired ? json_pack("{s:[I]}", "ids", (json_int_t)m->id)
				       : json_pack("{s:[o]}", "rows", monitor_row(m)));
}

json_t *
status_json(int64_t done, int64_t total)
{
	return json_pack("{s:s, s:s, s:s, s:{s:I, s:I}, s:I, s:s, s:i, s:I}", "mode", "personal",
	    "host", "localhost", "login", "op1", "probing", "done", (json_int_t)done, "total",
	    (json_int_t)total, "sweep", (json_int_t)fake.sweep, "store", "ok", "workers", 2, "now",
	    (json_int_t)fake.made.now);
}

static void
send_rows(struct client *c)
{
	while (c->watching && !c->ready && channel_unsent(c->channel) < UNSENT_MAX_BYTES / 2) {
		json_t *rows = json_array();
		for (size_t n = 0; n < CHUNK && c->sent < fake.count; c->sent++)
			if (!fake.monitors[c->sent].retired && ++n)
				json_array_append_new(rows, monitor_row(&fake.monitors[c->sent]));
		client_send(c, "rows", json_pack("{s:o}", "rows", rows));
		if (c->sent >= fake.count) {
			c->ready = true;
			client_send(
			    c, "ready", json_pack("{s:I}", "count", (json_int_t)fake.count));
		}
	}
}

/* ---- connections ---- */

static void
line_arrived(struct channel *ch, json_t *object, void *arg)
{
	struct client *c = arg;
	const char *name = json_string_value(json_object_get(object, "do"));
	json_t *answer;

	if (json_object_get(object, "hello")) {
		channel_send(ch,
		    json_pack("{s:{s:i, s:s, s:s, s:i, s:s}}", "hello", "protocol", PROTOCOL_NUMBER,
			"version", CADUCA_VERSION, "mode", "personal", "pid", 1, "login", "op1"));
		return;
	}
	answer = fake.answer(c, name ? name : "", json_object_get(object, "args"));
	if (!answer)
		return;
	json_object_set(answer, "id", json_object_get(object, "id"));
	channel_send(ch, answer);
	send_rows(c);
}

static void
writable(struct channel *ch, void *arg)
{
	(void)ch;
	send_rows(arg);
}

static void
client_ended(struct channel *ch, void *arg)
{
	struct client **at = &fake.clients;

	while (*at != arg)
		at = &(*at)->next;
	*at = (*at)->next;
	channel_free(ch);
	free(arg);
}

static void
client_came(int fd, short revents, void *arg)
{
	struct client *c;
	struct channel_owner owner = {
	    .line = line_arrived, .closed = client_ended, .writable = writable};
	int one = accept4(fd, NULL, NULL, SOCK_CLOEXEC);

	(void)revents;
	(void)arg;
	if (one < 0)
		return;
	c = mem_alloc(sizeof(*c));
	owner.arg = c;
	c->channel = channel_new(fake.loop, one, one, LINE_MAX_BYTES, &owner);
	c->next = fake.clients;
	fake.clients = c;
}

void
clients_listen(void *unused)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	(void)unused;
	snprintf(at.sun_path, sizeof(at.sun_path), "%s", fake.path);
	unlink(fake.path);
	if (fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof(at)) < 0 || listen(fd, 8) < 0) {
		fprintf(stderr, "fake: cannot listen at '%s': %s\n", fake.path, strerror(errno));
		exit(1);
	}
	fake.listener = fd;
	loop_watch(fake.loop, fd, POLLIN, client_came, NULL);
}

/* The clients are dropped by the channel's own end when the answer was sent. */
void
clients_leave(void)
{
	loop_unwatch(fake.loop, fake.listener);
	close(fake.listener);
	fake.listener = -1;
	unlink(fake.path);
	for (struct client *c = fake.clients; c; c = c->next)
		channel_close_when_sent(c->channel);
	fake.monitors[fake.count - 1].retired = true;
	loop_timer(fake.loop, AWAY_MS, clients_listen, NULL);
}
