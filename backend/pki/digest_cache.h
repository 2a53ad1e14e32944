/* What is remembered by a digest, at most so much of it: what was not used for longest is
 * forgotten. */
#ifndef PKI_DIGEST_CACHE_H
#define PKI_DIGEST_CACHE_H

#include "pki/x509.h"

#include <stddef.h>

struct digest_cache;

/* Values are value_size bytes (0: only the keys matter); at most max of them. */
struct digest_cache *digest_cache_new(size_t value_size, size_t max);
void digest_cache_free(struct digest_cache *c);

/* The value of key, now the most recently used; NULL when it is not known. Good until the next put.
 */
void *digest_cache_find(struct digest_cache *c, const struct digest *key);
/* Makes key known, which it must not be yet, and returns its zeroed value. */
void *digest_cache_put(struct digest_cache *c, const struct digest *key);

#endif
