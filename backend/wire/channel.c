/* Reading and writing both happen only when poll says so, a bounded piece a turn: one busy peer does not
 * starve the others. A channel freed inside its owner's function is only marked, and goes when the
 * outermost function of this file returns.
 *
 * A descriptor is one line's, and must not be taken for that of another. The kernel ends what one recvmsg
 * returns with the bytes that the descriptors were sent beside (unix_stream_read_generic), so they are of
 * the line in which those bytes end; and they are sent beside bytes of one line alone.
 *
 * A peer on a socket who hears nothing any more has said what he said: what would be sent to him is dropped, what is there
 * of him is taken to the last line, and then the channel has ended, whether he has closed or not. */
#include "wire/channel.h"

#include "base/buf.h"
#include "base/linger.h"
#include "base/mem.h"
#include "base/sys.h"
#include "wire/frame.h"
#include "wire/loop.h"
#include "wire/protocol.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <sys/socket.h>

enum { READ_PIECE_BYTES = 64 * 1024 };

/* What goes beside one line. Its place is counted from the first byte ever sent. */
struct parcel {
	struct parcel *next;
	size_t start, end; /* of the line; end 0: it is not queued yet */
	int fds[FRAME_FDS_MAX];
	size_t count;
};

struct received {
	int fd;
	size_t end; /* of the bytes it came with, counted from the first ever received */
};

struct channel {
	struct loop *loop;
	int in, out;
	bool socket; /* descriptors can travel */
	struct frame frame;
	struct buf unsent;
	size_t sent;    /* bytes of unsent that are gone already */
	size_t gone;    /* bytes that were ever sent */
	size_t untaken; /* descriptors that were sent since the peer had taken all */
	struct parcel *first, **last;
	size_t came;     /* bytes that were ever received */
	size_t line_end; /* of the line that was taken last, in the same count */
	struct received fds[FRAME_FDS_MAX];
	int fd_count;
	bool waiting;   /* `writable` is owed */
	bool held;      /* lines are in the frame that were not taken yet */
	bool paused;    /* because of owner.may */
	bool unwatched; /* paused, and the peer has gone: poll would say so again and again */
	bool unheard;   /* nothing that is sent arrives */
	bool closing;   /* when all is sent */
	bool ended;     /* `closed` was called, or will not be */
	bool freed;
	int depth; /* functions of this file that are running on it */
	struct channel_owner owner;
};

static void on_ready(int fd, short revents, void *arg);

struct channel *
channel_new(struct loop *l, int in, int out, size_t max_line, const struct channel_owner *owner)
{
	struct channel *ch = mem_alloc(sizeof(*ch));
	int type;
	socklen_t len = sizeof(type);

	ch->loop = l;
	ch->in = in;
	ch->out = out;
	ch->socket = !getsockopt(out, SOL_SOCKET, SO_TYPE, &type, &len);
	ch->frame.max = max_line;
	ch->last = &ch->first;
	ch->owner = *owner;
	sys_nonblocking(in);
	sys_nonblocking(out);
	loop_watch(l, in, POLLIN, on_ready, ch);
	if (out != in)
		loop_watch(l, out, 0, on_ready, ch);
	return ch;
}

static void
drop_fds_of(struct parcel *p)
{
	while (p->count)
		sys_close(&p->fds[--p->count]);
}

static void
drop_parcel(struct channel *ch)
{
	struct parcel *p = ch->first;

	ch->first = p->next;
	if (!ch->first)
		ch->last = &ch->first;
	drop_fds_of(p);
	free(p);
}

static void
destroy(struct channel *ch)
{
	loop_unwatch(ch->loop, ch->in);
	if (ch->out != ch->in) {
		loop_unwatch(ch->loop, ch->out);
		sys_close(&ch->out);
	}
	sys_close(&ch->in);
	while (ch->first)
		drop_parcel(ch);
	while (ch->fd_count)
		sys_close(&ch->fds[--ch->fd_count].fd);
	frame_release(&ch->frame);
	buf_release(&ch->unsent);
	free(ch);
}

void
channel_free(struct channel *ch)
{
	if (!ch)
		return;
	ch->ended = true;
	ch->freed = true;
	if (!ch->depth)
		destroy(ch);
}

static void
leave(struct channel *ch)
{
	if (!--ch->depth && ch->freed)
		destroy(ch);
}

static bool
sends(const struct channel *ch)
{
	return !ch->ended && !ch->closing && !ch->unheard;
}

static void
end(struct channel *ch)
{
	if (ch->ended)
		return;
	ch->ended = true;
	loop_unwatch(ch->loop, ch->in);
	if (ch->out != ch->in)
		loop_unwatch(ch->loop, ch->out);
	ch->owner.closed(ch, ch->owner.arg);
}

size_t
channel_unsent(const struct channel *ch)
{
	return ch->unsent.len - ch->sent;
}

static bool
must_wait(const struct channel *ch)
{
	return ch->owner.in_turn && !ch->closing && channel_unsent(ch) >= UNSENT_MAX_BYTES;
}

static void
want(struct channel *ch)
{
	short in = must_wait(ch) || ch->held ? 0 : POLLIN,
	      out = channel_unsent(ch) || ch->closing ? POLLOUT : 0;

	if (ch->ended)
		return;
	if (ch->in == ch->out) {
		loop_want(ch->loop, ch->in, (short)(in | out));
	} else {
		loop_want(ch->loop, ch->in, in);
		loop_want(ch->loop, ch->out, out);
	}
}

/* Of those that were sent. */
static size_t
on_their_way(struct channel *ch)
{
	if (ch->untaken && frame_all_read(ch->out))
		ch->untaken = 0;
	return ch->untaken;
}

size_t
channel_untaken(struct channel *ch)
{
	size_t count = on_their_way(ch);

	for (const struct parcel *p = ch->first; p; p = p->next)
		count += p->count;
	return count;
}

int
channel_leave(struct channel *ch)
{
	int socket = ch->out;

	if (ch->in != ch->out || !on_their_way(ch))
		return -1;
	ch->in = ch->out = -1;
	return socket;
}

static ssize_t
send_some(struct channel *ch)
{
	const char *data = ch->unsent.data + ch->sent;
	struct parcel *p = ch->first && ch->first->end ? ch->first : NULL;
	size_t untaken;
	size_t len = channel_unsent(ch);
	ssize_t n;

	if (!ch->socket)
		return write(ch->out, data, len);
	if (!p || ch->gone < p->start)
		return frame_send(ch->out, data, p ? p->start - ch->gone : len, NULL, 0);
	untaken = on_their_way(ch) + p->count;
	n = frame_send(ch->out, data, p->end - ch->gone, p->fds, p->count);
	if (n < 0 && errno == ETOOMANYREFS) {
		drop_fds_of(p);
		return send_some(ch);
	}
	if (n > 0) {
		ch->untaken = untaken;
		drop_parcel(ch);
	}
	return n;
}

bool
channel_flush(struct channel *ch)
{
	ssize_t n;

	while (channel_unsent(ch)) {
		n = send_some(ch);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
			break;
		if (n < 0)
			return false;
		ch->sent += (size_t)n;
		ch->gone += (size_t)n;
	}
	if (ch->sent == ch->unsent.len) {
		buf_clear(&ch->unsent);
		ch->sent = 0;
	} else if (ch->sent > UNSENT_MAX_BYTES) {
		buf_consume(&ch->unsent, ch->sent);
		ch->sent = 0;
	}
	want(ch);
	return true;
}

/* The line that begins there in `unsent` is whole. */
static void
queued(struct channel *ch, size_t from)
{
	struct parcel *p = ch->first;

	buf_putc(&ch->unsent, '\n');
	while (p && p->end)
		p = p->next;
	if (p) {
		p->start = ch->gone + from - ch->sent;
		p->end = ch->gone + channel_unsent(ch);
	}
	ch->waiting = true;
	want(ch);
}

void
channel_send_text(struct channel *ch, const char *json, size_t len)
{
	size_t from = ch->unsent.len;

	if (!sends(ch))
		return;
	buf_add(&ch->unsent, json, len);
	queued(ch, from);
}

static int
append(const char *bytes, size_t len, void *arg)
{
	buf_add(arg, bytes, len);
	return 0;
}

bool
channel_send_within(struct channel *ch, json_t *object, size_t most)
{
	size_t from = ch->unsent.len;
	bool fits = true;

	if (sends(ch)) {
		json_dump_callback(object, append, &ch->unsent, JSON_COMPACT);
		fits = ch->unsent.len - from <= most;
		if (fits)
			queued(ch, from);
		else
			ch->unsent.len = from;
	}
	json_decref(object);
	return fits;
}

void
channel_send(struct channel *ch, json_t *object)
{
	channel_send_within(ch, object, SIZE_MAX);
}

void
channel_send_fd(struct channel *ch, int fd)
{
	struct parcel *p = ch->first;

	if (!sends(ch)) {
		sys_close(&fd);
		return;
	}
	while (p && p->end)
		p = p->next;
	if (!p) {
		p = mem_alloc(sizeof(*p));
		*ch->last = p;
		ch->last = &p->next;
	}
	if (p->count < FRAME_FDS_MAX)
		p->fds[p->count++] = fd;
	else
		sys_close(&fd);
}

int
channel_claim_fd(struct channel *ch)
{
	int fd;

	if (!ch->fd_count || ch->fds[0].end > ch->line_end)
		return -1;
	fd = ch->fds[0].fd;
	memmove(ch->fds, ch->fds + 1, (size_t)(--ch->fd_count) * sizeof(*ch->fds));
	return fd;
}

/* What the line that was taken came with, and nobody wanted. */
static void
drop_fds(struct channel *ch)
{
	int fd;

	while ((fd = channel_claim_fd(ch)) >= 0)
		sys_close(&fd);
}

void
channel_close_when_sent(struct channel *ch)
{
	ch->closing = true;
	want(ch);
}

static void
keep_fds(struct channel *ch, const int *fds, size_t count, size_t end)
{
	for (size_t i = 0; i < count; i++)
		if (ch->fd_count < FRAME_FDS_MAX)
			ch->fds[ch->fd_count++] = (struct received){fds[i], end};
		else
			sys_close(&(int){fds[i]});
}

static ssize_t
receive_some(struct channel *ch)
{
	size_t piece = ch->owner.piece ? ch->owner.piece : READ_PIECE_BYTES, count;
	char *room = frame_room(&ch->frame, piece);
	int fds[FRAME_FDS_MAX];
	ssize_t n;

	if (!ch->socket)
		return read(ch->in, room, piece);
	linger_begin(); /* the kernel closes what finds no room */
	n = frame_receive(ch->in, room, piece, ch->owner.deaf ? NULL : fds, &count);
	linger_end();
	keep_fds(ch, fds, count, n > 0 ? ch->came + (size_t)n : 0);
	return n;
}

static void
refuse(struct channel *ch, const char *code, const char *text)
{
	if (ch->owner.bad)
		ch->owner.bad(ch, code, text, ch->owner.arg);
	else
		end(ch);
}

static void
handle_line(struct channel *ch, const char *line, size_t len)
{
	char text[160];
	const char *code;
	json_t *object;

	if (ch->owner.text && ch->owner.text(ch, line, len, ch->owner.arg))
		return;
	object = frame_parse(line, len, &code, text, sizeof(text));
	if (object)
		ch->owner.line(ch, object, ch->owner.arg);
	else
		refuse(ch, code, text);
	json_decref(object);
}

/* A line waits: for what was not read yet, for the next turn, or for its owner. */
static bool
must_hold(struct channel *ch, size_t taken)
{
	if (must_wait(ch))
		return true;
	if (ch->owner.lines_a_turn && taken == ch->owner.lines_a_turn) {
		loop_again(ch->loop, ch->in);
		return true;
	}
	ch->paused = ch->owner.may && !ch->owner.may(ch->owner.arg);
	return ch->paused;
}

static void
handle_lines(struct channel *ch)
{
	size_t len, taken = 0;
	char *line;

	ch->held = false;
	while (!ch->ended && !ch->closing && frame_has_line(&ch->frame)) {
		ch->held = must_hold(ch, taken++);
		if (ch->held)
			break;
		line = frame_line(&ch->frame, &len);
		if (len > ch->frame.max) {
			refuse(ch, "line-too-long", "");
			return;
		}
		ch->line_end = ch->came - (ch->frame.in.len - ch->frame.at);
		handle_line(ch, line, len);
		drop_fds(ch);
	}
	if (!ch->ended && !ch->closing && !ch->held && frame_overflows(&ch->frame))
		refuse(ch, "line-too-long", "");
	want(ch);
}

void
channel_go_on(struct channel *ch)
{
	ch->paused = false;
	if (ch->unwatched)
		loop_watch(ch->loop, ch->in, 0, on_ready, ch);
	ch->unwatched = false;
	loop_again(ch->loop, ch->in);
}

/* A peer that is being sent its last words is still read, and not listened to: closing on unread bytes would
 * reset the connection and lose those words. */
static void
readable(struct channel *ch)
{
	ssize_t n = receive_some(ch);

	if (n < 0 &&
	    (errno == EINTR || (!ch->unheard && (errno == EAGAIN || errno == EWOULDBLOCK))))
		return;
	if (n <= 0) {
		end(ch);
		return;
	}
	if (ch->closing)
		return;
	ch->came += (size_t)n;
	frame_added(&ch->frame, (size_t)n);
	handle_lines(ch);
}

/* Two descriptors are those of a child: one that hears nothing has ended. */
static void
stop_sending(struct channel *ch)
{
	if (ch->in != ch->out) {
		end(ch);
		return;
	}
	ch->unheard = true;
	while (ch->first)
		drop_parcel(ch);
	buf_clear(&ch->unsent);
	ch->sent = 0;
	want(ch);
}

static void
on_ready(int fd, short revents, void *arg)
{
	struct channel *ch = arg;
	const bool gone = revents & (POLLHUP | POLLERR);

	ch->depth++;
	if (fd == ch->out && ((revents & (POLLOUT | POLLERR) && !channel_flush(ch)) ||
				 (ch->in == ch->out && revents & POLLHUP)))
		stop_sending(ch);
	if (ch->paused && fd == ch->in && gone && !ch->ended) {
		loop_unwatch(ch->loop, ch->in);
		ch->unwatched = true;
	} else if (must_wait(ch) && fd == ch->in && gone)
		end(ch); /* poll would say so again and again */
	else if (ch->held && !ch->paused && !must_wait(ch))
		handle_lines(ch);
	else if (!ch->held && !ch->ended && fd == ch->in && !must_wait(ch) &&
		 (ch->unheard || revents & (POLLIN | POLLHUP | POLLERR)))
		readable(ch);
	if (ch->unheard && !ch->ended && !ch->paused)
		loop_again(ch->loop, ch->in);
	if (!ch->ended && ch->closing && !channel_unsent(ch))
		end(ch);
	if (!ch->ended && ch->waiting && channel_unsent(ch) < UNSENT_MAX_BYTES / 2) {
		ch->waiting = channel_unsent(ch) != 0;
		if (ch->owner.writable)
			ch->owner.writable(ch, ch->owner.arg);
	}
	leave(ch);
}
