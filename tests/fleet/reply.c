/* Four of these begin a TLS 1.2 handshake by hand (RFC 5246, sections 7.4.1.3 and 7.4.2): a server
 * made with OpenSSL refuses to serve a certificate that OpenSSL cannot read. TLS 1.2 sends its
 * certificate in the clear, so no key is needed to get so far. */
#include "reply.h"

#include <openssl/objects.h>
#include <openssl/x509v3.h>

enum {
	GARBAGE_BYTES = 16384,
	HANDSHAKE_RECORD = 22,
	ALERT_RECORD = 21,
	ENDLESS_MESSAGE = 0xffffff
};

static struct reply replies[ACT_COUNT] = {
    [ACT_SILENT] = {.end = END_HOLD},
    [ACT_RESET] = {.end = END_RST},
    [ACT_CLOSE] = {.eager = true, .end = END_FIN},
    [ACT_HTTP] = {.end = END_FIN},
    [ACT_SSH] = {.eager = true, .end = END_HOLD},
    [ACT_ALERT] = {.end = END_FIN},
    [ACT_SSL3] = {.end = END_HOLD},
    [ACT_GARBAGE] = {.eager = true, .endless = true},
    [ACT_HUGE] = {.endless = true},
    [ACT_CUT] = {.end = END_FIN},
    [ACT_UNREADABLE] = {.end = END_HOLD},
    [ACT_ENDLESS] = {.endless = true},
};

static void
put_number(struct buf *b, size_t value, int bytes)
{
	while (bytes-- > 0)
		buf_putc(b, (char)(value >> (8 * bytes) & 0xff));
}

static void
put_record(struct buf *b, int type, const struct buf *content)
{
	put_number(b, (size_t)type, 1);
	put_number(b, 0x0303, 2);
	put_number(b, content->len, 2);
	buf_add(b, content->data, content->len);
}

/* ECDHE-ECDSA-AES128-GCM-SHA256, no session, secure renegotiation (RFC 5746). */
static void
put_server_hello(struct buf *b)
{
	static const char tail[] = "\x00\xc0\x2b\x00\x00\x05\xff\x01\x00\x01\x00";
	enum { RANDOM_BYTES = 32 };
	struct buf hello = {0};

	put_number(&hello, 2, 1);
	put_number(&hello, 2 + RANDOM_BYTES + sizeof(tail) - 1, 3);
	put_number(&hello, 0x0303, 2);
	for (int i = 0; i < RANDOM_BYTES; i++)
		buf_putc(&hello, (char)(i * 7 + 1));
	buf_add(&hello, tail, sizeof(tail) - 1);
	put_record(b, HANDSHAKE_RECORD, &hello);
	buf_release(&hello);
}

/* RFC 6101 section 5.6.1.3: no extensions; RSA with AES128-SHA. */
static void
put_ssl3_hello(struct buf *b)
{
	enum { RANDOM_BYTES = 32 };

	put_number(b, 0x160300, 3);
	put_number(b, 4 + 2 + RANDOM_BYTES + 4, 2);
	put_number(b, 2, 1);
	put_number(b, 2 + RANDOM_BYTES + 4, 3);
	put_number(b, 0x0300, 2);
	for (int i = 0; i < RANDOM_BYTES; i++)
		buf_putc(b, (char)(i * 7 + 1));
	put_number(b, 0x00002f00, 4);
}

/* Only the first `sent` bytes of the message go into the record. */
static void
put_certificate(struct buf *b, const unsigned char *der, size_t len, size_t sent)
{
	struct buf message = {0};

	put_number(&message, 11, 1);
	put_number(&message, len + 6, 3);
	put_number(&message, len + 3, 3);
	put_number(&message, len, 3);
	buf_add(&message, der, len);
	if (sent < message.len)
		message.len = sent;
	put_record(b, HANDSHAKE_RECORD, &message);
	buf_release(&message);
}

static void
put_huge(struct reply *r)
{
	struct buf message = {0};

	put_server_hello(&r->first);
	put_number(&message, 11, 1);
	put_number(&message, ENDLESS_MESSAGE, 3);
	put_number(&message, ENDLESS_MESSAGE - 3, 3);
	put_record(&r->first, HANDSHAKE_RECORD, &message);
	buf_clear(&message);
	for (int i = 0; i < GARBAGE_BYTES; i++)
		buf_putc(&message, 0x30);
	put_record(&r->again, HANDSHAKE_RECORD, &message);
	buf_release(&message);
}

/* Hello requests, of four bytes that are all zero. */
static void
put_endless(struct reply *r)
{
	struct buf messages = {0};

	put_server_hello(&r->first);
	for (int i = 0; i < GARBAGE_BYTES; i++)
		buf_putc(&messages, 0);
	put_record(&r->again, HANDSHAKE_RECORD, &messages);
	buf_release(&messages);
}

/* A certificate whose subject says "caf\xc3\xa9", of which the last byte then becomes an open
 * bracket. */
static void
put_real_certificates(int64_t now)
{
	static const struct name_part subject[] = {UTF8(NID_commonName, "caf\xc3\xa9")};
	static const char spoilt[] = "caf\xc3(";
	const struct order o = {.subject = subject,
	    .subject_count = 1,
	    .issuer = CA_ISSUER_EC,
	    .not_before = now - DAYS(10),
	    .not_after = now + DAYS(190),
	    .key = KEY_P256};
	struct certificate c = {0};
	unsigned char *der = NULL, *text;
	int len;

	certificate_make(&c, &o);
	len = i2d_X509(c.x509, &der);
	put_server_hello(&replies[ACT_CUT].first);
	put_certificate(&replies[ACT_CUT].first, der, (size_t)len, (size_t)len / 2);
	text = memmem(der, (size_t)len, subject[0].bytes, subject[0].len);
	memcpy(text, spoilt, sizeof(spoilt) - 1);
	put_server_hello(&replies[ACT_UNREADABLE].first);
	put_certificate(&replies[ACT_UNREADABLE].first, der, (size_t)len, SIZE_MAX);
	OPENSSL_free(der);
	certificate_release(&c);
}

void
replies_init(int64_t now)
{
	struct buf alert = {0};

	buf_puts(&replies[ACT_HTTP].first, "HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\n"
					   "Connection: close\r\n\r\n<h1>Bad Request</h1>\n");
	buf_puts(&replies[ACT_SSH].first, "SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n");
	put_ssl3_hello(&replies[ACT_SSL3].first);
	put_number(&alert, 0x0228, 2); /* fatal, handshake_failure */
	put_record(&replies[ACT_ALERT].first, ALERT_RECORD, &alert);
	buf_release(&alert);
	for (int i = 0; i < GARBAGE_BYTES; i++)
		buf_putc(&replies[ACT_GARBAGE].again, (char)(0x80 | (i * 31 & 0x7f)));
	put_huge(&replies[ACT_HUGE]);
	put_endless(&replies[ACT_ENDLESS]);
	put_real_certificates(now);
}

void
replies_release(void)
{
	for (int i = 0; i < ACT_COUNT; i++) {
		buf_release(&replies[i].first);
		buf_release(&replies[i].again);
	}
}

const struct reply *
reply_for(enum act act)
{
	switch ((int)act) {
	case ACT_TLS:
	case ACT_SNI_ONLY:
	case ACT_DECOY:
	case ACT_SLOW:
		return NULL;
	default:
		return &replies[act];
	}
}
