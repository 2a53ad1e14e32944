/* The socket that clients connect to. */
#ifndef DAEMON_LISTENING_H
#define DAEMON_LISTENING_H

#include <stdbool.h>

struct err;

/* Binds and listens, in place of what was left there: the caller holds the store's lock, so nobody listens on it. Of a
 * personal backend the socket is 0600 in a folder of its own, 0700. Of a team's (open_to_all) anybody may connect, and
 * is asked for who he is later: the folder is one that only we or root may write to, made 0755 when it is not there.
 * The descriptor, non-blocking; -1 with "path-too-long", or what base/sys.h says of folders. */
int listening_open(const char *path, bool open_to_all, struct err *err);

#endif
