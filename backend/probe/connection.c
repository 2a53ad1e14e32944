#include "probe/connection.h"

#include "base/sys.h"

#include <errno.h>
#include <openssl/err.h>
#include <sys/epoll.h>

static void
connection_close(struct connection *c)
{
	poller_clear_alarm(c->poller, &c->patience);
	if (c->watch.fd >= 0)
		poller_unwatch(c->poller, &c->watch, true);
	if (c->ssl) {
		/* A farewell if the socket takes it; nobody waits for the answer. */
		if (c->ending.outcome == OUTCOME_OK && !c->client_required)
			SSL_shutdown(c->ssl);
		SSL_free(c->ssl);
		ERR_clear_error();
	}
	c->ssl = NULL;
	sys_close(&c->watch.fd);
}

static void
connection_end(struct connection *c)
{
	int64_t spent = poller_now(c->poller) - c->since;

	if (c->state == CONNECTION_CONNECTING)
		c->connect_ms = (int)spent;
	else if (c->state == CONNECTION_HANDSHAKING)
		c->tls_ms = (int)spent;
	if (c->ssl && c->notes.chain)
		c->version = SSL_version(c->ssl);
	c->state = CONNECTION_ENDED;
	connection_close(c);
}

static void
connection_finish(struct connection *c)
{
	connection_end(c);
	c->ended(c, c->arg);
}

/* It asked for a client certificate, got none, and broke off. By then it had shown its own and
 * proved that the key is its: all that we came for, so it is well, and the problem tells the rest.
 */
static bool
broke_off_unsatisfied(const struct connection *c)
{
	return c->notes.asked && c->notes.chain &&
	       (c->ending.outcome == OUTCOME_TLS_ALERT || c->ending.outcome == OUTCOME_RESET);
}

static void
connection_fail(struct connection *c, int rc)
{
	tls_ending(c->ssl, rc, &c->notes, &c->ending);
	if (broke_off_unsatisfied(c)) {
		c->client_required = true;
		c->ending.outcome = OUTCOME_OK;
	}
	connection_finish(c);
}

static bool
wants_more(const struct connection *c, int rc)
{
	int want = SSL_get_error(c->ssl, rc);

	return want == SSL_ERROR_WANT_READ || want == SSL_ERROR_WANT_WRITE;
}

static bool
read_too_much(const struct connection *c)
{
	return BIO_number_read(SSL_get_rbio(c->ssl)) > HANDSHAKE_MAX_BYTES;
}

/* In TLS 1.3 the handshake is over for us before the server has looked at our (empty) certificate:
 * the alert comes later. A ticket, data or nothing within the bound mean that it did not mind. */
static void
listen_on(struct connection *c)
{
	char byte;
	int rc;

	rc = SSL_peek(c->ssl, &byte, 1);
	if (rc <= 0 && !c->notes.ticket && !wants_more(c, rc)) {
		connection_fail(c, rc);
		return;
	}
	if (rc <= 0 && !c->notes.ticket && !read_too_much(c))
		return;
	ending_set(&c->ending, OUTCOME_OK, "");
	connection_finish(c);
}

static void
patience_ended(struct alarm *a)
{
	struct connection *c = OWNER_OF(a, struct connection, patience);

	ending_set(&c->ending, OUTCOME_OK, "");
	connection_finish(c);
}

static void
handshake_done(struct connection *c)
{
	c->tls_ms = (int)(poller_now(c->poller) - c->since);
	if (c->notes.asked && SSL_version(c->ssl) >= TLS1_3_VERSION) {
		c->state = CONNECTION_LISTENING;
		c->since = poller_now(c->poller);
		poller_set_alarm(c->poller, &c->patience, c->since + CLIENT_ALERT_WAIT_MS);
		listen_on(c);
		return;
	}
	ending_set(&c->ending, OUTCOME_OK, "");
	c->state = CONNECTION_LISTENING;
	connection_finish(c);
}

static void
handshake_on(struct connection *c)
{
	int rc;

	errno = 0;
	rc = SSL_do_handshake(c->ssl);
	if (rc == 1) {
		handshake_done(c);
	} else if (!wants_more(c, rc)) {
		connection_fail(c, rc);
	} else if (read_too_much(c)) {
		ending_set(&c->ending, OUTCOME_TOO_MUCH_DATA, "");
		connection_finish(c);
	}
}

static void
connect_on(struct connection *c)
{
	int error = 0;
	socklen_t len = sizeof(error);

	getsockopt(c->watch.fd, SOL_SOCKET, SO_ERROR, &error, &len);
	if (error) {
		ending_from_errno(&c->ending, error);
		connection_finish(c);
		return;
	}
	c->connect_ms = (int)(poller_now(c->poller) - c->since);
	c->since = poller_now(c->poller);
	c->ssl = tls_session_new(c->ctx, c->watch.fd, c->sni, &c->notes);
	if (!c->ssl) {
		ending_set(&c->ending, OUTCOME_UNREACHABLE, "bad-sni");
		connection_finish(c);
		return;
	}
	c->state = CONNECTION_HANDSHAKING;
	handshake_on(c);
}

static void
connection_ready(struct watch *w, uint32_t events)
{
	static void (*const steps[])(struct connection * c) = {
	    [CONNECTION_CONNECTING] = connect_on,
	    [CONNECTION_HANDSHAKING] = handshake_on,
	    [CONNECTION_LISTENING] = listen_on,
	};
	struct connection *c = OWNER_OF(w, struct connection, watch);

	(void)events;
	_Static_assert(
	    sizeof(steps) / sizeof(steps[0]) == CONNECTION_ENDED, "a step for each state");
	ERR_clear_error();
	steps[c->state](c);
}

/* connect(2) itself refuses, without a packet sent: this machine has no way there. */
static bool
means_no_route(int error)
{
	return error == ENETUNREACH || error == EHOSTUNREACH || error == EAFNOSUPPORT ||
	       error == EADDRNOTAVAIL;
}

void
connection_start(struct connection *c, struct poller *poller, SSL_CTX *ctx,
    const union address *address, char *sni, void (*ended)(struct connection *c, void *arg),
    void *arg)
{
	memset(c, 0, sizeof(*c));
	c->address = *address;
	c->poller = poller;
	c->ctx = ctx;
	c->sni = sni;
	c->ended = ended;
	c->arg = arg;
	c->since = poller_now(poller);
	c->patience.ring = patience_ended;
	c->watch.ready = connection_ready;
	c->watch.fd = socket(address->any.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (c->watch.fd >= 0 &&
	    (connect(c->watch.fd, &address->any, address_length(address)) == 0 ||
		errno == EINPROGRESS) &&
	    poller_watch(poller, &c->watch, EPOLLIN | EPOLLOUT | EPOLLET) == 0)
		return;
	ending_from_errno(&c->ending, errno);
	c->no_route = means_no_route(errno);
	connection_end(c);
}

void
connection_expire(struct connection *c)
{
	static const char *const stages[] = {
	    [CONNECTION_CONNECTING] = "connect",
	    [CONNECTION_HANDSHAKING] = "handshake",
	};

	switch (c->state) {
	case CONNECTION_CONNECTING:
	case CONNECTION_HANDSHAKING:
		ending_set(&c->ending, OUTCOME_TIMEOUT, stages[c->state]);
		connection_end(c);
		break;
	case CONNECTION_LISTENING:
		ending_set(&c->ending, OUTCOME_OK, "");
		connection_end(c);
		break;
	case CONNECTION_ENDED:
		break;
	}
}

void
connection_release(struct connection *c)
{
	if (c->state != CONNECTION_ENDED)
		connection_close(c);
	tls_notes_release(&c->notes);
}
