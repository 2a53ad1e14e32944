/* Certification paths from a served leaf to an anchor; internal to the verdict (pki/verdict.h has
 * the definitions). Certificates are borrowed from the chain and the trust store. */
#ifndef PKI_CERTPATH_H
#define PKI_CERTPATH_H

#include "base/terms.h"
#include "pki/x509.h"

#include <stdbool.h>
#include <stddef.h>

struct signatures;
struct trust;

enum {
	VERDICT_PATH_MAX = 10,  /* certificates on a path */
	VERDICT_PATHS_MAX = 16, /* paths that are compared */
	VERDICT_STEPS_MAX = 256 /* certificates tried as an issuer, over all paths */
};

struct certpath {
	X509 *certificates[VERDICT_PATH_MAX]; /* the leaf first, the anchor last */
	int served[VERDICT_PATH_MAX];         /* where each stands in the chain; -1: not served */
	size_t count;
	int helpers; /* intermediates taken from the trust store */
	bool weak; /* a signature on it is SHA-1, MD5 or older; the anchor's own is not looked at */
	enum problem refused; /* of PROBLEMS_OF_PATH: why it does not verify */
	int64_t begin; /* latest not_before; a date that cannot be read is as if never valid */
	int64_t end;   /* earliest not_after */
};

/* The best path that verifies, for a purpose (X509_PURPOSE_SSL_SERVER). false: there is none; then *out is
 * the served line, without an anchor, and its `refused` says why the best path to one was not accepted;
 * PROBLEM_UNTRUSTED: no path leads to one. */
bool certpath_find(const struct trust *trust, struct signatures *known, STACK_OF(X509) * chain,
    int purpose, int64_t now, struct certpath *out);

#endif
