/* What a client is to be told of that is no row: which things changed, each once, however often it did. What is said of a
 * thing is made when it is sent, so a client that does not read costs a few bytes for each thing. */
#ifndef DAEMON_NEWS_H
#define DAEMON_NEWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* X(id, event) */
#define NEWS(X)                                                                                   \
	X(RENEWAL, "renewal") /* one that has no monitor: rows tell of the others */              \
	X(TICKET, "ticket")                                                                       \
	X(TICKET_REQUEST, "ticket-request") /* to Jira */                                         \
	X(TRAIL, "log")                     /* there are new lines in the audit trail; no id */   \
	X(PEOPLE, "people")                 /* who has a console open, and where; it has no id */ \
	X(NOTICE, "notices") /* what the client's own user is to be told; none either */          \
	X(TODAY, "today")    /* a line of today.list */

enum news_kind {
#define X(id, event) NEWS_##id,
	NEWS(X)
#undef X
	    NEWS_COUNT
};

struct news_item {
	enum news_kind kind;
	int64_t id;
};

struct news {
	struct news_item *items;
	size_t count, at; /* at: how many of them were taken out */
};

const char *news_event(enum news_kind kind);
void news_add(struct news *n, enum news_kind kind, int64_t id);
/* The one that has waited longest; false: none. */
bool news_next(struct news *n, struct news_item *item);
void news_release(struct news *n);

#endif
