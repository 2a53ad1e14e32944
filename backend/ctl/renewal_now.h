/* The command that does the next thing. */
#ifndef CTL_RENEWAL_NOW_H
#define CTL_RENEWAL_NOW_H

#include "ctl/ctl.h"

struct buf;

/* Prints the line that does the next thing of a step of renewal.step (renewal: of renewal.show), whole and
 * quoted for a shell, and what has to be put into it; nothing where nothing can be done there. */
void renewal_say_now(struct ctl *ctl, const json_t *renewal, const json_t *step);
/* The same where all steps are done. */
void renewal_say_close(struct ctl *ctl, json_int_t number);

/* What stands for a value that a choice asks for: "DATE", "TEXT". */
const char *renewal_placeholder(const json_t *renewal, const char *name);

#endif
