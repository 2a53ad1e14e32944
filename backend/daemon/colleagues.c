#include "daemon/colleagues.h"

#include "base/clock.h"
#include "base/config.h"
#include "base/err.h"
#include "base/log.h"
#include "base/mem.h"
#include "daemon/membership.h"
#include "wire/channel.h"
#include "wire/loop.h"
#include "wire/protocol.h"

#include <signal.h>
#include <sys/wait.h>

enum { ASK_WAIT_MS = 10000 };

struct colleagues {
	const struct clock *clock;
	const struct config *config;
	struct loop *loop;
	json_t *logins;
	pid_t child; /* 0: none, also none that is still to be reaped */
	struct channel *ch;
	struct timer *late;
	int64_t asked; /* monotonic ms */
};

static void
reap(void *arg)
{
	struct colleagues *c = arg;

	if (c->child > 0 && waitpid(c->child, NULL, WNOHANG) == c->child)
		c->child = 0;
}

/* It has answered, or is not to. */
static void
end_child(struct colleagues *c)
{
	loop_cancel(c->loop, c->late);
	c->late = NULL;
	channel_free(c->ch);
	c->ch = NULL;
	if (c->child > 0)
		kill(c->child, SIGKILL);
	reap(c);
}

static void
child_answered(struct channel *ch, json_t *object, void *arg)
{
	struct colleagues *c = arg;
	json_t *logins = json_object_get(object, "members");

	(void)ch;
	if (json_is_array(logins)) {
		json_decref(c->logins);
		c->logins = json_incref(logins);
	}
	end_child(c);
}

/* What it said before holds until it is asked again. */
static void
unanswered(struct colleagues *c)
{
	log_warning("the system does not say who is in the groups of the team");
	end_child(c);
}

static void
child_closed(struct channel *ch, void *arg)
{
	(void)ch;
	unanswered(arg);
}

static void
child_late(void *arg)
{
	struct colleagues *c = arg;

	c->late = NULL;
	unanswered(c);
}

static void
ask(struct colleagues *c)
{
	const struct channel_owner owner = {
	    .line = child_answered, .closed = child_closed, .arg = c};
	struct err err = {0};
	int fd;

	reap(c);
	if (c->child)
		return;
	c->asked = clock_mono(c->clock);
	c->child = membership_ask_members(c->config, &fd, &err);
	if (c->child < 0) {
		c->child = 0;
		log_error("%s", err.text);
		return;
	}
	c->ch = channel_new(c->loop, fd, fd, LINE_MAX_BYTES, &owner);
	c->late = loop_timer(c->loop, ASK_WAIT_MS, child_late, c);
}

struct colleagues *
colleagues_new(const struct clock *clock, const struct config *config, struct loop *loop)
{
	struct colleagues *c = mem_alloc(sizeof(*c));

	c->clock = clock;
	c->config = config;
	c->loop = loop;
	c->logins = json_array();
	loop_signal(loop, SIGCHLD, reap, c);
	ask(c);
	return c;
}

void
colleagues_free(struct colleagues *c)
{
	if (!c)
		return;
	end_child(c);
	json_decref(c->logins);
	free(c);
}

const json_t *
colleagues_logins(struct colleagues *c)
{
	if (c && clock_mono(c->clock) - c->asked >= c->config->groups_every * 1000L)
		ask(c);
	return c ? c->logins : NULL;
}
