/* Inspections stand in one list in the order in which they were asked for; those with a pid run. One ends with its child's
 * answer, with the child's end, or after INSPECTORS_WAIT_MS; whoever asked is told in finish, and turn starts the next.
 * A child that has answered is killed all the same: where the kernel does not let it end, because a mount does not answer,
 * it is `dying`, and too many of those stop the beginning of others. */
#include "daemon/inspectors.h"

#include "base/log.h"
#include "base/mem.h"
#include "base/sys.h"
#include "wire/channel.h"
#include "wire/handover.h"
#include "wire/loop.h"
#include "wire/protocol.h"

#include <signal.h>
#include <sys/wait.h>

enum {
	END_WAIT_MS = 100, /* for the status of a child that closed its end without an answer */
	DYING_MAX =
	    256 /* children that the kernel does not let end: a mount that does not answer */
};

struct inspection {
	struct inspectors *all;
	struct inspection *next;
	struct session *session;
	uid_t uid; /* of its user */
	json_int_t id;
	json_t *request, *line;
	int fds[INSPECTORS_FDS_MAX];
	size_t fd_count;
	inspected_fn *done;
	pid_t pid;          /* 0: waits for its turn */
	struct channel *ch; /* NULL with a pid: it closed its end, and how it ended is waited for */
	struct timer *end;
};

/* The kernel does not let it end yet. */
struct dying {
	pid_t pid;
	uid_t uid;
};

struct inspectors {
	const struct config *config;
	struct loop *loop;
	enum role role;
	inspector_begun_fn *begun;
	struct channel *answering;        /* whose answer is being told; NULL */
	struct inspection *first, **last; /* in the order in which they came */
	size_t running, waiting;
	struct dying dying[DYING_MAX];
	size_t dying_count;
};

static void turn(struct inspectors *all);

/* ---- the end of a child ---- */

static struct inspection **
place_of(struct inspectors *all, const struct inspection *one)
{
	struct inspection **at = &all->first;

	while (*at != one)
		at = &(*at)->next;
	return at;
}

static void
inspection_free(struct inspection *one)
{
	struct inspectors *all = one->all;
	struct inspection **at = place_of(all, one);

	*at = one->next;
	if (!one->next)
		all->last = at;
	if (one->pid) {
		all->running--;
		kill(one->pid, SIGKILL); /* it has answered, or is not to */
		all->dying[all->dying_count++] = (struct dying){one->pid, one->uid};
	} else {
		all->waiting--;
	}
	loop_cancel(all->loop, one->end);
	channel_free(one->ch);
	while (one->fd_count)
		sys_close(&one->fds[--one->fd_count]);
	json_decref(one->line);
	json_decref(one->request);
	free(one);
}

/* Whoever has ended is let go; a child in the kernel is looked at again when it ends. */
static void
reap(struct inspectors *all)
{
	size_t kept = 0;

	for (size_t i = 0; i < all->dying_count; i++)
		if (waitpid(all->dying[i].pid, NULL, WNOHANG) == 0)
			all->dying[kept++] = all->dying[i];
	all->dying_count = kept;
	turn(all);
}

static void
finish(struct inspection *one, const json_t *answer, const struct err *err)
{
	struct inspectors *all = one->all;

	loop_cancel(all->loop, one->end);
	one->end = NULL;
	one->done(one->session, one->id, one->request, answer, err);
	inspection_free(one);
	reap(all);
}

static void
fail(struct inspection *one, const char *code)
{
	finish(one, NULL, &(struct err){.code = code});
}

static void
child_answered(struct channel *ch, json_t *object, void *arg)
{
	struct inspection *one = arg;
	struct inspectors *all = one->all;

	all->answering = ch;
	finish(one, object, &(struct err){0});
	all->answering = NULL;
}

int
inspectors_claim_fd(struct inspectors *all)
{
	return all->answering ? channel_claim_fd(all->answering) : -1;
}

/* Its end of the socket closes a moment before it has ended: false while it has not. */
static bool
settle(struct inspection *one)
{
	siginfo_t info = {.si_pid = 0};
	bool out_of_time;

	if (waitid(P_PID, (id_t)one->pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0 && !info.si_pid)
		return false;
	out_of_time = info.si_pid && info.si_code != CLD_EXITED && info.si_status == SIGXCPU;
	fail(one, out_of_time ? "inspect-timeout" : "inspect-crashed");
	return true;
}

/* It stays in the kernel: nobody waits for it. */
static void
end_late(void *arg)
{
	struct inspection *one = arg;

	one->end = NULL;
	fail(one, "inspect-crashed");
}

static void
child_closed(struct channel *ch, void *arg)
{
	struct inspection *one = arg;
	struct inspectors *all = one->all;

	(void)ch;
	log_warning("%s %d ended without an answer", roles_info(all->role)->what, (int)one->pid);
	channel_free(one->ch);
	one->ch = NULL;
	loop_cancel(all->loop, one->end);
	one->end = NULL;
	if (!settle(one))
		one->end = loop_timer(all->loop, END_WAIT_MS, end_late, one);
}

/* finish frees it and starts others, so what follows is looked for anew. */
static bool
settle_one(struct inspectors *all)
{
	for (struct inspection *one = all->first; one; one = one->next)
		if (one->pid && !one->ch && settle(one))
			return true;
	return false;
}

static void
children_ended(void *arg)
{
	struct inspectors *all = arg;

	while (settle_one(all))
		continue;
	reap(all);
}

static void
child_late(void *arg)
{
	struct inspection *one = arg;

	one->end = NULL;
	log_warning(
	    "%s %d does not answer, and is ended", roles_info(one->all->role)->what, (int)one->pid);
	fail(one, "inspect-timeout");
}

/* ---- the beginning of one ---- */

static int
start(struct inspection *one, struct err *err)
{
	static const struct channel_owner owner = {.line = child_answered, .closed = child_closed};
	struct inspectors *all = one->all;
	struct channel_owner mine = owner;
	int fd, for_client = -1, for_child = -1;

	if (all->begun && handover_make(&for_client, &for_child, err) < 0)
		return -1;
	one->pid = roles_start(all->config, all->role, for_child, &fd, err);
	sys_close(
	    &for_child); /* before the client has the other end: what he sends is never ours */
	if (!one->pid) {
		sys_close(&for_client);
		return -1;
	}
	all->waiting--;
	all->running++;
	mine.arg = one;
	one->ch = channel_new(all->loop, fd, fd, WORKER_LINE_MAX_BYTES, &mine);
	for (size_t i = 0; i < one->fd_count; i++)
		channel_send_fd(one->ch, one->fds[i]);
	one->fd_count = 0;
	channel_send(one->ch, one->line);
	one->line = NULL;
	one->end = loop_timer(all->loop, INSPECTORS_WAIT_MS, child_late, one);
	if (all->begun)
		all->begun(one->session, one->id, one->request, for_client);
	return 0;
}

/* Children that the kernel does not let end. */
static size_t
dying_of(const struct inspectors *all, uid_t uid)
{
	size_t count = 0;

	for (size_t i = 0; i < all->dying_count; i++)
		count += all->dying[i].uid == uid;
	return count;
}

/* One that waits for what may never end: its user's children that the kernel does not let end. */
static struct inspection *
stuck(const struct inspectors *all)
{
	struct inspection *one = all->first;

	while (one && (one->pid || dying_of(all, one->uid) < INSPECTORS_DYING_OF_ONE))
		one = one->next;
	return one;
}

/* Whoever has the fewest running is next, and whoever has none need not wait for those of others: a heap of documents of
 * one user holds up nobody else. */
static struct inspection *
next_one(const struct inspectors *all)
{
	size_t fewest = all->running < INSPECTORS_AT_ONCE ? SIZE_MAX : 1;
	struct inspection *best = NULL;

	for (struct inspection *one = all->first; one; one = one->next) {
		size_t running = 0;

		if (one->pid)
			continue;
		for (const struct inspection *other = all->first; other; other = other->next)
			running += other->pid && other->uid == one->uid;
		if (running < fewest) {
			best = one;
			fewest = running;
		}
	}
	return best;
}

static void
turn(struct inspectors *all)
{
	const struct err busy = {.code = "busy"};
	struct inspection *one;

	while ((one = stuck(all)))
		finish(one, NULL, &busy);
	while (all->running < INSPECTORS_MOST && all->running + all->dying_count < DYING_MAX &&
	       (one = next_one(all))) {
		struct err err = {0};

		if (start(one, &err) < 0) {
			finish(one, NULL, &err);
			return;
		}
	}
}

int
inspectors_ask(struct inspectors *all, struct session *s, uid_t uid, json_int_t id,
    const json_t *request, json_t *line, const int *fds, size_t count, inspected_fn *done,
    struct err *err)
{
	struct inspection *one;

	reap(all);
	if (all->waiting >= INSPECTORS_QUEUE_MAX || dying_of(all, uid) >= INSPECTORS_DYING_OF_ONE) {
		for (size_t i = 0; i < count; i++)
			sys_close(&(int){fds[i]});
		json_decref(line);
		return err_set(err, "busy", "%s", "");
	}
	one = mem_alloc(sizeof(*one));
	*one = (struct inspection){.all = all,
	    .session = s,
	    .uid = uid,
	    .id = id,
	    .request = json_deep_copy(request),
	    .line = line,
	    .done = done};
	for (size_t i = 0; i < count && i < INSPECTORS_FDS_MAX; i++)
		one->fds[one->fd_count++] = fds[i];
	*all->last = one;
	all->last = &one->next;
	all->waiting++;
	turn(all);
	return 0;
}

void
inspectors_forget(struct inspectors *all, const struct session *s)
{
	struct inspection *one = all ? all->first : NULL, *next;

	for (; one; one = next) {
		next = one->next;
		if (one->session == s)
			inspection_free(one);
	}
	if (all)
		reap(all);
}

/* ---- all of them ---- */

struct inspectors *
inspectors_new(
    const struct config *config, struct loop *loop, enum role role, inspector_begun_fn *begun)
{
	struct inspectors *all = mem_alloc(sizeof(*all));

	all->config = config;
	all->loop = loop;
	all->role = role;
	all->begun = begun;
	all->last = &all->first;
	loop_signal(loop, SIGCHLD, children_ended, all);
	return all;
}

void
inspectors_free(struct inspectors *all)
{
	if (!all)
		return;
	while (all->first)
		inspection_free(all->first);
	reap(all);
	free(all);
}
