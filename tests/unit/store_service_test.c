/* rooms: store base */
#include "store_fixture.h"

#include "store/services.h"

#define TEXT(s) ((char *)(uintptr_t)(s))

static struct service
seu(void)
{
	return (struct service){
	    .name = TEXT("Seu electrònica"),
	    .head = TEXT("Maria Pons"),
	    .head_mail = TEXT("mpons@exemple.cat"),
	    .head_user = TEXT("mpons"),
	    .project_head = TEXT("Joan Roca"),
	    .notes = TEXT("línia 1\nlínia 2"),
	    .patterns = TEXT("*.seu.cat seu.cat"),
	};
}

static void
assert_same_service(const struct service *a, const struct service *b)
{
	assert_int_equal(a->id, b->id);
	assert_int_equal(a->version, b->version);
	assert_string_equal(a->name, b->name);
	assert_string_equal(a->head, b->head);
	assert_string_equal(a->head_mail, b->head_mail);
	assert_string_equal(a->head_user, b->head_user);
	assert_string_equal(a->project_head, b->project_head);
	assert_string_equal(a->notes, b->notes);
	assert_string_equal(a->patterns, b->patterns);
}

struct list {
	struct service items[8];
	size_t count, most;
};

static bool
append(const struct service *s, void *arg)
{
	struct list *l = arg;

	service_copy(&l->items[l->count++], s);
	return l->count < l->most;
}

static struct list
list_of(struct fixture *f, size_t most)
{
	struct list l = {.most = most};

	assert_works(f, store_service_each(f->store, append, &l, &f->err));
	return l;
}

static void
list_release(struct list *l)
{
	for (size_t i = 0; i < l->count; i++)
		service_release(&l->items[i]);
}

static void
insert(struct fixture *f, struct service *s)
{
	assert_works(f, store_begin(f->store, &f->err));
	assert_works(f, store_service_insert(f->store, s, &f->err));
	fixture_commit(f);
}

static void
every_field_of_a_service_is_still_there_after_a_restart(void **state)
{
	struct fixture *f = *state;
	struct service s = seu(), bare = {.name = TEXT("Tràmits")};
	struct list l;

	fixture_open(f);
	insert(f, &s);
	insert(f, &bare);
	fixture_close(f);
	fixture_open(f);
	l = list_of(f, 8);
	assert_int_equal(l.count, 2);
	assert_same_service(&l.items[0], &s);
	assert_int_equal(l.items[1].id, bare.id);
	assert_string_equal(l.items[1].name, "Tràmits");
	assert_string_equal(l.items[1].head, "");
	assert_string_equal(l.items[1].patterns, "");
	list_release(&l);
	l = list_of(f, 1);
	assert_int_equal(l.count, 1);
	list_release(&l);
}

static void
a_change_from_an_old_version_is_a_conflict_and_changes_nothing(void **state)
{
	struct fixture *f = *state;
	struct service s = seu(), mine, theirs;
	struct list l;

	fixture_open(f);
	insert(f, &s);
	mine = theirs = s;
	theirs.head = TEXT("Pere Soler");
	mine.head = TEXT("Anna Vila");
	assert_works(f, store_begin(f->store, &f->err));
	assert_works(f, store_service_update(f->store, &theirs, &f->err));
	assert_int_equal(theirs.version, 2);
	assert_fails(f, store_service_update(f->store, &mine, &f->err), "conflict");
	assert_fails(f, store_service_remove(f->store, s.id, 1, &f->err), "conflict");
	fixture_commit(f);
	l = list_of(f, 8);
	assert_same_service(&l.items[0], &theirs);
	list_release(&l);
	mine.id = 99;
	assert_works(f, store_begin(f->store, &f->err));
	assert_fails(f, store_service_update(f->store, &mine, &f->err), "no-service");
	assert_fails(f, store_service_remove(f->store, 99, 1, &f->err), "no-service");
	store_rollback(f->store);
}

static void
no_two_services_have_one_name(void **state)
{
	struct fixture *f = *state;
	struct service s = seu(), other = {.name = TEXT("Tràmits")}, again = seu();

	fixture_open(f);
	insert(f, &s);
	insert(f, &other);
	assert_works(f, store_begin(f->store, &f->err));
	assert_fails(f, store_service_insert(f->store, &again, &f->err), "service-exists");
	other.name = s.name;
	assert_fails(f, store_service_update(f->store, &other, &f->err), "service-exists");
	store_rollback(f->store);
}

static void
the_number_of_a_removed_service_is_never_given_again(void **state)
{
	struct fixture *f = *state;
	struct service first = seu(), second = seu();
	struct list l;

	fixture_open(f);
	insert(f, &first);
	assert_works(f, store_begin(f->store, &f->err));
	assert_works(f, store_service_remove(f->store, first.id, 1, &f->err));
	fixture_commit(f);
	l = list_of(f, 8);
	assert_int_equal(l.count, 0);
	fixture_close(f);
	fixture_open(f);
	insert(f, &second);
	assert_int_equal(second.id, first.id + 1);
}

static void
a_change_outside_of_a_transaction_is_refused(void **state)
{
	struct fixture *f = *state;
	struct service s = seu();

	fixture_open(f);
	assert_fails(f, store_service_insert(f->store, &s, &f->err), "io");
	insert(f, &s);
	assert_fails(f, store_service_update(f->store, &s, &f->err), "io");
	assert_fails(f, store_service_remove(f->store, s.id, 1, &f->err), "io");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(every_field_of_a_service_is_still_there_after_a_restart),
	    TEST(a_change_from_an_old_version_is_a_conflict_and_changes_nothing),
	    TEST(no_two_services_have_one_name),
	    TEST(the_number_of_a_removed_service_is_never_given_again),
	    TEST(a_change_outside_of_a_transaction_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
