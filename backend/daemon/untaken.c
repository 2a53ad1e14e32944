#include "daemon/untaken.h"

#include "base/mem.h"
#include "base/sys.h"
#include "wire/frame.h"
#include "wire/loop.h"

#include <sys/socket.h>

enum { LOOK_MS = 500 }; /* nothing says that a peer has read */

struct kept {
	struct kept *next;
	int socket;
	uid_t uid;
};

struct untaken {
	struct loop *loop;
	struct timer *look;
	struct kept *first;
};

struct untaken *
untaken_new(struct loop *loop)
{
	struct untaken *u = mem_alloc(sizeof(*u));

	u->loop = loop;
	return u;
}

static struct kept *
drop(struct kept *k)
{
	struct kept *next = k->next;

	sys_close(&k->socket);
	free(k);
	return next;
}

void
untaken_free(struct untaken *u)
{
	if (!u)
		return;
	while (u->first)
		u->first = drop(u->first);
	loop_cancel(u->loop, u->look);
	free(u);
}

static void
look(void *arg)
{
	struct untaken *u = arg;
	struct kept **at = &u->first;

	u->look = NULL;
	while (*at)
		if (frame_all_read((*at)->socket))
			*at = drop(*at);
		else
			at = &(*at)->next;
	if (u->first)
		u->look = loop_timer(u->loop, LOOK_MS, look, u);
}

void
untaken_keep(struct untaken *u, int socket, uid_t uid)
{
	struct kept *k = mem_alloc(sizeof(*k));

	shutdown(socket, SHUT_RDWR);
	*k = (struct kept){u->first, socket, uid};
	u->first = k;
	if (!u->look)
		u->look = loop_timer(u->loop, LOOK_MS, look, u);
}

size_t
untaken_of(const struct untaken *u, uid_t uid)
{
	size_t count = 0;

	for (const struct kept *k = u->first; k; k = k->next)
		count += k->uid == uid;
	return count;
}
