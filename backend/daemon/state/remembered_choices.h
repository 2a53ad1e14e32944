/* A choice that a procedure asks each person once (remember = "user": a permission that one has): it
 * is kept with their login, and made for them in their next renewals, and in nobody's, which say so.
 * Only the usual choice is: whoever lacks a permission may have got it since, and is asked again. */
#ifndef DAEMON_STATE_REMEMBERED_CHOICES_H
#define DAEMON_STATE_REMEMBERED_CHOICES_H

#include "daemon/state/open_renewals.h"

/* After an act that was done: what it answered is kept, and what is now asked and known is answered.
 * *t is the renewal after the act, and becomes the one after those choices. What fails is left to be
 * asked. */
void remembered_choices_follow(struct daemon *d, const struct actor *actor,
    const struct renewal_act *act, struct loaded_renewal *t);

#endif
