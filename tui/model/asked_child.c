/* Requests wait in a queue. A descriptor goes with a request, or comes with an answer; what nobody waits for any more is
 * closed. */
#include "tui/model/asked_child.h"
#include "tui/model/child.h"

#include "base/err.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/sys.h"
#include "wire/channel.h"
#include "wire/loop.h"

struct call {
	struct call *next;
	int64_t id;
	char *operation;
	json_t *args;
	int fd;             /* that goes with it; -1 */
	asked_child_fn *fn; /* NULL: forgotten */
	void *arg;
};

struct asked_child {
	struct loop *loop;
	const struct asked_child_kind *kind;
	struct child child;
	struct call *calls; /* the first one is under way */
	bool under_way, answering;
	bool gone; /* it was freed by who got an answer */
	int64_t last_id;
	struct timer *deadline, *refusal;
};

static void send_next(struct asked_child *c);

static void
call_free(struct call *q)
{
	free(q->operation);
	sys_close(&q->fd);
	json_decref(q->args);
	free(q);
}

/* The first call has its answer. */
static void
answer(struct asked_child *c, const json_t *ok, const json_t *error, int fd)
{
	struct call *q = c->calls;

	if (c->deadline)
		loop_cancel(c->loop, c->deadline);
	c->deadline = NULL;
	c->calls = q->next;
	c->under_way = false;
	c->answering = true;
	if (q->fn)
		q->fn(ok, error, fd, q->arg);
	else
		sys_close(&fd);
	call_free(q);
	c->answering = false;
	if (c->gone)
		asked_child_free(c);
	else
		send_next(c);
}

static void
give_up(struct asked_child *c, const char *code)
{
	json_t *error = json_pack("{s:s, s:{}}", "code", code, "args");

	child_end(&c->child);
	if (c->under_way)
		answer(c, NULL, error, -1);
	json_decref(error);
}

static void
line(struct channel *ch, json_t *object, void *arg)
{
	struct asked_child *c = arg;
	int fd = channel_claim_fd(ch);
	const json_t *ok = json_object_get(object, "ok"), *error = json_object_get(object, "error");

	if (c->under_way && (ok || error) && number_of(object, "id") == c->calls->id)
		answer(c, ok, ok ? NULL : error, fd);
	else
		sys_close(&fd);
}

static void
closed(struct channel *ch, void *arg)
{
	struct asked_child *c = arg;

	(void)ch;
	give_up(c, c->kind->lost);
}

static void
too_late(void *arg)
{
	struct asked_child *c = arg;

	c->deadline = NULL;
	give_up(c, c->kind->silent);
}

static void
refuse(void *arg)
{
	struct asked_child *c = arg;

	c->refusal = NULL;
	give_up(c, c->kind->lost);
}

static void
send_next(struct asked_child *c)
{
	const struct channel_owner owner = {.line = line, .closed = closed, .arg = c};
	struct call *q = c->calls;

	if (!q || c->under_way || c->answering)
		return;
	c->under_way = true;
	if (child_start(&c->child, &owner, NULL) < 0) {
		c->refusal = loop_timer(c->loop, 0, refuse, c);
		return;
	}
	if (q->fd >= 0)
		channel_send_fd(c->child.channel, q->fd);
	q->fd = -1;
	channel_send(c->child.channel, json_pack("{s:I, s:s, s:O}", "id", (json_int_t)q->id, "do",
					   q->operation, "args", q->args));
	c->deadline = loop_timer(c->loop, c->kind->wait_ms, too_late, c);
}

void
asked_child_call(struct asked_child *c, const char *operation, json_t *args, int fd,
    asked_child_fn *fn, void *arg)
{
	struct call *q = mem_alloc(sizeof(*q)), **last = &c->calls;

	*q = (struct call){NULL, ++c->last_id, mem_strdup(operation), args, fd, fn, arg};
	while (*last)
		last = &(*last)->next;
	*last = q;
	send_next(c);
}

void
asked_child_forget(struct asked_child *c, const void *arg)
{
	for (struct call *q = c->calls; q; q = q->next)
		if (q->arg == arg)
			q->fn = NULL;
}

struct asked_child *
asked_child_new(struct loop *l, const struct asked_child_kind *kind)
{
	struct asked_child *c = mem_alloc(sizeof(*c));

	*c = (struct asked_child){.loop = l,
	    .kind = kind,
	    .child = {.loop = l, .role = kind->role, .max_line = kind->max_line}};
	return c;
}

void
asked_child_free(struct asked_child *c)
{
	if (c && c->answering)
		c->gone = true;
	if (!c || c->answering)
		return;
	loop_cancel(c->loop, c->deadline);
	loop_cancel(c->loop, c->refusal);
	child_end(&c->child);
	while (c->calls) {
		struct call *q = c->calls;

		c->calls = q->next;
		call_free(q);
	}
	free(c);
}
