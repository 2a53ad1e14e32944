/* rooms: pki base */
/* What was verified before is remembered, and no verdict changes by it: chains of every kind of
 * constraint, fault and order are judged with nothing remembered, and with what all the others have
 * left, in both directions and with room for next to nothing. */
#include "pki/signatures.h"

#include "base/mem.h"
#include "pki/trust.h"
#include "pki/verdict.h"

#include "tests/unit/pki_maker.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

enum {
	UPPERS = 20,
	LOWERS = 7,
	LEAVES = 7,
	ORDERS = 7,
	CASES = UPPERS * LOWERS * LEAVES * ORDERS,
	CHAIN_MOST = 6
};

static struct {
	struct made root, root_rsa, stranger; /* the last is not trusted */
	struct made uppers[UPPERS], lowers[UPPERS][LOWERS], leaves[UPPERS][LOWERS][LEAVES];
	char folder[64];
	struct trust *trust;
	struct verdict plain[CASES]; /* with nothing remembered */
} world;

/* ---- authorities and leaves, right and wrong ---- */

static EVP_PKEY *
same_key(const struct made *m)
{
	EVP_PKEY_up_ref(m->key);
	return m->key;
}

/* The same certificate with a signature that does not verify. */
static void
break_signature(struct made *m)
{
	unsigned char *der = NULL;
	int len = i2d_X509(m->x509, &der);
	const unsigned char *at = der;

	der[len - 1] ^= 1;
	X509_free(m->x509);
	m->x509 = d2i_X509(NULL, &at, len);
	maker_must(m->x509 != NULL);
	OPENSSL_free(der);
}

/* Names its issuer, and was signed by another key. */
static void
sign_otherwise(struct made *m)
{
	maker_must(X509_sign(m->x509, world.stranger.key, EVP_sha256()) > 0);
}

static void
uppers_make(void)
{
	const struct recipe recipes[] = {
	    {.cn = "A"},
	    {.cn = "A", .issuer = &world.root_rsa}, /* the same key: cross-signed */
	    {.cn = "A", .begin = -DAYS(400), .end = -DAYS(2)},
	    {.cn = "A"}, /* key roll-over */
	    {.cn = "A"}, /* signature broken */
	    {.cn = "A"}, /* signed by another */
	    {.cn = "A", .issuer = &world.stranger},
	    {.cn = "B", .constraints = "critical,permitted;DNS:exemple.cat"},
	    {.cn = "B", .constraints = "critical,permitted;DNS:altre.cat"},
	    {.cn = "B", .constraints = "critical,excluded;DNS:exemple.cat"},
	    {.cn = "B", .constraints = "critical,permitted;IP:192.0.2.0/255.255.255.0"},
	    {.cn = "B", .constraints = "critical,excluded;IP:192.0.2.0/255.255.255.0"},
	    {.cn = "C", .eku = "serverAuth"},
	    {.cn = "C", .eku = "clientAuth"},
	    {.cn = "C", .basic = "critical,CA:FALSE"},
	    {.cn = "C", .basic = "critical,CA:TRUE,pathlen:0"},
	    {.cn = "D", .begin = DAYS(2), .end = DAYS(400)},
	    {.cn = "D", .md = EVP_sha1()},
	    {.cn = "D", .key = EVP_RSA_gen(1024)},
	    {.cn = "D", .begin = -DAYS(10), .end = DAYS(20)},
	};

	_Static_assert(COUNT(recipes) == UPPERS, "a recipe for each");
	for (size_t i = 0; i < UPPERS; i++) {
		struct recipe r = recipes[i];

		r.ca = true;
		if (!r.issuer)
			r.issuer = &world.root;
		if (i == 1 || i == 2 || i == 4 || i == 5)
			r.key = same_key(&world.uppers[0]);
		world.uppers[i] = make(&r);
	}
	break_signature(&world.uppers[4]);
	sign_otherwise(&world.uppers[5]);
}

/* The first is none: the leaf is the upper one's. */
static void
lowers_make(const struct made *upper, struct made lowers[LOWERS])
{
	static const struct recipe recipes[LOWERS] = {
	    {0}, {.cn = "E"}, {.cn = "E", .constraints = "critical,permitted;DNS:exemple.cat"},
	    {.cn = "E", .basic = "critical,CA:TRUE,pathlen:0"}, {.cn = "E", .eku = "clientAuth"},
	    {.cn = "E"}, /* broken */
	    {.cn = "A"}, /* self-issued by name where the upper one is A */
	};

	for (size_t i = 1; i < LOWERS; i++) {
		struct recipe r = recipes[i];

		r.ca = true;
		r.issuer = upper;
		lowers[i] = make(&r);
	}
	break_signature(&lowers[5]);
}

static void
leaves_make(const struct made *issuer, struct made leaves[LEAVES])
{
	static const struct recipe recipes[LEAVES] = {
	    {.cn = "l", .sans = "DNS:www.exemple.cat"}, {.cn = "l", .sans = "DNS:www.altre.cat"},
	    {.cn = "l", .sans = "DNS:www.exemple.cat,IP:192.0.2.7"},
	    {.cn = "l", .sans = "DNS:www.exemple.cat", .begin = -DAYS(90), .end = -DAYS(1)},
	    {.cn = "l", .sans = "DNS:www.exemple.cat", .eku = "clientAuth"},
	    {.cn = "l", .sans = "DNS:www.exemple.cat"}, /* broken */
	    {.cn = "l", .sans = "DNS:www.exemple.cat"}, /* signed by another */
	};

	for (size_t i = 0; i < LEAVES; i++) {
		struct recipe r = recipes[i];

		r.issuer = issuer;
		leaves[i] = make(&r);
	}
	break_signature(&leaves[5]);
	sign_otherwise(&leaves[6]);
}

static int
world_make(void **state)
{
	(void)state;
	setenv("TZ", "Europe/Madrid", 1);
	tzset();
	world.root = make(&(struct recipe){.cn = "Arrel", .ca = true});
	world.root_rsa =
	    make(&(struct recipe){.cn = "Arrel RSA", .ca = true, .key = EVP_RSA_gen(2048)});
	world.stranger = make(&(struct recipe){.cn = "Arrel", .ca = true});
	uppers_make();
	for (size_t u = 0; u < UPPERS; u++) {
		lowers_make(&world.uppers[u], world.lowers[u]);
		leaves_make(&world.uppers[u], world.leaves[u][0]);
		for (size_t l = 1; l < LOWERS; l++)
			leaves_make(&world.lowers[u][l], world.leaves[u][l]);
	}
	snprintf(world.folder, sizeof(world.folder), "/tmp/caduca-signatures-XXXXXX");
	if (!mkdtemp(world.folder))
		return -1;
	made_write(&world.root, world.folder, "arrel.pem");
	made_write(&world.root_rsa, world.folder, "arrel-rsa.pem");
	world.trust = trust_load(false, (const char *const[]){world.folder}, 1);
	return trust_count(world.trust) == 2 ? 0 : -1;
}

static int
world_end(void **state)
{
	static const char *const files[] = {"arrel.pem", "arrel-rsa.pem"};
	char path[128];

	(void)state;
	for (size_t i = 0; i < COUNT(files); i++) {
		snprintf(path, sizeof(path), "%s/%s", world.folder, files[i]);
		unlink(path);
	}
	trust_free(world.trust);
	made_free(&world.root);
	made_free(&world.root_rsa);
	made_free(&world.stranger);
	for (size_t u = 0; u < UPPERS; u++) {
		made_free(&world.uppers[u]);
		for (size_t l = 0; l < LOWERS; l++) {
			made_free(&world.lowers[u][l]);
			for (size_t i = 0; i < LEAVES; i++)
				made_free(&world.leaves[u][l][i]);
		}
	}
	return rmdir(world.folder);
}

/* ---- judging ---- */

/* What is served beside the leaf, of lower, upper, root and strays. */
static void
serve(size_t order, STACK_OF(X509) * chain, const struct made *lower, const struct made *upper)
{
	const struct made *const orders[ORDERS][CHAIN_MOST] = {
	    {lower, upper},
	    {upper, lower},
	    {lower, upper, &world.root},
	    {lower},
	    {&world.uppers[3], &world.uppers[1], lower, upper},
	    {upper, &world.uppers[4], lower, &world.uppers[0], &world.stranger},
	    {&world.uppers[5], &world.uppers[0], lower},
	};

	for (size_t i = 0; i < CHAIN_MOST; i++)
		if (orders[order][i] && orders[order][i]->x509)
			sk_X509_push(chain, orders[order][i]->x509);
}

static void
judge_case(size_t number, struct signatures *known, struct verdict *out)
{
	size_t order = number % ORDERS, leaf = number / ORDERS % LEAVES;
	size_t lower = number / ORDERS / LEAVES % LOWERS, upper = number / ORDERS / LEAVES / LOWERS;
	STACK_OF(X509) *chain = sk_X509_new_null();

	memset(out, 0, sizeof(*out)); /* is compared as bytes */
	sk_X509_push(chain, world.leaves[upper][lower][leaf].x509);
	serve(order, chain, &world.lowers[upper][lower], &world.uppers[upper]);
	verdict_reach(world.trust, known, chain, "www.exemple.cat", NOW, out);
	sk_X509_free(chain);
}

static void
same_as_plain(size_t number, struct signatures *known)
{
	struct verdict v;

	judge_case(number, known, &v);
	if (memcmp(&v, &world.plain[number], sizeof(v)) != 0)
		print_error("case %zu: problems %llx, were %llx\n", number,
		    (unsigned long long)v.problems,
		    (unsigned long long)world.plain[number].problems);
	assert_memory_equal(&v, &world.plain[number], sizeof(v));
}

static void
a_verdict_is_the_same_with_what_is_remembered(void **state)
{
	struct signatures *forward = signatures_new(4096), *backward = signatures_new(4096);
	struct signatures *narrow = signatures_new(2);
	size_t good = 0, bad = 0;

	(void)state;
	for (size_t i = 0; i < CASES; i++) {
		judge_case(i, NULL, &world.plain[i]);
		good += world.plain[i].path_end != 0;
		bad += world.plain[i].path_end == 0;
	}
	assert_true(good > CASES / 10 && bad > CASES / 10);
	for (size_t i = 0; i < CASES; i++) {
		same_as_plain(i, forward);
		same_as_plain(CASES - 1 - i, backward);
		/* Far apart by turns: a step that has no factor in common with the number. */
		same_as_plain(i * 1009 % CASES, narrow);
		same_as_plain(i, backward);
	}
	/* Again, when all is remembered that can be. */
	for (size_t i = 0; i < CASES; i++)
		same_as_plain(i, forward);
	signatures_free(forward);
	signatures_free(backward);
	signatures_free(narrow);
}

static void
an_issuer_is_verified_once_for_all_its_leaves(void **state)
{
	struct signatures *known = signatures_new(16);
	struct verdict v;

	(void)state;
	for (size_t leaf = 0; leaf < LEAVES - 2; leaf++)
		judge_case(leaf * ORDERS, known, &v);
	assert_int_equal(signatures_computed(known), 1);
	signatures_free(known);
}

static void
a_signature_that_does_not_verify_is_not_remembered(void **state)
{
	struct signatures *known = signatures_new(16);

	(void)state;
	for (size_t i = 1; i <= 3; i++) {
		assert_false(signatures_verify(known, world.uppers[4].x509, world.root.x509));
		assert_int_equal(signatures_computed(known), i);
	}
	assert_true(signatures_verify(known, world.uppers[0].x509, world.root.x509));
	assert_false(signatures_verify(known, world.uppers[0].x509, world.stranger.x509));
	signatures_free(known);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_verdict_is_the_same_with_what_is_remembered),
	    cmocka_unit_test(an_issuer_is_verified_once_for_all_its_leaves),
	    cmocka_unit_test(a_signature_that_does_not_verify_is_not_remembered),
	};

	return cmocka_run_group_tests(tests, world_make, world_end);
}
