/* Everything the kernel tells about is a `source`: a listener, a connection, the control descriptor, or the wish
 * to stop. A connection is in one of four phases; whoever is not HANDSHAKING just waits for the client to
 * close, as servers do. No connection has a time-out: to end in time is what the client is tested for.
 *
 * One SSL_CTX serves all hosts of the same protocol versions, and each connection is given its host's
 * certificate: a context for each of 4,000 hosts would cost more than the hosts. */
#include "serve.h"

#include "base/mem.h"
#include "reply.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/err.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <signal.h>

enum { EVENTS_MAX = 256, BACKLOG = 1024, LINE_BYTES = 4096, FILLERS = 3, PORT_TRIES = 50 };

enum source_kind { SOURCE_LISTENER, SOURCE_CONNECTION, SOURCE_CONTROL, SOURCE_STOP };

struct source {
	enum source_kind kind;
	int fd;
};

struct listener {
	struct source source; /* first: the two are cast to each other */
	struct listener *next;
	struct host *host;
	int node;
	bool renewed;
	struct sockaddr_storage address;
	socklen_t address_len;
	int fillers[FILLERS]; /* connections that keep a black hole's queue full */
};

enum phase { PHASE_HANDSHAKE, PHASE_LISTENING, PHASE_TALKING, PHASE_DRAIN };

struct connection {
	struct source source;
	struct connection *prev, *next;
	const struct listener *from;
	const struct reply *reply; /* NULL: TLS */
	SSL *ssl;
	enum phase phase;
	size_t sent;               /* of reply->first, then of reply->again */
	bool first_sent;
	uint32_t events;
};

struct server {
	int epoll;
	struct source stop, control;
	struct listener *listeners;
	struct connection *connections;
	SSL_CTX *contexts[VERSIONS_COUNT][2];
	char line[LINE_BYTES];
	size_t line_len;
	bool stopping;
};

/* ---- TLS ---- */

/* Loads what the listener serves, or the decoy. */
static void
connection_certify(SSL *ssl, const struct listener *from, bool decoy)
{
	const struct served *s = host_serves(from->host, from->node, from->renewed);
	const struct certificate *c = decoy ? &from->host->decoy : &s->leaf;
	STACK_OF(X509) *chain = sk_X509_new_null();

	if (decoy)
		sk_X509_push(chain, authority_x509(CA_ISSUER_EC));
	for (int i = 0; !decoy && i < s->after_count; i++)
		sk_X509_push(chain, s->after[i]);
	SSL_use_cert_and_key(ssl, c->x509, c->key, chain, 1);
	sk_X509_free(chain);
}

static int
on_server_name(SSL *ssl, int *alert, void *arg)
{
	const struct connection *c = SSL_get_app_data(ssl);
	const struct plan *p = c->from->host->plan;
	const char *asked = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
	const bool ours = asked && p->sni && strcasecmp(asked, p->sni) == 0;

	(void)arg;
	if (p->act == ACT_DECOY && ours)
		connection_certify(ssl, c->from, false);
	if (p->act == ACT_SNI_ONLY && !ours) {
		*alert = SSL_AD_UNRECOGNIZED_NAME;
		return SSL_TLSEXT_ERR_ALERT_FATAL;
	}
	return SSL_TLSEXT_ERR_OK;
}

/* Only said when the client has none: the server that requires one never looks at what it gets. */
static int
accept_any(int ok, X509_STORE_CTX *ctx)
{
	(void)ok;
	(void)ctx;
	return 1;
}

static SSL_CTX *
context_for(struct server *s, const struct plan *p)
{
	static const int versions[VERSIONS_COUNT][2] = {
		[TLS_USUAL] = { TLS1_2_VERSION, TLS1_3_VERSION },
		[TLS_1_0] = { TLS1_VERSION, TLS1_VERSION },
		[TLS_1_1] = { TLS1_1_VERSION, TLS1_1_VERSION },
		[TLS_1_2] = { TLS1_2_VERSION, TLS1_2_VERSION },
		[TLS_1_3] = { TLS1_3_VERSION, TLS1_3_VERSION },
	};
	SSL_CTX **slot = &s->contexts[p->versions][p->client_certificate], *ctx;

	if (*slot)
		return *slot;
	*slot = ctx = SSL_CTX_new(TLS_server_method());
	SSL_CTX_set_min_proto_version(ctx, versions[p->versions][0]);
	SSL_CTX_set_max_proto_version(ctx, versions[p->versions][1]);
	SSL_CTX_set_security_level(ctx, 0); /* RSA 1024, SHA-1 and TLS 1.0 are what we are here for */
	SSL_CTX_set_cipher_list(ctx, "DEFAULT:@SECLEVEL=0");
	SSL_CTX_set_mode(ctx, SSL_MODE_RELEASE_BUFFERS);
	SSL_CTX_set_options(ctx, SSL_OP_NO_TICKET);
	SSL_CTX_set_num_tickets(ctx, 0);
	SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
	SSL_CTX_set_tlsext_servername_callback(ctx, on_server_name);
	if (p->client_certificate)
		SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, accept_any);
	return ctx;
}

/* ---- connections ---- */

static void
connection_want(struct server *s, struct connection *c, uint32_t events)
{
	struct epoll_event e = { .events = events, .data.ptr = c };

	if (c->events == events)
		return;
	epoll_ctl(s->epoll, c->events ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, c->source.fd, &e);
	c->events = events;
}

static void
connection_free(struct server *s, struct connection *c)
{
	if (c->prev)
		c->prev->next = c->next;
	else
		s->connections = c->next;
	if (c->next)
		c->next->prev = c->prev;
	SSL_free(c->ssl);
	close(c->source.fd);
	free(c);
}

static void
connection_drain(struct server *s, struct connection *c)
{
	c->phase = PHASE_DRAIN;
	connection_want(s, c, EPOLLIN);
}

/* A FIN after our last word, and the socket stays until the client closes: closing it with bytes unread would
 * send a RST, and take the last word with it. */
static void
connection_end(struct server *s, struct connection *c)
{
	shutdown(c->source.fd, SHUT_WR);
	connection_drain(s, c);
}

static void
connection_reset(struct server *s, struct connection *c)
{
	const struct linger none = { .l_onoff = 1, .l_linger = 0 };

	setsockopt(c->source.fd, SOL_SOCKET, SO_LINGER, &none, sizeof(none));
	connection_free(s, c);
}

static void
handshake_go_on(struct server *s, struct connection *c)
{
	int r;

	ERR_clear_error();
	r = SSL_accept(c->ssl);
	if (r == 1) {
		connection_drain(s, c);
		return;
	}
	switch (SSL_get_error(c->ssl, r)) {
	case SSL_ERROR_WANT_READ:
		connection_want(s, c, EPOLLIN);
		break;
	case SSL_ERROR_WANT_WRITE:
		connection_want(s, c, EPOLLOUT);
		break;
	default:
		connection_end(s, c);
		break;
	}
}

static void
reply_go_on(struct server *s, struct connection *c)
{
	const struct buf *b = c->first_sent ? &c->reply->again : &c->reply->first;

	while (c->sent < b->len) {
		ssize_t n = send(c->source.fd, b->data + c->sent, b->len - c->sent, MSG_NOSIGNAL);

		if (n < 0 && (errno == EAGAIN || errno == EINTR)) {
			connection_want(s, c, EPOLLOUT);
			return;
		}
		if (n < 0) {
			connection_free(s, c);
			return;
		}
		c->sent += (size_t)n;
	}
	c->first_sent = true;
	if (c->reply->endless) {
		c->sent = 0;
		connection_want(s, c, EPOLLOUT); /* the rest when it is our turn again */
	} else if (c->reply->end == END_RST) {
		connection_reset(s, c);
	} else if (c->reply->end == END_FIN) {
		connection_end(s, c);
	} else {
		connection_drain(s, c);
	}
}

/* Reads and forgets. False when the client has gone. */
static bool
connection_swallow(const struct connection *c)
{
	char bytes[8192];
	ssize_t n = recv(c->source.fd, bytes, sizeof(bytes), 0);

	return n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR));
}

static void
connection_event(struct server *s, struct connection *c)
{
	switch (c->phase) {
	case PHASE_HANDSHAKE:
		handshake_go_on(s, c);
		break;
	case PHASE_LISTENING:
		if (!connection_swallow(c)) {
			connection_free(s, c);
			break;
		}
		c->phase = PHASE_TALKING;
		reply_go_on(s, c);
		break;
	case PHASE_TALKING:
		reply_go_on(s, c);
		break;
	case PHASE_DRAIN:
		if (!connection_swallow(c))
			connection_free(s, c);
		break;
	}
}

static void
connection_start(struct server *s, struct connection *c)
{
	const struct plan *p = c->from->host->plan;

	c->reply = reply_for(p->act);
	if (c->reply == NULL) {
		c->phase = PHASE_HANDSHAKE;
		c->ssl = SSL_new(context_for(s, p));
		SSL_set_app_data(c->ssl, c);
		SSL_set_fd(c->ssl, c->source.fd);
		connection_certify(c->ssl, c->from, p->act == ACT_DECOY);
		handshake_go_on(s, c);
	} else if (c->reply->eager) {
		c->phase = PHASE_TALKING;
		reply_go_on(s, c);
	} else {
		c->phase = PHASE_LISTENING;
		connection_want(s, c, EPOLLIN);
	}
}

static void
listener_event(struct server *s, struct listener *l)
{
	int fd;

	while ((fd = accept4(l->source.fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
		struct connection *c = mem_alloc(sizeof(*c));

		c->source = (struct source){ SOURCE_CONNECTION, fd };
		c->from = l;
		c->next = s->connections;
		if (c->next)
			c->next->prev = c;
		s->connections = c;
		connection_start(s, c);
	}
}

/* ---- listeners ---- */

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
		l->fillers[i] = socket(l->address.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
		if (connect(l->fillers[i], (struct sockaddr *)&l->address, l->address_len) < 0 && errno != EINPROGRESS)
			return -1;
	}
	return 0;
}

static int
listener_open(struct server *s, struct listener *l)
{
	struct epoll_event e = { .events = EPOLLIN, .data.ptr = l };

	if (l->host->plan->act == ACT_REFUSED)
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

	*l = (struct listener){ .source = { SOURCE_LISTENER, -1 }, .host = h, .node = node, .fillers = { -1, -1, -1 } };
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
	return ntohs(l->address.ss_family == AF_INET ? ((const struct sockaddr_in *)&l->address)->sin_port :
	    ((const struct sockaddr_in6 *)&l->address)->sin6_port);
}

/* All addresses of the host on one port that is free on each. */
static int
listeners_bind(struct host *h, struct listener *found[NODES_MAX])
{
	for (int try = 0; try < PORT_TRIES; try++) {
		int bound = 0;

		while (bound < h->node_count) {
			found[bound] = listener_new(h, bound, bound ? listener_port(found[0]) : 0);
			if (listener_bind(found[bound]) < 0)
				break;
			bound++;
		}
		if (bound == h->node_count)
			return 0;
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

	if (listeners_bind(h, found) < 0)
		return -1;
	h->port = listener_port(found[0]);
	for (int i = 0; i < h->node_count; i++) {
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
		if (l->host == h && (address == NULL || strcmp(address, h->nodes[l->node].address) == 0))
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
	return 0;
}

/* The port stays ours, bound and not listening, so that nobody else gets it. */
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
	struct server *s = mem_alloc(sizeof(*s));
	struct epoll_event e = { .events = EPOLLIN, .data.ptr = &s->stop };

	s->epoll = epoll_create1(EPOLL_CLOEXEC);
	s->stop = (struct source){ SOURCE_STOP, eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK) };
	epoll_ctl(s->epoll, EPOLL_CTL_ADD, s->stop.fd, &e);
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
	close(s->epoll);
	free(s);
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

void
server_run(struct server *s, int control, void (*command)(char *line, void *arg), void *arg)
{
	struct epoll_event events[EVENTS_MAX], e = { .events = EPOLLIN, .data.ptr = &s->control };

	s->control = (struct source){ SOURCE_CONTROL, control };
	/* A shell gives its background jobs /dev/null, which cannot be waited for: then we end with the parent. */
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
			case SOURCE_STOP:
				s->stopping = true;
				break;
			}
		}
	}
}
