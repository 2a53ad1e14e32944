/* Every watched monitor in memory, with the present state of its addresses: what lists and events are made
 * from without asking the store. About 1 kB a row.
 *
 * Rows are chained in the order of their last change, oldest first. A client that follows the list keeps one
 * pointer into that chain (struct follower): what stands from there on it has not been sent yet. So a client
 * that never reads costs one pointer, and a row that is sent is always the current one. */
#ifndef DAEMON_STATE_ROSTER_H
#define DAEMON_STATE_ROSTER_H

#include "daemon/state/leaf_cache.h"
#include "expiry/urgency.h"
#include "store/store.h"

#include <jansson.h>

struct renewal_summary;
struct config;
struct services_index;
struct roster;
struct service;
struct settled;
struct tally;

/* An address that is gone, or only its other key. */
struct dropped {
	char *address;
	char *key_type; /* NULL: all of it */
};

struct row {
	struct monitor monitor;
	struct observation *addresses;
	size_t address_count;
	struct dropped *dropped; /* what is forgotten here and not yet in the store */
	size_t dropped_count;
	const struct leaf *leaf;    /* of the address that expires first; NULL when none was seen */
	struct deadlines deadlines; /* zero when there is no leaf or its lifetime is no lifetime */
	uint32_t problems;
	const struct service
	    *service; /* that its text names, or without one that a pattern gives; NULL */
	const struct renewal_summary *renewal; /* the open one that it is in; NULL */
	struct tally *tally;                   /* of the verification that is under way; NULL */
	struct settled *settled;               /* what its last renewal was closed with; NULL */
	bool verified;                         /* the last result ended one */
	int64_t seen_at;                       /* when a certificate was last seen at any address */
	bool stale;
	bool gone;       /* retired: kept so that followers hear of it */
	bool unsaved;    /* probe results that are not in the store yet */
	bool asked;      /* a person asked for the probe that is under way */
	bool both_keys;  /* the probe under way, or the next, asks for both keys */
	int connections; /* of the next probe to each address; 0: one */
	int heap;        /* place in the scheduler's heap; -1 */
	int64_t due;     /* monotonic ms of the next probe */
	int64_t ticket;  /* of the probe under way; 0 */
	int kills;       /* workers that were killed, not crashed, with this probe in flight */
	int64_t sweep;   /* the last sweep that waits for it; 0 */
	struct row *older, *newer;
};

/* A client's place in the chain. */
struct follower {
	struct row *next; /* first row not sent yet; NULL: all sent */
	struct follower *link;
	void (*woken)(void *arg); /* something became unsent */
	void *arg;
};

struct roster *roster_new(const struct config *config, const struct services_index *directory);
void roster_free(struct roster *r);

/* Reads all from the store. */
int roster_load(struct roster *r, struct store *s, int64_t now, struct err *err);

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

struct leaf_cache *roster_leaf_cache(
    const struct roster *r); /* the certificates that the rows serve */

/* The row's own observation of that address and key type (""; "rsa", "ecdsa" of a host that has both), made when
 * absent. */
struct observation *row_address(struct row *row, const char *address, const char *key_type);
void row_forget_address(struct row *row, size_t i);
void row_dropped_saved(struct row *row);

/* A service was put or removed: finds that of each row anew, and tells followers of the rows that may show another
 * name. */
void roster_resolve(struct roster *r, int64_t service);
const char *row_service(
    const struct row *row); /* what a person wrote, else the name by pattern; "" */

/* Works out leaf, deadlines and problems anew from the addresses. */
void roster_judge(struct roster *r, struct row *row, int64_t now);
/* Puts the row at the end of the chain and wakes followers. */
void roster_changed(struct roster *r, struct row *row);
int roster_interval(const struct roster *r, const struct row *row,
    int64_t now); /* seconds between probes, without jitter */
int roster_lead(const struct roster *r, const struct monitor *m);
/* The lead of a kind, for monitors without one of their own: the one that was adopted (-1: none), else that of the
 * configuration. To adopt one judges the rows of the kind anew. */
int roster_lead_configured(const struct roster *r, enum kind kind);
int roster_lead_adopted(const struct roster *r, enum kind kind);
void roster_adopt(struct roster *r, enum kind kind, int days, int64_t now);

void roster_follow(struct roster *r, struct follower *f);
void roster_unfollow(struct roster *r, struct follower *f);

/* The rows of the brief descriptions in wire/protocol.h: what the console holds, and what --json prints. */
json_t *row_short(const struct row *row);
json_t *row_full(const struct roster *r, const struct row *row, struct store *s, int64_t now);
/* The stored facts of a certificate; NULL when it is not known. */
json_t *certificate_facts(const struct roster *r, const char *sha256, struct store *s);
enum urgency row_urgency(const struct row *row, int64_t now);

#endif
