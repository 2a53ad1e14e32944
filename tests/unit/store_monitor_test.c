/* rooms: store base */
#include "store_fixture.h"

#include "base/monitor_field.h"

static struct monitor
seu(void)
{
	static char name[] = "Seu", host[] = "seu.exemple.cat", sni[] = "alt.exemple.cat",
		    environment[] = "PRO", service[] = "Seu electrònica", tags[] = "cap,nou",
		    proxy[] = "dmz", nodes[] = "192.0.2.1:8443/x 192.0.2.2", detail[] = "";

	return (struct monitor){.name = name,
	    .host = host,
	    .port = 8443,
	    .sni = sni,
	    .kind = KIND_DEVICE,
	    .environment = environment,
	    .service = service,
	    .tags = tags,
	    .proxy = proxy,
	    .nodes = nodes,
	    .type = MONITOR_PLANNED,
	    .lead = 30,
	    .created_at = NOW,
	    .next_probe_at = NOW + 5,
	    .detail = detail};
}

static void
assert_same_text(const char *a, const char *b)
{
	assert_int_equal(!a, !b);
	if (a)
		assert_string_equal(a, b);
}

static void
assert_same_monitor(const struct monitor *a, const struct monitor *b)
{
	assert_int_equal(a->id, b->id);
	assert_int_equal(a->version, b->version);
#define STRING(ID, name, ...) assert_string_equal(a->name ? a->name : "", b->name ? b->name : "");
#define NUMBER(ID, name, ...) assert_int_equal(a->name, b->name);
#define TERM(ID, name, ...) assert_int_equal(a->name, b->name);
#include "base/monitor_fields.def"
#undef STRING
#undef NUMBER
#undef TERM
	assert_int_equal(a->created_at, b->created_at);
	assert_int_equal(a->retired_at, b->retired_at);
	assert_int_equal(a->next_probe_at, b->next_probe_at);
	assert_int_equal(a->checked_at, b->checked_at);
	assert_int_equal(a->outcome, b->outcome);
	assert_same_text(a->detail, b->detail);
	assert_int_equal(a->failures, b->failures);
}

static void
every_field_of_a_monitor_is_still_there_after_a_restart(void **state)
{
	static char detail[] = "NXDOMAIN";
	struct fixture *f = *state;
	struct monitor m = seu(), got;

	fixture_open(f);
	assert_works(f, store_begin(f->store, &f->err));
	assert_works(f, store_monitor_insert(f->store, &m, NULL, &f->err));
	assert_true(m.id > 0);
	assert_int_equal(m.version, 1);
	m.next_probe_at = NOW + 60;
	m.checked_at = NOW + 1;
	m.outcome = OUTCOME_DNS_FAILURE;
	m.detail = detail;
	m.failures = 3;
	assert_works(f, store_monitor_probed(f->store, &m, &f->err));
	fixture_commit(f);
	fixture_close(f);

	fixture_open(f);
	assert_works(f, store_monitor_get(f->store, m.id, &got, &f->err));
	assert_same_monitor(&got, &m);
	monitor_release(&got);
}

/* Whatever fields there come to be: each is inserted, read, updated and read with a value of its own. */
static void
each_field_that_a_person_says_is_kept(void **state)
{
	struct fixture *f = *state;
	struct monitor m = {.created_at = NOW}, got;

#define STRING(ID, name, ...) m.name = strdup("the " #name);
#define NUMBER(ID, name, ...) m.name = MONITOR_FIELD_##ID + 1;
#define TERM(ID, name, noun, COUNT, ...) m.name = (enum noun)(COUNT - 1);
#include "base/monitor_fields.def"
#undef STRING
#undef NUMBER
#undef TERM
	m.detail = strdup("");
	fixture_open(f);
	assert_works(f, store_begin(f->store, &f->err));
	assert_works(f, store_monitor_insert(f->store, &m, NULL, &f->err));
	assert_works(f, store_monitor_get(f->store, m.id, &got, &f->err));
	assert_same_monitor(&got, &m);
	monitor_release(&got);
#define STRING(ID, name, ...) m.name[0] = 'T';
#define NUMBER(ID, name, ...) m.name += 100;
#define TERM(ID, name, noun, COUNT, ...) m.name = (enum noun)0;
#include "base/monitor_fields.def"
#undef STRING
#undef NUMBER
#undef TERM
	assert_works(f, store_monitor_update(f->store, &m, NULL, &f->err));
	fixture_commit(f);
	fixture_close(f);

	fixture_open(f);
	assert_works(f, store_monitor_get(f->store, m.id, &got, &f->err));
	assert_same_monitor(&got, &m);
	monitor_release(&got);
	monitor_release(&m);
}

static void
no_sni_and_an_empty_sni_are_two_monitors(void **state)
{
	static char empty[] = "";
	struct fixture *f = *state;
	struct monitor of_host = fixture_monitor("a.cat"), none = fixture_monitor("a.cat"), got;

	fixture_open(f);
	none.sni = empty;
	assert_works(f, store_begin(f->store, &f->err));
	assert_works(f, store_monitor_insert(f->store, &of_host, NULL, &f->err));
	assert_works(f, store_monitor_insert(f->store, &none, NULL, &f->err));
	fixture_commit(f);
	assert_works(f, store_monitor_get(f->store, of_host.id, &got, &f->err));
	assert_null(got.sni);
	monitor_release(&got);
	assert_works(f, store_monitor_get(f->store, none.id, &got, &f->err));
	assert_string_equal(got.sni, "");
	monitor_release(&got);
}

static void
a_duplicate_names_the_one_that_is_there_and_the_transaction_goes_on(void **state)
{
	struct fixture *f = *state;
	struct monitor first = seu(), again = seu(), other = seu();
	int64_t existing = 0;

	fixture_open(f);
	assert_works(f, store_begin(f->store, &f->err));
	assert_works(f, store_monitor_insert(f->store, &first, NULL, &f->err));
	assert_fails(f, store_monitor_insert(f->store, &again, &existing, &f->err), "duplicate");
	assert_int_equal(existing, first.id);
	other.port = 443;
	assert_works(f, store_monitor_insert(f->store, &other, NULL, &f->err));
	existing = 0;
	other.port = first.port;
	assert_fails(f, store_monitor_update(f->store, &other, &existing, &f->err), "duplicate");
	assert_int_equal(existing, first.id);
	assert_int_equal(other.version, 1);
	fixture_commit(f);
	fixture_close(f);
	assert_int_equal(fixture_ask(f->path, "SELECT count(*) FROM monitor"), 2);
}

static void
an_update_raises_the_version_and_leaves_the_schedule(void **state)
{
	static char service[] = "Tràmits";
	struct fixture *f = *state;
	struct monitor m = seu(), got;

	fixture_open(f);
	assert_works(f, store_begin(f->store, &f->err));
	assert_works(f, store_monitor_insert(f->store, &m, NULL, &f->err));
	m.service = service;
	m.sni = NULL;
	m.next_probe_at = 0; /* not for update to write */
	assert_works(f, store_monitor_update(f->store, &m, NULL, &f->err));
	assert_int_equal(m.version, 2);
	fixture_commit(f);
	assert_works(f, store_monitor_get(f->store, m.id, &got, &f->err));
	m.next_probe_at = NOW + 5;
	assert_same_monitor(&got, &m);
	monitor_release(&got);
}

static void
a_change_that_names_an_old_version_is_a_conflict(void **state)
{
	struct fixture *f = *state;
	struct monitor m = seu(), late;

	fixture_open(f);
	assert_works(f, store_begin(f->store, &f->err));
	assert_works(f, store_monitor_insert(f->store, &m, NULL, &f->err));
	late = m;
	m.lead = 6;
	assert_works(f, store_monitor_update(f->store, &m, NULL, &f->err));
	late.lead = 90;
	assert_fails(f, store_monitor_update(f->store, &late, NULL, &f->err), "conflict");
	assert_fails(
	    f, store_monitor_retire(f->store, late.id, late.version, NOW, &f->err), "conflict");
	late.id += 1000;
	assert_fails(f, store_monitor_update(f->store, &late, NULL, &f->err), "not-found");
	assert_fails(f, store_monitor_retire(f->store, late.id, 1, NOW, &f->err), "not-found");
	assert_fails(f, store_monitor_probed(f->store, &late, &f->err), "not-found");
	fixture_commit(f);
	fixture_close(f);
	assert_int_equal(fixture_ask(f->path, "SELECT lead FROM monitor"), 6);
}

static bool
count_monitor(const struct monitor *m, void *arg)
{
	(void)m;
	++*(int *)arg;
	return true;
}

static void
a_retired_monitor_frees_its_place_and_is_no_longer_listed(void **state)
{
	struct fixture *f = *state;
	struct monitor m = seu(), again = seu(), got;
	int count = 0;

	fixture_open(f);
	assert_works(f, store_begin(f->store, &f->err));
	assert_works(f, store_monitor_insert(f->store, &m, NULL, &f->err));
	assert_works(f, store_monitor_retire(f->store, m.id, m.version, NOW + 9, &f->err));
	assert_works(f, store_monitor_insert(f->store, &again, NULL, &f->err));
	assert_true(again.id > m.id);
	assert_fails(f, store_monitor_retire(f->store, m.id, 2, NOW, &f->err), "not-found");
	fixture_commit(f);
	assert_works(f, store_monitor_each(f->store, count_monitor, &count, &f->err));
	assert_int_equal(count, 1);
	assert_works(f, store_monitor_get(f->store, m.id, &got, &f->err));
	assert_int_equal(got.retired_at, NOW + 9);
	assert_int_equal(got.version, 2);
	monitor_release(&got);
}

struct collected {
	int64_t ids[8];
	int count;
	int stop_at;
};

static bool
collect(const struct monitor *m, void *arg)
{
	struct collected *c = arg;

	c->ids[c->count++] = m->id;
	return c->count != c->stop_at;
}

static void
monitors_come_in_order_of_id_until_the_caller_has_enough(void **state)
{
	struct fixture *f = *state;
	struct collected all = {.stop_at = 0}, two = {.stop_at = 2};
	int64_t ids[3];

	fixture_open(f);
	ids[0] = fixture_add(f, "c.cat");
	ids[1] = fixture_add(f, "a.cat");
	ids[2] = fixture_add(f, "b.cat");
	assert_works(f, store_monitor_each(f->store, collect, &two, &f->err));
	assert_int_equal(two.count, 2);
	assert_works(f, store_monitor_each(f->store, collect, &all, &f->err));
	assert_int_equal(all.count, 3);
	for (int i = 0; i < 3; i++)
		assert_int_equal(all.ids[i], ids[i]);
}

static void
a_rollback_leaves_nothing(void **state)
{
	struct fixture *f = *state;
	struct monitor m = seu();

	fixture_open(f);
	assert_works(f, store_begin(f->store, &f->err));
	assert_works(f, store_monitor_insert(f->store, &m, NULL, &f->err));
	store_rollback(f->store);
	assert_fails(f, store_monitor_get(f->store, m.id, &m, &f->err), "not-found");
}

static void
a_change_outside_of_a_transaction_is_refused(void **state)
{
	struct fixture *f = *state;
	struct monitor m = seu();

	fixture_open(f);
	assert_fails(f, store_monitor_insert(f->store, &m, NULL, &f->err), "io");
}

/* A word of a later version, or of a hand in the file, is named and not guessed. */
static void
an_unknown_word_is_reported(void **state)
{
	struct fixture *f = *state;
	struct monitor m;
	int64_t id;

	fixture_open(f);
	id = fixture_add(f, "a.cat");
	fixture_close(f);
	fixture_sql(f, "UPDATE monitor SET kind = 'teapot'");
	fixture_open(f);
	assert_fails(f, store_monitor_get(f->store, id, &m, &f->err), "corrupt-database");
	assert_non_null(strstr(f->err.text, "teapot"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(every_field_of_a_monitor_is_still_there_after_a_restart),
	    TEST(each_field_that_a_person_says_is_kept),
	    TEST(no_sni_and_an_empty_sni_are_two_monitors),
	    TEST(a_duplicate_names_the_one_that_is_there_and_the_transaction_goes_on),
	    TEST(an_update_raises_the_version_and_leaves_the_schedule),
	    TEST(a_change_that_names_an_old_version_is_a_conflict),
	    TEST(a_retired_monitor_frees_its_place_and_is_no_longer_listed),
	    TEST(monitors_come_in_order_of_id_until_the_caller_has_enough),
	    TEST(a_rollback_leaves_nothing),
	    TEST(a_change_outside_of_a_transaction_is_refused),
	    TEST(an_unknown_word_is_reported),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
