/* Certificates that took the place of others without a renewal behind them, until somebody
 * acknowledged it and after. Contract of errors, transactions and strings: store/store.h. */
#ifndef STORE_FINDINGS_H
#define STORE_FINDINGS_H

#include "store/store.h"

struct stored_finding {
	int64_t id; /* 0: not stored yet */
	int64_t monitor;
	char before[65], after[65]; /* digests */
	uint32_t changes;           /* CHANGE_BITs, never none */
	int64_t at;                 /* when it was first seen */
	int64_t seen_at;            /* the last time that an address went from one to the other */
	char *addresses;            /* where it was seen, a space between */
	int64_t acknowledged_at;    /* 0: open */
	char *login;                /* who did that; "" */
	char *note;                 /* his; "" */
};

void finding_release(struct stored_finding *f);
void finding_copy(
    struct stored_finding *to, const struct stored_finding *from); /* `to` uninitialised */

/* Inserts or replaces that of the same monitor, before and after, and sets f->id, whatever it was: a number that a
 * transaction gave which was rolled back may be another one's now. Both certificates are there. */
int store_finding_put(struct store *s, struct stored_finding *f, struct err *err);
/* Of every watched monitor, open or not, in order of id; stops when each returns false. */
int store_finding_each(struct store *s, bool (*each)(const struct stored_finding *f, void *arg),
    void *arg, struct err *err);

#endif
