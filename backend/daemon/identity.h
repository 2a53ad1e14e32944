/* Who the users of a team's backend are. A uid is what the kernel says of the connection; its login and its right are
 * what the system says of that uid (daemon/membership.h), which is asked again while it is connected, and remembered for
 * a while in case the system does not answer. Nothing that a client says of itself counts. */
#ifndef DAEMON_IDENTITY_H
#define DAEMON_IDENTITY_H

#include "base/buf.h"
#include "base/terms.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct clock;
struct config;
struct identities;
struct loop;

enum identity_state {
	IDENTITY_ASKED, /* the system has not said yet */
	IDENTITY_KNOWN, /* the rest holds */
	IDENTITY_SILENT /* the system does not say, and what it said is too long ago */
};

struct identity {
	uid_t uid;
	enum identity_state state;
	char *login;
	bool admitted;    /* it has a right */
	enum right right; /* the highest */
	char *group;      /* which gives it; NULL */
	size_t sessions;  /* of it, now */
};

/* changed: one that was asked for, perhaps without sessions by now; it may not enter or leave meanwhile. */
struct identities *identities_new(const struct clock *clock, const struct config *config,
    struct loop *loop, void (*changed)(const struct identity *who, void *arg), void *arg);
void identities_free(struct identities *all); /* once all have left; NULL is fine */

/* A session of that uid begins, and ends. What is returned stays until then. */
const struct identity *identities_enter(struct identities *all, uid_t uid);
void identities_leave(struct identities *all, const struct identity *who);

/* Whether the system answered when it was last asked. */
bool identities_answered(const struct identities *all);

/* "caduca-read, caduca": the groups that give the right, or with `above` any right from it on. */
void identities_groups(const struct config *c, enum right right, bool above, struct buf *out);

#endif
