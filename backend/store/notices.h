/* What somebody is to be told that others did with his renewals while he may have been away, until he has seen it.
 * Contract of errors, transactions and strings: store/store.h. */
#ifndef STORE_NOTICES_H
#define STORE_NOTICES_H

#include "store/store.h"

struct notice {
	int64_t id;
	int64_t renewal;
	const char *what; /* "taken-over" from him, or "handed-over" to him */
	int64_t at;
	const char *by;   /* login */
	const char *note; /* that he left with it, as the audit trail has it; "" */
};

/* In the place of what he was to be told of that renewal; id, at and note are ignored: the store's clock says when. */
int store_notice_put(struct store *s, const char *login, const struct notice *n, struct err *err);
/* Nothing of that renewal is to be told him any more. */
int store_notice_drop(struct store *s, const char *login, int64_t renewal, struct err *err);
/* He has seen it; one that is another's, or gone, is none. */
int store_notice_seen(struct store *s, const char *login, int64_t id, struct err *err);
/* His, the oldest first, until each returns false. */
int store_notice_each(struct store *s, const char *login,
    bool (*each)(const struct notice *n, void *arg), void *arg, struct err *err);

#endif
