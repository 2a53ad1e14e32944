/* rooms: probe pki wire base */
/* Reading public keys directly changes the cost of a certificate and nothing else: facts and verdict
 * of every kind of key, whole and with each byte of it damaged, are the same before and after. One
 * test, since the change is for the whole process. */
#include "probe/public_keys.h"

#include "base/err.h"
#include "base/mem.h"
#include "pki/facts.h"
#include "pki/trust.h"
#include "pki/verdict.h"

#include "tests/unit/pki_maker.h"

#include <openssl/err.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

enum { SAMPLES_MAX = 8192, DER_MAX = 4096 };

struct sample {
	unsigned char der[DER_MAX];
	size_t len;
	char *facts;
	struct verdict verdict;
};

static struct {
	struct sample *samples;
	size_t count;
} world;

static EVP_PKEY *
key_with(const char *algorithm, const char *option, const char *value)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, algorithm, NULL);
	EVP_PKEY *key = NULL;

	maker_must(EVP_PKEY_keygen_init(ctx) == 1);
	if (option)
		maker_must(EVP_PKEY_CTX_ctrl_str(ctx, option, value) == 1);
	maker_must(EVP_PKEY_generate(ctx, &key) == 1);
	EVP_PKEY_CTX_free(ctx);
	return key;
}

static EVP_PKEY *
key_explicit(void)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
	EVP_PKEY *key = NULL;

	maker_must(EVP_PKEY_keygen_init(ctx) == 1 &&
		   EVP_PKEY_CTX_ctrl_str(ctx, "ec_paramgen_curve", "P-256") == 1 &&
		   EVP_PKEY_CTX_ctrl_str(ctx, "ec_param_enc", "explicit") == 1);
	maker_must(EVP_PKEY_generate(ctx, &key) == 1);
	EVP_PKEY_CTX_free(ctx);
	return key;
}

static void
sample_add(const unsigned char *der, size_t len)
{
	struct sample *s = &world.samples[world.count++];

	maker_must(world.count <= SAMPLES_MAX && len <= DER_MAX);
	memcpy(s->der, der, len);
	s->len = len;
}

/* The certificate of a key, then the same with each byte of its key changed in two ways. */
static void
samples_of(EVP_PKEY *key)
{
	struct made m = make(&(struct recipe){
	    .cn = "claus.exemple.cat", .sans = "DNS:claus.exemple.cat", .key = key});
	unsigned char *der = NULL, *spki = NULL, *at;
	int len = i2d_X509(m.x509, &der);
	int spki_len = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(m.x509), &spki);

	maker_must(len > 0 && spki_len > 0);
	at = memmem(der, (size_t)len, spki, (size_t)spki_len);
	maker_must(at != NULL);
	sample_add(der, (size_t)len);
	for (int i = 0; i < spki_len; i++) {
		unsigned char was = at[i];

		at[i] = was ^ 0x01;
		sample_add(der, (size_t)len);
		at[i] = was ^ 0x80;
		sample_add(der, (size_t)len);
		at[i] = was;
	}
	OPENSSL_free(der);
	OPENSSL_free(spki);
	made_free(&m);
}

static void
look_at(const struct trust *trust, struct sample *s)
{
	const unsigned char *at = s->der;
	struct err err = {0};
	struct facts *f = facts_read(s->der, s->len, &err);
	json_t *json = f ? facts_json(f) : json_string(err.code);
	X509 *x = d2i_X509(NULL, &at, (long)s->len);
	STACK_OF(X509) *chain = sk_X509_new_null();

	s->facts = json_dumps(json, JSON_ENCODE_ANY | JSON_SORT_KEYS);
	if (x) {
		sk_X509_push(chain, x);
		verdict_reach(trust, NULL, chain, "claus.exemple.cat", NOW, &s->verdict);
	}
	ERR_clear_error();
	sk_X509_pop_free(chain, X509_free);
	json_decref(json);
	facts_free(f);
}

static void
keys_read_directly_are_the_same_keys(void **state)
{
	struct trust *trust = trust_load(false, NULL, 0);
	size_t readable = 0;

	(void)state;
	for (size_t i = 0; i < world.count; i++)
		look_at(trust, &world.samples[i]);
	public_keys_read_directly();
	for (size_t i = 0; i < world.count; i++) {
		struct sample again = world.samples[i];

		look_at(trust, &again);
		assert_string_equal(again.facts, world.samples[i].facts);
		assert_memory_equal(
		    &again.verdict, &world.samples[i].verdict, sizeof(again.verdict));
		readable += strstr(again.facts, "\"key_bits\": 0") == NULL;
		free(again.facts);
	}
	assert_true(readable > world.count / 4);
	trust_free(trust);
}

static int
samples_make(void **state)
{
	static const char *const curves[] = {
	    "P-224", "P-256", "P-384", "P-521", "secp256k1", "brainpoolP256r1"};

	(void)state;
	setenv("TZ", "Europe/Madrid", 1);
	tzset();
	world.samples = mem_array(SAMPLES_MAX, sizeof(*world.samples));
	for (size_t i = 0; i < sizeof(curves) / sizeof(curves[0]); i++)
		samples_of(key_with("EC", "ec_paramgen_curve", curves[i]));
	samples_of(key_explicit());
	samples_of(key_with("RSA", "rsa_keygen_bits", "1024"));
	samples_of(key_with("RSA", "rsa_keygen_bits", "2048"));
	samples_of(key_with("RSA-PSS", "rsa_keygen_bits", "2048"));
	samples_of(key_with("ED25519", NULL, NULL));
	return 0;
}

static int
samples_free(void **state)
{
	(void)state;
	for (size_t i = 0; i < world.count; i++)
		free(world.samples[i].facts);
	free(world.samples);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(keys_read_directly_are_the_same_keys),
	};

	return cmocka_run_group_tests(tests, samples_make, samples_free);
}
