/* rooms: pki base */
/* What holds of the gates together: names and keys are the same ones in each, what nobody asked is not applicable, and
 * the table of checks. Each gate has its own test: document_gates_csr_test.c, _certificate_, _p12_. */
#include "tests/unit/document_gates_fixture.h"

#include <openssl/param_build.h>

/* ---- names ---- */

/* Each name that was asked for has to be in the request, by itself or below its wildcard, and in the certificate. */
static void
each_name_asked_for_is_wanted(void **state)
{
	static const char *const names[] = {"DNS:www.altre.cat", "DNS:exemple.cat"};
	struct gate_inputs a = asked();

	(void)state;
	a.domain = "*.exemple.cat";
	a.sans = (struct names){names, 2};
	assert_gate(GATE_CSR,
	    pem_of_csr(&(struct csr_recipe){.key = rsa,
		.cn = "*.exemple.cat",
		.sans = "DNS:*.exemple.cat,DNS:www.altre.cat,DNS:exemple.cat"}),
	    0644, &a, "", true);
	assert_gate(GATE_CSR,
	    pem_of_csr(
		&(struct csr_recipe){.key = rsa, .cn = "*.exemple.cat", .sans = "DNS:exemple.cat"}),
	    0644, &a, "csr-sans:csr-absent-sans", true);
	assert_gate(GATE_CSR, pem_of_csr(&(struct csr_recipe){.key = rsa, .cn = "www.exemple.cat"}),
	    0644, &a, "csr-cn:csr-other-domain csr-sans:csr-absent-sans", false);
	a.csr_spki = spki;
	a.served = false;
	assert_gate(GATE_CERTIFICATE,
	    bundle((struct recipe){.sans = "DNS:*.exemple.cat,DNS:exemple.cat,DNS:www.altre.cat"},
		true),
	    0644, &a, "", true);
	assert_gate(GATE_CERTIFICATE,
	    bundle((struct recipe){.sans = "DNS:*.exemple.cat,DNS:exemple.cat"}, true), 0644, &a,
	    "certificate-covers:certificate-other-domain", false);
}

static void
a_name_with_an_underscore_is_covered_as_any_other(void **state)
{
	static const char *const names[] = {"DNS:dev_1.exemple.cat"};
	struct gate_inputs a = asked();

	(void)state;
	a.domain = "dev_2.exemple.cat";
	a.sans = a.served_sans = (struct names){names, 1};
	a.served_eku.count = 0;
	a.csr_spki = spki;
	assert_gate(GATE_CERTIFICATE, bundle((struct recipe){.sans = "DNS:*.exemple.cat"}, true),
	    0644, &a, "", true);
	assert_gate(GATE_CERTIFICATE,
	    bundle((struct recipe){.sans = "DNS:dev_1.exemple.cat"}, true), 0644, &a,
	    "certificate-covers:certificate-other-domain", false);
	assert_gate(GATE_CSR,
	    pem_of_csr(&(struct csr_recipe){.key = rsa,
		.cn = "dev_2.exemple.cat",
		.sans = "DNS:dev_1.exemple.cat,DNS:dev_2.exemple.cat"}),
	    0644, &a, "", true);
}

/* ---- one key in two encodings ---- */

static EVP_PKEY *
with_compressed_point(EVP_PKEY *key)
{
	EVP_PKEY *other = EVP_PKEY_dup(key);

	EVP_PKEY_set_utf8_string_param(other, OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT,
	    OSSL_PKEY_EC_POINT_CONVERSION_FORMAT_COMPRESSED);
	return other;
}

/* The certificate's RSA-PSS key may only sign with SHA-256; that of the file may with all. */
static EVP_PKEY *
restricted(EVP_PKEY *key)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "RSA-PSS", NULL);
	BIGNUM *n = NULL, *e = NULL;
	OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
	EVP_PKEY *other = NULL;
	OSSL_PARAM *params;

	EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_N, &n);
	EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_E, &e);
	OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_N, n);
	OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_E, e);
	OSSL_PARAM_BLD_push_utf8_string(build, OSSL_PKEY_PARAM_RSA_DIGEST, "SHA256", 0);
	OSSL_PARAM_BLD_push_utf8_string(build, OSSL_PKEY_PARAM_RSA_MGF1_DIGEST, "SHA256", 0);
	OSSL_PARAM_BLD_push_int(build, OSSL_PKEY_PARAM_RSA_PSS_SALTLEN, 32);
	params = OSSL_PARAM_BLD_to_param(build);
	assert_int_equal(EVP_PKEY_fromdata_init(ctx), 1);
	assert_int_equal(EVP_PKEY_fromdata(ctx, &other, EVP_PKEY_PUBLIC_KEY, params), 1);
	OSSL_PARAM_free(params);
	OSSL_PARAM_BLD_free(build);
	EVP_PKEY_CTX_free(ctx);
	BN_free(n);
	BN_free(e);
	return other;
}

/* A certificate of the second form of the key, with the first in the PKCS#12 and as the CSR's. */
static void
assert_same_key(EVP_PKEY *key, EVP_PKEY *other)
{
	struct made m = make(&(struct recipe){.cn = "Segell", .issuer = &intermediate});
	const char *const used[] = {spki};
	struct gate_inputs a = {.now = NOW, .used_spkis = {used, 1}};
	char of_key[65], of_other[65];
	struct document *d;
	struct bytes b;
	bool open;
	char *found;

	X509_set_pubkey(m.x509, other);
	maker_sign(&m, &intermediate, NULL);
	spki_of(key, of_key);
	b = pem_of(&m);
	d = document_read(b.data, b.len, NULL, NULL);
	memcpy(of_other, d->items[0].facts->spki_sha256, 65);
	assert_string_not_equal(of_key, of_other); /* the bytes are others */
	document_free(d);
	free(b.data);
	found = run_password(GATE_P12,
	    make_p12(&(struct p12_recipe){.password = "p", .leaf = &m, .key = key}), "p", 0600, &a,
	    CHECK_FAILED, &open);
	assert_string_equal(found, "p12-replaces:p12-first");
	free(found);
	a.csr_spki = of_key;
	found = run_password(GATE_CERTIFICATE, pem_of(&m), NULL, 0600, &a, CHECK_FAILED, &open);
	assert_string_equal(found, "certificate-chain:chain-incomplete");
	free(found);
	a.csr_spki = spki; /* another key is another */
	found = run_password(GATE_CERTIFICATE, pem_of(&m), NULL, 0600, &a, CHECK_FAILED, &open);
	assert_string_equal(found,
	    "certificate-matches:certificate-of-another-csr certificate-chain:chain-incomplete");
	free(found);
	made_free(&m);
}

static void
keys_are_compared_as_keys(void **state)
{
	EVP_PKEY *ec = EVP_EC_gen("P-256"), *compressed = with_compressed_point(ec);
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "RSA-PSS", NULL);
	EVP_PKEY *pss = NULL, *narrow;

	(void)state;
	assert_same_key(ec, compressed);
	assert_int_equal(EVP_PKEY_keygen_init(ctx), 1);
	assert_int_equal(EVP_PKEY_generate(ctx, &pss), 1);
	EVP_PKEY_CTX_free(ctx);
	narrow = restricted(pss);
	assert_same_key(pss, narrow);
	EVP_PKEY_free(ec);
	EVP_PKEY_free(compressed);
	EVP_PKEY_free(pss);
	EVP_PKEY_free(narrow);
}

/* ---- the table ---- */

static void
what_nobody_asked_is_not_applicable(void **state)
{
	const struct gate_inputs nothing = {.now = NOW};
	bool open;
	char *found = run_password(GATE_CSR, pem_of_csr(&(struct csr_recipe){.key = rsa}), NULL,
	    0644, &nothing, CHECK_PASSED, &open);

	(void)state;
	assert_string_equal(found,
	    "csr-parses csr-signature csr-sans csr-digest csr-version csr-extensions csr-alone");
	free(found);
	found = run_password(GATE_CERTIFICATE, bundle((struct recipe){0}, true), NULL, 0644,
	    &nothing, CHECK_PASSED, &open);
	assert_string_equal(found, "certificate-parses certificate-valid certificate-chain");
	free(found);
	found = run_password(GATE_KEY, pem_of_key(rsa), NULL, -1, &nothing, CHECK_PASSED, &open);
	assert_string_equal(found, "key-parses");
	free(found);
}

static void
every_check_has_an_id_of_its_own(void **state)
{
	const struct check *seen[GATE_COUNT * CHECKS_MAX];
	size_t count = 0;

	(void)state;
	for (int g = 0; g < GATE_COUNT; g++) {
		size_t in_gate = 0;

		assert_int_equal(gate_from(gate_text((enum gate)g)), g);
		for (const struct check *c; (c = gate_check((enum gate)g, in_gate)); in_gate++) {
			for (size_t i = 0; i < count; i++)
				assert_string_not_equal(check_id(seen[i]), check_id(c));
			seen[count++] = c;
		}
		assert_in_range(in_gate, 3, CHECKS_MAX);
		assert_true(check_critical(gate_check((enum gate)g, 0)));
	}
	assert_int_equal(gate_from("none"), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_name_asked_for_is_wanted),
	    cmocka_unit_test(what_nobody_asked_is_not_applicable),
	    cmocka_unit_test(a_name_with_an_underscore_is_covered_as_any_other),
	    cmocka_unit_test(keys_are_compared_as_keys),
	    cmocka_unit_test(every_check_has_an_id_of_its_own),
	};

	return cmocka_run_group_tests(tests, prepare, discard);
}
