/* What a refused request says beside its code: of a change that came too late, what the other changed. */
#ifndef CTL_CONFLICT_H
#define CTL_CONFLICT_H

#include <jansson.h>

struct ctl;

/* The sentence of an error that the backend answered to a request with those arguments. Of a "conflict" then a line for
 * each field that was changed meanwhile, with what it was, who made what of it and what was asked for; of a renewal one
 * for each act. Returns EXIT_FAILED. */
int ctl_complain_refused(struct ctl *ctl, const json_t *error, const json_t *asked);

#endif
