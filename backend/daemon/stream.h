/* What a session is sent piece by piece, as its client reads: the first pass over all rows, lists, the progress
 * of a sweep. Only identities are held, so a piece is made from what is true when it is sent. */
#ifndef DAEMON_STREAM_H
#define DAEMON_STREAM_H

#include <jansson.h>

#include <stdbool.h>
#include <stdint.h>

struct channel;
struct clock;
struct daemon;
struct roster;
struct row;
struct store;
struct streams;

/* Where the pieces come from; outlives the streams. */
struct streams_source {
	const struct clock *clock;
	struct roster *roster;
	struct store *store;
	/* How far a sweep is; false: it has ended, *given_up because no worker starts. */
	bool (*sweep)(
	    struct daemon *d, int64_t number, size_t *done, size_t *total, bool *given_up);
	struct daemon *d; /* its argument */
};

struct streams *streams_new(const struct streams_source *from, struct channel *ch);
void streams_free(struct streams *s);

void streams_add_first(struct streams *s); /* rows, most urgent first, then event ready */
/* What a request asked for: each costs memory until it ends, so only some may run. False: too many do. */
bool streams_have_room(const struct streams *s);
void streams_add_list(
    struct streams *s, json_int_t id, bool full); /* rows in order of id, then ok */
void streams_add_wait(struct streams *s, json_int_t id, int64_t sweep);

/* Sends one more piece; false when there is nothing to send now. */
bool streams_pump(struct streams *s);
bool streams_waiting(const struct streams *s); /* one of them is a sweep's progress */

/* Sends rows as events, cut into lines that are short enough. */
void streams_send_rows(struct channel *ch, const struct row *const *rows, size_t count);

#endif
