#include "pki/x509.h"

#include "base/mem.h"

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/sha.h>

void
digest_of(const X509 *x, struct digest *out)
{
	unsigned char *der = NULL;
	int len = i2d_X509(x, &der);

	memset(out, 0, sizeof(*out));
	if (len > 0)
		SHA256(der, (size_t)len, out->bytes);
	OPENSSL_free(der);
}

void
digest_hex(const struct digest *d, char hex[2 * DIGEST_BYTES + 1])
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < DIGEST_BYTES; i++) {
		hex[2 * i] = digits[d->bytes[i] >> 4];
		hex[2 * i + 1] = digits[d->bytes[i] & 15];
	}
	hex[2 * DIGEST_BYTES] = '\0';
}

static int
hex_value(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool
digest_from_hex(const char *hex, struct digest *out)
{
	if (!hex || strlen(hex) != 2 * DIGEST_BYTES)
		return false;
	for (size_t i = 0; i < DIGEST_BYTES; i++) {
		int high = hex_value(hex[2 * i]), low = hex_value(hex[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		out->bytes[i] = (uint8_t)(high << 4 | low);
	}
	return true;
}

/* UTCTime says two digits of the year and ends in 2049, GeneralizedTime four (RFC 5280 4.1.2.5);
 * ASN1_TIME_to_tm knows both. Outside of 1950 to 9999 nothing is guessed. */
int64_t
x509_time(const ASN1_TIME *t)
{
	struct tm tm;

	if (!t || ASN1_TIME_to_tm(t, &tm) != 1)
		return X509_NO_TIME;
	if (tm.tm_year < 1950 - 1900 || tm.tm_year > 9999 - 1900)
		return X509_NO_TIME;
	return timegm(&tm);
}

bool
x509_self_issued(X509 *x)
{
	return X509_NAME_cmp(X509_get_subject_name(x), X509_get_issuer_name(x)) == 0;
}

bool
x509_self_signed(X509 *x)
{
	EVP_PKEY *key;

	if (!x509_self_issued(x))
		return false;
	key = X509_get0_pubkey(x);
	return key && X509_verify(x, key) == 1;
}

static bool
digest_weak(int digest)
{
	switch (digest) {
	case NID_md2:
	case NID_md4:
	case NID_md5:
	case NID_sha1:
	case NID_md5_sha1:
		return true;
	default:
		return false;
	}
}

bool
x509_signature_weak(X509 *x)
{
	int digest = NID_undef;

	if (!X509_get_signature_info(x, &digest, NULL, NULL, NULL))
		OBJ_find_sigid_algs(X509_get_signature_nid(x), &digest, NULL);
	return digest_weak(digest);
}

/* RFC 4055 3.1: where RSA-PSS does not say its digest, it is SHA-1. */
static int
pss_digest(const ASN1_TYPE *parameters)
{
	RSA_PSS_PARAMS *pss = ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(RSA_PSS_PARAMS), parameters);
	int digest =
	    pss && pss->hashAlgorithm ? OBJ_obj2nid(pss->hashAlgorithm->algorithm) : NID_sha1;

	RSA_PSS_PARAMS_free(pss);
	return digest;
}

bool
signature_weak(const X509_ALGOR *algorithm)
{
	int digest = NID_undef, nid = OBJ_obj2nid(algorithm->algorithm);

	if (nid == NID_rsassaPss)
		digest = pss_digest(algorithm->parameter);
	else
		OBJ_find_sigid_algs(nid, &digest, NULL);
	return digest_weak(digest);
}

char *
x509_pem(X509 *x, size_t most)
{
	BIO *out = BIO_new(BIO_s_mem());
	char *bytes, *text = NULL;
	long len;

	if (out && PEM_write_bio_X509(out, x)) {
		len = BIO_get_mem_data(out, &bytes);
		if (len > 0 && (size_t)len <= most)
			text = mem_strndup(bytes, (size_t)len);
	}
	BIO_free(out);
	return text;
}
