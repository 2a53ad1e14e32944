/* One handshake with a host that may be old, broken or hostile: what we offer, what is noted while
 * it runs, and what its end is called. Nothing is verified here: the chain is recorded as it comes,
 * and any certificate is accepted, since its faults are what we came to see. */
#ifndef PROBE_TLS_H
#define PROBE_TLS_H

#include "base/terms.h"
#include "probe/limits.h"

#include <openssl/ssl.h>

/* Noted by OpenSSL's callbacks, so known even when the handshake fails later. */
struct tls_notes {
	STACK_OF(X509) * chain; /* as served, leaf first; NULL: none came. Owned by the notes */
	unsigned char *staple;  /* an OCSPResponse that came with it; NULL: none. Owned too */
	size_t staple_len;
	bool asked;  /* the server sent a CertificateRequest */
	bool hello;  /* it sent a ServerHello: this is TLS */
	bool ticket; /* a NewSessionTicket after the handshake: it is content with us */
	bool headed; /* head is set */
	unsigned char head[SSL3_RT_HEADER_LENGTH]; /* the first bytes that it sent */
};

void tls_notes_release(struct tls_notes *n);

/* How something ended. */
struct ending {
	enum outcome outcome;
	char detail[DETAIL_MAX_BYTES]; /* "" or what more there is to say, clean */
};

void ending_set(struct ending *e, enum outcome outcome, const char *detail);
/* For errno of a connect, read or write. */
void ending_from_errno(struct ending *e, int error);

/* One for each worker; ends the program when OpenSSL itself is broken. */
SSL_CTX *tls_context_new(void);

/* Which key a host that has several shall show. */
enum key_preference { KEY_ANY, KEY_RSA, KEY_ECDSA };

/* A client session on a connected descriptor, which stays the caller's. sni NULL: none is sent. */
SSL *tls_session_new(
    SSL_CTX *ctx, int fd, char *sni, enum key_preference key, struct tls_notes *notes);

/* Puts the staple of a session that has ended into its notes. */
void tls_note_staple(SSL *ssl, struct tls_notes *notes);

/* What the failure rc of an SSL call that wants nothing more means. */
void tls_ending(SSL *ssl, int rc, const struct tls_notes *notes, struct ending *e);

/* The name of an alert in the registry of IANA ("handshake_failure"), or NULL. */
const char *tls_alert_name(int alert);

#endif
