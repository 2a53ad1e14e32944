/* One item of a document out of its DER; for the files of pki/ that read documents.
 *
 * A CSR is read as the certificate that it asks for, and a key as the one that it would have: an
 * X509 of its own, never signed, takes the subject, key and extensions, and facts.h reads that.
 * So a name or a key is worded the same wherever it stands. */
#ifndef PKI_ITEM_H
#define PKI_ITEM_H

#include "pki/document.h"

#include <openssl/x509.h>

/* Where items go: a document under construction, bounded by DOCUMENT_ITEMS_MAX. */
void document_add_certificate(struct document *d, X509 *x); /* takes it over */
void document_add_csr(struct document *d, X509_REQ *req);
void document_add_key(struct document *d, EVP_PKEY *key); /* NULL: one that is encrypted */
bool document_full(const struct document *d);

#endif
