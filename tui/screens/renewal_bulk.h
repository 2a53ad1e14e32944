/* What is done from a view to the renewals of several of its lines at once, or to that of one. */
#ifndef TUI_SCREENS_RENEWAL_BULK_H
#define TUI_SCREENS_RENEWAL_BULK_H

#include "tui/keys/actions.h"

#include <jansson.h>

struct app;
struct buf;
struct bulk;
struct bulk_calls;
struct row;

/* The target of an act: {"name","renewal","version","owner","state","waits","why"}. One that has no renewal, or none whose version is
 * known, or has a "why", is named as left out. A renewal that several targets have is acted on once. */
json_t *renewal_bulk_target(const char *name, const json_t *renewal); /* as renewal.list has it */
json_t *renewal_bulk_target_of_row(const struct row *r);

/* Claim, release, put off, pause, go on with, hand over. targets: an array of them, stolen. */
void renewal_bulk(struct app *a, enum action action, json_t *targets);

/* The steps of claiming, for an act that does more than that (renewal_start.h): those of targets that can be claimed, a new
 * reference, the others going to out; the call for one; and "3 renewals were claimed." */
json_t *renewal_bulk_to_claim(struct app *a, json_t *targets, struct bulk *out);
void renewal_bulk_claim(struct bulk_calls *calls, const json_t *target);
void renewal_bulk_say_claimed(size_t count, struct buf *out);

#endif
