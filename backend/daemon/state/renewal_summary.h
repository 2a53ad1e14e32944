/* What the store's columns and the lists say of a renewal, worked out from the engine's state. */
#ifndef DAEMON_STATE_RENEWAL_SUMMARY_H
#define DAEMON_STATE_RENEWAL_SUMMARY_H

#include "daemon/state/open_renewals.h"

/* Fills all of the record but id and version from the engine. */
void stored_renewal_update(struct stored_renewal *r, const struct renewal *renewal);

#endif
