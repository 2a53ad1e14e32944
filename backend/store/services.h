/* Services: what monitors belong to, and who answers for each. Nothing here is obliged to be known
 * but the name. Contract of errors, transactions and strings: store/store.h. */
#ifndef STORE_SERVICES_H
#define STORE_SERVICES_H

#include "store/store.h"

struct service {
	int64_t id;      /* never given again once removed */
	int64_t version; /* grows by one with every change */
	char *name;      /* never empty; no two alike */
	char *head;      /* cap de servei; all of these "" when not known */
	char *head_mail;
	char *head_user;    /* of Jira */
	char *project_head; /* cap de projecte */
	char *notes;
	char *
	    patterns; /* of domains that belong to it: "*.seu.cat seu.cat", sorted, a space between */
};

void service_release(struct service *s);
void service_copy(struct service *to, const struct service *from); /* `to` uninitialised */

/* Sets id and version. "service-exists": there is one of that name. */
int store_service_insert(struct store *s, struct service *service, struct err *err);
/* Where id and version match; raises version. "conflict", "no-service", "service-exists". */
int store_service_update(struct store *s, struct service *service, struct err *err);
int store_service_remove(struct store *s, int64_t id, int64_t version, struct err *err);
/* In order of id; stops when each returns false. */
int store_service_each(struct store *s, bool (*each)(const struct service *service, void *arg),
    void *arg, struct err *err);

#endif
