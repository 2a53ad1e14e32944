/* Names in certificates that somebody said are not to be watched, so that nobody is offered them again. In the one form of
 * base/hostname.h. Contract of errors, transactions and strings: store/store.h. */
#ifndef STORE_NAMES_NOT_WANTED_H
#define STORE_NAMES_NOT_WANTED_H

#include "store/store.h"

struct name_not_wanted {
	int64_t id;
	const char *name, *login; /* who said so */
	int64_t at;
};

/* It may be there already; who said so first stays. The store's clock says when. */
int store_name_not_wanted_put(
    struct store *s, const char *name, const char *login, struct err *err);
int store_name_not_wanted_remove(struct store *s, const char *name, struct err *err);
/* False also where that cannot be asked. */
bool store_name_not_wanted_have(struct store *s, const char *name);
/* In the order in which they were said, behind that id, until each returns false. */
int store_name_not_wanted_each(struct store *s, int64_t after,
    bool (*each)(const struct name_not_wanted *n, void *arg), void *arg, struct err *err);

#endif
