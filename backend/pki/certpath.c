/* Finding certification paths. OpenSSL builds one path, the first that fits; a cross-signed
 * hierarchy has several, and it is the one that ends last that says when a host stops working. So
 * candidates are followed here by name and key identifier alone, which is cheap, and ranked; only
 * a signature of its own ends one, for an authority that changes its key certifies the new one with
 * the old, under one name (RFC 5280 3.2);
 * OpenSSL then verifies each as it stands, best first, with nothing else to choose from. Nearly
 * always the first one holds, and a verdict costs one verification. A hostile chain (a hundred
 * certificates of one name) meets the bounds of the header. */
#include "pki/certpath.h"

#include "pki/anchors.h"
#include "pki/signatures.h"

#include <openssl/err.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

struct search {
	const struct trust *trust;
	struct signatures *known;
	STACK_OF(X509) * chain;
	int64_t now;
	int steps;
	struct certpath line; /* the longest way through served certificates */
	struct certpath found[VERDICT_PATHS_MAX];
	size_t count;
};

static void
path_push(struct certpath *p, X509 *x, int served)
{
	int64_t begin = x509_time(X509_get0_notBefore(x));
	int64_t end = x509_time(X509_get0_notAfter(x));

	if (begin == X509_NO_TIME)
		begin = INT64_MAX;
	if (p->count == 0 || begin > p->begin)
		p->begin = begin;
	if (p->count == 0 || end < p->end)
		p->end = end;
	p->certificates[p->count] = x;
	p->served[p->count++] = served;
}

static bool
path_has(const struct certpath *p, const X509 *x)
{
	for (size_t i = 0; i < p->count; i++)
		if (X509_cmp(p->certificates[i], x) == 0)
			return true;
	return false;
}

static int
chain_index(STACK_OF(X509) * chain, const X509 *x)
{
	for (int i = 0; i < sk_X509_num(chain); i++)
		if (X509_cmp(sk_X509_value(chain, i), x) == 0)
			return i;
	return -1;
}

static bool
search_exhausted(struct search *s)
{
	return s->count == VERDICT_PATHS_MAX || s->steps >= VERDICT_STEPS_MAX;
}

/* By name, key identifier and key usage; the signature is checked later. */
static bool
issues(struct search *s, X509 *issuer, X509 *subject)
{
	s->steps++;
	return X509_check_issued(issuer, subject) == X509_V_OK;
}

static void
search_found(struct search *s, const struct certpath *p, X509 *anchor)
{
	struct certpath *path = &s->found[s->count++];

	*path = *p;
	if (anchor)
		path_push(path, anchor, chain_index(s->chain, anchor));
	for (size_t i = 0; i + 1 < path->count; i++)
		path->weak |= x509_signature_weak(path->certificates[i]);
}

static void search_extend(struct search *s, const struct certpath *p);

static void
search_through(struct search *s, const struct certpath *p, X509 *x, int served)
{
	struct certpath longer = *p;

	if (path_has(p, x))
		return;
	path_push(&longer, x, served);
	longer.helpers += served < 0;
	search_extend(s, &longer);
}

static void
search_trusted(struct search *s, const struct certpath *p, X509 *top)
{
	size_t count;
	const struct anchor *a = trust_find(s->trust, X509_get_issuer_name(top), &count);

	for (size_t i = 0; i < count && !search_exhausted(s); i++) {
		if (a[i].root && X509_cmp(a[i].x509, top) == 0)
			search_found(s, p, NULL);
		else if (!issues(s, a[i].x509, top))
			continue;
		else if (a[i].root)
			search_found(s, p, a[i].x509);
		else if (chain_index(s->chain, a[i].x509) < 0)
			search_through(s, p, a[i].x509, -1);
	}
}

static void
search_served(struct search *s, const struct certpath *p, X509 *top)
{
	const X509_NAME *issuer = X509_get_issuer_name(top);

	for (int i = 1; i < sk_X509_num(s->chain) && !search_exhausted(s); i++) {
		X509 *x = sk_X509_value(s->chain, i);

		if (X509_NAME_cmp(X509_get_subject_name(x), issuer) == 0 && issues(s, x, top))
			search_through(s, p, x, i);
	}
}

/* Nobody is above it. */
static bool
is_root(struct search *s, X509 *x)
{
	return x509_self_issued(x) && signatures_verify(s->known, x, x);
}

static void
search_extend(struct search *s, const struct certpath *p)
{
	X509 *top = p->certificates[p->count - 1];

	if (p->helpers == 0 && p->count > s->line.count)
		s->line = *p;
	if (p->count == VERDICT_PATH_MAX - 1)
		return;
	search_trusted(s, p, top);
	if (!is_root(s, top))
		search_served(s, p, top);
}

/* True when a is the better one: no weak signature, which clients refuse; fewer helpers, already begun,
 * ends later. */
static bool
path_better(const struct certpath *a, const struct certpath *b, int64_t now)
{
	bool a_began = a->begin <= now, b_began = b->begin <= now;

	if (a->weak != b->weak)
		return b->weak;
	if (a->helpers != b->helpers)
		return a->helpers < b->helpers;
	if (a_began != b_began)
		return a_began;
	return a->end > b->end;
}

/* Stands in for OpenSSL's own loop over the signatures of the chain that it built (internal_verify),
 * which asks for each pair whether the issuer may sign it and whether its key verifies the signature;
 * dates, its third question, are set aside here. OpenSSL does not look at the signature of a
 * self-issued anchor either. The leaf's signature is computed once and not worth remembering. */
static int
verify_signatures(X509_STORE_CTX *ctx)
{
	STACK_OF(X509) *path = X509_STORE_CTX_get0_chain(ctx);

	for (int i = sk_X509_num(path) - 2; i >= 0; i--) {
		X509 *x = sk_X509_value(path, i), *issuer = sk_X509_value(path, i + 1);
		struct signatures *known = i > 0 ? X509_STORE_CTX_get_app_data(ctx) : NULL;

		if (X509_check_issued(issuer, x) != X509_V_OK ||
		    !signatures_verify(known, x, issuer)) {
			X509_STORE_CTX_set_error(ctx, X509_V_ERR_CERT_SIGNATURE_FAILURE);
			return 0;
		}
	}
	return 1;
}

static const struct {
	int error;
	enum problem problem;
} refusals[] = {
    {X509_V_ERR_INVALID_PURPOSE, PROBLEM_WRONG_PURPOSE},
    {X509_V_ERR_PATH_LENGTH_EXCEEDED, PROBLEM_PATH_TOO_LONG},
    {X509_V_ERR_PERMITTED_VIOLATION, PROBLEM_NAME_CONSTRAINT},
    {X509_V_ERR_EXCLUDED_VIOLATION, PROBLEM_NAME_CONSTRAINT},
    {X509_V_ERR_SUBTREE_MINMAX, PROBLEM_NAME_CONSTRAINT},
    {X509_V_ERR_UNSUPPORTED_CONSTRAINT_TYPE, PROBLEM_NAME_CONSTRAINT},
    {X509_V_ERR_UNSUPPORTED_CONSTRAINT_SYNTAX, PROBLEM_NAME_CONSTRAINT},
    {X509_V_ERR_UNSUPPORTED_NAME_SYNTAX, PROBLEM_NAME_CONSTRAINT},
    {X509_V_ERR_INVALID_CA, PROBLEM_ISSUER_NOT_CA},
    {X509_V_ERR_KEYUSAGE_NO_CERTSIGN, PROBLEM_ISSUER_NOT_CA},
    {X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION, PROBLEM_CRITICAL_EXTENSION},
    {X509_V_ERR_CERT_SIGNATURE_FAILURE, PROBLEM_BAD_SIGNATURE},
    {X509_V_ERR_UNABLE_TO_DECRYPT_CERT_SIGNATURE, PROBLEM_BAD_SIGNATURE},
    {X509_V_ERR_UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY, PROBLEM_BAD_SIGNATURE},
};

static enum problem
refusal_of(int error)
{
	for (size_t i = 0; i < sizeof(refusals) / sizeof(*refusals); i++)
		if (refusals[i].error == error)
			return refusals[i].problem;
	return PROBLEM_INVALID_PATH;
}

/* Would whoever looks for this purpose accept exactly this path, were it always the right day? If not,
 * *refused is why. */
static bool
path_verifies(
    const struct certpath *p, struct signatures *known, int purpose, enum problem *refused)
{
	STACK_OF(X509) *between = sk_X509_new_null(), *anchor = sk_X509_new_null();
	X509_STORE_CTX *ctx = X509_STORE_CTX_new();
	X509_VERIFY_PARAM *param;
	bool good = false;

	for (size_t i = 1; i + 1 < p->count; i++)
		sk_X509_push(between, p->certificates[i]);
	sk_X509_push(anchor, p->certificates[p->count - 1]);
	if (X509_STORE_CTX_init(ctx, NULL, p->certificates[0], between) == 1) {
		X509_STORE_CTX_set0_trusted_stack(ctx, anchor);
		/* Under two of them there is no signature but the leaf's. */
		if (known && p->count > 2) {
			X509_STORE_CTX_set_app_data(ctx, known);
			X509_STORE_CTX_set_verify(ctx, verify_signatures);
		}
		param = X509_STORE_CTX_get0_param(ctx);
		X509_VERIFY_PARAM_set_flags(param, X509_V_FLAG_NO_CHECK_TIME);
		X509_VERIFY_PARAM_set_purpose(param, purpose);
		X509_VERIFY_PARAM_set_depth(param, VERDICT_PATH_MAX);
		/* Weak keys and digests are problems of their own, no reason for distrust. */
		X509_VERIFY_PARAM_set_auth_level(param, 0);
		good = X509_verify_cert(ctx) == 1;
		*refused = refusal_of(X509_STORE_CTX_get_error(ctx));
	}
	X509_STORE_CTX_free(ctx);
	sk_X509_free(between);
	sk_X509_free(anchor);
	ERR_clear_error();
	return good;
}

bool
certpath_find(const struct trust *trust, struct signatures *known, STACK_OF(X509) * chain,
    int purpose, int64_t now, struct certpath *out)
{
	struct search s = {.trust = trust, .known = known, .chain = chain, .now = now};
	struct certpath start = {0};
	enum problem refused = PROBLEM_UNTRUSTED, reason = PROBLEM_INVALID_PATH;

	path_push(&start, sk_X509_value(chain, 0), 0);
	search_extend(&s, &start);
	while (s.count) {
		size_t best = 0;

		for (size_t i = 1; i < s.count; i++)
			if (path_better(&s.found[i], &s.found[best], now))
				best = i;
		if (path_verifies(&s.found[best], known, purpose, &reason)) {
			*out = s.found[best];
			return true;
		}
		if (refused == PROBLEM_UNTRUSTED)
			refused = reason;
		s.found[best] = s.found[--s.count];
	}
	*out = s.line;
	out->refused = refused;
	return false;
}
