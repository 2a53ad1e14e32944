/* What a renewal holds files against, as far as its procedure declares it: the subject that was asked
 * for, the names, and the CA that was decided on. Nothing here knows a step or a value by its id. */
#ifndef PROCEDURE_RENEWAL_MEANING_H
#define PROCEDURE_RENEWAL_MEANING_H

#include "procedure/renewal.h"

struct check_info;

/* What was typed in with a choice that is in force and means that; NULL. It belongs to the renewal. */
const char *renewal_meant(const struct renewal *r, enum meaning m);

/* What a value of that name means (enum meaning); -1: nothing. */
int renewal_value_means(const struct renewal *r, const char *name);

/* Is a value of that name the number of a ticket: that asked for the renewal, or of a step? */
bool renewal_is_number(const struct renewal *r, const char *name);

/* The ticket that asked for the renewal, as the renewal itself holds it, and failing that the one that was linked to it as
 * such; NULL: none is known. It belongs to the renewal. */
const char *renewal_origin_ticket(const struct renewal *r);
const char *renewal_origin_held(const struct renewal *r); /* only the first */
/* A person linked that ticket as the one that asked for it: it is kept beside the renewal, not in it. */
void renewal_origin_link(struct renewal *r, const char *key);

/* Words of which the issuer must have one: those of the site for the CA that was chosen, or the name
 * that was typed in. A new array; empty: nobody knows. */
json_t *renewal_issuers(const struct renewal *r, const struct site *site);

/* {"organization",…,"email"} as they were asked for, new; *key_bits 0: not said. */
json_t *renewal_subject(
    const struct renewal *r, const struct site *site, int32_t today, int *key_bits);

/* Does the check have what it compares with? One that a text of before never declared is taken as
 * the program of then took it: as it comes. */
bool renewal_has_declared(const struct renewal *r, const struct site *site,
    const struct definition *d, const struct check_info *check);

#endif
