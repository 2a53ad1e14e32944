/* The command line's side of a conversation with a child of its own: a line is sent, and the one that answers it is waited for. */
#ifndef CTL_CHILD_TALK_H
#define CTL_CHILD_TALK_H

#include <jansson.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* With these descriptors, which stay the caller's. -1: nobody is there. */
int child_send(int fd, const json_t *request, const int *fds, size_t count);
/* The next line, of at most WORKER_LINE_MAX_BYTES; NULL: the child is gone, or said something else, or nothing for so long
 * (*late). */
json_t *child_hear(int fd, int64_t wait_ms, bool *late);

#endif
