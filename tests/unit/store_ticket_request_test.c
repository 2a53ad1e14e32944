/* rooms: store base */
/* What is asked of Jira is kept from the first moment on, one creation at most for a step is under way, and a change
 * names the version that it was made from. */
#include "store_fixture.h"

#include "store/renewals.h"
#include "store/ticket_requests.h"

#define TEXT(s) ((char *)(uintptr_t)(s))
#define STEP "cds-cesicat/tiquet-csr"

static const char pin[] = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

static int64_t
renewal_add(struct fixture *f, const char *host)
{
	struct stored_renewal r = {
	    .procedure = mem_strdup("cds-cesicat"), .snapshot = mem_strdup("{}"), .opened_at = NOW};
	int64_t id;

	record_add_pin(&r, pin);
	record_add_monitor(&r, fixture_add(f, host));
	assert_works(f, store_begin(f->store, &f->err));
	assert_works(f, store_pin_put(f->store, pin, "name = \"cds-cesicat\";", &f->err));
	assert_works(f, store_renewal_insert(f->store, &r, &f->err));
	fixture_commit(f);
	id = r.id;
	record_release(&r);
	return id;
}

/* Its strings are constants: never released. */
static struct ticket_request
creation(int64_t renewal, const char *payload)
{
	return (struct ticket_request){.kind = REQUEST_CREATE,
	    .state = REQUEST_QUEUED,
	    .login = TEXT("anna"),
	    .renewal = renewal,
	    .step = TEXT(STEP),
	    .project = TEXT("SIS"),
	    .payload = TEXT(payload),
	    .marker = TEXT("caduca-0123456789abcdef")};
}

static void
insert(struct fixture *f, struct ticket_request *r)
{
	assert_works(f, store_begin(f->store, &f->err));
	assert_works(f, store_ticket_request_insert(f->store, r, &f->err));
	fixture_commit(f);
}

static void
update(struct fixture *f, struct ticket_request *r)
{
	assert_works(f, store_begin(f->store, &f->err));
	assert_works(f, store_ticket_request_update(f->store, r, &f->err));
	fixture_commit(f);
}

static bool
count_request(const struct ticket_request *r, void *arg)
{
	(void)r;
	++*(int *)arg;
	return true;
}

static int
count_open(struct fixture *f)
{
	int count = 0;

	assert_works(f, store_ticket_request_open(f->store, count_request, &count, &f->err));
	return count;
}

static int
count_of(struct fixture *f, int64_t renewal)
{
	int count = 0;

	assert_works(
	    f, store_ticket_request_each(f->store, 0, renewal, count_request, &count, &f->err));
	return count;
}

static void
a_request_is_kept_as_it_is(void **state)
{
	struct fixture *f = *state;
	struct ticket_request r, back;

	fixture_open(f);
	r = creation(renewal_add(f, "a.exemple.test"), "{\"title\":\"CSR\"}");
	insert(f, &r);
	r.state = REQUEST_UNCERTAIN;
	r.reason = TEXT("jira-timeout");
	r.reason_args = TEXT("{\"reason\":\"x\"}");
	r.tries = 1;
	r.looks = 2;
	r.next_at = NOW + 30;
	f->now = NOW + 5;
	update(f, &r);
	fixture_close(f);

	fixture_open(f);
	assert_works(f, store_ticket_request_get(f->store, r.id, &back, &f->err));
	assert_int_equal(back.version, 2);
	assert_int_equal(back.kind, REQUEST_CREATE);
	assert_int_equal(back.state, REQUEST_UNCERTAIN);
	assert_string_equal(back.login, "anna");
	assert_int_equal(back.ticket, 0);
	assert_int_equal(back.renewal, r.renewal);
	assert_string_equal(back.step, STEP);
	assert_string_equal(back.project, "SIS");
	assert_string_equal(back.payload, "{\"title\":\"CSR\"}");
	assert_string_equal(back.marker, "caduca-0123456789abcdef");
	assert_string_equal(back.reason, "jira-timeout");
	assert_string_equal(back.reason_args, "{\"reason\":\"x\"}");
	assert_int_equal(back.tries, 1);
	assert_int_equal(back.looks, 2);
	assert_int_equal(back.next_at, NOW + 30);
	assert_int_equal(back.created_at, NOW);
	assert_int_equal(back.changed_at, NOW + 5);
	ticket_request_release(&back);
	assert_fails(f, store_ticket_request_get(f->store, 99, &back, &f->err), "no-request");
	ticket_request_release(&back);
}

static void
one_creation_for_a_step_is_under_way(void **state)
{
	struct fixture *f = *state;
	struct ticket_request first, second, found;
	int64_t renewal, other;

	fixture_open(f);
	renewal = renewal_add(f, "a.exemple.test");
	other = renewal_add(f, "b.exemple.test");
	first = creation(renewal, "{\"renewals\":[2]}");
	second = creation(renewal, "{}");
	insert(f, &first);
	assert_works(f, store_begin(f->store, &f->err));
	assert_fails(f, store_ticket_request_insert(f->store, &second, &f->err), "request-exists");
	store_rollback(f->store);

	assert_int_equal(other, 2);
	assert_int_equal(store_ticket_request_of_step(f->store, other, STEP, &found, &f->err), 1);
	assert_int_equal(found.id, first.id);
	ticket_request_release(&found);
	assert_int_equal(
	    store_ticket_request_of_step(f->store, renewal, "other", &found, &f->err), 0);
	assert_int_equal(count_of(f, other), 1);

	first.state = REQUEST_DROPPED;
	update(f, &first);
	assert_true(ticket_request_ended(&first));
	assert_int_equal(store_ticket_request_of_step(f->store, other, STEP, &found, &f->err), 0);
	insert(f, &second);
	assert_int_equal(count_open(f), 1);
	assert_int_equal(count_of(f, 0), 2);
	assert_int_equal(count_of(f, other), 1);
}

static void
a_change_names_the_version_that_it_was_made_from(void **state)
{
	struct fixture *f = *state;
	struct ticket_request r, stale;

	fixture_open(f);
	r = creation(renewal_add(f, "a.exemple.test"), "{}");
	insert(f, &r);
	stale = r;
	update(f, &r);
	assert_works(f, store_begin(f->store, &f->err));
	assert_fails(f, store_ticket_request_update(f->store, &stale, &f->err), "conflict");
	stale.id = 99;
	assert_fails(f, store_ticket_request_update(f->store, &stale, &f->err), "no-request");
	stale.renewal = 99;
	assert_fails(f, store_ticket_request_insert(f->store, &stale, &f->err), "not-found");
	store_rollback(f->store);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(a_request_is_kept_as_it_is),
	    TEST(one_creation_for_a_step_is_under_way),
	    TEST(a_change_names_the_version_that_it_was_made_from),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
