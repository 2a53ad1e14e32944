/* rooms: pki base */
/* What is read from one certificate, the ordinary and the hostile. */
#include "pki/facts.h"
#include "pki/x509.h"

#include "tests/unit/pki_maker.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

static struct facts *
facts_and_free(struct made m)
{
	unsigned char *der = NULL;
	int len = i2d_X509(m.x509, &der);
	struct err err = {0};
	struct facts *f = facts_read(der, (size_t)len, &err);

	assert_non_null(f);
	OPENSSL_free(der);
	made_free(&m);
	return f;
}

/* A certificate whose subject has one attribute with exactly these bytes. */
static struct facts *
facts_with(int nid, int type, const char *bytes, int len)
{
	X509_NAME *name = X509_NAME_new();
	struct facts *f;

	assert_int_equal(
	    X509_NAME_add_entry_by_NID(name, nid, type, (const unsigned char *)bytes, len, -1, 0),
	    1);
	f = facts_and_free(make(&(struct recipe){.subject = name}));
	X509_NAME_free(name);
	return f;
}

static void
subject_is_written_most_specific_first_and_escaped(void **state)
{
	X509_NAME *name = X509_NAME_new();
	struct facts *f;

	(void)state;
	X509_NAME_add_entry_by_NID(
	    name, NID_countryName, MBSTRING_UTF8, (const unsigned char *)"ES", -1, -1, 0);
	X509_NAME_add_entry_by_NID(name, NID_organizationName, MBSTRING_UTF8,
	    (const unsigned char *)" Consorci, \"AOC\" <x>", -1, -1, 0);
	X509_NAME_add_entry_by_NID(name, NID_commonName, MBSTRING_UTF8,
	    (const unsigned char *)"www.exemple.cat", -1, -1, 0);
	X509_NAME_add_entry_by_NID(name, NID_organizationalUnitName, MBSTRING_UTF8,
	    (const unsigned char *)"B", -1, -1, -1);
	f = facts_and_free(make(&(struct recipe){.subject = name}));
	assert_string_equal(
	    f->subject, "CN=www.exemple.cat+OU=B,O=\\ Consorci\\, \\\"AOC\\\" \\<x\\>,C=ES");
	assert_string_equal(f->subject_cn, "www.exemple.cat");
	assert_string_equal(f->issuer, f->subject);
	facts_free(f);
	X509_NAME_free(name);
}

static void
nul_in_a_name_is_shown_and_ends_nothing(void **state)
{
	struct facts *f = facts_with(NID_commonName, V_ASN1_UTF8STRING, "bo.cat\0.dolent.cat", 18);

	(void)state;
	assert_string_equal(f->subject_cn, "bo.cat<U+0000>.dolent.cat");
	assert_string_equal(f->subject, "CN=bo.cat<U+0000>.dolent.cat");
	facts_free(f);
}

static void
old_encodings_become_utf8(void **state)
{
	struct facts *bmp =
	    facts_with(NID_commonName, V_ASN1_BMPSTRING, "\0G\0i\0r\0o\0n\0\xe0", 12);
	struct facts *t61 = facts_with(NID_commonName, V_ASN1_T61STRING, "Reus\xe9", 5);

	(void)state;
	assert_string_equal(bmp->subject_cn, "Gironà");
	assert_string_equal(t61->subject_cn, "Reusé");
	facts_free(bmp);
	facts_free(t61);
}

static void
controls_are_never_passed_on(void **state)
{
	struct facts *f =
	    facts_with(NID_commonName, V_ASN1_UTF8STRING, "a\033]52;c;x\007\xe2\x80\xae", 13);

	(void)state;
	assert_string_equal(f->subject_cn, "a<U+001B>]52;c;x<U+0007><U+202E>");
	facts_free(f);
}

static void
bytes_that_are_no_text_are_shown_as_bytes(void **state)
{
	struct facts *f = facts_with(NID_pkcs9_emailAddress, V_ASN1_IA5STRING, "caf\xe9", 4);

	(void)state;
	assert_string_equal(f->subject, "emailAddress=caf<E9>");
	assert_string_equal(f->subject_cn, "");
	facts_free(f);
}

static void
names_keep_their_order_and_kind(void **state)
{
	struct facts *f = facts_and_free(make(&(struct recipe){.cn = "x",
	    .sans = "DNS:b.cat,IP:192.0.2.7,DNS:a.cat,email:x@y.cat,URI:https://z.cat/"
		    ",IP:2001:db8::1,RID:1.2.3"}));
	const char *const expected[] = {"DNS:b.cat", "IP:192.0.2.7", "DNS:a.cat", "email:x@y.cat",
	    "URI:https://z.cat/", "IP:2001:db8::1", "RID:1.2.3"};

	(void)state;
	assert_int_equal(f->san_count, 7);
	assert_int_equal(f->sans_left_out, 0);
	for (size_t i = 0; i < 7; i++)
		assert_string_equal(f->sans[i], expected[i]);
	facts_free(f);
}

static void
names_beyond_the_bound_are_counted(void **state)
{
	GENERAL_NAMES *names = sk_GENERAL_NAME_new_null();
	struct made m = make(&(struct recipe){.cn = "x"});
	struct facts *f;

	(void)state;
	for (int i = 0; i < FACTS_SANS_MAX + 3; i++) {
		GENERAL_NAME *name = GENERAL_NAME_new();
		ASN1_STRING *text = ASN1_IA5STRING_new();

		ASN1_STRING_set(text, "a.cat", 5);
		GENERAL_NAME_set0_value(name, GEN_DNS, text);
		sk_GENERAL_NAME_push(names, name);
	}
	X509_add1_ext_i2d(m.x509, NID_subject_alt_name, names, 0, 0);
	GENERAL_NAMES_free(names);
	maker_sign(&m, NULL, NULL);
	f = facts_and_free(m);
	assert_int_equal(f->san_count, FACTS_SANS_MAX);
	assert_int_equal(f->sans_left_out, 3);
	facts_free(f);
}

static void
both_encodings_of_time_are_read(void **state)
{
	struct facts *f = facts_and_free(make(
	    &(struct recipe){.cn = "x", .begin = -DAYS(1), .end = INT64_C(253402300799) - NOW}));

	(void)state;
	assert_int_equal(f->not_before, NOW - DAYS(1));
	assert_int_equal(f->not_after, INT64_C(253402300799)); /* 9999-12-31T23:59:59Z */
	facts_free(f);
}

static void
time_that_cannot_be_read_is_null(void **state)
{
	struct made m = make(&(struct recipe){.cn = "x"});
	ASN1_STRING *raw = ASN1_STRING_type_new(V_ASN1_GENERALIZEDTIME);
	struct facts *f;
	json_t *json;

	(void)state;
	ASN1_STRING_set(raw, "20261341000000Z", -1);
	X509_set1_notAfter(m.x509, raw);
	ASN1_STRING_free(raw);
	maker_sign(&m, NULL, NULL);
	f = facts_and_free(m);
	assert_true(f->not_after == FACTS_NO_TIME);
	json = facts_json(f);
	assert_true(json_is_null(json_object_get(json, "not_after")));
	assert_true(json_is_integer(json_object_get(json, "not_before")));
	json_decref(json);
	facts_free(f);
}

static void
serial_is_upper_hex_with_its_sign(void **state)
{
	struct made m = make(&(struct recipe){.cn = "x"});
	BIGNUM *n = NULL;
	struct facts *f;

	(void)state;
	BN_hex2bn(&n, "-0aBC");
	BN_to_ASN1_INTEGER(n, X509_get_serialNumber(m.x509));
	BN_free(n);
	maker_sign(&m, NULL, NULL);
	f = facts_and_free(m);
	assert_string_equal(f->serial, "-0ABC");
	facts_free(f);
}

static void
keys_have_names(void **state)
{
	const struct {
		EVP_PKEY *key;
		const char *key_text, *type;
		int bits;
	} cases[] = {
	    {EVP_RSA_gen(1024), "RSA 1024", "rsa", 1024},
	    {EVP_EC_gen("P-256"), "EC P-256", "ecdsa", 256},
	    {EVP_EC_gen("P-384"), "EC P-384", "ecdsa", 384},
	    {EVP_EC_gen("secp256k1"), "EC secp256k1", "ecdsa", 256},
	    {EVP_PKEY_Q_keygen(NULL, NULL, "ED25519"), "Ed25519", "ed25519", 256},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct facts *f =
		    facts_and_free(make(&(struct recipe){.cn = "x", .key = cases[i].key}));

		assert_string_equal(f->key, cases[i].key_text);
		assert_string_equal(f->key_type, cases[i].type);
		assert_true(f->key_bits >= cases[i].bits - 3);
		facts_free(f);
	}
}

static void
self_signed_is_a_signature_and_not_a_name(void **state)
{
	struct made root = make(&(struct recipe){.cn = "CA", .ca = true});
	struct facts *same_name =
	    facts_and_free(make(&(struct recipe){.cn = "CA", .issuer = &root}));
	struct facts *self = facts_and_free(root);

	(void)state;
	assert_string_equal(same_name->subject, same_name->issuer);
	assert_false(same_name->self_signed);
	assert_true(self->self_signed);
	assert_true(self->ca);
	assert_false(same_name->ca);
	facts_free(same_name);
	facts_free(self);
}

static void
digests_are_those_of_the_encodings(void **state)
{
	struct made m = make(&(struct recipe){.cn = "x"});
	unsigned char cert[EVP_MAX_MD_SIZE], spki[EVP_MAX_MD_SIZE], *der = NULL;
	char hex[2 * DIGEST_BYTES + 1];
	struct digest digest;
	struct facts *f;
	int len;

	(void)state;
	X509_digest(m.x509, EVP_sha256(), cert, NULL);
	len = i2d_PUBKEY(m.key, &der);
	EVP_Digest(der, (size_t)len, spki, NULL, EVP_sha256(), NULL);
	OPENSSL_free(der);
	f = facts_and_free(m);
	memcpy(digest.bytes, cert, DIGEST_BYTES);
	digest_hex(&digest, hex);
	assert_string_equal(f->sha256, hex);
	memcpy(digest.bytes, spki, DIGEST_BYTES);
	digest_hex(&digest, hex);
	assert_string_equal(f->spki_sha256, hex);
	facts_free(f);
}

static void
json_says_everything(void **state)
{
	static const char *const members[] = {"sha256", "spki_sha256", "subject", "subject_cn",
	    "issuer", "issuer_cn", "serial", "not_before", "not_after", "sans", "sans_left_out",
	    "key", "key_type", "key_bits", "signature", "ca", "self_signed", "policies",
	    "key_usage", "eku"};
	struct facts *f =
	    facts_and_free(make(&(struct recipe){.cn = "x", .eku = "serverAuth,1.2.3.4"}));
	json_t *json = facts_json(f);

	(void)state;
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		assert_non_null(json_object_get(json, members[i]));
	assert_int_equal(json_object_size(json), sizeof(members) / sizeof(members[0]));
	assert_string_equal(
	    json_string_value(json_object_get(json, "signature")), "ecdsa-with-SHA256");
	assert_string_equal(
	    json_string_value(json_array_get(json_object_get(json, "eku"), 0)), "serverAuth");
	assert_string_equal(
	    json_string_value(json_array_get(json_object_get(json, "eku"), 1)), "1.2.3.4");
	json_decref(json);
	facts_free(f);
}

static void
bytes_that_are_no_certificate_are_refused(void **state)
{
	struct made m = make(&(struct recipe){.cn = "x"});
	unsigned char *der = NULL;
	struct err err = {0};
	int len = i2d_X509(m.x509, &der);

	(void)state;
	for (int cut = 0; cut < len; cut += 7)
		assert_null(facts_read(der, (size_t)cut, NULL));
	der = OPENSSL_realloc(der, (size_t)len + 1);
	der[len] = 0;
	assert_null(facts_read(der, (size_t)len + 1, &err));
	assert_string_equal(err.code, "bad-certificate");
	OPENSSL_free(der);
	made_free(&m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(subject_is_written_most_specific_first_and_escaped),
	    cmocka_unit_test(nul_in_a_name_is_shown_and_ends_nothing),
	    cmocka_unit_test(old_encodings_become_utf8),
	    cmocka_unit_test(controls_are_never_passed_on),
	    cmocka_unit_test(bytes_that_are_no_text_are_shown_as_bytes),
	    cmocka_unit_test(names_keep_their_order_and_kind),
	    cmocka_unit_test(names_beyond_the_bound_are_counted),
	    cmocka_unit_test(both_encodings_of_time_are_read),
	    cmocka_unit_test(time_that_cannot_be_read_is_null),
	    cmocka_unit_test(serial_is_upper_hex_with_its_sign),
	    cmocka_unit_test(keys_have_names),
	    cmocka_unit_test(self_signed_is_a_signature_and_not_a_name),
	    cmocka_unit_test(digests_are_those_of_the_encodings),
	    cmocka_unit_test(json_says_everything),
	    cmocka_unit_test(bytes_that_are_no_certificate_are_refused),
	};

	return cmocka_run_group_tests_name("pki facts", tests, NULL, NULL);
}
