/* What a worker remembers by a digest, at most so much of it: what was not used for longest is
 * forgotten. */
#ifndef PROBE_CACHE_H
#define PROBE_CACHE_H

#include "pki/x509.h"

#include <stddef.h>

struct cache;

/* Values are value_size bytes (0: only the keys matter); at most max of them. */
struct cache *cache_new(size_t value_size, size_t max);
void cache_free(struct cache *c);

/* The value of key, now the most recently used; NULL when it is not known. Good until the next put.
 */
void *cache_find(struct cache *c, const struct digest *key);
/* Makes key known, which it must not be yet, and returns its zeroed value. */
void *cache_put(struct cache *c, const struct digest *key);

#endif
