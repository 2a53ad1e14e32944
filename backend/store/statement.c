#define QUERY_TEXTS
#include "store/statement.h"

#include "store/trouble.h"

#include <errno.h>

int
store_fail(struct store *s, int rc, struct err *err, const char *doing)
{
	struct err local = {0};

	s->doubtful = s->doubtful || trouble_is_doubt(rc);
	err = err ? err : &local;
	trouble_set(s->db, rc, err, doing);
	if ((rc & 0xff) == SQLITE_CORRUPT) {
		s->damaged = true;
		if (s->on_damage)
			s->on_damage(err->code, err->text, s->on_damage_arg);
	}
	return -1;
}

/* ---- all of them ---- */

int
statement_prepare(struct store *s, enum query which, struct err *err)
{
	int rc = recorded_prepare(s->db, query_texts[which], query_names[which], &s->writes[which],
	    &s->statements[which]);

	/* SQLITE_ERROR: the schema is not the one that user_version promises. */
	if (rc == SQLITE_ERROR)
		return err_set(err, "corrupt-database", "'%s' has not the expected tables: %s: %s",
		    s->path, query_names[which], sqlite3_errmsg(s->db));
	return rc ? store_fail(s, rc, err, "prepare the queries of") : 0;
}

int
statement_prepare_all(struct store *s, struct err *err)
{
	for (int i = 0; i < QUERY_COUNT; i++)
		if (statement_prepare(s, (enum query)i, err) < 0)
			return -1;
	return 0;
}

void
statement_finalize_all(struct store *s)
{
	for (int i = 0; i < QUERY_COUNT; i++) {
		sqlite3_finalize(s->statements[i]);
		s->statements[i] = NULL;
	}
}

bool
statement_any_running(const struct store *s)
{
	for (int i = 0; i < QUERY_COUNT; i++)
		if (s->statements[i] && sqlite3_stmt_busy(s->statements[i]))
			return true;
	return false;
}

/* ---- one of them ---- */

struct statement
statement_of(struct store *s, enum query which)
{
	sqlite3_stmt *stmt = s->statements[which];
	struct statement q = {.store = s, .which = which};

	if (!stmt)
		q.trouble = "the database is closed since an error";
	else if (sqlite3_stmt_busy(stmt))
		q.trouble = "the same query is already running";
	else if (!sqlite3_stmt_readonly(stmt) && which != QUERY_BEGIN &&
		 sqlite3_get_autocommit(s->db))
		q.trouble = "a change outside of a transaction";
	else
		q.stmt = stmt;
	return q;
}

void
bind_int(struct statement *q, int64_t value)
{
	int rc = q->stmt ? sqlite3_bind_int64(q->stmt, ++q->bound, value) : 0;

	q->rc = q->rc ? q->rc : rc;
}

void
bind_text(struct statement *q, const char *text)
{
	int rc = q->stmt ? sqlite3_bind_text(q->stmt, ++q->bound, text, -1, SQLITE_STATIC) : 0;

	q->rc = q->rc ? q->rc : rc;
}

static int
step(struct statement *q, struct err *err)
{
	if (!q->stmt)
		return err_set(err, "io", "cannot use '%s': %s", q->store->path, q->trouble);
	errno = 0;
	if (!q->rc)
		q->rc = sqlite3_step(q->stmt);
	if (q->rc == SQLITE_DONE && !sqlite3_stmt_readonly(q->stmt) &&
	    sqlite3_changes(q->store->db))
		recorded_changed(&q->store->written, &q->store->writes[q->which]);
	q->taken = 0;
	return 0;
}

/* SQLite counts the beginning and the end of a transaction as reading. */
static const char *
doing(const struct statement *q)
{
	const bool ours = q->which == QUERY_BEGIN || q->which == QUERY_COMMIT;

	return sqlite3_stmt_readonly(q->stmt) && !ours ? "read" : "write to";
}

int
statement_next(struct statement *q, struct err *err)
{
	int rc;

	if (step(q, err) < 0)
		return -1;
	rc = q->rc;
	q->rc = 0;
	if (rc == SQLITE_ROW)
		return 1;
	if (rc != SQLITE_DONE)
		store_fail(q->store, rc, err, doing(q));
	statement_end(q);
	return rc == SQLITE_DONE ? 0 : -1;
}

int
statement_run(struct statement *q, struct err *err)
{
	int rc = statement_next(q, err);

	statement_end(q);
	return rc < 0 ? -1 : 0;
}

int
statement_run_constrained(struct statement *q, struct err *err)
{
	int rc;

	if (step(q, err) < 0)
		return -1;
	rc = q->rc;
	if (rc != SQLITE_CONSTRAINT_UNIQUE && rc != SQLITE_CONSTRAINT_FOREIGNKEY)
		rc = rc == SQLITE_DONE ? 0 : store_fail(q->store, rc, err, "write to");
	statement_end(q);
	return rc;
}

void
statement_end(struct statement *q)
{
	if (q->stmt)
		sqlite3_reset(q->stmt);
}

int
statement_missed(
    struct store *s, const struct versioned *table, int64_t id, int64_t version, struct err *err)
{
	struct statement q = statement_of(s, table->known);
	int rc;

	bind_int(&q, id);
	rc = statement_next(&q, err);
	statement_end(&q);
	if (rc < 0)
		return -1;
	if (rc)
		return err_set(err, "conflict", "%s %lld is no longer at version %lld", table->what,
		    (long long)id, (long long)version);
	err_set(err, table->gone, "there is no %s %lld", table->what, (long long)id);
	return err_number(err, "id", id);
}

int64_t
column_int(struct statement *q)
{
	return sqlite3_column_int64(q->stmt, q->taken++);
}

const char *
column_nullable(struct statement *q)
{
	return (const char *)sqlite3_column_text(q->stmt, q->taken++);
}

const char *
column_text(struct statement *q)
{
	const char *text = column_nullable(q);

	return text ? text : "";
}

int
column_word(struct statement *q, int (*from)(const char *text), struct err *err)
{
	const char *text = column_text(q);
	int value = from(text);

	if (value < 0)
		err_set(err, "corrupt-database", "'%s' holds a word that is not known: '%.40s'",
		    q->store->path, text);
	return value;
}
