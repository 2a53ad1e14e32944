/* Documents made to order, as the people of the procedures hand them over: on top of
 * pki_maker.h. What they are made into is a struct bytes, which the test frees. */
#ifndef TESTS_DOCUMENT_MAKER_H
#define TESTS_DOCUMENT_MAKER_H

#include "base/mem.h"
#include "pki/document.h"
#include "pki/gates.h"
#include "pki/password.h"

#include "tests/unit/pki_maker.h"

#include <openssl/hmac.h>
#include <openssl/pkcs12.h>
#include <openssl/pkcs7.h>

struct bytes {
	unsigned char *data;
	size_t len;
};

static inline struct bytes
bytes_of_bio(BIO *bio)
{
	char *data;
	long len = BIO_get_mem_data(bio, &data);
	struct bytes b = {mem_alloc((size_t)len + 1), (size_t)len};

	memcpy(b.data, data, b.len);
	BIO_free(bio);
	return b;
}

static inline struct bytes
bytes_copy(const void *data, size_t len)
{
	struct bytes b = {mem_alloc(len + 1), len};

	memcpy(b.data, data, len);
	return b;
}

static inline struct bytes
bytes_join(struct bytes a, struct bytes b)
{
	struct bytes both = {mem_alloc(a.len + b.len + 1), a.len + b.len};

	memcpy(both.data, a.data, a.len);
	memcpy(both.data + a.len, b.data, b.len);
	free(a.data);
	free(b.data);
	return both;
}

static inline struct bytes
text(const char *s)
{
	return bytes_copy(s, strlen(s));
}

/* What the procedure's ticket asks for, and what a test wants otherwise. */
struct csr_recipe {
	const char *cn, *o, *ou, *l, *st, *c, *email; /* NULL: as asked; "": none */
	const char *sans;
	EVP_PKEY *key;
	EVP_PKEY *signer;     /* NULL: the key */
	const EVP_MD *digest; /* NULL: SHA-256 */
	long version;
	int sans_again; /* NID of the attribute in which the same names are asked for once more; 0: none */
};

static inline void
csr_field(X509_NAME *name, const char *field, const char *value, const char *usual)
{
	value = value ? value : usual;
	if (*value)
		maker_must(X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8,
			       (const unsigned char *)value, -1, -1, 0) == 1);
}

/* In an attribute of its own, or as a second value of the same. */
static inline void
ask_again(X509_REQ *req, const struct csr_recipe *r, STACK_OF(X509_EXTENSION) * extensions)
{
	unsigned char *der = NULL;
	int len = ASN1_item_i2d((ASN1_VALUE *)extensions, &der, ASN1_ITEM_rptr(X509_EXTENSIONS));

	if (r->sans_again == NID_ext_req)
		maker_must(X509_ATTRIBUTE_set1_data(
			       X509_REQ_get_attr(req, 0), V_ASN1_SEQUENCE, der, len) == 1);
	else if (r->sans_again)
		maker_must(X509_REQ_add_extensions_nid(req, extensions, r->sans_again) == 1);
	OPENSSL_free(der);
}

static inline X509_REQ *
make_csr(const struct csr_recipe *r)
{
	X509_REQ *req = X509_REQ_new();
	X509_NAME *name = X509_NAME_new();
	STACK_OF(X509_EXTENSION) *extensions = sk_X509_EXTENSION_new_null();

	csr_field(name, "C", r->c, "ES");
	csr_field(name, "ST", r->st, "Barcelona");
	csr_field(name, "L", r->l, "Barcelona");
	csr_field(name, "O", r->o, "Consorci Administracio Oberta de Catalunya");
	csr_field(name, "OU", r->ou, "Area de Tecnologia");
	csr_field(name, "CN", r->cn, "www.exemple.cat");
	csr_field(name, "emailAddress", r->email, "certificats@exemple.cat");
	X509_REQ_set_subject_name(req, name);
	X509_REQ_set_pubkey(req, r->key);
	if (r->sans) {
		sk_X509_EXTENSION_push(
		    extensions, X509V3_EXT_conf_nid(NULL, NULL, NID_subject_alt_name, r->sans));
		X509_REQ_add_extensions(req, extensions);
		ask_again(req, r, extensions);
	}
	maker_must(X509_REQ_set_version(req, r->version) == 1);
	maker_must(X509_REQ_sign(req, r->signer ? r->signer : r->key,
		       r->digest ? r->digest : EVP_sha256()) > 0);
	sk_X509_EXTENSION_pop_free(extensions, X509_EXTENSION_free);
	X509_NAME_free(name);
	return req;
}

static inline struct bytes
pem_of_csr(const struct csr_recipe *r)
{
	BIO *bio = BIO_new(BIO_s_mem());
	X509_REQ *req = make_csr(r);

	PEM_write_bio_X509_REQ(bio, req);
	X509_REQ_free(req);
	return bytes_of_bio(bio);
}

static inline struct bytes
der_of_csr(const struct csr_recipe *r)
{
	BIO *bio = BIO_new(BIO_s_mem());
	X509_REQ *req = make_csr(r);

	i2d_X509_REQ_bio(bio, req);
	X509_REQ_free(req);
	return bytes_of_bio(bio);
}

static inline struct bytes
pem_of_key(EVP_PKEY *key)
{
	BIO *bio = BIO_new(BIO_s_mem());

	PEM_write_bio_PKCS8PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL);
	return bytes_of_bio(bio);
}

static inline struct bytes
pem_of(const struct made *m)
{
	BIO *bio = BIO_new(BIO_s_mem());

	PEM_write_bio_X509(bio, m->x509);
	return bytes_of_bio(bio);
}

static inline struct bytes
der_of(const struct made *m)
{
	BIO *bio = BIO_new(BIO_s_mem());

	i2d_X509_bio(bio, m->x509);
	return bytes_of_bio(bio);
}

static inline struct bytes
pkcs7_of(const struct made *const *list, size_t count, bool pem)
{
	BIO *bio = BIO_new(BIO_s_mem());
	PKCS7 *p7 = PKCS7_new();

	PKCS7_set_type(p7, NID_pkcs7_signed);
	PKCS7_content_new(p7, NID_pkcs7_data);
	for (size_t i = 0; i < count; i++)
		PKCS7_add_certificate(p7, list[i]->x509);
	maker_must((pem ? PEM_write_bio_PKCS7(bio, p7) : i2d_PKCS7_bio(bio, p7)) == 1);
	PKCS7_free(p7);
	return bytes_of_bio(bio);
}

/* The bytes with CERTIFICATE lines around their base64, as `certutil -encode` writes them. */
static inline struct bytes
certutil(struct bytes b)
{
	BIO *bio = BIO_new(BIO_s_mem());
	unsigned char line[80];

	BIO_puts(bio, "-----BEGIN CERTIFICATE-----\r\n");
	for (size_t at = 0; at < b.len; at += 48) {
		int n =
		    EVP_EncodeBlock(line, b.data + at, b.len - at < 48 ? (int)(b.len - at) : 48);

		BIO_write(bio, line, n);
		BIO_puts(bio, "\r\n");
	}
	BIO_puts(bio, "-----END CERTIFICATE-----\r\n");
	free(b.data);
	return bytes_of_bio(bio);
}

struct p12_recipe {
	const char *password;
	const struct made *leaf, *other;
	EVP_PKEY *key; /* NULL: the leaf's */
	bool no_key;
	int cipher; /* NID, of certificates and key; 0: AES */
	/* patched in after it was made, without being computed: counts of the three layers, and
	 * the OIDs of two */
	int64_t mac_count, safe_count, bag_count;
	const char *mac_oid, *safe_oid;
	const char *kdf_oid, *prf_oid, *cipher_oid; /* of PBES2 in the safe of certificates */
	const char *mac_password, *key_password;    /* NULL: the password */
	const EVP_MD *mac_digest;                   /* NULL: SHA-256 */
	bool no_mac, empty_salt;
};

/* OpenSSL gives only const views of what this has to forge. */
static inline void *
forge(const void *p)
{
	void *q;

	memcpy(&q, &p, sizeof(q));
	return q;
}

static inline void
forge_count(X509_ALGOR *algorithm, int64_t count)
{
	PBE2PARAM *pbe2;
	PBKDF2PARAM *kdf;

	if (OBJ_obj2nid(algorithm->algorithm) != NID_pbes2) {
		PBEPARAM *pbe =
		    ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(PBEPARAM), algorithm->parameter);

		ASN1_INTEGER_set_int64(pbe->iter, count);
		maker_must(ASN1_TYPE_pack_sequence(
			       ASN1_ITEM_rptr(PBEPARAM), pbe, &algorithm->parameter) != NULL);
		PBEPARAM_free(pbe);
		return;
	}
	pbe2 = ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(PBE2PARAM), algorithm->parameter);
	kdf = ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(PBKDF2PARAM), pbe2->keyfunc->parameter);
	ASN1_INTEGER_set_int64(kdf->iter, count);
	maker_must(ASN1_TYPE_pack_sequence(
		       ASN1_ITEM_rptr(PBKDF2PARAM), kdf, &pbe2->keyfunc->parameter) != NULL);
	maker_must(ASN1_TYPE_pack_sequence(
		       ASN1_ITEM_rptr(PBE2PARAM), pbe2, &algorithm->parameter) != NULL);
	PBKDF2PARAM_free(kdf);
	PBE2PARAM_free(pbe2);
}

static inline void
forge_pbes2(const struct p12_recipe *r, X509_ALGOR *algorithm)
{
	PBE2PARAM *pbe2 =
	    ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(PBE2PARAM), algorithm->parameter);
	PBKDF2PARAM *kdf =
	    ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(PBKDF2PARAM), pbe2->keyfunc->parameter);

	if (r->prf_oid)
		X509_ALGOR_set0(kdf->prf, OBJ_txt2obj(r->prf_oid, 1), V_ASN1_NULL, NULL);
	maker_must(ASN1_TYPE_pack_sequence(
		       ASN1_ITEM_rptr(PBKDF2PARAM), kdf, &pbe2->keyfunc->parameter) != NULL);
	if (r->kdf_oid)
		pbe2->keyfunc->algorithm = OBJ_txt2obj(r->kdf_oid, 1);
	if (r->cipher_oid)
		pbe2->encryption->algorithm = OBJ_txt2obj(r->cipher_oid, 1);
	maker_must(ASN1_TYPE_pack_sequence(
		       ASN1_ITEM_rptr(PBE2PARAM), pbe2, &algorithm->parameter) != NULL);
	PBKDF2PARAM_free(kdf);
	PBE2PARAM_free(pbe2);
}

static inline void
forge_safe(const struct p12_recipe *r, X509_ALGOR *algorithm)
{
	if (r->kdf_oid || r->prf_oid || r->cipher_oid)
		forge_pbes2(r, algorithm);
	if (r->safe_count)
		forge_count(algorithm, r->safe_count);
	if (r->safe_oid)
		algorithm->algorithm = OBJ_txt2obj(r->safe_oid, 1);
}

/* OpenSSL never makes one without: RFC 7292 B.2 over no salt at all, and HMAC over the content. */
static inline void
set_mac_without_salt(PKCS12 *p12, const char *password)
{
	STACK_OF(PKCS7) *safes = PKCS12_unpack_authsafes(p12);
	const ASN1_OCTET_STRING *mac, *salt;
	unsigned char key[32], *content = NULL;
	unsigned len = 0;
	int n = ASN1_item_i2d((ASN1_VALUE *)safes, &content, ASN1_ITEM_rptr(PKCS12_AUTHSAFES));

	PKCS12_get0_mac(&mac, NULL, &salt, NULL, p12);
	ASN1_OCTET_STRING_set(forge(salt), (const unsigned char *)"", 0);
	maker_must(PKCS12_key_gen_utf8(password, -1, NULL, 0, PKCS12_MAC_ID, 2048, sizeof(key), key,
		       EVP_sha256()) == 1);
	maker_must(n > 0 && HMAC(EVP_sha256(), key, sizeof(key), content, (size_t)n,
				forge(ASN1_STRING_get0_data(mac)), &len) != NULL);
	OPENSSL_free(content);
	sk_PKCS7_pop_free(safes, PKCS7_free);
}

static inline void
forge_mac(const struct p12_recipe *r, PKCS12 *p12)
{
	const X509_ALGOR *algorithm;
	const ASN1_INTEGER *count;

	PKCS12_get0_mac(NULL, &algorithm, NULL, &count, p12);
	if (r->empty_salt)
		set_mac_without_salt(p12, r->password);
	if (r->mac_count)
		ASN1_INTEGER_set_int64(forge(count), r->mac_count);
	if (r->mac_oid)
		X509_ALGOR_set0(forge(algorithm), OBJ_txt2obj(r->mac_oid, 1), V_ASN1_NULL, NULL);
}

/* By hand: PKCS12_create refuses what does not match. */
static inline struct bytes
make_p12(const struct p12_recipe *r)
{
	BIO *bio = BIO_new(BIO_s_mem());
	EVP_PKEY *key = r->no_key ? NULL : r->key ? r->key : r->leaf->key;
	STACK_OF(PKCS12_SAFEBAG) *certificates = NULL, *keys = NULL;
	STACK_OF(PKCS7) *safes = NULL;
	int cipher = r->cipher ? r->cipher : NID_aes_256_cbc;
	const X509_ALGOR *shroud;
	PKCS12 *p12;

	if (r->leaf)
		PKCS12_add_cert(&certificates, r->leaf->x509);
	if (r->other)
		PKCS12_add_cert(&certificates, r->other->x509);
	if (certificates) {
		maker_must(PKCS12_add_safe(&safes, certificates, cipher, 2048, r->password) == 1);
		forge_safe(r, sk_PKCS7_value(safes, 0)->d.encrypted->enc_data->algorithm);
	}
	if (key) {
		maker_must(PKCS12_add_key(&keys, key, 0, 2048, cipher,
			       r->key_password ? r->key_password : r->password) != NULL);
		X509_SIG_get0(
		    PKCS12_SAFEBAG_get0_pkcs8(sk_PKCS12_SAFEBAG_value(keys, 0)), &shroud, NULL);
		if (r->bag_count)
			forge_count(forge(shroud), r->bag_count);
		maker_must(PKCS12_add_safe(&safes, keys, -1, 0, NULL) == 1);
	}
	p12 = PKCS12_add_safes(safes, 0);
	maker_must(p12 != NULL);
	if (!r->no_mac) {
		maker_must(PKCS12_set_mac(p12, r->mac_password ? r->mac_password : r->password, -1,
			       NULL, 0, 2048, r->mac_digest) == 1);
		forge_mac(r, p12);
	}
	i2d_PKCS12_bio(bio, p12);
	PKCS12_free(p12);
	sk_PKCS12_SAFEBAG_pop_free(certificates, PKCS12_SAFEBAG_free);
	sk_PKCS12_SAFEBAG_pop_free(keys, PKCS12_SAFEBAG_free);
	sk_PKCS7_pop_free(safes, PKCS7_free);
	return bytes_of_bio(bio);
}

static inline struct password
password_of(const char *s)
{
	struct password p = {.len = strlen(s)};

	memcpy(p.text, s, p.len + 1);
	return p;
}

#endif
