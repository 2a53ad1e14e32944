/* What needs a hand now, as lines of one list: the kinds of reasons for which a thing is in it, whose turn it is for each,
 * and the order in which the lines stand. Pure; what makes the lines is daemon/state/today.h, what words them is
 * words/today.h.
 *
 * A line is of one thing (a monitor, a renewal, a ticket, a request to Jira, the backend itself) and has every reason for
 * which that needs a hand, the strongest first. It is ours where any of them is. */
#ifndef EXPIRY_TODAY_H
#define EXPIRY_TODAY_H

#include "base/terms.h"

#include <jansson.h>

#include <stdbool.h>
#include <stdint.h>

enum {
	TODAY_WEEK_DAYS = 7 /* how long before it is due what nobody has begun is told */
};

/* X(id, code, turn): the strongest first. ALONE is of monitors that no open renewal has. */
#define TODAY_KINDS(X)                                                                           \
	X(EXPIRED_ALONE, "expired", OURS)                                                        \
	X(REFUSED, "refused", OURS) /* by every client: another name, revoked, too early */      \
	X(CRITICAL_ALONE, "critical", OURS)                                                      \
	X(AT_RISK, "at-risk", RENEWAL) /* being renewed, and the ordinary path is too long */    \
	X(LATE_ALONE, "late", OURS)                                                              \
	X(OLD_SERVED, "old-served", OURS) /* it is said to be done, and the old one is served */ \
	X(UNVERIFIED, "unverified", OURS) /* closed, and nobody saw the new one served */        \
	X(STORE_FAILS, "store-fails", OURS)                                                      \
	X(BACKUP_FAILS, "backup-fails", OURS)                                                    \
	X(PROBES_FAIL, "probes-fail", OURS) /* so many were not seen for too long, or never */   \
	X(JIRA_FAILS, "jira-fails", OURS)                                                        \
	X(INBOX_FAILS, "inbox-fails", OURS) /* of whoever looks; so is FILE */                   \
	X(REQUEST_FAILS, "request-fails", OURS)                                                  \
	X(ANSWERED, "answered", OURS)                                                            \
	X(FILE, "file", OURS)                                                                    \
	X(NEW_SERVED, "new-served", OURS) /* it is done, and a ticket or step does not say so */ \
	X(READY, "ready", OURS)                                                                  \
	X(DUE_ALONE, "due", OURS)                                                                \
	X(PAUSE_OVER, "pause-over", OURS)                                                        \
	X(DISTRUSTED, "distrusted", OURS)         /* by some clients */                          \
	X(CHANGED, "changed", OURS)               /* and no renewal was behind it */             \
	X(HOSTS_NOT_SAID, "hosts-not-said", OURS) /* that serve a wildcard */                    \
	X(FOLLOW_UP, "follow-up", THEIRS)                                                        \
	X(NOT_LOOKED_AT, "not-looked-at", THEIRS)                                                \
	X(SOON_ALONE, "soon", OURS) /* due this week */

enum today_kind {
#define X(id, code, turn) TODAY_##id,
	TODAY_KINDS(X)
#undef X
	    TODAY_KIND_COUNT
};

/* Whose turn a reason makes it: of a renewal, as that one says. */
enum today_turn { TODAY_OURS, TODAY_THEIRS, TODAY_RENEWAL };

const char *today_kind_text(enum today_kind kind);
int today_kind_from(const char *code); /* -1: not known */
enum today_turn today_kind_turn(enum today_kind kind);

/* Which clients refuse a certificate with these PROBLEM_BITs: all, some, or none (TODAY_KIND_COUNT). *worst is the problem
 * that says so; that it has expired is told by its date. */
enum today_kind today_kind_of_problems(uint64_t problems, enum problem *worst);

/* Of two lines (today.list), whichever comes first stands before: ours, then the stronger reason; within one reason those of
 * whoever asks, then those that nobody has; then the earlier time, and the lower id. login may be "". */
int today_compare(const json_t *a, const json_t *b, const char *login);
bool today_is_ours(const json_t *line);
/* The first of its reasons; TODAY_KIND_COUNT where it is not known here. */
enum today_kind today_kind_of(const json_t *line);

#endif
