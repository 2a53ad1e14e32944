/* An entry for each uid that is, or was lately, connected. It is asked for when the first session of it begins and the
 * last answer is older than the setting groups-every, and every so often while there is one, or while the system is
 * silent: that it answers again has to be noticed where nobody else comes. What was known holds meanwhile for those who are
 * in; who comes anew waits for the answer. Where none comes within ASK_WAIT_MS, the last one holds until it is KEEP_MS old:
 * a directory that is down for a while shuts nobody out who was in, and lets in nobody whom it never named. */
#include "daemon/identity.h"

#include "base/clock.h"
#include "base/config.h"
#include "base/err.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/members.h"
#include "daemon/membership.h"
#include "wire/channel.h"
#include "wire/loop.h"
#include "wire/protocol.h"

#include <signal.h>
#include <sys/wait.h>

enum {
	ASK_WAIT_MS = 5000,
	KEEP_MS = 3600000,
	CHILDREN_MAX =
	    64, /* with those that the kernel does not let end: no more are started then */
	STRANGERS_MAX = 32, /* of them; the others are for uids that were let in before */
	CROWDED_MS = 200    /* until another who has to wait is asked for */
};

struct entry {
	struct identity is; /* first: what others hold is this */
	struct identities *all;
	struct entry *next;
	int64_t answered; /* monotonic ms; of what `is` says */
	bool ever;        /* there was an answer */
	pid_t child;      /* 0: it is not being asked for */
	struct channel *ch;
	struct timer *late, *again;
};

struct identities {
	const struct clock *clock;
	const struct config *config;
	struct loop *loop;
	void (*changed)(const struct identity *who, void *arg);
	void *arg;
	struct entry *entries;
	bool silent;
	pid_t dying[CHILDREN_MAX];
	size_t dying_count, asking;
};

static void ask(struct entry *e);

static void
entry_free(struct entry *e)
{
	loop_cancel(e->all->loop, e->late);
	loop_cancel(e->all->loop, e->again);
	channel_free(e->ch);
	free(e->is.login);
	free(e->is.group);
	free(e);
}

/* ---- children ---- */

static void
reap(void *arg)
{
	struct identities *all = arg;
	size_t kept = 0;

	for (size_t i = 0; i < all->dying_count; i++)
		if (waitpid(all->dying[i], NULL, WNOHANG) == 0)
			all->dying[kept++] = all->dying[i];
	all->dying_count = kept;
}

static void
end_child(struct entry *e)
{
	struct identities *all = e->all;

	loop_cancel(all->loop, e->late);
	e->late = NULL;
	channel_free(e->ch);
	e->ch = NULL;
	if (e->child > 0) {
		kill(e->child, SIGKILL); /* it has answered, or is not to */
		all->dying[all->dying_count++] = e->child;
		all->asking--;
	}
	e->child = 0;
	reap(all);
}

/* ---- answers ---- */

static void
ask_again(void *arg)
{
	struct entry *e = arg;

	e->again = NULL;
	if (e->is.sessions || e->all->silent)
		ask(e);
}

static void
settled(struct entry *e, bool answered)
{
	struct identities *all = e->all;

	if (answered && all->silent)
		log_info("the system says again who is in which group");
	if (!answered && !all->silent)
		log_warning("the system does not say who uid %u is: what it said before holds for "
			    "an hour",
		    (unsigned)e->is.uid);
	all->silent = !answered;
	end_child(e);
	if (!e->again)
		e->again = loop_timer(all->loop, all->config->groups_every * 1000L, ask_again, e);
	all->changed(&e->is, all->arg);
}

static void
child_answered(struct channel *ch, json_t *object, void *arg)
{
	struct entry *e = arg;
	const char *right = string_of(object, "right");
	int known = right ? right_from(right) : -1;

	(void)ch;
	mem_replace(&e->is.login, text_of(object, "login"));
	mem_replace(&e->is.group, string_of(object, "group"));
	e->is.admitted = known >= 0;
	e->is.right = known >= 0 ? (enum right)known : RIGHT_READ;
	e->is.state = IDENTITY_KNOWN;
	e->answered = clock_mono(e->all->clock);
	e->ever = true;
	settled(e, true);
}

static void
unanswered(struct entry *e)
{
	bool holds = e->ever && clock_mono(e->all->clock) - e->answered < KEEP_MS;

	e->is.state = holds ? IDENTITY_KNOWN : IDENTITY_SILENT;
	settled(e, false);
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
	struct entry *e = arg;

	e->late = NULL;
	unanswered(e);
}

/* ---- asking ---- */

static void
ask(struct entry *e)
{
	const struct channel_owner owner = {
	    .line = child_answered, .closed = child_closed, .arg = e};
	struct identities *all = e->all;
	struct err err = {0};
	int fd;

	if (e->child)
		return;
	loop_cancel(all->loop, e->again);
	e->again = NULL;
	reap(all);
	if (!e->is.admitted && all->dying_count + all->asking >= STRANGERS_MAX) {
		e->again = loop_timer(all->loop, CROWDED_MS, ask_again, e);
		return;
	}
	e->child = -1;
	if (all->dying_count + all->asking < CHILDREN_MAX)
		e->child = membership_ask(all->config, e->is.uid, &fd, &err);
	if (e->child > 0) {
		all->asking++;
		e->ch = channel_new(all->loop, fd, fd, LINE_MAX_BYTES, &owner);
	} else if (err.code) {
		log_error("%s", err.text);
	}
	/* one that was not started is late at once, but never within the call that asks */
	e->late = loop_timer(all->loop, e->child > 0 ? ASK_WAIT_MS : 0, child_late, e);
}

static struct entry *
find(struct identities *all, uid_t uid)
{
	struct entry *e = all->entries;

	while (e && e->is.uid != uid)
		e = e->next;
	return e;
}

/* Of those who have gone, what is not asked for and too old to hold is forgotten. */
static void
forget_old(struct identities *all)
{
	int64_t now = clock_mono(all->clock);

	for (struct entry **at = &all->entries, *e; (e = *at);) {
		if (e->is.sessions || e->child || (e->ever && now - e->answered < KEEP_MS)) {
			at = &e->next;
			continue;
		}
		*at = e->next;
		entry_free(e);
	}
}

const struct identity *
identities_enter(struct identities *all, uid_t uid)
{
	struct entry *e = find(all, uid);
	int64_t fresh = all->config->groups_every * 1000L;

	if (!e) {
		forget_old(all);
		e = mem_alloc(sizeof(*e));
		e->is.uid = uid;
		e->all = all;
		e->next = all->entries;
		all->entries = e;
	}
	if (!e->is.sessions++ && (!e->ever || clock_mono(all->clock) - e->answered >= fresh)) {
		e->is.state = IDENTITY_ASKED;
		ask(e);
	}
	return &e->is;
}

void
identities_leave(struct identities *all, const struct identity *who)
{
	find(all, who->uid)->is.sessions--;
}

bool
identities_answered(const struct identities *all)
{
	return !all->silent;
}

struct identities *
identities_new(const struct clock *clock, const struct config *config, struct loop *loop,
    void (*changed)(const struct identity *who, void *arg), void *arg)
{
	struct identities *all = mem_alloc(sizeof(*all));

	all->clock = clock;
	all->config = config;
	all->loop = loop;
	all->changed = changed;
	all->arg = arg;
	loop_signal(loop, SIGCHLD, reap, all);
	return all;
}

void
identities_free(struct identities *all)
{
	struct entry *e;

	if (!all)
		return;
	while ((e = all->entries)) {
		all->entries = e->next;
		if (e->child)
			end_child(e);
		entry_free(e);
	}
	free(all);
}

void
identities_groups(const struct config *c, enum right right, bool above, struct buf *out)
{
	bool any = false;
	size_t count;

	for (int r = (int)right; r < RIGHT_COUNT && (above || r == (int)right); r++) {
		const char *const *names = membership_groups(c, (enum right)r, &count);

		for (size_t i = 0; i < count; i++, any = true)
			buf_printf(out, "%s%s", any ? ", " : "", names[i]);
	}
}
