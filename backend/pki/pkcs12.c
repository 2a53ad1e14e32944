/* The layers: a MAC over the content; the content is a list of safes, each plain or encrypted; a
 * safe is a list of bags: a certificate, a key, a shrouded (encrypted) key, or a safe again.
 * PKCS12_parse would go through them by itself, without looking at the counts; here each layer
 * is looked at (pkcs12_algorithms.h), then opened with each text that the password may have been
 * (pkcs12_passwords.h). The MAC and each encrypted layer prove a password by themselves, and nothing says that it is
 * the same: where one opens and another does not, the file has two. */
#include "pki/pkcs12.h"

#include "base/mem.h"
#include "pki/pkcs12_algorithms.h"
#include "pki/pkcs12_passwords.h"

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

enum mac { MAC_NONE, MAC_GOOD, MAC_DIFFERS };

struct opener {
	struct document *d;
	struct err *err;
	bool given; /* a password was */
	struct password_texts texts;
	int fits;      /* the text that opened the last layer: the likeliest of the next */
	int64_t spent; /* iterations of all attempts but the first of each layer */
	enum mac mac;
	bool opened; /* a layer that was encrypted is */
};

static int
damaged(const struct opener *o)
{
	return err_set(o->err, "p12-damaged", "%s", "");
}

/* What an attempt makes of the layer with one text of the password; NULL: not with this one. */
typedef void *attempt_fn(const void *layer, const char *text, int len);

/* With every text, the one that fitted last first. What went wrong in one attempt must not be said of the next. */
static void *
open_layer(struct opener *o, const void *layer, int64_t iterations, attempt_fn *attempt)
{
	void *found = NULL;

	for (int i = 0; i < o->texts.count && !found; i++) {
		int at = (o->fits + i) % o->texts.count;
		const struct password_text *text = &o->texts.list[at];

		if (i && (o->spent += iterations) > PKCS12_ITERATIONS_MAX)
			break;
		ERR_clear_error();
		found = attempt(layer, text->none ? NULL : text->bytes, text->len);
		if (found)
			o->fits = at;
	}
	return found;
}

/* None of its texts opens the layer. */
static int
refuse_layer(const struct opener *o)
{
	if (o->mac == MAC_GOOD || o->opened)
		return err_set(o->err, "p12-two-passwords", "%s", "");
	return err_set(o->err, o->given ? "p12-password-wrong" : "p12-password-needed", "%s", "");
}

static int open_bags(struct opener *o, const STACK_OF(PKCS12_SAFEBAG) * bags, int layer);

/* Known as a whole, and yet no key: of a kind that is not supported here, or damaged before it came in. */
static int
add_key(struct opener *o, const PKCS8_PRIV_KEY_INFO *p8)
{
	EVP_PKEY *key = EVP_PKCS82PKEY(p8);
	const ASN1_OBJECT *kind = NULL;
	EVP_PKEY_CTX *known;
	char name[80];

	if (key) {
		document_add_key(o->d, key);
		EVP_PKEY_free(key);
		return 0;
	}
	PKCS8_pkey_get0(&kind, NULL, NULL, NULL, p8);
	OBJ_obj2txt(name, sizeof(name), kind, 1);
	known = EVP_PKEY_CTX_new_from_name(NULL, name, NULL);
	EVP_PKEY_CTX_free(known);
	return known ? err_set(o->err, "key-damaged", "%s", "")
		     : pkcs12_refuse_algorithm(kind, o->err);
}

static void *
attempt_key(const void *layer, const char *text, int len)
{
	return PKCS12_decrypt_skey(layer, text, len);
}

static int
open_shrouded(struct opener *o, const PKCS12_SAFEBAG *bag)
{
	const X509_ALGOR *algorithm;
	PKCS8_PRIV_KEY_INFO *p8;
	int64_t iterations;
	int rc;

	X509_SIG_get0(PKCS12_SAFEBAG_get0_pkcs8(bag), &algorithm, NULL);
	if (pkcs12_check_encryption(algorithm, &iterations, o->err) < 0)
		return -1;
	p8 = open_layer(o, bag, iterations, attempt_key);
	if (!p8)
		return refuse_layer(o);
	o->opened = true;
	rc = add_key(o, p8);
	PKCS8_PRIV_KEY_INFO_free(p8);
	return rc;
}

static int
open_bag(struct opener *o, const PKCS12_SAFEBAG *bag, int layer)
{
	X509 *x;

	switch (PKCS12_SAFEBAG_get_nid(bag)) {
	case NID_pkcs8ShroudedKeyBag:
		return open_shrouded(o, bag);
	case NID_keyBag:
		return add_key(o, PKCS12_SAFEBAG_get0_p8inf(bag));
	case NID_certBag:
		x = PKCS12_SAFEBAG_get1_cert(bag);
		if (x)
			document_add_certificate(o->d, x);
		else
			o->d->left_out++;
		return 0;
	case NID_safeContentsBag:
		return open_bags(o, PKCS12_SAFEBAG_get0_safes(bag), layer + 1);
	default:
		o->d->left_out++;
		return 0;
	}
}

static int
open_bags(struct opener *o, const STACK_OF(PKCS12_SAFEBAG) * bags, int layer)
{
	if (layer > DOCUMENT_LAYERS_MAX)
		return damaged(o);
	for (int i = 0; i < sk_PKCS12_SAFEBAG_num(bags) && !document_full(o->d); i++)
		if (open_bag(o, sk_PKCS12_SAFEBAG_value(bags, i), layer) < 0)
			return -1;
	return 0;
}

static void *
attempt_safe(const void *layer, const char *text, int len)
{
	PKCS7 *safe;

	memcpy(&safe, &layer, sizeof(safe)); /* only read, whatever its prototype says */
	return PKCS12_unpack_p7encdata(safe, text, len);
}

static int
open_safe(struct opener *o, PKCS7 *safe)
{
	STACK_OF(PKCS12_SAFEBAG) * bags;
	int64_t iterations;
	int rc;

	switch (OBJ_obj2nid(safe->type)) {
	case NID_pkcs7_data:
		bags = PKCS12_unpack_p7data(safe);
		if (!bags)
			return damaged(o);
		break;
	case NID_pkcs7_encrypted:
		if (pkcs12_check_encryption(
			safe->d.encrypted->enc_data->algorithm, &iterations, o->err) < 0)
			return -1;
		bags = open_layer(o, safe, iterations, attempt_safe);
		if (!bags)
			return refuse_layer(o);
		o->opened = true;
		break;
	default:
		return pkcs12_refuse_algorithm(safe->type, o->err);
	}
	rc = open_bags(o, bags, 0);
	sk_PKCS12_SAFEBAG_pop_free(bags, PKCS12_SAFEBAG_free);
	return rc;
}

static int
open_safes(struct opener *o, PKCS12 *p12)
{
	STACK_OF(PKCS7) *safes = PKCS12_unpack_authsafes(p12);
	int rc = 0;

	if (!safes)
		return damaged(o);
	for (int i = 0; i < sk_PKCS7_num(safes) && !rc && !document_full(o->d); i++)
		rc = open_safe(o, sk_PKCS7_value(safes, i));
	sk_PKCS7_pop_free(safes, PKCS7_free);
	return rc;
}

static void *
attempt_mac(const void *layer, const char *text, int len)
{
	PKCS12 *p12;

	memcpy(&p12, &layer, sizeof(p12));
	return PKCS12_verify_mac(p12, text, len) == 1 ? p12 : NULL;
}

/* OpenSSL says "no" for a wrong MAC without an error, and raises one when it cannot compute it. */
static int
verify_mac(struct opener *o, PKCS12 *p12)
{
	const X509_ALGOR *algorithm = NULL;
	const ASN1_OBJECT *object = NULL;
	int64_t iterations;

	if (pkcs12_check_mac(p12, &iterations, o->err) < 0)
		return -1;
	o->mac = open_layer(o, p12, iterations, attempt_mac) ? MAC_GOOD : MAC_DIFFERS;
	if (o->mac == MAC_GOOD || !ERR_peek_error())
		return 0;
	PKCS12_get0_mac(NULL, &algorithm, NULL, NULL, p12);
	X509_ALGOR_get0(&object, NULL, NULL, algorithm);
	return pkcs12_refuse_algorithm(object, o->err);
}

/* The MAC does not vouch for what is within. Where that opens all the same, the password is not simply wrong. */
static int
refuse_mac(struct opener *o, PKCS12 *p12)
{
	if (o->given)
		open_safes(o, p12);
	if (o->opened)
		return err_set(o->err, "p12-mac-differs", "%s", "");
	return err_set(o->err, o->given ? "p12-password-wrong" : "p12-password-needed", "%s", "");
}

int
pkcs12_open(struct document *d, PKCS12 *p12, const struct password *password, struct err *err)
{
	struct opener *o = mem_alloc(sizeof(*o));
	int rc = 0;

	o->d = d;
	o->err = err;
	o->given = password != NULL;
	password_texts_fill(&o->texts, password);
	if (PKCS12_mac_present(p12))
		rc = verify_mac(o, p12);
	if (!rc)
		rc = o->mac == MAC_DIFFERS ? refuse_mac(o, p12) : open_safes(o, p12);
	password_texts_release(&o->texts);
	free(o);
	ERR_clear_error();
	return rc;
}
