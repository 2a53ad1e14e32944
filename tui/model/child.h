/* A role of the backend's binary as a child of the console (wire/role.h). One that is ended may be stuck in the kernel, on a dead
 * mount: it cannot be waited for, is looked for again later, and is nobody's when the console ends. */
#ifndef TUI_MODEL_CHILD_H
#define TUI_MODEL_CHILD_H

#include <stddef.h>
#include <sys/types.h>

struct channel_owner;
struct err;
struct loop;

enum { CHILD_ENDED_MOST = 16 };

struct child {
	struct loop *loop;
	const char *role;
	size_t max_line; /* of what it says */
	pid_t pid;       /* 0: none */
	struct channel *channel;
	pid_t ended[CHILD_ENDED_MOST]; /* that were killed and may still be stuck */
};

/* Unless it runs. -1: it cannot be started. */
int child_start(struct child *c, const struct channel_owner *owner, struct err *err);
void child_end(struct child *c);

#endif
