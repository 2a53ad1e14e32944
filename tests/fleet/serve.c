/* Where the hosts stand: addresses, ports, and the loop that hears of them, one thread on epoll. What is then
 * said is talk.c's. Each address of a host has a listener; two that share a host share its port. A test
 * switches a host from one behaviour to another while the loop runs, by lines on the control descriptor.
 *
 * A host that is down keeps its port, bound and not listening, so that no other program is met there. */
#include "serve.h"

#include "base/mem.h"
#include "server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/timerfd.h>

enum { EVENTS_MAX = 256, BACKLOG = 1024, PORT_TRIES = 50 };

static void
listener_event(struct server *s, struct listener *l)
{
	int fd;

	while ((fd = accept4(l->source.fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
		s->accepted++;
		l->renewed ^= l->turns;
		connection_new(s, l, fd);
	}
}

/* A bound socket; the port of `l` is set when it was 0. */
static int
listener_bind(struct listener *l)
{
	const int on = 1;
	int fd = socket(l->address.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(fd, (struct sockaddr *)&l->address, l->address_len) < 0 ||
	    getsockname(fd, (struct sockaddr *)&l->address, &l->address_len) < 0) {
		close(fd);
		return -1;
	}
	l->source.fd = fd;
	return 0;
}

/* The kernel completes as many connections as the queue takes, and drops the SYN of the next. */
static int
black_hole_open(struct listener *l)
{
	if (listen(l->source.fd, 0) < 0)
		return -1;
	for (int i = 0; i < FILLERS; i++) {
		l->fillers[i] =
		    socket(l->address.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
		if (connect(l->fillers[i], (struct sockaddr *)&l->address, l->address_len) < 0 &&
		    errno != EINPROGRESS)
			return -1;
	}
	return 0;
}

static int
listener_open(struct server *s, struct listener *l)
{
	struct epoll_event e = {.events = EPOLLIN, .data.ptr = l};

	if (l->host->nodes[l->node].outcome == OUTCOME_REFUSED)
		return 0;
	if (l->host->plan->act == ACT_BLACK_HOLE)
		return black_hole_open(l);
	if (listen(l->source.fd, BACKLOG) < 0)
		return -1;
	return epoll_ctl(s->epoll, EPOLL_CTL_ADD, l->source.fd, &e);
}

static void
listener_free(struct listener *l)
{
	if (l->source.fd >= 0)
		close(l->source.fd);
	for (int i = 0; i < FILLERS; i++)
		if (l->fillers[i] >= 0)
			close(l->fillers[i]);
	free(l);
}

static struct listener *
listener_new(struct host *h, int node, uint16_t port)
{
	struct listener *l = mem_alloc(sizeof(*l));
	struct sockaddr_in *v4 = (struct sockaddr_in *)&l->address;
	struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)&l->address;

	*l = (struct listener){
	    .source = {SOURCE_LISTENER, -1}, .host = h, .node = node, .fillers = {-1, -1, -1}};
	if (inet_pton(AF_INET, h->nodes[node].address, &v4->sin_addr) == 1) {
		v4->sin_family = AF_INET;
		v4->sin_port = htons(port);
		l->address_len = sizeof(*v4);
	} else {
		inet_pton(AF_INET6, h->nodes[node].address, &v6->sin6_addr);
		v6->sin6_family = AF_INET6;
		v6->sin6_port = htons(port);
		l->address_len = sizeof(*v6);
	}
	return l;
}

static uint16_t
listener_port(const struct listener *l)
{
	return ntohs(l->address.ss_family == AF_INET
			 ? ((const struct sockaddr_in *)&l->address)->sin_port
			 : ((const struct sockaddr_in6 *)&l->address)->sin6_port);
}

/* All addresses of the host on one port that is free on each; how many. What is far comes last. */
static int
listeners_bind(struct host *h, struct listener *found[NODES_MAX])
{
	for (int try = 0; try < PORT_TRIES; try++) {
		int bound = 0;

		while (bound < h->node_count && !h->nodes[bound].far) {
			found[bound] = listener_new(h, bound, bound ? listener_port(found[0]) : 0);
			if (listener_bind(found[bound]) < 0)
				break;
			bound++;
		}
		if (bound == h->node_count || (bound > 0 && h->nodes[bound].far))
			return bound;
		for (int i = 0; i <= bound; i++)
			listener_free(found[i]);
		if (errno != EADDRINUSE)
			return -1;
	}
	return -1;
}

int
server_add(struct server *s, struct host *h)
{
	struct listener *found[NODES_MAX];
	int bound;

	errno = EADDRNOTAVAIL;
	bound = h->node_count ? listeners_bind(h, found) : -1;
	if (bound < 0)
		return -1;
	h->port = listener_port(found[0]);
	for (int i = 0; i < bound; i++) {
		found[i]->next = s->listeners;
		s->listeners = found[i];
		if (listener_open(s, found[i]) < 0)
			return -1;
	}
	return 0;
}

/* ---- commands ---- */

static int
for_each_listener(struct server *s, const struct host *h, const char *address,
    int (*fn)(struct server *, struct listener *))
{
	int found = -1;

	for (struct listener *l = s->listeners; l; l = l->next)
		if (l->host == h &&
		    (address == NULL || strcmp(address, h->nodes[l->node].address) == 0))
			found = fn(s, l);
	return found;
}

static int
listener_switch(struct server *s, struct listener *l)
{
	(void)s;
	if (host_serves(l->host, l->node, true)->leaf.x509 == NULL)
		return -1;
	l->renewed = true;
	l->turns = l->rsa_stays = false;
	return 0;
}

static int
listener_turns(struct server *s, struct listener *l)
{
	if (listener_switch(s, l) < 0)
		return -1;
	l->turns = true;
	return 0;
}

static int
listener_half(struct server *s, struct listener *l)
{
	if (!l->host->plan->dual || listener_switch(s, l) < 0)
		return -1;
	l->rsa_stays = true;
	return 0;
}

static int
listener_back(struct server *s, struct listener *l)
{
	(void)s;
	l->renewed = l->turns = l->rsa_stays = false;
	return 0;
}

static int
listener_down(struct server *s, struct listener *l)
{
	(void)s;
	close(l->source.fd);
	l->source.fd = -1;
	return listener_bind(l);
}

int
server_switch(struct server *s, const struct host *h, const char *address)
{
	return for_each_listener(s, h, address, listener_switch);
}

int
server_turns(struct server *s, const struct host *h, const char *address)
{
	return for_each_listener(s, h, address, listener_turns);
}

int
server_half(struct server *s, const struct host *h, const char *address)
{
	return for_each_listener(s, h, address, listener_half);
}

int
server_back(struct server *s, const struct host *h, const char *address)
{
	return for_each_listener(s, h, address, listener_back);
}

int
server_down(struct server *s, const struct host *h, const char *address)
{
	return for_each_listener(s, h, address, listener_down);
}

int
server_up(struct server *s, const struct host *h, const char *address)
{
	return for_each_listener(s, h, address, listener_open);
}

/* ---- the loop ---- */

struct server *
server_new(void)
{
	static const struct itimerspec every_second = {{1, 0}, {1, 0}};
	struct server *s = mem_alloc(sizeof(*s));
	struct epoll_event e = {.events = EPOLLIN, .data.ptr = &s->stop};

	s->epoll = epoll_create1(EPOLL_CLOEXEC);
	s->stop = (struct source){SOURCE_STOP, eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
	epoll_ctl(s->epoll, EPOLL_CTL_ADD, s->stop.fd, &e);
	s->second = (struct source){
	    SOURCE_SECOND, timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK)};
	timerfd_settime(s->second.fd, 0, &every_second, NULL);
	e.data.ptr = &s->second;
	epoll_ctl(s->epoll, EPOLL_CTL_ADD, s->second.fd, &e);
	return s;
}

void
server_free(struct server *s)
{
	if (s == NULL)
		return;
	while (s->connections)
		connection_free(s, s->connections);
	while (s->listeners) {
		struct listener *next = s->listeners->next;

		listener_free(s->listeners);
		s->listeners = next;
	}
	for (int v = 0; v < VERSIONS_COUNT; v++)
		for (int c = 0; c < 2; c++)
			SSL_CTX_free(s->contexts[v][c]);
	close(s->stop.fd);
	close(s->second.fd);
	close(s->epoll);
	free(s);
}

unsigned long
server_accepted(const struct server *s)
{
	return s->accepted;
}

void
server_stop(struct server *s)
{
	const uint64_t one = 1;
	ssize_t n = write(s->stop.fd, &one, sizeof(one));

	(void)n;
}

static void
control_event(struct server *s, void (*command)(char *, void *), void *arg)
{
	ssize_t n = read(s->control.fd, s->line + s->line_len, sizeof(s->line) - 1 - s->line_len);
	char *end;

	if (n <= 0) {
		s->stopping = true;
		return;
	}
	s->line_len += (size_t)n;
	s->line[s->line_len] = '\0';
	while ((end = strchr(s->line, '\n')) != NULL) {
		*end++ = '\0';
		command(s->line, arg);
		s->line_len -= (size_t)(end - s->line);
		memmove(s->line, end, s->line_len + 1);
	}
	if (s->line_len == sizeof(s->line) - 1)
		s->line_len = 0;
}

static void
second_event(struct server *s)
{
	uint64_t seconds;

	if (read(s->second.fd, &seconds, sizeof(seconds)) > 0)
		connections_tick(s);
}

void
server_run(struct server *s, int control, void (*command)(char *line, void *arg), void *arg)
{
	struct epoll_event events[EVENTS_MAX], e = {.events = EPOLLIN, .data.ptr = &s->control};

	s->control = (struct source){SOURCE_CONTROL, control};
	/* A shell gives its background jobs /dev/null, which cannot be waited for: then we end with
	 * the parent. */
	if (control >= 0 && epoll_ctl(s->epoll, EPOLL_CTL_ADD, control, &e) < 0)
		prctl(PR_SET_PDEATHSIG, SIGTERM);
	while (!s->stopping) {
		int n = epoll_wait(s->epoll, events, EVENTS_MAX, -1);

		for (int i = 0; i < n; i++) {
			struct source *source = events[i].data.ptr;

			switch (source->kind) {
			case SOURCE_LISTENER:
				listener_event(s, (struct listener *)source);
				break;
			case SOURCE_CONNECTION:
				connection_event(s, (struct connection *)source);
				break;
			case SOURCE_CONTROL:
				control_event(s, command, arg);
				break;
			case SOURCE_SECOND:
				second_event(s);
				break;
			case SOURCE_STOP:
				s->stopping = true;
				break;
			}
		}
	}
}
