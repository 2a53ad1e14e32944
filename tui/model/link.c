/* The connection to the backend, as a machine of three states: a backend is looked for, or started (finder.h); or
 * there is a channel to it; or a timer runs until the next try, later each time. The console draws and takes keys in
 * all three.
 *
 * A call is an entry of a list until its answer comes; answers are matched by id, in any order. Each call is
 * answered exactly once, later than link_call returns: when the channel is lost all of them are answered with that.
 * Who goes away before that has itself left out (link_forget). Changed rows are handed on as text (wire/protocol.h),
 * for there are many; every other event as an object. */
#include "tui/model/link.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/sys.h"
#include "base/terms.h"
#include "tui/model/finder.h"
#include "wire/channel.h"
#include "wire/client.h"
#include "wire/handover.h"
#include "wire/loop.h"
#include "wire/protocol.h"

/* Milliseconds before each try. A backend that is back is found within two seconds of that, however long it was away: a
 * try takes a moment too. */
enum { LONGEST_PAUSE_MS = 1500 };
static const int pauses[] = {100, 300, 700, LONGEST_PAUSE_MS};

/* What takes long by itself (a sweep that is waited for) is told from a backend that hangs by a question that it answers at
 * once: asked when nothing was heard for so long, and waited for so long. */
enum { QUIET_MS = 3000, ALIVE_MS = 2000 };
#define ALIVE_OPERATION "status"

struct call {
	struct call *next;
	int64_t id;
	bool sent;
	bool act;            /* link_act */
	bool changes;        /* something, as far as the backend said what does not */
	const char *refusal; /* why it never will be; NULL: it is sent when there is a channel */
	link_answer_fn *fn;  /* NULL: whoever asked went, and it is done all the same */
	link_part_fn *part;  /* NULL: there are none, or nobody wants them */
	void *arg;
	int fds[HANDOVER_FILES_MAX]; /* until the backend asks for them */
	size_t fd_count;
};

struct link {
	struct loop *loop;
	struct client_place place; /* its texts are the owner's, but for `as` */
	char *name;                /* who sits here, as he says; NULL: nobody was asked */
	struct link_owner owner;
	enum link_state state;
	bool was_up;
	char code[64];
	json_t *why; /* the values of that code */
	json_t *hello;
	struct finder *finder;
	struct channel *channel;               /* to the backend */
	struct timer *retry, *refusal, *quiet; /* quiet: while something is asked for */
	int64_t heard; /* monotonic ms: of the last line, or of what was asked after it */
	bool alive_asked, silent;
	unsigned tries;     /* without success */
	struct call *calls; /* waiting for their answers */
	int64_t last_id;
};

static void start(struct link *k);

/* ---- a backend that hangs ---- */

static void
set_silent(struct link *k, bool silent)
{
	if (k->silent == silent)
		return;
	k->silent = silent;
	if (k->owner.silent)
		k->owner.silent(k, k->owner.arg);
}

static bool
is_asked(const struct link *k)
{
	const struct call *c = k->calls;

	while (c && !c->sent)
		c = c->next;
	return c != NULL;
}

static void
look_for_life(void *arg)
{
	struct link *k = arg;
	int64_t left = k->heard + QUIET_MS - clock_mono(clock_system());

	k->quiet = NULL;
	if (!k->channel || !is_asked(k))
		return;
	if (k->alive_asked) {
		set_silent(k, true); /* until a line comes */
		return;
	}
	if (left <= 0) {
		channel_send(
		    k->channel, json_pack("{s:I, s:s, s:{}}", "id", (json_int_t)++k->last_id, "do",
				    ALIVE_OPERATION, "args"));
		k->alive_asked = true;
		left = ALIVE_MS;
	}
	k->quiet = loop_timer(k->loop, left, look_for_life, k);
}

/* It is looked for while something is asked for. */
static void
await_life(struct link *k)
{
	if (!k->quiet && !k->silent)
		k->quiet = loop_timer(k->loop, QUIET_MS, look_for_life, k);
}

/* A line came, or the first question after silence goes. */
static void
heard(struct link *k)
{
	k->heard = clock_mono(clock_system());
	k->alive_asked = false;
	set_silent(k, false);
	if (is_asked(k))
		await_life(k);
}

bool
link_is_silent(const struct link *k)
{
	return k->silent;
}

/* ---- calls ---- */

static void
free_call(struct call *c)
{
	while (c->fd_count)
		sys_close(&c->fds[--c->fd_count]);
	free(c);
}

static const char *
why_unanswered(const struct call *c)
{
	if (c->refusal)
		return c->refusal;
	return c->changes ? "answer-lost" : "connection-lost";
}

/* Takes it from the list. */
static void
fail_call(struct call **at)
{
	struct call *c = *at;
	json_t *error = json_pack("{s:s, s:{}}", "code", why_unanswered(c), "args");

	*at = c->next;
	if (c->fn)
		c->fn(NULL, error, c->arg);
	free_call(c);
	json_decref(error);
}

static void
fail_calls(struct link *k)
{
	while (k->calls)
		fail_call(&k->calls);
}

/* Those that were refused here, or made while there was no channel: one may be there by now, but nobody was asked. Those
 * made meanwhile are of the next refusal. */
static void
fail_unsent(struct link *k)
{
	const int64_t last = k->last_id;
	struct call **at = &k->calls;

	while (*at) {
		if ((*at)->sent || (*at)->id > last) {
			at = &(*at)->next;
		} else {
			fail_call(at);
			at = &k->calls; /* it may have made others, or left some out */
		}
	}
}

static void
refuse_calls(void *arg)
{
	struct link *k = arg;

	k->refusal = NULL;
	fail_unsent(k);
}

/* By the backend's own list; one that has none says nothing of it. */
static bool
only_reads(const struct link *k, const char *operation)
{
	const json_t *list = json_object_get(k->hello, "reading");

	return !list || texts_have(list, operation);
}

/* What is not on the list is not even sent. */
static bool
may_be_sent(const struct link *k, const char *operation)
{
	return !k->place.readonly || !k->channel || only_reads(k, operation);
}

void
link_call(struct link *k, const char *operation, json_t *args, link_answer_fn *fn, void *arg)
{
	link_call_fds(k, operation, args, (const int[]){-1}, 0, fn, arg);
}

void
link_call_fds(struct link *k, const char *operation, json_t *args, const int *fds, size_t fd_count,
    link_answer_fn *fn, void *arg)
{
	struct call *c = mem_alloc(sizeof(*c));
	const bool may = may_be_sent(k, operation), send = k->channel && may;

	*c = (struct call){.next = k->calls,
	    .id = ++k->last_id,
	    .sent = send,
	    .changes = send && !only_reads(k, operation) && !flag_of(args, "dry_run"),
	    .refusal = may ? NULL : "read-only-console",
	    .fn = fn,
	    .arg = arg,
	    .fd_count = fd_count};
	memcpy(c->fds, fds, fd_count * sizeof(*fds));
	k->calls = c;
	if (!args)
		args = json_object();
	if (send) {
		if (!k->quiet && !k->silent)
			k->heard = clock_mono(clock_system());
		await_life(k);
		channel_send(k->channel, json_pack("{s:I, s:s, s:o}", "id", (json_int_t)c->id, "do",
					     operation, "args", args));
		return;
	}
	json_decref(args);
	if (!k->refusal)
		k->refusal = loop_timer(k->loop, 0, refuse_calls, k);
}

void
link_act(struct link *k, const char *operation, json_t *args, link_answer_fn *fn, void *arg)
{
	link_call(k, operation, args, fn, arg);
	k->calls->act = true; /* the newest stands first, and is answered later */
	k->calls->changes = k->calls->sent;
}

void
link_call_parts(struct link *k, const char *operation, json_t *args, link_part_fn *part,
    link_answer_fn *fn, void *arg)
{
	link_call(k, operation, args, fn, arg);
	k->calls->part = part;
}

bool
link_is_acting(const struct link *k)
{
	const struct call *c = k->calls;

	while (c && !c->act)
		c = c->next;
	return c != NULL;
}

size_t
link_changing(const struct link *k)
{
	size_t count = 0;

	for (const struct call *c = k->calls; c; c = c->next)
		count += c->changes;
	return count;
}

int
link_claim_fd(struct link *k)
{
	return k->channel ? channel_claim_fd(k->channel) : -1;
}

void
link_forget(struct link *k, const void *arg)
{
	for (struct call **at = &k->calls, *c; (c = *at);)
		if (c->arg == arg && !c->fd_count && !c->changes) {
			*at = c->next;
			free_call(c);
		} else {
			c->fn = c->arg == arg ? NULL : c->fn;
			at = &c->next;
		}
}

static void
answered(struct link *k, const json_t *object)
{
	int64_t id = number_of(object, "id");
	const json_t *ok = json_object_get(object, "ok"), *error = json_object_get(object, "error"),
		     *part = json_object_get(object, "part");

	for (struct call **at = &k->calls, *c; (c = *at); at = &c->next)
		if (c->id == id) {
			if (part && c->fn && c->part)
				c->part(part, c->arg);
			if (!ok && !error)
				return;
			*at = c->next;
			if (c->fn)
				c->fn(ok, ok ? NULL : error, c->arg);
			free_call(c);
			return;
		}
}

/* The backend's child is ready for what a call hands over. */
static void
hand_over(struct link *k, struct channel *ch, int64_t id)
{
	int end = channel_claim_fd(ch);
	struct call *c = k->calls;

	while (c && c->id != id)
		c = c->next;
	if (c && end >= 0)
		handover_send(end, c->fds, c->fd_count);
	else
		sys_close(&end);
	while (c && c->fd_count)
		sys_close(&c->fds[--c->fd_count]);
}

/* ---- the connection ---- */

/* why is stolen. */
static void
set_error(struct link *k, const char *code, json_t *why)
{
	snprintf(k->code, sizeof(k->code), "%s", code ? code : "");
	json_decref(k->why);
	k->why = why;
}

static void
set_state(struct link *k, enum link_state s)
{
	k->state = s;
	k->owner.state(k, k->owner.arg);
}

static void
try_again(void *arg)
{
	struct link *k = arg;

	k->retry = NULL;
	start(k);
}

/* Until somebody says who he is another try is of no use. */
bool
link_is_to_declare(const struct link *k)
{
	return !strcmp(k->code, "who-is-there") || !strcmp(k->code, "bad-declared-name");
}

void
link_declare(struct link *k, const char *name)
{
	mem_replace(&k->name, name);
	k->place.as = k->name;
	if (!k->channel && !finder_is_looking(k->finder) && !k->retry)
		k->retry = loop_timer(k->loop, 0, try_again, k);
}

static void
lost(struct link *k, const char *code, json_t *why)
{
	size_t n = k->tries < sizeof(pauses) / sizeof(pauses[0])
		       ? k->tries
		       : sizeof(pauses) / sizeof(pauses[0]) - 1;

	k->tries++;
	set_error(k, code, why);
	channel_free(k->channel);
	k->channel = NULL;
	finder_stop(k->finder);
	loop_cancel(k->loop, k->quiet);
	k->quiet = NULL;
	k->alive_asked = k->silent = false;
	if (!k->retry && !link_is_to_declare(k))
		k->retry = loop_timer(k->loop, pauses[n], try_again, k);
	k->state = LINK_DOWN; /* who is answered now sees that nobody refused */
	fail_calls(k);
	set_state(k, LINK_DOWN);
}

static void
line_arrived(struct channel *ch, json_t *object, void *arg)
{
	struct link *k = arg;
	const char *event = string_of(object, "event");

	heard(k);
	if (event)
		k->owner.event(event, json_object_get(object, "data"), k->owner.arg);
	else if (json_object_get(object, "files"))
		hand_over(k, ch, number_of(object, "id"));
	else
		answered(k, object);
}

static bool
text_arrived(struct channel *ch, const char *line, size_t len, void *arg)
{
	static const char head[] = ROWS_HEAD, tail[] = ROWS_TAIL;
	const size_t before = sizeof(head) - 1, after = sizeof(tail) - 1;
	struct link *k = arg;

	(void)ch;
	heard(k);
	return len > before + after && !memcmp(line, head, before) &&
	       !memcmp(line + len - after, tail, after) &&
	       k->owner.rows(line + before, len - before - after, k->owner.arg);
}

static void
channel_ended(struct channel *ch, void *arg)
{
	(void)ch;
	lost(arg, "connection-lost", NULL);
}

static void
found(int fd, json_t *hello, void *arg)
{
	struct link *k = arg;
	const struct channel_owner owner = {
	    .line = line_arrived, .text = text_arrived, .closed = channel_ended, .arg = k};

	json_decref(k->hello);
	k->hello = json_incref(hello);
	k->channel = channel_new(k->loop, fd, fd, LINE_MAX_BYTES, &owner);
	k->was_up = true;
	k->tries = 0;
	set_error(k, "", NULL);
	set_state(k, LINK_UP);
}

static void
not_found(const char *code, json_t *why, void *arg)
{
	lost(arg, code, why);
}

static void
start(struct link *k)
{
	if (!finder_start(k->finder))
		k->retry = loop_timer(k->loop, pauses[0], try_again, k);
	else if (finder_is_looking(k->finder))
		set_state(k, LINK_CONNECTING);
}

struct link *
link_new(struct loop *l, const struct client_place *place, const struct link_owner *owner)
{
	struct link *k = mem_alloc(sizeof(*k));
	const struct finder_owner finds = {found, not_found, k};

	k->loop = l;
	k->place = *place;
	k->owner = *owner;
	k->finder = finder_new(l, &k->place, &finds);
	k->retry = loop_timer(l, 0, try_again, k);
	return k;
}

void
link_close(struct link *k)
{
	if (k->channel)
		channel_flush(k->channel);
	channel_free(k->channel);
	k->channel = NULL;
	k->state = LINK_DOWN;
	fail_calls(k);
}

void
link_free(struct link *k)
{
	if (!k)
		return;
	finder_free(k->finder);
	link_close(k);
	loop_cancel(k->loop, k->retry);
	loop_cancel(k->loop, k->refusal);
	loop_cancel(k->loop, k->quiet);
	json_decref(k->hello);
	json_decref(k->why);
	free(k->name);
	free(k);
}

enum link_state
link_state(const struct link *k)
{
	return k->state;
}

bool
link_was_up(const struct link *k)
{
	return k->was_up;
}

const char *
link_error_code(const struct link *k)
{
	return k->code;
}

const json_t *
link_error_args(const struct link *k)
{
	return k->why;
}

const json_t *
link_hello(const struct link *k)
{
	return k->hello;
}

const char *
link_login(const struct link *k)
{
	return text_of(k->hello, "login");
}

bool
link_is_readonly(const struct link *k)
{
	return k->place.readonly;
}

bool
link_is_reader(const struct link *k)
{
	return k->place.readonly || !strcmp(text_of(k->hello, "right"), right_text(RIGHT_READ));
}
