/* What the tests of the store share: a real database file in a folder of its own, a clock that
 * stands still, and rows to put in it. Included once by each of them. */
#ifndef UNIT_STORE_FIXTURE_H
#define UNIT_STORE_FIXTURE_H

#include "base/clock.h"
#include "base/mem.h"
#include "store/store.h"

#include <errno.h>
#include <glob.h>
#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <cmocka.h>

#define NOW INT64_C(1795478400) /* 2026-11-24 00:00 UTC */

struct fixture {
	char folder[64];
	char path[96];
	struct store *store;
	int64_t now;
	struct clock clock;
	struct err err;
};

static int64_t
fixture_wall(void *self)
{
	return ((struct fixture *)self)->now;
}

static uint64_t
fixture_random(void *self)
{
	(void)self;
	return 4;
}

__attribute__((unused)) static void
fixture_open(struct fixture *f)
{
	f->store = store_open(f->path, 0, &f->clock, &f->err);
	if (!f->store)
		fail_msg("%s: %s", f->err.code, f->err.text);
}

__attribute__((unused)) static void
fixture_close(struct fixture *f)
{
	store_close(f->store);
	f->store = NULL;
}

static int
fixture_make(void **state)
{
	struct fixture *f = mem_alloc(sizeof(*f));
	const char *tmp = getenv("TMPDIR");

	snprintf(f->folder, sizeof(f->folder), "%.40s/caduca-XXXXXX", tmp ? tmp : "/tmp");
	if (!mkdtemp(f->folder))
		return -1;
	snprintf(f->path, sizeof(f->path), "%s/caduca.db", f->folder);
	f->now = NOW;
	f->clock = (struct clock){fixture_wall, fixture_wall, fixture_random, f};
	*state = f;
	return 0;
}

static int
fixture_remove(void **state)
{
	static const char *const suffixes[] = {"", "-wal", "-shm", "-journal", ".lock", ".copy",
	    ".copy-wal", ".copy-journal", ".copy.lock"};
	struct fixture *f = *state;
	glob_t copies;
	char name[128];
	int rc;

	store_close(f->store);
	/* Of databases of before, made as they were brought up to date. */
	snprintf(name, sizeof(name), "%s.version-*Z", f->path);
	if (!glob(name, 0, NULL, &copies)) {
		for (size_t i = 0; i < copies.gl_pathc; i++)
			unlink(copies.gl_pathv[i]);
		globfree(&copies);
	}
	for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
		snprintf(name, sizeof(name), "%s%s", f->path, suffixes[i]);
		unlink(name);
	}
	/* Fails when something was left behind: a temporary file, say. */
	rc = rmdir(f->folder);
	if (rc < 0)
		print_error("'%s' is not empty\n", f->folder);
	free(f);
	return rc;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_make, fixture_remove)

/* Asserts that a call failed with this code. */
#define assert_fails(f, call, expected)                       \
	do {                                                  \
		(f)->err = (struct err){0};                   \
		assert_int_equal(call, -1);                   \
		assert_non_null((f)->err.code);               \
		assert_string_equal((f)->err.code, expected); \
		assert_true((f)->err.text[0] != '\0');        \
	} while (0)

#define assert_works(f, call)                                                        \
	do {                                                                         \
		if ((call) < 0)                                                      \
			fail_msg("%s: %s: %s", #call, (f)->err.code, (f)->err.text); \
	} while (0)

/* Runs SQL on the file itself, behind the store's back; the store must be closed. */
__attribute__((unused)) static void
fixture_sql(struct fixture *f, const char *sql)
{
	sqlite3 *db;
	char *why = NULL;

	assert_int_equal(sqlite3_open(f->path, &db), SQLITE_OK);
	if (sqlite3_exec(db, sql, NULL, NULL, &why) != SQLITE_OK)
		fail_msg("%s: %s", sql, why);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

/* The first column of the first row of a query on the file at path. */
__attribute__((unused)) static int64_t
fixture_ask(const char *path, const char *sql)
{
	sqlite3 *db;
	sqlite3_stmt *stmt;
	int64_t answer;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
	answer = sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	sqlite3_close(db);
	return answer;
}

/* A monitor of host:443 with everything else as `add` leaves it. Strings are constants: never
 * released. */
__attribute__((unused)) static struct monitor
fixture_monitor(const char *host)
{
	static char empty[] = "";

	return (struct monitor){.name = (char *)(uintptr_t)host,
	    .host = (char *)(uintptr_t)host,
	    .port = 443,
	    .environment = empty,
	    .service = empty,
	    .tags = empty,
	    .lead = -1,
	    .created_at = NOW,
	    .detail = empty};
}

/* What is committed has its line of the trail. */
__attribute__((unused)) static void
fixture_record(struct fixture *f)
{
	const struct event e = {
	    .actor = {1000, "op1", true}, .what = "test", .before = "", .after = ""};

	assert_works(f, store_event_append(f->store, &e, &f->err));
}

__attribute__((unused)) static void
fixture_commit(struct fixture *f)
{
	fixture_record(f);
	assert_works(f, store_commit(f->store, &f->err));
}

/* In a transaction of its own; returns its id. */
__attribute__((unused)) static int64_t
fixture_add(struct fixture *f, const char *host)
{
	struct monitor m = fixture_monitor(host);

	assert_works(f, store_begin(f->store, &f->err));
	assert_works(f, store_monitor_insert(f->store, &m, NULL, &f->err));
	fixture_commit(f);
	return m.id;
}

#endif
