/* A non-blocking connection that carries lines of JSON, with descriptors beside them (SCM_RIGHTS).
 * Everything that arrives is foreign: a line that is too long, no UTF-8, no object or nested too deep
 * never reaches `line`; `bad` says why and the owner decides (a session answers and closes). */
#ifndef WIRE_CHANNEL_H
#define WIRE_CHANNEL_H

#include <jansson.h>

#include <stdbool.h>
#include <stddef.h>

struct channel;
struct loop;

struct channel_owner {
	/* One object. The channel keeps its reference: json_incref to hold it. May call channel_free. */
	void (*line)(struct channel *ch, json_t *object, void *arg);
	/* The line before it is made into an object; true: it was dealt with, and `line` does not get it. For what comes
	 * by the thousand. NULL: every line becomes an object. */
	bool (*text)(struct channel *ch, const char *line, size_t len, void *arg);
	/* code: "line-too-long", "bad-json", "too-deep". NULL: the channel is closed as if by the peer. */
	void (*bad)(struct channel *ch, const char *code, const char *text, void *arg);
	/* The peer closed, and what he had sent was taken; or reading failed. The owner frees the channel. */
	void (*closed)(struct channel *ch, void *arg);
	/* Fewer bytes than half the limit are unsent; NULL when nobody waits for that. */
	void (*writable)(struct channel *ch, void *arg);
	void *arg;
	/* Nothing more is taken from a peer that leaves UNSENT_MAX_BYTES unread. Not for two that both send without being
	 * asked: each would wait for the other. */
	bool in_turn;
	/* Lines that are taken in one turn of the loop; 0: as many as there are. What is left waits for the next turn, so
	 * that peers take turns, however much one of them sends in one write. */
	size_t lines_a_turn;
	/* Asked before each line; NULL: always. False: nothing is taken until channel_go_on. */
	bool (*may)(void *arg);
	/* Bytes that are read, and the lines in them taken, in one turn of the loop; 0: 64 kB. Few, where something else
	 * on the loop may not wait. */
	size_t piece;
	/* No descriptor is let into this process: the kernel drops what is sent. */
	bool deaf;
};

/* Owns the fds (they may be the same). max_line bounds what is read. */
struct channel *channel_new(
    struct loop *l, int in, int out, size_t max_line, const struct channel_owner *owner);
/* Lines that `may` refused are asked for again. */
void channel_go_on(struct channel *ch);
void channel_free(struct channel *ch); /* closes; NULL is fine; safe inside the owner's functions */

/* Queues one object as a line and steals the reference. Sent when the loop turns; dropped where the peer hears nothing. */
void channel_send(struct channel *ch, json_t *object);
/* The same, unless the line would be longer than that: false, and nothing is queued. */
bool channel_send_within(struct channel *ch, json_t *object, size_t most);
/* Queues a line that is already JSON text (no LF in it). */
void channel_send_text(struct channel *ch, const char *json, size_t len);
/* The fd goes with the next line queued and is closed after; at most 4 do, in the order given. Where the kernel has no room
 * for more that are on their way (ETOOMANYREFS), the line goes without. */
void channel_send_fd(struct channel *ch, int fd);
/* How many are queued, or were sent since the peer, at the other end of a local socket, last had taken all that it was
 * sent. */
size_t channel_untaken(struct channel *ch);
/* Of a channel that has ended: its socket, the caller's from now on, where some are on their way, which freeing would not
 * end; else -1. */
int channel_leave(struct channel *ch);
/* Inside `line`: the next descriptor that came with that very line, the caller's from now on; -1 when there is none. At
 * most 4 come. Those that are not taken are closed when `line` returns. */
int channel_claim_fd(struct channel *ch);

size_t channel_unsent(const struct channel *ch);
bool channel_flush(struct channel *ch); /* tries to send now; false when the channel broke */
void channel_close_when_sent(struct channel *ch); /* then `closed` is called */

#endif
