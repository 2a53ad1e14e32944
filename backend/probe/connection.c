/* A connection is a machine of states: connecting, the preamble of its protocol or proxy, handshake,
 * waiting for an alert. The poller calls connection_ready, which goes on with the step of the current
 * state until the socket would block; a step either returns, to be called again, or moves to the next
 * state, or ends the connection. connection_finish is the only place that calls `ended`, and the
 * connection is not touched after it: its owner may have begun the next one in the same memory.
 *
 * What was seen (chain, version, times) is in the struct before the socket is closed. */
#include "probe/connection.h"

#include "base/sys.h"

#include <errno.h>
#include <openssl/err.h>
#include <sys/epoll.h>

static void
connection_close(struct connection *c)
{
	poller_clear_alarm(c->plan->poller, &c->alert_wait);
	if (c->watch.fd >= 0)
		poller_unwatch(c->plan->poller, &c->watch, true);
	if (c->ssl) {
		/* close_notify if the socket accepts it; the answer is not waited for. */
		if (c->ending.outcome == OUTCOME_OK && !c->client_required)
			SSL_shutdown(c->ssl);
		SSL_free(c->ssl);
		ERR_clear_error();
	}
	c->ssl = NULL;
	dialogue_free(c->dialogue);
	c->dialogue = NULL;
	sys_close(&c->watch.fd);
}

/* Notes how long this stage took, and begins the next. */
static void
stage_ends(struct connection *c)
{
	int *const ms[] = {
	    [CONNECTION_CONNECTING] = &c->ms.connect,
	    [CONNECTION_PREAMBLE] = &c->ms.preamble,
	    [CONNECTION_HANDSHAKING] = &c->ms.tls,
	};
	int64_t now = poller_now(c->plan->poller);

	if (c->state < sizeof(ms) / sizeof(ms[0]))
		*ms[c->state] = (int)(now - c->since);
	c->since = now;
}

/* What goes wrong before the proxy has let us through says nothing of the host. */
static void
blame_proxy(struct connection *c)
{
	bool with_proxy = c->plan->proxy && (c->state == CONNECTION_CONNECTING ||
						(c->dialogue && dialogue_with_proxy(c->dialogue)));

	if (with_proxy && c->ending.outcome != OUTCOME_PROXY_REFUSED &&
	    c->ending.outcome != OUTCOME_TOO_MUCH_DATA)
		ending_set(&c->ending, OUTCOME_PROXY_REFUSED, outcome_text(c->ending.outcome));
}

static void
connection_end(struct connection *c)
{
	stage_ends(c);
	blame_proxy(c);
	if (c->ssl && c->notes.chain) {
		c->version = SSL_version(c->ssl);
		tls_note_staple(c->ssl, &c->notes);
	}
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
 * proved that the key is its: all that we came for, so the outcome is ok, and the
 * problem says the rest.
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
await_alert(struct connection *c)
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
alert_wait_ended(struct alarm *a)
{
	struct connection *c = OWNER_OF(a, struct connection, alert_wait);

	ending_set(&c->ending, OUTCOME_OK, "");
	connection_finish(c);
}

static void
handshake_done(struct connection *c)
{
	stage_ends(c);
	if (c->notes.asked && SSL_version(c->ssl) >= TLS1_3_VERSION) {
		c->state = CONNECTION_AWAITING_ALERT;
		poller_set_alarm(c->plan->poller, &c->alert_wait, c->since + CLIENT_ALERT_WAIT_MS);
		await_alert(c);
		return;
	}
	ending_set(&c->ending, OUTCOME_OK, "");
	c->state = CONNECTION_AWAITING_ALERT;
	connection_finish(c);
}

/* Which messages of the server had come by now. */
static void
note_progress(struct connection *c)
{
	int spent = (int)(poller_now(c->plan->poller) - c->since);

	if (c->notes.hello && !c->ms.hello)
		c->ms.hello = spent;
	if (c->notes.chain && !c->ms.chain)
		c->ms.chain = spent;
}

static void
handshake_on(struct connection *c)
{
	int rc;

	errno = 0;
	rc = SSL_do_handshake(c->ssl);
	note_progress(c);
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
handshake_begin(struct connection *c)
{
	stage_ends(c);
	c->state = CONNECTION_HANDSHAKING;
	c->ssl = tls_session_new(c->plan->ctx, c->watch.fd, c->plan->sni, c->key, &c->notes);
	if (!c->ssl) {
		ending_set(&c->ending, OUTCOME_UNREACHABLE, "bad-sni");
		connection_finish(c);
		return;
	}
	handshake_on(c);
}

/* ---- before TLS ---- */

static void
preamble_fails(struct connection *c, int error)
{
	ending_from_errno(&c->ending, error);
	connection_finish(c);
}

/* 1 when all was sent, 0 when the socket takes no more now, -1 with errno. */
static int
preamble_send(struct connection *c)
{
	const char *bytes;
	size_t len;

	while ((bytes = dialogue_unsent(c->dialogue, &len)), len) {
		ssize_t n = send(c->watch.fd, bytes, len, MSG_NOSIGNAL);

		if (n < 0)
			return errno == EAGAIN || errno == EINTR ? 0 : -1;
		dialogue_sent(c->dialogue, (size_t)n);
	}
	return 1;
}

/* Receives until there is no more, or the dialogue has enough. false: it has ended. */
static bool
preamble_receive(struct connection *c)
{
	char bytes[4096];
	ssize_t n;

	while (!c->agreed && (n = recv(c->watch.fd, bytes, sizeof(bytes), 0)) != -1) {
		enum dialogue_state state = DIALOGUE_FAILED;

		if (n == 0)
			ending_set(&c->ending, OUTCOME_RESET, "closed");
		else
			state = dialogue_receive(c->dialogue, bytes, (size_t)n, &c->ending);
		if (state == DIALOGUE_FAILED) {
			connection_finish(c);
			return false;
		}
		c->agreed = state == DIALOGUE_DONE;
		if (preamble_send(c) < 0)
			break;
	}
	if (c->agreed || errno == EAGAIN || errno == EINTR)
		return true;
	preamble_fails(c, errno);
	return false;
}

static void
preamble_on(struct connection *c)
{
	int sent;

	if (!preamble_receive(c))
		return;
	sent = preamble_send(c);
	if (sent < 0) {
		preamble_fails(c, errno);
	} else if (c->agreed && sent) {
		dialogue_free(c->dialogue);
		c->dialogue = NULL;
		handshake_begin(c);
	}
}

static void
preamble_begin(struct connection *c)
{
	stage_ends(c);
	c->state = CONNECTION_PREAMBLE;
	if (dialogue_receive(c->dialogue, NULL, 0, &c->ending) == DIALOGUE_FAILED)
		connection_finish(c);
	else
		preamble_on(c);
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
	c->dialogue = dialogue_new(c->plan->protocol, c->plan->target, c->plan->proxy);
	if (c->dialogue)
		preamble_begin(c);
	else
		handshake_begin(c);
}

static void
connection_ready(struct watch *w, uint32_t events)
{
	static void (*const steps[])(struct connection * c) = {
	    [CONNECTION_CONNECTING] = connect_on,
	    [CONNECTION_PREAMBLE] = preamble_on,
	    [CONNECTION_HANDSHAKING] = handshake_on,
	    [CONNECTION_AWAITING_ALERT] = await_alert,
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
connection_start(struct connection *c, const struct connection_plan *plan,
    const union address *address, enum key_preference key,
    void (*ended)(struct connection *c, void *arg), void *arg)
{
	memset(c, 0, sizeof(*c));
	c->address = *address;
	c->plan = plan;
	c->key = key;
	c->ended = ended;
	c->arg = arg;
	c->since = poller_now(plan->poller);
	c->alert_wait.ring = alert_wait_ended;
	c->watch.ready = connection_ready;
	c->watch.fd = socket(address->any.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (c->watch.fd >= 0 &&
	    (connect(c->watch.fd, &address->any, address_length(address)) == 0 ||
		errno == EINPROGRESS) &&
	    poller_watch(plan->poller, &c->watch, EPOLLIN | EPOLLOUT | EPOLLET) == 0)
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
	    [CONNECTION_PREAMBLE] = "preamble",
	    [CONNECTION_HANDSHAKING] = "handshake",
	};

	switch (c->state) {
	case CONNECTION_CONNECTING:
	case CONNECTION_PREAMBLE:
	case CONNECTION_HANDSHAKING:
		ending_set(&c->ending, OUTCOME_TIMEOUT, stages[c->state]);
		connection_end(c);
		break;
	case CONNECTION_AWAITING_ALERT:
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
