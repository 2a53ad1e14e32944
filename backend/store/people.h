/* The people that the audit trail knows. Contract of errors and strings: store/store.h. */
#ifndef STORE_PEOPLE_H
#define STORE_PEOPLE_H

#include "store/store.h"

/* Calls each with every login in the audit trail, once, in order, and with the time of its last event (s), until that returns false. */
int store_people_each(struct store *s, bool (*each)(const char *login, int64_t at, void *arg),
    void *arg, struct err *err);
bool store_people_have(struct store *s, const char *login);

#endif
