#include "pki/key_digest.h"

#include "pki/x509.h"

#include <openssl/ec.h>
#include <openssl/objects.h>
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

/* The curve of an EC key, by its OID or spelled out (RFC 5480 section 2.1.1, X9.62); NULL when it is none. */
static EC_GROUP *
curve_of(int type, const void *parameters)
{
	const ASN1_STRING *spelled = parameters;
	const unsigned char *at;

	if (type == V_ASN1_OBJECT)
		return EC_GROUP_new_by_curve_name(OBJ_obj2nid(parameters));
	if (type != V_ASN1_SEQUENCE)
		return NULL;
	at = ASN1_STRING_get0_data(spelled);
	return d2i_ECPKParameters(NULL, &at, ASN1_STRING_length(spelled));
}

/* By the bytes alone: a worker reads keys in a way of its own (probe/public_keys.h), which knows no parameters. */
static X509_PUBKEY *
uncompressed(const unsigned char *bits, int len, int type, const void *parameters)
{
	EC_GROUP *group = curve_of(type, parameters);
	EC_POINT *point = group ? EC_POINT_new(group) : NULL;
	int curve = group ? EC_GROUP_check_named_curve(group, 0, NULL) : NID_undef;
	unsigned char *plain = NULL;
	X509_PUBKEY *to = NULL;
	size_t size = 0;

	if (point && curve != NID_undef &&
	    EC_POINT_oct2point(group, point, bits, (size_t)len, NULL) == 1)
		size =
		    EC_POINT_point2buf(group, point, POINT_CONVERSION_UNCOMPRESSED, &plain, NULL);
	if (size && (to = X509_PUBKEY_new()) &&
	    X509_PUBKEY_set0_param(to, OBJ_nid2obj(NID_X9_62_id_ecPublicKey), V_ASN1_OBJECT,
		OBJ_nid2obj(curve), plain, (int)size) == 1) {
		plain = NULL;
	} else {
		X509_PUBKEY_free(to);
		to = NULL;
	}
	OPENSSL_free(plain);
	EC_POINT_free(point);
	EC_GROUP_free(group);
	return to;
}

/* The key in its one form; NULL: it came in that, or has no other. */
static X509_PUBKEY *
one_form(const X509_PUBKEY *from)
{
	const unsigned char *bits = NULL;
	const void *parameters = NULL;
	X509_ALGOR *algorithm = NULL;
	ASN1_OBJECT *object = NULL;
	int len = 0, type = V_ASN1_UNDEF;

	if (X509_PUBKEY_get0_param(&object, &bits, &len, &algorithm, from) != 1 || len < 1)
		return NULL;
	X509_ALGOR_get0(NULL, &type, &parameters, algorithm);
	if (OBJ_obj2nid(object) == NID_rsassaPss && type != V_ASN1_UNDEF)
		return without_restrictions(bits, len);
	/* 4 begins an uncompressed point (SEC 1 2.3.3); else than by an OID, the curve is spelled out */
	if (OBJ_obj2nid(object) == NID_X9_62_id_ecPublicKey &&
	    (bits[0] != 4 || type != V_ASN1_OBJECT))
		return uncompressed(bits, len, type, parameters);
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
