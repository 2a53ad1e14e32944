/* The other monitors that have the certificate which is to be renewed. */
#ifndef CTL_RENEWAL_SHARING_H
#define CTL_RENEWAL_SHARING_H

#include <jansson.h>

struct ctl;

/* SHARING_ASKED: on a terminal; where there is none, they stay out, and how to open it for them is said. */
enum sharing { SHARING_ASKED, SHARING_ALL, SHARING_ONLY };

/* monitors: the numbers of those that were named, at least one; those that go with them are added. They are said
 * on standard error. An exit code. */
int renewal_sharing(struct ctl *ctl, enum sharing how, json_t *monitors);

#endif
