/* rooms: daemon inspect files tickets probe store procedure inventory pki words expiry wire base */
/* What becomes of a request to Jira, state by state: no event whatever sends a second time what may have been done. */
#include "daemon/ticketing/request_flow.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define NOW INT64_C(1795478400)

static const enum ticket_request_state states[] = {REQUEST_QUEUED, REQUEST_SENDING,
    REQUEST_UNCERTAIN, REQUEST_DONE, REQUEST_FAILED, REQUEST_NEEDS_ATTENTION, REQUEST_DROPPED};

/* The state after an event; -1: it cannot happen. Of one that was sent once and looked for once. */
static int
after(enum ticket_request_state state, enum request_event e, bool repeats)
{
	struct ticket_request r = {.state = state, .tries = 1, .looks = 1};

	return request_flow(&r, e, &(struct request_facts){.now = NOW, .repeats = repeats})
		   ? (int)r.state
		   : -1;
}

static void
each_state_and_event_has_its_next_state(void **state)
{
	enum {
		Q = REQUEST_QUEUED,
		S = REQUEST_SENDING,
		U = REQUEST_UNCERTAIN,
		D = REQUEST_DONE,
		F = REQUEST_FAILED,
		N = REQUEST_NEEDS_ATTENTION,
		X = REQUEST_DROPPED,
		_ = -1
	};
	/* in the order of `states`: queued sending uncertain done failed needs-attention dropped */
	static const struct {
		enum request_event event;
		int next[7];
	} table[] = {
	    {EVENT_SENT, {S, _, _, _, _, _, _}},
	    {EVENT_OVERTAKEN, {N, _, _, _, _, _, _}},
	    {EVENT_DID, {_, D, _, _, _, _, _}},
	    {EVENT_HELD_UP, {_, Q, _, _, _, _, _}},
	    {EVENT_CHANGED, {_, Q, _, _, _, _, _}},
	    {EVENT_REFUSED, {F, F, _, _, _, _, _}},
	    {EVENT_UNKNOWN, {_, U, _, _, _, _, _}},
	    {EVENT_INTERRUPTED, {_, U, _, _, _, _, _}},
	    {EVENT_FOUND_NONE, {_, _, U, _, _, N, _}},
	    {EVENT_FOUND_ONE, {_, _, D, _, _, D, _}},
	    {EVENT_FOUND_SEVERAL, {_, _, N, _, _, N, _}},
	    {EVENT_LOOK_FAILED, {_, _, U, _, _, N, _}},
	    {EVENT_LOOK_REFUSED, {_, _, N, _, _, N, _}},
	    {EVENT_RETRY, {Q, _, U, _, Q, U, _}},
	    {EVENT_EDIT, {Q, _, _, _, Q, _, _}},
	    {EVENT_BY_HAND, {D, _, D, _, D, D, _}},
	    {EVENT_DROP, {X, _, X, _, X, X, _}},
	    {EVENT_TAKE_OVER, {Q, _, U, _, Q, N, _}},
	};

	(void)state;
	assert_int_equal(sizeof(table) / sizeof(*table), EVENT_COUNT);
	for (size_t i = 0; i < EVENT_COUNT; i++)
		for (size_t k = 0; k < 7; k++) {
			struct ticket_request r = {.state = states[k]};

			if (after(states[k], table[i].event, false) != table[i].next[k])
				fail_msg(
				    "%s and event %zu", ticket_request_state_text(states[k]), i);
			assert_int_equal(
			    request_flow_fits(&r, table[i].event), table[i].next[k] != -1);
		}
}

/* Follows every way from what may have been done: only a person's word leads back to sending. */
static void
no_machine_sends_what_may_have_been_done(void **state)
{
	static const enum request_event machines[] = {EVENT_SENT, EVENT_OVERTAKEN, EVENT_DID,
	    EVENT_HELD_UP, EVENT_CHANGED, EVENT_REFUSED, EVENT_FOUND_NONE, EVENT_FOUND_ONE,
	    EVENT_FOUND_SEVERAL, EVENT_LOOK_FAILED, EVENT_LOOK_REFUSED};
	bool reached[TICKET_REQUEST_STATE_COUNT] = {[REQUEST_UNCERTAIN] = true};

	(void)state;
	for (int round = 0; round < TICKET_REQUEST_STATE_COUNT; round++)
		for (size_t s = 0; s < TICKET_REQUEST_STATE_COUNT; s++)
			for (size_t i = 0; reached[s] && i < sizeof(machines) / sizeof(*machines);
			     i++) {
				int to = after((enum ticket_request_state)s, machines[i], false);

				if (to >= 0)
					reached[to] = true;
			}
	assert_false(reached[REQUEST_QUEUED]);
	assert_false(reached[REQUEST_SENDING]);
	assert_true(reached[REQUEST_DONE]);
	assert_true(reached[REQUEST_NEEDS_ATTENTION]);
	/* what a person sends again, or what does no harm twice, does go */
	assert_int_equal(after(REQUEST_UNCERTAIN, EVENT_FOUND_NONE, true), REQUEST_QUEUED);
	assert_int_equal(after(REQUEST_UNCERTAIN, EVENT_FOUND_ONE, true), REQUEST_DONE);
}

static void
it_is_looked_for_at_growing_distances(void **state)
{
	static const int waits[] = {15, 30, 60, 120, 300, 1800, 1800};
	struct ticket_request r = {.state = REQUEST_SENDING, .tries = 1};
	struct request_facts f = {.now = NOW};

	(void)state;
	assert_true(request_flow(&r, EVENT_UNKNOWN, &f));
	assert_int_equal(r.next_at, NOW + 5);
	for (size_t i = 0; i < sizeof(waits) / sizeof(*waits); i++) {
		f.now = r.next_at;
		assert_true(request_is_sought(&r));
		assert_true(request_flow(&r, EVENT_FOUND_NONE, &f));
		assert_int_equal(r.next_at - f.now, waits[i]);
		assert_int_equal(r.state, i < 5 ? REQUEST_UNCERTAIN : REQUEST_NEEDS_ATTENTION);
	}
	for (int i = 0; i < 100 && request_is_sought(&r); i++)
		assert_true(request_flow(&r, EVENT_FOUND_NONE, &f));
	assert_false(request_is_sought(&r));
	assert_int_equal(r.looks, REQUEST_LOOKS + REQUEST_LATE_LOOKS);
	/* a look that could not be made is none */
	r = (struct ticket_request){.state = REQUEST_UNCERTAIN, .tries = 1, .looks = 5};
	assert_true(request_flow(&r, EVENT_LOOK_FAILED, &f));
	assert_int_equal(r.looks, 5);
	assert_int_equal(r.state, REQUEST_UNCERTAIN);
	/* … and is made again the later, the longer that lasts */
	r.created_at = f.now - 400;
	assert_true(request_flow(&r, EVENT_LOOK_FAILED, &f));
	assert_int_equal(r.next_at, f.now + 100);
}

/* One more time that it goes out, is not answered, and is not found: how long until it may go out again. */
static int64_t
lost_again(struct ticket_request *r, struct request_facts *f)
{
	assert_true(request_flow(r, EVENT_SENT, f));
	assert_true(request_flow(r, EVENT_UNKNOWN, f));
	f->now = r->next_at;
	assert_true(request_flow(r, EVENT_FOUND_NONE, f));
	return r->next_at ? r->next_at - f->now : 0;
}

static void
what_is_repeated_waits_longer_each_time_and_in_the_end_for_a_person(void **state)
{
	/* the first time soon, for that it was lost is the likeliest */
	static const int64_t waits[] = {0, 10, 20, 40, 80, 160, 320, 600, 600};
	struct ticket_request r = {.state = REQUEST_QUEUED};
	struct request_facts f = {.now = NOW, .repeats = true};

	(void)state;
	assert_int_equal(sizeof(waits) / sizeof(*waits), REQUEST_REPEATS - 1);
	for (int round = 0; round < 2; round++) {
		for (size_t i = 0; i < sizeof(waits) / sizeof(*waits); i++) {
			assert_int_equal(lost_again(&r, &f), waits[i]);
			assert_int_equal(r.state, REQUEST_QUEUED);
		}
		assert_int_equal(lost_again(&r, &f), 0);
		assert_int_equal(r.state, REQUEST_NEEDS_ATTENTION);
		assert_int_equal(r.tries, REQUEST_REPEATS);
		assert_false(request_is_sought(&r));
		/* a person has it looked for, and sent as if for the first time */
		assert_true(request_flow(&r, EVENT_RETRY, &f));
		assert_int_equal(r.tries, 0);
		assert_true(request_flow(&r, EVENT_FOUND_NONE, &f));
		assert_int_equal(r.state, REQUEST_QUEUED);
		assert_int_equal(r.next_at, 0);
	}
}

static int64_t
held_up(int tries, int64_t retry_after, uint64_t chance)
{
	struct ticket_request r = {.state = REQUEST_SENDING, .tries = tries};

	assert_true(request_flow(&r, EVENT_HELD_UP,
	    &(struct request_facts){.now = NOW, .retry_after = retry_after, .chance = chance}));
	assert_int_equal(r.state, REQUEST_QUEUED);
	return r.next_at - NOW;
}

static void
what_is_held_up_waits_longer_each_time(void **state)
{
	(void)state;
	assert_int_equal(held_up(1, 0, 0), 5);
	assert_int_equal(held_up(2, 0, 0), 10);
	assert_int_equal(held_up(5, 0, 0), 80);
	assert_int_equal(held_up(40, 0, 0), 600);
	assert_int_equal(held_up(5, 0, 20), 100); /* a quarter more at most */
	assert_int_equal(held_up(5, 0, 21), 80);
	assert_int_equal(held_up(1, 90, 0), 90); /* Jira said so */
	assert_int_equal(held_up(1, 1000000, 0), REQUEST_WAIT_MOST);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_state_and_event_has_its_next_state),
	    cmocka_unit_test(no_machine_sends_what_may_have_been_done),
	    cmocka_unit_test(it_is_looked_for_at_growing_distances),
	    cmocka_unit_test(what_is_repeated_waits_longer_each_time_and_in_the_end_for_a_person),
	    cmocka_unit_test(what_is_held_up_waits_longer_each_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
