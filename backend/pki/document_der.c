/* Which ASN.1 the bytes are is found by trying each kind on exactly all of them. */
#include "pki/document_reader.h"

#include "pki/item.h"
#include "pki/pkcs12.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pkcs7.h>

static enum reading
parse_certificate(struct document_reader *r, const unsigned char *der, size_t len)
{
	const unsigned char *end = der;
	X509 *x = d2i_X509(NULL, &end, (long)len);

	if (x && end == der + len) {
		document_add_certificate(r->d, x);
		return READING_DONE;
	}
	X509_free(x);
	return READING_OTHER;
}

static enum reading
parse_csr(struct document_reader *r, const unsigned char *der, size_t len)
{
	const unsigned char *end = der;
	X509_REQ *req = d2i_X509_REQ(NULL, &end, (long)len);
	bool good = req && end == der + len;

	if (good)
		document_add_csr(r->d, req);
	X509_REQ_free(req);
	return good ? READING_DONE : READING_OTHER;
}

static enum reading
parse_pkcs8(struct document_reader *r, const unsigned char *der, size_t len)
{
	const unsigned char *end = der;
	PKCS8_PRIV_KEY_INFO *p8 = d2i_PKCS8_PRIV_KEY_INFO(NULL, &end, (long)len);
	EVP_PKEY *key = p8 && end == der + len ? EVP_PKCS82PKEY(p8) : NULL;

	if (key)
		document_add_key(r->d, key);
	PKCS8_PRIV_KEY_INFO_free(p8);
	EVP_PKEY_free(key);
	return key ? READING_DONE : READING_OTHER;
}

/* What `openssl genrsa -traditional` and `openssl ecparam -genkey` write. */
static enum reading
parse_traditional_key(struct document_reader *r, const unsigned char *der, size_t len)
{
	static const int types[] = {EVP_PKEY_RSA, EVP_PKEY_EC, EVP_PKEY_DSA};

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		const unsigned char *end = der;
		EVP_PKEY *key = d2i_PrivateKey(types[i], NULL, &end, (long)len);
		bool good = key && end == der + len;

		if (good)
			document_add_key(r->d, key);
		EVP_PKEY_free(key);
		if (good)
			return READING_DONE;
	}
	return READING_OTHER;
}

static enum reading
parse_encrypted_key(struct document_reader *r, const unsigned char *der, size_t len)
{
	const unsigned char *end = der;
	X509_SIG *sig = d2i_X509_SIG(NULL, &end, (long)len);
	bool good = sig && end == der + len;
	const X509_ALGOR *algorithm;
	const ASN1_OBJECT *object;
	int nid;

	/* a digest has this shape too (RFC 8017 DigestInfo) */
	if (good) {
		X509_SIG_get0(sig, &algorithm, NULL);
		X509_ALGOR_get0(&object, NULL, NULL, algorithm);
		nid = OBJ_obj2nid(object);
		good = nid == NID_pbes2 ||
		       EVP_PBE_find(EVP_PBE_TYPE_OUTER, nid, NULL, NULL, NULL) == 1;
	}
	if (good)
		document_add_key(r->d, NULL);
	X509_SIG_free(sig);
	return good ? READING_DONE : READING_OTHER;
}

static enum reading
parse_pkcs7(struct document_reader *r, const unsigned char *der, size_t len)
{
	const unsigned char *end = der;
	PKCS7 *p7 = d2i_PKCS7(NULL, &end, (long)len);
	bool good = p7 && end == der + len && PKCS7_type_is_signed(p7) && p7->d.sign;
	STACK_OF(X509) *list = good ? p7->d.sign->cert : NULL;

	for (int i = 0; i < sk_X509_num(list) && !document_full(r->d); i++) {
		X509 *x = sk_X509_value(list, i);

		X509_up_ref(x);
		document_add_certificate(r->d, x);
	}
	PKCS7_free(p7);
	if (good)
		document_set_form(r, FORM_PKCS7);
	return good ? READING_DONE : READING_OTHER;
}

static enum reading
parse_pkcs12(struct document_reader *r, const unsigned char *der, size_t len)
{
	const unsigned char *end = der;
	PKCS12 *p12 = d2i_PKCS12(NULL, &end, (long)len);
	enum reading reading = READING_OTHER;

	if (p12 && end == der + len) {
		document_set_form(r, FORM_PKCS12);
		reading =
		    pkcs12_open(r->d, p12, r->password, r->err) < 0 ? READING_FAILED : READING_DONE;
	}
	PKCS12_free(p12);
	return reading;
}

enum reading
document_read_der(struct document_reader *r, const unsigned char *der, size_t len)
{
	static enum reading (*const kinds[])(
	    struct document_reader *, const unsigned char *, size_t) = {
	    parse_certificate,
	    parse_csr,
	    parse_pkcs8,
	    parse_traditional_key,
	    parse_pkcs7,
	    parse_pkcs12,
	    parse_encrypted_key,
	};
	enum reading reading = READING_OTHER;

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]) && reading == READING_OTHER; i++)
		reading = kinds[i](r, der, len);
	ERR_clear_error();
	return reading;
}
