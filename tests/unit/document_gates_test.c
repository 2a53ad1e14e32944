/* rooms: pki base */
/* The gates of the procedures: what is right passes each check, and for each check there is a
 * file that fails it and no other one. The files are made as the people of the procedures would
 * have made them. */
#include "tests/unit/document_maker.h"

#include <openssl/core_names.h>
#include <openssl/param_build.h>

#include "base/buf.h"
#include "base/mem.h"
#include "pki/trust.h"
#include "pki/document_read.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

static char folder[] = "/tmp/caduca-gates-XXXXXX";
static struct trust *trust;
static struct made root, intermediate, private_root;
static EVP_PKEY *rsa, *other_rsa, *small_rsa;
static char spki[65], other_spki[65];

static const char *const old_names[] = {
    "DNS:www.exemple.cat", "DNS:exemple.cat", "email:a@exemple.cat"};
static const char *const old_uses[] = {"serverAuth", "clientAuth"};
static const char *const issuers[] = {"Sectigo", "Intermèdia"};

#define NAMES "DNS:www.exemple.cat,DNS:exemple.cat,email:a@exemple.cat"
#define USES "serverAuth,clientAuth"

static void
spki_of(EVP_PKEY *key, char hex[65])
{
	struct bytes b = pem_of_key(key);
	struct document *d = document_read(b.data, b.len, NULL, NULL);

	memcpy(hex, d->items[0].facts->spki_sha256, 65);
	document_free(d);
	free(b.data);
}

static int
prepare(void **state)
{
	const char *folders[] = {folder};

	(void)state;
	assert_non_null(mkdtemp(folder));
	rsa = EVP_RSA_gen(2048);
	other_rsa = EVP_RSA_gen(2048);
	small_rsa = EVP_RSA_gen(1024);
	spki_of(rsa, spki);
	spki_of(other_rsa, other_spki);
	root = make(&(struct recipe){.cn = "Arrel", .ca = true});
	private_root = make(&(struct recipe){.cn = "Arrel privada", .ca = true});
	intermediate = make(&(struct recipe){.cn = "Intermedia", .ca = true, .issuer = &root});
	made_write(&root, folder, "root.pem");
	trust = trust_load(false, folders, 1);
	return 0;
}

static int
discard(void **state)
{
	char path[512];

	(void)state;
	snprintf(path, sizeof(path), "%s/root.pem", folder);
	unlink(path);
	trust_free(trust);
	made_free(&root);
	made_free(&private_root);
	made_free(&intermediate);
	EVP_PKEY_free(rsa);
	EVP_PKEY_free(other_rsa);
	EVP_PKEY_free(small_rsa);
	return rmdir(folder);
}

static struct gate_inputs
asked(void)
{
	struct gate_inputs a = {
	    .domain = "www.exemple.cat",
	    .key_bits = 2048,
	    .issuers = {issuers, 2},
	    .served = true,
	    .served_not_after = NOW + DAYS(20),
	    .served_sans = {old_names, 3},
	    .served_eku = {old_uses, 2},
	    .now = NOW,
	};

	a.subject[SUBJECT_O] = "Consorci Administracio Oberta de Catalunya";
	a.subject[SUBJECT_OU] = "Area de Tecnologia";
	a.subject[SUBJECT_L] = a.subject[SUBJECT_ST] = "Barcelona";
	a.subject[SUBJECT_C] = "ES";
	a.subject[SUBJECT_EMAIL] = "certificats@exemple.cat";
	return a;
}

/* Runs a gate on the bytes and frees them; "id:code id:code" of the checks that are in this
 * state. */
static char *
run_password(enum gate g, struct bytes b, const char *password, int mode,
    const struct gate_inputs *a, enum check_state want, bool *open)
{
	struct password p = password_of(password ? password : "");
	struct err err = {0};
	struct document *d = document_read(b.data, b.len, password ? &p : NULL, &err);
	struct leaf_choice choice;
	const struct item *leaf = d ? gate_item(g, d, a, &choice) : NULL;
	struct gate_report report;
	struct buf found = {0};

	if (d)
		d->mode = mode;
	if (leaf && leaf->kind == ITEM_CERTIFICATE)
		document_check_chain(d, leaf, trust, g == GATE_CERTIFICATE, NOW);
	gate_run(g, d, &err, a, &report);
	for (size_t i = 0; i < report.count; i++)
		if (report.results[i].state == want)
			buf_printf(&found, "%s%s%s%s", found.len ? " " : "",
			    check_id(report.checks[i]), *report.results[i].code ? ":" : "",
			    report.results[i].code);
	*open = gate_open(&report);
	gate_release(&report);
	document_free(d);
	free(b.data);
	return buf_steal(&found);
}

static void
assert_gate(enum gate g, struct bytes b, int mode, const struct gate_inputs *a,
    const char *failures, bool open)
{
	bool is_open;
	char *found = run_password(g, b, NULL, mode, a, CHECK_FAILED, &is_open);

	assert_string_equal(found, failures);
	assert_int_equal(is_open, open);
	free(found);
}

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

/* A byte of the private half is another; the public half is as it was. */
static struct bytes
damaged_key(EVP_PKEY *key, const char *param)
{
	unsigned char half[1024], *der = NULL, *at;
	BIGNUM *bn = NULL;
	struct bytes b;
	int len = i2d_PrivateKey(key, &der);

	assert_int_equal(EVP_PKEY_get_bn_param(key, param, &bn), 1);
	at = memmem(der, (size_t)len, half, (size_t)BN_bn2bin(bn, half));
	assert_non_null(at);
	at[BN_num_bytes(bn) / 2] ^= 1;
	b = bytes_copy(der, (size_t)len);
	OPENSSL_free(der);
	BN_free(bn);
	return b;
}

static EVP_PKEY *
key_of(struct bytes der)
{
	const unsigned char *at = der.data;
	EVP_PKEY *key = d2i_AutoPrivateKey(NULL, &at, (long)der.len);

	free(der.data);
	return key;
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

/* ---- certificate ---- */

/* The usual certificate with its intermediate, but for what the test wants. */
static struct bytes
bundle(struct recipe r, bool with_intermediate)
{
	struct made m;
	struct bytes b;

	if (!r.key)
		EVP_PKEY_up_ref(r.key = rsa);
	if (!r.issuer)
		r.issuer = &intermediate;
	if (!r.sans)
		r.sans = NAMES;
	else if (!*r.sans)
		r.sans = NULL;
	if (!r.eku)
		r.eku = USES;
	r.cn = "www.exemple.cat";
	m = make(&r);
	b = pem_of(&m);
	made_free(&m);
	return with_intermediate ? bytes_join(b, pem_of(&intermediate)) : b;
}

static void
assert_certificate(struct bytes b, const char *failures, bool open)
{
	struct gate_inputs a = asked();

	a.csr_spki = a.key_spki = spki;
	assert_gate(GATE_CERTIFICATE, b, 0644, &a, failures, open);
}

static void
a_certificate_as_asked_passes(void **state)
{
	struct gate_inputs a = asked();
	bool open;
	char *passed;

	(void)state;
	a.csr_spki = a.key_spki = spki;
	passed = run_password(GATE_CERTIFICATE, bundle((struct recipe){0}, true), NULL, 0644, &a,
	    CHECK_PASSED, &open);
	assert_string_equal(passed,
	    "certificate-parses certificate-matches certificate-covers certificate-valid "
	    "certificate-later certificate-names certificate-issuer certificate-chain "
	    "certificate-client-auth");
	assert_true(open);
	free(passed);
}

static void
each_fault_of_a_certificate_fails_its_own_check(void **state)
{
	EVP_PKEY_up_ref(other_rsa);
	(void)state;
	assert_certificate(bundle((struct recipe){.key = other_rsa}, true),
	    "certificate-matches:certificate-of-another-csr", false);
	assert_certificate(
	    bundle((struct recipe){.sans = "DNS:*.cat,DNS:exemple.cat,email:a@exemple.cat"}, true),
	    "certificate-covers:certificate-other-domain certificate-names:certificate-names-lost",
	    false);
	assert_certificate(
	    bundle((struct recipe){.sans = "DNS:www.exemple.cat,email:a@exemple.cat"}, true),
	    "certificate-names:certificate-names-lost", true);
	assert_certificate(bundle((struct recipe){.begin = -DAYS(100), .end = -1}, true),
	    "certificate-valid:certificate-expired certificate-later:certificate-not-later", false);
	assert_certificate(bundle((struct recipe){.begin = -DAYS(100), .end = DAYS(20)}, true),
	    "certificate-later:certificate-not-later", false);
	assert_certificate(bundle((struct recipe){.eku = "serverAuth"}, true),
	    "certificate-client-auth:client-auth-lost", true);
	assert_certificate(
	    bundle((struct recipe){0}, false), "certificate-chain:chain-incomplete", true);
	assert_certificate(bundle((struct recipe){.eku = "clientAuth"}, true),
	    "certificate-chain:chain-other-purpose", true);
	assert_certificate(bundle((struct recipe){.issuer = &private_root}, true),
	    "certificate-issuer:certificate-other-issuer certificate-chain:chain-incomplete", true);
	assert_certificate(bytes_join(bundle((struct recipe){.issuer = &private_root}, false),
			       pem_of(&private_root)),
	    "certificate-issuer:certificate-other-issuer certificate-chain:chain-untrusted", true);
	assert_certificate(text("<!doctype html><title>Sessi\xc3\xb3 caducada</title>"),
	    "certificate-parses:is-html", false);
	assert_certificate(pem_of_key(rsa), "certificate-parses:holds-key", false);
}

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

/* With nothing served, what fails for two reasons above fails for one. */
static void
faults_alone_where_nothing_is_served(void **state)
{
	struct gate_inputs a = asked();

	(void)state;
	a.csr_spki = spki;
	a.served = false;
	assert_gate(GATE_CERTIFICATE, bundle((struct recipe){.begin = -DAYS(100), .end = -1}, true),
	    0644, &a, "certificate-valid:certificate-expired", false);
	assert_gate(GATE_CERTIFICATE, bundle((struct recipe){.sans = ""}, true), 0644, &a,
	    "certificate-covers:certificate-no-sans", false);
	assert_gate(GATE_CERTIFICATE, bundle((struct recipe){.sans = "email:a@exemple.cat"}, true),
	    0644, &a, "certificate-covers:certificate-no-sans", false);
	assert_gate(GATE_CERTIFICATE, bundle((struct recipe){.sans = "DNS:altre.cat"}, true), 0644,
	    &a, "certificate-covers:certificate-other-domain", false);
	a.issuers.count = 1; /* Sectigo alone */
	assert_gate(GATE_CERTIFICATE, bundle((struct recipe){0}, true), 0644, &a,
	    "certificate-issuer:certificate-other-issuer", true);
	a.issuers.count = 2;
	a.key_spki = other_spki;
	assert_gate(GATE_CERTIFICATE, bundle((struct recipe){0}, true), 0644, &a,
	    "certificate-matches:certificate-of-another-key", false);
}

/* The last second of a certificate is its own, and the root's next key leads to the root. */
static void
the_last_second_and_a_change_of_key_are_well(void **state)
{
	struct made next = make(&(struct recipe){.cn = "Arrel", .ca = true, .issuer = &root});
	struct gate_inputs a = asked();

	(void)state;
	a.csr_spki = spki;
	a.served = false;
	assert_gate(GATE_CERTIFICATE, bundle((struct recipe){.begin = -DAYS(9), .end = 0}, true),
	    0644, &a, "", true);
	assert_gate(GATE_CERTIFICATE, bundle((struct recipe){.begin = -DAYS(9), .end = -1}, true),
	    0644, &a, "certificate-valid:certificate-expired", false);
	a.issuers.count = 0;
	assert_gate(GATE_CERTIFICATE,
	    bytes_join(bundle((struct recipe){.issuer = &next}, false), pem_of(&next)), 0644, &a,
	    "", true);
	made_free(&next);
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

static void
a_wildcard_keeps_the_names_that_it_covers(void **state)
{
	(void)state;
	assert_certificate(
	    bundle((struct recipe){.sans = "DNS:*.exemple.cat,DNS:exemple.cat,email:a@exemple.cat"},
		true),
	    "", true);
}

/* The certificates as PEM, one after the other. */
static struct bytes
several(const struct made *const *list, size_t count)
{
	struct bytes all = {mem_alloc(1), 0};

	for (size_t i = 0; i < count; i++)
		all = bytes_join(all, pem_of(list[i]));
	return all;
}

/* In whatever order they stand. expected NULL: the first one. */
static void
assert_leaf_chosen(const struct made *a, const struct made *b, const char *key, const char *by,
    const struct made *expected)
{
	const struct made *const orders[2][3] = {{a, &intermediate, b}, {b, a, &intermediate}};
	const struct gate_inputs inputs = {.now = NOW, .key_spki = key};

	for (int i = 0; i < 2; i++) {
		struct bytes file = several(orders[i], 3),
			     der = der_of(expected ? expected : orders[i][0]);
		struct document *d = document_read(file.data, file.len, NULL, NULL),
				*one = document_read(der.data, der.len, NULL, NULL);
		struct leaf_choice choice;
		const struct item *item = gate_item(GATE_CERTIFICATE, d, &inputs, &choice);
		bool open;
		char *passed, *remark = mem_printf("certificate-parses:leaf-by-%s", by);

		assert_string_equal(item->facts->sha256, one->items[0].facts->sha256);
		assert_int_equal(choice.leaves, 2);
		document_free(d);
		document_free(one);
		free(der.data);
		passed =
		    run_password(GATE_CERTIFICATE, file, NULL, 0644, &inputs, CHECK_PASSED, &open);
		assert_non_null(strstr(passed, remark));
		free(passed);
		free(remark);
	}
}

static void
of_two_leaves_the_key_or_the_newer_one_decides(void **state)
{
	struct made old = make(&(struct recipe){
			.cn = "a", .issuer = &intermediate, .begin = -DAYS(300), .end = DAYS(60)}),
		    new = make(&(struct recipe){
			.cn = "a", .issuer = &intermediate, .begin = -DAYS(1), .end = DAYS(50)}),
		    same = make(&(struct recipe){
			.cn = "b", .issuer = &intermediate, .begin = -DAYS(1), .end = DAYS(50)});
	struct bytes b = der_of(&old);
	struct document *d = document_read(b.data, b.len, NULL, NULL);

	(void)state;
	assert_leaf_chosen(&old, &new, NULL, "age", &new);
	assert_leaf_chosen(&old, &new, d->items[0].facts->spki_sha256, "key", &old);
	assert_leaf_chosen(&new, &same, NULL, "order", NULL);
	document_free(d);
	free(b.data);
	made_free(&old);
	made_free(&new);
	made_free(&same);
}

static void
form_and_order_are_no_fault_but_the_order_is_remarked(void **state)
{
	struct made m;
	const struct made *list[2] = {&intermediate, &m};
	struct gate_inputs a = asked();
	bool open;
	char *passed;

	(void)state;
	EVP_PKEY_up_ref(rsa);
	m = make(&(struct recipe){.cn = "www.exemple.cat",
	    .issuer = &intermediate,
	    .sans = NAMES,
	    .eku = USES,
	    .key = rsa});
	assert_certificate(pkcs7_of(list, 2, false), "", true);
	assert_certificate(pkcs7_of(list, 2, true), "", true);
	assert_certificate(der_of(&m), "certificate-chain:chain-incomplete", true);
	a.csr_spki = spki;
	passed = run_password(GATE_CERTIFICATE, bytes_join(pem_of(&intermediate), pem_of(&m)), NULL,
	    0644, &a, CHECK_PASSED, &open);
	assert_non_null(strstr(passed, "certificate-chain:chain-wrong-order"));
	free(passed);
	passed = run_password(
	    GATE_CERTIFICATE, pkcs7_of(list, 2, false), NULL, 0644, &a, CHECK_PASSED, &open);
	assert_null(strstr(passed, "chain-wrong-order")); /* a set has no order */
	free(passed);
	made_free(&m);
}

static void
one_that_is_not_valid_yet_passes_with_a_remark(void **state)
{
	struct gate_inputs a = asked();
	bool open;
	char *passed;

	(void)state;
	a.csr_spki = spki;
	passed = run_password(GATE_CERTIFICATE,
	    bundle((struct recipe){.begin = DAYS(3), .end = DAYS(300)}, true), NULL, 0644, &a,
	    CHECK_PASSED, &open);
	assert_non_null(strstr(passed, "certificate-valid:certificate-not-yet-valid"));
	free(passed);
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

/* ---- PKCS#12 ---- */

/* What a segell of ours replaces: as make() makes its own, when nothing else is asked. */
#define SEAL "CN=Segell,O=Consorci AOC,organizationIdentifier=VATES-Q0801175A,C=ES"

static const char *const seal_uses[] = {"serverAuth"};
static const char *const seal_usage[] = {"digitalSignature", "keyEncipherment"};

static struct gate_inputs
asked_seal(void)
{
	return (struct gate_inputs){
	    .served = true,
	    .served_not_after = NOW + DAYS(20),
	    .served_subject = SEAL,
	    .served_issuer = "CN=Intermedia",
	    .served_eku = {seal_uses, 1},
	    .served_usage_known = true,
	    .served_usage = {seal_usage, 2},
	    .now = NOW,
	};
}

/* NULL: without that attribute. */
static struct made
make_seal(const char *cn, const char *o, const char *identifier, struct recipe r)
{
	X509_NAME *name = X509_NAME_new();
	struct made m;

	csr_field(name, "C", NULL, "ES");
	csr_field(name, "organizationIdentifier", identifier, "");
	csr_field(name, "O", o, "");
	csr_field(name, "CN", cn, "");
	r.subject = name;
	r.issuer = r.issuer ? r.issuer : &intermediate;
	m = make(&r);
	X509_NAME_free(name);
	return m;
}

static void
assert_p12(struct bytes b, const char *password, const char *failures, bool open)
{
	const struct gate_inputs a = asked_seal();
	bool is_open;
	char *found = run_password(GATE_P12, b, password, 0644, &a, CHECK_FAILED, &is_open);

	assert_string_equal(found, failures);
	assert_int_equal(is_open, open);
	free(found);
}

static void
each_fault_of_a_p12_fails_its_own_check(void **state)
{
	struct made seal =
	    make_seal("Segell", "Consorci AOC", "VATES-Q0801175A", (struct recipe){0});
	struct made old = make_seal("Segell", "Consorci AOC", "VATES-Q0801175A",
	    (struct recipe){.begin = -DAYS(900), .end = -DAYS(1)});
	EVP_PKEY *damaged;

	(void)state;
	assert_p12(
	    make_p12(&(struct p12_recipe){.password = "p", .leaf = &seal, .other = &intermediate}),
	    "p", "", true);
	assert_p12(make_p12(&(struct p12_recipe){.password = "p", .leaf = &seal}), "q",
	    "p12-opens:p12-password-wrong", false);
	assert_p12(make_p12(&(struct p12_recipe){
		       .password = "p", .leaf = &seal, .mac_count = INT64_C(1) << 31}),
	    "p", "p12-opens:p12-iterations", false);
	assert_p12(pem_of(&seal), NULL, "p12-opens:not-a-p12 p12-complete:p12-no-key", false);
	assert_p12(make_p12(&(struct p12_recipe){.password = "p", .leaf = &seal, .no_key = true}),
	    "p", "p12-complete:p12-no-key", false);
	assert_p12(make_p12(&(struct p12_recipe){.password = "p", .key = rsa}), "p",
	    "p12-complete:p12-no-certificate", false);
	assert_p12(make_p12(&(struct p12_recipe){.password = "p", .leaf = &seal, .key = rsa}), "p",
	    "p12-matches:p12-mismatch", false);
	damaged = key_of(damaged_key(seal.key, OSSL_PKEY_PARAM_PRIV_KEY));
	assert_p12(make_p12(&(struct p12_recipe){.password = "p", .leaf = &seal, .key = damaged}),
	    "p", "p12-matches:key-damaged", false);
	EVP_PKEY_free(damaged);
	assert_p12(make_p12(&(struct p12_recipe){.password = "p", .leaf = &old}), "p",
	    "p12-dates:certificate-expired p12-later:certificate-not-later", true);
	made_free(&seal);
	made_free(&old);
}

/* The seal goes into a file of its own and is freed. */
static void
assert_seal(struct made seal, const char *failures, bool open)
{
	assert_p12(
	    make_p12(&(struct p12_recipe){.password = "p", .leaf = &seal}), "p", failures, open);
	made_free(&seal);
}

static void
a_stranger_is_refused_whatever_opens(void **state)
{
	(void)state;
	assert_seal(
	    make_seal("Segell", "Consorci AOC", "VATES-Q0801175A", (struct recipe){0}), "", true);
	assert_seal(
	    make_seal("Segell", "Ajuntament d'Altrelloc", "VATES-Q0801175A", (struct recipe){0}),
	    "p12-organization:p12-identity-differs p12-form:p12-subject-differs", false);
	assert_seal(make_seal("Segell", "Consorci AOC", "VATES-P0800000B", (struct recipe){0}),
	    "p12-identifier:p12-identity-differs p12-form:p12-subject-differs", false);
	assert_seal(make_seal("Un altre", "Consorci AOC", "VATES-Q0801175A", (struct recipe){0}),
	    "p12-name:p12-identity-differs p12-form:p12-subject-differs", false);
	assert_seal(make_seal("Segell", NULL, "VATES-Q0801175A", (struct recipe){0}),
	    "p12-organization:p12-identity-absent p12-form:p12-subject-differs", false);
}

/* QcStatements with a QcType alone (ETSI EN 319 412-5 4.2.3), "01" esign, "02" eseal, "03" web. */
#define QC_TYPE(n) "DER:30:15:30:13:06:06:04:00:8E:46:01:06:30:09:06:07:04:00:8E:46:01:06:" n

/* Of a first one: no certificate was seen, and the list says what it has to be. */
static void
assert_kind(
    const char *statements, const char *eku, int declared, enum check_state want, const char *code)
{
	struct made seal = make_seal("Segell", "Consorci AOC", "VATES-Q0801175A",
	    (struct recipe){.statements = statements, .eku = eku});
	const struct gate_inputs a = {.now = NOW, .declared = declared, .declared_kind = "segell"};
	char *found, *wanted = mem_printf("p12-kind%s%s", *code ? ":" : "", code);
	bool open;

	found =
	    run_password(GATE_P12, make_p12(&(struct p12_recipe){.password = "p", .leaf = &seal}),
		"p", 0600, &a, want, &open);
	if (!strstr(found, wanted))
		fail_msg("%s is not in: %s", wanted, found);
	assert_int_equal(open, want != CHECK_FAILED);
	free(found);
	free(wanted);
	made_free(&seal);
}

static void
a_p12_is_of_the_kind_that_the_list_has(void **state)
{
	(void)state;
	assert_kind(QC_TYPE("02"), NULL, PURPOSE_SEAL, CHECK_PASSED, "");
	assert_kind(QC_TYPE("02"), NULL, PURPOSE_APPLICATION, CHECK_FAILED, "p12-for-seal");
	assert_kind(QC_TYPE("01"), NULL, PURPOSE_SEAL, CHECK_FAILED, "p12-for-person");
	assert_kind(QC_TYPE("03"), NULL, PURPOSE_SEAL, CHECK_FAILED, "p12-for-web");
	assert_kind(NULL, "codeSigning", PURPOSE_SOFTWARE, CHECK_PASSED, "");
	assert_kind(NULL, "codeSigning", PURPOSE_SEAL, CHECK_FAILED, "p12-for-software");
	assert_kind(NULL, "clientAuth,emailProtection", PURPOSE_SEAL, CHECK_NOT_APPLICABLE,
	    "p12-kind-untold");
	assert_kind(
	    "DER:30:03:30:01:06", NULL, PURPOSE_SEAL, CHECK_NOT_APPLICABLE, "p12-kind-untold");
	assert_kind("DER:04:01:00", NULL, PURPOSE_SEAL, CHECK_NOT_APPLICABLE, "p12-kind-untold");
	assert_kind(QC_TYPE("02"), NULL, -1, CHECK_NOT_APPLICABLE, "p12-no-kind");
}

static void
what_is_only_written_otherwise_wants_a_reason(void **state)
{
	(void)state;
	assert_seal(make_seal("SEGELL", "Consorci  AOC", "VATES-Q0801175A", (struct recipe){0}),
	    "p12-form:p12-subject-differs", true);
	assert_seal(make_seal("Segell", "Consorci AOC", "VATES-Q0801175A",
			(struct recipe){.issuer = &root}),
	    "p12-issuer:p12-issuer-differs", true);
	assert_seal(make_seal("Segell", "Consorci AOC", "VATES-Q0801175A",
			(struct recipe){.eku = "clientAuth"}),
	    "p12-uses:p12-uses-differ", true);
}

/* Its facts may have been kept before key usage was, and before names had an identifier. */
static void
what_the_old_one_does_not_say_is_not_held_against_the_new_one(void **state)
{
	struct made seal =
	    make_seal("Segell", "Consorci AOC", "VATES-Q0801175A", (struct recipe){0});
	struct gate_inputs a = asked_seal();
	bool open;
	char *found;

	(void)state;
	a.served_subject = "CN=Segell,O=Consorci AOC,C=ES";
	a.served_usage_known = false;
	a.served_usage.count = 0;
	found =
	    run_password(GATE_P12, make_p12(&(struct p12_recipe){.password = "p", .leaf = &seal}),
		"p", 0600, &a, CHECK_FAILED, &open);
	assert_string_equal(found, "p12-form:p12-subject-differs");
	assert_true(open);
	free(found);
	made_free(&seal);
}

static void
a_first_one_is_shown_whole_and_confirmed_by_a_person(void **state)
{
	struct made seal = make_seal("Segell", "Consorci AOC", "VATES-Q0801175A",
	    (struct recipe){.sans = "email:segell@exemple.cat"});
	const struct gate_inputs nothing = {.now = NOW};
	struct bytes b = make_p12(&(struct p12_recipe){.password = "p", .leaf = &seal});
	struct password p = password_of("p");
	struct document *d = document_read(b.data, b.len, &p, NULL);
	struct gate_report report;

	(void)state;
	gate_run(GATE_P12, d, NULL, &nothing, &report);
	assert_true(gate_open(&report));
	for (size_t i = 0; i < report.count; i++) {
		const json_t *args = report.results[i].args;

		if (strcmp(check_id(report.checks[i]), "p12-replaces") != 0) {
			assert_int_not_equal(report.results[i].state, CHECK_FAILED);
			continue;
		}
		assert_int_equal(report.results[i].state, CHECK_FAILED);
		assert_false(check_critical(report.checks[i]));
		assert_string_equal(report.results[i].code, "p12-first");
		assert_string_equal(json_string_value(json_object_get(args, "is")), SEAL);
		assert_string_equal(
		    json_string_value(json_object_get(args, "issuer")), "CN=Intermedia");
		assert_string_equal(
		    json_string_value(json_object_get(args, "names")), "email:segell@exemple.cat");
		assert_string_equal(json_string_value(json_object_get(args, "uses")),
		    "digitalSignature, keyEncipherment, serverAuth");
	}
	gate_release(&report);
	document_free(d);
	free(b.data);
	made_free(&seal);
}

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

/* ---- the table ---- */

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
	    cmocka_unit_test(a_csr_as_asked_passes),
	    cmocka_unit_test(each_fault_of_a_csr_fails_its_own_check),
	    cmocka_unit_test(each_name_asked_for_is_wanted),
	    cmocka_unit_test(what_a_ca_may_stumble_over_in_a_csr_is_said),
	    cmocka_unit_test(what_no_ca_accepts_in_a_subject_is_said),
	    cmocka_unit_test(what_is_no_csr_fails_the_first_check_alone),
	    cmocka_unit_test(what_nobody_asked_is_not_applicable),
	    cmocka_unit_test(each_fault_of_a_key_fails_its_own_check),
	    cmocka_unit_test(a_certificate_as_asked_passes),
	    cmocka_unit_test(each_fault_of_a_certificate_fails_its_own_check),
	    cmocka_unit_test(faults_alone_where_nothing_is_served),
	    cmocka_unit_test(the_last_second_and_a_change_of_key_are_well),
	    cmocka_unit_test(a_name_with_an_underscore_is_covered_as_any_other),
	    cmocka_unit_test(a_wildcard_keeps_the_names_that_it_covers),
	    cmocka_unit_test(of_two_leaves_the_key_or_the_newer_one_decides),
	    cmocka_unit_test(form_and_order_are_no_fault_but_the_order_is_remarked),
	    cmocka_unit_test(one_that_is_not_valid_yet_passes_with_a_remark),
	    cmocka_unit_test(keys_are_compared_as_keys),
	    cmocka_unit_test(each_fault_of_a_p12_fails_its_own_check),
	    cmocka_unit_test(a_stranger_is_refused_whatever_opens),
	    cmocka_unit_test(a_p12_is_of_the_kind_that_the_list_has),
	    cmocka_unit_test(what_is_only_written_otherwise_wants_a_reason),
	    cmocka_unit_test(what_the_old_one_does_not_say_is_not_held_against_the_new_one),
	    cmocka_unit_test(a_first_one_is_shown_whole_and_confirmed_by_a_person),
	    cmocka_unit_test(every_check_has_an_id_of_its_own),
	};

	return cmocka_run_group_tests(tests, prepare, discard);
}
