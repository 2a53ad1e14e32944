/* Reading what the backend sends of a renewal. */
#ifndef TUI_MODEL_RENEWAL_READ_H
#define TUI_MODEL_RENEWAL_READ_H

#include "base/members.h"

struct buf;

/* A date "2026-11-26" or a number of seconds, as people read it; "—" for none. */
void read_date(const json_t *object, const char *name, struct buf *out);

/* The renewal of an answer of renewal.show (procedure/renewal_view.h), with "steps" beside its
 * phases: those of all of them in a row, each with all that was read of it in full (by key), the
 * index of its "phase", and the "document" of its role. New. */
json_t *renewal_lay_out(const json_t *shown, const json_t *full);

#endif
