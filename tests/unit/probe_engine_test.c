/* rooms: probe pki wire base */
/* Probes of real servers on loopback: every outcome told apart, the chain recorded whatever the
 * outcome, SNI, client certificates, the deadline. The engine's wall clock stands at NOW. */
#include "tests/unit/probe_world.h"
#include "tests/unit/staple_maker.h"

/* ---- what is well ---- */

static void
good_host_is_ok_on_both_families(void **state)
{
	static const char *const addresses[] = {"127.0.0.1", "::1"};

	(void)state;
	for (size_t i = 0; i < (server_has_ipv6() ? 2 : 1); i++) {
		struct server s = {.address = addresses[i], .leaf = &world.leaf};
		const struct seen *seen = probe_server(&s, LONG_MS);

		assert_ending(seen, OUTCOME_OK, "");
		assert_int_equal(seen->result.probe_id, 7);
		assert_string_equal(seen->addresses[0].address, addresses[i]);
		assert_string_equal(seen->addresses[0].tls, "TLSv1.3");
		assert_int_equal(seen->addresses[0].verdict.problems, 0);
		assert_int_equal(seen->addresses[0].verdict.path_end, NOW + DAYS(180));
		assert_leaf(seen, 0, &world.leaf);
		assert_true(s.farewell);
	}
}

static void
certificates_are_told_once_and_before_the_result(void **state)
{
	const struct made *others[] = {&world.root};
	struct server s = {.leaf = &world.leaf, .others = others, .other_count = 1};

	(void)state;
	server_start(&s);
	assert_int_equal(probe("127.0.0.1", s.port, NULL, LONG_MS)->addresses[0].chain_count, 2);
	assert_int_equal(world.reported_count, 2);
	assert_int_equal(
	    probe("127.0.0.1", s.port, NULL, LONG_MS)->addresses[0].verdict.problems, 0);
	assert_int_equal(world.reported_count, 2);
	/* The same chain under another name is another verdict. */
	assert_int_equal(
	    probe("127.0.0.1", s.port, "altre.cat", LONG_MS)->addresses[0].verdict.problems,
	    BIT(NAME_MISMATCH));
	server_stop(&s);
	assert_int_equal(s.connections, 3);
}

static void
sni_is_what_was_asked_and_never_an_address(void **state)
{
	static const struct {
		const char *sni, *sent;
		uint64_t problems;
	} cases[] = {
	    {NULL, "", 0},
	    {"", "", 0},
	    {"www.exemple.cat", "www.exemple.cat", 0},
	    {"WWW.Exemple.CAT.", "www.exemple.cat", 0},
	    {"fusió.cat", "xn--fusi-tqa.cat", 0},
	    {"altre.exemple.cat", "altre.exemple.cat", BIT(NAME_MISMATCH)},
	    {"127.0.0.1", "", 0},
	    {"127.0.0.9", "", BIT(NAME_MISMATCH)},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct server s = {.leaf = &world.leaf};
		const struct seen *seen;

		server_start(&s);
		seen = probe("127.0.0.1", s.port, cases[i].sni, LONG_MS);
		server_stop(&s);
		assert_string_equal(s.sni, cases[i].sent);
		assert_int_equal(seen->addresses[0].verdict.problems, cases[i].problems);
	}
}

static void
old_protocol_is_a_problem_and_still_shows_its_date(void **state)
{
	static const struct {
		int version;
		const char *text;
		uint64_t problems;
	} cases[] = {
	    {TLS1_VERSION, "TLSv1", BIT(OLD_PROTOCOL)},
	    {TLS1_1_VERSION, "TLSv1.1", BIT(OLD_PROTOCOL)},
	    {TLS1_2_VERSION, "TLSv1.2", 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct server s = {.leaf = &world.leaf, .most = cases[i].version};
		const struct seen *seen = probe_server(&s, LONG_MS);

		assert_ending(seen, OUTCOME_OK, "");
		assert_string_equal(seen->addresses[0].tls, cases[i].text);
		assert_int_equal(seen->addresses[0].verdict.problems, cases[i].problems);
		assert_leaf(seen, 0, &world.leaf);
	}
}

/* A ServerHello of TLS 1.2 without the extension of RFC 5746, and the certificate (RFC 5246, 7.4.1.3
 * and 7.4.2): OpenSSL, left to itself, breaks off before it has seen the latter. */
static void
host_without_secure_renegotiation_still_shows_its_date(void **state)
{
	unsigned char record[2048] = {22, 3, 3, 0, 42, 2, 0, 0, 38, 3, 3}, *at = record + 47, *der;
	struct server s = {.act = ACT_SAY, .bytes = record};
	size_t len = (size_t)i2d_X509(world.leaf.x509, NULL);
	const unsigned char head[] = {22, 3, 3, (unsigned char)((len + 10) >> 8),
	    (unsigned char)(len + 10), 11, 0, (unsigned char)((len + 6) >> 8),
	    (unsigned char)(len + 6), 0, (unsigned char)((len + 3) >> 8), (unsigned char)(len + 3),
	    0, (unsigned char)(len >> 8), (unsigned char)len};

	(void)state;
	record[44] =
	    0xc0; /* after 32 bytes of random and no session: ECDHE-ECDSA-AES128-GCM-SHA256 */
	record[45] = 0x2b;
	memcpy(at, head, sizeof(head));
	der = at + sizeof(head);
	i2d_X509(world.leaf.x509, &der);
	s.len = (size_t)(der - record);
	assert_int_equal(probe_server(&s, SHORT_MS)->result.ending.outcome, OUTCOME_TIMEOUT);
	assert_leaf(&world.seen[0], 0, &world.leaf);
}

static void
client_certificate_is_told_when_required_and_not_when_asked(void **state)
{
	static const struct {
		int version;
		bool require;
		const char *detail;
	} cases[] = {
	    {TLS1_2_VERSION, true, "handshake_failure"},
	    {TLS1_2_VERSION, false, ""},
	    {TLS1_3_VERSION, true, "certificate_required"},
	    {TLS1_3_VERSION, false, ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct server s = {.leaf = &world.leaf,
		    .least = cases[i].version,
		    .most = cases[i].version,
		    .ask = true,
		    .require = cases[i].require};
		const struct seen *seen = probe_server(&s, LONG_MS);

		assert_ending(seen, OUTCOME_OK, cases[i].detail);
		assert_int_equal(seen->addresses[0].verdict.problems,
		    cases[i].require ? BIT(CLIENT_CERTIFICATE_REQUIRED) : 0);
		assert_leaf(seen, 0, &world.leaf);
	}
}

static void
expired_host_that_nobody_trusts_still_shows_its_chain(void **state)
{
	struct made dead = make(&(struct recipe){.cn = "x", .begin = -DAYS(9), .end = -DAYS(1)});
	struct server s = {.leaf = &dead};
	const struct seen *seen = probe_server(&s, LONG_MS);

	(void)state;
	assert_ending(seen, OUTCOME_OK, "");
	assert_int_equal(
	    seen->addresses[0].verdict.problems, BIT(EXPIRED) | BIT(SELF_SIGNED) | BIT(NO_SAN));
	assert_leaf(seen, 0, &dead);
	made_free(&dead);
}

/* The answer that a server staples, in both of the ways in which TLS carries it. */
static void
staple_is_read_and_told_beside_the_verdict(void **state)
{
	static const struct {
		int status;
		int64_t until;
		enum staple_answer answer;
		uint64_t problems;
	} cases[] = {
	    {V_OCSP_CERTSTATUS_GOOD, DAYS(1), STAPLE_GOOD, 0},
	    {V_OCSP_CERTSTATUS_REVOKED, DAYS(1), STAPLE_REVOKED, BIT(REVOKED)},
	    {V_OCSP_CERTSTATUS_REVOKED, -DAYS(1), STAPLE_NOT_VERIFIED, BIT(STAPLE_NOT_VERIFIED)},
	};

	(void)state;
	for (size_t i = 0; i < 2 * sizeof(cases) / sizeof(cases[0]); i++) {
		const struct staple_recipe r = {.leaf = world.leaf.x509,
		    .issuer = world.root.x509,
		    .signer = world.root.x509,
		    .key = world.root.key,
		    .now = NOW,
		    .from = -DAYS(2),
		    .until = cases[i / 2].until,
		    .status = cases[i / 2].status};
		struct server s = {.leaf = &world.leaf, .most = i % 2 ? TLS1_2_VERSION : 0};
		unsigned char *der = staple_make(&r, &s.staple_len);
		const struct seen *seen;

		s.staple = der;
		seen = probe_server(&s, LONG_MS);
		assert_ending(seen, OUTCOME_OK, "");
		assert_int_equal(seen->addresses[0].staple, cases[i / 2].answer);
		assert_int_equal(seen->addresses[0].verdict.problems, cases[i / 2].problems);
		OPENSSL_free(der);
	}
}

static void
must_staple_without_a_staple_is_a_problem(void **state)
{
	struct made leaf = make(&(struct recipe){.cn = "x",
	    .issuer = &world.root,
	    .sans = "IP:127.0.0.1",
	    .features = "status_request"});
	const struct staple_recipe r = {.leaf = leaf.x509,
	    .issuer = world.root.x509,
	    .signer = world.root.x509,
	    .key = world.root.key,
	    .now = NOW};
	struct server bare = {.leaf = &leaf}, stapling = {.leaf = &leaf};
	unsigned char *der = staple_make(&r, &stapling.staple_len);

	(void)state;
	stapling.staple = der;
	assert_int_equal(
	    probe_server(&bare, LONG_MS)->addresses[0].verdict.problems, BIT(STAPLE_MISSING));
	assert_int_equal(probe_server(&stapling, LONG_MS)->addresses[0].verdict.problems, 0);
	OPENSSL_free(der);
	made_free(&leaf);
}

/* ---- what is not ---- */

static void
closed_port_is_refused(void **state)
{
	int port = 0, fd = server_bind("127.0.0.1", &port, SOCK_STREAM);

	(void)state;
	assert_ending(probe("127.0.0.1", port, NULL, LONG_MS), OUTCOME_REFUSED, "");
	close(fd);
}

static void
address_without_a_way_there_is_unreachable(void **state)
{
	(void)state;
	/* A broadcast address: connect(2) itself refuses. */
	assert_int_equal(probe("255.255.255.255", 443, NULL, LONG_MS)->result.ending.outcome,
	    OUTCOME_UNREACHABLE);
}

static void
silence_after_accept_ends_at_the_deadline(void **state)
{
	struct server s = {.act = ACT_SILENT};
	const struct seen *seen = probe_server(&s, SHORT_MS);

	(void)state;
	assert_ending(seen, OUTCOME_TIMEOUT, "handshake");
	assert_int_equal(seen->addresses[0].chain_count, 0);
}

static void
silence_before_accept_ends_at_the_deadline(void **state)
{
	int port = 0, listener = server_bind("127.0.0.1", &port, SOCK_STREAM), fill[8];
	struct sockaddr_in to = {.sin_family = AF_INET,
	    .sin_port = htons((uint16_t)port),
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};

	(void)state;
	/* A queue of connections that is full: further SYNs are dropped. */
	listen(listener, 0);
	for (size_t i = 0; i < 8; i++) {
		fill[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
		assert_true(connect(fill[i], (struct sockaddr *)&to, sizeof(to)) == 0 ||
			    errno == EINPROGRESS);
	}
	assert_ending(probe("127.0.0.1", port, NULL, SHORT_MS), OUTCOME_TIMEOUT, "connect");
	for (size_t i = 0; i < 8; i++)
		close(fill[i]);
	close(listener);
}

static void
silent_hosts_do_not_hold_back_good_ones(void **state)
{
	enum { SILENT = 7 };
	struct server silent = {.act = ACT_SILENT}, good = {.leaf = &world.leaf};

	(void)state;
	server_start(&silent);
	server_start(&good);
	for (int i = 0; i < SILENT; i++)
		engine_probe(world.engine, &(struct probe_request){.probe_id = i,
					       .host = "127.0.0.1",
					       .port = silent.port,
					       .deadline_ms = LONG_MS});
	engine_probe(world.engine,
	    &(struct probe_request){
		.probe_id = 100, .host = "127.0.0.1", .port = good.port, .deadline_ms = LONG_MS});
	run_until(1);
	assert_int_equal(world.seen[0].result.probe_id, 100);
	assert_int_equal(engine_in_flight(world.engine), SILENT);
	server_stop(&silent);
	server_stop(&good);
}

static void
probes_beyond_the_bound_wait_their_turn(void **state)
{
	struct server s = {.leaf = &world.leaf};

	(void)state;
	server_start(&s);
	for (int i = 0; i < 20; i++)
		engine_probe(world.engine, &(struct probe_request){.probe_id = i,
					       .host = "127.0.0.1",
					       .port = s.port,
					       .deadline_ms = LONG_MS});
	engine_pump(world.engine);
	assert_int_equal(engine_in_flight(world.engine), 8);
	assert_int_equal(engine_waiting(world.engine), 12);
	run_until(20);
	server_stop(&s);
	assert_int_equal(s.connections, 20);
	assert_int_equal(engine_in_flight(world.engine), 0);
}

static void
broken_connections_are_reset_with_what_is_known(void **state)
{
	struct server closing = {.act = ACT_CLOSE}, resetting = {.act = ACT_RESET};
	const struct seen *seen = probe_server(&closing, LONG_MS);

	(void)state;
	/* Whether the ClientHello or the FIN was first decides if the kernel answers it with RST.
	 */
	assert_int_equal(seen->result.ending.outcome, OUTCOME_RESET);
	assert_ending(probe_server(&resetting, LONG_MS), OUTCOME_RESET, "");
}

static void
alert_is_told_by_its_name(void **state)
{
	static const unsigned char handshake_failure[] = {21, 3, 3, 0, 2, 2, 40};
	static const unsigned char unknown[] = {21, 3, 3, 0, 2, 2, 222};
	struct server s = {
	    .act = ACT_SAY, .bytes = handshake_failure, .len = sizeof(handshake_failure)};
	struct server t = {.act = ACT_SAY, .bytes = unknown, .len = sizeof(unknown)};

	(void)state;
	assert_ending(probe_server(&s, LONG_MS), OUTCOME_TLS_ALERT, "handshake_failure");
	assert_ending(probe_server(&t, LONG_MS), OUTCOME_TLS_ALERT, "alert 222");
}

/* SSL 3.0 alone: its ServerHello (RFC 6101, 5.6.1.3), which no OpenSSL of today goes on with; or the
 * alert of who read that we have nothing so old. */
static void
host_of_ssl_3_is_too_old(void **state)
{
	static const unsigned char hello[84] = {
	    22, 3, 0, 0, 74, 2, 0, 0, 70, 3, 0, [43] = 32, [77] = 0, 0x2f, 0};
	static const unsigned char alert[] = {21, 3, 0, 0, 2, 2, 70};
	struct server old = {.act = ACT_SAY, .bytes = hello, .len = 79};
	struct server refusing = {.act = ACT_SAY, .bytes = alert, .len = sizeof(alert)};

	(void)state;
	assert_ending(probe_server(&old, LONG_MS), OUTCOME_TOO_OLD, "SSL 3.0");
	assert_ending(probe_server(&refusing, LONG_MS), OUTCOME_TOO_OLD, "protocol_version");
}

static void
plain_protocols_are_not_tls_and_named(void **state)
{
	static const struct {
		const char *bytes, *name;
	} cases[] = {
	    {"HTTP/1.1 400 Bad Request\r\n\r\n", "HTTP"},
	    {"SSH-2.0-OpenSSH_9.2\r\n", "SSH"},
	    {"220 smtp.exemple.cat ESMTP\r\n", "SMTP or FTP"},
	    {"quelcom d'altre\r\n", ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct server s = {
		    .act = ACT_SAY, .bytes = cases[i].bytes, .len = strlen(cases[i].bytes)};

		assert_ending(probe_server(&s, LONG_MS), OUTCOME_NOT_TLS, cases[i].name);
	}
}

/* A ServerHello of TLS 1.2 by hand, and a certificate message that announces 16 MB. */
static void
endless_certificate_is_too_much_data(void **state)
{
	unsigned char flight[128] = {22, 3, 3, 0, 42, 2, 0, 0, 38, 3, 3};
	const unsigned char rest[] = {0, 0xc0, 0x2f, 0, 22, 3, 3, 0x40, 0, 11, 0xff, 0xff, 0xff};
	struct server s = {.act = ACT_FLOOD, .bytes = flight, .len = 5 + 42 + sizeof(rest) - 4};

	(void)state;
	/* version 2, random 32, session id 1, cipher 2, compression 1: 38 bytes */
	memcpy(flight + 43, rest, 4);
	memcpy(flight + 47, rest + 4, sizeof(rest) - 4);
	s.len = 47 + sizeof(rest) - 4;
	assert_ending(probe_server(&s, LONG_MS), OUTCOME_TOO_MUCH_DATA, "");
}

/* More than OpenSSL takes by default (100 kB), less than our own bound. */
static void
large_certificate_is_read(void **state)
{
	enum { NAMES = 6000 };
	GENERAL_NAMES *names = sk_GENERAL_NAME_new_null();
	struct made large = make(&(struct recipe){.cn = "x"});
	struct server s = {.leaf = &large};
	const struct seen *seen;

	(void)state;
	for (int i = 0; i < NAMES; i++) {
		GENERAL_NAME *name = GENERAL_NAME_new();
		ASN1_STRING *text = ASN1_IA5STRING_new();

		ASN1_STRING_set(text, "un-nom-ben-llarg.exemple.cat", -1);
		GENERAL_NAME_set0_value(name, GEN_DNS, text);
		sk_GENERAL_NAME_push(names, name);
	}
	X509_add1_ext_i2d(large.x509, NID_subject_alt_name, names, 0, 0);
	GENERAL_NAMES_free(names);
	maker_sign(&large, NULL, NULL);
	seen = probe_server(&s, LONG_MS);
	assert_ending(seen, OUTCOME_OK, "");
	assert_leaf(seen, 0, &large);
	made_free(&large);
}

static void
names_that_are_none_are_dns_failures(void **state)
{
	static const char *const names[] = {"", "a..b", "a b.cat", ".cat", "a.cat..", "x\001.cat"};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const struct seen *seen = probe(names[i], 443, NULL, LONG_MS);

		assert_ending(seen, OUTCOME_DNS_FAILURE, "bad-name");
		assert_int_equal(seen->result.address_count, 0);
	}
	assert_ending(probe("127.0.0.1", 0, NULL, LONG_MS), OUTCOME_DNS_FAILURE, "bad-port");
}

static void
engine_ends_with_probes_under_way(void **state)
{
	struct server s = {.act = ACT_SILENT};

	(void)state;
	server_start(&s);
	for (int i = 0; i < 12; i++)
		engine_probe(world.engine, &(struct probe_request){.probe_id = i,
					       .host = i % 2 ? "127.0.0.1" : "x.test",
					       .port = s.port,
					       .deadline_ms = LONG_MS});
	engine_pump(world.engine);
	server_stop(&s);
	/* engine_teardown frees it now; what is lost the sanitizers tell. */
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    ENGINE_TEST(good_host_is_ok_on_both_families),
	    ENGINE_TEST(certificates_are_told_once_and_before_the_result),
	    ENGINE_TEST(sni_is_what_was_asked_and_never_an_address),
	    ENGINE_TEST(old_protocol_is_a_problem_and_still_shows_its_date),
	    ENGINE_TEST(host_without_secure_renegotiation_still_shows_its_date),
	    ENGINE_TEST(client_certificate_is_told_when_required_and_not_when_asked),
	    ENGINE_TEST(expired_host_that_nobody_trusts_still_shows_its_chain),
	    ENGINE_TEST(staple_is_read_and_told_beside_the_verdict),
	    ENGINE_TEST(must_staple_without_a_staple_is_a_problem),
	    ENGINE_TEST(closed_port_is_refused),
	    ENGINE_TEST(address_without_a_way_there_is_unreachable),
	    ENGINE_TEST(silence_after_accept_ends_at_the_deadline),
	    ENGINE_TEST(silence_before_accept_ends_at_the_deadline),
	    ENGINE_TEST(silent_hosts_do_not_hold_back_good_ones),
	    ENGINE_TEST(probes_beyond_the_bound_wait_their_turn),
	    ENGINE_TEST(broken_connections_are_reset_with_what_is_known),
	    ENGINE_TEST(alert_is_told_by_its_name),
	    ENGINE_TEST(host_of_ssl_3_is_too_old),
	    ENGINE_TEST(plain_protocols_are_not_tls_and_named),
	    ENGINE_TEST(endless_certificate_is_too_much_data),
	    ENGINE_TEST(large_certificate_is_read),
	    ENGINE_TEST(names_that_are_none_are_dns_failures),
	    ENGINE_TEST(engine_ends_with_probes_under_way),
	};

	return cmocka_run_group_tests_name("probe engine", tests, world_make, world_end);
}
