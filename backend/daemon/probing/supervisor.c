/* Two kinds of workers stand in one array: those that probe, always there and with many jobs at once, and those of the
 * quarantine, started when a job waits to be alone and ended when none does. A job is with one worker, or waits.
 *
 * A worker goes from started (it has a pid) to ready (it said so), to closed (its end of the socket is; it gets no job
 * any more, and SIGTERM) to ended (its process was reaped, or given up): only then is its status known, and with it
 * whether it crashed, so only then are its jobs told as lost, and another started. Nothing of this waits: SIGCHLD says
 * when to look, and a timer kills what does not end. */
#include "daemon/probing/supervisor.h"

#include "base/clock.h"
#include "base/config.h"
#include "base/err.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/members.h"
#include "daemon/probing/roles.h"
#include "daemon/state/status.h"
#include "wire/channel.h"
#include "wire/loop.h"
#include "wire/protocol.h"

#include <signal.h>
#include <sys/wait.h>

enum {
	QUARANTINE_WORKERS = 4, /* quarantine workers, each with one probe at a time */
	BACK_OFF_MS = 500,      /* after a worker that ended; doubled up to: */
	BACK_OFF_MAX_MS = 30000,
	LIVED_MS = 10000,   /* a worker that lived this long is forgiven */
	END_WAIT_MS = 1000, /* for a worker that closed its end: then it is killed, then given up */
	END_POLL_MS = 2,    /* between looks at it when all is being closed */
	UNREADY_TIMES = 3,  /* that each worker ends unready: then nobody waits for one */
	DYING_MAX = 32,     /* given up, and not let go by the kernel yet */
	STUCK_EVERY_MS = 1000, /* between looks for workers that are stuck */
	STUCK_MS = 5000,       /* what a job may take beyond twice its deadline */
	STUCK_TIMES = 3        /* how often it must be seen so: it may be us who were stopped */
};

/* A job under way or waiting; the line is kept while it may have to be sent again. */
struct job {
	int64_t probe_id;
	json_t *line;
	int64_t sent_at; /* monotonic ms */
	struct job *next;
};

struct worker {
	struct supervisor *s;
	enum role role;
	pid_t pid;          /* 0: none runs */
	struct channel *ch; /* NULL with a pid: it closed its end, and is waited for */
	struct timer *end;  /* how long yet */
	bool killed;        /* on account of that */
	bool ready;
	bool was_ready;   /* when it closed its end */
	int unready;      /* times in a row that it ended, or could not be started, before it was */
	struct job *jobs; /* in flight, the oldest first: about the order in which they end */
	struct job **jobs_end;
	size_t job_count;
	int stuck;          /* looks in a row that found the oldest job long overdue */
	int64_t started_at; /* monotonic ms */
	int64_t back_off;
	struct timer *restart;
};

struct supervisor {
	const struct clock *clock;
	const struct config *config;
	struct loop *loop;
	const struct status_listener *status;
	struct supervisor_listener listener;
	struct worker *workers;
	size_t worker_count, probe_count;
	struct job *alone, **alone_end; /* waiting for a worker of their own */
	json_t *trust;
	json_t *fault; /* supervisor_fault */
	struct timer *stuck_timer;
	pid_t dying[DYING_MAX];
	size_t dying_count;
};

static void worker_start(struct worker *w);
static void feed_quarantine(struct supervisor *s);

/* ---- jobs ---- */

static void
job_free(struct job *job)
{
	json_decref(job->line);
	free(job);
}

static void
worker_send(struct worker *w, struct job *job)
{
	job->next = NULL;
	job->sent_at = clock_mono(w->s->clock);
	*w->jobs_end = job;
	w->jobs_end = &job->next;
	w->job_count++;
	channel_send(w->ch, json_incref(job->line));
}

static struct job *
job_remove(struct worker *w, int64_t probe_id)
{
	for (struct job **at = &w->jobs; *at; at = &(*at)->next)
		if ((*at)->probe_id == probe_id) {
			struct job *job = *at;
			*at = job->next;
			if (!job->next)
				w->jobs_end = at;
			w->job_count--;
			return job;
		}
	return NULL;
}

/* ---- lines of a worker ---- */

static void
worker_ready(struct worker *w, const json_t *ready)
{
	struct supervisor *s = w->s;

	w->ready = true;
	w->unready = 0;
	if (s->fault && w->role == ROLE_PROBE)
		log_info("a worker has started again: hosts are looked at");
	if (w->role == ROLE_PROBE) {
		json_decref(s->fault);
		s->fault = NULL;
	}
	json_decref(s->trust);
	s->trust = json_pack("{s:I, s:s}", "certificates", number_of(ready, "certificates"),
	    "generation", string_of(ready, "trust") ? string_of(ready, "trust") : "");
	status_changed(s->status);
	if (w->role == ROLE_QUARANTINE)
		feed_quarantine(s);
	else
		s->listener.room(s->listener.arg);
}

static void
worker_result(struct worker *w, const json_t *result)
{
	struct job *job = job_remove(w, number_of(result, "probe_id"));

	if (!job)
		return;
	job_free(job);
	w->s->listener.result(result, w->s->listener.arg);
	if (w->role == ROLE_QUARANTINE)
		feed_quarantine(w->s);
}

static void
worker_line(struct channel *ch, json_t *object, void *arg)
{
	struct worker *w = arg;
	json_t *inner;

	(void)ch;
	if ((inner = json_object_get(object, "result")))
		worker_result(w, inner);
	else if ((inner = json_object_get(object, "certificate")))
		w->s->listener.certificate(inner, w->s->listener.arg);
	else if ((inner = json_object_get(object, "ready")))
		worker_ready(w, inner);
}

/* ---- the end of a worker ---- */

static bool
is_crash(int status)
{
	return !(
	    WIFSIGNALED(status) && (WTERMSIG(status) == SIGKILL || WTERMSIG(status) == SIGTERM));
}

static void
log_end(const struct worker *w, int status)
{
	if (WIFSIGNALED(status))
		log_warning("%s %d was ended by signal %d with %zu probes in flight",
		    roles_info(w->role)->what, (int)w->pid, WTERMSIG(status), w->job_count);
	else
		log_warning("%s %d ended with status %d and %zu probes in flight",
		    roles_info(w->role)->what, (int)w->pid, WEXITSTATUS(status), w->job_count);
}

static void
restart_fired(void *arg)
{
	struct worker *w = arg;

	w->restart = NULL;
	if (roles_info(w->role)->on_demand)
		feed_quarantine(w->s);
	else
		worker_start(w);
}

static void
start_later(struct worker *w)
{
	int64_t now = clock_mono(w->s->clock);

	if (now - w->started_at > LIVED_MS || !w->back_off)
		w->back_off = BACK_OFF_MS;
	else if (w->back_off < BACK_OFF_MAX_MS)
		w->back_off *= 2;
	if (!w->restart)
		w->restart = loop_timer(w->s->loop, w->back_off, restart_fired, w);
}

/* Tells of every job that was in flight: the listener sends them again, alone where that is wise. */
static void
report_lost_jobs(struct worker *w, bool crashed)
{
	const struct supervisor_listener *listener = &w->s->listener;
	struct job *job = w->jobs, *next;

	w->jobs = NULL;
	w->jobs_end = &w->jobs;
	w->job_count = 0;
	for (; job; job = next) {
		next = job->next;
		listener->lost(job->probe_id, crashed, w->role == ROLE_QUARANTINE, listener->arg);
		job_free(job);
	}
}

static void
jobs_free(struct job *job)
{
	struct job *next;

	for (; job; job = next) {
		next = job->next;
		job_free(job);
	}
}

/* It ended before it was ready. Where that is so of all of them, time and again, whoever waits for a probe is told: it is
 * tried on, but it may be days until somebody mends it. Steals text. */
static void
worker_unready(struct worker *w, char *text)
{
	struct supervisor *s = w->s;
	bool all = w->role == ROLE_PROBE;

	w->unready++;
	for (size_t i = 0; i < s->probe_count; i++)
		all = all && s->workers[i].unready >= UNREADY_TIMES;
	if (all && !s->fault) {
		log_error("no probe worker starts (%s): no host is looked at", text);
		s->fault = json_pack("{s:s}", "text", text);
		jobs_free(s->alone);
		s->alone = NULL;
		s->alone_end = &s->alone;
		s->listener.hopeless(s->listener.arg);
		status_changed(s->status);
	}
	free(text);
}

static char *
end_text(int status)
{
	return WIFSIGNALED(status) ? mem_printf("signal %d", WTERMSIG(status))
				   : mem_printf("status %d", WEXITSTATUS(status));
}

/* Its process is gone, or given up. */
static void
worker_ended(struct worker *w, int status)
{
	struct supervisor *s = w->s;

	loop_cancel(s->loop, w->end);
	w->end = NULL;
	if (!roles_info(w->role)->on_demand || w->job_count)
		log_end(w, status);
	w->pid = 0;
	if (!w->was_ready)
		worker_unready(w, end_text(status));
	report_lost_jobs(w, is_crash(status) || w->stuck >= STUCK_TIMES);
	w->stuck = 0;
	/* one that ended before it was ready would end so again at once */
	if (roles_info(w->role)->on_demand && w->was_ready)
		feed_quarantine(s);
	else
		start_later(w);
	status_changed(s->status);
}

static bool
worker_reap(struct worker *w)
{
	int status = 0;
	pid_t pid = waitpid(w->pid, &status, WNOHANG);

	if (!pid)
		return false;
	worker_ended(w, pid < 0 ? SIGKILL : status);
	return true;
}

/* One in the kernel does not end when it is killed: nobody waits for it any longer. */
static void
end_late(void *arg)
{
	struct worker *w = arg;
	struct supervisor *s = w->s;

	w->end = NULL;
	if (!w->killed) {
		w->killed = true;
		kill(w->pid, SIGKILL);
		w->end = loop_timer(s->loop, END_WAIT_MS, end_late, w);
		return;
	}
	log_error("%s %d was killed and does not end", roles_info(w->role)->what, (int)w->pid);
	if (s->dying_count < DYING_MAX)
		s->dying[s->dying_count++] = w->pid;
	worker_ended(w, SIGKILL);
}

/* It closed its end: if it lives it is of no more use. Mostly it has ended, or will in a moment (children_ended). */
static void
worker_closed(struct channel *ch, void *arg)
{
	struct worker *w = arg;

	(void)ch;
	channel_free(w->ch);
	w->ch = NULL;
	w->was_ready = w->ready;
	w->ready = false;
	kill(w->pid, SIGTERM);
	w->killed = false;
	if (!worker_reap(w))
		w->end = loop_timer(w->s->loop, END_WAIT_MS, end_late, w);
}

/* One whose end is open still has said something that was not read yet: it is looked at when that is closed. */
static void
children_ended(void *arg)
{
	struct supervisor *s = arg;
	size_t kept = 0;

	for (size_t i = 0; i < s->worker_count; i++)
		if (s->workers[i].pid && !s->workers[i].ch)
			worker_reap(&s->workers[i]);
	for (size_t i = 0; i < s->dying_count; i++)
		if (waitpid(s->dying[i], NULL, WNOHANG) == 0)
			s->dying[kept++] = s->dying[i];
	s->dying_count = kept;
}

/* A worker that says something that is no JSON is out of its mind. */
static void
worker_bad(struct channel *ch, const char *code, const char *text, void *arg)
{
	struct worker *w = arg;

	(void)ch;
	log_error("%s %d said a line that is refused: %s %s", roles_info(w->role)->what,
	    (int)w->pid, code, text);
	kill(w->pid, SIGABRT);
}

/* ---- a worker that neither answers nor ends ---- */

/* Each attempt has its deadline in the worker, so a job long past it is of a worker that is stopped, loops, or waits
 * in the kernel. Its probes would keep their sweep, and a personal backend, from ever ending. */
static void
check_stuck(void *arg)
{
	struct supervisor *s = arg;
	int64_t oldest = clock_mono(s->clock) - 2 * (int64_t)s->config->deadline - STUCK_MS;

	for (size_t i = 0; i < s->worker_count; i++) {
		struct worker *w = &s->workers[i];
		if (w->pid && !w->ch)
			continue;
		if (!w->pid || !w->jobs || w->jobs->sent_at > oldest)
			w->stuck = 0;
		else if (++w->stuck == STUCK_TIMES) {
			log_error("%s %d does not answer, and is ended", roles_info(w->role)->what,
			    (int)w->pid);
			kill(w->pid, SIGKILL);
		}
	}
	s->stuck_timer = loop_timer(s->loop, STUCK_EVERY_MS, check_stuck, s);
}

/* ---- starting ---- */

static void
worker_start(struct worker *w)
{
	static const struct channel_owner owner = {
	    .line = worker_line, .bad = worker_bad, .closed = worker_closed};
	struct channel_owner mine = owner;
	struct err err = {0};
	int fd;

	w->started_at = clock_mono(w->s->clock);
	w->pid = roles_start(w->s->config, w->role, -1, &fd, &err);
	if (!w->pid) {
		start_later(w);
		worker_unready(w, mem_strdup(err.text));
		return;
	}
	mine.arg = w;
	w->ch = channel_new(w->s->loop, fd, fd, WORKER_LINE_MAX_BYTES, &mine);
}

struct supervisor *
supervisor_new(const struct clock *clock, const struct config *config, struct loop *loop,
    const struct status_listener *status)
{
	struct supervisor *s = mem_alloc(sizeof(*s));
	long processors = sysconf(_SC_NPROCESSORS_ONLN);

	s->clock = clock;
	s->config = config;
	s->loop = loop;
	s->status = status;
	s->alone_end = &s->alone;
	s->probe_count = (size_t)(config->workers ? config->workers : processors >= 2 ? 2 : 1);
	s->worker_count = s->probe_count + QUARANTINE_WORKERS;
	s->workers = mem_array(s->worker_count, sizeof(*s->workers));
	for (size_t i = 0; i < s->worker_count; i++) {
		s->workers[i].s = s;
		s->workers[i].jobs_end = &s->workers[i].jobs;
		s->workers[i].role = i < s->probe_count ? ROLE_PROBE : ROLE_QUARANTINE;
	}
	return s;
}

void
supervisor_listen(struct supervisor *s, const struct supervisor_listener *l)
{
	s->listener = *l;
}

void
supervisor_start(struct supervisor *s)
{
	for (size_t i = 0; i < s->probe_count; i++)
		worker_start(&s->workers[i]);
	s->stuck_timer = loop_timer(s->loop, STUCK_EVERY_MS, check_stuck, s);
	loop_signal(s->loop, SIGCHLD, children_ended, s);
}

/* The loop has stopped: here, and here alone, it is waited for. */
static void
end_worker(struct worker *w)
{
	const struct timespec pause = {0, END_POLL_MS * 1000000L};
	int waited = 0;

	loop_cancel(w->s->loop, w->restart);
	loop_cancel(w->s->loop, w->end);
	if (!w->pid)
		return;
	channel_free(w->ch);
	kill(w->pid, SIGTERM);
	while (waitpid(w->pid, NULL, WNOHANG) == 0 && waited < 50) {
		if (++waited == 40)
			kill(w->pid, SIGKILL);
		nanosleep(&pause, NULL);
	}
}

void
supervisor_free(struct supervisor *s)
{
	if (!s)
		return;
	loop_cancel(s->loop, s->stuck_timer);
	for (size_t i = 0; i < s->worker_count; i++) {
		end_worker(&s->workers[i]);
		jobs_free(s->workers[i].jobs);
	}
	jobs_free(s->alone);
	json_decref(s->trust);
	json_decref(s->fault);
	free(s->workers);
	free(s);
}

/* ---- sending ---- */

static struct worker *
least_busy(const struct supervisor *s)
{
	struct worker *best = NULL;

	for (size_t i = 0; i < s->probe_count; i++) {
		struct worker *w = &s->workers[i];
		if (w->ready && (!best || w->job_count < best->job_count))
			best = w;
	}
	return best;
}

size_t
supervisor_room(const struct supervisor *s)
{
	size_t most = (size_t)s->config->in_flight, room = 0;

	for (size_t i = 0; i < s->probe_count; i++)
		if (s->workers[i].ready && s->workers[i].job_count < most)
			room += most - s->workers[i].job_count;
	return room;
}

/* A quarantine worker is started when something waits for one, and ended when nothing does. */
static void
feed_quarantine(struct supervisor *s)
{
	for (size_t i = s->probe_count; i < s->worker_count; i++) {
		struct worker *w = &s->workers[i];
		if (!s->alone) {
			if (w->ch && !w->job_count)
				channel_close_when_sent(w->ch);
		} else if (!w->pid) {
			if (!w->restart)
				worker_start(w);
		} else if (w->ready && !w->job_count) {
			struct job *job = s->alone;
			s->alone = job->next;
			if (!s->alone)
				s->alone_end = &s->alone;
			worker_send(w, job);
		}
	}
}

void
supervisor_probe(struct supervisor *s, int64_t probe_id, json_t *line, bool alone)
{
	struct job *job = mem_alloc(sizeof(*job));
	struct worker *w = alone ? NULL : least_busy(s);

	job->probe_id = probe_id;
	job->line = line;
	if (w) {
		worker_send(w, job);
		return;
	}
	*s->alone_end = job;
	s->alone_end = &job->next;
	feed_quarantine(s);
}

size_t
supervisor_workers(const struct supervisor *s)
{
	size_t count = 0;

	for (size_t i = 0; i < s->probe_count; i++)
		count += s->workers[i].ready;
	return count;
}

const json_t *
supervisor_trust(const struct supervisor *s)
{
	return s->trust;
}

const json_t *
supervisor_fault(const struct supervisor *s)
{
	return s->fault;
}
