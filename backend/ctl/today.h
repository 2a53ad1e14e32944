/* What needs a hand now, as the command line has it. */
#ifndef CTL_TODAY_H
#define CTL_TODAY_H

#include <jansson.h>

struct ctl;

/* The lines of today.list in their order (expiry/today.h); a new reference. NULL after saying why not. */
json_t *today_fetch(struct ctl *ctl);

#endif
