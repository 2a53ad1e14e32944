/* rooms: wire base */
/* A channel at whose other end is a stranger: whatever comes, in whatever pieces, every whole line
 * is taken or refused, the end is told once, and the owner may free it at any moment. Bytes: the
 * size of a piece; when the owner frees (after so many lines, 0: at the end); the stream. */
#include "base/clock.h"
#include "fuzz.h"
#include "wire/channel.h"
#include "wire/loop.h"

#include <sys/socket.h>
#include <unistd.h>

enum { LINE_BOUND = 4096, PAIR_BYTES = 65536 };

struct listener {
	struct loop *loop;
	struct channel *channel; /* NULL once it is freed */
	int patience;
	int taken, refused, closed;
};

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	return 0;
}

static void
let_go(struct listener *l)
{
	channel_free(l->channel);
	l->channel = NULL;
	loop_stop(l->loop);
}

static void
on_line(struct channel *ch, json_t *object, void *arg)
{
	struct listener *l = arg;

	must(l->channel == ch && json_is_object(object));
	l->taken++;
	channel_send(ch, json_pack("{s:i}", "taken", l->taken));
	if (l->patience && l->taken + l->refused >= l->patience)
		let_go(l);
}

static void
on_bad(struct channel *ch, const char *code, const char *text, void *arg)
{
	struct listener *l = arg;

	must(l->channel == ch && code != NULL && text != NULL);
	l->refused++;
	if (strcmp(code, "line-too-long") == 0 ||
	    (l->patience && l->taken + l->refused >= l->patience))
		let_go(l);
}

static void
on_closed(struct channel *ch, void *arg)
{
	struct listener *l = arg;

	must(l->channel == ch);
	l->closed++;
	let_go(l);
}

/* All of it at once or in pieces, each of which is one read at the other end only by chance: the
 * socket is a stream, the pieces move its edges about. */
static void
pour(int fd, uint8_t chunk, const uint8_t *data, size_t size)
{
	for (size_t at = 0, n; at < size; at += n) {
		n = piece(chunk, size - at);
		if (send(fd, data + at, n, MSG_NOSIGNAL | MSG_DONTWAIT) != (ssize_t)n)
			break;
	}
	shutdown(fd, SHUT_WR);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct listener l = {.loop = loop_new(clock_system())};
	const struct channel_owner owner = {
	    .line = on_line, .bad = on_bad, .closed = on_closed, .arg = &l};
	uint8_t chunk = take_byte(&data, &size);
	int pair[2];

	l.patience = take_byte(&data, &size);
	if (size > PAIR_BYTES)
		size = PAIR_BYTES;
	must(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) == 0);
	l.channel = channel_new(l.loop, pair[0], pair[0], LINE_BOUND, &owner);
	pour(pair[1], chunk, data, size);
	loop_run(l.loop);
	must(l.channel == NULL && l.closed <= 1);
	close(pair[1]);
	loop_free(l.loop);
	return 0;
}
