/* The store's inside: the connection with its prepared statements, and how one is run. Every query
 * is prepared when the connection opens, so a query that does not fit the schema is found there and
 * never later.
 *
 *	struct statement q = statement_of(s, QUERY_MONITOR_GET);
 *
 *	bind_int(&q, id);                     parameters in the order of queries.sql
 *	while ((rc = statement_next(&q, err)) > 0)
 *		id = column_int(&q);            columns in the order of queries.sql
 *	statement_end(&q);                    only needed when left before the last row
 *
 * What goes wrong on the way (a statement in use, a value too long) is kept and comes out of
 * statement_next. */
#ifndef STORE_STATEMENT_H
#define STORE_STATEMENT_H

#include "base/err.h"
#include "store/recorded.h"
#include "store_queries.h"

#include <sqlite3.h>

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct clock;
struct store_copy;

struct store {
	char *path;
	const struct clock *clock;
	int lock;      /* the flock of path.lock, from open to close */
	sqlite3 *db;   /* NULL after a reopen that failed: store_begin tries again */
	bool doubtful; /* a write or fsync failed: the next transaction needs a new connection */
	bool damaged;  /* SQLite found the file corrupt: the log stays when it is closed */
	sqlite3_stmt *statements[QUERY_COUNT];
	struct recorded writes[QUERY_COUNT]; /* what each of them writes */
	struct recorded written;             /* by the transaction so far */
	struct store_copy *copy;             /* that reads from db; NULL */
	char *before;                        /* store_before */
	void (*on_damage)(
	    const char *code, const char *text, void *arg); /* store_on_damage; NULL */
	void *on_damage_arg;
};

struct statement {
	struct store *store;
	enum query which;
	sqlite3_stmt *stmt;  /* NULL when `trouble` */
	const char *trouble; /* why it cannot be run; static */
	int bound;           /* parameters bound so far */
	int taken;           /* columns taken of the present row */
	int rc;              /* the first binding that failed */
};

int statement_prepare(struct store *s, enum query which, struct err *err);
int statement_prepare_all(struct store *s, struct err *err);
void statement_finalize_all(struct store *s);
bool statement_any_running(const struct store *s);

struct statement statement_of(struct store *s, enum query which);

/* Text must stay as it is until the statement has ended. NULL is SQL's NULL. */
void bind_int(struct statement *q, int64_t value);
void bind_text(struct statement *q, const char *text);

/* 1: a row; 0: no more; -1. Ends the statement unless there is a row. */
int statement_next(struct statement *q, struct err *err);
/* For a statement without rows: 0 or -1. */
int statement_run(struct statement *q, struct err *err);
/* The same, but a broken UNIQUE or foreign key is left to the caller, as SQLITE_CONSTRAINT_... */
int statement_run_constrained(struct statement *q, struct err *err);
void statement_end(struct statement *q);

/* A table whose rows are changed from a version on; `known` finds one by its id. */
struct versioned {
	enum query known;
	const char *what, *gone; /* as the log calls one, and the code of one that is not there */
};
/* Why a change of (id, version) met no row: "conflict", or `gone` with the id. -1. */
int statement_missed(
    struct store *s, const struct versioned *table, int64_t id, int64_t version, struct err *err);

/* A text lives until the statement goes on; NULL comes out as "", except from column_nullable. */
int64_t column_int(struct statement *q);
const char *column_text(struct statement *q);
const char *column_nullable(struct statement *q);
/* The text's value, or -1: "corrupt-database" naming the word. */
int column_word(struct statement *q, int (*from)(const char *text), struct err *err);

/* Of upgrade.c. Brings the tables up to date; where `keep`, what was there before is copied first. "upgrade-failed": the
 * database is as it was. */
int store_upgrade(struct store *s, bool keep, struct err *err);
void store_note_program(struct store *s);
/* store_open; `keep` as above. */
struct store *store_open_keeping(
    const char *path, int wait_ms, const struct clock *clock, bool keep, struct err *err);

/* The folder of a database at path: made 0700, ours, on a file system of this machine. */
int store_prepare_folder(const char *path, struct err *err);

/* Of copy.c: the connection is about to close, and what is being copied from it will not be whole. */
void store_copy_abandon(struct store *s);

/* trouble_set for the store's own connection; notes when that may not be trusted any more. */
int store_fail(struct store *s, int rc, struct err *err, const char *doing);

#endif
