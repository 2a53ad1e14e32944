/* rooms: store base */
#include "store_fixture.h"

#include "base/buf.h"
#include "store/findings.h"

#define TEXT(s) ((char *)(uintptr_t)(s))
#define OLD "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define NEW "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

static int64_t
add_monitor(struct fixture *f, const char *host)
{
	struct monitor m = {
	    .name = TEXT(host), .host = TEXT(host), .port = 443, .lead = -1, .created_at = NOW};

	assert_works(f, store_monitor_insert(f->store, &m, NULL, &f->err));
	return m.id;
}

static void
add_certificate(struct fixture *f, const char *sha256)
{
	struct certificate c = {.facts = TEXT("{}")};

	snprintf(c.sha256, sizeof(c.sha256), "%s", sha256);
	assert_works(f, store_certificate_put(f->store, &c, &f->err));
}

static struct stored_finding
finding(int64_t monitor, uint32_t changes)
{
	return (struct stored_finding){.monitor = monitor,
	    .before = OLD,
	    .after = NEW,
	    .changes = changes,
	    .at = NOW,
	    .seen_at = NOW,
	    .addresses = TEXT("192.0.2.1"),
	    .login = TEXT(""),
	    .note = TEXT("")};
}

static bool
tell(const struct stored_finding *f, void *arg)
{
	buf_printf(arg, "%lld %lld %.2s>%.2s %x %lld %lld '%s' %lld '%s' '%s'\n", (long long)f->id,
	    (long long)f->monitor, f->before, f->after, f->changes, (long long)(f->at - NOW),
	    (long long)(f->seen_at - NOW), f->addresses,
	    (long long)(f->acknowledged_at ? f->acknowledged_at - NOW : 0), f->login, f->note);
	return true;
}

static void
a_change_is_there_after_a_restart_once_and_as_it_was_last(void **state)
{
	struct fixture *f = *state;
	struct stored_finding one, again;
	struct buf text = {0};

	fixture_open(f);
	assert_works(f, store_begin(f->store, &f->err));
	add_certificate(f, OLD);
	add_certificate(f, NEW);
	one = finding(add_monitor(f, "a.exemple.cat"),
	    CHANGE_BIT(CHANGE_ISSUER) | CHANGE_BIT(CHANGE_EARLIER_END));
	assert_works(f, store_finding_put(f->store, &one, &f->err));
	assert_int_equal(one.id, 1);
	again = one;
	again.id = 0;
	again.seen_at = NOW + 60;
	again.addresses = TEXT("192.0.2.1 192.0.2.2");
	again.acknowledged_at = NOW + 90;
	again.login = TEXT("op1");
	again.note = TEXT("canvi previst");
	assert_works(f, store_finding_put(f->store, &again, &f->err));
	assert_int_equal(again.id, 1);
	again = finding(add_monitor(f, "b.exemple.cat"), CHANGE_BIT(CHANGE_RENEWED));
	assert_works(f, store_finding_put(f->store, &again, &f->err));
	fixture_commit(f);
	fixture_close(f);
	fixture_open(f);
	assert_works(f, store_finding_each(f->store, tell, &text, &f->err));
	assert_string_equal(buf_str(&text),
	    "1 1 aa>bb 9 0 60 '192.0.2.1 192.0.2.2' 90 'op1' 'canvi previst'\n"
	    "2 2 aa>bb 10 0 0 '192.0.2.1' 0 '' ''\n");
	buf_release(&text);
	fixture_close(f);
}

/* Two that were put, rolled back, and put again in the other order. */
static void
a_number_of_a_transaction_that_was_rolled_back_is_given_anew(void **state)
{
	struct fixture *f = *state;
	struct stored_finding one, two;

	fixture_open(f);
	assert_works(f, store_begin(f->store, &f->err));
	add_certificate(f, OLD);
	add_certificate(f, NEW);
	one = finding(add_monitor(f, "a.exemple.cat"), CHANGE_BIT(CHANGE_RENEWED));
	two = finding(add_monitor(f, "b.exemple.cat"), CHANGE_BIT(CHANGE_RENEWED));
	fixture_commit(f);
	assert_works(f, store_begin(f->store, &f->err));
	assert_works(f, store_finding_put(f->store, &one, &f->err));
	assert_works(f, store_finding_put(f->store, &two, &f->err));
	store_rollback(f->store);
	assert_works(f, store_begin(f->store, &f->err));
	assert_works(f, store_finding_put(f->store, &two, &f->err));
	assert_works(f, store_finding_put(f->store, &one, &f->err));
	fixture_commit(f);
	assert_int_equal(two.id, 1);
	assert_int_equal(one.id, 2);
	fixture_close(f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		a_change_is_there_after_a_restart_once_and_as_it_was_last, fixture_make,
		fixture_remove),
	    cmocka_unit_test_setup_teardown(
		a_number_of_a_transaction_that_was_rolled_back_is_given_anew, fixture_make,
		fixture_remove),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
