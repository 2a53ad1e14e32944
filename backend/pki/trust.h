/* Whom we trust: the system's roots and the certificates of extra folders, all read at once, since
 * a probe worker loses its right to read files soon after. Never changed once loaded.
 *
 * A certificate that is signed with its own key is an anchor: a path may end there. Any other one in
 * a folder, one that names itself as issuer and is signed with another key included, only helps: it stands
 * in for an intermediate that a host forgot to serve (problem incomplete-chain), and is not believed by
 * itself. */
#ifndef PKI_TRUST_H
#define PKI_TRUST_H

#include <stdbool.h>
#include <stddef.h>

struct trust;

enum { TRUST_FILE_MAX_BYTES = 8 * 1024 * 1024 };

/* The system's store is OpenSSL's default file and its default folder of hashed names
 * (SSL_CERT_FILE and SSL_CERT_DIR override them, as for any OpenSSL program); with_system false
 * leaves it out. In the extra folders every regular file whose name does not begin with '.' counts,
 * PEM (any number of certificates) or one DER. A file that cannot be read whole is left out and the
 * reason logged. The same certificate twice counts once. Never NULL. */
struct trust *trust_load(bool with_system, const char *const *folders, size_t count);
void trust_free(struct trust *t);

size_t trust_count(const struct trust *t);
/* 16 hex digits over all certificates, whatever order they were found in: a verdict is only good
 * for the generation it was made with. */
const char *trust_generation(const struct trust *t);

#endif
