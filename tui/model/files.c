/* Requests wait in a queue: one at a time is with the child, which answers in order, and the next goes out with its answer.
 * A child that does not answer in time is taken for stuck on a dead mount: it is killed, what was asked of it is refused,
 * and another one is started for the next request; one that the kernel does not let go of is looked for again later.
 *
 * A descriptor goes with a request, or comes with an answer; what nobody waits for any more is closed. */
#include "tui/model/files.h"

#include "base/err.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/sys.h"
#include "wire/channel.h"
#include "wire/loop.h"
#include "wire/protocol.h"
#include "wire/role.h"

#include <signal.h>
#include <sys/wait.h>

enum {
	ANSWER_MS = 15000, /* then it is taken for stuck */
	WATCH_AGAIN_MS = 5000,
	ENDED_MOST = 16 /* children that were killed and may still be stuck in the kernel */
};

struct call {
	struct call *next;
	int64_t id;
	char *operation;
	json_t *args;
	int fd;              /* that goes with it; -1 */
	files_answer_fn *fn; /* NULL: forgotten */
	void *arg;
};

struct child {
	struct files *files;
	pid_t pid; /* 0: none */
	struct channel *channel;
};

struct files {
	struct loop *loop;
	void (*inbox)(const json_t *data, void *arg);
	void *arg;
	struct child asked, watcher;
	struct call *calls; /* the first one is under way */
	bool under_way;
	int64_t last_id;
	char *folder; /* that is watched; NULL none */
	struct timer *deadline, *again, *refusal;
	pid_t ended[ENDED_MOST];
};

static void send_next(struct files *f);

/* ---- children ---- */

/* One that is stuck cannot be waited for: it is looked for again later, and is nobody's when the
 * console ends. */
static void
reap(struct files *f)
{
	for (size_t i = 0; i < ENDED_MOST; i++)
		if (f->ended[i] && waitpid(f->ended[i], NULL, WNOHANG) != 0)
			f->ended[i] = 0;
}

static void
child_end(struct child *c)
{
	channel_free(c->channel);
	c->channel = NULL;
	if (!c->pid)
		return;
	kill(c->pid, SIGKILL);
	reap(c->files);
	for (size_t i = 0; i < ENDED_MOST; i++)
		if (!c->files->ended[i]) {
			c->files->ended[i] = c->pid;
			break;
		}
	c->pid = 0;
	reap(c->files);
}

static int
child_start(struct child *c, struct files *f, const struct channel_owner *owner, struct err *err)
{
	int fd;

	if (c->channel)
		return 0;
	c->files = f;
	c->pid = role_start("files", &fd, err);
	if (c->pid < 0) {
		c->pid = 0;
		return -1;
	}
	c->channel = channel_new(f->loop, fd, fd, LINE_MAX_BYTES, owner);
	return 0;
}

/* ---- requests ---- */

static void
call_free(struct call *c)
{
	free(c->operation);
	sys_close(&c->fd);
	json_decref(c->args);
	free(c);
}

/* The first call has its answer. */
static void
answer(struct files *f, const json_t *ok, const json_t *error, int fd)
{
	struct call *c = f->calls;

	if (f->deadline)
		loop_cancel(f->loop, f->deadline);
	f->deadline = NULL;
	f->calls = c->next;
	f->under_way = false;
	if (c->fn)
		c->fn(ok, error, fd, c->arg);
	else
		sys_close(&fd);
	call_free(c);
	send_next(f);
}

static void
give_up(struct files *f, const char *code)
{
	json_t *error = json_pack("{s:s, s:{}}", "code", code, "args");

	child_end(&f->asked);
	if (f->under_way)
		answer(f, NULL, error, -1);
	json_decref(error);
}

static void
line(struct channel *ch, json_t *object, void *arg)
{
	struct files *f = arg;
	int fd = channel_claim_fd(ch);
	const json_t *ok = json_object_get(object, "ok"), *error = json_object_get(object, "error");

	if (f->under_way && (ok || error) && number_of(object, "id") == f->calls->id)
		answer(f, ok, ok ? NULL : error, fd);
	else
		sys_close(&fd);
}

static void
closed(struct channel *ch, void *arg)
{
	(void)ch;
	give_up(arg, "files-lost");
}

static void
too_late(void *arg)
{
	struct files *f = arg;

	f->deadline = NULL;
	give_up(f, "files-silent");
}

static void
refuse(void *arg)
{
	struct files *f = arg;

	f->refusal = NULL;
	give_up(f, "files-lost");
}

static void
send_next(struct files *f)
{
	const struct channel_owner owner = {.line = line, .closed = closed, .arg = f};
	struct call *c = f->calls;

	if (!c || f->under_way)
		return;
	f->under_way = true;
	if (child_start(&f->asked, f, &owner, NULL) < 0) {
		f->refusal = loop_timer(f->loop, 0, refuse, f);
		return;
	}
	if (c->fd >= 0)
		channel_send_fd(f->asked.channel, c->fd);
	c->fd = -1;
	channel_send(f->asked.channel, json_pack("{s:I, s:s, s:O}", "id", (json_int_t)c->id, "do",
					   c->operation, "args", c->args));
	f->deadline = loop_timer(f->loop, ANSWER_MS, too_late, f);
}

void
files_call(struct files *f, const char *operation, json_t *args, files_answer_fn *fn, void *arg)
{
	files_call_fd(f, operation, args, -1, fn, arg);
}

void
files_call_fd(
    struct files *f, const char *operation, json_t *args, int fd, files_answer_fn *fn, void *arg)
{
	struct call *c = mem_alloc(sizeof(*c)), **last = &f->calls;

	*c = (struct call){NULL, ++f->last_id, mem_strdup(operation), args, fd, fn, arg};
	while (*last)
		last = &(*last)->next;
	*last = c;
	send_next(f);
}

void
files_forget(struct files *f, const void *arg)
{
	for (struct call *c = f->calls; c; c = c->next)
		if (c->arg == arg)
			c->fn = NULL;
}

/* ---- the inbox ---- */

static void watch_start(void *arg);

static void
watcher_line(struct channel *ch, json_t *object, void *arg)
{
	struct files *f = arg;
	const json_t *data = json_object_get(object, "data");

	(void)ch;
	if (data)
		f->inbox(data, f->arg);
}

static void
watcher_closed(struct channel *ch, void *arg)
{
	struct files *f = arg;

	(void)ch;
	child_end(&f->watcher);
	f->again = loop_timer(f->loop, WATCH_AGAIN_MS, watch_start, f);
}

static void
watch_start(void *arg)
{
	struct files *f = arg;
	const struct channel_owner owner = {
	    .line = watcher_line, .closed = watcher_closed, .arg = f};

	f->again = NULL;
	if (child_start(&f->watcher, f, &owner, NULL) < 0) {
		f->again = loop_timer(f->loop, WATCH_AGAIN_MS, watch_start, f);
		return;
	}
	channel_send(f->watcher.channel,
	    json_pack("{s:i, s:s, s:{s:s}}", "id", 1, "do", "watch", "args", "folder", f->folder));
}

void
files_watch(struct files *f, const char *folder)
{
	if (f->folder)
		return;
	f->folder = mem_strdup(folder);
	watch_start(f);
}

/* ---- beginning and end ---- */

struct files *
files_new(struct loop *l, void (*inbox)(const json_t *data, void *arg), void *arg)
{
	struct files *f = mem_alloc(sizeof(*f));

	*f = (struct files){.loop = l, .inbox = inbox, .arg = arg};
	return f;
}

void
files_free(struct files *f)
{
	if (!f)
		return;
	loop_cancel(f->loop, f->deadline);
	loop_cancel(f->loop, f->again);
	loop_cancel(f->loop, f->refusal);
	child_end(&f->asked);
	child_end(&f->watcher);
	while (f->calls) {
		struct call *c = f->calls;

		f->calls = c->next;
		call_free(c);
	}
	free(f->folder);
	free(f);
}
