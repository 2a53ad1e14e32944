/* The answer about its own certificate that a server got from the certificate's authority and sends
 * along (OCSP stapling: RFC 6960, RFC 6066 section 8). It is read as it stands: nobody is asked, and no
 * URL of a certificate is followed.
 *
 *   good, revoked   signed by the leaf's issuer, or by whom that issuer lets answer for it (RFC 6960
 *                   4.2.2.2), about the leaf, and today is between its two dates
 *   not-verified    anything else: it says nothing, and is not believed. Also where the issuer is
 *                   neither served nor in the trust store, or the answer is that it does not know
 *
 * For pki/ and probe/ only: it takes OpenSSL's certificates. */
#ifndef PKI_STAPLE_H
#define PKI_STAPLE_H

#include "base/terms.h"
#include "pki/x509.h"

struct trust;

struct staple {
	enum staple_answer answer;
	int64_t made_at;    /* `now` when it was read */
	int64_t good_until; /* the same is true of it until then */
	int64_t revoked_at; /* of one that is revoked; 0: not said */
	int reason;         /* why, a CRLReason (RFC 5280 section 5.3.1); -1: not said */
};

/* chain: as served, leaf first, at least one. der: the OCSPResponse, of whatever length. Never
 * STAPLE_NONE. */
void staple_read(const struct trust *trust, STACK_OF(X509) * chain, const unsigned char *der,
    size_t len, int64_t now, struct staple *out);

/* The certificate says that a server which shows it staples an answer (RFC 7633: must-staple). */
bool staple_required(X509 *leaf);

#endif
