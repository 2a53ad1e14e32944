/* What clients are sent without asking for it, as far as they read: first the status that is owed, then what streams have, then
 * the rows that changed, then what else did (news.h). */
#ifndef DAEMON_PUSH_H
#define DAEMON_PUSH_H

#include "daemon/news.h"

#include <stdint.h>

struct server;
struct session;

/* The progress, the store's state or the workers changed: every follower gets a status event soon. */
void server_status_changed(struct server *s);
void server_sweep_changed(struct server *s);
/* Something changed that is no row: every follower gets its event soon. */
void server_news(struct server *s, enum news_kind kind, int64_t id);
void server_news_to(
    struct server *s, const char *login, enum news_kind kind); /* only those of that login */

/* ---- for sessions ---- */

void push_now(struct session *s);
void push_soon(void *session);        /* with what else changes in the next PUSH_MS */
void push_changes(struct session *s); /* rows and news alone: they go before an answer */

#endif
