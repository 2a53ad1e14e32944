/* What lists need of each certificate, shared by all rows that serve it. The whole facts are in the store; one that
 * is not there yet keeps them here until the writer has stored it. */
#ifndef DAEMON_STATE_LEAF_CACHE_H
#define DAEMON_STATE_LEAF_CACHE_H

#include <jansson.h>

#include <stdbool.h>
#include <stdint.h>

struct leaf {
	char sha256[65];
	char key_type[12];             /* "rsa", "ecdsa", …; "" when not known */
	int64_t not_before, not_after; /* 0: cannot be read */
	char *subject_cn, *issuer_cn;  /* cleaned */
	char *serial;                  /* as pki/facts.h has it; "" when not known */
	char *issuer;                  /* its whole name, cleaned */
	char *names;          /* hosts of its SANs, lower case, a blank between two; some at most */
	char *facts;          /* JSON, while it is not in the store; else NULL */
	struct leaf *next;    /* in its bucket */
	struct leaf *unsaved; /* next of those with facts */
};

struct leaf_cache;

bool leaf_names_have(const struct leaf *leaf, const char *host);

struct leaf_cache *leaf_cache_new(void);
void leaf_cache_free(struct leaf_cache *l);
const struct leaf *leaf_cache_find(
    const struct leaf_cache *l, const char *sha256); /* NULL when unknown */

/* Facts that a worker sent, remembered as unsaved when new; -1 when they are no facts. */
int leaf_cache_add(struct leaf_cache *l, const json_t *facts);
/* Facts that the store has. */
void leaf_cache_known(struct leaf_cache *l, const char *sha256, const json_t *facts);

struct leaf *leaf_cache_unsaved(
    struct leaf_cache *l);                   /* the first that is not in the store; NULL */
void leaf_cache_saved(struct leaf_cache *l); /* it is now */

#endif
