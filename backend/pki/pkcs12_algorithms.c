#include "pki/pkcs12_algorithms.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <stdbool.h>

int
pkcs12_refuse_algorithm(const ASN1_OBJECT *object, struct err *err)
{
	char name[80];

	if (OBJ_obj2txt(name, sizeof(name), object, 0) <= 0)
		name[0] = '\0';
	return err_set(err, "p12-algorithm", "%s", name);
}

static int
damaged(struct err *err)
{
	return err_set(err, "p12-damaged", "%s", "");
}

static int
check_count(const ASN1_INTEGER *count, int64_t *iterations, struct err *err)
{
	if (ASN1_INTEGER_get_int64(iterations, count) != 1)
		return err_set(err, "p12-iterations", "%s", "2^63");
	if (*iterations < 1 || *iterations > PKCS12_ITERATIONS_MAX)
		return err_set(err, "p12-iterations", "%lld", (long long)*iterations);
	return 0;
}

static bool
has_cipher(int nid)
{
	EVP_CIPHER *cipher = EVP_CIPHER_fetch(NULL, OBJ_nid2sn(nid), NULL);

	EVP_CIPHER_free(cipher);
	return cipher != NULL;
}

static bool
has_digest(int nid)
{
	EVP_MD *md = EVP_MD_fetch(NULL, OBJ_nid2sn(nid), NULL);

	EVP_MD_free(md);
	return md != NULL;
}

/* No prf is HMAC-SHA-1 (RFC 8018 A.2). */
static int
check_pbkdf2(const PBKDF2PARAM *kdf, int64_t *iterations, struct err *err)
{
	int digest = NID_undef;

	if (kdf->prf && (EVP_PBE_find(EVP_PBE_TYPE_PRF, OBJ_obj2nid(kdf->prf->algorithm), NULL,
			     &digest, NULL) != 1 ||
			    !has_digest(digest)))
		return pkcs12_refuse_algorithm(kdf->prf->algorithm, err);
	return check_count(kdf->iter, iterations, err);
}

/* RFC 8018 A.4: the count of PBES2 is a layer deeper, and its key may come from something that
 * has none. */
static int
check_pbes2(const ASN1_TYPE *parameters, int64_t *iterations, struct err *err)
{
	PBE2PARAM *pbe2 = ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(PBE2PARAM), parameters);
	PBKDF2PARAM *kdf = NULL;
	int rc = -1;

	if (!pbe2)
		damaged(err);
	else if (OBJ_obj2nid(pbe2->keyfunc->algorithm) != NID_id_pbkdf2)
		pkcs12_refuse_algorithm(pbe2->keyfunc->algorithm, err);
	else if (!has_cipher(OBJ_obj2nid(pbe2->encryption->algorithm)))
		pkcs12_refuse_algorithm(pbe2->encryption->algorithm, err);
	else if (!(kdf = ASN1_TYPE_unpack_sequence(
		       ASN1_ITEM_rptr(PBKDF2PARAM), pbe2->keyfunc->parameter)))
		damaged(err);
	else
		rc = check_pbkdf2(kdf, iterations, err);
	PBKDF2PARAM_free(kdf);
	PBE2PARAM_free(pbe2);
	return rc;
}

/* One of the older ones, whose object names both its cipher and its digest (RFC 7292 appendix C). */
static int
check_pbe(
    const ASN1_OBJECT *object, const ASN1_TYPE *parameters, int64_t *iterations, struct err *err)
{
	int cipher = NID_undef, digest = NID_undef, rc;
	PBEPARAM *pbe;

	if (EVP_PBE_find(EVP_PBE_TYPE_OUTER, OBJ_obj2nid(object), &cipher, &digest, NULL) != 1 ||
	    !has_cipher(cipher) || !has_digest(digest))
		return pkcs12_refuse_algorithm(object, err);
	pbe = ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(PBEPARAM), parameters);
	rc = pbe ? check_count(pbe->iter, iterations, err) : damaged(err);
	PBEPARAM_free(pbe);
	return rc;
}

int
pkcs12_check_encryption(const X509_ALGOR *algorithm, int64_t *iterations, struct err *err)
{
	const ASN1_OBJECT *object;
	int type, rc;

	X509_ALGOR_get0(&object, &type, NULL, algorithm);
	if (type != V_ASN1_SEQUENCE)
		rc = pkcs12_refuse_algorithm(object, err);
	else if (OBJ_obj2nid(object) == NID_pbes2)
		rc = check_pbes2(algorithm->parameter, iterations, err);
	else
		rc = check_pbe(object, algorithm->parameter, iterations, err);
	ERR_clear_error();
	return rc;
}

int
pkcs12_check_mac(const PKCS12 *p12, int64_t *iterations, struct err *err)
{
	const ASN1_INTEGER *count = NULL;
	const X509_ALGOR *algorithm = NULL;
	const ASN1_OBJECT *object = NULL;

	PKCS12_get0_mac(NULL, &algorithm, NULL, &count, p12);
	X509_ALGOR_get0(&object, NULL, NULL, algorithm);
	*iterations = 1; /* the default of the field */
	if (count && check_count(count, iterations, err) < 0)
		return -1;
	if (!has_digest(OBJ_obj2nid(object)))
		pkcs12_refuse_algorithm(object, err);
	ERR_clear_error();
	return err->code ? -1 : 0;
}
