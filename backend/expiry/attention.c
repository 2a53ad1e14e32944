#include "expiry/attention.h"

/* What urgency says already (an end that passed or comes first), what is not known, what is so by
 * design, and what most clients accept asks for none. */
static const enum attention of_problems[] = {
    [PROBLEM_EXPIRED] = ATTENTION_NONE,
    [PROBLEM_NOT_YET_VALID] = ATTENTION_CRITICAL,
    [PROBLEM_NAME_MISMATCH] = ATTENTION_CRITICAL,
    [PROBLEM_UNTRUSTED] = ATTENTION_WARNING,
    [PROBLEM_SELF_SIGNED] = ATTENTION_WARNING,
    [PROBLEM_INCOMPLETE_CHAIN] = ATTENTION_WARNING,
    [PROBLEM_WRONG_ORDER] = ATTENTION_WARNING,
    [PROBLEM_CHAIN_EXPIRES_FIRST] = ATTENTION_NONE,
    [PROBLEM_WEAK_KEY] = ATTENTION_WARNING,
    [PROBLEM_WEAK_SIGNATURE] = ATTENTION_WARNING,
    [PROBLEM_OLD_PROTOCOL] = ATTENTION_WARNING,
    [PROBLEM_CLIENT_CERTIFICATE_REQUIRED] = ATTENTION_NONE,
    [PROBLEM_ADDRESSES_DIFFER] = ATTENTION_WARNING,
    [PROBLEM_STALE] = ATTENTION_NONE,
    [PROBLEM_PROCEDURE_DOES_NOT_FIT] = ATTENTION_NONE,
    [PROBLEM_BAD_LIFETIME] = ATTENTION_WARNING,
    [PROBLEM_WRONG_PURPOSE] = ATTENTION_WARNING,
    [PROBLEM_PATH_TOO_LONG] = ATTENTION_WARNING,
    [PROBLEM_NAME_CONSTRAINT] = ATTENTION_WARNING,
    [PROBLEM_ISSUER_NOT_CA] = ATTENTION_WARNING,
    [PROBLEM_CRITICAL_EXTENSION] = ATTENTION_WARNING,
    [PROBLEM_BAD_SIGNATURE] = ATTENTION_WARNING,
    [PROBLEM_INVALID_PATH] = ATTENTION_WARNING,
    [PROBLEM_NO_SAN] = ATTENTION_CRITICAL,
    [PROBLEM_DSA_KEY] = ATTENTION_WARNING,
    [PROBLEM_NO_SERVER_AUTH] = ATTENTION_NONE,
    [PROBLEM_UNEXPECTED_CHANGE] = ATTENTION_WARNING,
    [PROBLEM_RENEWED_ELSEWHERE] = ATTENTION_NONE,
    [PROBLEM_REVOKED] = ATTENTION_CRITICAL,
    [PROBLEM_STAPLE_MISSING] = ATTENTION_WARNING,
    [PROBLEM_STAPLE_NOT_VERIFIED] = ATTENTION_NONE,
    [PROBLEM_DECLARED_DIFFERS] = ATTENTION_WARNING,
    [PROBLEM_DECLARED_ISSUER_DIFFERS] = ATTENTION_WARNING,
    [PROBLEM_HOSTS_NOT_SAID] = ATTENTION_WARNING,
    [PROBLEM_DECLARED_ONLY] = ATTENTION_NONE,
};

_Static_assert(sizeof(of_problems) / sizeof(*of_problems) == PROBLEM_COUNT,
    "how much attention each problem asks for");

enum attention
attention_of(uint64_t problems)
{
	enum attention worst = ATTENTION_NONE;

	for (int p = 0; p < PROBLEM_COUNT; p++)
		if ((problems & PROBLEM_BIT(p)) && of_problems[p] < worst)
			worst = of_problems[p];
	return worst;
}

int
attention_worst(uint64_t problems)
{
	const enum attention most = attention_of(problems);

	for (int p = 0; p < PROBLEM_COUNT; p++)
		if ((problems & PROBLEM_BIT(p)) && of_problems[p] == most)
			return p;
	return -1;
}

enum urgency
attention_urgency(enum attention attention, enum urgency level)
{
	enum urgency least = attention == ATTENTION_CRITICAL  ? URGENCY_CRITICAL
			     : attention == ATTENTION_WARNING ? URGENCY_DUE
							      : level;

	return least < level ? least : level;
}
