/* Servers on loopback for the tests of probe/, each a thread that serves one connection after
 * another, real TLS or a fault. Where a server must be seen doing something, what it saw stands in
 * the struct once it was stopped. */
#ifndef TESTS_PROBE_SERVER_H
#define TESTS_PROBE_SERVER_H

#include "tests/unit/pki_maker.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

enum act {
	ACT_TLS,
	ACT_SILENT, /* accepts and says nothing */
	ACT_CLOSE,  /* FIN at once */
	ACT_RESET,  /* RST after the first bytes */
	ACT_SAY,    /* says `bytes`, then waits */
	ACT_FLOOD   /* says `bytes` and then zeros without end */
};

/* A line of a server's part before TLS: it waits for these bytes, then says its own. */
struct exchange {
	const char *hear;
	size_t hear_len; /* 0: of a text */
	const char *say;
	size_t say_len;
};

struct server {
	/* set before server_start; zero is ordinary */
	const char *address; /* NULL: 127.0.0.1 */
	enum act act;
	const void *bytes;
	size_t len;
	const struct made *leaf; /* of ACT_TLS */
	const struct made *const *others;
	size_t other_count;
	const struct made *second;       /* a leaf of another key beside it */
	const struct made *const *turns; /* instead of leaf: the next for each connection */
	size_t turn_count;
	int fail_every;              /* RST to each connection of this number; 0: none */
	const struct exchange *talk; /* before TLS, or before what else it does */
	size_t talk_count;
	bool drips;        /* says it byte by byte */
	int least, most;   /* protocol versions */
	bool ask, require; /* a client certificate */
	const void *staple;
	int staple_len; /* 0: none is sent */
	int staple_at;  /* to the connection of this number alone; 0: to all */
	/* set by it */
	int port;
	int connections;
	bool misheard; /* the client said something else, or left */
	char sni[256]; /* of the last handshake; "" when none came */
	bool farewell; /* the last client said close_notify */
	/* its own */
	int listener, stop[2];
	SSL_CTX *ctx;
	pthread_t thread;
};

static inline int
server_note_sni(SSL *ssl, int *alert, void *arg)
{
	struct server *s = arg;
	const char *name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);

	(void)alert;
	snprintf(s->sni, sizeof(s->sni), "%s", name ? name : "");
	return SSL_TLSEXT_ERR_OK;
}

static inline int
server_take_any(int good, X509_STORE_CTX *ctx)
{
	(void)good;
	(void)ctx;
	return 1;
}

static inline int
server_staple(SSL *ssl, void *arg)
{
	const struct server *s = arg;
	void *copy;

	if (s->staple_at && s->staple_at != s->connections)
		return SSL_TLSEXT_ERR_NOACK;
	copy = OPENSSL_memdup(s->staple, (size_t)s->staple_len);
	SSL_set_tlsext_status_ocsp_resp(ssl, copy, s->staple_len);
	return SSL_TLSEXT_ERR_OK;
}

static inline void
server_make_context(struct server *s)
{
	s->ctx = SSL_CTX_new(TLS_server_method());
	SSL_CTX_set_security_level(s->ctx, 0);
	SSL_CTX_set_min_proto_version(s->ctx, s->least ? s->least : TLS1_VERSION);
	SSL_CTX_set_max_proto_version(s->ctx, s->most);
	SSL_CTX_set_cipher_list(s->ctx, "ALL:@SECLEVEL=0");
	SSL_CTX_set_tlsext_servername_callback(s->ctx, server_note_sni);
	SSL_CTX_set_tlsext_servername_arg(s->ctx, s);
	if (s->staple_len) {
		SSL_CTX_set_tlsext_status_cb(s->ctx, server_staple);
		SSL_CTX_set_tlsext_status_arg(s->ctx, s);
	}
	if (s->ask || s->require)
		SSL_CTX_set_verify(s->ctx,
		    SSL_VERIFY_PEER | (s->require ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0),
		    server_take_any);
	maker_must(SSL_CTX_use_certificate(s->ctx, s->leaf->x509) == 1 &&
		   SSL_CTX_use_PrivateKey(s->ctx, s->leaf->key) == 1);
	maker_must(!s->second || (SSL_CTX_use_certificate(s->ctx, s->second->x509) == 1 &&
				     SSL_CTX_use_PrivateKey(s->ctx, s->second->key) == 1));
	for (size_t i = 0; i < s->other_count; i++)
		SSL_CTX_add1_chain_cert(s->ctx, s->others[i]->x509);
}

/* Waits until the client has closed or the server is to stop. */
static inline void
server_wait(struct server *s, int fd)
{
	struct pollfd fds[] = {{.fd = fd, .events = POLLIN}, {.fd = s->stop[0], .events = POLLIN}};
	char bytes[4096];

	while (poll(fds, 2, -1) > 0 && !fds[1].revents)
		if (read(fd, bytes, sizeof(bytes)) <= 0)
			return;
}

static inline size_t
text_len(const char *text, size_t len)
{
	return len || !text ? len : strlen(text);
}

static inline bool
server_hears(struct server *s, int fd, const char *bytes, size_t len)
{
	char heard[1024];
	size_t n = 0;

	while (n < len && n < sizeof(heard)) {
		struct pollfd fds[] = {
		    {.fd = fd, .events = POLLIN}, {.fd = s->stop[0], .events = POLLIN}};
		ssize_t more;

		if (poll(fds, 2, -1) <= 0 || fds[1].revents ||
		    (more = read(fd, heard + n, len - n)) <= 0)
			return false;
		n += (size_t)more;
	}
	return n == len && (!len || !memcmp(heard, bytes, len));
}

static inline bool
server_says(const struct server *s, int fd, const char *bytes, size_t len)
{
	size_t piece = s->drips ? 1 : len;

	for (size_t at = 0; at < len; at += piece)
		if (send(fd, bytes + at, piece, MSG_NOSIGNAL) < 0)
			return false;
	return true;
}

/* The part before TLS; false when the client did not play along. */
static inline bool
server_talk(struct server *s, int fd)
{
	for (size_t i = 0; i < s->talk_count; i++) {
		const struct exchange *x = &s->talk[i];

		if (!server_hears(s, fd, x->hear, text_len(x->hear, x->hear_len)) ||
		    !server_says(s, fd, x->say, text_len(x->say, x->say_len)))
			return false;
	}
	return true;
}

static inline void
server_speak_tls(struct server *s, int fd)
{
	SSL *ssl = SSL_new(s->ctx);
	char byte;

	if (s->turn_count) {
		const struct made *m = s->turns[(size_t)(s->connections - 1) % s->turn_count];

		SSL_use_certificate(ssl, m->x509);
		SSL_use_PrivateKey(ssl, m->key);
	}
	SSL_set_fd(ssl, fd);
	s->sni[0] = '\0';
	if (SSL_accept(ssl) == 1) {
		int rc = SSL_read(ssl, &byte, 1);

		s->farewell = SSL_get_error(ssl, rc) == SSL_ERROR_ZERO_RETURN;
	}
	SSL_free(ssl);
	ERR_clear_error();
}

static inline void
server_reset(int fd)
{
	const struct linger now = {1, 0};
	char byte;

	if (read(fd, &byte, 1) >= 0)
		setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
}

static inline void
server_meet(struct server *s, int fd)
{
	static const char zeros[16384];
	int one = 1;

	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	if (!server_talk(s, fd)) {
		s->misheard = true;
		return;
	}
	if (s->fail_every && s->connections % s->fail_every == 0)
		server_reset(fd);
	else if (s->act == ACT_TLS)
		server_speak_tls(s, fd);
	else if (s->act == ACT_RESET)
		server_reset(fd);
	if (s->len && send(fd, s->bytes, s->len, MSG_NOSIGNAL) < 0)
		return;
	while (s->act == ACT_FLOOD && send(fd, zeros, sizeof(zeros), MSG_NOSIGNAL) > 0)
		continue;
	if (s->act == ACT_SILENT || s->act == ACT_SAY)
		server_wait(s, fd);
}

static inline void *
server_run(void *arg)
{
	struct server *s = arg;
	struct pollfd fds[] = {
	    {.fd = s->listener, .events = POLLIN}, {.fd = s->stop[0], .events = POLLIN}};

	while (poll(fds, 2, -1) > 0 && !fds[1].revents) {
		int fd = accept(s->listener, NULL, NULL);

		if (fd < 0)
			continue;
		s->connections++;
		server_meet(s, fd);
		close(fd);
	}
	return NULL;
}

/* A socket bound to an address of loopback, port 0 for any; what it got is in *port. */
static inline int
server_bind(const char *address, int *port, int type)
{
	struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};
	struct sockaddr_in v4 = {.sin_family = AF_INET};
	bool six = strchr(address, ':') != NULL;
	struct sockaddr *any = six ? (struct sockaddr *)&v6 : (struct sockaddr *)&v4;
	socklen_t len = six ? sizeof(v6) : sizeof(v4);
	int one = 1, fd = socket(six ? AF_INET6 : AF_INET, type, 0);

	v6.sin6_port = v4.sin_port = htons((uint16_t)*port);
	inet_pton(
	    six ? AF_INET6 : AF_INET, address, six ? (void *)&v6.sin6_addr : (void *)&v4.sin_addr);
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	maker_must(fd >= 0 && bind(fd, any, len) == 0 && getsockname(fd, any, &len) == 0);
	*port = ntohs(six ? v6.sin6_port : v4.sin_port);
	return fd;
}

/* False on a machine without IPv6: what needs it is skipped. */
static inline bool
server_has_ipv6(void)
{
	const struct sockaddr_in6 one = {
	    .sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
	int fd = socket(AF_INET6, SOCK_STREAM, 0);
	bool bound = fd >= 0 && bind(fd, (const struct sockaddr *)&one, sizeof(one)) == 0;

	if (fd >= 0)
		close(fd);
	return bound;
}

static inline void
server_start(struct server *s)
{
	s->listener = server_bind(s->address ? s->address : "127.0.0.1", &s->port, SOCK_STREAM);
	maker_must(listen(s->listener, 64) == 0 && pipe(s->stop) == 0);
	if (s->act == ACT_TLS)
		server_make_context(s);
	maker_must(pthread_create(&s->thread, NULL, server_run, s) == 0);
}

static inline void
server_stop(struct server *s)
{
	maker_must(write(s->stop[1], "x", 1) == 1);
	pthread_join(s->thread, NULL);
	close(s->listener);
	close(s->stop[0]);
	close(s->stop[1]);
	SSL_CTX_free(s->ctx);
	s->ctx = NULL;
}

#endif
