/* rooms: pki base */
/* Every problem alone, and what the best path is. A small hierarchy is made once: a trusted root
 * with an intermediate, the same intermediate's key certified by a second root that ends sooner,
 * and a private root. */
#include "pki/trust.h"
#include "pki/verdict.h"

#include "tests/unit/pki_maker.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

static struct {
	struct made root, issuer;             /* the root ends in 3000 days, the issuer in 2000 */
	struct made short_root, short_issuer; /* the same issuer by a root that ends in 300 */
	struct made other_issuer;             /* of the root, in the folder too: a helper */
	struct made private_root, private_issuer;
	char folder[64];
	struct trust *trust;
} world;

#define CHAIN(...)                                 \
	(const struct made *const[]){__VA_ARGS__}, \
	    sizeof((const struct made *const[]){__VA_ARGS__}) / sizeof(struct made *)
#define BIT(p) PROBLEM_BIT(PROBLEM_##p)

static struct made
make_ca(const char *cn, const struct made *issuer, int64_t days, EVP_PKEY *key)
{
	if (key)
		EVP_PKEY_up_ref(key);
	return make(&(struct recipe){.cn = cn,
	    .issuer = issuer,
	    .ca = true,
	    .key = key,
	    .begin = -DAYS(400),
	    .end = DAYS(days)});
}

static int
world_make(void **state)
{
	(void)state;
	setenv("TZ", "Europe/Madrid", 1);
	tzset();
	world.root = make_ca("Arrel", NULL, 3000, NULL);
	world.issuer = make_ca("Emissora", &world.root, 2000, NULL);
	world.short_root = make_ca("Arrel curta", NULL, 300, NULL);
	world.short_issuer = make_ca("Emissora", &world.short_root, 2500, world.issuer.key);
	world.other_issuer = make_ca("Emissora no servida", &world.root, 1000, NULL);
	world.private_root = make_ca("Arrel privada", NULL, 3000, NULL);
	world.private_issuer = make_ca("Emissora privada", &world.private_root, 2000, NULL);
	snprintf(world.folder, sizeof(world.folder), "/tmp/caduca-verdict-XXXXXX");
	if (!mkdtemp(world.folder))
		return -1;
	made_write(&world.root, world.folder, "arrel.pem");
	made_write(&world.short_root, world.folder, "curta.pem");
	made_write(&world.other_issuer, world.folder, "emissora.pem");
	world.trust = trust_load(false, (const char *const[]){world.folder}, 1);
	return trust_count(world.trust) == 3 ? 0 : -1;
}

static int
world_end(void **state)
{
	static const char *const files[] = {"arrel.pem", "curta.pem", "emissora.pem"};
	char path[128];

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		snprintf(path, sizeof(path), "%s/%s", world.folder, files[i]);
		unlink(path);
	}
	trust_free(world.trust);
	for (struct made *m = &world.root; m <= &world.private_issuer; m++)
		made_free(m);
	return rmdir(world.folder);
}

static struct verdict
judge(const struct made *const *list, size_t count, const char *name)
{
	STACK_OF(X509) *chain = chain_of(list, count);
	struct verdict v;

	verdict_reach(world.trust, NULL, chain, name, NOW, &v);
	sk_X509_free(chain);
	return v;
}

/* The leaf alone is new; it is served before the rest of the chain. */
static struct verdict
judge_leaf(struct recipe r, const char *name)
{
	struct made leaf;
	struct verdict v;

	if (!r.issuer)
		r.issuer = &world.issuer;
	if (!r.cn)
		r.cn = "www.exemple.cat";
	if (!r.sans)
		r.sans = "DNS:www.exemple.cat,DNS:*.intern.cat,IP:192.0.2.7,IP:2001:db8::1";
	leaf = make(&r);
	v = judge(CHAIN(&leaf, r.issuer), name);
	made_free(&leaf);
	return v;
}

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
	    cmocka_unit_test(verdict_is_good_until_the_next_date_or_midnight),
	    cmocka_unit_test(hundred_certificates_of_one_name_cost_a_bounded_search),
	};

	return cmocka_run_group_tests_name("pki verdict", tests, world_make, world_end);
}
