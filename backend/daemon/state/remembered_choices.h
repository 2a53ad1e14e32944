/* A choice that a procedure asks each person once (remember = "user": a permission that one has): it
 * is kept with their login, and made for them in their next renewals, and in nobody's, which say so.
 * Only the usual choice is: whoever lacks a permission may have got it since, and is asked again. */
#ifndef DAEMON_STATE_REMEMBERED_CHOICES_H
#define DAEMON_STATE_REMEMBERED_CHOICES_H

struct actor;
struct loaded_renewal;
struct open_renewals;
struct remembered_choices;
struct renewal_act;
struct err;
struct store;

struct remembered_choices *remembered_choices_new(
    struct store *store, struct open_renewals *renewals);
void remembered_choices_free(struct remembered_choices *c);

/* Within the transaction of an act: what it answered is kept. t is the renewal after it. */
int remembered_choices_keep(const struct remembered_choices *c, const struct actor *actor,
    const struct renewal_act *act, const struct loaded_renewal *t, struct err *err);
/* After the commit: what is now asked and known is answered. *t becomes the renewal after those choices. What
 * fails is left to be asked, and logged. */
void remembered_choices_follow(const struct remembered_choices *c, const struct actor *actor,
    const struct renewal_act *act, struct loaded_renewal *t);

#endif
