/* rooms: store base */
#include "store_fixture.h"

#include "base/buf.h"
#include "store/acceptances.h"

#define TEXT(s) ((char *)(uintptr_t)(s))

static int64_t
add_monitor(struct fixture *f, const char *host)
{
	struct monitor m = {
	    .name = TEXT(host), .host = TEXT(host), .port = 443, .lead = -1, .created_at = NOW};

	assert_works(f, store_monitor_insert(f->store, &m, NULL, &f->err));
	return m.id;
}

static void
put(struct fixture *f, int64_t monitor, enum problem problem, const char *reason)
{
	struct acceptance a = {.monitor = monitor,
	    .problem = problem,
	    .reason = TEXT(reason),
	    .login = TEXT("op1"),
	    .at = NOW,
	    .until = "2026-12-31",
	    .certificates = TEXT("aa bb")};

	assert_works(f, store_acceptance_put(f->store, &a, &f->err));
}

static bool
tell(const struct acceptance *a, void *arg)
{
	buf_printf(arg, "%lld %s %s %s %lld %s %s\n", (long long)a->monitor,
	    problem_text(a->problem), a->reason, a->login, (long long)(a->at - NOW), a->until,
	    a->certificates);
	return true;
}

static char *
told(struct fixture *f)
{
	struct buf text = {0};

	assert_works(f, store_acceptance_each(f->store, tell, &text, &f->err));
	return buf_steal(&text);
}

static void
what_was_accepted_is_there_after_a_restart_once_for_each_problem(void **state)
{
	struct fixture *f = *state;
	int64_t one, other, retired;
	char *text;

	fixture_open(f);
	assert_works(f, store_begin(f->store, &f->err));
	one = add_monitor(f, "a.exemple.cat");
	other = add_monitor(f, "b.exemple.cat");
	retired = add_monitor(f, "c.exemple.cat");
	put(f, other, PROBLEM_SELF_SIGNED, "de proves");
	put(f, one, PROBLEM_WEAK_KEY, "primer");
	put(f, one, PROBLEM_WEAK_KEY, "segon");
	put(f, one, PROBLEM_UNTRUSTED, "CA interna");
	put(f, retired, PROBLEM_UNTRUSTED, "fora");
	assert_works(f, store_acceptance_remove(f->store, one, PROBLEM_UNTRUSTED, &f->err));
	assert_works(f, store_monitor_retire(f->store, retired, 1, NOW, &f->err));
	fixture_commit(f);
	fixture_close(f);
	fixture_open(f);
	text = told(f);
	assert_string_equal(text, "1 weak-key segon op1 0 2026-12-31 aa bb\n"
				  "2 self-signed de proves op1 0 2026-12-31 aa bb\n");
	free(text);
	fixture_close(f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		what_was_accepted_is_there_after_a_restart_once_for_each_problem, fixture_make,
		fixture_remove),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
