/* Which renewals a filter selects (expiry/filter.h): what it asks of a renewal, and of any of its monitors. */
#ifndef CTL_RENEWAL_FILTER_H
#define CTL_RENEWAL_FILTER_H

#include "ctl/ctl.h"

/* Those of renewals that it selects, in a new array; NULL after saying why not, with the exit code in *code. */
json_t *renewal_filtered(struct ctl *ctl, const json_t *renewals, const char *filter, int *code);

#endif
