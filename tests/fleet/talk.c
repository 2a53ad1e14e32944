/* One connection, from the first byte to the client's last. It is in one of four phases; whoever is
 * not shaking hands just waits for the client to close, as servers do. No connection has a
 * time-out: to end in time is what the client is tested for.
 *
 * One SSL_CTX serves all hosts of the same protocol versions, and each connection is given its
 * host's certificate: a context for each of 4,000 hosts would cost more than the hosts. */
#include "server.h"

#include "base/mem.h"
#include "reply.h"

#include <errno.h>
#include <openssl/err.h>
#include <sys/epoll.h>

enum phase { PHASE_HANDSHAKE, PHASE_LISTENING, PHASE_TALKING, PHASE_DRAIN };

struct connection {
	struct source source;
	struct connection *prev, *next;
	const struct listener *from;
	const struct reply *reply; /* NULL: TLS */
	SSL *ssl;
	enum phase phase;
	size_t sent; /* of reply->first, then of reply->again */
	bool first_sent;
	uint32_t events;
	/* Of TLS that is held back: what OpenSSL wanted to say, of which so much may be sent. */
	BIO *unsent;
	size_t allowed;
};

/* OpenSSL then writes into memory, and we send of it what the plan allows. */
static bool
held_back(const struct plan *p)
{
	return p->stall > 0 || p->act == ACT_SLOW;
}

/* ---- TLS ---- */

/* OpenSSL keeps a certificate for each kind of key, and serves the one that the client can take. */
static void
rsa_certify(SSL *ssl, const struct served *s)
{
	STACK_OF(X509) *chain = sk_X509_new_null();

	for (int i = 0; i < s->after_count; i++)
		sk_X509_push(chain, s->after[i]);
	if (s->leaf.x509)
		SSL_use_cert_and_key(ssl, s->leaf.x509, s->leaf.key, chain, 1);
	sk_X509_free(chain);
}

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
	if (!decoy && (!from->renewed || from->rsa_stays))
		rsa_certify(ssl, &from->host->nodes[from->node].rsa);
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

static int
on_status(SSL *ssl, void *arg)
{
	const struct connection *c = SSL_get_app_data(ssl);
	const struct served *s = host_serves(c->from->host, c->from->node, c->from->renewed);

	(void)arg;
	if (!s->leaf.staple)
		return SSL_TLSEXT_ERR_NOACK;
	SSL_set_tlsext_status_ocsp_resp(
	    ssl, OPENSSL_memdup(s->leaf.staple, (size_t)s->leaf.staple_len), s->leaf.staple_len);
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
	    [TLS_USUAL] = {TLS1_2_VERSION, TLS1_3_VERSION},
	    [TLS_1_0] = {TLS1_VERSION, TLS1_VERSION},
	    [TLS_1_1] = {TLS1_1_VERSION, TLS1_1_VERSION},
	    [TLS_1_2] = {TLS1_2_VERSION, TLS1_2_VERSION},
	    [TLS_1_3] = {TLS1_3_VERSION, TLS1_3_VERSION},
	};
	SSL_CTX **slot = &s->contexts[p->versions][p->client_certificate], *ctx;

	if (*slot)
		return *slot;
	*slot = ctx = SSL_CTX_new(TLS_server_method());
	SSL_CTX_set_min_proto_version(ctx, versions[p->versions][0]);
	SSL_CTX_set_max_proto_version(ctx, versions[p->versions][1]);
	SSL_CTX_set_security_level(
	    ctx, 0); /* RSA 1024, SHA-1 and TLS 1.0 are what we are here for */
	SSL_CTX_set_cipher_list(ctx, "DEFAULT:@SECLEVEL=0");
	SSL_CTX_set_mode(ctx, SSL_MODE_RELEASE_BUFFERS);
	SSL_CTX_set_options(ctx, SSL_OP_NO_TICKET);
	SSL_CTX_set_num_tickets(ctx, 0);
	SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
	SSL_CTX_set_tlsext_servername_callback(ctx, on_server_name);
	SSL_CTX_set_tlsext_status_cb(ctx, on_status);
	if (p->client_certificate)
		SSL_CTX_set_verify(
		    ctx, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, accept_any);
	return ctx;
}

/* ---- connections ---- */

static void
connection_want(struct server *s, struct connection *c, uint32_t events)
{
	struct epoll_event e = {.events = events, .data.ptr = c};

	if (c->events == events)
		return;
	epoll_ctl(s->epoll, c->events ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, c->source.fd, &e);
	c->events = events;
}

void
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

/* A FIN after our last word, and the socket stays until the client closes: closing it with bytes
 * unread would send a RST, and take the last word with it. */
static void
connection_end(struct server *s, struct connection *c)
{
	shutdown(c->source.fd, SHUT_WR);
	connection_drain(s, c);
}

static void
connection_reset(struct server *s, struct connection *c)
{
	const struct linger none = {.l_onoff = 1, .l_linger = 0};

	setsockopt(c->source.fd, SOL_SOCKET, SO_LINGER, &none, sizeof(none));
	connection_free(s, c);
}

/* How long so many records are, of those that are whole; RFC 8446 5.1: a header of five bytes whose
 * last two are the length of the rest. */
static size_t
records_length(const unsigned char *bytes, size_t len, int count)
{
	size_t end = 0;

	for (; count > 0 && end + 5 <= len; count--)
		end += 5 + (size_t)(bytes[end + 3] << 8 | bytes[end + 4]);
	return end < len ? end : len;
}

/* A client that closes at a bad moment is met when we read. */
static void
held_back_send(struct connection *c)
{
	const int stall = c->from->host->plan->stall;
	char *bytes = NULL;
	size_t len = (size_t)BIO_get_mem_data(c->unsent, &bytes);

	if (stall > 0)
		c->allowed = records_length((const unsigned char *)bytes, len, stall);
	while (c->sent < c->allowed && c->sent < len) {
		const size_t some = (c->allowed < len ? c->allowed : len) - c->sent;
		ssize_t n = send(c->source.fd, bytes + c->sent, some, MSG_NOSIGNAL);

		if (n <= 0)
			return;
		c->sent += (size_t)n;
	}
}

void
connections_tick(struct server *s)
{
	for (struct connection *c = s->connections; c; c = c->next) {
		if (!c->unsent || c->from->host->plan->stall > 0)
			continue;
		c->allowed++;
		held_back_send(c);
	}
}

static void
handshake_go_on(struct server *s, struct connection *c)
{
	int r;

	ERR_clear_error();
	r = SSL_accept(c->ssl);
	if (c->unsent)
		held_back_send(c);
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

void
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
		if (held_back(p)) {
			c->unsent = BIO_new(BIO_s_mem());
			SSL_set0_wbio(c->ssl, c->unsent);
		}
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

void
connection_new(struct server *s, const struct listener *from, int fd)
{
	struct connection *c = mem_alloc(sizeof(*c));

	c->source = (struct source){SOURCE_CONNECTION, fd};
	c->from = from;
	c->next = s->connections;
	if (c->next)
		c->next->prev = c;
	s->connections = c;
	connection_start(s, c);
}
