/* Who may work with a team's backend, as the system last said of the groups that give that right. It is asked in a child,
 * as of each user (daemon/membership.h), and nobody waits for the answer: until it comes, what it said before holds. Who
 * is in such a group by his own entry alone (the group of his login) is not listed by the system. */
#ifndef DAEMON_COLLEAGUES_H
#define DAEMON_COLLEAGUES_H

#include <jansson.h>

struct clock;
struct colleagues;
struct config;
struct loop;

/* Asks at once. */
struct colleagues *colleagues_new(
    const struct clock *clock, const struct config *config, struct loop *loop);
void colleagues_free(struct colleagues *c); /* NULL is fine */

/* Their logins, borrowed; asks anew for the next time where that was long ago. NULL has none. */
const json_t *colleagues_logins(struct colleagues *c);

#endif
