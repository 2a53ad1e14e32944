/* A session of OpenSSL that refuses nothing: every version and cipher that it still has, any
 * certificate. Its callbacks note what comes, message by message, in the notes that belong to the
 * session, so that what was seen is there however it ends. Why it ended is then told from the error
 * that OpenSSL leaves and from the notes: whether the host ever spoke TLS, and in which version. */
#include "probe/tls.h"

#include "base/err.h"
#include "base/log.h"
#include "base/mem.h"
#include "pki/x509.h"

#include <errno.h>
#include <openssl/err.h>

/* RFC 8446 section 6, and what older versions and extensions have used. */
static const char *const alert_names[256] = {
    [0] = "close_notify",
    [10] = "unexpected_message",
    [20] = "bad_record_mac",
    [21] = "decryption_failed",
    [22] = "record_overflow",
    [30] = "decompression_failure",
    [40] = "handshake_failure",
    [41] = "no_certificate",
    [42] = "bad_certificate",
    [43] = "unsupported_certificate",
    [44] = "certificate_revoked",
    [45] = "certificate_expired",
    [46] = "certificate_unknown",
    [47] = "illegal_parameter",
    [48] = "unknown_ca",
    [49] = "access_denied",
    [50] = "decode_error",
    [51] = "decrypt_error",
    [60] = "export_restriction",
    [70] = "protocol_version",
    [71] = "insufficient_security",
    [80] = "internal_error",
    [86] = "inappropriate_fallback",
    [90] = "user_canceled",
    [100] = "no_renegotiation",
    [109] = "missing_extension",
    [110] = "unsupported_extension",
    [111] = "certificate_unobtainable",
    [112] = "unrecognized_name",
    [113] = "bad_certificate_status_response",
    [114] = "bad_certificate_hash_value",
    [115] = "unknown_psk_identity",
    [116] = "certificate_required",
    [120] = "no_application_protocol",
    [121] = "ech_required",
};

/* What speaks first and is no TLS: by its first bytes. */
static const struct {
	const char *head;
	const char *name;
} plain_protocols[] = {
    {"HTTP/", "HTTP"},
    {"<", "HTML"},
    {"SSH-", "SSH"},
    {"220", "SMTP or FTP"},
    {"* OK", "IMAP"},
    {"+OK", "POP3"},
    {"RFB ", "VNC"},
    {"<?xml", "XMPP"},
};

static struct tls_notes *
notes_of(const SSL *ssl)
{
	return SSL_get_app_data(ssl);
}

/* In place of OpenSSL's verification, and before the server has proved anything. */
static int
record_chain(X509_STORE_CTX *ctx, void *arg)
{
	SSL *ssl = X509_STORE_CTX_get_ex_data(ctx, SSL_get_ex_data_X509_STORE_CTX_idx());
	struct tls_notes *notes = notes_of(ssl);
	STACK_OF(X509) *served = X509_STORE_CTX_get0_untrusted(ctx);

	(void)arg;
	if (!notes->chain && sk_X509_num(served) > 0)
		notes->chain = X509_chain_up_ref(served);
	while (notes->chain && sk_X509_num(notes->chain) > CHAIN_CERTIFICATES_MAX)
		X509_free(sk_X509_pop(notes->chain));
	return 1;
}

static int
note_request(SSL *ssl, X509 **certificate, EVP_PKEY **key)
{
	(void)certificate;
	(void)key;
	notes_of(ssl)->asked = true;
	return 0;
}

static void
note_message(int sent, int version, int type, const void *bytes, size_t len, SSL *ssl, void *arg)
{
	struct tls_notes *notes = notes_of(ssl);
	const unsigned char *b = bytes;

	(void)version;
	(void)arg;
	if (sent)
		return;
	if (type == SSL3_RT_HEADER && !notes->headed && len == sizeof(notes->head)) {
		memcpy(notes->head, b, len);
		notes->headed = true;
	} else if (type == SSL3_RT_HANDSHAKE && len > 0) {
		notes->hello |= b[0] == SSL3_MT_SERVER_HELLO;
		notes->ticket |= b[0] == SSL3_MT_NEWSESSION_TICKET;
	}
}

SSL_CTX *
tls_context_new(void)
{
	SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());

	/* We look at hosts that no browser would talk to any more: everything that OpenSSL still
	 * has. */
	if (!ctx || !SSL_CTX_set_min_proto_version(ctx, TLS1_VERSION) ||
	    !SSL_CTX_set_max_proto_version(ctx, 0) ||
	    !SSL_CTX_set_cipher_list(ctx, "ALL:!aNULL:!eNULL:!PSK:!SRP:@SECLEVEL=0")) {
		log_error(
		    "OpenSSL does not work here: %s", ERR_error_string(ERR_get_error(), NULL));
		exit(1);
	}
	SSL_CTX_set_security_level(ctx, 0);
	/* Not SSL_OP_IGNORE_UNEXPECTED_EOF: a FIN in the middle is told apart from close_notify. */
	SSL_CTX_set_options(ctx, SSL_OP_LEGACY_SERVER_CONNECT | SSL_OP_NO_RENEGOTIATION |
				     SSL_OP_NO_COMPRESSION | SSL_OP_NO_TICKET);
	SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
	SSL_CTX_set_mode(ctx, SSL_MODE_RELEASE_BUFFERS);
	SSL_CTX_set_tlsext_status_type(ctx, TLSEXT_STATUSTYPE_ocsp);
	SSL_CTX_set_max_cert_list(ctx, CHAIN_MAX_BYTES);
	SSL_CTX_set_read_ahead(ctx, 1); /* a flight in one read(2) */
	SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, NULL);
	SSL_CTX_set_cert_verify_callback(ctx, record_chain, NULL);
	SSL_CTX_set_client_cert_cb(ctx, note_request);
	SSL_CTX_set_msg_callback(ctx, note_message);
	return ctx;
}

/* What is offered decides which of its certificates a host shows: the cipher suites up to TLS 1.2,
 * the signature algorithms from 1.3 on (RFC 8446 section 4.2.3). */
static const struct {
	const char *ciphers;
	char *signatures; /* OpenSSL's macro casts const away */
} key_offers[] = {
    [KEY_RSA] = {"aRSA:!PSK:!SRP:@SECLEVEL=0",
	"rsa_pss_rsae_sha256:rsa_pss_rsae_sha384:rsa_pss_rsae_sha512:RSA+SHA256:RSA+SHA384:"
	"RSA+SHA512:RSA+SHA1"},
    [KEY_ECDSA] = {"aECDSA:!PSK:!SRP:@SECLEVEL=0",
	"ECDSA+SHA256:ECDSA+SHA384:ECDSA+SHA512:ECDSA+SHA1"},
};

static bool
session_prefer(SSL *ssl, enum key_preference key)
{
	return key == KEY_ANY || (SSL_set_cipher_list(ssl, key_offers[key].ciphers) == 1 &&
				     SSL_set1_sigalgs_list(ssl, key_offers[key].signatures) == 1);
}

/* Nothing more has come, from the bound on: there are messages that OpenSSL skips without ever
 * returning to us, as long as there is a next one (RFC 5246 7.4.1.1), and while it does so no other
 * connection and no deadline would have its turn. */
static long
bound_reading(BIO *b, int operation, const char *bytes, size_t len, int argi, long argl, int rc,
    size_t *processed)
{
	(void)bytes;
	(void)len;
	(void)argi;
	(void)argl;
	(void)processed;
	if (operation != BIO_CB_READ || BIO_number_read(b) <= HANDSHAKE_MAX_BYTES)
		return rc;
	BIO_set_retry_read(b);
	return -1;
}

SSL *
tls_session_new(SSL_CTX *ctx, int fd, char *sni, enum key_preference key, struct tls_notes *notes)
{
	SSL *ssl = SSL_new(ctx);

	if (!ssl || SSL_set_fd(ssl, fd) != 1 || !session_prefer(ssl, key) ||
	    (sni && SSL_set_tlsext_host_name(ssl, sni) != 1)) {
		ERR_clear_error();
		SSL_free(ssl);
		return NULL;
	}
	BIO_set_callback_ex(SSL_get_rbio(ssl), bound_reading);
	SSL_set_app_data(ssl, notes);
	SSL_set_connect_state(ssl);
	return ssl;
}

void
tls_note_staple(SSL *ssl, struct tls_notes *notes)
{
	const unsigned char *bytes = NULL;
	long len = SSL_get_tlsext_status_ocsp_resp(ssl, &bytes);

	if (len <= 0 || !bytes || notes->staple)
		return;
	notes->staple_len = (size_t)len;
	notes->staple = mem_alloc(notes->staple_len);
	memcpy(notes->staple, bytes, notes->staple_len);
}

void
tls_notes_release(struct tls_notes *n)
{
	free(n->staple);
	n->staple = NULL;
	sk_X509_pop_free(n->chain, X509_free);
	n->chain = NULL;
}

void
ending_set(struct ending *e, enum outcome outcome, const char *detail)
{
	e->outcome = outcome;
	snprintf(e->detail, sizeof(e->detail), "%s", detail);
}

void
ending_from_errno(struct ending *e, int error)
{
	switch (error) {
	case 0:
		ending_set(e, OUTCOME_RESET, "closed");
		break;
	case ECONNREFUSED:
		ending_set(e, OUTCOME_REFUSED, "");
		break;
	case ECONNRESET:
	case EPIPE:
	case ECONNABORTED:
		ending_set(e, OUTCOME_RESET, "");
		break;
	case ETIMEDOUT:
		ending_set(e, OUTCOME_TIMEOUT, "connect");
		break;
	default: /* ENETUNREACH, EHOSTUNREACH, EACCES of a firewall, … */
		ending_set(e, OUTCOME_UNREACHABLE,
		    error == ENETUNREACH || error == EHOSTUNREACH ? "" : err_reason(error));
		break;
	}
}

const char *
tls_alert_name(int alert)
{
	return alert >= 0 && alert < 256 ? alert_names[alert] : NULL;
}

/* Who does not accept any version that we offer is not merely at odds with us: it has none of them. */
static void
ending_from_alert(struct ending *e, int alert)
{
	const char *name = tls_alert_name(alert);
	char number[16];

	snprintf(number, sizeof(number), "alert %d", alert);
	ending_set(e, alert == SSL_AD_PROTOCOL_VERSION ? OUTCOME_TOO_OLD : OUTCOME_TLS_ALERT,
	    name ? name : number);
}

static void
ending_plain(struct ending *e, const struct tls_notes *notes)
{
	const char *name = "";

	for (size_t i = 0; i < sizeof(plain_protocols) / sizeof(plain_protocols[0]); i++)
		if (notes->headed &&
		    !memcmp(notes->head, plain_protocols[i].head, strlen(plain_protocols[i].head)))
			name = plain_protocols[i].name;
	ending_set(e, OUTCOME_NOT_TLS, name);
}

/* A ServerHello of SSL 3.0 has that version in its record too (RFC 6101 section 5.2.1). */
static bool
answers_ssl3(const struct tls_notes *notes)
{
	static const unsigned char head[] = {SSL3_RT_HANDSHAKE, 3, 0};

	return notes->headed && !memcmp(notes->head, head, sizeof(head));
}

/* An outcome is tls-alert only when the host sent one. Where it was we who could not go on, what it
 * said is no TLS that can be read: the detail has what OpenSSL could not do with it. */
static void
ending_from_error(struct ending *e, unsigned long error, const struct tls_notes *notes)
{
	int reason = ERR_GET_LIB(error) == ERR_LIB_SSL ? ERR_GET_REASON(error) : 0;
	const char *text = ERR_reason_error_string(error);

	if (reason == SSL_R_UNEXPECTED_EOF_WHILE_READING)
		ending_set(e, OUTCOME_RESET, "closed");
	else if (reason >= SSL_AD_REASON_OFFSET && reason < SSL_AD_REASON_OFFSET + 256)
		ending_from_alert(e, reason - SSL_AD_REASON_OFFSET);
	else if (reason == SSL_R_EXCESSIVE_MESSAGE_SIZE)
		ending_set(e, OUTCOME_TOO_MUCH_DATA, "");
	else if (answers_ssl3(notes))
		ending_set(e, OUTCOME_TOO_OLD, "SSL 3.0");
	else if (!notes->hello)
		ending_plain(e, notes);
	else
		ending_set(e, OUTCOME_NOT_TLS, text ? text : "");
}

void
tls_ending(SSL *ssl, int rc, const struct tls_notes *notes, struct ending *e)
{
	int error = errno, kind = SSL_get_error(ssl, rc);

	if (kind == SSL_ERROR_ZERO_RETURN)
		ending_from_alert(e, SSL3_AD_CLOSE_NOTIFY);
	else if (kind == SSL_ERROR_SYSCALL)
		ending_from_errno(e, error);
	else
		ending_from_error(e, ERR_peek_error(), notes);
	ERR_clear_error();
}
