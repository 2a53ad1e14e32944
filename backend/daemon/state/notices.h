/* Whose renewal it becomes, and who is to be told: the one it was taken over from, and the one it was handed over to,
 * who may both be away. */
#ifndef DAEMON_STATE_NOTICES_H
#define DAEMON_STATE_NOTICES_H

#include "base/err.h"

#include <jansson.h>

#include <stdint.h>

struct store;

enum { NOTIFIED_MOST = 2 };

/* Those whose notices changed: logins, the caller's to free; NULL after the last. */
struct notified {
	char *logins[NOTIFIED_MOST];
};

/* Within the transaction of an act (event: the engine's) of somebody on a renewal. */
int notices_of_act(struct store *store, const char *actor, int64_t renewal, const json_t *event,
    struct notified *told, struct err *err);
void notified_release(struct notified *told);

#endif
