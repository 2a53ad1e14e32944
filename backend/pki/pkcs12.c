/* The layers: a MAC over the content; the content is a list of safes, each plain or encrypted; a
 * safe is a list of bags: a certificate, a key, a shrouded (encrypted) key, or a safe again.
 * PKCS12_parse would go through them by itself, without looking at the counts; here each layer
 * is looked at, then opened. */
#include "pki/pkcs12.h"

#include "base/mem.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/provider.h>
#include <openssl/x509.h>

/* Loading any provider by name leaves the default one out, unless that is loaded by name too. */
static OSSL_PROVIDER *providers[2];

void
document_load_algorithms(void)
{
	providers[0] = OSSL_PROVIDER_load(NULL, "default");
	providers[1] = OSSL_PROVIDER_load(NULL, "legacy");
	ERR_clear_error();
}

void
document_unload_algorithms(void)
{
	for (size_t i = 0; i < 2; i++) {
		if (providers[i])
			OSSL_PROVIDER_unload(providers[i]);
		providers[i] = NULL;
	}
}

struct opener {
	struct document *d;
	const char *text; /* NULL: no password at all, which PKCS#12 tells from an empty one */
	int len;
	struct err *err;
};

static bool
count_absurd(const ASN1_INTEGER *iterations)
{
	int64_t n = 0;

	return ASN1_INTEGER_get_int64(&n, iterations) != 1 || n < 1 || n > PKCS12_ITERATIONS_MAX;
}

static int
refuse_count(const struct opener *o, const ASN1_INTEGER *iterations)
{
	int64_t n = 0;

	if (ASN1_INTEGER_get_int64(&n, iterations) != 1)
		return err_set(o->err, "p12-iterations", "%s", "2^63");
	return err_set(o->err, "p12-iterations", "%lld", (long long)n);
}

static int
refuse_algorithm(const struct opener *o, const ASN1_OBJECT *object)
{
	char name[80];

	if (OBJ_obj2txt(name, sizeof(name), object, 0) <= 0)
		name[0] = '\0';
	return err_set(o->err, "p12-algorithm", "%s", name);
}

/* RFC 8018 A.4: the count of PBES2 is a layer deeper, and its key may come from something that
 * has none. */
static int
check_pbes2(const struct opener *o, const ASN1_TYPE *parameters)
{
	PBE2PARAM *pbe2 = ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(PBE2PARAM), parameters);
	PBKDF2PARAM *kdf = NULL;
	int rc = -1;

	if (!pbe2)
		err_set(o->err, "p12-damaged", "%s", "");
	else if (OBJ_obj2nid(pbe2->keyfunc->algorithm) != NID_id_pbkdf2)
		refuse_algorithm(o, pbe2->keyfunc->algorithm);
	else if (!(kdf = ASN1_TYPE_unpack_sequence(
		       ASN1_ITEM_rptr(PBKDF2PARAM), pbe2->keyfunc->parameter)))
		err_set(o->err, "p12-damaged", "%s", "");
	else if (count_absurd(kdf->iter))
		refuse_count(o, kdf->iter);
	else
		rc = 0;
	PBKDF2PARAM_free(kdf);
	PBE2PARAM_free(pbe2);
	return rc;
}

static int
check_pbe(const struct opener *o, const X509_ALGOR *algorithm)
{
	const ASN1_OBJECT *object;
	const void *value;
	int type, rc = 0;
	PBEPARAM *pbe;

	X509_ALGOR_get0(&object, &type, &value, algorithm);
	if (type != V_ASN1_SEQUENCE)
		return refuse_algorithm(o, object);
	if (OBJ_obj2nid(object) == NID_pbes2)
		return check_pbes2(o, algorithm->parameter);
	pbe = ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(PBEPARAM), algorithm->parameter);
	if (!pbe)
		return refuse_algorithm(o, object);
	if (count_absurd(pbe->iter))
		rc = refuse_count(o, pbe->iter);
	PBEPARAM_free(pbe);
	return rc;
}

/* Decryption failed though the MAC, if there was one, was right: by the reason that OpenSSL
 * gives. */
static int
refuse_layer(const struct opener *o, const X509_ALGOR *algorithm, bool proven)
{
	const ASN1_OBJECT *object;
	bool unsupported = false;
	unsigned long e;

	while ((e = ERR_get_error())) {
		int reason = ERR_GET_REASON(e);

		unsupported =
		    unsupported || reason == ERR_R_UNSUPPORTED ||
		    (ERR_GET_LIB(e) == ERR_LIB_EVP &&
			(reason == EVP_R_UNSUPPORTED_ALGORITHM ||
			    reason == EVP_R_UNKNOWN_PBE_ALGORITHM ||
			    reason == EVP_R_UNKNOWN_CIPHER || reason == EVP_R_UNSUPPORTED_CIPHER ||
			    reason == EVP_R_UNSUPPORTED_PRF ||
			    reason == EVP_R_UNSUPPORTED_KEY_DERIVATION_FUNCTION));
	}
	if (unsupported) {
		X509_ALGOR_get0(&object, NULL, NULL, algorithm);
		return refuse_algorithm(o, object);
	}
	return err_set(o->err, proven ? "p12-damaged" : "p12-password-wrong", "%s", "");
}

static int open_bags(
    const struct opener *o, const STACK_OF(PKCS12_SAFEBAG) * bags, bool proven, int layer);

static int
open_shrouded(const struct opener *o, const PKCS12_SAFEBAG *bag, bool proven)
{
	const X509_ALGOR *algorithm;
	PKCS8_PRIV_KEY_INFO *p8;
	EVP_PKEY *key;

	X509_SIG_get0(PKCS12_SAFEBAG_get0_pkcs8(bag), &algorithm, NULL);
	if (check_pbe(o, algorithm) < 0)
		return -1;
	p8 = PKCS12_decrypt_skey(bag, o->text, o->len);
	if (!p8)
		return refuse_layer(o, algorithm, proven);
	key = EVP_PKCS82PKEY(p8);
	PKCS8_PRIV_KEY_INFO_free(p8);
	if (!key)
		return err_set(o->err, "p12-damaged", "%s", "");
	document_add_key(o->d, key);
	EVP_PKEY_free(key);
	return 0;
}

static int
open_bag(const struct opener *o, const PKCS12_SAFEBAG *bag, bool proven, int layer)
{
	EVP_PKEY *key;
	X509 *x;

	switch (PKCS12_SAFEBAG_get_nid(bag)) {
	case NID_pkcs8ShroudedKeyBag:
		return open_shrouded(o, bag, proven);
	case NID_keyBag:
		key = EVP_PKCS82PKEY(PKCS12_SAFEBAG_get0_p8inf(bag));
		if (!key)
			return err_set(o->err, "p12-damaged", "%s", "");
		document_add_key(o->d, key);
		EVP_PKEY_free(key);
		return 0;
	case NID_certBag:
		x = PKCS12_SAFEBAG_get1_cert(bag);
		if (x)
			document_add_certificate(o->d, x);
		else
			o->d->left_out++;
		return 0;
	case NID_safeContentsBag:
		return open_bags(o, PKCS12_SAFEBAG_get0_safes(bag), proven, layer + 1);
	default:
		o->d->left_out++;
		return 0;
	}
}

static int
open_bags(const struct opener *o, const STACK_OF(PKCS12_SAFEBAG) * bags, bool proven, int layer)
{
	if (layer > DOCUMENT_LAYERS_MAX)
		return err_set(o->err, "p12-damaged", "%s", "");
	for (int i = 0; i < sk_PKCS12_SAFEBAG_num(bags) && !document_full(o->d); i++)
		if (open_bag(o, sk_PKCS12_SAFEBAG_value(bags, i), proven, layer) < 0)
			return -1;
	return 0;
}

static int
open_safe(const struct opener *o, PKCS7 *safe, bool proven)
{
	const X509_ALGOR *algorithm = NULL;
	STACK_OF(PKCS12_SAFEBAG) * bags;
	int rc;

	switch (OBJ_obj2nid(safe->type)) {
	case NID_pkcs7_data:
		bags = PKCS12_unpack_p7data(safe);
		break;
	case NID_pkcs7_encrypted:
		algorithm = safe->d.encrypted->enc_data->algorithm;
		if (check_pbe(o, algorithm) < 0)
			return -1;
		bags = PKCS12_unpack_p7encdata(safe, o->text, o->len);
		proven = proven || bags;
		break;
	default:
		return refuse_algorithm(o, safe->type);
	}
	if (!bags && algorithm)
		return refuse_layer(o, algorithm, proven);
	if (!bags)
		return err_set(o->err, "p12-damaged", "%s", "");
	rc = open_bags(o, bags, proven, 0);
	sk_PKCS12_SAFEBAG_pop_free(bags, PKCS12_SAFEBAG_free);
	return rc;
}

/* OpenSSL says "no" for a wrong MAC without an error, and raises one when it cannot compute it. */
static int
verify_mac(struct opener *o, PKCS12 *p12, const struct password *password)
{
	const ASN1_INTEGER *iterations = NULL;

	PKCS12_get0_mac(NULL, NULL, NULL, &iterations, p12);
	if (iterations && count_absurd(iterations))
		return refuse_count(o, iterations);
	ERR_clear_error();
	if (password && password->len)
		return PKCS12_verify_mac(p12, o->text, o->len) == 1 ? 0 : -1;
	o->text = NULL;
	if (PKCS12_verify_mac(p12, NULL, 0) == 1)
		return 0;
	o->text = "";
	return PKCS12_verify_mac(p12, "", 0) == 1 ? 0 : -1;
}

static int
refuse_mac(const struct opener *o, PKCS12 *p12, const struct password *password)
{
	const X509_ALGOR *algorithm = NULL;
	const ASN1_OBJECT *object = NULL;

	PKCS12_get0_mac(NULL, &algorithm, NULL, NULL, p12);
	X509_ALGOR_get0(&object, NULL, NULL, algorithm);
	if (ERR_peek_error())
		return refuse_algorithm(o, object);
	return err_set(o->err, password ? "p12-password-wrong" : "p12-password-needed", "%s", "");
}

int
pkcs12_open(struct document *d, PKCS12 *p12, const struct password *password, struct err *err)
{
	struct opener o = {
	    d, password ? password->text : "", password ? (int)password->len : 0, err};
	bool proven = PKCS12_mac_present(p12);
	STACK_OF(PKCS7) * safes;
	int rc = 0;

	if (proven && verify_mac(&o, p12, password) < 0)
		return err->code ? -1 : refuse_mac(&o, p12, password);
	safes = PKCS12_unpack_authsafes(p12);
	if (!safes)
		return err_set(err, "p12-damaged", "%s", "");
	for (int i = 0; i < sk_PKCS7_num(safes) && !rc && !document_full(d); i++)
		rc = open_safe(&o, sk_PKCS7_value(safes, i), proven);
	sk_PKCS7_pop_free(safes, PKCS7_free);
	ERR_clear_error();
	return rc;
}
