/* A request waits in one of two queues, by urgency, until it is its turn: at most IN_FLIGHT_MAX are under way, one of these
 * places is kept for what people wait for, and turns are counted as a bucket that fills with `rate` a minute and holds
 * BURST at most. Then it has an easy handle in the multi handle, and is `under_way` until that has ended.
 *
 * libcurl tells which sockets it waits for (on_socket) and when it wants to be called (on_timer); the loop's watches and
 * one timer do what it says. After each call into it those that have ended are collected. `done` is called outside of
 * libcurl's own functions, so that it may begin others. */
#include "tickets/http.h"

#include "base/clock.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/sys.h"
#include "wire/loop.h"

#include <poll.h>

enum {
	IN_FLIGHT_MAX = 4,
	BURST = 20,
	KEPT_CONNECTIONS = 4,
	CA_FILE_MAX_BYTES = 4 << 20,
	MINUTE_MS = 60000
};

/* From http_send to its `done`. */
struct place {
	struct place *next;
	struct exchange *exchange;
	CURL *easy; /* NULL while it waits; the exchange's */
};

struct queue {
	struct place *first, **last;
};

struct http {
	struct loop *loop;
	const struct clock *clock;
	struct http_server server;
	int rate;
	CURLM *multi;
	struct timer *timer; /* libcurl's */
	struct timer *turn;  /* when the bucket has filled */
	struct queue waiting[2];
	struct place *under_way; /* in no order */
	size_t in_flight;
	double turns; /* in the bucket */
	int64_t counted_at;
	bool collecting;
};

static void begin_those_that_fit(struct http *h);

static void
place_free(struct http *h, struct place *p)
{
	if (p->easy)
		curl_multi_remove_handle(h->multi, p->easy);
	exchange_free(p->exchange);
	free(p);
}

/* Those that have ended leave the list first, so that what `done` does finds it whole. */
static void
collect(struct http *h)
{
	CURLMsg *message;
	int left;

	if (h->collecting)
		return;
	h->collecting = true;
	while ((message = curl_multi_info_read(h->multi, &left))) {
		struct place **at = &h->under_way, *place;
		CURLcode code = message->data.result;

		if (message->msg != CURLMSG_DONE)
			continue;
		while ((*at)->easy != message->easy_handle)
			at = &(*at)->next;
		place = *at;
		*at = place->next;
		h->in_flight--;
		exchange_end(place->exchange, code);
		place_free(h, place);
	}
	h->collecting = false;
	begin_those_that_fit(h);
}

/* ---- the loop ---- */

static void
on_ready(int fd, short revents, void *arg)
{
	struct http *h = arg;
	int what = (revents & POLLIN ? CURL_CSELECT_IN : 0) |
		   (revents & POLLOUT ? CURL_CSELECT_OUT : 0) |
		   (revents & (POLLERR | POLLHUP | POLLNVAL) ? CURL_CSELECT_ERR : 0),
	    running;

	curl_multi_socket_action(h->multi, fd, what, &running);
	collect(h);
}

static void
on_time(void *arg)
{
	struct http *h = arg;
	int running;

	h->timer = NULL;
	curl_multi_socket_action(h->multi, CURL_SOCKET_TIMEOUT, 0, &running);
	collect(h);
}

static int
on_socket(CURL *easy, curl_socket_t fd, int what, void *arg, void *of_socket)
{
	struct http *h = arg;

	(void)easy;
	(void)of_socket;
	if (what == CURL_POLL_REMOVE)
		loop_unwatch(h->loop, fd);
	else
		loop_watch(h->loop, fd,
		    (short)((what & CURL_POLL_IN ? POLLIN : 0) |
			    (what & CURL_POLL_OUT ? POLLOUT : 0)),
		    on_ready, h);
	return 0;
}

static int
on_timer(CURLM *multi, long ms, void *arg)
{
	struct http *h = arg;

	(void)multi;
	loop_cancel(h->loop, h->timer);
	h->timer = ms < 0 ? NULL : loop_timer(h->loop, ms, on_time, h);
	return 0;
}

/* ---- beginning one ---- */

static void
begin(struct http *h, struct place *p)
{
	p->easy = exchange_prepare(p->exchange, &h->server);
	p->next = h->under_way;
	h->under_way = p;
	h->in_flight++;
	curl_multi_add_handle(h->multi, p->easy);
}

static void
fill_bucket(struct http *h)
{
	int64_t now = clock_mono(h->clock);

	h->turns += (double)(now - h->counted_at) * h->rate / MINUTE_MS;
	if (h->turns > BURST)
		h->turns = BURST;
	h->counted_at = now;
}

static void
on_turn(void *arg)
{
	struct http *h = arg;

	h->turn = NULL;
	begin_those_that_fit(h);
}

/* NULL: nobody waits, or may begin now. */
static struct place *
next_waiting(struct http *h)
{
	enum http_urgency urgency = h->waiting[HTTP_PERSON].first ? HTTP_PERSON : HTTP_FOLLOWING;
	struct queue *q = &h->waiting[urgency];
	struct place *p = q->first;

	if (!p || h->in_flight >= IN_FLIGHT_MAX - (urgency == HTTP_FOLLOWING))
		return NULL;
	q->first = p->next;
	if (!q->first)
		q->last = &q->first;
	return p;
}

static void
begin_those_that_fit(struct http *h)
{
	struct place *p;

	fill_bucket(h);
	while (h->turns >= 1 && (p = next_waiting(h))) {
		h->turns -= 1;
		begin(h, p);
	}
	if (!h->turn && h->turns < 1 && (h->waiting[0].first || h->waiting[1].first))
		h->turn = loop_timer(
		    h->loop, 1 + (int64_t)((1 - h->turns) * MINUTE_MS / h->rate), on_turn, h);
}

void
http_send(struct http *h, const struct http_request *r)
{
	struct place *p = mem_alloc(sizeof(*p));
	struct queue *q = &h->waiting[r->urgency];

	p->exchange = exchange_new(r);
	*q->last = p;
	q->last = &p->next;
	if (!h->collecting)
		begin_those_that_fit(h);
}

/* ---- all of it ---- */

struct http *
http_new(struct loop *loop, const struct http_setup *setup, struct err *err)
{
	struct http *h = mem_alloc(sizeof(*h));

	h->loop = loop;
	h->clock = clock_system();
	for (int i = 0; i < 2; i++)
		h->waiting[i].last = &h->waiting[i].first;
	if (setup->ca_file && !(h->server.ca = sys_read_file(
				    setup->ca_file, CA_FILE_MAX_BYTES, &h->server.ca_len, err))) {
		free(h);
		return NULL;
	}
	h->server.proxy = mem_strdup(setup->proxy);
	h->server.timeout_ms = setup->timeout_ms;
	h->rate = setup->rate;
	h->turns = BURST;
	h->counted_at = clock_mono(h->clock);
	h->multi = curl_multi_init();
	curl_multi_setopt(h->multi, CURLMOPT_SOCKETFUNCTION, on_socket);
	curl_multi_setopt(h->multi, CURLMOPT_SOCKETDATA, h);
	curl_multi_setopt(h->multi, CURLMOPT_TIMERFUNCTION, on_timer);
	curl_multi_setopt(h->multi, CURLMOPT_TIMERDATA, h);
	curl_multi_setopt(h->multi, CURLMOPT_MAXCONNECTS, (long)KEPT_CONNECTIONS);
	return h;
}

static void
free_list(struct http *h, struct place *p)
{
	while (p) {
		struct place *next = p->next;

		place_free(h, p);
		p = next;
	}
}

void
http_free(struct http *h)
{
	if (!h)
		return;
	free_list(h, h->under_way);
	free_list(h, h->waiting[0].first);
	free_list(h, h->waiting[1].first);
	curl_multi_cleanup(h->multi);
	loop_cancel(h->loop, h->timer);
	loop_cancel(h->loop, h->turn);
	free(h->server.proxy);
	free(h->server.ca);
	free(h);
}
