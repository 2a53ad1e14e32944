/* rooms: pki base */
/* What the rest of a chain does to a verdict: every problem of a path alone, and of several paths the best one. */
#include "tests/unit/pki_world.h"

/* ---- what leads to no anchor ---- */

static void
self_signed_leaf_is_that_and_not_untrusted_beside(void **state)
{
	struct made m = make(&(struct recipe){.cn = "x", .sans = "DNS:x"});
	struct verdict v = judge(CHAIN(&m), "x");

	(void)state;
	assert_int_equal(v.problems, BIT(SELF_SIGNED));
	assert_int_equal(v.path_end, 0);
	made_free(&m);
}

static void
private_root_that_is_served_is_untrusted(void **state)
{
	struct made m =
	    make(&(struct recipe){.cn = "x", .sans = "DNS:x", .issuer = &world.private_issuer});

	(void)state;
	assert_int_equal(judge(CHAIN(&m, &world.private_issuer, &world.private_root), "x").problems,
	    BIT(UNTRUSTED));
	assert_int_equal(
	    judge(CHAIN(&m, &world.private_issuer), "x").problems, BIT(INCOMPLETE_CHAIN));
	made_free(&m);
}

static void
missing_issuer_is_incomplete_known_to_us_or_not(void **state)
{
	struct made unknown =
	    make(&(struct recipe){.cn = "x", .sans = "DNS:x", .issuer = &world.issuer});
	struct made helped =
	    make(&(struct recipe){.cn = "x", .sans = "DNS:x", .issuer = &world.other_issuer});
	struct verdict v = judge(CHAIN(&unknown), "x");

	(void)state;
	assert_int_equal(v.problems, BIT(INCOMPLETE_CHAIN));
	assert_int_equal(v.path_end, 0);
	v = judge(CHAIN(&helped), "x");
	assert_int_equal(v.problems, BIT(INCOMPLETE_CHAIN));
	assert_int_equal(v.path_end, NOW + DAYS(180));
	v = judge(CHAIN(&helped, &world.other_issuer), "x");
	assert_int_equal(v.problems, 0);
	made_free(&unknown);
	made_free(&helped);
}

static void
forged_signature_under_a_trusted_name_is_called_that(void **state)
{
	struct made forger = make_ca("Emissora", &world.private_root, 2000, NULL);
	struct made m = make(&(struct recipe){.cn = "x", .sans = "DNS:x", .issuer = &world.issuer});
	struct verdict v;

	(void)state;
	maker_sign(&m, &forger, NULL);
	v = judge(CHAIN(&m, &world.issuer), "x");
	assert_int_equal(v.problems, BIT(BAD_SIGNATURE));
	assert_int_equal(v.path_end, 0);
	made_free(&m);
	made_free(&forger);
}

/* ---- what a path may not hold ---- */

static void
path_that_openssl_refuses_has_its_reason(void **state)
{
	struct made last = make(&(struct recipe){.cn = "Emissora final",
	    .issuer = &world.root,
	    .ca = true,
	    .basic = "critical,CA:TRUE,pathlen:0"});
	struct made below = make(&(struct recipe){.cn = "Sota", .issuer = &last, .ca = true});
	struct made deep = make(&(struct recipe){.cn = "x", .sans = "DNS:x", .issuer = &below});
	struct made no_ca = make(&(struct recipe){
	    .cn = "No CA", .issuer = &world.root, .ca = true, .basic = "critical,CA:FALSE"});
	struct made under = make(&(struct recipe){.cn = "x", .sans = "DNS:x", .issuer = &no_ca});
	struct made odd =
	    make(&(struct recipe){.cn = "x", .sans = "DNS:x", .issuer = &world.issuer});
	ASN1_OBJECT *oid = OBJ_txt2obj("1.3.6.1.4.1.99999.1", 1);
	ASN1_OCTET_STRING *value = ASN1_OCTET_STRING_new();
	X509_EXTENSION *e = X509_EXTENSION_create_by_OBJ(NULL, oid, 1, value);

	(void)state;
	maker_must(e && X509_add_ext(odd.x509, e, -1) == 1);
	maker_sign(&odd, &world.issuer, NULL);
	assert_int_equal(judge(CHAIN(&deep, &below, &last), "x").problems, BIT(PATH_TOO_LONG));
	assert_int_equal(judge(CHAIN(&under, &no_ca), "x").problems, BIT(ISSUER_NOT_CA));
	assert_int_equal(judge(CHAIN(&odd, &world.issuer), "x").problems, BIT(CRITICAL_EXTENSION));
	assert_int_equal(judge(CHAIN(&deep, &below), "x").problems, BIT(INCOMPLETE_CHAIN));
	X509_EXTENSION_free(e);
	ASN1_OCTET_STRING_free(value);
	ASN1_OBJECT_free(oid);
	made_free(&last);
	made_free(&below);
	made_free(&deep);
	made_free(&no_ca);
	made_free(&under);
	made_free(&odd);
}

static void
constraints_and_purpose_are_kept(void **state)
{
	struct made narrow = make(&(struct recipe){.cn = "Emissora estreta",
	    .issuer = &world.root,
	    .ca = true,
	    .constraints = "critical,permitted;DNS:exemple.cat"});
	struct made in =
	    make(&(struct recipe){.cn = "x", .sans = "DNS:a.exemple.cat", .issuer = &narrow});
	struct made out =
	    make(&(struct recipe){.cn = "x", .sans = "DNS:a.altre.cat", .issuer = &narrow});
	struct made client = make(&(struct recipe){
	    .cn = "x", .sans = "DNS:x", .issuer = &world.issuer, .eku = "clientAuth"});
	struct made by_leaf = make(&(struct recipe){.cn = "y", .sans = "DNS:y", .issuer = &in});

	(void)state;
	assert_int_equal(judge(CHAIN(&in, &narrow), "a.exemple.cat").problems, 0);
	assert_int_equal(judge(CHAIN(&out, &narrow), "a.altre.cat").problems, BIT(NAME_CONSTRAINT));
	assert_int_equal(judge(CHAIN(&client, &world.issuer), "x").problems, BIT(WRONG_PURPOSE));
	/* Signed by something that is no CA. */
	assert_int_equal(judge(CHAIN(&by_leaf, &in, &narrow), "y").problems, BIT(ISSUER_NOT_CA));
	assert_int_equal(judge(CHAIN(&by_leaf, &in, &narrow), "y").path_end, 0);
	made_free(&narrow);
	made_free(&in);
	made_free(&out);
	made_free(&client);
	made_free(&by_leaf);
}

static void
weakness_is_told_of_leaf_and_intermediate_but_not_of_roots(void **state)
{
	struct made weak_root =
	    make(&(struct recipe){.cn = "Arrel feble", .ca = true, .md = EVP_sha1()});
	struct made sha1_issuer = make(&(struct recipe){
	    .cn = "Emissora SHA-1", .issuer = &world.root, .ca = true, .md = EVP_sha1()});
	struct made m = make(&(struct recipe){.cn = "x", .sans = "DNS:x", .issuer = &sha1_issuer});
	struct made n = make(&(struct recipe){.cn = "x", .sans = "DNS:x", .issuer = &weak_root});

	(void)state;
	assert_int_equal(
	    judge_leaf((struct recipe){.key = EVP_RSA_gen(1024)}, "www.exemple.cat").problems,
	    BIT(WEAK_KEY));
	assert_int_equal(
	    judge_leaf((struct recipe){.key = EVP_EC_gen("secp192k1")}, "www.exemple.cat").problems,
	    BIT(WEAK_KEY));
	assert_int_equal(
	    judge_leaf((struct recipe){.key = EVP_RSA_gen(2048)}, "www.exemple.cat").problems, 0);
	assert_int_equal(judge_leaf((struct recipe){.md = EVP_sha1()}, "www.exemple.cat").problems,
	    BIT(WEAK_SIGNATURE));
	assert_int_equal(
	    judge_leaf(
		(struct recipe){.key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519")}, "www.exemple.cat")
		.problems,
	    0);
	assert_int_equal(judge(CHAIN(&m, &sha1_issuer), "x").problems, BIT(WEAK_SIGNATURE));
	assert_int_equal(judge(CHAIN(&n, &weak_root), "x").problems, BIT(UNTRUSTED));
	made_free(&weak_root);
	made_free(&sha1_issuer);
	made_free(&m);
	made_free(&n);
}

/* ---- what is served beside ---- */

static void
order_is_told_but_extras_and_repeats_are_not(void **state)
{
	struct made sub = make_ca("Emissora de sota", &world.issuer, 1500, NULL);
	struct made m = make(&(struct recipe){.cn = "x", .sans = "DNS:x", .issuer = &sub});

	(void)state;
	assert_int_equal(judge(CHAIN(&m, &sub, &world.issuer), "x").problems, 0);
	assert_int_equal(judge(CHAIN(&m, &world.issuer, &sub), "x").problems, BIT(WRONG_ORDER));
	assert_int_equal(
	    judge(CHAIN(&m, &sub, &world.root, &world.issuer), "x").problems, BIT(WRONG_ORDER));
	assert_int_equal(
	    judge(CHAIN(&m, &m, &sub, &world.private_root, &world.issuer, &world.root), "x")
		.problems,
	    0);
	made_free(&sub);
	made_free(&m);
}

static void
hundred_certificates_of_one_name_cost_a_bounded_search(void **state)
{
	enum { MANY = 100 };
	struct made crowd[MANY];
	const struct made *list[MANY + 1];
	struct made m =
	    make(&(struct recipe){.cn = "x", .sans = "DNS:x", .issuer = &world.private_issuer});
	struct verdict v;

	(void)state;
	list[0] = &m;
	for (int i = 0; i < MANY; i++) {
		/* Each could have issued each other one, by name and key. */
		crowd[i] = make_ca(
		    "Emissora privada", &world.private_issuer, 100 + i, world.private_issuer.key);
		list[i + 1] = &crowd[i];
	}
	v = judge(list, MANY + 1, "x");
	assert_int_equal(v.path_end, 0);
	assert_true(v.problems & (BIT(UNTRUSTED) | BIT(INCOMPLETE_CHAIN)));
	for (int i = 0; i < MANY; i++)
		made_free(&crowd[i]);
	made_free(&m);
}

/* ---- what ends first, and which of several counts ---- */

static void
path_that_ends_first_is_told_from_junk_that_does(void **state)
{
	struct made dying = make_ca("Emissora que acaba", &world.root, 20, NULL);
	struct made dead = make_ca("Emissora acabada", &world.root, -2, NULL);
	struct made m = make(&(struct recipe){.cn = "x", .sans = "DNS:x", .issuer = &dying});
	struct made n = make(&(struct recipe){.cn = "x", .sans = "DNS:x", .issuer = &world.issuer});
	struct verdict v = judge(CHAIN(&m, &dying), "x");

	(void)state;
	assert_int_equal(v.problems, BIT(CHAIN_EXPIRES_FIRST));
	assert_int_equal(v.path_end, NOW + DAYS(20));
	v = judge(CHAIN(&n, &world.issuer, &dead), "x");
	assert_int_equal(v.problems, 0);
	assert_int_equal(v.path_end, NOW + DAYS(180));
	made_free(&dying);
	made_free(&dead);
	made_free(&m);
	made_free(&n);
}

static void
expired_intermediate_in_use_is_seen_though_the_leaf_is_young(void **state)
{
	struct made dead = make_ca("Emissora acabada", &world.root, -2, NULL);
	struct made m = make(&(struct recipe){.cn = "x", .sans = "DNS:x", .issuer = &dead});
	struct verdict v = judge(CHAIN(&m, &dead), "x");

	(void)state;
	assert_int_equal(v.problems, BIT(CHAIN_EXPIRES_FIRST));
	assert_int_equal(v.path_end, NOW - DAYS(2));
	made_free(&dead);
	made_free(&m);
}

static void
of_crossed_paths_the_one_that_ends_last_counts(void **state)
{
	struct made m = make(&(struct recipe){.cn = "x",
	    .sans = "DNS:x",
	    .issuer = &world.issuer,
	    .begin = -DAYS(10),
	    .end = DAYS(900)});
	struct verdict short_first = judge(CHAIN(&m, &world.short_issuer, &world.issuer), "x");
	struct verdict long_first = judge(CHAIN(&m, &world.issuer, &world.short_issuer), "x");
	struct verdict short_only = judge(CHAIN(&m, &world.short_issuer), "x");

	(void)state;
	assert_int_equal(short_first.problems, 0);
	assert_int_equal(short_first.path_end, NOW + DAYS(900));
	assert_int_equal(long_first.problems, 0);
	assert_int_equal(long_first.path_end, NOW + DAYS(900));
	assert_int_equal(short_only.problems, BIT(CHAIN_EXPIRES_FIRST));
	assert_int_equal(short_only.path_end, NOW + DAYS(300));
	made_free(&m);
}

/* Clients have no helpers: what they can do with what is served counts, though our way would last
 * longer. */
static void
served_path_counts_before_a_longer_one_with_a_helper(void **state)
{
	struct made crossed =
	    make_ca("Emissora no servida", &world.short_root, 2500, world.other_issuer.key);
	struct made m = make(&(struct recipe){.cn = "x",
	    .sans = "DNS:x",
	    .issuer = &world.other_issuer,
	    .begin = -DAYS(10),
	    .end = DAYS(900)});
	struct verdict v = judge(CHAIN(&m, &crossed), "x");

	(void)state;
	assert_int_equal(v.problems, BIT(CHAIN_EXPIRES_FIRST));
	assert_int_equal(v.path_end, NOW + DAYS(300));
	made_free(&crossed);
	made_free(&m);
}

/* An authority changes its key and certifies the new one with the old, under the same name: the roots
 * that clients have may be the old one, the new one or both. */
static void
key_roll_over_of_an_authority_leads_on_to_the_old_key(void **state)
{
	struct made rolled = make_ca("Arrel", &world.root, 1200, NULL);
	struct made issuer = make_ca("Emissora nova", &rolled, 1000, NULL);
	struct made m = make(&(struct recipe){.cn = "x", .sans = "DNS:x", .issuer = &issuer});
	struct made other = make_ca("Arrel privada", &world.private_root, 1200, NULL);
	struct made n = make(&(struct recipe){.cn = "x", .sans = "DNS:x", .issuer = &other});
	struct verdict v = judge(CHAIN(&m, &issuer, &rolled), "x");

	(void)state;
	assert_int_equal(v.problems, 0);
	assert_int_equal(v.path_end, NOW + DAYS(180));
	assert_int_equal(judge(CHAIN(&m, &issuer, &rolled, &world.root), "x").problems, 0);
	/* An anchor has the name, under another key. */
	assert_int_equal(judge(CHAIN(&m, &issuer), "x").problems, BIT(UNTRUSTED));
	assert_int_equal(judge(CHAIN(&n, &other), "x").problems, BIT(INCOMPLETE_CHAIN));
	assert_int_equal(
	    judge(CHAIN(&n, &other, &world.private_root), "x").problems, BIT(UNTRUSTED));
	made_free(&rolled);
	made_free(&issuer);
	made_free(&m);
	made_free(&other);
	made_free(&n);
}

/* The same authority under the same key, certified with SHA-1 until later and with SHA-256 until sooner. */
static void
path_without_weak_signatures_counts_before_one_that_ends_later(void **state)
{
	struct made strong = make_ca("Emissora doble", &world.root, 100, NULL);
	struct made weak, m;
	struct verdict v;

	(void)state;
	EVP_PKEY_up_ref(strong.key);
	weak = make(&(struct recipe){.cn = "Emissora doble",
	    .issuer = &world.root,
	    .ca = true,
	    .key = strong.key,
	    .md = EVP_sha1(),
	    .begin = -DAYS(400),
	    .end = DAYS(2000)});
	m = make(&(struct recipe){.cn = "x", .sans = "DNS:x", .issuer = &strong});
	v = judge(CHAIN(&m, &weak, &strong), "x");
	assert_int_equal(v.problems, BIT(CHAIN_EXPIRES_FIRST));
	assert_int_equal(v.path_end, NOW + DAYS(100));
	v = judge(CHAIN(&m, &weak), "x");
	assert_int_equal(v.problems, BIT(WEAK_SIGNATURE));
	assert_int_equal(v.path_end, NOW + DAYS(180));
	made_free(&strong);
	made_free(&weak);
	made_free(&m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(self_signed_leaf_is_that_and_not_untrusted_beside),
	    cmocka_unit_test(private_root_that_is_served_is_untrusted),
	    cmocka_unit_test(missing_issuer_is_incomplete_known_to_us_or_not),
	    cmocka_unit_test(forged_signature_under_a_trusted_name_is_called_that),
	    cmocka_unit_test(path_that_openssl_refuses_has_its_reason),
	    cmocka_unit_test(constraints_and_purpose_are_kept),
	    cmocka_unit_test(order_is_told_but_extras_and_repeats_are_not),
	    cmocka_unit_test(path_that_ends_first_is_told_from_junk_that_does),
	    cmocka_unit_test(expired_intermediate_in_use_is_seen_though_the_leaf_is_young),
	    cmocka_unit_test(of_crossed_paths_the_one_that_ends_last_counts),
	    cmocka_unit_test(served_path_counts_before_a_longer_one_with_a_helper),
	    cmocka_unit_test(weakness_is_told_of_leaf_and_intermediate_but_not_of_roots),
	    cmocka_unit_test(key_roll_over_of_an_authority_leads_on_to_the_old_key),
	    cmocka_unit_test(path_without_weak_signatures_counts_before_one_that_ends_later),
	    cmocka_unit_test(hundred_certificates_of_one_name_cost_a_bounded_search),
	};

	return cmocka_run_group_tests_name("pki certpath", tests, world_make, world_end);
}
