/* From monitors to their renewals. */
#ifndef TUI_SCREENS_RENEWAL_START_H
#define TUI_SCREENS_RENEWAL_START_H

#include <stddef.h>
#include <stdint.h>

struct app;

/* Opens the renewal of a monitor, or offers to begin one. */
void renewal_start_one(struct app *a, int64_t monitor);
/* For marked monitors: a renewal for each distinct certificate, said first. */
void renewal_start_marked(struct app *a);
/* For these monitors, one renewal for each distinct certificate. origin: "mail", "alert", "ticket";
 * NULL: the list. ticket: that asks for it; NULL none. */
void renewal_start_with(
    struct app *a, const int64_t *ids, size_t count, const char *origin, const char *ticket);

#endif
