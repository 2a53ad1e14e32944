#include "probe/poller.h"

#include "base/clock.h"
#include "base/mem.h"
#include "probe/limits.h"

#include <errno.h>
#include <limits.h>
#include <sys/epoll.h>

struct poller {
	const struct clock *clock;
	int epoll;
	int64_t now;
	struct alarm **heap; /* heap[0] is the earliest */
	size_t count, room;
	struct epoll_event events[EVENTS_PER_TURN];
	int event_count, event_at;
};

struct poller *
poller_new(const struct clock *clock)
{
	struct poller *p = mem_alloc(sizeof(*p));

	p->clock = clock;
	p->epoll = epoll_create1(EPOLL_CLOEXEC);
	p->now = clock_mono(clock);
	return p;
}

void
poller_free(struct poller *p)
{
	if (!p)
		return;
	if (p->epoll >= 0)
		close(p->epoll);
	free(p->heap);
	free(p);
}

int64_t
poller_now(const struct poller *p)
{
	return p->now;
}

static int
control(struct poller *p, int operation, struct watch *w, uint32_t events)
{
	struct epoll_event event = {.events = events, .data.ptr = w};

	return epoll_ctl(p->epoll, operation, w->fd, &event);
}

int
poller_watch(struct poller *p, struct watch *w, uint32_t events)
{
	return control(p, EPOLL_CTL_ADD, w, events);
}

int
poller_rewatch(struct poller *p, struct watch *w, uint32_t events)
{
	return control(p, EPOLL_CTL_MOD, w, events);
}

void
poller_unwatch(struct poller *p, struct watch *w, bool closing)
{
	if (!closing)
		control(p, EPOLL_CTL_DEL, w, 0);
	/* Its owner may be gone when the rest of this turn's events are handed out. */
	for (int i = p->event_at; i < p->event_count; i++)
		if (p->events[i].data.ptr == w)
			p->events[i].data.ptr = NULL;
}

static void
heap_place(struct poller *p, struct alarm *a, size_t i)
{
	p->heap[i] = a;
	a->slot = i + 1;
}

/* Moves the alarm at i to where it belongs. */
static void
heap_settle(struct poller *p, size_t i)
{
	struct alarm *a = p->heap[i];

	while (i > 0 && p->heap[(i - 1) / 2]->at > a->at) {
		heap_place(p, p->heap[(i - 1) / 2], i);
		i = (i - 1) / 2;
	}
	for (size_t child; (child = 2 * i + 1) < p->count; i = child) {
		if (child + 1 < p->count && p->heap[child + 1]->at < p->heap[child]->at)
			child++;
		if (p->heap[child]->at >= a->at)
			break;
		heap_place(p, p->heap[child], i);
	}
	heap_place(p, a, i);
}

void
poller_set_alarm(struct poller *p, struct alarm *a, int64_t at)
{
	a->at = at;
	if (!a->slot) {
		if (p->count == p->room) {
			p->room = p->room ? 2 * p->room : 64;
			p->heap = mem_resize(p->heap, p->room, sizeof(struct alarm *));
		}
		heap_place(p, a, p->count++);
	}
	heap_settle(p, a->slot - 1);
}

void
poller_clear_alarm(struct poller *p, struct alarm *a)
{
	size_t i = a->slot;
	struct alarm *last;

	if (!i--)
		return;
	a->slot = 0;
	last = p->heap[--p->count];
	if (last == a)
		return;
	heap_place(p, last, i);
	heap_settle(p, i);
}

static int
milliseconds_to_wait(const struct poller *p)
{
	int64_t wait;

	if (!p->count)
		return -1;
	wait = p->heap[0]->at - clock_mono(p->clock);
	return wait < 0 ? 0 : wait > INT_MAX ? INT_MAX : (int)wait;
}

int
poller_turn(struct poller *p)
{
	int n = epoll_wait(p->epoll, p->events, EVENTS_PER_TURN, milliseconds_to_wait(p));

	if (n < 0 && errno != EINTR)
		return -1;
	p->now = clock_mono(p->clock);
	p->event_count = n < 0 ? 0 : n;
	for (p->event_at = 0; p->event_at < p->event_count;) {
		struct epoll_event event = p->events[p->event_at++];
		struct watch *w = event.data.ptr;

		if (w)
			w->ready(w, event.events);
	}
	while (p->count && p->heap[0]->at <= p->now) {
		struct alarm *a = p->heap[0];

		poller_clear_alarm(p, a);
		a->ring(a);
	}
	return 0;
}
