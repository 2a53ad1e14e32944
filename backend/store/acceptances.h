/* Problems of monitors that a person accepted. Contract of errors, transactions and strings:
 * store/store.h. */
#ifndef STORE_ACCEPTANCES_H
#define STORE_ACCEPTANCES_H

#include "store/store.h"

enum { ACCEPTANCE_DAY_BYTES = sizeof("2026-12-31") };

struct acceptance {
	int64_t monitor;
	enum problem problem;
	char *reason;
	char *login; /* whose it is */
	int64_t at;
	char until[ACCEPTANCE_DAY_BYTES]; /* the last day on which it holds */
	char *certificates;               /* that it was given for: digests, a space between */
};

void acceptance_release(struct acceptance *a);

/* In the place of the one before, of that monitor and problem. */
int store_acceptance_put(struct store *s, const struct acceptance *a, struct err *err);
int store_acceptance_remove(
    struct store *s, int64_t monitor, enum problem problem, struct err *err);
/* Of every watched monitor, in order of monitor; stops when each returns false. */
int store_acceptance_each(struct store *s, bool (*each)(const struct acceptance *a, void *arg),
    void *arg, struct err *err);

#endif
