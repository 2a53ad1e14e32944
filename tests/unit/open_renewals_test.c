/* rooms: daemon inspect files tickets mail probe store procedure inventory pki words expiry wire base */
/* Renewals as they come from a real store: the texts that they follow are read once for all of them, and lists are given what they
 * show of each. */
#include "tests/unit/renewal_fixture.h"
#include "tests/unit/store_fixture.h"

#include "base/members.h"
#include "daemon/state/open_renewals.h"

enum { COUNT = 5 };

static int
set_up_both(void **state)
{
	set_up(NULL);
	return fixture_make(state);
}

static int
tear_down_both(void **state)
{
	tear_down(NULL);
	return fixture_remove(state);
}

static void
insert(struct fixture *f, const struct stored_renewal *from)
{
	struct stored_renewal one = *from;
	const struct definition *pin;

	assert_works(f, store_begin(f->store, &f->err));
	for (size_t i = 0; (pin = renewal_pin(r, i)); i++)
		assert_works(f, store_pin_put(f->store, pin->digest, pin->pin, &f->err));
	assert_works(f, store_renewal_insert(f->store, &one, &f->err));
	fixture_commit(f);
}

/* One that was begun by mistake, and taken back, so often. */
static void
fill(struct fixture *f)
{
	struct stored_renewal from = {0};
	char *monitors;

	fixture_open(f);
	monitors = mem_printf("[{\"id\":%lld,\"name\":\"www\",\"domain\":\"www.exemple.cat\","
			      "\"type\":\"endpoint\"}]",
	    (long long)fixture_add(f, "www.exemple.cat"));
	begin("cds-cesicat", monitors, "server", NOON + DAYS(40), NULL);
	free(monitors);
	act("withdraw", NULL, NULL);
	stored_renewal_update(&from, r);
	for (size_t i = 0; i < COUNT; i++)
		insert(f, &from);
	record_release(&from);
}

static void
their_texts_are_read_once_and_shared(void **state)
{
	struct fixture *f = *state;
	struct loaded_renewal first, other;
	struct open_renewals *o;

	fill(f);
	o = open_renewals_new(f->store, NULL, NULL, NULL, false);
	assert_works(f, open_renewals_read(o, 1, &first, &f->err));
	assert_true(renewal_pin(first.renewal, 1) != NULL);
	for (int64_t id = 2; id <= COUNT; id++) {
		assert_works(f, open_renewals_read(o, id, &other, &f->err));
		for (size_t i = 0; renewal_pin(first.renewal, i); i++)
			assert_ptr_equal(
			    renewal_pin(other.renewal, i), renewal_pin(first.renewal, i));
		loaded_renewal_release(&other);
	}
	open_renewals_free(o);
	renewal_free(r);
	r = first.renewal; /* it lives on by its own share of them */
	assert_string_equal(renewal_pin(r, 0)->name, "cds-cesicat");
	first.renewal = NULL;
	loaded_renewal_release(&first);
}

struct listed {
	struct open_renewals *o;
	size_t count;
};

static bool
look(const struct stored_renewal *stored, void *arg)
{
	struct listed *l = arg;
	json_t *item = open_renewals_listed(l->o, stored);

	assert_non_null(item);
	l->count++;
	assert_int_equal(number_of(item, "id"), l->count);
	assert_int_equal(number_of(item, "version"), 2);
	assert_string_equal(text_of(item, "state"), "closed");
	assert_string_equal(text_of(item, "domain"), "www.exemple.cat");
	assert_int_equal(number_of(item, "phases"), 4);
	assert_int_equal(json_array_size(json_object_get(item, "monitors")), 1);
	assert_null(strstr(stored->snapshot, "\"trail\"")); /* most of it, and shown by none */
	json_decref(item);
	return true;
}

static void
lists_are_given_closed_ones_without_what_was_done_in_them(void **state)
{
	struct fixture *f = *state;
	struct listed l = {0};

	fill(f);
	l.o = open_renewals_new(f->store, NULL, NULL, NULL, false);
	assert_works(f, store_renewal_each(f->store, 0, look, &l, &f->err));
	assert_int_equal(l.count, COUNT);
	open_renewals_free(l.o);
}

#define BOTH(f) cmocka_unit_test_setup_teardown(f, set_up_both, tear_down_both)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    BOTH(their_texts_are_read_once_and_shared),
	    BOTH(lists_are_given_closed_ones_without_what_was_done_in_them),
	};

	return cmocka_run_group_tests(tests, group_set_up, group_tear_down);
}
