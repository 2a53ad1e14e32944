/* What is kept: one SQLite file, owned by one process.
 *
 * A monitor is a row that a person acts on; a certificate is known by its SHA-256; an observation
 * is the present state of one (monitor, address, key type); a change is a line of history, written
 * only when what an address serves or how it answers became different; an event is a line of the
 * audit trail, append-only by trigger and chained by hash. SQL text stands in schema.sql and
 * queries.sql; only this folder steps a statement.
 *
 * Writing is between store_begin and store_commit: when commit has returned 0 it is on the disk.
 * All functions return 0, or -1 with err->code one of: "disk-full", "read-only", "not-found",
 * "duplicate", "conflict", "newer-database", "corrupt-database", "locked", "io"; from store_open
 * also "not-a-database" (another program's, or none), "remote-filesystem" (NFS and the like) and
 * what base/sys.h says of folders and locks. After -1 inside a transaction the caller rolls back;
 * "not-found", "duplicate" and "conflict" changed nothing: then it may go on instead. A change
 * outside of a transaction is refused. An `each` function may call other functions of the store,
 * but not the one that calls it. Strings in structs that a call fills are the struct's own: release
 * them with the function named at the struct. Times are seconds since the epoch, 0 is "never";
 * digests lower-case hex. */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "base/err.h"
#include "base/terms.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct clock;
struct store;

/* Opens (creates, 0600 from the first byte, in a 0700 folder) the database at path, after taking
 * the flock of "path.lock", waiting for it at most wait_ms; runs quick_check after an unclean shutdown;
 * brings an older one up to date, all or nothing ("upgrade-failed"), after copying it beside itself. NFS and other remote file systems are refused. The lock is held until
 * store_close. */
struct store *store_open(const char *path, int wait_ms, const struct clock *clock, struct err *err);
/* The copy that was made of the database before it was brought up to date just now; NULL: it was not. */
const char *store_before(const struct store *s);
void store_close(struct store *s); /* checkpoints, closes, then releases the lock; NULL is fine */

int store_begin(struct store *s, struct err *err);
/* "unrecorded": something that people say was changed (store/recorded.h), and no event appended: all of it was taken back. */
int store_commit(struct store *s, struct err *err);
void store_rollback(struct store *s);

/* After a failed commit or fsync the connection must be opened anew (the page cache lies): closes
 * and opens the same file, keeping the flock. store_begin does so by itself where it is needed: a
 * caller only has to begin again, later. */
int store_reopen(struct store *s, struct err *err);

/* Whether changes can be written again: writes as much as most changes do, and takes it back. Of nothing alone a commit is
 * fine however full the disk is. */
int store_try_write(struct store *s, struct err *err);

/* Told each time that SQLite finds the file damaged, be it in reading; text is cleaned of nothing. */
void store_on_damage(
    struct store *s, void (*damaged)(const char *code, const char *text, void *arg), void *arg);

/* ---- monitors ---- */

struct monitor {
	int64_t id;
	int64_t version; /* grows by one with every change by a person */
	/* What a person says. Texts are never NULL but for sni (NULL: the host, none for an address; "": none), and the
	 * name is never empty in the store. The host is in the form of base/hostname.h; of a certificate in a file the
	 * host is its name, and the port 0. */
#define STRING(ID, name, ...) char *name;
#define NUMBER(ID, name, ...) int name;
#define TERM(ID, name, noun, ...) enum noun name;
#include "base/monitor_fields.def"
#undef STRING
#undef NUMBER
#undef TERM
	int64_t created_at;
	int64_t retired_at;  /* 0: watched */
	int64_t declared_at; /* when what is declared of its certificate was last said; 0: never */
	int64_t next_probe_at;
	int64_t checked_at;   /* when the last probe of it ended */
	enum outcome outcome; /* of the last probe: dns-failure, or the best of its addresses */
	char *detail;         /* of that outcome, cleaned; "" when none */
	int failures;         /* probes in a row that saw no certificate */
};

/* There is a host that can be probed: it is not in a file, nor planned for every host of a domain. */
bool monitor_is_probed(const struct monitor *m);

void monitor_release(struct monitor *m);
void monitor_copy(struct monitor *to, const struct monitor *from); /* `to` uninitialised */

/* Sets m->id and m->version = 1. "duplicate": a watched monitor has this host, port, protocol, SNI
 * (*existing, when not NULL, gets its id). */
int store_monitor_insert(struct store *s, struct monitor *m, int64_t *existing, struct err *err);
/* Writes the fields that a person edits where id and version match, and raises m->version.
 * "conflict". */
int store_monitor_update(struct store *s, struct monitor *m, int64_t *existing, struct err *err);
/* Sets retired_at; id and version must match. */
int store_monitor_retire(struct store *s, int64_t id, int64_t version, int64_t at, struct err *err);
/* The other way round. Of *m the id, the version and the endpoint are read; the version is raised. "conflict", also of one
 * that is watched; "duplicate" as of store_monitor_insert. */
int store_monitor_restore(struct store *s, struct monitor *m, int64_t *existing, struct err *err);
/* Scheduling state only: next_probe_at, checked_at, outcome, detail, failures. No version. */
int store_monitor_probed(struct store *s, const struct monitor *m, struct err *err);
/* Also one that is retired. */
int store_monitor_get(struct store *s, int64_t id, struct monitor *m, struct err *err);
/* Calls each for every watched monitor, in order of id; stops when it returns false. */
int store_monitor_each(
    struct store *s, bool (*each)(const struct monitor *m, void *arg), void *arg, struct err *err);

/* ---- certificates ---- */

/* facts is the JSON object of pki/facts_json as text; the columns beside it are those that lists
 * need. */
struct certificate {
	int64_t id;
	char sha256[65];
	int64_t not_before;
	int64_t not_after;
	char *facts;
};

void certificate_release(struct certificate *c);

/* Inserts unless the digest is known; sets c->id either way. */
int store_certificate_put(struct store *s, struct certificate *c, struct err *err);
int store_certificate_get(
    struct store *s, const char *sha256, struct certificate *c, struct err *err);
/* Calls each for every certificate that is the leaf of an observation of a watched monitor. */
int store_certificate_each(struct store *s, bool (*each)(const struct certificate *c, void *arg),
    void *arg, struct err *err);

/* ---- observations ---- */

struct observation {
	int64_t monitor;
	char *address;    /* as text; "" for a monitor whose name did not resolve */
	char key_type[8]; /* "" for whatever the host chose; "rsa", "ecdsa" when asked for */
	enum outcome outcome;
	char *detail;      /* cleaned; "" when none */
	char sha256[65];   /* leaf last seen; "" when never */
	char *chain;       /* digests as served, space between; that of the leaf last seen */
	int64_t path_end;  /* end of the best verified path; 0 when none verified */
	uint64_t problems; /* PROBLEM_BIT(...)s of the certificate last seen */
	char tls[16];      /* "TLSv1.3"; "" */
	int64_t checked_at;
	int64_t seen_at;    /* when a certificate was last seen */
	int64_t good_until; /* the verdict on this chain holds until then; 0: compute anew */
	char trust[17];     /* generation of the trust store that the verdict was made with */
};

void observation_release(struct observation *o);

/* Inserts or replaces the present state; where sha256 or outcome differ from what stood there, a
 * line of history is added in the same transaction, with at = checked_at. "not-found": put the
 * certificate of sha256 first. */
int store_observation_put(struct store *s, const struct observation *o, struct err *err);
/* Forgets an address that is gone from DNS, or only one of its keys (NULL: every one). Its history
 * stays, with a last line "gone". */
int store_observation_drop(struct store *s, int64_t monitor, const char *address,
    const char *key_type, int64_t at, struct err *err);
/* monitor 0: of every watched monitor, in order of monitor, address, key type. */
int store_observation_each(struct store *s, int64_t monitor,
    bool (*each)(const struct observation *o, void *arg), void *arg, struct err *err);

struct change {
	int64_t at;
	int64_t monitor;
	const char *address;
	const char *key_type;
	const char *outcome; /* text of an outcome, or "gone" */
	const char *sha256;  /* "" when none was seen yet */
	int64_t not_after;   /* of that certificate; 0 */
	const char *issuer;  /* of that certificate, from its facts; "" */
};

/* Newest first, at most limit. */
int store_change_each(struct store *s, int64_t monitor, int limit,
    bool (*each)(const struct change *c, void *arg), void *arg, struct err *err);

/* ---- the audit trail ---- */

struct actor {
	uid_t uid;
	const char *login;
	bool proven; /* false: declared (a shared account) */
};

struct event {
	int64_t seq;
	int64_t at;
	struct actor actor;
	const char *what;   /* "monitor.add" */
	int64_t subject;    /* id of what changed; 0 */
	const char *before; /* JSON text or "" */
	const char *after;
	const char *hash; /* hex SHA-256 over the previous hash and this line (events.c) */
};

/* Appends in the caller's transaction; at is the store's clock. seq and hash of e are ignored. */
int store_event_append(struct store *s, const struct event *e, struct err *err);
/* Newest first, at most limit, with seq < before (0: from the end). */
int store_event_each(struct store *s, int64_t before, int limit,
    bool (*each)(const struct event *e, void *arg), void *arg, struct err *err);
/* Which events are asked for. "" and 0: whatever. */
struct event_filter {
	/* A login, or several between commas; after a leading '-' those that are left out. */
	const char *who;
	/* "monitor.edit", or the family "monitor"; several and '-' as above. */
	const char *what;
	int64_t since, until; /* from that second on, and before that one */
	int64_t subject;      /* of what it is about */
	int64_t
	    monitor; /* of that one, of a renewal that it is or was in, or of a ticket of either */
	int64_t renewal; /* of that one, or of a ticket of it */
};

/* The seq of the newest; 0: there is none. */
int store_event_head(struct store *s, int64_t *seq, struct err *err);

enum { EVENT_FIND_SPAN = 20000 };

/* The events that pass with after < seq < before (0: no end), until each returns false: the oldest first when `forward`,
 * else the newest. No more than EVENT_FIND_SPAN events are looked at, from the end that is begun at; *next gets the seq to
 * go on from, exclusive: 0 when all were looked at. */
int store_event_find(struct store *s, const struct event_filter *filter, int64_t after,
    int64_t before, bool forward, int64_t *next, bool (*each)(const struct event *e, void *arg),
    void *arg, struct err *err);
/* The same of one kind, later than since, until each returns false. What is older than the last hundred thousand events
 * is not looked at; all of these are read once, so what is about several things is asked for together. */
int store_event_of_kind(struct store *s, const char *what, int64_t since,
    bool (*each)(const struct event *e, void *arg), void *arg, struct err *err);
/* How far the chain was walked: all zero before the first event. */
struct trail_walk {
	int64_t seq;
	unsigned char digest[32]; /* of that event */
	char hash[65];            /* the same as text */
};
/* Walks on over so many events (-1: all): 1 when there may be more, 0 when every hash holds to the end; -1
 * "corrupt-trail" naming the seq. */
int store_event_walk(struct store *s, struct trail_walk *walk, int limit, struct err *err);
/* The whole of it at once. head gets the last hash. */
int store_event_verify(struct store *s, char head[65], struct err *err);

#endif
