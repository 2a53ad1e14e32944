/* What is done from a view to the renewals of several of its lines at once, or to that of one. */
#ifndef TUI_SCREENS_RENEWAL_BULK_H
#define TUI_SCREENS_RENEWAL_BULK_H

#include "tui/keys/actions.h"

#include <jansson.h>

struct app;
struct row;

/* A line: {"name","renewal","version","owner","paused"}; without a renewal, or whose version is not known, it is named as
 * left out. One renewal of several lines is acted on once. */
json_t *renewal_bulk_target(const char *name, const json_t *renewal); /* as renewal.list has it */
json_t *renewal_bulk_target_of_row(const struct row *r);

/* Claim, release, put off, pause, go on with, hand over. targets: an array of them, stolen. */
void renewal_bulk(struct app *a, enum action action, json_t *targets);

#endif
