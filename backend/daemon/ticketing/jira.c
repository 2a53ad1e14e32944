/* One worker at most. While it is not ready a call fails at once, with nothing sent; when it ends, every call in flight
 * fails with "worker-gone", and it may have been sent. Tokens are gone with it too, so whoever follows hears of that and
 * hands his over again.
 *
 * A holder is a login with a token in the worker, or with one that was refused: the refusal is kept so that a client can
 * see that it need not send the same again. */
#include "daemon/ticketing/jira.h"

#include "base/clock.h"
#include "base/config.h"
#include "base/err.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/sys.h"
#include "daemon/probing/roles.h"
#include "daemon/state/status.h"
#include "daemon/ticketing/jira_calls.h"
#include "daemon/ticketing/jira_silence.h"
#include "daemon/ticketing/jira_slips.h"
#include "wire/channel.h"
#include "wire/loop.h"
#include "wire/protocol.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
	BACK_OFF_MS = 500, /* after a worker that ended; doubled up to: */
	BACK_OFF_MAX_MS = 30000,
	LIVED_MS = 10000, /* one that lived this long is forgiven */
	HELD_MS = 60000,  /* a token outlives its owner's last session by this */
	STUCK_EVERY_MS = 2000,
	STUCK_TIMES = 5,        /* looks in a row: it may be us who were stopped */
	STUCK_SLACK_MS = 30000, /* what an answer may take beyond what its request may */
	END_POLLS = 50,         /* looks at a worker that is to end, this far apart: */
	END_POLL_MS = 2,
	DYING_MAX = 8 /* killed, and not let go by the kernel yet */
};

struct holder {
	struct holder *next;
	char *who;
	json_t *account; /* NULL: it is being checked, or was refused */
	char *refusal;   /* NULL: it was not */
	struct timer *leave;
	struct jira *j;
};

struct jira {
	struct jira_setup setup;
	struct jira_listener *listeners;
	pid_t pid;
	struct channel *ch; /* NULL: none runs */
	bool ready;
	json_t *fault; /* of the settings, as the worker says it; NULL: it said none */
	int64_t last_id;
	struct call_list calls; /* in flight */
	struct call_list failing;
	struct timer *fail;
	struct holder *holders;
	struct jira_silence silence;
	int64_t started_at, heard_at, back_off;
	int stuck;
	struct timer *restart, *stuck_timer;
	pid_t dying[DYING_MAX];
	size_t dying_count;
};

static void worker_start(void *arg);

/* ---- who is told ---- */

static void
tell_state(const struct jira *j)
{
	for (const struct jira_listener *l = j->listeners; l; l = l->next)
		if (l->state)
			l->state(l->arg);
	status_changed(j->setup.status);
}

static void
tell_token(const struct jira *j, const char *who)
{
	for (const struct jira_listener *l = j->listeners; l; l = l->next)
		if (l->token)
			l->token(l->arg, who);
	status_changed(j->setup.status);
}

/* Whatever was asked has ended so: is Jira there? code NULL: it answered. */
static void
note_answer(struct jira *j, const char *code, const json_t *args)
{
	if (jira_silence_note(&j->silence, code, args, clock_wall(j->setup.clock)))
		status_changed(j->setup.status);
}

/* ---- calls ---- */

static void
fail_fired(void *arg)
{
	struct jira *j = arg;

	j->fail = NULL;
	calls_fail(&j->failing, NULL);
}

static bool
refuse_unready(struct jira *j, const struct jira_ask *ask)
{
	struct call *c;

	if (j->ready)
		return false;
	c = call_new(++j->last_id, ask);
	c->refused = jira_state(j) == JIRA_OFF ? "no-jira"
		     : j->fault                ? "jira-misset"
					       : "worker-gone";
	call_append(&j->failing, c);
	for (size_t i = 0; i < ask->fd_count; i++)
		sys_close(&(int){ask->fds[i]});
	if (!j->fail)
		j->fail = loop_timer(j->setup.loop, 0, fail_fired, j);
	return true;
}

/* ---- tokens ---- */

static struct holder *
holder_find(const struct jira *j, const char *who)
{
	struct holder *h = j->holders;

	while (h && strcmp(h->who, who) != 0)
		h = h->next;
	return h;
}

static struct holder *
holder_put(struct jira *j, const char *who)
{
	struct holder *h = holder_find(j, who);

	if (h)
		return h;
	h = mem_alloc(sizeof(*h));
	*h = (struct holder){.j = j, .who = mem_strdup(who), .next = j->holders};
	j->holders = h;
	return h;
}

static void
holder_free(struct jira *j, struct holder *h)
{
	struct holder **at = &j->holders;

	while (*at != h)
		at = &(*at)->next;
	*at = h->next;
	loop_cancel(j->setup.loop, h->leave);
	json_decref(h->account);
	free(h->refusal);
	free(h->who);
	free(h);
}

/* What Jira says of it: an account, or why it is refused. */
static void
holder_set(struct holder *h, json_t *account, const char *refusal)
{
	json_decref(h->account);
	free(h->refusal);
	h->account = account;
	h->refusal = mem_strdup(refusal);
	tell_token(h->j, h->who);
}

static void
token_answered(struct jira *j, const json_t *token)
{
	const char *who = text_of(token, "who");
	json_t *ok = json_object_get(token, "ok"), *error = json_object_get(token, "error"),
	       *args = json_object_get(error, "args"), *none = json_object();
	struct call *c = call_remove(&j->calls, 0, who);
	struct jira_answer answer = {
	    .ok = ok, .code = ok ? NULL : text_of(error, "code"), .args = args ? args : none};

	note_answer(j, answer.code, answer.args);
	holder_set(holder_put(j, who), json_incref(ok), answer.code);
	if (*who)
		jira_session_gone(j, who); /* as it may have while Jira was asked */
	if (c)
		call_end(c, &answer);
	json_decref(none);
}

void
jira_token(struct jira *j, const struct jira_ask *ask)
{
	struct call *c;

	if (refuse_unready(j, ask))
		return;
	c = call_new(++j->last_id, ask);
	c->is_token = true;
	call_append(&j->calls, c);
	for (size_t i = 0; i < ask->fd_count; i++)
		channel_send_fd(j->ch, ask->fds[i]);
	channel_send(j->ch, json_pack("{s:{s:s}}", "token", "who", ask->who));
}

void
jira_token_forget(struct jira *j, const char *who)
{
	struct holder *h = holder_find(j, who);
	bool held = h && h->account;

	if (j->ch)
		channel_send(j->ch, json_pack("{s:{s:s}}", "forget", "who", who));
	if (h)
		holder_free(j, h);
	if (held)
		tell_token(j, who);
}

bool
jira_has_token(const struct jira *j, const char *who)
{
	return jira_account(j, who) != NULL;
}

const json_t *
jira_account(const struct jira *j, const char *who)
{
	const struct holder *h = j ? holder_find(j, who) : NULL;

	return h ? h->account : NULL;
}

const char *
jira_token_refusal(const struct jira *j, const char *who)
{
	const struct holder *h = j ? holder_find(j, who) : NULL;

	return h ? h->refusal : NULL;
}

json_t *
jira_silence(const struct jira *j)
{
	return j ? jira_silence_json(&j->silence) : json_null();
}

int64_t
jira_answered_at(const struct jira *j)
{
	return j ? j->silence.answered_at : 0;
}

static void
leave_fired(void *arg)
{
	struct holder *h = arg;
	struct jira *j = h->j;
	char *who;

	h->leave = NULL;
	if (j->setup.present(j->setup.arg, h->who))
		return;
	who = mem_strdup(h->who);
	jira_token_forget(j, who);
	free(who);
}

void
jira_session_gone(struct jira *j, const char *who)
{
	struct holder *h = j ? holder_find(j, who) : NULL;

	if (!h || !h->account || j->setup.present(j->setup.arg, who))
		return;
	loop_cancel(j->setup.loop, h->leave);
	h->leave = loop_timer(j->setup.loop, HELD_MS, leave_fired, h);
}

/* ---- lines of the worker ---- */

static void
note_refusal(struct jira *j, const struct call *c, const char *code)
{
	struct holder *h = holder_find(j, c->who);

	if (h && h->account && call_token_refused(c, code))
		holder_set(h, NULL, code);
}

static void
job_answered(struct jira *j, const json_t *line)
{
	json_t *ok = json_object_get(line, "ok"), *error = json_object_get(line, "error"),
	       *args = json_object_get(error, "args"), *none = json_object();
	struct call *c = call_remove(&j->calls, number_of(line, "id"), NULL);
	const struct jira_answer answer = {.ok = ok,
	    .code = ok      ? NULL
		    : error ? text_of(error, "code")
			    : "jira-answer",
	    .args = args ? args : none,
	    /* what says neither is not known to be harmless */
	    .sent = !ok && !json_is_false(json_object_get(error, "sent")),
	    .retry_ms = number_of(error, "retry_ms")};

	note_answer(j, answer.code, answer.args);
	if (c && !ok)
		note_refusal(j, c, answer.code);
	if (c)
		call_end(c, &answer);
	json_decref(none);
}

/* Whether it can speak to the Jira of the settings at all. */
static void
setup_answered(struct jira *j, json_t *setup)
{
	json_t *error = json_object_get(setup, "error");

	json_decref(j->fault);
	j->fault = json_incref(error);
	j->ready = !error;
	if (error)
		log_error("no Jira can be asked: %s", text_of(error, "code"));
	tell_state(j);
}

static void
worker_line(struct channel *ch, json_t *object, void *arg)
{
	struct jira *j = arg;
	json_t *inner;

	(void)ch;
	j->heard_at = clock_mono(j->setup.clock);
	if ((inner = json_object_get(object, "answer")))
		job_answered(j, inner);
	else if ((inner = json_object_get(object, "token")))
		token_answered(j, inner);
	else if ((inner = json_object_get(object, "setup")))
		setup_answered(j, inner);
}

/* ---- the life of the worker ---- */

static void
reap(void *arg)
{
	struct jira *j = arg;
	size_t kept = 0;

	for (size_t i = 0; i < j->dying_count; i++)
		if (waitpid(j->dying[i], NULL, WNOHANG) == 0)
			j->dying[kept++] = j->dying[i];
	j->dying_count = kept;
}

static void
start_later(struct jira *j)
{
	if (clock_mono(j->setup.clock) - j->started_at > LIVED_MS || !j->back_off)
		j->back_off = BACK_OFF_MS;
	else if (j->back_off < BACK_OFF_MAX_MS)
		j->back_off *= 2;
	j->restart = loop_timer(j->setup.loop, j->back_off, worker_start, j);
}

static void
lose_tokens(struct jira *j)
{
	while (j->holders) {
		char *who = mem_strdup(j->holders->who);

		holder_free(j, j->holders);
		tell_token(j, who);
		free(who);
	}
}

/* It closed its end: it has ended, or is of no more use. */
static void
worker_gone(struct channel *ch, void *arg)
{
	struct jira *j = arg;

	(void)ch;
	log_warning("%s %d has ended", roles_info(ROLE_TICKETS)->what, (int)j->pid);
	channel_free(j->ch);
	j->ch = NULL;
	j->ready = false;
	j->stuck = 0;
	kill(j->pid, SIGKILL);
	if (j->dying_count < DYING_MAX)
		j->dying[j->dying_count++] = j->pid;
	reap(j);
	start_later(j);
	lose_tokens(j);
	calls_fail(&j->calls, "worker-gone"); /* nobody knows what Jira has of them */
	tell_state(j);
}

static void
worker_bad(struct channel *ch, const char *code, const char *text, void *arg)
{
	struct jira *j = arg;

	(void)ch;
	log_error("%s %d said a line that is refused: %s %s", roles_info(ROLE_TICKETS)->what,
	    (int)j->pid, code, text);
	kill(j->pid, SIGKILL);
}

/* It limits each of its requests, and so many may wait in it that the last is not due for long; but one that says
 * nothing at all, for longer than one request may take, is stopped, or loops. */
static void
check_stuck(void *arg)
{
	struct jira *j = arg;
	int64_t patience = j->setup.config->jira_timeout * INT64_C(2000) + STUCK_SLACK_MS;

	j->stuck_timer = loop_timer(j->setup.loop, STUCK_EVERY_MS, check_stuck, j);
	if (!j->ch || !j->calls.first || j->heard_at > clock_mono(j->setup.clock) - patience)
		j->stuck = 0;
	else if (++j->stuck == STUCK_TIMES) {
		log_error("%s %d does not answer, and is ended", roles_info(ROLE_TICKETS)->what,
		    (int)j->pid);
		kill(j->pid, SIGKILL);
	}
}

static void
send_setup(struct jira *j)
{
	const struct config *c = j->setup.config;

	channel_send(j->ch,
	    json_pack("{s:{s:s, s:b, s:s, s:s, s:I, s:i}}", "setup", "base", c->jira, "plain",
		c->jira_plain, "ca_file", c->jira_ca_file, "proxy", jira_proxy_url(c), "timeout_ms",
		c->jira_timeout * (json_int_t)1000, "rate", c->jira_rate));
}

static void
worker_start(void *arg)
{
	static const struct channel_owner owner = {
	    .line = worker_line, .bad = worker_bad, .closed = worker_gone};
	struct jira *j = arg;
	struct channel_owner mine = owner;
	struct err err = {0};
	int fd;

	j->restart = NULL;
	j->started_at = j->heard_at = clock_mono(j->setup.clock);
	j->pid = roles_start(j->setup.config, ROLE_TICKETS, -1, &fd, &err);
	if (!j->pid) {
		start_later(j);
		return;
	}
	mine.arg = j;
	j->ch = channel_new(j->setup.loop, fd, fd, TICKETS_LINE_MAX_BYTES, &mine);
	send_setup(j);
}

/* ---- the whole ---- */

struct jira *
jira_new(const struct jira_setup *setup)
{
	struct jira *j = mem_alloc(sizeof(*j));

	*j = (struct jira){.setup = *setup};
	return j;
}

void
jira_listen(struct jira *j, struct jira_listener *l)
{
	l->next = j->listeners;
	j->listeners = l;
}

void
jira_start(struct jira *j)
{
	if (jira_state(j) == JIRA_OFF)
		return;
	loop_signal(j->setup.loop, SIGCHLD, reap, j);
	j->stuck_timer = loop_timer(j->setup.loop, STUCK_EVERY_MS, check_stuck, j);
	worker_start(j);
}

const char *
jira_state_text(enum jira_state s)
{
	static const char *const texts[] = {
	    [JIRA_OFF] = "off", [JIRA_STARTING] = "starting", [JIRA_READY] = "ready"};

	return texts[s];
}

const json_t *
jira_fault(const struct jira *j)
{
	return j ? j->fault : NULL;
}

enum jira_state
jira_state(const struct jira *j)
{
	return !j || !*j->setup.config->jira ? JIRA_OFF : j->ready ? JIRA_READY : JIRA_STARTING;
}

void
jira_call(struct jira *j, const struct jira_ask *ask)
{
	json_t *args = ask->args ? ask->args : json_object();
	struct call *c;

	if (refuse_unready(j, ask)) {
		json_decref(args);
		return;
	}
	c = call_new(++j->last_id, ask);
	call_append(&j->calls, c);
	for (size_t i = 0; i < ask->fd_count; i++)
		channel_send_fd(j->ch, ask->fds[i]);
	if (c == j->calls.first) /* it was idle until now */
		j->heard_at = clock_mono(j->setup.clock);
	channel_send(
	    j->ch, json_pack("{s:{s:I, s:s, s:b, s:s, s:o}}", "job", "id", (json_int_t)c->id, "who",
		       ask->who, "following", ask->following, "call", ask->call, "args", args));
}

size_t
jira_asked_by(const struct jira *j, const char *asker)
{
	return j ? calls_of(&j->calls, asker) : 0;
}

int
jira_claim_fd(struct jira *j)
{
	return j->ch ? channel_claim_fd(j->ch) : -1;
}

void
jira_forget(struct jira *j, const void *owner)
{
	if (!j || !owner)
		return;
	calls_forget(&j->calls, owner);
	calls_forget(&j->failing, owner);
}

/* The loop has stopped: it is waited for here. */
static void
end_worker(struct jira *j)
{
	const struct timespec pause = {0, END_POLL_MS * 1000000L};

	if (!j->ch)
		return;
	channel_free(j->ch);
	kill(j->pid, SIGTERM);
	for (int i = 0; i < END_POLLS && waitpid(j->pid, NULL, WNOHANG) == 0; i++) {
		if (i == END_POLLS - 10)
			kill(j->pid, SIGKILL);
		nanosleep(&pause, NULL);
	}
}

void
jira_free(struct jira *j)
{
	if (!j)
		return;
	loop_cancel(j->setup.loop, j->restart);
	loop_cancel(j->setup.loop, j->stuck_timer);
	loop_cancel(j->setup.loop, j->fail);
	end_worker(j);
	calls_release(&j->calls);
	calls_release(&j->failing);
	while (j->holders)
		holder_free(j, j->holders);
	json_decref(j->fault);
	jira_silence_release(&j->silence);
	free(j);
}
