/* Two tickets are linked in Jira. The payload: "other", the id of the other ticket, and "uid" and "proven" of its owner. To
 * link them twice does no harm. */
#ifndef DAEMON_TICKETING_REQUEST_LINK_H
#define DAEMON_TICKETING_REQUEST_LINK_H

#include "daemon/ticketing/request_kind.h"

struct actor;

extern const struct request_kind request_link;

/* Within a transaction: writes down that the ticket of `created` is to be linked to each ticket of Jira that the renewal
 * has besides, but those that it is linked to, or will be, already. */
int request_link_owed(const struct ticketing *t, const struct ticket_request *created,
    const struct actor *owner, int64_t renewal, struct request_effects *effects, struct err *err);

#endif
