/* rooms: store base */
#include "base/sha256.h"
#include "store_fixture.h"

#include "store/statement.h"

static struct event
event(int64_t subject, const char *before, const char *after)
{
	return (struct event){.actor = {1000, "op1", true},
	    .what = "monitor.edit",
	    .subject = subject,
	    .before = before,
	    .after = after};
}

/* Four events; the head comes out in head when not NULL. */
static void
write_trail(struct fixture *f, char head[65])
{
	const struct event events[] = {
	    {.actor = {0, "root", false},
		.what = "monitor.add",
		.subject = 1,
		.before = "",
		.after = "{}"},
	    event(1, "{}", "{\"name\":\"Seu\"}"),
	    event(2, "{\"a\":1}", "{\"a\":2}"),
	    event(3, "", ""),
	};
	char own[65];

	fixture_open(f);
	for (size_t i = 0; i < sizeof(events) / sizeof(events[0]); i++) {
		f->now = NOW + (int64_t)i;
		assert_works(f, store_begin(f->store, &f->err));
		assert_works(f, store_event_append(f->store, &events[i], &f->err));
		assert_works(f, store_commit(f->store, &f->err));
	}
	assert_works(f, store_event_verify(f->store, head ? head : own, &f->err));
}

static bool
write_event(const struct event *e, void *arg)
{
	char *text = arg;
	size_t used = strlen(text);

	snprintf(text + used, 2048 - used, "%lld %lld %u %s %d %s %lld [%s] [%s] %zu\n",
	    (long long)e->seq, (long long)e->at - NOW, e->actor.uid, e->actor.login,
	    e->actor.proven, e->what, (long long)e->subject, e->before, e->after, strlen(e->hash));
	return true;
}

static void
what_people_say_is_not_changed_without_a_line(void **state)
{
	struct fixture *f = *state;
	struct monitor m = fixture_monitor("a.cat"), free_of_it;
	int64_t known;

	fixture_open(f);
	known = fixture_add(f, "b.cat");
	assert_works(f, store_begin(f->store, &f->err));
	assert_works(f, store_monitor_insert(f->store, &m, NULL, &f->err));
	assert_fails(f, store_commit(f->store, &f->err), "unrecorded");
	assert_string_equal(err_said(&f->err, "name"), "monitor_insert");
	assert_fails(f, store_monitor_get(f->store, m.id, &m, &f->err), "not-found");

	/* A line of an earlier transaction is none of this one; a change that changed nothing needs none. */
	assert_works(f, store_begin(f->store, &f->err));
	assert_fails(f, store_monitor_retire(f->store, known, 99, NOW, &f->err), "conflict");
	assert_works(f, store_commit(f->store, &f->err));

	/* What probes note is free of it. */
	assert_works(f, store_monitor_get(f->store, known, &free_of_it, &f->err));
	assert_works(f, store_begin(f->store, &f->err));
	free_of_it.checked_at = NOW;
	assert_works(f, store_monitor_probed(f->store, &free_of_it, &f->err));
	assert_works(f, store_commit(f->store, &f->err));
	monitor_release(&free_of_it);
}

static void
events_come_newest_first_and_in_pages(void **state)
{
	struct fixture *f = *state;
	char text[2048] = "";

	write_trail(f, NULL);
	assert_works(f, store_event_each(f->store, 0, 2, write_event, text, &f->err));
	assert_works(f, store_event_each(f->store, 3, 10, write_event, text, &f->err));
	assert_string_equal(text, "4 3 1000 op1 1 monitor.edit 3 [] [] 64\n"
				  "3 2 1000 op1 1 monitor.edit 2 [{\"a\":1}] [{\"a\":2}] 64\n"
				  "2 1 1000 op1 1 monitor.edit 1 [{}] [{\"name\":\"Seu\"}] 64\n"
				  "1 0 0 root 0 monitor.add 1 [] [{}] 64\n");
}

static void
add_number(struct sha256 *h, uint64_t n)
{
	for (int shift = 56; shift >= 0; shift -= 8) {
		unsigned char byte = (unsigned char)(n >> shift);

		sha256_add(h, &byte, 1);
	}
}

/* The bytes as the comment of events.c defines them, written down a second time: a program of
 * another hand must come to the same head. */
static void
the_hash_is_over_the_bytes_that_are_defined(void **state)
{
	static const char *const texts[] = {"op1", "monitor.edit", "before", "after"};
	static const int64_t numbers[] = {1, NOW, 1000, 1, -7};
	struct fixture *f = *state;
	struct event e = event(-7, "before", "after");
	unsigned char digest[SHA256_BYTES] = {0};
	char expected[65], head[65];
	struct sha256 h;

	sha256_init(&h);
	sha256_add(&h, digest, sizeof(digest));
	for (int i = 0; i < 5; i++)
		add_number(&h, (uint64_t)numbers[i]);
	for (int i = 0; i < 4; i++) {
		add_number(&h, strlen(texts[i]));
		sha256_add(&h, texts[i], strlen(texts[i]));
	}
	sha256_finish(&h, digest);
	sha256_hex(digest, expected);

	fixture_open(f);
	assert_works(f, store_begin(f->store, &f->err));
	assert_works(f, store_event_append(f->store, &e, &f->err));
	assert_works(f, store_commit(f->store, &f->err));
	assert_works(f, store_event_verify(f->store, head, &f->err));
	assert_string_equal(head, expected);
}

static void
the_chain_goes_on_after_a_restart_and_a_rollback(void **state)
{
	struct fixture *f = *state;
	struct event e = event(9, "", "");
	char head[65], later[65];

	write_trail(f, head);
	fixture_close(f);
	fixture_open(f);
	assert_works(f, store_event_verify(f->store, later, &f->err));
	assert_string_equal(head, later);
	assert_works(f, store_begin(f->store, &f->err));
	assert_works(f, store_event_append(f->store, &e, &f->err));
	store_rollback(f->store);
	assert_works(f, store_begin(f->store, &f->err));
	assert_works(f, store_event_append(f->store, &e, &f->err));
	assert_works(f, store_event_append(f->store, &e, &f->err));
	assert_works(f, store_commit(f->store, &f->err));
	assert_works(f, store_event_verify(f->store, later, &f->err));
	assert_string_not_equal(head, later);
}

static void
an_empty_trail_holds(void **state)
{
	struct fixture *f = *state;
	char head[65], zeros[65];

	memset(zeros, '0', 64);
	zeros[64] = '\0';
	fixture_open(f);
	assert_works(f, store_event_verify(f->store, head, &f->err));
	assert_string_equal(head, zeros);
}

/* Each is what somebody with the file and an editor of SQLite could do, and the event that gives
 * him away. */
static const struct {
	const char *sql;
	const char *names;
} tamperings[] = {
    {"UPDATE event SET at = at - 1 WHERE seq = 1", "event 1 "},
    {"UPDATE event SET uid = 1001 WHERE seq = 2", "event 2 "},
    {"UPDATE event SET uid = uid + 4294967296 WHERE seq = 2", "event 2 "},
    {"UPDATE event SET login = 'op2' WHERE seq = 2", "event 2 "},
    {"UPDATE event SET proven = 1 WHERE seq = 1", "event 1 "},
    {"UPDATE event SET what = 'monitor.add' WHERE seq = 3", "event 3 "},
    {"UPDATE event SET subject = 7 WHERE seq = 4", "event 4 "},
    {"UPDATE event SET \"before\" = '{\"a\":0}' WHERE seq = 3", "event 3 "},
    {"UPDATE event SET \"after\" = '{\"a\":3}' WHERE seq = 3", "event 3 "},
    {"UPDATE event SET \"after\" = \"after\" || char(0) || 'x' WHERE seq = 3", "event 3 "},
    /* The same bytes on the other side of the border between two fields. */
    {"UPDATE event SET \"before\" = '{\"a\":1}{', \"after\" = '\"a\":2}' WHERE seq = 3",
	"event 3 "},
    {"UPDATE event SET hash = (SELECT hash FROM event WHERE seq = 1) WHERE seq = 2", "event 2 "},
    {"DELETE FROM event WHERE seq = 2", "event 2 "},
    {"DELETE FROM event WHERE seq = 1", "event 1 "},
    {"UPDATE event SET seq = -1 WHERE seq = 1", "event 1 "},
};

static void
every_tampering_is_found_and_named(void **state)
{
	struct fixture *f = *state;
	char head[65], sql[512];

	write_trail(f, NULL);
	fixture_close(f);
	fixture_sql(f, "DROP TRIGGER event_never_updated; DROP TRIGGER event_never_deleted;"
		       "DROP TRIGGER event_in_order; CREATE TABLE kept AS SELECT * FROM event");
	for (size_t i = 0; i < sizeof(tamperings) / sizeof(tamperings[0]); i++) {
		snprintf(sql, sizeof(sql), "%s; PRAGMA wal_checkpoint", tamperings[i].sql);
		fixture_sql(f, sql);
		fixture_open(f);
		assert_fails(f, store_event_verify(f->store, head, &f->err), "corrupt-trail");
		if (!strstr(f->err.text, tamperings[i].names))
			fail_msg("%s: %s", tamperings[i].sql, f->err.text);
		fixture_close(f);
		fixture_sql(f, "DELETE FROM event; INSERT INTO event SELECT * FROM kept");
		fixture_open(f);
		assert_works(f, store_event_verify(f->store, head, &f->err));
		fixture_close(f);
	}
}

/* With the triggers in place no SQL changes the trail, REPLACE and a gap included. */
static void
the_trail_is_append_only(void **state)
{
	static const char *const attempts[] = {
	    "UPDATE event SET what = 'nothing' WHERE seq = 2",
	    "DELETE FROM event WHERE seq = 4",
	    "DELETE FROM event",
	    "INSERT OR REPLACE INTO event SELECT seq, at, uid, 'op2', proven, what, subject, "
	    "\"before\", \"after\", "
	    "hash FROM event WHERE seq = 2",
	    "INSERT INTO event SELECT 9, at, uid, login, proven, what, subject, \"before\", "
	    "\"after\", hash FROM "
	    "event WHERE seq = 2",
	};
	struct fixture *f = *state;
	char head[65], later[65], *why = NULL;
	sqlite3 *db;

	write_trail(f, head);
	fixture_close(f);
	assert_int_equal(sqlite3_open(f->path, &db), SQLITE_OK);
	for (size_t i = 0; i < sizeof(attempts) / sizeof(attempts[0]); i++) {
		assert_int_equal(
		    sqlite3_exec(db, attempts[i], NULL, NULL, &why), SQLITE_CONSTRAINT);
		assert_string_equal(why, "the audit trail is append-only");
		sqlite3_free(why);
	}
	sqlite3_close(db);
	fixture_open(f);
	assert_works(f, store_event_verify(f->store, later, &f->err));
	assert_string_equal(head, later);
}

/* Asked of every query: a new one is held to the rule by itself. */
static void
what_people_say_needs_a_line_of_the_trail(void **state)
{
	static const enum query needing[] = {QUERY_MONITOR_INSERT, QUERY_MONITOR_UPDATE,
	    QUERY_MONITOR_RETIRE, QUERY_SERVICE_INSERT, QUERY_SERVICE_UPDATE, QUERY_SERVICE_DELETE,
	    QUERY_RENEWAL_INSERT, QUERY_RENEWAL_UPDATE, QUERY_TICKET_INSERT, QUERY_TICKET_UPDATE,
	    QUERY_TICKET_LINK_PUT, QUERY_TICKET_LINK_DELETE, QUERY_LEAD_PUT, QUERY_LEAD_DELETE,
	    QUERY_ACCEPTANCE_PUT, QUERY_ACCEPTANCE_DELETE, QUERY_DOCUMENT_INSERT};
	static const enum query noted[] = {QUERY_SCHEDULE_UPDATE, QUERY_OBSERVATION_UPDATE,
	    QUERY_CERTIFICATE_INSERT, QUERY_CHANGE_INSERT, QUERY_FINDING_PUT, QUERY_ANSWER_PUT};
	struct fixture *f = *state;
	struct event e = {.actor = {0, "root", true}, .what = "monitor.add"};
	struct monitor m = fixture_monitor("seu.cat");

	fixture_open(f);
	for (size_t i = 0; i < sizeof(needing) / sizeof(*needing); i++)
		assert_non_null(f->store->writes[needing[i]].query);
	for (size_t i = 0; i < sizeof(noted) / sizeof(*noted); i++)
		assert_null(f->store->writes[noted[i]].query);
	assert_works(f, store_begin(f->store, &f->err));
	assert_null(recorded_missing(&f->store->written));
	assert_works(f, store_monitor_insert(f->store, &m, NULL, &f->err));
	assert_string_equal(recorded_missing(&f->store->written), "monitor_insert");
	assert_works(f, store_event_append(f->store, &e, &f->err));
	assert_null(recorded_missing(&f->store->written));
	assert_works(f, store_commit(f->store, &f->err));
	assert_works(f, store_begin(f->store, &f->err));
	assert_null(recorded_missing(&f->store->written));
	store_rollback(f->store);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(what_people_say_needs_a_line_of_the_trail),
	    TEST(what_people_say_is_not_changed_without_a_line),
	    TEST(events_come_newest_first_and_in_pages),
	    TEST(the_hash_is_over_the_bytes_that_are_defined),
	    TEST(the_chain_goes_on_after_a_restart_and_a_rollback),
	    TEST(an_empty_trail_holds),
	    TEST(every_tampering_is_found_and_named),
	    TEST(the_trail_is_append_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
