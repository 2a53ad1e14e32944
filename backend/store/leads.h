/* The leads that a person adopted, one for each kind of monitor at most. Contract of errors and
 * transactions: store/store.h. */
#ifndef STORE_LEADS_H
#define STORE_LEADS_H

#include "store/store.h"

int store_lead_put(struct store *s, enum kind kind, int days, struct err *err);
int store_lead_remove(struct store *s, enum kind kind, struct err *err);
/* days[KIND_COUNT]: -1 where none was adopted. */
int store_leads_get(struct store *s, int *days, struct err *err);

#endif
