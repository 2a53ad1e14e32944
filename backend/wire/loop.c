#include "wire/loop.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/sys.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>

/* A removed watch keeps its place with fd -1 until the turn is over, so that a handler may remove any. */
struct watch {
	loop_fd_fn *fn;
	void *arg;
	bool again; /* called in the next turn whatever poll says */
};

struct timer {
	struct timer *next; /* soonest first */
	int64_t at;         /* monotonic ms */
	loop_fn *fn;
	void *arg;
};

struct hook {
	struct hook *next;
	int signal; /* 0: after each turn */
	loop_fn *fn;
	void *arg;
};

struct loop {
	const struct clock *clock;
	struct pollfd *polls;
	struct watch *watches; /* beside polls */
	size_t count, room;
	struct timer *timers;
	struct hook *hooks;
	bool stopped, again; /* again: some watch is */
	uint64_t turns;
};

static int signal_pipe[2] = {-1, -1};
static volatile sig_atomic_t signal_seen[NSIG];

static void
on_signal(int number)
{
	int saved = errno;

	signal_seen[number] = 1;
	if (write(signal_pipe[1], "", 1) < 0) {
		/* the pipe is full: the loop will wake anyway */
	}
	errno = saved;
}

static void
signals_arrived(int fd, short revents, void *arg)
{
	struct loop *l = arg;
	bool seen[NSIG];
	char drain[64];

	(void)revents;
	while (read(fd, drain, sizeof(drain)) > 0)
		;
	for (int i = 0; i < NSIG; i++) { /* several may wait for the same one */
		seen[i] = signal_seen[i];
		if (seen[i])
			signal_seen[i] = 0;
	}
	for (struct hook *h = l->hooks; h; h = h->next)
		if (h->signal && seen[h->signal])
			h->fn(h->arg);
}

struct loop *
loop_new(const struct clock *clock)
{
	struct loop *l = mem_alloc(sizeof(*l));

	l->clock = clock;
	return l;
}

void
loop_free(struct loop *l)
{
	struct timer *t;
	struct hook *h;

	if (!l)
		return;
	while ((t = l->timers)) {
		l->timers = t->next;
		free(t);
	}
	while ((h = l->hooks)) {
		l->hooks = h->next;
		if (h->signal)
			signal(h->signal, SIG_DFL);
		free(h);
	}
	free(l->polls);
	free(l->watches);
	free(l);
}

static ssize_t
find(const struct loop *l, int fd)
{
	for (size_t i = 0; i < l->count; i++)
		if (l->polls[i].fd == fd)
			return (ssize_t)i;
	return -1;
}

void
loop_watch(struct loop *l, int fd, short events, loop_fd_fn *fn, void *arg)
{
	ssize_t i = find(l, fd);

	if (i < 0) {
		if (l->count == l->room) {
			l->room = l->room ? l->room * 2 : 16;
			l->polls = mem_resize(l->polls, l->room, sizeof(*l->polls));
			l->watches = mem_resize(l->watches, l->room, sizeof(*l->watches));
		}
		i = (ssize_t)l->count++;
	}
	l->polls[i] = (struct pollfd){.fd = fd, .events = events};
	l->watches[i] = (struct watch){.fn = fn, .arg = arg};
}

void
loop_want(struct loop *l, int fd, short events)
{
	ssize_t i = find(l, fd);

	if (i >= 0)
		l->polls[i].events = events;
}

void
loop_unwatch(struct loop *l, int fd)
{
	ssize_t i = find(l, fd);

	if (i >= 0)
		l->polls[i] = (struct pollfd){.fd = -1};
}

void
loop_again(struct loop *l, int fd)
{
	ssize_t i = find(l, fd);

	if (i >= 0)
		l->again = l->watches[i].again = true;
}

struct timer *
loop_timer(struct loop *l, int64_t after_ms, loop_fn *fn, void *arg)
{
	struct timer *t = mem_alloc(sizeof(*t)), **at = &l->timers;

	t->at = clock_mono(l->clock) + (after_ms > 0 ? after_ms : 0);
	t->fn = fn;
	t->arg = arg;
	while (*at && (*at)->at <= t->at)
		at = &(*at)->next;
	t->next = *at;
	*at = t;
	return t;
}

void
loop_cancel(struct loop *l, struct timer *t)
{
	if (!t)
		return;
	for (struct timer **at = &l->timers; *at; at = &(*at)->next)
		if (*at == t) {
			*at = t->next;
			free(t);
			return;
		}
}

static void
add_hook(struct loop *l, int number, loop_fn *fn, void *arg)
{
	struct hook *h = mem_alloc(sizeof(*h));

	*h = (struct hook){l->hooks, number, fn, arg};
	l->hooks = h;
}

void
loop_signal(struct loop *l, int number, loop_fn *fn, void *arg)
{
	struct sigaction sa = {.sa_handler = on_signal, .sa_flags = SA_RESTART};

	if (signal_pipe[0] < 0 && pipe2(signal_pipe, O_CLOEXEC | O_NONBLOCK) < 0)
		return;
	loop_watch(l, signal_pipe[0], POLLIN, signals_arrived, l);
	add_hook(l, number, fn, arg);
	sigaction(number, &sa, NULL);
}

void
loop_after_turn(struct loop *l, loop_fn *fn, void *arg)
{
	add_hook(l, 0, fn, arg);
}

static void
run_timers(struct loop *l)
{
	int64_t now = clock_mono(l->clock);
	struct timer *t;

	while (!l->stopped && (t = l->timers) && t->at <= now) {
		l->timers = t->next;
		t->fn(t->arg);
		free(t);
	}
}

static void
run_watches(struct loop *l)
{
	size_t count = l->count; /* those added by a handler wait for the next turn */

	l->again = false;
	for (size_t i = 0; i < count && !l->stopped; i++) {
		short revents = l->polls[i].revents;
		bool again = l->watches[i].again;
		l->polls[i].revents = 0;
		l->watches[i].again = false;
		if ((revents || again) && l->polls[i].fd >= 0)
			l->watches[i].fn(l->polls[i].fd, revents, l->watches[i].arg);
	}
	for (size_t i = 0; i < l->count;)
		if (l->polls[i].fd < 0) {
			l->polls[i] = l->polls[--l->count];
			l->watches[i] = l->watches[l->count];
		} else {
			i++;
		}
}

static int
wait_ms(const struct loop *l)
{
	int64_t left;

	if (l->again)
		return 0;
	if (!l->timers)
		return -1;
	left = l->timers->at - clock_mono(l->clock);
	return left <= 0 ? 0 : left > 3600000 ? 3600000 : (int)left;
}

void
loop_run(struct loop *l)
{
	l->stopped = false;
	while (!l->stopped) {
		for (struct hook *h = l->hooks; h; h = h->next)
			if (!h->signal)
				h->fn(h->arg);
		if (l->stopped)
			break;
		l->turns++;
		if (poll(l->polls, l->count, wait_ms(l)) < 0)
			for (size_t i = 0; i < l->count; i++)
				l->polls[i].revents = 0;
		run_watches(l);
		run_timers(l);
	}
}

void
loop_stop(struct loop *l)
{
	l->stopped = true;
}

uint64_t
loop_turns(const struct loop *l)
{
	return l->turns;
}
