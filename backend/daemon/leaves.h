/* What lists need of each certificate, shared by all rows that serve it. The whole facts are in the store; one that
 * is not there yet keeps them here until the keeper has written it. */
#ifndef DAEMON_LEAVES_H
#define DAEMON_LEAVES_H

#include <jansson.h>

#include <stdint.h>

struct leaf {
	char sha256[65];
	char key_type[12];             /* "rsa", "ecdsa", …; "" when not known */
	int64_t not_before, not_after; /* 0: cannot be read */
	char *subject_cn, *issuer_cn;  /* cleaned */
	char *facts;             /* JSON, while it is not in the store; else NULL */
	struct leaf *next;       /* in its bucket */
	struct leaf *unsaved;    /* next of those with facts */
};

struct leaves;

struct leaves *leaves_new(void);
void leaves_free(struct leaves *l);
const struct leaf *leaves_find(const struct leaves *l, const char *sha256); /* NULL when unknown */

/* Facts that a worker sent, remembered as unsaved when new; -1 when they are no facts. */
int leaves_take(struct leaves *l, const json_t *facts);
/* Facts that the store has. */
void leaves_known(struct leaves *l, const char *sha256, const json_t *facts);

struct leaf *leaves_unsaved(struct leaves *l); /* the first that is not in the store; NULL */
void leaves_saved(struct leaves *l);           /* it is now */

#endif
