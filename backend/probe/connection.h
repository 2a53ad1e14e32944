/* One connection to one address: connect, handshake, and where TLS 1.3 asks for it a moment of
 * listening. It never waits by itself: the poller drives it, and the engine holds the one deadline
 * over everything. Ends exactly once, with its chain recorded whatever the end was. */
#ifndef PROBE_CONNECTION_H
#define PROBE_CONNECTION_H

#include "probe/poller.h"
#include "probe/target.h"
#include "probe/tls.h"

enum connection_state {
	CONNECTION_CONNECTING,
	CONNECTION_HANDSHAKING,
	CONNECTION_LISTENING, /* the handshake is done; will it want a client certificate? */
	CONNECTION_ENDED
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
	int connect_ms, tls_ms;

	/* How it runs. */
	struct poller *poller;
	SSL_CTX *ctx;
	char *sni; /* the target's */
	SSL *ssl;
	struct watch watch;
	struct alarm patience; /* for listening */
	int64_t since;         /* start of this state, milliseconds */
	void (*ended)(struct connection *c, void *arg);
	void *arg;
};

/* Starts; when it ends before this returns (no route, no descriptor) `ended` is not called and
 * the state says so. */
void connection_start(struct connection *c, struct poller *poller, SSL_CTX *ctx,
    const union address *address, char *sni, void (*ended)(struct connection *c, void *arg),
    void *arg);
/* The deadline: ends it as timeout, without calling `ended`. Nothing when it has ended. */
void connection_expire(struct connection *c);
/* Closes and frees what it holds, not itself. */
void connection_release(struct connection *c);

#endif
