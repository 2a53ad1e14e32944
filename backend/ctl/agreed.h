/* What is asked before something odd is done with a ticket. */
#ifndef CTL_AGREED_H
#define CTL_AGREED_H

#include "ctl/ctl.h"

/* Where an operation on a ticket refused what may be agreed to: asks on the terminal, and adds the code to "agreed" of its
 * args. False: there is nothing to ask or nobody to be asked, and nothing was said; or the answer was no. */
bool ctl_agrees_to(struct ctl *ctl, const json_t *error, json_t *args);
/* Every code that may be agreed to: what --yes says. A new reference. */
json_t *ctl_agreed_all(void);

#endif
