/* Lines out of a stream of bytes, bounded: what channel and client share. */
#ifndef WIRE_FRAME_H
#define WIRE_FRAME_H

#include "base/buf.h"

#include <jansson.h>

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct frame {
	struct buf in;
	size_t at;   /* start of what was not taken yet */
	size_t seen; /* up to here there is no LF */
	size_t max;  /* bytes of a line */
};

void frame_release(struct frame *f);
/* The next whole line without its LF, NUL-terminated, good until the next call that adds; NULL: none yet. */
char *frame_line(struct frame *f, size_t *len);
/* Would frame_line give one? */
bool frame_has_line(const struct frame *f);
/* True when what is buffered can no longer become a line of at most max bytes. */
bool frame_overflows(const struct frame *f);
/* Room for `want` bytes at the end; add them with frame_added. */
char *frame_room(struct frame *f, size_t want);
void frame_added(struct frame *f, size_t len);

enum { FRAME_FDS_MAX = 4 }; /* beside one byte */

/* Sends what the socket takes now; the fds, if any, go beside the first byte. Like sendmsg: -1 and errno. */
ssize_t frame_send(int socket, const void *bytes, size_t len, const int *fds, size_t fd_count);

/* The next bytes, at most len, and in fds (room for FRAME_FDS_MAX) the descriptors that came beside them, the caller's from
 * now on and closed on exec; the kernel closes those that are more (base/linger.h, where that may not wait). fds NULL: none is let in. Like recvmsg: -1 and errno,
 * and then *count is 0. */
ssize_t frame_receive(int socket, void *bytes, size_t len, int *fds, size_t *count);

/* Has the other end of a local socket taken all that was sent to it, or closed (SIOCOUTQ, unix(7))? */
bool frame_all_read(int socket);

/* Is the nesting of that JSON text deeper than JSON_MAX_DEPTH? To be asked before it is parsed. */
bool frame_too_deep(const char *line, size_t len);

/* Parses one line into an object. NULL with *code "bad-json" or "too-deep" and a text. Nesting is counted
 * before parsing, so that no recursion is ever deeper than JSON_MAX_DEPTH. */
json_t *frame_parse(const char *line, size_t len, const char **code, char *text, size_t text_size);

#endif
