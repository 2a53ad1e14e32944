/* The trust store as the verdict sees it; no other room includes this. */
#ifndef PKI_ANCHORS_H
#define PKI_ANCHORS_H

#include "pki/x509.h"

struct trust;

struct anchor {
	X509 *x509;
	struct digest digest;
	bool root; /* a path may end here; else it only stands in for one that was not served */
};

/* Those with that subject, side by side; owned by the trust store. */
const struct anchor *trust_find(const struct trust *t, const X509_NAME *subject, size_t *count);

#endif
