/* What is wrong with what an address served, at a given moment. Computed after the handshake from
 * the recorded chain, so no fault hides another: path building disregards dates, dates are compared
 * apart.
 *
 * A *path* leads from the leaf (the first certificate served) by served certificates, and at need
 * by helpers of the trust store (pki/trust.h), to an anchor; it counts when OpenSSL verifies it for
 * a TLS server with all dates set aside. The *best* path has no weak signature, then needs the fewest
 * helpers, then has begun to be valid, then ends last. not_after is inclusive (RFC 5280 4.1.2.5). Where no
 * path verifies, the *line* is what can be followed from the leaf through served certificates by issuer.
 *
 *   expired, not-yet-valid  the leaf's own dates; not-yet-valid also any certificate's of the path
 *   bad-lifetime            the leaf's not_after is not after its not_before, or one is unreadable
 *   name-mismatch           no subjectAltName matches (RFC 9525: the common name does not count)
 *   no-san                  instead of that: it has a common name, and no subjectAltName of a host
 *   self-signed             the leaf's signature verifies with its own key; says why it is not
 *                           trusted, so untrusted is not said beside it
 *   incomplete-chain        the best path needs a helper; or there is none, and the line ends in
 *                           a certificate that is not self-signed and whose issuer the trust store
 *                           does not know: whether an intermediate or a private root is missing
 *                           cannot be known from here
 *   untrusted               there is no path to an anchor, and that is not the reason: the line ends
 *                           in a self-signed certificate that is no anchor, or names an anchor whose
 *                           key is another. Never together with incomplete-chain
 *   wrong-purpose, path-too-long, name-constraint, issuer-not-ca, critical-extension, bad-signature,
 *   invalid-path            an anchor is reached and OpenSSL refuses the path, for that reason; of
 *                           several paths, the best one's. issuer-not-ca also where the line ends
 *                           because what signed it, by name and key, may not sign certificates.
 *                           One of them, and never with incomplete-chain or untrusted
 *   wrong-order             the served certificates of the path (or line) do not stand in its
 *                           order; others between them do not matter (RFC 8446 4.4.2)
 *   chain-expires-first     the best path ends before the leaf does
 *   weak-key                RSA or DSA under 2048 bits, EC under 224: leaf, intermediate in use
 *   weak-signature          MD5 or SHA-1 on the same; a root's own is never looked at
 *   dsa-key                 the leaf's key is DSA, of whatever length
 *   no-server-auth          the leaf has no extended key usage: what it is for is not said
 *
 * For pki/ and probe/ only: it takes OpenSSL's certificates. */
#ifndef PKI_VERDICT_H
#define PKI_VERDICT_H

#include "base/terms.h"
#include "pki/x509.h"

struct signatures;
struct trust;

struct verdict {
	uint64_t problems; /* PROBLEM_BIT(...)s */
	int64_t path_end;  /* earliest not_after on the best path; 0: none verifies */
	int64_t made_at;   /* `now` when it was made */
	int64_t
	    good_until; /* the same holds until then: next change by a date in the chain, or midnight */
};

/* known: signatures that were verified before; NULL: all are verified. The verdict is the same either
 * way. chain: as served, leaf first, at least one. name: a host name in A-label form or an address as
 * text; NULL: no name is asked for. now: seconds since the epoch; midnight is that of the local
 * time zone. */
void verdict_reach(const struct trust *trust, struct signatures *known, STACK_OF(X509) * chain,
    const char *name, int64_t now, struct verdict *out);

/* The same of a certificate that somebody hands over, which need not be a server's: as a TLS server's where its
 * extended key usage says so, or says nothing and it names hosts; else for any one of the uses that it says. No
 * name is asked for. */
void verdict_reach_own_use(
    const struct trust *trust, STACK_OF(X509) * chain, int64_t now, struct verdict *out);

#endif
