/* A look-up owns up to three questions: to the hosts file, and to DNS for A and AAAA. Each is asked on
 * one of three channels of c-ares, and every answer, whatever it is, arrives in one callback; the
 * look-up is over with its last one, and then frees itself. Its owner's pointer is cleared at that
 * moment, or by the owner, who thereby abandons it: answers that still come are dropped.
 *
 * c-ares says which sockets it wants watched and when it wants to be called; both are put on the
 * worker's poller. Look-ups wait in a queue for DNS, which is asked for a bounded number of names in
 * each turn of some milliseconds, so that a sweep does not overflow a resolver. */
#include "probe/resolver.h"

#include "base/log.h"
#include "base/mem.h"
#include "probe/limits.h"
#include "probe/poller.h"

#include <ares.h>
#include <sys/epoll.h>
#include <sys/stat.h>

#define RESOLV_CONF "/etc/resolv.conf"

/* One of c-ares's channels, and whose it is. */
struct line {
	struct resolver *resolver;
	ares_channel channel;
};

struct dns_socket {
	struct watch watch;
	struct line *line;
	struct dns_socket *next;
};

struct resolver {
	struct poller *poller;
	const char *servers, *resolv_conf;
	struct line hosts; /* the file only: answers at once */
	struct line dns;
	/* c-ares takes an answer that is a failure for no answer, goes on to the next server, and
	 * after the last one only says that there is none. Here such an answer is one: a question
	 * that found no server is asked here once more, to know why. */
	struct line why;
	struct stat seen;   /* resolv.conf as of those channels */
	int64_t look_again; /* at resolv.conf */
	struct dns_socket *sockets;
	struct alarm retry;                    /* c-ares wants to be called again */
	struct lookup *waiting, **waiting_end; /* for their turn to ask DNS */
	struct alarm turn;
	int64_t turn_at; /* when the last turn began, and how many were let ask in it */
	int turn_count;
	bool ending;
};

struct question {
	struct lookup *lookup;
	int family;
	bool why; /* it was asked to know why there was no answer */
};

struct lookup {
	struct resolver *resolver;
	struct lookup **slot; /* the caller's; NULL: abandoned */
	lookup_fn *fn;
	void *arg;
	char *name;
	int port;
	int open; /* questions not answered yet */
	struct question hosts, v4, v6;
	struct lookup *next; /* that waits */
};

static void ask(const struct line *line, struct question *q);
static void turn_begins(struct alarm *a);
static void turn_wait(struct lookup *l);

static const struct {
	int status;
	const char *text;
} failures[] = {
    {ARES_ENOTFOUND, "not-found"},
    {ARES_ENODATA, "no-address"},
    {ARES_ETIMEOUT, "timeout"},
    {ARES_ESERVFAIL, "server-failure"},
    {ARES_EREFUSED, "refused"},
    {ARES_ECONNREFUSED, "no-server"},
    {ARES_EBADNAME, "bad-name"},
    {ARES_EBADRESP, "bad-answer"},
};

static const char *
failure_text(int status)
{
	for (size_t i = 0; i < sizeof(failures) / sizeof(failures[0]); i++)
		if (failures[i].status == status)
			return failures[i].text;
	return "failed";
}

/* ---- c-ares's sockets and clock on our poller ---- */

static void
resolver_set_alarm(struct resolver *r)
{
	struct timeval first, second,
	    *next =
		ares_timeout(r->why.channel, ares_timeout(r->dns.channel, NULL, &first), &second);

	if (next)
		poller_set_alarm(r->poller, &r->retry,
		    poller_now(r->poller) + next->tv_sec * 1000 + next->tv_usec / 1000 + 1);
	else
		poller_clear_alarm(r->poller, &r->retry);
}

static void
retry_rings(struct alarm *a)
{
	struct resolver *r = OWNER_OF(a, struct resolver, retry);

	ares_process_fd(r->dns.channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
	ares_process_fd(r->why.channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
	resolver_set_alarm(r);
}

static void
socket_ready(struct watch *w, uint32_t events)
{
	struct dns_socket *s = OWNER_OF(w, struct dns_socket, watch);
	struct resolver *r = s->line->resolver;
	int fd = w->fd;

	/* The socket, and s with it, may be gone after this. */
	ares_process_fd(s->line->channel, events & ~(uint32_t)EPOLLOUT ? fd : ARES_SOCKET_BAD,
	    events & EPOLLOUT ? fd : ARES_SOCKET_BAD);
	resolver_set_alarm(r);
}

static struct dns_socket **
socket_find(struct resolver *r, int fd)
{
	struct dns_socket **link = &r->sockets;

	while (*link && (*link)->watch.fd != fd)
		link = &(*link)->next;
	return link;
}

static void
socket_changed(void *arg, ares_socket_t fd, int readable, int writable)
{
	struct line *line = arg;
	struct resolver *r = line->resolver;
	struct dns_socket **link = socket_find(r, fd), *s = *link;
	uint32_t events = (readable ? EPOLLIN : 0u) | (writable ? EPOLLOUT : 0u);

	if (s && events) {
		poller_rewatch(r->poller, &s->watch, events);
	} else if (s) {
		*link = s->next;
		poller_unwatch(r->poller, &s->watch, false);
		free(s);
	} else if (events) {
		s = mem_alloc(sizeof(*s));
		*s = (struct dns_socket){{socket_ready, fd}, line, r->sockets};
		r->sockets = s;
		poller_watch(r->poller, &s->watch, events);
	}
}

/* ---- channels ---- */

static ares_channel
channel_new(struct resolver *r, struct line *line, const char *lookups, int flags)
{
	char *kinds = mem_strdup(lookups), *path = mem_strdup(r->resolv_conf);
	struct ares_options options = {
	    .flags = flags,
	    .timeout = DNS_TRY_MS,
	    .tries = DNS_TRIES,
	    .lookups = kinds,
	    .resolvconf_path = path,
	    .sock_state_cb = socket_changed,
	    .sock_state_cb_data = line,
	};
	ares_channel channel = NULL;
	int status = ares_init_options(&channel, &options,
	    ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_LOOKUPS |
		ARES_OPT_RESOLVCONF | ARES_OPT_SOCK_STATE_CB);

	if (status == ARES_SUCCESS && r->servers)
		status = ares_set_servers_ports_csv(channel, r->servers);
	if (status != ARES_SUCCESS) {
		log_error("cannot begin with DNS: %s", ares_strerror(status));
		if (channel)
			ares_destroy(channel);
		channel = NULL;
	}
	free(kinds);
	free(path);
	return channel;
}

static bool
stat_differs(const struct stat *a, const struct stat *b)
{
	return a->st_ino != b->st_ino || a->st_size != b->st_size ||
	       a->st_mtim.tv_sec != b->st_mtim.tv_sec || a->st_mtim.tv_nsec != b->st_mtim.tv_nsec;
}

/* Destroying the old channel ends its questions with ARES_EDESTRUCTION: `answered` asks them anew.
 */
static void
line_refresh(struct line *line, ares_channel fresh)
{
	ares_channel old = line->channel;

	if (!fresh)
		return;
	line->channel = fresh;
	ares_destroy(old);
}

static void
resolver_refresh(struct resolver *r)
{
	struct stat now = {0};

	if (poller_now(r->poller) < r->look_again)
		return;
	r->look_again = poller_now(r->poller) + RESOLV_CHECK_MS;
	if (stat(r->resolv_conf, &now) != 0)
		memset(&now, 0, sizeof(now));
	if (!stat_differs(&r->seen, &now))
		return;
	r->seen = now;
	line_refresh(&r->dns, channel_new(r, &r->dns, "b", 0));
	line_refresh(&r->why, channel_new(r, &r->why, "b", ARES_FLAG_NOCHECKRESP));
}

struct resolver *
resolver_new(struct poller *poller, const struct resolver_options *options)
{
	struct resolver *r = mem_alloc(sizeof(*r));

	r->poller = poller;
	r->servers = options->servers;
	r->resolv_conf = options->resolv_conf ? options->resolv_conf : RESOLV_CONF;
	r->retry.ring = retry_rings;
	r->turn.ring = turn_begins;
	r->turn_at = poller_now(poller) - DNS_TURN_MS;
	r->waiting_end = &r->waiting;
	r->look_again = poller_now(poller) + RESOLV_CHECK_MS;
	if (stat(r->resolv_conf, &r->seen) != 0)
		memset(&r->seen, 0, sizeof(r->seen));
	r->hosts.resolver = r->dns.resolver = r->why.resolver = r;
	if (ares_library_init(ARES_LIB_INIT_ALL) == ARES_SUCCESS) {
		r->hosts.channel = channel_new(r, &r->hosts, "f", 0);
		r->dns.channel = channel_new(r, &r->dns, "b", 0);
		r->why.channel = channel_new(r, &r->why, "b", ARES_FLAG_NOCHECKRESP);
	}
	if (r->hosts.channel && r->dns.channel && r->why.channel)
		return r;
	resolver_free(r);
	return NULL;
}

static void
line_close(struct line *line)
{
	if (line->channel)
		ares_destroy(line->channel);
	line->channel = NULL;
}

void
resolver_free(struct resolver *r)
{
	struct lookup *l;

	if (!r)
		return;
	r->ending = true;
	line_close(&r->why);
	line_close(&r->dns);
	line_close(&r->hosts);
	while ((l = r->waiting)) {
		r->waiting = l->next;
		free(l->name);
		free(l);
	}
	poller_clear_alarm(r->poller, &r->turn);
	poller_clear_alarm(r->poller, &r->retry);
	ares_library_cleanup();
	free(r);
}

/* ---- lookups ---- */

static size_t
addresses_copy(union address *to, const struct ares_addrinfo *info, int port)
{
	const struct ares_addrinfo_node *node = info ? info->nodes : NULL;
	size_t count = 0;

	for (; node && count < ADDRESSES_MAX; node = node->ai_next) {
		union address *a = &to[count];

		if ((node->ai_family != AF_INET && node->ai_family != AF_INET6) ||
		    node->ai_addrlen > sizeof(*a))
			continue;
		memset(a, 0, sizeof(*a));
		memcpy(a, node->ai_addr, node->ai_addrlen);
		if (node->ai_family == AF_INET)
			a->v4.sin_port = htons((uint16_t)port);
		else
			a->v6.sin6_port = htons((uint16_t)port);
		count++;
	}
	return count;
}

static const char *
canonical_name(const struct ares_addrinfo *info)
{
	const struct ares_addrinfo_cname *c = info ? info->cnames : NULL;

	while (c && c->next)
		c = c->next;
	return c ? c->name : NULL;
}

static void
lookup_answered(struct lookup *l, const struct lookup_answer *answer)
{
	if (l->slot && answer->last)
		*l->slot = NULL;
	if (l->slot)
		l->fn(answer, l->arg);
	if (!answer->last)
		return;
	free(l->name);
	free(l);
}

static void
answered(void *arg, int status, int timeouts, struct ares_addrinfo *info)
{
	struct question *q = arg;
	struct lookup *l = q->lookup;
	struct resolver *r = l->resolver;
	union address addresses[ADDRESSES_MAX];
	struct lookup_answer answer = {.addresses = addresses};

	(void)timeouts;
	if (status == ARES_EDESTRUCTION && !r->ending && l->slot) {
		ask(q->why ? &r->why : &r->dns, q);
		return;
	}
	if (status == ARES_ECONNREFUSED && q != &l->hosts && !q->why && !r->ending && l->slot) {
		q->why = true;
		ask(&r->why, q);
		return;
	}
	answer.count = addresses_copy(addresses, status == ARES_SUCCESS ? info : NULL, l->port);
	answer.cname = q == &l->hosts ? NULL : canonical_name(info);
	answer.failure =
	    answer.count ? NULL : failure_text(status == ARES_SUCCESS ? ARES_ENODATA : status);
	l->open--;
	if (q == &l->hosts && answer.count == 0) {
		turn_wait(l);
	} else {
		answer.last = l->open == 0;
		lookup_answered(l, &answer);
	}
	ares_freeaddrinfo(info);
}

static void
ask(const struct line *line, struct question *q)
{
	const struct ares_addrinfo_hints hints = {
	    .ai_flags = ARES_AI_NOSORT,
	    .ai_family = q->family,
	    .ai_socktype = SOCK_STREAM,
	};

	ares_getaddrinfo(line->channel, q->lookup->name, NULL, &hints, answered, q);
}

/* ---- turns: no resolver is asked for thousands of names at once ---- */

static bool
turn_has_room(struct resolver *r)
{
	if (poller_now(r->poller) >= r->turn_at + DNS_TURN_MS) {
		r->turn_at = poller_now(r->poller);
		r->turn_count = 0;
	}
	return r->turn_count < DNS_PER_TURN;
}

static void
ask_dns(struct lookup *l)
{
	struct resolver *r = l->resolver;

	r->turn_count++;
	l->open +=
	    2; /* the first answer, which may come before the second question, is not the last */
	ask(&r->dns, &l->v4);
	ask(&r->dns, &l->v6);
}

static void
turn_begins(struct alarm *a)
{
	struct resolver *r = OWNER_OF(a, struct resolver, turn);
	struct lookup *l;

	while ((l = r->waiting) && (!l->slot || turn_has_room(r))) {
		r->waiting = l->next;
		if (!r->waiting)
			r->waiting_end = &r->waiting;
		if (l->slot) {
			ask_dns(l);
		} else {
			free(l->name);
			free(l);
		}
	}
	if (r->waiting)
		poller_set_alarm(r->poller, a, r->turn_at + DNS_TURN_MS);
	resolver_set_alarm(r);
}

static void
turn_wait(struct lookup *l)
{
	struct resolver *r = l->resolver;

	if (!r->waiting && turn_has_room(r)) {
		ask_dns(l);
		return;
	}
	*r->waiting_end = l;
	r->waiting_end = &l->next;
	poller_set_alarm(r->poller, &r->turn, r->turn_at + DNS_TURN_MS);
}

void
resolver_look_up(
    struct resolver *r, struct lookup **slot, const char *name, int port, lookup_fn *fn, void *arg)
{
	struct lookup *l = mem_alloc(sizeof(*l));

	resolver_refresh(r);
	l->resolver = r;
	l->slot = slot;
	l->fn = fn;
	l->arg = arg;
	l->name = mem_strdup(name);
	l->port = port;
	l->open = 1;
	l->hosts = (struct question){l, AF_UNSPEC, false};
	l->v4 = (struct question){l, AF_INET, false};
	l->v6 = (struct question){l, AF_INET6, false};
	*slot = l;
	ask(&r->hosts, &l->hosts);
	resolver_set_alarm(r);
}

void
lookup_abandon(struct lookup **slot)
{
	if (*slot)
		(*slot)->slot = NULL;
	*slot = NULL;
}
