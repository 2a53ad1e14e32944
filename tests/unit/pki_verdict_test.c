/* rooms: pki base */
/* What the leaf itself does to a verdict: its dates, its names and what it is for, every problem alone. */
#include "tests/unit/pki_world.h"

/* ---- dates ---- */

static void
good_chain_has_no_problem_and_ends_with_its_earliest(void **state)
{
	struct verdict v = judge_leaf((struct recipe){0}, "www.exemple.cat");

	(void)state;
	assert_int_equal(v.problems, 0);
	assert_int_equal(v.path_end, NOW + DAYS(180));
}

static void
dates_of_the_leaf_are_their_own_problem_and_hide_nothing(void **state)
{
	struct verdict expired =
	    judge_leaf((struct recipe){.begin = -DAYS(90), .end = -1}, "altre.cat");
	struct verdict last_second =
	    judge_leaf((struct recipe){.begin = -DAYS(90), .end = 0}, "www.exemple.cat");
	struct verdict future =
	    judge_leaf((struct recipe){.begin = 1, .end = DAYS(90)}, "www.exemple.cat");
	struct verdict odd =
	    judge_leaf((struct recipe){.begin = -DAYS(9), .end = -DAYS(9)}, "www.exemple.cat");

	(void)state;
	assert_int_equal(expired.problems, BIT(EXPIRED) | BIT(NAME_MISMATCH));
	assert_int_equal(expired.path_end, NOW - 1);
	/* RFC 5280 4.1.2.5: not_after belongs to the validity */
	assert_int_equal(last_second.problems, 0);
	assert_int_equal(last_second.good_until, NOW + 1);
	assert_int_equal(future.problems, BIT(NOT_YET_VALID));
	assert_int_equal(odd.problems, BIT(BAD_LIFETIME) | BIT(EXPIRED));
}

static void
verdict_is_good_until_the_next_date_or_midnight(void **state)
{
	/* NOW is 18/11/2026 12:06:40 in Madrid, UTC+1: midnight there is at 23:00 UTC. */
	const int64_t midnight = INT64_C(1795042800);
	struct verdict v = judge_leaf((struct recipe){0}, "www.exemple.cat");
	struct verdict soon =
	    judge_leaf((struct recipe){.begin = -DAYS(9), .end = 600}, "www.exemple.cat");
	struct verdict begins =
	    judge_leaf((struct recipe){.begin = 300, .end = 600}, "www.exemple.cat");

	(void)state;
	assert_int_equal(v.good_until, midnight);
	assert_int_equal(soon.good_until, NOW + 601);
	assert_int_equal(begins.good_until, NOW + 300);
	assert_int_equal(v.made_at, NOW);
}

/* ---- names ---- */

static void
names_and_addresses_are_matched_as_the_rfc_says(void **state)
{
	static const struct {
		const char *name;
		bool good;
	} cases[] = {
	    {"www.exemple.cat", true},
	    {"WWW.EXEMPLE.CAT", true},
	    {"exemple.cat", false},
	    {"a.intern.cat", true},
	    {"a.b.intern.cat", false},
	    {"intern.cat", false},
	    {"192.0.2.7", true},
	    {"192.0.2.8", false},
	    {"2001:db8:0::1", true},
	    {"2001:db8::2", false},
	};
	struct made cn_only =
	    make(&(struct recipe){.cn = "www.exemple.cat", .issuer = &world.issuer});
	struct verdict v = judge(CHAIN(&cn_only, &world.issuer), "www.exemple.cat");

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(judge_leaf((struct recipe){0}, cases[i].name).problems,
		    cases[i].good ? 0 : BIT(NAME_MISMATCH));
	assert_int_equal(v.problems, BIT(NO_SAN));
	made_free(&cn_only);
}

static uint64_t
name_of(const char *sans, const char *name)
{
	return judge_leaf((struct recipe){.sans = sans}, name).problems;
}

/* OpenSSL alone would refuse the first three. */
static void
underscores_are_letters_of_a_label_like_any_other(void **state)
{
	(void)state;
	assert_int_equal(name_of("DNS:*.exemple.cat", "dev_1.exemple.cat"), 0);
	assert_int_equal(name_of("DNS:*.exemple.cat", "_DEV.exemple.cat"), 0);
	assert_int_equal(name_of("DNS:*.dev_1.exemple.cat", "www.dev_1.exemple.cat"), 0);
	assert_int_equal(name_of("DNS:dev_1.exemple.cat", "dev_1.exemple.cat"), 0);
	assert_int_equal(name_of("DNS:*.exemple.cat", "a.dev_1.exemple.cat"), BIT(NAME_MISMATCH));
	assert_int_equal(name_of("DNS:*.exemple.cat", "dev_1.altre.cat"), BIT(NAME_MISMATCH));
	assert_int_equal(name_of("DNS:*.cat", "dev_1.cat"), BIT(NAME_MISMATCH));
	assert_int_equal(name_of("DNS:d*.exemple.cat", "dev_1.exemple.cat"), BIT(NAME_MISMATCH));
	assert_int_equal(name_of("email:a@exemple.cat", "dev_1.exemple.cat"), BIT(NO_SAN));
}

static void
common_name_without_san_is_called_that(void **state)
{
	X509_NAME *nameless = X509_NAME_new();
	struct made other = make(&(struct recipe){.cn = "altre.cat", .issuer = &world.issuer});
	struct made none = make(&(struct recipe){.subject = nameless, .issuer = &world.issuer});
	struct made mail = make(&(struct recipe){
	    .cn = "x.cat", .sans = "email:a@x.cat,URI:https://x.cat", .issuer = &world.issuer});

	(void)state;
	assert_int_equal(judge(CHAIN(&other, &world.issuer), "x.cat").problems, BIT(NO_SAN));
	assert_int_equal(judge(CHAIN(&mail, &world.issuer), "x.cat").problems, BIT(NO_SAN));
	assert_int_equal(judge(CHAIN(&none, &world.issuer), "x.cat").problems, BIT(NAME_MISMATCH));
	assert_int_equal(judge(CHAIN(&other, &world.issuer), NULL).problems, 0);
	X509_NAME_free(nameless);
	made_free(&other);
	made_free(&none);
	made_free(&mail);
}

static void
name_before_a_nul_does_not_match(void **state)
{
	struct made m = make(&(struct recipe){.cn = "x", .issuer = &world.issuer});
	GENERAL_NAMES *names = sk_GENERAL_NAME_new_null();
	GENERAL_NAME *name = GENERAL_NAME_new();
	ASN1_STRING *text = ASN1_IA5STRING_new();
	struct verdict v;

	(void)state;
	ASN1_STRING_set(text, "bo.cat\0.dolent.cat", 18);
	GENERAL_NAME_set0_value(name, GEN_DNS, text);
	sk_GENERAL_NAME_push(names, name);
	X509_add1_ext_i2d(m.x509, NID_subject_alt_name, names, 0, 0);
	GENERAL_NAMES_free(names);
	maker_sign(&m, &world.issuer, NULL);
	v = judge(CHAIN(&m, &world.issuer), "bo.cat");
	assert_int_equal(v.problems, BIT(NAME_MISMATCH));
	made_free(&m);
}

/* ---- what it is for ---- */

static EVP_PKEY *
dsa_key(void)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_id(EVP_PKEY_DSA, NULL);
	EVP_PKEY *parameters = NULL, *key = NULL;

	maker_must(EVP_PKEY_paramgen_init(ctx) == 1 &&
		   EVP_PKEY_CTX_set_dsa_paramgen_bits(ctx, 1024) == 1 &&
		   EVP_PKEY_paramgen(ctx, &parameters) == 1);
	EVP_PKEY_CTX_free(ctx);
	ctx = EVP_PKEY_CTX_new(parameters, NULL);
	maker_must(EVP_PKEY_keygen_init(ctx) == 1 && EVP_PKEY_keygen(ctx, &key) == 1);
	EVP_PKEY_CTX_free(ctx);
	EVP_PKEY_free(parameters);
	return key;
}

static void
what_few_clients_accept_gets_a_remark(void **state)
{
	(void)state;
	assert_int_equal(judge_leaf((struct recipe){.key = dsa_key()}, "www.exemple.cat").problems,
	    BIT(DSA_KEY) | BIT(WEAK_KEY));
	assert_int_equal(judge_leaf((struct recipe){.eku = ""}, "www.exemple.cat").problems,
	    BIT(NO_SERVER_AUTH));
	assert_int_equal(
	    judge_leaf((struct recipe){.eku = "clientAuth,serverAuth"}, "www.exemple.cat").problems,
	    0);
}

static uint64_t
own_use(struct recipe r)
{
	struct made leaf;
	STACK_OF(X509) * chain;
	struct verdict v;

	if (!r.issuer)
		r.issuer = &world.issuer;
	r.cn = "Segell";
	leaf = make(&r);
	chain = chain_of(CHAIN(&leaf, r.issuer));
	verdict_reach_own_use(world.trust, chain, NOW, &v);
	sk_X509_free(chain);
	made_free(&leaf);
	return v.problems;
}

static void
what_is_handed_over_is_judged_by_what_it_says_that_it_is_for(void **state)
{
	static const char hosts[] = "DNS:www.exemple.cat", signs[] = "critical,nonRepudiation";
	struct made clients = make(&(struct recipe){
	    .cn = "Per a clients", .issuer = &world.root, .ca = true, .eku = "clientAuth"});

	(void)state;
	assert_int_equal(own_use((struct recipe){.eku = "serverAuth", .sans = hosts}), 0);
	assert_int_equal(own_use((struct recipe){.eku = "clientAuth"}), 0);
	assert_int_equal(own_use((struct recipe){.eku = "emailProtection"}), 0);
	assert_int_equal(own_use((struct recipe){.eku = "1.3.6.1.5.5.7.3.36"}), 0);
	/* A seal: its key may not sign for TLS, and that is not all it is for. */
	assert_int_equal(
	    own_use((struct recipe){.eku = "clientAuth,emailProtection", .usage = signs}), 0);
	assert_int_equal(
	    own_use((struct recipe){.eku = "clientAuth", .usage = signs}), BIT(WRONG_PURPOSE));
	assert_int_equal(own_use((struct recipe){.eku = "", .usage = signs}), 0);
	assert_int_equal(own_use((struct recipe){.eku = "", .sans = hosts}), BIT(NO_SERVER_AUTH));
	assert_int_equal(own_use((struct recipe){.issuer = &clients, .eku = "clientAuth"}), 0);
	assert_int_equal(own_use((struct recipe){.issuer = &clients, .eku = "emailProtection"}),
	    BIT(WRONG_PURPOSE));
	assert_int_equal(
	    own_use((struct recipe){.issuer = &world.private_issuer, .eku = "clientAuth"}),
	    BIT(INCOMPLETE_CHAIN));
	made_free(&clients);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(good_chain_has_no_problem_and_ends_with_its_earliest),
	    cmocka_unit_test(dates_of_the_leaf_are_their_own_problem_and_hide_nothing),
	    cmocka_unit_test(names_and_addresses_are_matched_as_the_rfc_says),
	    cmocka_unit_test(underscores_are_letters_of_a_label_like_any_other),
	    cmocka_unit_test(common_name_without_san_is_called_that),
	    cmocka_unit_test(what_few_clients_accept_gets_a_remark),
	    cmocka_unit_test(what_is_handed_over_is_judged_by_what_it_says_that_it_is_for),
	    cmocka_unit_test(name_before_a_nul_does_not_match),
	    cmocka_unit_test(verdict_is_good_until_the_next_date_or_midnight),
	};

	return cmocka_run_group_tests_name("pki verdict", tests, world_make, world_end);
}
