/* What a document's items are to each other: which certificate it is about, whether the others
 * carry it up to an anchor, and all of it as JSON.
 *
 * A file may hold several certificates that are no CA's: last year's beside the new one, one for each type of key, all
 * of a machine. Which is meant is said by a key, by age, or by nothing; how it was found is told with it, for the order in
 * which they stand means nothing to whoever made the file. */
#include "pki/document.h"

#include "base/mem.h"
#include "base/terms.h"
#include "pki/covers.h"
#include "pki/item.h"
#include "pki/trust.h"
#include "pki/verdict.h"

#include <openssl/pem.h>

static const char *const form_texts[] = {
    [FORM_PEM] = "pem",
    [FORM_DER] = "der",
    [FORM_PKCS7] = "pkcs7",
    [FORM_PKCS12] = "pkcs12",
};
_Static_assert(sizeof(form_texts) / sizeof(form_texts[0]) == FORM_COUNT, "every form has a text");

static const char *const kind_texts[] = {
    [ITEM_CSR] = "csr",
    [ITEM_KEY] = "key",
    [ITEM_CERTIFICATE] = "certificate",
};
_Static_assert(
    sizeof(kind_texts) / sizeof(kind_texts[0]) == ITEM_KIND_COUNT, "every kind has a text");

void
document_free(struct document *d)
{
	if (!d)
		return;
	for (size_t i = 0; i < d->count; i++) {
		facts_free(d->items[i].facts);
		subject_release(&d->items[i].subject);
	}
	free(d->items);
	free(d->chain.missing);
	sk_X509_pop_free(d->certificates, X509_free);
	free(d);
}

const struct item *
document_first(const struct document *d, enum item_kind kind)
{
	for (size_t i = 0; i < d->count; i++)
		if (d->items[i].kind == kind)
			return &d->items[i];
	return NULL;
}

/* Some bundles hold the same certificate twice. */
static bool
stands_before(const struct document *d, const struct item *certificate)
{
	for (const struct item *item = d->items; item < certificate; item++)
		if (item->kind == ITEM_CERTIFICATE &&
		    !strcmp(item->facts->sha256, certificate->facts->sha256))
			return true;
	return false;
}

enum rank { RANK_NONE, RANK_CA, RANK_LEAF, RANK_OF_KEY };

static enum rank
rank_of(const struct item *certificate, const char *key)
{
	if (key && facts_has_key(certificate->facts, key))
		return RANK_OF_KEY;
	return certificate->facts->ca ? RANK_CA : RANK_LEAF;
}

static int
compare_times(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

/* The newer one is the greater; a date that cannot be read is the least of all. */
static int
compare_ages(const struct facts *a, const struct facts *b)
{
	int begin = compare_times(a->not_before, b->not_before);

	return begin ? begin : compare_times(a->not_after, b->not_after);
}

static const char *
own_key(const struct document *d)
{
	const struct item *key = document_first(d, ITEM_KEY);

	return key && !key->encrypted ? key->facts->key_sha256 : NULL;
}

const struct item *
document_choose_leaf(const struct document *d, const char *spki_sha256, struct leaf_choice *choice)
{
	const char *key = spki_sha256 ? spki_sha256 : own_key(d);
	const struct item *best = NULL;
	enum rank highest = RANK_NONE;

	*choice = (struct leaf_choice){0, LEAF_BY_KEY};
	for (const struct item *item = d->items; item < d->items + d->count; item++) {
		enum rank rank;
		int newer;

		if (item->kind != ITEM_CERTIFICATE || stands_before(d, item))
			continue;
		rank = rank_of(item, key);
		choice->leaves += !item->facts->ca;
		newer = best && rank == highest && rank != RANK_CA
			    ? compare_ages(item->facts, best->facts)
			    : -1;
		if (rank > highest)
			choice->by = rank == RANK_OF_KEY ? LEAF_BY_KEY : LEAF_BY_AGE;
		else if (rank == highest && choice->by != LEAF_BY_ORDER)
			choice->by = newer ? LEAF_BY_AGE : LEAF_BY_ORDER;
		else if (newer > 0)
			choice->by = LEAF_BY_AGE;
		if (rank > highest || newer > 0) {
			best = item;
			highest = rank;
		}
	}
	return best;
}

const struct item *
document_leaf(const struct document *d, const char *spki_sha256)
{
	struct leaf_choice choice;

	return document_choose_leaf(d, spki_sha256, &choice);
}

/* The certificate of an item, whose place among its kind is its place in the stack. */
static X509 *
x509_of(const struct document *d, const struct item *certificate)
{
	int at = 0;

	for (const struct item *item = d->items; item < certificate; item++)
		at += item->kind == ITEM_CERTIFICATE;
	return sk_X509_value(d->certificates, at);
}

bool
document_covers(const struct document *d, const struct item *certificate, const char *name)
{
	return certificate_covers(x509_of(d, certificate), name);
}

/* The issuer where following the names from the leaf ends; NULL when it ends in one that signed
 * itself. */
static const struct facts *
line_end(const struct document *d, const struct item *leaf)
{
	const struct facts *at = leaf->facts;

	for (size_t steps = 0; steps <= d->count; steps++) {
		const struct facts *next = NULL;

		if (at->self_signed)
			return NULL;
		for (size_t i = 0; i < d->count && !next; i++)
			if (d->items[i].kind == ITEM_CERTIFICATE && d->items[i].facts != at &&
			    !strcmp(d->items[i].facts->subject, at->issuer))
				next = d->items[i].facts;
		if (!next)
			return at;
		at = next;
	}
	return NULL;
}

void
document_check_chain(struct document *d, const struct item *leaf, const struct trust *trust,
    bool as_server, int64_t now)
{
	const uint64_t of_dates = PROBLEM_BIT(PROBLEM_EXPIRED) |
				  PROBLEM_BIT(PROBLEM_NOT_YET_VALID) |
				  PROBLEM_BIT(PROBLEM_BAD_LIFETIME);
	STACK_OF(X509) *chain = sk_X509_new_null();
	X509 *first = x509_of(d, leaf);
	const struct facts *end;
	struct verdict v;

	sk_X509_push(chain, first);
	for (int i = 0; i < sk_X509_num(d->certificates); i++)
		if (sk_X509_value(d->certificates, i) != first)
			sk_X509_push(chain, sk_X509_value(d->certificates, i));
	if (as_server)
		verdict_reach(trust, NULL, chain, NULL, now, &v);
	else
		verdict_reach_own_use(trust, chain, now, &v);
	sk_X509_free(chain);
	d->chain.judged = true;
	d->chain.problems = v.problems & ~of_dates;
	d->chain.path_end = v.path_end;
	d->chain.leaf_first = leaf == document_first(d, ITEM_CERTIFICATE);
	end = line_end(d, leaf);
	if (d->chain.problems & PROBLEM_BIT(PROBLEM_INCOMPLETE_CHAIN))
		mem_replace(&d->chain.missing, end ? end->issuer : NULL);
}

/* ---- as JSON ---- */

static void
keep_members(json_t *object, const char *const *names, size_t count)
{
	json_t *kept = json_object();

	for (size_t i = 0; i < count; i++)
		json_object_set(kept, names[i], json_object_get(object, names[i]));
	json_object_clear(object);
	json_object_update(object, kept);
	json_decref(kept);
}

static void
set_request(json_t *object, const struct item *item)
{
	json_object_set_new(object, "signature_good", json_boolean(item->signature_good));
	json_object_set_new(object, "digest_weak", json_boolean(item->digest_weak));
	json_object_set_new(object, "version", json_integer(item->version));
	json_object_set_new(
	    object, "extension_requests", json_integer((json_int_t)item->extension_requests));
}

static json_t *
item_json(const struct item *item, bool leaf)
{
	static const char *const of_csr[] = {"sha256", "spki_sha256", "key_sha256", "subject",
	    "subject_cn", "sans", "sans_left_out", "key", "key_type", "key_bits", "signature",
	    "key_usage", "eku"};
	static const char *const of_key[] = {
	    "spki_sha256", "key_sha256", "key", "key_type", "key_bits"};
	json_t *object = facts_json(item->facts);

	if (item->kind == ITEM_CSR)
		keep_members(object, of_csr, sizeof(of_csr) / sizeof(of_csr[0]));
	else if (item->kind == ITEM_KEY)
		keep_members(
		    object, of_key, item->encrypted ? 0 : sizeof(of_key) / sizeof(of_key[0]));
	json_object_set_new(object, "kind", json_string(kind_texts[item->kind]));
	if (item->kind == ITEM_KEY)
		json_object_set_new(object, "encrypted", json_boolean(item->encrypted));
	else
		json_object_set_new(object, "fields", subject_json(&item->subject));
	if (item->kind == ITEM_CSR)
		set_request(object, item);
	if (leaf)
		json_object_set_new(object, "leaf", json_true());
	return object;
}

static json_t *
chain_json(const struct chain_state *chain)
{
	json_t *object = json_object(), *problems = json_array();

	for (int p = 0; p < PROBLEM_COUNT; p++)
		if (chain->problems & PROBLEM_BIT(p))
			json_array_append_new(problems, json_string(problem_text((enum problem)p)));
	json_object_set_new(object, "problems", problems);
	json_object_set_new(
	    object, "path_end", chain->path_end ? json_integer(chain->path_end) : json_null());
	json_object_set_new(object, "leaf_first", json_boolean(chain->leaf_first));
	if (chain->missing)
		json_object_set_new(object, "missing", json_string_nocheck(chain->missing));
	return object;
}

static const char *
leaf_by_text(enum leaf_by by)
{
	static const char *const texts[] = {
	    [LEAF_BY_KEY] = "key", [LEAF_BY_AGE] = "age", [LEAF_BY_ORDER] = "order"};

	return texts[by];
}

json_t *
document_json(const struct document *d, const struct item *leaf)
{
	json_t *object = json_object(), *items = json_array();

	for (size_t i = 0; i < d->count; i++)
		json_array_append_new(items, item_json(&d->items[i], &d->items[i] == leaf));
	json_object_set_new(object, "sha256", json_string(d->sha256));
	json_object_set_new(object, "bytes", json_integer((json_int_t)d->bytes));
	json_object_set_new(object, "mode", d->mode < 0 ? json_null() : json_integer(d->mode));
	json_object_set_new(object, "form", json_string(form_texts[d->form]));
	json_object_set_new(object, "wrapped", json_boolean(d->wrapped));
	json_object_set_new(object, "left_out", json_integer((json_int_t)d->left_out));
	json_object_set_new(object, "items", items);
	if (leaf && d->choice.leaves > 1) {
		json_object_set_new(object, "leaves", json_integer((json_int_t)d->choice.leaves));
		json_object_set_new(object, "leaf_by", json_string(leaf_by_text(d->choice.by)));
	}
	if (d->chain.judged)
		json_object_set_new(object, "chain", chain_json(&d->chain));
	return object;
}

static json_t *
pem_json(X509 *x)
{
	BIO *memory = BIO_new(BIO_s_mem());
	char *text = NULL;
	json_t *json = NULL;
	long len = 0;

	if (memory && PEM_write_bio_X509(memory, x) == 1)
		len = BIO_get_mem_data(memory, &text);
	if (text)
		json = json_stringn(text, (size_t)len);
	BIO_free(memory);
	return json;
}

void
document_json_add_pem(const struct document *d, json_t *json)
{
	json_t *items = json_object_get(json, "items");
	int at = 0;

	for (size_t i = 0; i < d->count; i++)
		if (d->items[i].kind == ITEM_CERTIFICATE)
			json_object_set_new(json_array_get(items, i), "pem",
			    pem_json(sk_X509_value(d->certificates, at++)));
}
