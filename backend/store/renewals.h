/* Renewals as they are kept: the engine's state as JSON (procedure/renewal.h), the texts of the
 * procedures that it follows, and beside them what lists and searches need: monitors, tickets,
 * documents. Nothing in here is secret: of a file its digest, of a key its public half's.
 * Contract of errors, transactions and strings: store/store.h. */
#ifndef STORE_RENEWALS_H
#define STORE_RENEWALS_H

#include "store/store.h"

/* What a ticket (store/tickets.h) is to the renewal. */
struct record_ticket {
	enum ticket_system sys;
	char *key;  /* that it has; written, also one that it had */
	char *step; /* key of the step that holds it; "": of the whole */
	enum ticket_role role;
	bool
	    by_hand; /* a person linked it: it is read, and stays as it is when the record is written */
};

/* Of two tickets, by their places: they have to be linked. */
struct record_owed {
	size_t ticket, other;
};

struct record_document {
	char *role;           /* "csr", "key", "certificate", "p12", "chain" */
	char sha256[65];      /* of the file */
	char spki_sha256[65]; /* of the key in it; "" */
	char *name;           /* of the file, without its folder */
	char *place;          /* where it was or is archived: a hint; "" */
	int64_t at;           /* when it was taken */
};

/* One renewal. Arrays are in the order in which they were given. */
struct stored_renewal {
	int64_t id;
	int64_t version; /* grows by one with every change */
	char *procedure; /* name of the one that is followed now */
	char **pins;     /* digests of the procedures' texts, the first it began with first */
	size_t pin_count;
	char *snapshot; /* JSON */
	int64_t opened_at;
	int64_t closed_at; /* 0: open */
	char *owner;       /* login; "" nobody */
	char *waiting_on;  /* "": us */
	int64_t follow_up; /* when to look at it again; 0: no date */
	int64_t *monitors;
	size_t monitor_count;
	struct record_ticket *tickets; /* those that were linked by hand last */
	size_t ticket_count;
	struct record_owed *owed; /* written, not read: store_ticket_link_each has them */
	size_t owed_count;
	char **former; /* earlier keys of its tickets; read, not written */
	size_t former_count;
	struct record_document *documents;
	size_t document_count;
};

void record_release(struct stored_renewal *r);
/* Each copies its strings. */
void record_add_pin(struct stored_renewal *r, const char *digest);
void record_add_monitor(struct stored_renewal *r, int64_t monitor);
void record_add_ticket(struct stored_renewal *r, const struct record_ticket *t);
void record_add_owed(struct stored_renewal *r, size_t ticket, size_t other);
void record_add_former(struct stored_renewal *r, const char *key);
void record_add_document(struct stored_renewal *r, const struct record_document *d);

/* Keeps a procedure's text under its digest, once. */
int store_pin_put(struct store *s, const char *digest, const char *text, struct err *err);
int store_pin_get(struct store *s, const char *digest, char **text, struct err *err);

/* Sets id and version. "not-found": a pin or a monitor that is not there. */
int store_renewal_insert(struct store *s, struct stored_renewal *r, struct err *err);
/* Writes all of it where id and version match; raises version. "conflict", "no-renewal". */
int store_renewal_update(struct store *s, struct stored_renewal *r, struct err *err);
int store_renewal_get(struct store *s, int64_t id, struct stored_renewal *r, struct err *err);

/* Only which of its tickets have to be linked. */
int store_renewal_owe(struct store *s, const struct stored_renewal *r, struct err *err);

typedef bool record_fn(const struct stored_renewal *r, void *arg); /* false: no more */

int store_renewal_each_open(struct store *s, record_fn *each, void *arg, struct err *err);
/* Closed ones too, with an id above `after`, in order of id. Their snapshots are without what was done
 * ("trail", "undo", "last"): they are to be looked at, not to be written. */
int store_renewal_each(struct store *s, int64_t after, record_fn *each, void *arg, struct err *err);
/* Closed ones too, newest first: the one before is "the last time". */
int store_renewal_of_monitor(
    struct store *s, int64_t monitor, record_fn *each, void *arg, struct err *err);

/* Those that were closed from that second on, in no order: when, and how ("": no outcome is kept). */
int store_renewal_closed(struct store *s, int64_t since,
    bool (*each)(int64_t closed_at, const char *outcome, void *arg), void *arg, struct err *err);

/* The ids of the closed ones that were opened last, the last one first, at most so many. */
int store_renewal_closed_last(
    struct store *s, int most, void (*each)(int64_t id, void *arg), void *arg, struct err *err);

/* Renewals that have to do with a ticket that has or had that key, oldest first. */
int store_ticket_renewals(struct store *s, const char *key,
    bool (*each)(int64_t renewal, void *arg), void *arg, struct err *err);
/* Documents of other renewals that hold the same public key: was this key used before? */
int store_document_by_spki(struct store *s, const char *spki_sha256, int64_t but_renewal,
    bool (*each)(int64_t renewal, const struct record_document *d, void *arg), void *arg,
    struct err *err);

#endif
