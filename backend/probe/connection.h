/* One connection to one address: connect, what is said before TLS (probe/dialogue.h), handshake, and
 * where TLS 1.3 asks for it a moment of listening. It never waits by itself: the poller drives it, and the engine holds the one deadline
 * over everything. Ends exactly once, with its chain recorded whatever the end was. */
#ifndef PROBE_CONNECTION_H
#define PROBE_CONNECTION_H

#include "probe/dialogue.h"
#include "probe/poller.h"
#include "probe/target.h"
#include "probe/tls.h"

enum connection_state {
	CONNECTION_CONNECTING,
	CONNECTION_PREAMBLE, /* before TLS */
	CONNECTION_HANDSHAKING,
	CONNECTION_AWAITING_ALERT, /* the handshake is done; will it want a client certificate? */
	CONNECTION_ENDED
};

/* What it is made for; must outlive it. */
struct connection_plan {
	struct poller *poller;
	SSL_CTX *ctx;
	enum protocol protocol;
	const struct target *target;
	const struct proxy *proxy; /* NULL: none; else the address is the proxy's */
	char *sni;                 /* NULL: none is sent */
};

/* Milliseconds that each stage took; 0 also where it was never reached. hello and chain are since
 * the ClientHello. */
struct stages {
	int connect, preamble, hello, chain, tls;
};

struct connection {
	/* What it came to; whole once state is CONNECTION_ENDED. */
	enum connection_state state;
	union address address;
	struct ending ending;
	struct tls_notes notes;
	bool no_route;        /* this machine has no way to that family */
	bool client_required; /* it would not do without a client certificate */
	int version;          /* TLS1_2_VERSION…; 0: none was agreed on */
	struct stages ms;

	/* How it runs. */
	const struct connection_plan *plan;
	enum key_preference key;
	struct dialogue *dialogue; /* NULL: none, or over */
	bool agreed;               /* the dialogue is over, but not all of it was sent */
	SSL *ssl;
	struct watch watch;
	struct alarm alert_wait; /* for listening */
	int64_t since;           /* start of this state, milliseconds */
	void (*ended)(struct connection *c, void *arg);
	void *arg;
};

/* Starts; when it ends before this returns (no route, no descriptor) `ended` is not called and
 * the state says so. */
void connection_start(struct connection *c, const struct connection_plan *plan,
    const union address *address, enum key_preference key,
    void (*ended)(struct connection *c, void *arg), void *arg);
/* The deadline: ends it as timeout, without calling `ended`. Nothing when it has ended. */
void connection_expire(struct connection *c);
/* Closes and frees what it holds, not itself. */
void connection_release(struct connection *c);

#endif
