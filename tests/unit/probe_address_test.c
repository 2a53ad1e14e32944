/* rooms: probe pki wire base */
/* What one address is asked: several connections, both keys, nodes beside DNS, and what is known
 * already. */
#include "probe/address_probe.h"

#include "probe/verdict_cache.h"

#include "tests/unit/probe_world.h"
#include "tests/unit/staple_maker.h"

static struct probe_request
request(int port)
{
	return (struct probe_request){
	    .probe_id = 7, .host = "127.0.0.1", .port = port, .deadline_ms = LONG_MS};
}

static struct made
leaf_of(EVP_PKEY *key, int64_t end)
{
	return make(&(struct recipe){.cn = "local",
	    .issuer = &world.root,
	    .sans = "IP:127.0.0.1,DNS:www.exemple.cat",
	    .begin = -DAYS(1),
	    .end = end,
	    .key = key});
}

/* ---- several connections ---- */

static void
every_connection_is_a_fresh_one(void **state)
{
	struct server s = {.leaf = &world.leaf};
	struct probe_request r;
	const struct seen *seen;

	(void)state;
	server_start(&s);
	r = request(s.port);
	r.connections = 8;
	seen = probe_as(&r);
	server_stop(&s);
	assert_int_equal(s.connections, 8);
	assert_int_equal(seen->result.address_count, 1);
	assert_int_equal(seen->addresses[0].connections, 8);
	assert_int_equal(seen->addresses[0].leaf_count, 1);
	assert_int_equal(seen->addresses[0].verdict.problems, 0);
	assert_ending(seen, OUTCOME_OK, "");
}

static void
different_certificates_on_one_address_are_seen(void **state)
{
	struct made sooner = leaf_of(NULL, DAYS(3));
	const struct made *turns[] = {&world.leaf, &world.leaf, &sooner};
	struct server s = {.leaf = &world.leaf, .turns = turns, .turn_count = 3};
	struct probe_request r;
	const struct seen *seen;

	(void)state;
	server_start(&s);
	r = request(s.port);
	r.connections = 8;
	seen = probe_as(&r);
	server_stop(&s);
	assert_int_equal(seen->addresses[0].leaf_count, 2);
	assert_true(seen->addresses[0].verdict.problems & BIT(ADDRESSES_DIFFER));
	assert_leaf(seen, 0, &sooner); /* that which must be renewed */
	assert_int_equal(world.reported_count, 2);
	made_free(&sooner);
}

/* Whichever connection the answer came with. */
static void
what_one_connection_was_told_to_be_revoked_is(void **state)
{
	const struct staple_recipe recipe = {.leaf = world.leaf.x509,
	    .issuer = world.root.x509,
	    .signer = world.root.x509,
	    .key = world.root.key,
	    .now = NOW,
	    .status = V_OCSP_CERTSTATUS_REVOKED};

	(void)state;
	for (int at = 1; at <= 3; at++) {
		struct server s = {.leaf = &world.leaf, .staple_at = at};
		unsigned char *der = staple_make(&recipe, &s.staple_len);
		struct probe_request r;
		const struct seen *seen;

		s.staple = der;
		server_start(&s);
		r = request(s.port);
		r.connections = 3;
		seen = probe_as(&r);
		server_stop(&s);
		assert_int_equal(seen->addresses[0].connections, 3);
		assert_int_equal(seen->addresses[0].verdict.problems, BIT(REVOKED));
		OPENSSL_free(der);
	}
}

static void
a_node_that_fails_now_and_then_is_counted(void **state)
{
	struct server s = {.leaf = &world.leaf, .fail_every = 4};
	struct probe_request r;
	const struct seen *seen;

	(void)state;
	server_start(&s);
	r = request(s.port);
	r.connections = 8;
	seen = probe_as(&r);
	server_stop(&s);
	assert_int_equal(seen->addresses[0].failed, 2);
	assert_ending(seen, OUTCOME_OK, "2/8 reset");
}

/* ---- both keys ---- */

static void
the_other_key_is_shown_when_asked_for(void **state)
{
	static const int versions[] = {TLS1_2_VERSION, TLS1_3_VERSION};
	struct made rsa = leaf_of(EVP_RSA_gen(2048), DAYS(9));

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct server s = {.leaf = &world.leaf, .second = &rsa, .most = versions[i]};
		struct probe_request r;
		const struct seen *seen;

		server_start(&s);
		r = request(s.port);
		r.both_keys = true;
		seen = probe_as(&r);
		server_stop(&s);
		assert_int_equal(s.connections, 2);
		assert_int_equal(seen->result.address_count, 2);
		assert_string_equal(seen->addresses[0].key_type, "");
		assert_leaf(seen, 0, &world.leaf);
		assert_string_equal(seen->addresses[1].key_type, "rsa");
		assert_string_equal(seen->addresses[1].address, "127.0.0.1");
		assert_leaf(seen, 1, &rsa);
	}
	made_free(&rsa);
}

static void
a_host_with_one_key_has_no_other(void **state)
{
	struct made rsa = leaf_of(EVP_RSA_gen(2048), DAYS(9));
	struct made edwards = leaf_of(EVP_PKEY_Q_keygen(NULL, NULL, "ED25519"), DAYS(9));
	const struct made *leaves[] = {&world.leaf, &rsa, &edwards};
	static const int connections[] = {2, 2, 1};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct server s = {.leaf = leaves[i]};
		struct probe_request r;
		const struct seen *seen;

		server_start(&s);
		r = request(s.port);
		r.both_keys = true;
		seen = probe_as(&r);
		server_stop(&s);
		assert_int_equal(s.connections, connections[i]);
		assert_int_equal(seen->result.address_count, 1);
		assert_leaf(seen, 0, leaves[i]);
		assert_ending(seen, OUTCOME_OK, "");
	}
	made_free(&rsa);
	made_free(&edwards);
}

/* ---- nodes ---- */

static void
nodes_are_met_beside_the_host(void **state)
{
	struct made other = leaf_of(NULL, DAYS(9));
	struct server host = {.leaf = &world.leaf}, node = {.leaf = &other};
	struct probe_request r;
	const struct seen *seen;
	char *label, *named;

	(void)state;
	server_start(&host);
	server_start(&node);
	label = mem_printf("127.0.0.1:%d", node.port);
	named = mem_printf("127.0.0.1:%d/altre.exemple.cat", node.port);
	r = request(host.port);
	r.sni = "www.exemple.cat";
	r.nodes = (const char *const[]){"127.0.0.1", label, named, "localhost:1", "x"};
	r.node_count = 5;
	seen = probe_as(&r);
	server_stop(&node);
	server_stop(&host);
	assert_int_equal(seen->result.address_count, 3); /* the first is the host itself */
	assert_string_equal(seen->addresses[0].address, "127.0.0.1");
	assert_leaf(seen, 0, &world.leaf);
	assert_string_equal(seen->addresses[1].address, label);
	assert_leaf(seen, 1, &other);
	assert_int_equal(seen->addresses[1].verdict.problems, 0);
	assert_string_equal(seen->addresses[2].address, named);
	assert_int_equal(seen->addresses[2].verdict.problems, BIT(NAME_MISMATCH));
	free(label);
	free(named);
	made_free(&other);
}

static void
nodes_have_one_form(void **state)
{
	static const struct {
		const char *text, *label;
	} cases[] = {
	    {"192.0.2.1", "192.0.2.1"},
	    {"192.0.2.1:443", "192.0.2.1"},
	    {"192.0.2.1:8443", "192.0.2.1:8443"},
	    {"192.0.2.1/WWW.Exemple.cat", "192.0.2.1/www.exemple.cat"},
	    {"192.0.2.1:8443/fusió.cat", "192.0.2.1:8443/xn--fusi-tqa.cat"},
	    {"2001:DB8::1", "2001:db8::1"},
	    {"[2001:db8::1]", "2001:db8::1"},
	    {"[2001:db8::1]:8443", "[2001:db8::1]:8443"},
	    {"192.0.2.1/", "192.0.2.1"},
	    {"www.exemple.cat", NULL},
	    {"192.0.2.1:", NULL},
	    {"192.0.2.1:0", NULL},
	    {"192.0.2.1:70000", NULL},
	    {"192.0.2.1:1x", NULL},
	    {"192.0.2.1/a b", NULL},
	    {"", NULL},
	};
	struct target host;

	(void)state;
	assert_null(target_set(&host, "www.exemple.cat", 443, NULL));
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct node node;
		bool good = node_parse(&node, cases[i].text, &host);

		if (good != !!cases[i].label)
			fail_msg("'%s'", cases[i].text);
		if (good)
			assert_string_equal(node.label, cases[i].label);
		node_release(&node);
	}
	target_release(&host);
}

/* ---- what is known ---- */

static struct probe_known
known_leaf(const struct made *m, int64_t until)
{
	struct probe_known k = {.address = "127.0.0.1", .good_until = until};
	struct digest digest;

	digest_of(m->x509, &digest);
	chain_digest(&digest, 1, &k.chain);
	return k;
}

static const struct seen *
probe_known(struct server *s, const struct probe_known *known)
{
	struct probe_request r = request(s->port);

	r.known = known;
	r.known_count = 1;
	return probe_as(&r);
}

static void
a_known_chain_is_the_same_and_nothing_of_it_is_told(void **state)
{
	const struct staple_recipe recipe = {.leaf = world.leaf.x509,
	    .issuer = world.root.x509,
	    .signer = world.root.x509,
	    .key = world.root.key,
	    .now = NOW,
	    .status = V_OCSP_CERTSTATUS_REVOKED};
	struct server s = {.leaf = &world.leaf, .most = TLS1_1_VERSION};
	struct probe_known known = known_leaf(&world.leaf, NOW + 60);
	unsigned char *der = staple_make(&recipe, &s.staple_len);
	const struct seen *seen;

	(void)state;
	s.staple = der;
	server_start(&s);
	seen = probe_known(&s, &known);
	server_stop(&s);
	OPENSSL_free(der);
	assert_ending(seen, OUTCOME_OK, "");
	assert_true(seen->addresses[0].same);
	assert_int_equal(seen->addresses[0].chain_count, 0);
	/* What is of the connection is told all the same. */
	assert_int_equal(seen->addresses[0].verdict.problems, BIT(OLD_PROTOCOL) | BIT(REVOKED));
	assert_int_equal(world.reported_count, 0);
}

static void
what_is_not_quite_known_is_told_in_full(void **state)
{
	struct made other = leaf_of(NULL, DAYS(9));
	struct server s = {.leaf = &world.leaf};
	struct probe_known cases[] = {
	    known_leaf(&other, NOW + 60),           /* another chain */
	    known_leaf(&world.leaf, NOW),           /* its verdict is over */
	    known_leaf(&world.leaf, NOW + DAYS(2)), /* the clock stood elsewhere */
	    known_leaf(&world.leaf, NOW + 60),      /* of another address */
	};

	(void)state;
	snprintf(cases[3].address, sizeof(cases[3].address), "127.0.0.2");
	server_start(&s);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct seen *seen = probe_known(&s, &cases[i]);

		assert_false(seen->addresses[0].same);
		assert_leaf(seen, 0, &world.leaf);
		assert_int_equal(seen->addresses[0].verdict.path_end, NOW + DAYS(180));
	}
	server_stop(&s);
	assert_int_equal(world.reported_count, 1);
	made_free(&other);
}

/* ---- explained ---- */

static void
an_explained_result_has_the_facts_and_tells_nothing_apart(void **state)
{
	struct server s = {.leaf = &world.leaf};
	struct probe_known known = known_leaf(&world.leaf, NOW + 60);
	struct probe_request r;
	const struct seen *seen;

	(void)state;
	server_start(&s);
	r = request(s.port);
	r.explain = true;
	r.known = &known;
	r.known_count = 1;
	seen = probe_as(&r);
	server_stop(&s);
	assert_int_equal(seen->result.certificate_count, 1);
	assert_int_equal(world.reported_count, 0);
	assert_leaf(seen, 0, &world.leaf);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    ENGINE_TEST(every_connection_is_a_fresh_one),
	    ENGINE_TEST(different_certificates_on_one_address_are_seen),
	    ENGINE_TEST(what_one_connection_was_told_to_be_revoked_is),
	    ENGINE_TEST(a_node_that_fails_now_and_then_is_counted),
	    ENGINE_TEST(the_other_key_is_shown_when_asked_for),
	    ENGINE_TEST(a_host_with_one_key_has_no_other),
	    ENGINE_TEST(nodes_are_met_beside_the_host),
	    cmocka_unit_test(nodes_have_one_form),
	    ENGINE_TEST(a_known_chain_is_the_same_and_nothing_of_it_is_told),
	    ENGINE_TEST(what_is_not_quite_known_is_told_in_full),
	    ENGINE_TEST(an_explained_result_has_the_facts_and_tells_nothing_apart),
	};

	return cmocka_run_group_tests_name("probe visit", tests, world_make, world_end);
}
