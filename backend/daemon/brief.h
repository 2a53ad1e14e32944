/* What the store's columns and the lists say of a renewal, worked out from the engine's state. */
#ifndef DAEMON_BRIEF_H
#define DAEMON_BRIEF_H

#include "daemon/book.h"

/* Fills all of the record but id and version from the engine. */
void record_sync(struct record *r, const struct renewal *renewal);

#endif
