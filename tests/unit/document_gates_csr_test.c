/* rooms: pki base */
/* The gates of a CSR and of its key: what is right passes each check, and for each check there is a file that fails it
 * and no other one. */
#include "tests/unit/document_gates_fixture.h"

/* ---- CSR ---- */

static void
assert_csr(const struct csr_recipe *r, const char *failures, bool open)
{
	const struct gate_inputs a = asked();

	assert_gate(GATE_CSR, pem_of_csr(r), 0644, &a, failures, open);
}

static void
a_csr_as_asked_passes(void **state)
{
	const struct gate_inputs a = asked();
	bool open;
	char *passed = run_password(GATE_CSR,
	    der_of_csr(&(struct csr_recipe){
		.key = rsa, .cn = "WWW.exemple.cat", .sans = "DNS:www.exemple.cat"}),
	    NULL, 0644, &a, CHECK_PASSED, &open);

	(void)state;
	assert_string_equal(passed,
	    "csr-parses csr-signature csr-cn csr-key-size csr-organization csr-unit "
	    "csr-locality csr-state csr-country csr-email csr-sans csr-digest csr-version "
	    "csr-extensions csr-alone");
	assert_true(open);
	free(passed);
}

static void
each_fault_of_a_csr_fails_its_own_check(void **state)
{
	(void)state;
	assert_csr(&(struct csr_recipe){.key = rsa, .signer = other_rsa},
	    "csr-signature:csr-signature-bad", false);
	assert_csr(&(struct csr_recipe){.key = rsa, .cn = "altre.exemple.cat"},
	    "csr-cn:csr-other-domain", false);
	assert_csr(&(struct csr_recipe){.key = rsa, .cn = ""}, "csr-cn:csr-no-domain", false);
	assert_csr(&(struct csr_recipe){.key = small_rsa}, "csr-key-size:csr-key-small", false);
	assert_csr(&(struct csr_recipe){.key = root.key}, "csr-key-size:csr-key-not-rsa", false);
	assert_csr(&(struct csr_recipe){.key = rsa, .o = "Consorci AOC"},
	    "csr-organization:csr-field-differs", true);
	assert_csr(&(struct csr_recipe){.key = rsa, .ou = ""}, "csr-unit:csr-field-absent", true);
	assert_csr(&(struct csr_recipe){.key = rsa, .l = "Girona"},
	    "csr-locality:csr-field-differs", true);
	assert_csr(&(struct csr_recipe){.key = rsa, .st = "Catalunya"},
	    "csr-state:csr-field-differs", true);
	assert_csr(
	    &(struct csr_recipe){.key = rsa, .c = "FR"}, "csr-country:csr-field-differs", true);
	assert_csr(&(struct csr_recipe){.key = rsa, .email = "altre@exemple.cat"},
	    "csr-email:csr-field-differs", true);
	assert_csr(&(struct csr_recipe){.key = rsa, .sans = "DNS:www.exemple.cat,DNS:sorpresa.cat"},
	    "csr-sans:csr-surprise-sans", true);
}

static void
assert_remark(const struct csr_recipe *r, const char *remark)
{
	const struct gate_inputs a = asked();
	bool open;
	char *passed = run_password(GATE_CSR, pem_of_csr(r), NULL, 0644, &a, CHECK_PASSED, &open);

	assert_true(open);
	assert_non_null(strstr(passed, remark));
	free(passed);
}

static void
what_a_ca_may_stumble_over_in_a_csr_is_said(void **state)
{
	const struct gate_inputs a = asked();
	const struct csr_recipe usual = {.key = rsa},
				own = {.key = rsa, .sans = "DNS:www.exemple.cat"};
	struct csr_recipe twice = own;

	(void)state;
	assert_remark(
	    &(struct csr_recipe){.key = rsa, .digest = EVP_sha1()}, "csr-digest:csr-digest-weak");
	assert_remark(
	    &(struct csr_recipe){.key = rsa, .digest = EVP_md5()}, "csr-digest:csr-digest-weak");
	assert_remark(
	    &(struct csr_recipe){.key = rsa, .version = 2}, "csr-version:csr-version-unknown");
	assert_csr(&own, "", true);
	twice.sans_again = NID_ms_ext_req;
	assert_csr(&twice, "csr-extensions:csr-extensions-twice", true);
	twice.sans_again = NID_ext_req;
	assert_csr(&twice, "csr-extensions:csr-extensions-twice", true);
	assert_gate(GATE_CSR, bytes_join(pem_of_csr(&usual), pem_of_csr(&own)), 0644, &a,
	    "csr-alone:csr-not-alone", true);
}

/* OpenSSL's own table of sizes is lifted: others' tools have none. */
static void
what_no_ca_accepts_in_a_subject_is_said(void **state)
{
	static const char long_text[] =
	    "12345678901234567890123456789012345678901234567890123456789012345";

	(void)state;
	ASN1_STRING_TABLE_add(NID_organizationName, 1, 200, B_ASN1_UTF8STRING, STABLE_NO_MASK);
	ASN1_STRING_TABLE_add(
	    NID_organizationalUnitName, 1, 200, B_ASN1_UTF8STRING, STABLE_NO_MASK);
	ASN1_STRING_TABLE_add(NID_pkcs9_emailAddress, 1, 200, B_ASN1_UTF8STRING, STABLE_NO_MASK);
	ASN1_STRING_TABLE_add(NID_countryName, 1, 200, B_ASN1_UTF8STRING, STABLE_NO_MASK);
	assert_int_equal(strlen(long_text), 65);
	assert_csr(&(struct csr_recipe){.key = rsa, .o = long_text},
	    "csr-organization:csr-too-long", true);
	assert_csr(
	    &(struct csr_recipe){.key = rsa, .ou = long_text}, "csr-unit:csr-too-long", true);
	assert_csr(
	    &(struct csr_recipe){.key = rsa, .c = "es"}, "csr-country:csr-two-capitals", true);
	assert_csr(
	    &(struct csr_recipe){.key = rsa, .c = "ESP"}, "csr-country:csr-two-capitals", true);
	assert_csr(&(struct csr_recipe){.key = rsa, .email = "atenci\xc3\xb3@exemple.cat"},
	    "csr-email:csr-ascii", true);
	/* 64 characters, more bytes */
	assert_csr(&(struct csr_recipe){.key = rsa,
		       .o = "\xc3\xa0"
			    "23456789012345678901234567890123456789012345678901234567890123"
			    "4"},
	    "csr-organization:csr-field-differs", true);
	ASN1_STRING_TABLE_cleanup();
}

static void
what_is_no_csr_fails_the_first_check_alone(void **state)
{
	const struct gate_inputs a = asked();

	(void)state;
	assert_gate(GATE_CSR, text("<html>"), 0644, &a, "csr-parses:is-html", false);
	assert_gate(GATE_CSR, text(""), 0644, &a, "csr-parses:is-empty", false);
	assert_gate(GATE_CSR, pem_of(&root), 0644, &a, "csr-parses:holds-certificate", false);
}

/* ---- key ---- */

static struct bytes
locked_key(void)
{
	BIO *bio = BIO_new(BIO_s_mem());

	PEM_write_bio_PKCS8PrivateKey(bio, rsa, EVP_aes_256_cbc(), "secret", 6, NULL, NULL);
	return bytes_of_bio(bio);
}

static void
each_fault_of_a_key_fails_its_own_check(void **state)
{
	const char *const earlier[] = {other_spki};
	struct gate_inputs a = asked();
	EVP_PKEY *ec;
	char ec_spki[65];

	(void)state;
	a.csr_spki = spki;
	a.used_spkis = (struct names){earlier, 1};
	assert_gate(GATE_KEY, pem_of_key(rsa), 0600, &a, "", true);
	assert_gate(
	    GATE_KEY, pem_of_key(small_rsa), 0600, &a, "key-matches-csr:key-of-another-csr", false);
	assert_gate(
	    GATE_KEY, pem_of_key(rsa), 0640, &a, "key-private:key-readable-by-others", true);
	assert_gate(
	    GATE_KEY, pem_of_key(rsa), 0604, &a, "key-private:key-readable-by-others", true);
	assert_gate(GATE_KEY, locked_key(), 0600, &a, "key-parses:key-encrypted", false);
	assert_gate(GATE_KEY, pem_of(&root), 0600, &a, "key-parses:holds-certificate", false);
	assert_gate(GATE_KEY, damaged_key(rsa, OSSL_PKEY_PARAM_RSA_D), 0600, &a,
	    "key-parses:key-damaged", false);
	assert_gate(GATE_KEY, damaged_key(rsa, OSSL_PKEY_PARAM_RSA_FACTOR1), 0600, &a,
	    "key-parses:key-damaged", false);
	ec = EVP_EC_gen("P-256");
	spki_of(ec, ec_spki);
	a.csr_spki = ec_spki;
	assert_gate(GATE_KEY, pem_of_key(ec), 0600, &a, "", true);
	assert_gate(GATE_KEY, damaged_key(ec, OSSL_PKEY_PARAM_PRIV_KEY), 0600, &a,
	    "key-parses:key-damaged", false);
	EVP_PKEY_free(ec);
	a.csr_spki = other_spki;
	assert_gate(GATE_KEY, pem_of_key(other_rsa), 0600, &a, "key-new:key-used-before", true);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_csr_as_asked_passes),
	    cmocka_unit_test(each_fault_of_a_csr_fails_its_own_check),
	    cmocka_unit_test(what_a_ca_may_stumble_over_in_a_csr_is_said),
	    cmocka_unit_test(what_no_ca_accepts_in_a_subject_is_said),
	    cmocka_unit_test(what_is_no_csr_fails_the_first_check_alone),
	    cmocka_unit_test(each_fault_of_a_key_fails_its_own_check),
	};

	return cmocka_run_group_tests(tests, prepare, discard);
}
