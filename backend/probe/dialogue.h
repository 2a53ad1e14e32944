/* What is said before the TLS handshake: to a proxy that shall let us through, and to a server that
 * speaks something else until it is asked for TLS (STARTTLS). A dialogue knows bytes only, no
 * sockets: the connection carries them to and fro.
 *
 * Each dialogue is a const table of steps, one thing said and the answer that is expected. The
 * answers of hosts are bounded (PREAMBLE_MAX_BYTES), and never trusted beyond "go on" or "no".
 *
 * TLS begins with the client, right after the last answer (RFC 3207 section 4, RFC 9051 section
 * 6.2.1): whatever a server has pipelined behind its "go on" would be read as TLS, which it is not,
 * so it ends the dialogue as not-tls. Behind a proxy's answer it may be the host that speaks
 * already: those bytes go to the next dialogue. */
#ifndef PROBE_DIALOGUE_H
#define PROBE_DIALOGUE_H

#include "probe/proxy.h"
#include "probe/tls.h"

struct dialogue;

enum dialogue_state {
	DIALOGUE_MORE,  /* it waits for what the other side says */
	DIALOGUE_DONE,  /* TLS begins */
	DIALOGUE_FAILED /* *ending says how */
};

/* NULL where TLS begins at once. proxy: NULL when there is none. target: the host; it and the proxy
 * must outlive the dialogue. */
struct dialogue *dialogue_new(
    enum protocol protocol, const struct target *target, const struct proxy *proxy);
void dialogue_free(struct dialogue *d);

/* True while it is the proxy that is spoken with. */
bool dialogue_with_proxy(const struct dialogue *d);

/* What is to be sent now; dialogue_sent removes what was sent. */
const char *dialogue_unsent(const struct dialogue *d, size_t *len);
void dialogue_sent(struct dialogue *d, size_t len);

/* Bytes that came; len 0 at the beginning, for those who speak first. Once it is not MORE it is not
 * to be called again; what is unsent is still to be sent when it is DONE. */
enum dialogue_state dialogue_receive(
    struct dialogue *d, const char *bytes, size_t len, struct ending *ending);

#endif
