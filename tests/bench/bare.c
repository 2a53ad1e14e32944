/* The limit that Caduca's probes are measured against: the least that a client can do to see a
 * certificate and know whether to trust it. epoll, OpenSSL, one connection for each line of
 * standard input
 * ("address port sni", sni "-" for none), a fresh handshake with the chain and the name verified;
 * no resolver, no facts, no protocol, no store.
 *
 *     bare [-n IN_FLIGHT] [-c CAFILE] [-d DEADLINE_MS] <list
 *
 * Prints one line of JSON: how many ended how, and the CPU of this process. A list is read before
 * the first connection, and its cost is taken out. */
#include "base/mem.h"
#include "base/sys.h"

#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/epoll.h>
#include <sys/resource.h>

enum { EVENTS = 256 };

struct peer {
	struct sockaddr_storage address;
	socklen_t address_len;
	char host[64];
	char *sni;
	int fd;
	SSL *ssl;
	double until;
	struct peer *newer, *older; /* in flight, by age */
};

static struct {
	SSL_CTX *ctx;
	int epoll;
	struct peer *peers;
	size_t count, next, in_flight;
	struct peer oldest; /* ring's anchor */
	size_t verified, unverified, failed, late;
	double deadline;
} bench = {.deadline = 10};

static double
seconds_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double
seconds_used(void)
{
	struct rusage u;

	getrusage(RUSAGE_SELF, &u);
	return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
	       (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

static void
peer_close(struct peer *p, size_t *tally)
{
	++*tally;
	p->newer->older = p->older;
	p->older->newer = p->newer;
	if (p->ssl) {
		SSL_shutdown(p->ssl);
		SSL_free(p->ssl);
	}
	sys_close(&p->fd);
	bench.in_flight--;
	ERR_clear_error();
}

static void
peer_step(struct peer *p)
{
	int rc, error;

	if (!p->ssl) {
		p->ssl = SSL_new(bench.ctx);
		SSL_set_fd(p->ssl, p->fd);
		if (p->sni) {
			SSL_set_tlsext_host_name(p->ssl, p->sni);
			SSL_set1_host(p->ssl, p->sni);
		} else {
			X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(p->ssl), p->host);
		}
		SSL_set_connect_state(p->ssl);
	}
	rc = SSL_do_handshake(p->ssl);
	if (rc == 1) {
		peer_close(p, SSL_get_verify_result(p->ssl) == X509_V_OK ? &bench.verified
									 : &bench.unverified);
		return;
	}
	error = SSL_get_error(p->ssl, rc);
	if (error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE)
		peer_close(p, &bench.failed);
}

static void
peer_start(struct peer *p)
{
	struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLET, .data.ptr = p};

	p->until = seconds_now() + bench.deadline;
	p->newer = &bench.oldest;
	p->older = bench.oldest.older;
	p->older->newer = p;
	bench.oldest.older = p;
	bench.in_flight++;
	p->fd = socket(p->address.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (p->fd < 0 ||
	    (connect(p->fd, (struct sockaddr *)&p->address, p->address_len) != 0 &&
		errno != EINPROGRESS) ||
	    epoll_ctl(bench.epoll, EPOLL_CTL_ADD, p->fd, &event) != 0)
		peer_close(p, &bench.failed);
}

static void
bench_run(size_t most)
{
	struct epoll_event events[EVENTS];
	int n;

	while (bench.next < bench.count || bench.in_flight) {
		while (bench.next < bench.count && bench.in_flight < most)
			peer_start(&bench.peers[bench.next++]);
		n = epoll_wait(bench.epoll, events, EVENTS, 100);
		for (int i = 0; i < n; i++)
			peer_step(events[i].data.ptr);
		while (bench.in_flight && bench.oldest.newer->until < seconds_now())
			peer_close(bench.oldest.newer, &bench.late);
	}
}

/* The verdict is wanted, not the refusal: a failure is noted and the handshake goes on. */
static int
go_on(int good, X509_STORE_CTX *ctx)
{
	(void)good;
	(void)ctx;
	return 1;
}

static void
bench_begin(const char *ca_file)
{
	SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());

	bench.epoll = epoll_create1(EPOLL_CLOEXEC);
	bench.oldest.newer = bench.oldest.older = &bench.oldest;
	bench.ctx = ctx;
	SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, go_on);
	SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
	SSL_CTX_set_options(ctx, SSL_OP_NO_TICKET);
	SSL_CTX_set_mode(ctx, SSL_MODE_RELEASE_BUFFERS);
	SSL_CTX_set_read_ahead(ctx, 1);
	if ((ca_file ? SSL_CTX_load_verify_file(ctx, ca_file)
		     : SSL_CTX_set_default_verify_paths(ctx)) != 1) {
		fprintf(stderr, "bare: cannot load the CAs\n");
		exit(1);
	}
}

static void
peer_read(const char *line)
{
	char sni[256];
	int port;
	struct peer *p;
	struct sockaddr_in *v4;
	struct sockaddr_in6 *v6;

	bench.peers = mem_resize(bench.peers, bench.count + 1, sizeof(*bench.peers));
	p = memset(&bench.peers[bench.count], 0, sizeof(*p));
	if (sscanf(line, "%63s %d %255s", p->host, &port, sni) != 3) {
		fprintf(stderr, "bare: not 'address port sni': %s", line);
		exit(2);
	}
	v4 = (struct sockaddr_in *)&p->address;
	v6 = (struct sockaddr_in6 *)&p->address;
	if (inet_pton(AF_INET, p->host, &v4->sin_addr) == 1) {
		v4->sin_family = AF_INET;
		v4->sin_port = htons((uint16_t)port);
		p->address_len = sizeof(*v4);
	} else if (inet_pton(AF_INET6, p->host, &v6->sin6_addr) == 1) {
		v6->sin6_family = AF_INET6;
		v6->sin6_port = htons((uint16_t)port);
		p->address_len = sizeof(*v6);
	} else {
		fprintf(stderr, "bare: not an address: %s\n", p->host);
		exit(2);
	}
	p->sni = strcmp(sni, "-") ? mem_strdup(sni) : NULL;
	bench.count++;
}

static void
bench_print(double used, double wall)
{
	size_t handshakes = bench.verified + bench.unverified;

	printf("{\"count\":%zu,\"verified\":%zu,\"unverified\":%zu,\"failed\":%zu,\"late\":%zu,"
	       "\"cpu_s\":%.6f,\"wall_s\":%.6f,\"cpu_us_per_handshake\":%.1f}\n",
	    bench.count, bench.verified, bench.unverified, bench.failed, bench.late, used, wall,
	    handshakes ? used * 1e6 / (double)handshakes : 0.0);
}

int
main(int argc, char **argv)
{
	const char *ca_file = NULL;
	size_t most = 512;
	char *line = NULL;
	size_t room = 0;
	double used, began;
	int option;

	while ((option = getopt(argc, argv, "n:c:d:")) != -1) {
		if (option == 'n' && atoi(optarg) > 0)
			most = (size_t)atoi(optarg);
		else if (option == 'c')
			ca_file = optarg;
		else if (option == 'd' && atoi(optarg) > 0)
			bench.deadline = atoi(optarg) / 1000.0;
		else
			return 2;
	}
	sys_ignore_pipe_signals();
	while (getline(&line, &room, stdin) > 0)
		peer_read(line);
	sys_raise_descriptors(most + 64);
	bench_begin(ca_file);
	used = seconds_used();
	began = seconds_now();
	bench_run(most);
	bench_print(seconds_used() - used, seconds_now() - began);
	return 0;
}
