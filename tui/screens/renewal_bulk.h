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

/* A line: {"name","renewal","version","owner","state","waits","why"}; without a renewal, whose version is not known, or with a
 * reason why nothing can be done to it, it is named as left out. One renewal of several lines is acted on once. */
json_t *renewal_bulk_target(const char *name, const json_t *renewal); /* as renewal.list has it */
json_t *renewal_bulk_target_of_row(const struct row *r);

/* Claim, release, put off, pause, go on with, hand over. targets: an array of them, stolen. */
void renewal_bulk(struct app *a, enum action action, json_t *targets);

/* For whoever claims them among other things (renewal_start.h): of targets those that are to be claimed, a new reference; the
 * others are left out. Then each is a call, and how many it were is said in words. */
json_t *renewal_bulk_to_claim(struct app *a, json_t *targets, struct bulk *out);
void renewal_bulk_claim(struct bulk_calls *calls, const json_t *target);
void renewal_bulk_say_claimed(size_t count, struct buf *out);

#endif
