/* Nothing that people say changes without a line of the audit trail: each transaction is held against that when it is to
 * be committed (store_commit), and refused. */
#ifndef STORE_RECORDED_H
#define STORE_RECORDED_H

#include <sqlite3.h>

#include <stdbool.h>

/* What a statement, or a transaction so far, has written to. */
struct recorded {
	const char *query; /* the name of one whose changes need a line of the trail; NULL: none */
	bool event;        /* a line was appended */
};

/* sqlite3_prepare_v3 of a statement of that name (which outlives *statement), hearing which tables it writes to. */
int recorded_prepare(sqlite3 *db, const char *sql, const char *name, struct recorded *statement,
    sqlite3_stmt **stmt);

/* A statement has changed rows. */
void recorded_changed(struct recorded *transaction, const struct recorded *statement);

/* The query that changed something without a line of the trail in the same transaction; NULL: all is well. */
const char *recorded_missing(const struct recorded *transaction);

#endif
