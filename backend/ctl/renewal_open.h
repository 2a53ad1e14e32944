/* The renewals of what an alert is about. */
#ifndef CTL_RENEWAL_OPEN_H
#define CTL_RENEWAL_OPEN_H

#include <jansson.h>

#include <stdbool.h>

struct ctl;

/* One for each certificate of the monitors in "known" of found (of alert.record) that have none open, added to opened;
 * said unless quiet. The exit code. */
int renewal_open_known(struct ctl *ctl, const json_t *found, bool quiet, json_t *opened);

#endif
