/* For which names a certificate is good (RFC 9525). For pki/ only: it takes OpenSSL's certificates. */
#ifndef PKI_COVERS_H
#define PKI_COVERS_H

#include <openssl/x509.h>

#include <stdbool.h>

/* True when a subjectAltName of it is for the name: a host in A-label form, or an address as text. The common
 * name never counts. A label with an underscore is a name like any other. */
bool certificate_covers(X509 *x, const char *name);
/* True when a subjectAltName of it is a host's at all, by name or address: without one, no client accepts it for
 * any. */
bool certificate_names_hosts(X509 *x);

#endif
