/* Which statement writes where is asked of SQLite itself when the statement is prepared, so a new query or a new table is
 * held to the rule without anybody thinking of it. Free of it is what the machine notes by itself, and what only repeats
 * what stands in the trail already. */
#include "store/recorded.h"

#include <stddef.h>
#include <string.h>

static const char *const free_tables[] = {
    "schedule",
    "certificate",
    "observation",
    "observation_time",
    "change",            /* what probes saw */
    "finding",           /* what probes saw; the line of its acknowledgement goes with that */
    "ticket_read",       /* what Jira said */
    "notice",            /* what somebody is to be told of an act, which has its line */
    "answer",            /* follows from a choice, which has its line */
    "imported",          /* what a list said; what that changed has its lines */
    "import_part",       /* which lines those are */
    "import_unfinished", /* that not all of them are there yet */
    "program",           /* which program opened the database */
    "sqlite_sequence",
    "sqlite_master",
};

struct heard {
	struct recorded *statement;
	const char *name;
};

static bool
needs_line(const char *table)
{
	for (size_t i = 0; i < sizeof(free_tables) / sizeof(*free_tables); i++)
		if (!strcmp(free_tables[i], table))
			return false;
	return true;
}

static int
hear(void *of, int action, const char *table, const char *column, const char *database,
    const char *trigger)
{
	struct heard *heard = of;

	(void)column, (void)database, (void)trigger;
	if (action != SQLITE_INSERT && action != SQLITE_UPDATE && action != SQLITE_DELETE)
		return SQLITE_OK;
	if (!strcmp(table, "event"))
		heard->statement->event = true;
	else if (needs_line(table))
		heard->statement->query = heard->name;
	return SQLITE_OK;
}

int
recorded_prepare(
    sqlite3 *db, const char *sql, const char *name, struct recorded *statement, sqlite3_stmt **stmt)
{
	struct heard heard = {statement, name};
	int rc;

	*statement = (struct recorded){0};
	sqlite3_set_authorizer(db, hear, &heard);
	rc = sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, stmt, NULL);
	sqlite3_set_authorizer(db, NULL, NULL);
	return rc;
}

void
recorded_changed(struct recorded *transaction, const struct recorded *statement)
{
	if (statement->query)
		transaction->query = statement->query;
	transaction->event = transaction->event || statement->event;
}

const char *
recorded_missing(const struct recorded *transaction)
{
	return transaction->event ? NULL : transaction->query;
}
