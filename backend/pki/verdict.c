/* Each problem is a question of its own, asked of the leaf, the path or the served order; the
 * answers are only added up. What each word means exactly stands in the header. */
#include "pki/verdict.h"

#include "pki/anchors.h"
#include "pki/certpath.h"
#include "pki/covers.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509v3.h>

enum { WEAK_UNDER_RSA_BITS = 2048, WEAK_UNDER_EC_BITS = 224 };

static uint64_t
bit_if(bool condition, enum problem p)
{
	return condition ? PROBLEM_BIT(p) : 0;
}

static uint64_t
date_problems(X509 *leaf, int64_t now)
{
	int64_t begin = x509_time(X509_get0_notBefore(leaf));
	int64_t end = x509_time(X509_get0_notAfter(leaf));

	return bit_if(begin == X509_NO_TIME || end == X509_NO_TIME || end <= begin,
		   PROBLEM_BAD_LIFETIME) |
	       bit_if(end != X509_NO_TIME && end < now, PROBLEM_EXPIRED) |
	       bit_if(begin != X509_NO_TIME && begin > now, PROBLEM_NOT_YET_VALID);
}

/* What has no subjectAltName is for no host at all, whatever it calls itself. */
static uint64_t
name_problems(X509 *leaf, const char *name)
{
	if (!name || certificate_covers(leaf, name))
		return 0;
	if (!certificate_names_hosts(leaf) &&
	    X509_NAME_get_index_by_NID(X509_get_subject_name(leaf), NID_commonName, -1) >= 0)
		return PROBLEM_BIT(PROBLEM_NO_SAN);
	return PROBLEM_BIT(PROBLEM_NAME_MISMATCH);
}

/* What a server's certificate may well lack, or have, and most clients still accept; or once did. */
static uint64_t
remarks(X509 *leaf)
{
	EVP_PKEY *key = X509_get0_pubkey(leaf);

	return bit_if(key && EVP_PKEY_get_base_id(key) == EVP_PKEY_DSA, PROBLEM_DSA_KEY) |
	       bit_if(X509_get_extended_key_usage(leaf) == UINT32_MAX, PROBLEM_NO_SERVER_AUTH);
}

static bool
key_weak(X509 *x)
{
	EVP_PKEY *key = X509_get0_pubkey(x);

	switch (key ? EVP_PKEY_get_base_id(key) : EVP_PKEY_NONE) {
	case EVP_PKEY_RSA:
	case EVP_PKEY_RSA_PSS:
	case EVP_PKEY_DSA:
		return EVP_PKEY_get_bits(key) < WEAK_UNDER_RSA_BITS;
	case EVP_PKEY_EC:
		return EVP_PKEY_get_bits(key) < WEAK_UNDER_EC_BITS;
	default:
		return false;
	}
}

/* The leaf, and what stands between it and the root. */
static uint64_t
strength_problems(const struct certpath *p, bool verified)
{
	uint64_t problems = 0;

	for (size_t i = 0; i < p->count; i++) {
		X509 *x = p->certificates[i];

		if (i > 0 && i == p->count - 1 && (verified || x509_self_signed(x)))
			break;
		problems |= bit_if(key_weak(x), PROBLEM_WEAK_KEY);
		problems |= bit_if(x509_signature_weak(x), PROBLEM_WEAK_SIGNATURE);
	}
	return problems;
}

static uint64_t
order_problems(const struct certpath *p)
{
	int last = -1;

	for (size_t i = 0; i < p->count; i++) {
		if (p->served[i] < 0)
			continue;
		if (p->served[i] < last)
			return PROBLEM_BIT(PROBLEM_WRONG_ORDER);
		last = p->served[i];
	}
	return 0;
}

static uint64_t
path_problems(const struct certpath *p, int64_t leaf_end, int64_t now)
{
	return bit_if(p->helpers > 0, PROBLEM_INCOMPLETE_CHAIN) |
	       bit_if(p->begin > now && p->begin != INT64_MAX, PROBLEM_NOT_YET_VALID) |
	       bit_if(p->end < leaf_end, PROBLEM_CHAIN_EXPIRES_FIRST);
}

/* Does it carry the name and the key that top says it was signed by, and may not sign? */
static bool
may_not_sign(X509 *issuer, X509 *top)
{
	return X509_check_issued(issuer, top) == X509_V_ERR_KEYUSAGE_NO_CERTSIGN;
}

/* No path verified: is something missing, or is what is there not to be believed? */
static uint64_t
pathless_problems(const struct trust *trust, STACK_OF(X509) * chain, const struct certpath *line)
{
	X509 *top = line->certificates[line->count - 1];
	const struct anchor *a;
	size_t known;

	if (line->refused != PROBLEM_UNTRUSTED)
		return PROBLEM_BIT(line->refused);
	a = trust_find(trust, X509_get_issuer_name(top), &known);
	for (size_t i = 0; i < known; i++)
		if (may_not_sign(a[i].x509, top))
			return PROBLEM_BIT(PROBLEM_ISSUER_NOT_CA);
	for (int i = 1; i < sk_X509_num(chain); i++)
		if (may_not_sign(sk_X509_value(chain, i), top))
			return PROBLEM_BIT(PROBLEM_ISSUER_NOT_CA);
	if (known == 0 && !x509_self_signed(top))
		return PROBLEM_BIT(PROBLEM_INCOMPLETE_CHAIN);
	return PROBLEM_BIT(PROBLEM_UNTRUSTED);
}

static int64_t
next_midnight(int64_t now)
{
	time_t t = (time_t)now;
	struct tm tm;

	if (!localtime_r(&t, &tm))
		return now + 1;
	tm.tm_hour = tm.tm_min = tm.tm_sec = 0;
	tm.tm_mday++;
	tm.tm_isdst = -1;
	return (int64_t)mktime(&tm);
}

/* What is said of a certificate changes when it begins, and a second after it ends: not_after is the last
 * second of its validity. */
static int64_t
sooner(int64_t until, X509 *x, int64_t now)
{
	int64_t begin = x509_time(X509_get0_notBefore(x));
	int64_t end = x509_time(X509_get0_notAfter(x));

	if (begin > now && begin < until)
		until = begin;
	return end >= now && end + 1 < until ? end + 1 : until;
}

static int64_t
good_until(STACK_OF(X509) * chain, const struct certpath *p, int64_t now)
{
	int64_t until = next_midnight(now);

	for (int i = 0; i < sk_X509_num(chain); i++)
		until = sooner(until, sk_X509_value(chain, i), now);
	for (size_t i = 0; i < p->count; i++)
		until = sooner(until, p->certificates[i], now);
	return until;
}

static void
add_up(const struct trust *trust, STACK_OF(X509) * chain, const struct certpath *path,
    bool verified, int64_t now, struct verdict *out)
{
	X509 *leaf = sk_X509_value(chain, 0);
	bool self_signed = x509_self_signed(leaf);

	out->problems = date_problems(leaf, now) | strength_problems(path, verified) |
			order_problems(path) | bit_if(self_signed, PROBLEM_SELF_SIGNED);
	if (verified)
		out->problems |= path_problems(path, x509_time(X509_get0_notAfter(leaf)), now);
	else if (!self_signed)
		out->problems |= pathless_problems(trust, chain, path);
	/* A date that cannot be read ends nothing: bad-lifetime says so. */
	out->path_end = verified && path->end != X509_NO_TIME ? path->end : 0;
	out->made_at = now;
	out->good_until = good_until(chain, path, now);
	ERR_clear_error();
}

void
verdict_reach(const struct trust *trust, struct signatures *known, STACK_OF(X509) * chain,
    const char *name, int64_t now, struct verdict *out)
{
	X509 *leaf = sk_X509_value(chain, 0);
	struct certpath path;
	bool verified = certpath_find(trust, known, chain, X509_PURPOSE_SSL_SERVER, now, &path);

	add_up(trust, chain, &path, verified, now, out);
	out->problems |= name_problems(leaf, name) | remarks(leaf);
}

/* What an extended key usage is for, of what OpenSSL can verify for. */
static const struct {
	uint32_t use;
	int purpose;
} purposes[] = {
    {XKU_SSL_SERVER | XKU_SGC, X509_PURPOSE_SSL_SERVER},
    {XKU_SSL_CLIENT, X509_PURPOSE_SSL_CLIENT},
    {XKU_SMIME, X509_PURPOSE_SMIME_SIGN},
    {XKU_TIMESTAMP, X509_PURPOSE_TIMESTAMP_SIGN},
};

enum { PURPOSES = sizeof(purposes) / sizeof(purposes[0]) };

static bool
says_server(X509 *leaf)
{
	uint32_t uses = X509_get_extended_key_usage(leaf);

	return uses != UINT32_MAX && (uses & (XKU_SSL_SERVER | XKU_SGC));
}

/* Any one of what it says will do: each may be limited by the others (a seal may not sign for a TLS
 * client). What OpenSSL has no word for, as signing documents, is only asked for its path. */
static bool
find_for_own_use(
    const struct trust *trust, STACK_OF(X509) * chain, int64_t now, struct certpath *path)
{
	uint32_t uses = X509_get_extended_key_usage(sk_X509_value(chain, 0));
	bool asked = false;

	for (size_t i = 0; uses != UINT32_MAX && i < PURPOSES; i++) {
		struct certpath other;

		if (!(uses & purposes[i].use))
			continue;
		if (certpath_find(trust, NULL, chain, purposes[i].purpose, now, &other)) {
			*path = other;
			return true;
		}
		if (!asked)
			*path = other;
		asked = true;
	}
	return !asked && certpath_find(trust, NULL, chain, X509_PURPOSE_ANY, now, path);
}

void
verdict_reach_own_use(
    const struct trust *trust, STACK_OF(X509) * chain, int64_t now, struct verdict *out)
{
	X509 *leaf = sk_X509_value(chain, 0);
	struct certpath path;
	bool verified;

	if (X509_get_extended_key_usage(leaf) == UINT32_MAX && certificate_names_hosts(leaf)) {
		verdict_reach(trust, NULL, chain, NULL, now, out);
		return;
	}
	verified = find_for_own_use(trust, chain, now, &path);
	add_up(trust, chain, &path, verified, now, out);
	if (says_server(leaf))
		out->problems |= remarks(leaf);
}
