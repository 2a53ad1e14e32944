/* rooms: store base */
#include "store_fixture.h"

#include "base/sha256.h"
#include "store/migrate.h"
#include "store/renewals.h"
#include "store/services.h"

#define TEXT(s) ((char *)(uintptr_t)(s))

static const char pin_a[] = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
static const char pin_b[] = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
static const char spki[] = "cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc";
static const char text_a[] = "name = \"cds-cesicat\";\n# Generació CSR {{domain}}\n";

static void
add_ticket(struct stored_renewal *r, const char *key)
{
	record_add_ticket(r, &(struct record_ticket){.key = TEXT(key),
				 .step = TEXT("cds-cesicat/tiquet-csr"),
				 .sys = TICKET_SYSTEM_JIRA,
				 .role = TICKET_ROLE_CSR});
}

static struct stored_renewal
record_of(int64_t first, int64_t second)
{
	struct stored_renewal r = {
	    .procedure = mem_strdup("cds-cesicat"),
	    .snapshot = mem_strdup("{\"steps\":{\"csr\":{\"state\":\"todo\",\"note\":\"à\"}}}"),
	    .opened_at = NOW,
	    .owner = mem_strdup("op1"),
	    .waiting_on = mem_strdup("Sistemes"),
	    .follow_up = NOW + 86400,
	};
	struct record_document d = {
	    .role = TEXT("csr"), .name = TEXT("www.csr"), .place = TEXT(""), .at = NOW};

	memcpy(d.sha256, pin_a, sizeof(d.sha256));
	memcpy(d.spki_sha256, spki, sizeof(d.spki_sha256));
	record_add_pin(&r, pin_a);
	record_add_monitor(&r, first);
	if (second)
		record_add_monitor(&r, second);
	add_ticket(&r, "SIS-904");
	record_add_document(&r, &d);
	return r;
}

static void
assert_same_record(const struct stored_renewal *a, const struct stored_renewal *b)
{
	assert_int_equal(a->id, b->id);
	assert_int_equal(a->version, b->version);
	assert_string_equal(a->procedure, b->procedure);
	assert_string_equal(a->snapshot, b->snapshot);
	assert_int_equal(a->opened_at, b->opened_at);
	assert_int_equal(a->closed_at, b->closed_at);
	assert_string_equal(a->owner, b->owner);
	assert_string_equal(a->waiting_on, b->waiting_on);
	assert_int_equal(a->follow_up, b->follow_up);
	assert_int_equal(a->pin_count, b->pin_count);
	for (size_t i = 0; i < a->pin_count; i++)
		assert_string_equal(a->pins[i], b->pins[i]);
	assert_int_equal(a->monitor_count, b->monitor_count);
	for (size_t i = 0; i < a->monitor_count; i++)
		assert_int_equal(a->monitors[i], b->monitors[i]);
	assert_int_equal(a->ticket_count, b->ticket_count);
	for (size_t i = 0; i < a->ticket_count; i++) {
		assert_string_equal(a->tickets[i].key, b->tickets[i].key);
		assert_string_equal(a->tickets[i].step, b->tickets[i].step);
		assert_int_equal(a->tickets[i].role, b->tickets[i].role);
		assert_int_equal(a->tickets[i].sys, b->tickets[i].sys);
	}
	assert_int_equal(a->document_count, b->document_count);
	for (size_t i = 0; i < a->document_count; i++) {
		assert_string_equal(a->documents[i].role, b->documents[i].role);
		assert_string_equal(a->documents[i].sha256, b->documents[i].sha256);
		assert_string_equal(a->documents[i].spki_sha256, b->documents[i].spki_sha256);
		assert_string_equal(a->documents[i].name, b->documents[i].name);
		assert_string_equal(a->documents[i].place, b->documents[i].place);
		assert_int_equal(a->documents[i].at, b->documents[i].at);
	}
}

static void
insert(struct fixture *f, struct stored_renewal *r)
{
	assert_works(f, store_begin(f->store, &f->err));
	assert_works(f, store_pin_put(f->store, pin_a, text_a, &f->err));
	assert_works(f, store_renewal_insert(f->store, r, &f->err));
	fixture_commit(f);
}

static void
update(struct fixture *f, struct stored_renewal *r)
{
	assert_works(f, store_begin(f->store, &f->err));
	assert_works(f, store_renewal_update(f->store, r, &f->err));
	fixture_commit(f);
}

static void
assert_stored(struct fixture *f, const struct stored_renewal *r)
{
	struct stored_renewal got;

	assert_works(f, store_renewal_get(f->store, r->id, &got, &f->err));
	assert_same_record(&got, r);
	record_release(&got);
}

static void
all_of_a_renewal_is_still_there_after_a_restart(void **state)
{
	struct fixture *f = *state;
	struct stored_renewal r;
	int64_t a, b;

	fixture_open(f);
	a = fixture_add(f, "a.cat");
	b = fixture_add(f, "b.cat");
	r = record_of(b, a);
	insert(f, &r);
	assert_int_equal(r.version, 1);
	fixture_close(f);
	fixture_open(f);
	assert_stored(f, &r);

	/* and what comes to it later, the other procedure too */
	assert_works(f, store_begin(f->store, &f->err));
	assert_works(f, store_pin_put(f->store, pin_b, "name = \"dispositiu-eacat\";", &f->err));
	fixture_commit(f);
	record_add_pin(&r, pin_b);
	add_ticket(&r, "REQ000012");
	mem_replace(&r.procedure, "dispositiu-eacat");
	mem_replace(&r.waiting_on, "");
	r.closed_at = NOW + 5;
	r.follow_up = 0;
	update(f, &r);
	assert_int_equal(r.version, 2);
	fixture_close(f);
	fixture_open(f);
	assert_stored(f, &r);
	record_release(&r);
}

static void
a_procedures_text_is_kept_once_and_as_it_was(void **state)
{
	struct fixture *f = *state;
	struct stored_renewal first, second;
	char *text;
	int64_t a;

	fixture_open(f);
	a = fixture_add(f, "a.cat");
	first = record_of(a, 0);
	second = record_of(a, 0);
	insert(f, &first);
	insert(f, &second);
	assert_works(f, store_pin_get(f->store, pin_a, &text, &f->err));
	assert_string_equal(text, text_a);
	free(text);
	assert_fails(f, store_pin_get(f->store, pin_b, &text, &f->err), "not-found");
	fixture_close(f);
	assert_int_equal(fixture_ask(f->path, "SELECT count(*) FROM pin"), 1);
	record_release(&first);
	record_release(&second);
}

static void
the_second_writer_gets_a_conflict_and_changes_nothing(void **state)
{
	struct fixture *f = *state;
	struct stored_renewal r, mine;

	fixture_open(f);
	r = record_of(fixture_add(f, "a.cat"), 0);
	insert(f, &r);
	assert_works(f, store_renewal_get(f->store, r.id, &mine, &f->err));
	mem_replace(&r.owner, "op2");
	update(f, &r);
	mem_replace(&mine.owner, "op3");
	add_ticket(&mine, "ST-1");
	assert_works(f, store_begin(f->store, &f->err));
	assert_fails(f, store_renewal_update(f->store, &mine, &f->err), "conflict");
	fixture_commit(f);
	assert_stored(f, &r);
	mine.id = 99;
	assert_works(f, store_begin(f->store, &f->err));
	assert_fails(f, store_renewal_update(f->store, &mine, &f->err), "no-renewal");
	store_rollback(f->store);
	assert_fails(f, store_renewal_get(f->store, 99, &mine, &f->err), "no-renewal");
	record_release(&mine);
	record_release(&r);
}

static void
a_renewal_of_what_is_not_there_is_refused_whole(void **state)
{
	struct fixture *f = *state;
	struct stored_renewal r;
	int64_t a;

	fixture_open(f);
	a = fixture_add(f, "a.cat");
	r = record_of(a, 77);
	assert_works(f, store_begin(f->store, &f->err));
	assert_works(f, store_pin_put(f->store, pin_a, text_a, &f->err));
	assert_fails(f, store_renewal_insert(f->store, &r, &f->err), "not-found");
	record_release(&r);
	r = record_of(a, a);
	assert_fails(f, store_renewal_insert(f->store, &r, &f->err), "duplicate");
	record_release(&r);
	store_rollback(f->store);
	r = record_of(a, 0);
	assert_works(f, store_begin(f->store, &f->err));
	assert_fails(f, store_renewal_insert(f->store, &r, &f->err), "not-found"); /* no pin */
	store_rollback(f->store);
	record_release(&r);
	fixture_close(f);
	assert_int_equal(fixture_ask(f->path, "SELECT count(*) FROM renewal"), 0);
	assert_int_equal(fixture_ask(f->path, "SELECT count(*) FROM renewal_monitor"), 0);
}

struct ids {
	int64_t items[8];
	size_t count;
};

static bool
append(const struct stored_renewal *r, void *arg)
{
	struct ids *l = arg;

	assert_int_equal(r->pin_count, 1);
	l->items[l->count++] = r->id;
	return true;
}

static bool
append_id(int64_t renewal, void *arg)
{
	struct ids *l = arg;

	l->items[l->count++] = renewal;
	return true;
}

static void
append_last(int64_t id, void *arg)
{
	append_id(id, arg);
}

static bool
append_document(int64_t renewal, const struct record_document *d, void *arg)
{
	assert_string_equal(d->spki_sha256, spki);
	assert_string_equal(d->role, "csr");
	return append_id(renewal, arg);
}

static void
renewals_are_found_by_being_open_by_monitor_ticket_and_key(void **state)
{
	struct fixture *f = *state;
	struct stored_renewal one, two, three;
	struct ids l = {0};
	int64_t a, b;

	fixture_open(f);
	a = fixture_add(f, "a.cat");
	b = fixture_add(f, "b.cat");
	one = record_of(a, 0);
	two = record_of(b, a);
	three = record_of(b, 0);
	one.closed_at = NOW;
	add_ticket(&three, "ST-7");
	insert(f, &one);
	insert(f, &two);
	insert(f, &three);

	assert_works(f, store_renewal_each_open(f->store, append, &l, &f->err));
	assert_int_equal(l.count, 2);
	assert_int_equal(l.items[0], two.id);
	assert_int_equal(l.items[1], three.id);
	l.count = 0;
	assert_works(f, store_renewal_closed_last(f->store, 2, append_last, &l, &f->err));
	assert_int_equal(l.count, 1);
	assert_int_equal(l.items[0], one.id);
	l.count = 0;
	assert_works(f, store_renewal_each(f->store, 0, append, &l, &f->err));
	assert_int_equal(l.count, 3);
	l.count = 0;
	assert_works(f, store_renewal_each(f->store, two.id, append, &l, &f->err));
	assert_int_equal(l.count, 1);
	assert_int_equal(l.items[0], three.id);
	l.count = 0;
	assert_works(f, store_renewal_of_monitor(f->store, a, append, &l, &f->err));
	assert_int_equal(l.count, 2);
	assert_int_equal(l.items[0], two.id); /* newest first */
	assert_int_equal(l.items[1], one.id);
	l.count = 0;
	assert_works(f, store_ticket_renewals(f->store, "SIS-904", append_id, &l, &f->err));
	assert_int_equal(l.count, 3);
	l.count = 0;
	assert_works(f, store_ticket_renewals(f->store, "ST-7", append_id, &l, &f->err));
	assert_int_equal(l.count, 1);
	l.count = 0;
	assert_works(
	    f, store_document_by_spki(f->store, spki, three.id, append_document, &l, &f->err));
	assert_int_equal(l.count, 2);
	assert_int_equal(l.items[0], two.id);
	record_release(&one);
	record_release(&two);
	record_release(&three);
}

/* ---- the database of the version before ---- */

static void
a_released_migration_is_never_edited(void **state)
{
	int count;
	struct sha256 h;
	unsigned char digest[SHA256_BYTES];
	char hex[2 * SHA256_BYTES + 1];

	(void)state;
	sha256_init(&h);
	sha256_add(&h, migrate_steps(&count)[0], strlen(migrate_steps(&count)[0]));
	sha256_finish(&h, digest);
	sha256_hex(digest, hex);
	assert_true(count >= 2);
	assert_string_equal(
	    hex, "b79f95de32b8dc61ec419ffa479efe50f18318707516428ddd588da91791081d");
}

static void
a_database_of_version_one_keeps_its_rows_and_takes_renewals(void **state)
{
	struct fixture *f = *state;
	struct monitor m;
	struct stored_renewal r;
	struct service service = {.name = TEXT("Seu")};
	sqlite3 *db;
	char head[65];
	int count;

	assert_int_equal(sqlite3_open(f->path, &db), SQLITE_OK);
	assert_works(f, migrate_run(db, migrate_steps(&count), 1, &f->err));
	assert_int_equal(sqlite3_exec(db,
			     "INSERT INTO monitor VALUES (5, 3, 'Seu', 'seu.cat', 443, 'tls', NULL,"
			     " 'server', 'PRO', 'Seu', 'a,b', -1, 1, 0);"
			     "INSERT INTO schedule VALUES (5, 7, 0, 'none', '', 0)",
			     NULL, NULL, NULL),
	    SQLITE_OK);
	sqlite3_close(db);
	assert_int_equal(fixture_ask(f->path, "PRAGMA user_version"), 1);

	fixture_open(f);
	assert_works(f, store_monitor_get(f->store, 5, &m, &f->err));
	assert_string_equal(m.host, "seu.cat");
	assert_int_equal(m.version, 3);
	monitor_release(&m);
	r = record_of(5, 0);
	insert(f, &r);
	assert_stored(f, &r);
	record_release(&r);
	assert_works(f, store_begin(f->store, &f->err));
	assert_works(f, store_service_insert(f->store, &service, &f->err));
	fixture_commit(f);
	assert_works(f, store_event_verify(f->store, head, &f->err));
	fixture_close(f);
	assert_int_equal(fixture_ask(f->path, "PRAGMA user_version"), count);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(all_of_a_renewal_is_still_there_after_a_restart),
	    TEST(a_procedures_text_is_kept_once_and_as_it_was),
	    TEST(the_second_writer_gets_a_conflict_and_changes_nothing),
	    TEST(a_renewal_of_what_is_not_there_is_refused_whole),
	    TEST(renewals_are_found_by_being_open_by_monitor_ticket_and_key),
	    TEST(a_released_migration_is_never_edited),
	    TEST(a_database_of_version_one_keeps_its_rows_and_takes_renewals),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
