/* rooms: pki base */
/* A stapled answer is believed where the leaf's issuer, or whom it lets answer, signed it about the leaf
 * for today; whatever else it is, it says nothing. */
#include "pki/staple.h"

#include "pki/trust.h"

#include "tests/unit/pki_maker.h"
#include "tests/unit/staple_maker.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <unistd.h>

#include <cmocka.h>

static struct {
	struct made root, issuer, twin, leaf, other, responder, unentitled, ended;
	struct trust *trust, *with_issuer;
	char folder[64];
} world;

static int
world_make(void **state)
{
	char path[128];

	(void)state;
	world.root = make(
	    &(struct recipe){.cn = "Arrel", .ca = true, .begin = -DAYS(900), .end = DAYS(3000)});
	world.issuer = make(&(struct recipe){.cn = "Emissor", .ca = true, .issuer = &world.root});
	world.twin = make(&(struct recipe){.cn = "Emissor", .ca = true, .issuer = &world.root});
	world.leaf =
	    make(&(struct recipe){.cn = "www", .issuer = &world.issuer, .sans = "DNS:a.cat"});
	world.other = make(&(struct recipe){.cn = "www", .issuer = &world.issuer});
	world.responder =
	    make(&(struct recipe){.cn = "OCSP", .issuer = &world.issuer, .eku = "OCSPSigning"});
	world.unentitled = make(&(struct recipe){.cn = "no", .issuer = &world.issuer});
	world.ended = make(&(struct recipe){.cn = "OCSP",
	    .issuer = &world.issuer,
	    .eku = "OCSPSigning",
	    .begin = -DAYS(9),
	    .end = -DAYS(1)});
	snprintf(world.folder, sizeof(world.folder), "/tmp/caduca-staple-XXXXXX");
	if (!mkdtemp(world.folder))
		return -1;
	world.trust = trust_load(false, (const char *const[]){world.folder}, 1);
	made_write(&world.issuer, world.folder, "emissor.pem");
	world.with_issuer = trust_load(false, (const char *const[]){world.folder}, 1);
	snprintf(path, sizeof(path), "%s/emissor.pem", world.folder);
	unlink(path);
	return rmdir(world.folder);
}

static int
world_end(void **state)
{
	struct made *const all[] = {&world.root, &world.issuer, &world.twin, &world.leaf,
	    &world.other, &world.responder, &world.unentitled, &world.ended};

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		made_free(all[i]);
	trust_free(world.trust);
	trust_free(world.with_issuer);
	return 0;
}

static struct staple
read_bytes(const struct trust *trust, size_t served, const unsigned char *der, size_t len)
{
	const struct made *list[] = {&world.leaf, &world.issuer};
	STACK_OF(X509) *chain = chain_of(list, served);
	struct staple s;

	staple_read(trust, chain, der, len, NOW, &s);
	sk_X509_free(chain);
	return s;
}

static struct staple_recipe
by(const struct made *signer)
{
	return (struct staple_recipe){.leaf = world.leaf.x509,
	    .issuer = world.issuer.x509,
	    .signer = signer->x509,
	    .key = signer->key,
	    .now = NOW};
}

static struct staple
read_made(struct staple_recipe r)
{
	int len;
	unsigned char *der = staple_make(&r, &len);
	struct staple s = read_bytes(world.trust, 2, der, (size_t)len);

	OPENSSL_free(der);
	return s;
}

static void
the_issuers_word_is_believed(void **state)
{
	struct staple_recipe r = by(&world.issuer);
	struct staple s = read_made(r);

	(void)state;
	assert_int_equal(s.answer, STAPLE_GOOD);
	assert_int_equal(s.made_at, NOW);
	assert_int_equal(s.good_until, NOW + DAYS(7) + 301);
	assert_int_equal(s.revoked_at, 0);
	r.status = V_OCSP_CERTSTATUS_REVOKED;
	s = read_made(r);
	assert_int_equal(s.answer, STAPLE_REVOKED);
	assert_int_equal(s.revoked_at, NOW - DAYS(1));
	assert_int_equal(s.reason, 1); /* keyCompromise */
	r.names = EVP_sha256();
	assert_int_equal(read_made(r).answer, STAPLE_REVOKED);
}

static void
who_may_answer_for_it_is_believed_and_nobody_else(void **state)
{
	(void)state;
	assert_int_equal(read_made(by(&world.responder)).answer, STAPLE_GOOD);
	assert_int_equal(read_made(by(&world.unentitled)).answer, STAPLE_NOT_VERIFIED);
	assert_int_equal(read_made(by(&world.ended)).answer, STAPLE_NOT_VERIFIED);
	assert_int_equal(read_made(by(&world.root)).answer, STAPLE_NOT_VERIFIED);
	/* Of the issuer's name, and of another key. */
	assert_int_equal(read_made(by(&world.twin)).answer, STAPLE_NOT_VERIFIED);
}

static void
what_is_of_another_certificate_says_nothing(void **state)
{
	struct staple_recipe r = by(&world.issuer);

	(void)state;
	r.status = V_OCSP_CERTSTATUS_REVOKED;
	r.leaf = world.other.x509;
	assert_int_equal(read_made(r).answer, STAPLE_NOT_VERIFIED);
	r = by(&world.issuer);
	r.issuer = world.twin.x509;
	assert_int_equal(read_made(r).answer, STAPLE_NOT_VERIFIED);
}

static void
only_todays_answer_counts(void **state)
{
	static const struct {
		int64_t from, until;
		enum staple_answer answer;
	} cases[] = {
	    {-DAYS(8), -3600, STAPLE_NOT_VERIFIED},
	    {-DAYS(8), -200, STAPLE_GOOD}, /* clocks differ */
	    {3600, DAYS(7), STAPLE_NOT_VERIFIED},
	    {200, DAYS(7), STAPLE_GOOD},
	    {-3600, 0, STAPLE_GOOD}, /* not said until when */
	    {-DAYS(2), 0, STAPLE_NOT_VERIFIED},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct staple_recipe r = by(&world.issuer);

		r.from = cases[i].from;
		r.until = cases[i].until;
		assert_int_equal(read_made(r).answer, cases[i].answer);
	}
}

static void
what_is_no_answer_says_nothing(void **state)
{
	struct staple_recipe r = by(&world.issuer);
	int len;
	unsigned char *der;

	(void)state;
	r.status = V_OCSP_CERTSTATUS_UNKNOWN;
	assert_int_equal(read_made(r).answer, STAPLE_NOT_VERIFIED);
	r.status = V_OCSP_CERTSTATUS_GOOD;
	r.refused = true;
	assert_int_equal(read_made(r).answer, STAPLE_NOT_VERIFIED);
	r.refused = false;
	der = staple_make(&r, &len);
	for (int n = 0; n < len; n++)
		assert_int_equal(
		    read_bytes(world.trust, 2, der, (size_t)n).answer, STAPLE_NOT_VERIFIED);
	der[len - 1] ^= 1;
	assert_int_equal(read_bytes(world.trust, 2, der, (size_t)len).answer, STAPLE_NOT_VERIFIED);
	OPENSSL_free(der);
}

/* One that is not served may be known here; where it is not, who signed the answer is not known. */
static void
the_issuer_may_be_known_here_only(void **state)
{
	struct staple_recipe r = by(&world.issuer);
	int len;
	unsigned char *der = staple_make(&r, &len);

	(void)state;
	assert_int_equal(read_bytes(world.with_issuer, 1, der, (size_t)len).answer, STAPLE_GOOD);
	assert_int_equal(read_bytes(world.trust, 1, der, (size_t)len).answer, STAPLE_NOT_VERIFIED);
	OPENSSL_free(der);
}

static void
only_status_request_is_must_staple(void **state)
{
	static const struct {
		const char *features;
		bool required;
	} cases[] = {{NULL, false}, {"status_request", true}, {"17, 5", true}, {"17", false}};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct made m = make(&(struct recipe){.cn = "x", .features = cases[i].features});

		assert_int_equal(staple_required(m.x509), cases[i].required);
		made_free(&m);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_issuers_word_is_believed),
	    cmocka_unit_test(who_may_answer_for_it_is_believed_and_nobody_else),
	    cmocka_unit_test(what_is_of_another_certificate_says_nothing),
	    cmocka_unit_test(only_todays_answer_counts),
	    cmocka_unit_test(what_is_no_answer_says_nothing),
	    cmocka_unit_test(the_issuer_may_be_known_here_only),
	    cmocka_unit_test(only_status_request_is_must_staple),
	};

	return cmocka_run_group_tests_name("pki staple", tests, world_make, world_end);
}
