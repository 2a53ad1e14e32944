/* The calls on what is attached to tickets. */
#ifndef TICKETS_REST_FILES_H
#define TICKETS_REST_FILES_H

#include "tickets/call.h"

enum { REST_FILE_MAX_BYTES = 8 << 20 }; /* of one that is attached or fetched */

extern const struct dialect rest_files[]; /* one without a name at the end */

#endif
