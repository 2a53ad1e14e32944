/* The question that closing a renewal asks. */
#ifndef CTL_RENEWAL_CLOSE_H
#define CTL_RENEWAL_CLOSE_H

#include "ctl/ctl.h"

/* Of one that is not renewed from a day on (renewal.show): are its monitors retired then? 1, or 0: they are watched
 * on; -1: nobody says, and why that matters was told. */
int asks_retire(struct ctl *ctl, const json_t *renewal, bool retire, bool keep);

#endif
