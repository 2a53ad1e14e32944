#include "tui/model/child.h"

#include "base/err.h"
#include "wire/channel.h"
#include "wire/role.h"

#include <signal.h>
#include <sys/wait.h>

static void
reap(struct child *c)
{
	for (size_t i = 0; i < CHILD_ENDED_MOST; i++)
		if (c->ended[i] && waitpid(c->ended[i], NULL, WNOHANG) != 0)
			c->ended[i] = 0;
}

void
child_end(struct child *c)
{
	channel_free(c->channel);
	c->channel = NULL;
	if (!c->pid)
		return;
	kill(c->pid, SIGKILL);
	reap(c);
	for (size_t i = 0; i < CHILD_ENDED_MOST; i++)
		if (!c->ended[i]) {
			c->ended[i] = c->pid;
			break;
		}
	c->pid = 0;
	reap(c);
}

int
child_start(struct child *c, const struct channel_owner *owner, struct err *err)
{
	int fd;

	if (c->channel)
		return 0;
	c->pid = role_start(c->role, &fd, err);
	if (c->pid < 0) {
		c->pid = 0;
		return -1;
	}
	c->channel = channel_new(c->loop, fd, fd, c->max_line, owner);
	return 0;
}
