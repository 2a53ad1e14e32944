/* rooms: probe pki wire base */
/* From a name to its addresses, with a DNS server of our own on loopback: what it says stands in a
 * table, so every kind of answer, none included, is met without a network. */
#include "probe/engine.h"
#include "probe/target.h"

#include "base/clock.h"
#include "base/sys.h"
#include "pki/trust.h"
#include "probe/limits.h"
#include "probe/poller.h"
#include "probe/resolver.h"

#include "tests/unit/probe_server.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

enum { TYPE_A = 1, TYPE_CNAME = 5, TYPE_AAAA = 28, NXDOMAIN = 3, SERVFAIL = 2, SILENCE = -1 };

/* ---- the DNS server ---- */

struct dns_record {
	const char *name;
	const char *v4, *v6; /* addresses, space between; NULL: none of that kind */
	const char *cname;
	int v4_code, v6_code; /* rcode, or SILENCE */
};

static const struct dns_record records[] = {
    {"dos.test", "127.0.0.2 127.0.0.1", NULL, NULL, 0, 0},
    {"totes.test", "127.0.0.1", "::1", NULL, 0, 0},
    {"alies.test", "127.0.0.1", NULL, "desti.test", 0, 0},
    {"hostil.test", "127.0.0.1", NULL, "a\033[31mb", 0, 0},
    {"sense-ruta.test", "127.0.0.1 255.255.255.255", NULL, NULL, 0, 0},
    {"mut.test", NULL, NULL, NULL, SILENCE, SILENCE},
    {"mig-mut.test", "127.0.0.1", NULL, NULL, 0, SILENCE},
    {"buit.test", NULL, NULL, NULL, 0, 0},
    {"trencat.test", NULL, NULL, NULL, SERVFAIL, SERVFAIL},
    {"nou.test", "127.0.0.1", NULL, NULL, 0, 0},
};

struct dns_server {
	int fd, port, stop[2];
	int asked;
	int first_port; /* whoever asked first for nou.test is never answered */
	pthread_t thread;
};

static size_t
put_name(unsigned char *to, const char *name)
{
	unsigned char *at = to;

	while (*name) {
		size_t len = strcspn(name, ".");

		*at++ = (unsigned char)len;
		memcpy(at, name, len);
		at += len;
		name += len + (name[len] == '.');
	}
	*at++ = 0;
	return (size_t)(at - to);
}

/* owner: where in the message its name stands */
static unsigned char *
put_record(unsigned char *at, size_t owner, int type, const void *data, size_t len)
{
	const unsigned char head[] = {0xc0, (unsigned char)owner, 0, (unsigned char)type, 0, 1, 0,
	    0, 0, 60, 0, (unsigned char)len};

	memcpy(at, head, sizeof(head));
	memcpy(at + sizeof(head), data, len);
	return at + sizeof(head) + len;
}

static unsigned char *
put_addresses(unsigned char *at, size_t owner, int type, const char *list, unsigned char *count)
{
	const int family = type == TYPE_A ? AF_INET : AF_INET6;
	char copy[256], *rest = copy, *text;
	unsigned char bytes[16];

	snprintf(copy, sizeof(copy), "%s", list ? list : "");
	while (list && (text = strsep(&rest, " "))) {
		assert_int_equal(inet_pton(family, text, bytes), 1);
		at = put_record(at, owner, type, bytes, family == AF_INET ? 4 : 16);
		++*count;
	}
	return at;
}

static const struct dns_record *
record_of(const char *name)
{
	for (size_t i = 0; i < sizeof(records) / sizeof(records[0]); i++)
		if (!strcmp(records[i].name, name))
			return &records[i];
	return NULL;
}

/* Turns the question in place into its answer; 0: none is given. */
static size_t
dns_answer(struct dns_server *s, unsigned char *message, int port)
{
	char name[256] = "";
	unsigned char *at = message + 12, target[256];
	const struct dns_record *r;
	size_t owner = 12;
	int type, code;

	for (; *at; at += *at + 1)
		snprintf(name + strlen(name), sizeof(name) - strlen(name), "%s%.*s",
		    *name ? "." : "", *at, at + 1);
	type = at[2];
	at += 5;
	r = record_of(name);
	if (r && !strcmp(r->name, "nou.test") && !s->first_port)
		s->first_port = port;
	if (port == s->first_port)
		return 0;
	code = !r ? NXDOMAIN : type == TYPE_A ? r->v4_code : r->v6_code;
	if (code == SILENCE)
		return 0;
	message[2] = 0x81;
	message[3] = (unsigned char)(0x80 | code);
	message[7] = message[9] = message[11] = 0;
	if (r && r->cname) {
		owner = (size_t)(at - message) + 12;
		at = put_record(at, 12, TYPE_CNAME, target, put_name(target, r->cname));
		message[7]++;
	}
	if (r && !code)
		at = put_addresses(at, owner, type, type == TYPE_A ? r->v4 : r->v6, &message[7]);
	return (size_t)(at - message);
}

static void *
dns_run(void *arg)
{
	struct dns_server *s = arg;
	struct pollfd fds[] = {
	    {.fd = s->fd, .events = POLLIN}, {.fd = s->stop[0], .events = POLLIN}};
	unsigned char message[1500];

	while (poll(fds, 2, -1) > 0 && !fds[1].revents) {
		struct sockaddr_in from;
		socklen_t from_len = sizeof(from);
		ssize_t n = recvfrom(s->fd, message, 512, 0, (struct sockaddr *)&from, &from_len);
		size_t len = n > 12 ? dns_answer(s, message, from.sin_port) : 0;

		s->asked++;
		if (len)
			sendto(s->fd, message, len, 0, (struct sockaddr *)&from, from_len);
	}
	return NULL;
}

static void
dns_start(struct dns_server *s)
{
	memset(s, 0, sizeof(*s));
	s->fd = server_bind("127.0.0.1", &s->port, SOCK_DGRAM);
	assert_int_equal(pipe(s->stop), 0);
	assert_int_equal(pthread_create(&s->thread, NULL, dns_run, s), 0);
}

static void
dns_stop(struct dns_server *s)
{
	assert_int_equal(write(s->stop[1], "x", 1), 1);
	pthread_join(s->thread, NULL);
	close(s->fd);
	close(s->stop[0]);
	close(s->stop[1]);
}

/* ---- the engine that asks it ---- */

static struct {
	struct made leaf;
	struct trust *trust;
	struct dns_server dns;
	struct poller *poller;
	struct engine *engine;
	char servers[64], resolv_conf[64];
	struct probe_result result;
	struct address_result addresses[ADDRESSES_MAX];
	char cname[256];
	size_t results;
	enum outcome awaited; /* of probe_id 1 */
} world;

static void
on_certificate(const struct facts *f, void *arg)
{
	(void)f;
	(void)arg;
}

static void
on_result(const struct probe_result *r, void *arg)
{
	(void)arg;
	world.results++;
	if (r->probe_id == 1)
		world.awaited = r->ending.outcome;
	world.result = *r;
	for (size_t i = 0; i < r->address_count; i++)
		world.addresses[i] = r->addresses[i];
	snprintf(world.cname, sizeof(world.cname), "%s", r->cname ? r->cname : "");
}

static void
resolv_conf_write(const char *text)
{
	FILE *f = fopen(world.resolv_conf, "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static void
engine_open(const char *servers)
{
	struct engine_options options = {.clock = clock_system(),
	    .trust = world.trust,
	    .in_flight = 16,
	    .dns_servers = servers,
	    .resolv_conf = world.resolv_conf,
	    .certificate = on_certificate,
	    .result = on_result};

	options.poller = world.poller = poller_new(clock_system());
	world.engine = engine_new(&options);
	assert_non_null(world.engine);
}

static int
setup(void **state)
{
	int fd;

	(void)state;
	sys_ignore_pipe_signals();
	world.leaf = make(&(struct recipe){.cn = "x", .sans = "DNS:dos.test"});
	world.trust = trust_load(false, NULL, 0);
	dns_start(&world.dns);
	snprintf(world.servers, sizeof(world.servers), "127.0.0.1:%d", world.dns.port);
	snprintf(world.resolv_conf, sizeof(world.resolv_conf), "/tmp/caduca-resolv-XXXXXX");
	fd = mkstemp(world.resolv_conf);
	if (fd < 0)
		return -1;
	close(fd);
	engine_open(world.servers);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	engine_free(world.engine);
	poller_free(world.poller);
	dns_stop(&world.dns);
	unlink(world.resolv_conf);
	trust_free(world.trust);
	made_free(&world.leaf);
	return 0;
}

static const struct probe_result *
probe(const char *host, int port, int deadline_ms)
{
	size_t before = world.results;

	engine_probe(world.engine,
	    &(struct probe_request){.host = host, .port = port, .deadline_ms = deadline_ms});
	engine_pump(world.engine);
	while (world.results == before) {
		assert_int_equal(poller_turn(world.poller), 0);
		engine_pump(world.engine);
	}
	return &world.result;
}

static void
assert_address(size_t i, const char *text, enum outcome outcome)
{
	assert_string_equal(world.addresses[i].address, text);
	assert_string_equal(outcome_text(world.addresses[i].ending.outcome), outcome_text(outcome));
}

/* ---- what is seen ---- */

static void
every_address_is_met_in_one_order(void **state)
{
	struct server s = {.leaf = &world.leaf};

	(void)state;
	server_start(&s); /* on 127.0.0.1 only */
	assert_int_equal(probe("Dos.TEST", s.port, 9000)->address_count, 2);
	assert_address(0, "127.0.0.1", OUTCOME_OK);
	assert_address(1, "127.0.0.2", OUTCOME_REFUSED);
	assert_int_equal(world.result.ending.outcome, OUTCOME_OK);
	assert_string_equal(world.cname, "");
	server_stop(&s);
	assert_string_equal(s.sni, "dos.test");
}

static void
both_families_are_met(void **state)
{
	struct server s = {.leaf = &world.leaf}, t = {.leaf = &world.leaf, .address = "::1"};

	(void)state;
	if (!server_has_ipv6()) {
		print_message("# both families are left out: no IPv6 loopback here\n");
		return;
	}
	server_start(&s);
	t.port = s.port;
	server_start(&t);
	assert_int_equal(probe("totes.test", s.port, 9000)->address_count, 2);
	assert_address(0, "127.0.0.1", OUTCOME_OK);
	assert_address(1, "::1", OUTCOME_OK);
	server_stop(&s);
	server_stop(&t);
	assert_int_equal(s.connections, 1);
	assert_int_equal(t.connections, 1);
}

static void
alias_is_told_and_cleaned(void **state)
{
	(void)state;
	probe("alies.test", 1, 9000);
	assert_string_equal(world.cname, "desti.test");
	probe("hostil.test", 1, 9000);
	assert_null(strchr(world.cname, '\033'));
}

/* connect(2) refuses a broadcast address without a packet sent, as it does a family that has no
 * route. */
static void
address_without_a_route_does_not_count_when_dns_told_it(void **state)
{
	(void)state;
	probe("sense-ruta.test", 1, 9000);
	assert_address(0, "127.0.0.1", OUTCOME_REFUSED);
	assert_address(1, "255.255.255.255", OUTCOME_NOT_CHECKED);
	assert_int_equal(world.result.ending.outcome, OUTCOME_REFUSED);
	/* Written as an address, it was meant. */
	assert_int_equal(probe("255.255.255.255", 443, 9000)->ending.outcome, OUTCOME_UNREACHABLE);
}

static void
failures_of_dns_are_told_apart(void **state)
{
	static const struct {
		const char *name, *detail;
	} cases[] = {
	    {"no-hi-es.test", "not-found"},
	    {"buit.test", "no-address"},
	    {"trencat.test", "server-failure"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(
		    probe(cases[i].name, 443, 9000)->ending.outcome, OUTCOME_DNS_FAILURE);
		assert_string_equal(world.result.ending.detail, cases[i].detail);
		assert_int_equal(world.result.address_count, 0);
	}
}

static void
silent_dns_ends_at_the_deadline(void **state)
{
	(void)state;
	assert_int_equal(probe("mut.test", 443, 200)->ending.outcome, OUTCOME_DNS_FAILURE);
	assert_string_equal(world.result.ending.detail, "timeout");
}

static void
swallowed_kind_of_question_does_not_hold_back_the_other(void **state)
{
	struct server s = {.leaf = &world.leaf};

	(void)state;
	server_start(&s);
	assert_int_equal(probe("mig-mut.test", s.port, 400)->address_count, 1);
	assert_address(0, "127.0.0.1", OUTCOME_OK);
	server_stop(&s);
}

static void
hosts_file_comes_first_and_alone(void **state)
{
	int asked = world.dns.asked;

	(void)state;
	if (access("/etc/hosts", R_OK) < 0)
		return; /* a bare system; skip() is a failure to prove */
	assert_true(probe("localhost", 1, 9000)->address_count >= 1);
	assert_int_equal(world.result.ending.outcome, OUTCOME_REFUSED);
	assert_int_equal(world.dns.asked, asked);
}

/* What waits for an answer on the old sockets, and never gets it there, is asked again on the new
 * ones. */
static void
changed_resolv_conf_is_heeded_also_by_what_is_under_way(void **state)
{
	struct server s = {.leaf = &world.leaf};

	(void)state;
	server_start(&s);
	engine_probe(world.engine,
	    &(struct probe_request){
		.probe_id = 1, .host = "nou.test", .port = s.port, .deadline_ms = 20000});
	engine_pump(world.engine);
	resolv_conf_write("# un altre\n");
	/* It is looked at when a name is asked for a second later: short probes of nobody pass the
	 * time. */
	world.awaited = OUTCOME_NONE;
	while (world.awaited == OUTCOME_NONE) {
		if (engine_in_flight(world.engine) < 2)
			engine_probe(world.engine,
			    &(struct probe_request){
				.probe_id = 2, .host = "mut.test", .port = 1, .deadline_ms = 200});
		engine_pump(world.engine);
		assert_int_equal(poller_turn(world.poller), 0);
	}
	assert_int_equal(world.awaited, OUTCOME_OK);
	server_stop(&s);
}

/* ---- many names at once ---- */

static int64_t now_ms;

static int64_t
own_mono(void *self)
{
	(void)self;
	return now_ms;
}

static void
count_lookup(const struct lookup_answer *answer, void *arg)
{
	*(int *)arg += answer->last;
}

static void
names_are_asked_for_a_few_at_a_time(void **state)
{
	enum { NAMES = 3 * DNS_PER_TURN + 1, ABANDONED = 2 * DNS_PER_TURN };
	struct clock clock = *clock_system();
	const struct resolver_options options = {world.servers, world.resolv_conf};
	struct lookup *slots[NAMES];
	struct poller *poller;
	struct resolver *r;
	int over = 0, asked;
	char name[32];

	(void)state;
	clock.mono = own_mono;
	poller = poller_new(&clock);
	r = resolver_new(poller, &options);
	assert_non_null(r);
	asked = __atomic_load_n(&world.dns.asked, __ATOMIC_SEQ_CST);
	for (int i = 0; i < NAMES; i++) {
		snprintf(name, sizeof(name), "nom-%d.test", i);
		resolver_look_up(r, &slots[i], name, 443, count_lookup, &over);
	}
	lookup_abandon(&slots[ABANDONED]);
	for (int turn = 1; turn <= 3; turn++) {
		while (over < turn * DNS_PER_TURN)
			assert_int_equal(poller_turn(poller), 0);
		assert_int_equal(over, turn * DNS_PER_TURN);
		assert_int_equal(__atomic_load_n(&world.dns.asked, __ATOMIC_SEQ_CST) - asked,
		    2 * turn * DNS_PER_TURN); /* A and AAAA */
		now_ms += DNS_TURN_MS;
	}
	assert_null(slots[NAMES - 1]); /* none waits for the one that was abandoned */
	resolver_free(r);
	poller_free(poller);
}

static void
targets_are_what_was_meant(void **state)
{
	static const struct {
		const char *host, *sni, *name, *sent, *expected;
		bool literal;
	} cases[] = {
	    {"WWW.Exemple.cat.", NULL, "www.exemple.cat", "www.exemple.cat", "www.exemple.cat",
		false},
	    {"àrea.cat", NULL, "xn--rea-8ka.cat", "xn--rea-8ka.cat", "xn--rea-8ka.cat", false},
	    {"a_b.exemple.cat", NULL, "a_b.exemple.cat", "a_b.exemple.cat", "a_b.exemple.cat",
		false},
	    {"www.exemple.cat", "", "www.exemple.cat", NULL, "www.exemple.cat", false},
	    {"192.0.2.1", NULL, "192.0.2.1", NULL, "192.0.2.1", true},
	    {"[2001:DB8::1]", NULL, "2001:db8::1", NULL, "2001:db8::1", true},
	    {"2001:db8::1", "www.exemple.cat", "2001:db8::1", "www.exemple.cat", "www.exemple.cat",
		true},
	    {"192.0.2.1", "[::1]", "192.0.2.1", NULL, "::1", true},
	    {"fe80::1%lo", NULL, "fe80::1%lo", NULL, "fe80::1", true},
	};
	struct target t;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_null(target_set(&t, cases[i].host, 443, cases[i].sni));
		assert_string_equal(t.name, cases[i].name);
		assert_int_equal(t.literal, cases[i].literal);
		if (cases[i].sent)
			assert_string_equal(t.sni, cases[i].sent);
		else
			assert_null(t.sni);
		assert_string_equal(t.expected, cases[i].expected);
		target_release(&t);
	}
	assert_string_equal(target_set(&t, "www.exemple.cat", 443, "a b"), "bad-sni");
	target_release(&t);
	assert_string_equal(target_set(&t, "www.exemple.cat", 65536, NULL), "bad-port");
	target_release(&t);
}

#define NAMES_TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    NAMES_TEST(every_address_is_met_in_one_order),
	    NAMES_TEST(both_families_are_met),
	    NAMES_TEST(alias_is_told_and_cleaned),
	    NAMES_TEST(address_without_a_route_does_not_count_when_dns_told_it),
	    NAMES_TEST(failures_of_dns_are_told_apart),
	    NAMES_TEST(silent_dns_ends_at_the_deadline),
	    NAMES_TEST(swallowed_kind_of_question_does_not_hold_back_the_other),
	    NAMES_TEST(hosts_file_comes_first_and_alone),
	    NAMES_TEST(changed_resolv_conf_is_heeded_also_by_what_is_under_way),
	    NAMES_TEST(names_are_asked_for_a_few_at_a_time),
	    cmocka_unit_test(targets_are_what_was_meant),
	};

	return cmocka_run_group_tests_name("probe names", tests, NULL, NULL);
}
