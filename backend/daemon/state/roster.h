/* Every watched monitor in memory, with the present state of its addresses: what lists and events are made
 * from without asking the store. About 1 kB a row.
 *
 * Rows are chained in the order of their last change, oldest first. A client that follows the list keeps one
 * pointer into that chain (struct follower): what stands from there on it has not been sent yet. So a client
 * that never reads costs one pointer, and a row that is sent is always the current one. */
#ifndef DAEMON_STATE_ROSTER_H
#define DAEMON_STATE_ROSTER_H

#include "daemon/state/leaf_cache.h"
#include "daemon/state/row.h"
#include "store/store.h"

struct config;
struct services_index;
struct site;
struct roster;

/* A client's place in the chain. */
struct follower {
	struct row *next; /* first row not sent yet; NULL: all sent */
	struct follower *link;
	void (*woken)(void *arg); /* something became unsent */
	void *arg;
};

struct roster *roster_new(const struct config *config, const struct services_index *services);
void roster_free(struct roster *r);

/* Reads all from the store. */
int roster_load(struct roster *r, struct store *s, int64_t now, struct err *err);

/* Who knows the site, for what is declared of issuers: read anew by its people, so it is asked each time. All rows are judged by
 * it. */
void roster_ask_site(
    struct roster *r, const struct site *(*site)(void *arg), void *arg, int64_t now);

size_t roster_count(const struct roster *r);                 /* watched ones */
size_t roster_slots(const struct roster *r);                 /* gone ones too: for roster_at */
struct row *roster_at(const struct roster *r, size_t i);     /* in order of id */
struct row *roster_find(const struct roster *r, int64_t id); /* NULL when not watched */
/* The watched monitor with this host, port, protocol and SNI; NULL. */
struct row *roster_endpoint(struct roster *r, const struct monitor *m);

/* Takes over the strings of *m (and zeroes it). */
struct row *roster_add(struct roster *r, struct monitor *m);
void roster_edit(struct roster *r, struct row *row, struct monitor *m, int64_t now); /* likewise */
void roster_retire(struct roster *r, struct row *row);
/* One that was retired is watched again, with what was seen of it: m as the store has it now, taken over. Its renewal and
 * its tickets are the caller's to show. */
struct row *roster_restore(struct roster *r, struct store *s, struct monitor *m, int64_t now);

struct leaf_cache *roster_leaf_cache(
    const struct roster *r); /* the certificates that the rows serve */

/* A service was put or removed: finds that of each row anew, and tells followers of the rows that may show another
 * name. */
void roster_resolve(struct roster *r, int64_t service);

/* Those that a wildcard covers and that are known (state/wildcard_hosts.h), new. */
json_t *roster_hosts_of(const struct roster *r, const struct monitor *wildcard);

/* Works out leaf, deadlines and problems anew from the addresses. */
void roster_judge(struct roster *r, struct row *row, int64_t now);
/* Puts the row at the end of the chain and wakes followers. */
void roster_changed(struct roster *r, struct row *row);
int roster_interval(const struct roster *r, const struct row *row,
    int64_t now); /* seconds between probes, without jitter */
/* The lead of a kind, for monitors without one of their own: the one that was adopted (-1: none), else that of the
 * configuration. To adopt one judges the rows of the kind anew. */
int roster_lead_configured(const struct roster *r, enum kind kind);
int roster_lead_adopted(const struct roster *r, enum kind kind);
void roster_adopt_lead(struct roster *r, enum kind kind, int days, int64_t now);

void roster_follow(struct roster *r, struct follower *f);
void roster_unfollow(struct roster *r, struct follower *f);

#endif
