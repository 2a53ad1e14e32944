/* rooms: store base */
/* A ticket is known once, whatever uses it has; those that follow a renewal go with it, those of people stay; its
 * earlier keys find it. And what renewals held of tickets before these tables were there is in them. */
#include "store_fixture.h"

#include "store/migrate.h"
#include "store/renewals.h"
#include "store/tickets.h"

#define TEXT(s) ((char *)(uintptr_t)(s))

static const char pin[] = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

static void
add(struct stored_renewal *r, const char *key, const char *step, enum ticket_role role,
    enum ticket_system where)
{
	record_add_ticket(r, &(struct record_ticket){
				 .key = TEXT(key), .step = TEXT(step), .role = role, .sys = where});
}

/* A renewal of one monitor with the tickets of its CSR and its origin, and its number of Remedy. */
static struct stored_renewal
renewal_of(int64_t monitor)
{
	struct stored_renewal r = {
	    .procedure = mem_strdup("cds-cesicat"), .snapshot = mem_strdup("{}"), .opened_at = NOW};

	record_add_pin(&r, pin);
	record_add_monitor(&r, monitor);
	add(&r, "SIS-1", "cds-cesicat/tiquet-csr", TICKET_ROLE_CSR, TICKET_SYSTEM_JIRA);
	add(&r, "77", "cds-cesicat/remedy-numero", TICKET_ROLE_REQUEST, TICKET_SYSTEM_REMEDY);
	add(&r, "ST-5", "", TICKET_ROLE_ORIGIN, TICKET_SYSTEM_JIRA);
	return r;
}

static void
insert(struct fixture *f, struct stored_renewal *r)
{
	assert_works(f, store_begin(f->store, &f->err));
	assert_works(f, store_pin_put(f->store, pin, "name = \"cds-cesicat\";", &f->err));
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

static struct ticket
found(struct fixture *f, int sys, const char *key)
{
	struct ticket t;

	assert_int_equal(store_ticket_find(f->store, sys, key, &t, &f->err), 1);
	return t;
}

static int64_t
id_of(struct fixture *f, const char *key)
{
	struct ticket t = found(f, -1, key);
	int64_t id = t.id;

	ticket_release(&t);
	return id;
}

static bool
count_ticket(const struct ticket *t, void *arg)
{
	(void)t;
	++*(int *)arg;
	return true;
}

static int
tickets(struct fixture *f)
{
	int count = 0;

	assert_works(f, store_ticket_each(f->store, 0, count_ticket, &count, &f->err));
	return count;
}

/* "role renewal monitor step hand" of each, a space after. */
struct said {
	char text[512];
};

static bool
say_use(const struct ticket_use *u, void *arg)
{
	struct said *said = arg;
	size_t len = strlen(said->text);

	snprintf(said->text + len, sizeof(said->text) - len, "%s:%lld:%lld:%s%s ",
	    ticket_role_text(u->role), (long long)u->renewal, (long long)u->monitor, u->step,
	    u->by_hand ? "!" : "");
	return true;
}

static bool
say_link(const struct ticket_link *l, void *arg)
{
	struct said *said = arg;
	size_t len = strlen(said->text);

	snprintf(said->text + len, sizeof(said->text) - len, "%lld-%lld:%s ", (long long)l->ticket,
	    (long long)l->other, ticket_link_how_text(l->how));
	return true;
}

static void
assert_uses(struct fixture *f, const char *key, const char *expected)
{
	struct said said = {{0}};

	assert_works(f, store_ticket_use_each(f->store, id_of(f, key), say_use, &said, &f->err));
	assert_string_equal(said.text, expected);
}

static void
assert_links(struct fixture *f, const char *key, const char *expected)
{
	struct said said = {{0}};

	assert_works(f, store_ticket_link_each(f->store, id_of(f, key), say_link, &said, &f->err));
	assert_string_equal(said.text, expected);
}

static void
link_by_hand(struct fixture *f, const char *key, int64_t renewal, int64_t monitor)
{
	struct ticket_use u = {.ticket = id_of(f, key),
	    .renewal = renewal,
	    .monitor = monitor,
	    .step = "",
	    .role = TICKET_ROLE_ANSWER,
	    .login = "op1"};

	assert_works(f, store_begin(f->store, &f->err));
	assert_works(f, store_ticket_use_add(f->store, &u, &f->err));
	fixture_commit(f);
}

static void
a_ticket_is_known_once_and_its_uses_follow_the_renewal(void **state)
{
	struct fixture *f = *state;
	struct stored_renewal one, two, got;
	struct said said = {{0}};
	struct ticket t;
	int64_t a;

	fixture_open(f);
	a = fixture_add(f, "a.cat");
	one = renewal_of(a);
	two = renewal_of(a);
	insert(f, &one);
	insert(f, &two);
	assert_int_equal(tickets(f), 3);
	t = found(f, TICKET_SYSTEM_REMEDY, "77");
	assert_int_equal(t.category, TICKET_UNKNOWN);
	assert_int_equal(t.known_at, NOW);
	assert_int_equal(t.looked_at, 0);
	ticket_release(&t);
	assert_int_equal(store_ticket_find(f->store, TICKET_SYSTEM_EACAT, "77", &t, &f->err), 0);
	assert_uses(f, "SIS-1", "csr:1:0:cds-cesicat/tiquet-csr csr:2:0:cds-cesicat/tiquet-csr ");
	assert_uses(f, "ST-5", "origin:1:0: origin:2:0: ");
	assert_works(f, store_ticket_use_of_renewal(f->store, two.id, say_use, &said, &f->err));
	assert_string_equal(said.text, "csr:2:0:cds-cesicat/tiquet-csr request:2:0:cds-cesicat/"
				       "remedy-numero origin:2:0: ");

	/* another key in the step, and what a person linked stays */
	link_by_hand(f, "SIS-1", one.id, 0);
	mem_replace(&one.tickets[0].key, "SIS-2");
	update(f, &one);
	assert_int_equal(tickets(f), 4);
	assert_uses(f, "SIS-2", "csr:1:0:cds-cesicat/tiquet-csr ");
	assert_uses(f, "SIS-1", "answer:1:0:! csr:2:0:cds-cesicat/tiquet-csr ");
	assert_works(f, store_renewal_get(f->store, one.id, &got, &f->err));
	assert_int_equal(got.ticket_count, 4);
	assert_string_equal(got.tickets[3].key, "SIS-1");
	assert_true(got.tickets[3].by_hand);
	update(f, &got); /* as it was read */
	assert_uses(f, "SIS-1", "answer:1:0:! csr:2:0:cds-cesicat/tiquet-csr ");
	fixture_close(f);
	fixture_open(f);
	assert_uses(f, "SIS-2", "csr:1:0:cds-cesicat/tiquet-csr ");
	record_release(&got);
	record_release(&one);
	record_release(&two);
}

static void
a_monitor_has_tickets_without_a_renewal(void **state)
{
	struct fixture *f = *state;
	struct ticket t = {.sys = TICKET_SYSTEM_JIRA, .key = TEXT("ST-9")};
	struct ticket_use u = {.role = TICKET_ROLE_ORIGIN, .step = "", .login = "op1"};
	struct said said = {{0}};
	int64_t a;

	fixture_open(f);
	a = fixture_add(f, "a.cat");
	assert_works(f, store_begin(f->store, &f->err));
	assert_works(f, store_ticket_insert(f->store, &t, &f->err));
	fixture_commit(f);
	link_by_hand(f, "ST-9", 0, a);
	assert_works(f, store_ticket_use_of_monitors(f->store, say_use, &said, &f->err));
	assert_string_equal(said.text, "answer:0:1:! ");
	assert_works(f, store_begin(f->store, &f->err));
	u.ticket = t.id;
	u.monitor = 99;
	assert_fails(f, store_ticket_use_add(f->store, &u, &f->err), "not-found");
	u.monitor = a;
	u.role = TICKET_ROLE_ANSWER;
	assert_fails(f, store_ticket_use_add(f->store, &u, &f->err), "duplicate");
	assert_works(f, store_ticket_use_remove(f->store, 1, &f->err));
	assert_fails(f, store_ticket_use_remove(f->store, 1, &f->err), "not-found");
	fixture_commit(f);
	assert_uses(f, "ST-9", "");
}

static void
what_is_known_of_a_ticket_changes_with_its_version(void **state)
{
	struct fixture *f = *state;
	struct ticket t = {.sys = TICKET_SYSTEM_JIRA, .key = TEXT("SIS-1")}, other;

	fixture_open(f);
	assert_works(f, store_begin(f->store, &f->err));
	assert_works(f, store_ticket_insert(f->store, &t, &f->err));
	assert_fails(f, store_ticket_insert(f->store, &t, &f->err), "duplicate");
	t.status = TEXT("En curs");
	t.category = TICKET_DOING;
	t.needs_answer = true;
	t.looked_at = NOW + 7;
	t.looked_by = TEXT("op2");
	assert_works(f, store_ticket_update(f->store, &t, &f->err));
	assert_int_equal(t.version, 2);
	t.version = 1;
	assert_fails(f, store_ticket_update(f->store, &t, &f->err), "conflict");
	t.id = 9;
	assert_fails(f, store_ticket_update(f->store, &t, &f->err), "no-ticket");
	fixture_commit(f);
	fixture_close(f);
	fixture_open(f);
	assert_works(f, store_ticket_get(f->store, 1, &other, &f->err));
	assert_string_equal(other.key, "SIS-1");
	assert_string_equal(other.status, "En curs");
	assert_int_equal(other.category, TICKET_DOING);
	assert_true(other.needs_answer);
	assert_int_equal(other.looked_at, NOW + 7);
	assert_string_equal(other.looked_by, "op2");
	assert_int_equal(other.version, 2);
	ticket_release(&other);
	assert_fails(f, store_ticket_get(f->store, 9, &other, &f->err), "no-ticket");
}

static bool
is_first_key(const char *key, int64_t at, const char *login, void *arg)
{
	assert_string_equal(key, "SIS-1");
	assert_string_equal(login, "op1");
	assert_int_equal(at, NOW);
	++*(int *)arg;
	return true;
}

static void
an_earlier_key_finds_it_until_another_has_that_key(void **state)
{
	struct fixture *f = *state;
	struct ticket other = {.sys = TICKET_SYSTEM_JIRA, .key = TEXT("SIS-1")};
	struct stored_renewal r, got;
	int64_t id;
	int count = 0;

	fixture_open(f);
	r = renewal_of(fixture_add(f, "a.cat"));
	insert(f, &r);
	id = id_of(f, "SIS-1");
	assert_works(f, store_begin(f->store, &f->err));
	{
		struct ticket t = found(f, -1, "SIS-1");

		mem_replace(&t.key, "SIS-10");
		assert_works(f, store_ticket_update(f->store, &t, &f->err));
		ticket_release(&t);
	}
	assert_works(f, store_ticket_former_put(f->store, id, "SIS-1", "op1", &f->err));
	fixture_commit(f);
	assert_int_equal(id_of(f, "SIS-1"), id);
	assert_int_equal(id_of(f, "SIS-10"), id);
	assert_works(f, store_ticket_former_each(f->store, id, is_first_key, &count, &f->err));
	assert_int_equal(count, 1);
	update(f, &r); /* its JSON still says the old one: it is the same ticket */
	assert_int_equal(tickets(f), 3);
	assert_uses(f, "SIS-10", "csr:1:0:cds-cesicat/tiquet-csr ");
	assert_works(f, store_renewal_get(f->store, r.id, &got, &f->err));
	assert_string_equal(got.tickets[0].key, "SIS-10");
	assert_int_equal(got.former_count, 1);
	assert_string_equal(got.former[0], "SIS-1");
	record_release(&got);
	assert_works(f, store_begin(f->store, &f->err));
	assert_works(f, store_ticket_insert(f->store, &other, &f->err));
	fixture_commit(f);
	assert_int_equal(id_of(f, "SIS-1"), other.id);
	record_release(&r);
}

static void
what_has_to_be_linked_is_owed_until_it_is(void **state)
{
	struct fixture *f = *state;
	struct stored_renewal r;
	struct ticket_link l = {.how = TICKET_LINK_HAND, .login = "op1"};

	fixture_open(f);
	r = renewal_of(fixture_add(f, "a.cat"));
	record_add_owed(&r, 2, 0);
	insert(f, &r);
	assert_links(f, "SIS-1", "1-3:owed ");
	assert_links(f, "ST-5", "1-3:owed ");
	l.ticket = id_of(f, "ST-5");
	l.other = id_of(f, "SIS-1");
	assert_works(f, store_begin(f->store, &f->err));
	assert_works(f, store_ticket_link_put(f->store, &l, &f->err));
	fixture_commit(f);
	update(f, &r);
	assert_links(f, "SIS-1", "1-3:hand ");
	assert_works(f, store_begin(f->store, &f->err));
	assert_works(f, store_ticket_link_remove(f->store, 3, 1, &f->err));
	assert_fails(f, store_ticket_link_remove(f->store, 3, 1, &f->err), "not-found");
	fixture_commit(f);
	update(f, &r);
	assert_links(f, "SIS-1", "1-3:owed ");
	r.owed_count = 0;
	update(f, &r);
	assert_links(f, "SIS-1", "");
	record_release(&r);
}

static void
two_that_are_one_become_one(void **state)
{
	struct fixture *f = *state;
	struct stored_renewal one, two;
	struct ticket t;
	int64_t a, into;

	fixture_open(f);
	a = fixture_add(f, "a.cat");
	one = renewal_of(a);
	two = renewal_of(a);
	mem_replace(&two.tickets[0].key, "SIS-2");
	record_add_owed(&two, 2, 0);
	insert(f, &one);
	insert(f, &two);
	t = found(f, -1, "SIS-2");
	into = id_of(f, "SIS-1");
	assert_works(f, store_begin(f->store, &f->err));
	assert_works(f, store_ticket_merge(f->store, &t, into, "op1", &f->err));
	assert_fails(f, store_ticket_merge(f->store, &t, into, "op1", &f->err), "no-ticket");
	fixture_commit(f);
	assert_int_equal(id_of(f, "SIS-2"), into);
	assert_uses(f, "SIS-1", "csr:1:0:cds-cesicat/tiquet-csr csr:2:0:cds-cesicat/tiquet-csr ");
	assert_links(f, "ST-5", "");
	ticket_release(&t);
	record_release(&one);
	record_release(&two);
}

/* ---- the database of before ---- */

#define OPENED "1795478400"
#define RENEWAL_COLUMNS "INSERT INTO renewal VALUES "

static void
what_renewals_held_of_tickets_is_brought_along(void **state)
{
	struct fixture *f = *state;
	struct stored_renewal got;
	sqlite3 *db;
	int count;

	assert_int_equal(sqlite3_open(f->path, &db), SQLITE_OK);
	assert_works(f, migrate_run(db, migrate_steps(&count), 9, &f->err));
	sqlite3_close(db);
	fixture_sql(f, RENEWAL_COLUMNS
	    "(1, 4, 'cds-cesicat', '{\"steps\":{"
	    "\"cds-cesicat/tiquet-csr\":{\"state\":\"done\",\"ticket\":\"SIS-1\"},"
	    "\"cds-cesicat/tiquet-cap\":{\"state\":\"done\",\"ticket\":\"ST-1\"},"
	    "\"cds-cesicat/espera-csr\":{\"state\":\"waiting\"},"
	    "\"cds-cesicat/tiquet-installacio\":{\"state\":\"done\",\"ticket\":\"SIS-3\"}},"
	    "\"values\":{\"remedy-numero\":{\"value\":\"12345\",\"by\":\"op1\"},"
	    "\"altra-numero\":{},\"head\":{\"value\":\"SIS-99\"},"
	    "\"tiquet-origen\":{\"value\":\"https://contacte.example/browse/"
	    "ST-500?src=mail\"}}}', " OPENED ", 0, '', '', 0);");
	fixture_sql(f, RENEWAL_COLUMNS
	    "(2, 4, 'dispositiu-eacat', '{\"ticket\":\"ST-500\",\"values\":{"
	    "\"eacat-numero\":{\"value\":\"E-7\"},\"tiquet-origen\":{\"value\":\"per "
	    "telèfon\"}}}', " OPENED ", 1795479000, '', '', 0)," /* a closed one */
	    "(3, 1, 'x', 'no JSON', " OPENED ", 0, '', '', 0);");
	fixture_sql(f, "INSERT INTO ticket VALUES (1, 0, 'SIS-1', 'SIS'), (1, 1, 'ST-1', 'ST'),"
		       " (3, 0, 'SIS-8', 'SIS')");
	fixture_open(f);
	assert_int_equal(tickets(f), 8);
	assert_uses(f, "SIS-1", "csr:1:0:cds-cesicat/tiquet-csr ");
	assert_uses(f, "ST-1", "head:1:0:cds-cesicat/tiquet-cap ");
	assert_uses(f, "SIS-3", "install:1:0:cds-cesicat/tiquet-installacio ");
	assert_uses(f, "12345", "request:1:0:cds-cesicat/remedy-numero ");
	assert_uses(f, "ST-500", "origin:1:0: origin:2:0: ");
	assert_uses(f, "E-7", "request:2:0:dispositiu-eacat/eacat-numero ");
	assert_uses(f, "per telèfon", "origin:2:0: ");
	assert_uses(f, "SIS-8", "other:3:0: ");
	assert_int_equal(
	    store_ticket_find(f->store, -1, "SIS-99", &(struct ticket){0}, &f->err), 0);
	assert_works(f, store_renewal_get(f->store, 1, &got, &f->err));
	assert_int_equal(got.ticket_count, 5);
	assert_string_equal(got.tickets[0].key, "SIS-1");
	assert_string_equal(got.tickets[2].key, "SIS-3");
	record_release(&got);
	fixture_close(f);
	assert_int_equal(fixture_ask(f->path, "SELECT count(*) FROM sqlite_schema"
					      " WHERE name IN ('ticket_before', 'ticket_held')"),
	    0);
	assert_int_equal(fixture_ask(f->path, "SELECT system = 'remedy' AND known_at = " OPENED
					      " FROM ticket WHERE key = '12345'"),
	    1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(a_ticket_is_known_once_and_its_uses_follow_the_renewal),
	    TEST(a_monitor_has_tickets_without_a_renewal),
	    TEST(what_is_known_of_a_ticket_changes_with_its_version),
	    TEST(an_earlier_key_finds_it_until_another_has_that_key),
	    TEST(what_has_to_be_linked_is_owed_until_it_is),
	    TEST(two_that_are_one_become_one),
	    TEST(what_renewals_held_of_tickets_is_brought_along),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
