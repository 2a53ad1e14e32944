/* The call `check`: whether tickets can be made, linked and commented on as the settings want it, by whose token it is.
 * Nothing is made. */
#ifndef TICKETS_REST_CHECK_H
#define TICKETS_REST_CHECK_H

#include "tickets/call.h"

extern const struct dialect rest_check[]; /* one without a name at the end */

#endif
