#include "pki/item.h"

#include "base/mem.h"
#include "pki/key_digest.h"
#include "pki/x509.h"

#include <openssl/err.h>
#include <openssl/sha.h>

enum { PAIR_BITS_MAX = 4096 };

bool
document_full(const struct document *d)
{
	return d->count == DOCUMENT_ITEMS_MAX;
}

static struct item *
item_new(struct document *d, enum item_kind kind)
{
	struct item *item;

	if (!d->items)
		d->items = mem_array(DOCUMENT_ITEMS_MAX, sizeof(*d->items));
	item = &d->items[d->count++];
	item->kind = kind;
	return item;
}

void
document_add_certificate(struct document *d, X509 *x)
{
	struct item *item = item_new(d, ITEM_CERTIFICATE);
	struct digest digest;

	digest_of(x, &digest);
	item->facts = facts_of(x, &digest);
	subject_read(&item->subject, X509_get_subject_name(x));
	if (!d->certificates)
		d->certificates = sk_X509_new_null();
	sk_X509_push(d->certificates, x);
}

/* The facts of a certificate that nobody issued. What cannot be put in is not in the facts
 * either. */
static struct facts *
facts_unissued(const X509_NAME *subject, EVP_PKEY *key, const STACK_OF(X509_EXTENSION) * extensions)
{
	static const struct digest none;
	X509 *x = X509_new();
	struct facts *f;

	X509_set_version(x, X509_VERSION_3);
	if (subject)
		X509_set_subject_name(x, subject);
	if (key)
		X509_set_pubkey(x, key);
	for (int i = 0; i < sk_X509_EXTENSION_num(extensions); i++)
		X509_add_ext(x, sk_X509_EXTENSION_value(extensions, i), -1);
	f = facts_of(x, &none);
	memset(f->sha256, 0, sizeof(f->sha256));
	X509_free(x);
	ERR_clear_error();
	return f;
}

static void
request_digest(X509_REQ *req, char hex[65])
{
	unsigned char *der = NULL;
	int len = i2d_X509_REQ(req, &der);
	struct digest digest = {{0}};

	if (len > 0)
		SHA256(der, (size_t)len, digest.bytes);
	OPENSSL_free(der);
	digest_hex(&digest, hex);
}

/* The attribute has another number in what Windows makes. */
static size_t
extension_requests(const X509_REQ *req)
{
	static const int nids[] = {NID_ext_req, NID_ms_ext_req};
	size_t count = 0;

	for (size_t i = 0; i < sizeof(nids) / sizeof(nids[0]); i++)
		for (int at = -1; (at = X509_REQ_get_attr_by_NID(req, nids[i], at)) >= 0;)
			count += (size_t)X509_ATTRIBUTE_count(X509_REQ_get_attr(req, at));
	return count;
}

void
document_add_csr(struct document *d, X509_REQ *req)
{
	struct item *item = item_new(d, ITEM_CSR);
	STACK_OF(X509_EXTENSION) *extensions = X509_REQ_get_extensions(req);
	EVP_PKEY *key = X509_REQ_get0_pubkey(req);
	const X509_ALGOR *algorithm = NULL;
	const ASN1_OBJECT *object = NULL;
	int nid;

	item->facts = facts_unissued(X509_REQ_get_subject_name(req), key, extensions);
	/* as the CSR encodes it, which need not be how OpenSSL would */
	key_digest(
	    X509_REQ_get_X509_PUBKEY(req), item->facts->spki_sha256, item->facts->key_sha256);
	request_digest(req, item->facts->sha256);
	X509_REQ_get0_signature(req, NULL, &algorithm);
	X509_ALGOR_get0(&object, NULL, NULL, algorithm);
	nid = OBJ_obj2nid(object);
	mem_replace(&item->facts->signature, nid == NID_undef ? "" : OBJ_nid2ln(nid));
	item->digest_weak = signature_weak(algorithm);
	item->version = X509_REQ_get_version(req);
	item->extension_requests = extension_requests(req);
	subject_read(&item->subject, X509_REQ_get_subject_name(req));
	item->signature_good = key && X509_REQ_verify(req, key) == 1;
	sk_X509_EXTENSION_pop_free(extensions, X509_EXTENSION_free);
	ERR_clear_error();
}

/* The public half of a file of a key stands beside the private one: a damaged file may hold another's.
 * What is too large to be checked in time is taken to fit, and so are keys of a kind without such a check
 * and all after the first, which no gate looks at. */
static bool
halves_fit(EVP_PKEY *key)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_get_bits(key) > PAIR_BITS_MAX
				? NULL
				: EVP_PKEY_CTX_new_from_pkey(NULL, key, NULL);
	int rc = ctx ? EVP_PKEY_pairwise_check(ctx) : 1;

	EVP_PKEY_CTX_free(ctx);
	ERR_clear_error();
	return rc == 1 || rc == -2;
}

void
document_add_key(struct document *d, EVP_PKEY *key)
{
	struct item *item = item_new(d, ITEM_KEY);

	item->encrypted = !key;
	item->halves_fit = key && (document_first(d, ITEM_KEY) != item || halves_fit(key));
	item->facts = facts_unissued(NULL, key, NULL);
	if (key)
		return;
	memset(item->facts->spki_sha256, 0, sizeof(item->facts->spki_sha256));
	memset(item->facts->key_sha256, 0, sizeof(item->facts->key_sha256));
}
