/* Tickets: each known once, by its system and key. Its uses say what for: in a renewal, or for a monitor that has none
 * yet; those that follow a renewal's own JSON are written with it (store/renewals.h), those that a person made are written
 * here. Its links say to which other tickets it is linked, and whether that is so in Jira, by hand, or owed.
 * Contract of errors, transactions and strings: store/store.h. */
#ifndef STORE_TICKETS_H
#define STORE_TICKETS_H

#include "store/store.h"

struct ticket {
	int64_t id;
	int64_t version; /* grows by one with every change */
	enum ticket_system sys;
	char *key;    /* "SIS-904" */
	char *title;  /* "" when not known; so are the other texts */
	char *status; /* as its system says it */
	enum ticket_category category;
	bool needs_answer; /* it is our turn there */
	char *assignee;
	int64_t number;     /* by which its system knows it whatever its key; 0 */
	int64_t created_at; /* there */
	int64_t changed_at; /* there */
	int64_t looked_at;
	char *looked_by;
	int64_t known_at; /* when it came to be known here */
};

struct ticket_use {
	int64_t id;
	int64_t ticket;
	int64_t renewal;  /* 0: of a monitor */
	int64_t monitor;  /* 0: of a renewal */
	const char *step; /* its key; "": of the whole */
	enum ticket_role role;
	bool by_hand;
	int64_t at;
	const char *login; /* who linked it; "" where not by hand */
};

struct ticket_link {
	int64_t ticket, other;
	enum ticket_link_how how;
	int64_t renewal; /* on whose account it is owed; 0 */
	int64_t at;
	const char *login;
};

void ticket_release(struct ticket *t);

/* Sets id, version and known_at (when 0). "duplicate": it is known. */
int store_ticket_insert(struct store *s, struct ticket *t, struct err *err);
/* Writes all but known_at where id and version match; raises version. "conflict", "no-ticket", "duplicate". */
int store_ticket_update(struct store *s, struct ticket *t, struct err *err);
int store_ticket_get(struct store *s, int64_t id, struct ticket *t, struct err *err);
/* By the key that it has or had; of several the one that has it, then the first known. sys -1: of any system. 1 found, 0
 * not, -1. */
int store_ticket_find(struct store *s, int sys, const char *key, struct ticket *t, struct err *err);
/* By the number by which its system knows it, whatever its key; of several the first known. 1 found, 0 not, -1. */
int store_ticket_numbered(
    struct store *s, enum ticket_system sys, int64_t number, struct ticket *t, struct err *err);
typedef bool ticket_fn(const struct ticket *t, void *arg); /* false: no more */
/* With an id above `after`, in order of id. */
int store_ticket_each(struct store *s, int64_t after, ticket_fn *each, void *arg, struct err *err);

/* Another key by which it is found. */
int store_ticket_former_put(
    struct store *s, int64_t ticket, const char *key, const char *login, struct err *err);
int store_ticket_former_each(struct store *s, int64_t ticket,
    bool (*each)(const char *key, int64_t at, const char *login, void *arg), void *arg,
    struct err *err);

/* A use that a person makes; id and at are set. "duplicate", "not-found". */
int store_ticket_use_add(struct store *s, struct ticket_use *u, struct err *err);
/* One that a person made. */
int store_ticket_use_remove(struct store *s, int64_t use, struct err *err);
typedef bool ticket_use_fn(const struct ticket_use *u, void *arg);
int store_ticket_use_each(
    struct store *s, int64_t ticket, ticket_use_fn *each, void *arg, struct err *err);
int store_ticket_use_of_renewal(
    struct store *s, int64_t renewal, ticket_use_fn *each, void *arg, struct err *err);
/* Those of watched monitors, in order of monitor. */
int store_ticket_use_of_monitors(struct store *s, ticket_use_fn *each, void *arg, struct err *err);

/* In the place of the one before between the two, whichever is named first; at is set. */
int store_ticket_link_put(struct store *s, struct ticket_link *l, struct err *err);
int store_ticket_link_remove(struct store *s, int64_t ticket, int64_t other, struct err *err);
typedef bool ticket_link_fn(const struct ticket_link *l, void *arg);
int store_ticket_link_each(
    struct store *s, int64_t ticket, ticket_link_fn *each, void *arg, struct err *err);

/* The uses and former keys of t become those of another ticket, its key a former one of that; its links end, and it is
 * there no more. "conflict". */
int store_ticket_merge(
    struct store *s, const struct ticket *t, int64_t into, const char *login, struct err *err);

#endif
