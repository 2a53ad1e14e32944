#include "pki/key_digest.h"

#include "pki/x509.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <openssl/x509.h>

static void
digest_of_der(const unsigned char *der, int len, char hex[65])
{
	struct digest digest = {{0}};

	if (len > 0)
		SHA256(der, (size_t)len, digest.bytes);
	digest_hex(&digest, hex);
}

/* A key of RSA-PSS without what it may only be used with; NULL when that cannot be. */
static X509_PUBKEY *
without_restrictions(const unsigned char *bits, int len)
{
	X509_PUBKEY *to = X509_PUBKEY_new();
	unsigned char *copy = OPENSSL_memdup(bits, (size_t)len);

	if (to && copy &&
	    X509_PUBKEY_set0_param(to, OBJ_nid2obj(NID_rsassaPss), V_ASN1_UNDEF, NULL, copy, len) ==
		1)
		return to;
	OPENSSL_free(copy);
	X509_PUBKEY_free(to);
	return NULL;
}

static X509_PUBKEY *
uncompressed(const X509_PUBKEY *from)
{
	EVP_PKEY *shared = X509_PUBKEY_get0(from), *key = shared ? EVP_PKEY_dup(shared) : NULL;
	X509_PUBKEY *to = NULL;

	if (key)
		EVP_PKEY_set_utf8_string_param(
		    key, OSSL_PKEY_PARAM_EC_ENCODING, OSSL_PKEY_EC_ENCODING_GROUP);
	if (key && EVP_PKEY_set_utf8_string_param(key, OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT,
		       OSSL_PKEY_EC_POINT_CONVERSION_FORMAT_UNCOMPRESSED) == 1)
		X509_PUBKEY_set(&to, key);
	EVP_PKEY_free(key);
	return to;
}

/* The key in its one form; NULL: it came in that, or has no other. */
static X509_PUBKEY *
one_form(const X509_PUBKEY *from)
{
	const unsigned char *bits = NULL;
	X509_ALGOR *algorithm = NULL;
	ASN1_OBJECT *object = NULL;
	int len = 0, type = V_ASN1_UNDEF;

	if (X509_PUBKEY_get0_param(&object, &bits, &len, &algorithm, from) != 1 || len < 1)
		return NULL;
	X509_ALGOR_get0(NULL, &type, NULL, algorithm);
	if (OBJ_obj2nid(object) == NID_rsassaPss && type != V_ASN1_UNDEF)
		return without_restrictions(bits, len);
	/* 4 begins an uncompressed point (SEC 1 2.3.3); else than by an OID, the curve is spelled out */
	if (OBJ_obj2nid(object) == NID_X9_62_id_ecPublicKey &&
	    (bits[0] != 4 || type != V_ASN1_OBJECT))
		return uncompressed(from);
	return NULL;
}

void
key_digest(X509_PUBKEY *from, char spki[65], char key[65])
{
	X509_PUBKEY *form = from ? one_form(from) : NULL;
	unsigned char *der = NULL;
	int len = from ? i2d_X509_PUBKEY(from, &der) : 0;

	digest_of_der(der, len, spki);
	OPENSSL_free(der);
	memcpy(key, spki, 65);
	if (!form)
		return;
	der = NULL;
	len = i2d_X509_PUBKEY(form, &der);
	if (len > 0)
		digest_of_der(der, len, key);
	OPENSSL_free(der);
	X509_PUBKEY_free(form);
}
