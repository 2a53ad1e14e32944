/* Files of a client on their way to a child of the backend, past the backend itself: whoever closes a file may wait for
 * whoever serves it (flush of FUSE, close(2)), for as long as he likes, and no signal ends that. So the backend never has
 * one. It makes a pair of sockets, gives one end to the child as HANDOVER_FD and closes it, and then the other end to the
 * client, who sends his descriptors beside one byte (SCM_RIGHTS, unix(7)): what is on its way when the child ends is the
 * kernel's to let go in the child's name. */
#ifndef WIRE_HANDOVER_H
#define WIRE_HANDOVER_H

#include <stddef.h>

struct err;

enum {
	HANDOVER_FD = 3, /* of the child */
	HANDOVER_FILES_MAX = 2,
	HANDOVER_WAIT_S = 30 /* for the client */
};

/* Both ends close with exec. -1 with err of errno. */
int handover_make(int *for_client, int *for_child, struct err *err);
/* The client's part: the descriptors stay his, the end is closed. */
void handover_send(int end, const int *fds, size_t count);
/* The child's part: waits. How many came, at most HANDOVER_FILES_MAX; 0: the client closed his end, went, or is silent. */
size_t handover_receive(int fds[HANDOVER_FILES_MAX]);

#endif
