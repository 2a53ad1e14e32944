/* rooms: store base */
#include "store_fixture.h"

/* A digest of 64 times the same digit. */
static void
digest(char sha256[65], char digit)
{
	memset(sha256, digit, 64);
	sha256[64] = '\0';
}

static void
put_certificate(struct fixture *f, char digit, const char *facts)
{
	struct certificate c = {
	    .not_before = NOW - 10, .not_after = NOW + digit, .facts = mem_strdup(facts)};

	digest(c.sha256, digit);
	assert_works(f, store_certificate_put(f->store, &c, &f->err));
	assert_true(c.id > 0);
	certificate_release(&c);
}

static struct observation
seen(int64_t monitor, const char *address, char digit, int64_t at)
{
	static char chain[] = "aa bb", detail[] = "";
	struct observation o = {.monitor = monitor,
	    .address = (char *)(uintptr_t)address,
	    .outcome = OUTCOME_OK,
	    .detail = detail,
	    .chain = chain,
	    .path_end = NOW + 77,
	    .problems =
		PROBLEM_BIT(PROBLEM_WEAK_KEY) | PROBLEM_BIT(62), /* the last that there can be */
	    .tls = "TLSv1.3",
	    .checked_at = at,
	    .seen_at = at,
	    .good_until = NOW + 99,
	    .trust = "0123456789abcdef"};

	if (digit)
		digest(o.sha256, digit);
	return o;
}

static void
put(struct fixture *f, const struct observation *o)
{
	assert_works(f, store_begin(f->store, &f->err));
	assert_works(f, store_observation_put(f->store, o, &f->err));
	fixture_commit(f);
}

static int64_t
start(struct fixture *f)
{
	int64_t id;

	fixture_open(f);
	id = fixture_add(f, "seu.exemple.cat");
	assert_works(f, store_begin(f->store, &f->err));
	put_certificate(f, 'a', "{\"issuer\":\"CN=CA A\"}");
	put_certificate(f, 'b', "{\"issuer\":\"CN=CA B\"}");
	fixture_commit(f);
	return id;
}

/* What `each` met, as one line of text. */
static bool
write_observation(const struct observation *o, void *arg)
{
	char *text = arg;
	size_t used = strlen(text);

	snprintf(text + used, 1024 - used,
	    "%lld %s/%s %s %.1s %s %s %lld %llx %s %lld %lld %lld %s\n", (long long)o->monitor,
	    o->address, o->key_type, outcome_text(o->outcome), o->sha256, o->detail, o->chain,
	    (long long)o->path_end - NOW, (unsigned long long)o->problems, o->tls,
	    (long long)o->checked_at - NOW, (long long)o->seen_at - NOW,
	    (long long)o->good_until - NOW, o->trust);
	return true;
}

static bool
write_change(const struct change *c, void *arg)
{
	char *text = arg;
	size_t used = strlen(text);

	snprintf(text + used, 1024 - used, "%lld %s/%s %s %.1s %lld %s\n", (long long)c->at - NOW,
	    c->address, c->key_type, c->outcome, c->sha256,
	    c->not_after ? (long long)c->not_after - NOW : 0, c->issuer);
	return true;
}

static void
assert_history(struct fixture *f, int64_t monitor, const char *expected)
{
	char text[1024] = "";

	assert_works(f, store_change_each(f->store, monitor, 100, write_change, text, &f->err));
	assert_string_equal(text, expected);
}

static void
an_observation_is_still_there_after_a_restart(void **state)
{
	static char detail[] = "handshake alert 40";
	struct fixture *f = *state;
	int64_t id = start(f);
	struct observation o = seen(id, "192.0.2.1", 'a', NOW + 1);
	char text[1024] = "", expected[256];

	o.outcome = OUTCOME_TLS_ALERT;
	o.detail = detail;
	o.checked_at = NOW + 5;
	snprintf(o.key_type, sizeof(o.key_type), "ecdsa");
	put(f, &o);
	fixture_close(f);
	fixture_open(f);
	assert_works(f, store_observation_each(f->store, id, write_observation, text, &f->err));
	snprintf(expected, sizeof(expected),
	    "%lld 192.0.2.1/ecdsa tls-alert a handshake alert 40 aa bb 77 %llx TLSv1.3 5 1 99 "
	    "0123456789abcdef\n",
	    (long long)id, (unsigned long long)(PROBLEM_BIT(PROBLEM_WEAK_KEY) | PROBLEM_BIT(62)));
	assert_string_equal(text, expected);
}

static void
history_is_written_only_when_something_changed(void **state)
{
	struct fixture *f = *state;
	int64_t id = start(f);
	struct observation o = seen(id, "192.0.2.1", 'a', NOW + 1);
	char text[1024] = "";

	put(f, &o);
	for (int i = 2; i <= 5; i++) {
		o.checked_at = o.seen_at = NOW + i;
		o.good_until = NOW + 100 + i; /* neither outcome nor leaf */
		put(f, &o);
	}
	assert_history(f, id, "1 192.0.2.1/ ok a 97 CN=CA A\n");
	o.outcome = OUTCOME_TIMEOUT;
	o.checked_at = NOW + 6;
	put(f, &o);
	o.checked_at = NOW + 7;
	put(f, &o);
	o = seen(id, "192.0.2.1", 'b', NOW + 8);
	put(f, &o);
	assert_history(f, id,
	    "8 192.0.2.1/ ok b 98 CN=CA B\n"
	    "6 192.0.2.1/ timeout a 97 CN=CA A\n"
	    "1 192.0.2.1/ ok a 97 CN=CA A\n");
	assert_works(f, store_change_each(f->store, id, 1, write_change, text, &f->err));
	assert_string_equal(text, "8 192.0.2.1/ ok b 98 CN=CA B\n");
}

/* Such a result has no address that could tell. */
static void
a_name_that_is_not_found_and_found_again_stands_in_the_history(void **state)
{
	static char detail[] = "";
	const enum outcome outcomes[] = {
	    OUTCOME_OK, OUTCOME_DNS_FAILURE, OUTCOME_DNS_FAILURE, OUTCOME_TIMEOUT, OUTCOME_OK};
	struct fixture *f = *state;
	int64_t id = start(f);

	for (int i = 0; i < 5; i++) {
		struct monitor m = {
		    .id = id, .outcome = outcomes[i], .checked_at = NOW + i, .detail = detail};
		assert_works(f, store_begin(f->store, &f->err));
		assert_works(f, store_monitor_probed(f->store, &m, &f->err));
		fixture_commit(f);
	}
	assert_history(f, id, "3 / gone  0 \n1 / dns-failure  0 \n");
}

static void
an_address_that_never_answered_has_one_line_of_history(void **state)
{
	struct fixture *f = *state;
	int64_t id = start(f);
	struct observation o = seen(id, "192.0.2.1", 0, NOW);

	o.outcome = OUTCOME_TIMEOUT;
	put(f, &o);
	o.checked_at++;
	put(f, &o);
	assert_history(f, id, "0 192.0.2.1/ timeout  0 \n");
}

/* Every field on its own: the comparison that saves the writing must overlook none. */
static void
a_change_of_any_field_is_kept(void **state)
{
	static char detail[] = "other", chain[] = "aa cc";
	struct fixture *f = *state;
	int64_t id = start(f);
	struct observation o = seen(id, "::1", 'a', NOW);
	char before[1024] = "", after[1024];

	put(f, &o);
	assert_works(f, store_observation_each(f->store, id, write_observation, before, &f->err));
	for (int field = 0; field < 11; field++) {
		o = seen(id, "::1", 'a', NOW);
		switch (field) {
		case 0:
			o.outcome = OUTCOME_RESET;
			break;
		case 1:
			o.detail = detail;
			break;
		case 2:
			digest(o.sha256, 'b');
			break;
		case 3:
			o.chain = chain;
			break;
		case 4:
			o.path_end = 0;
			break;
		case 5:
			o.problems = 0;
			break;
		case 6:
			o.tls[0] = '\0';
			break;
		case 7:
			o.checked_at++;
			break;
		case 8:
			o.seen_at--;
			break;
		case 9:
			o.good_until = 0;
			break;
		default:
			o.trust[0] = 'f';
			break;
		}
		put(f, &o);
		after[0] = '\0';
		assert_works(
		    f, store_observation_each(f->store, id, write_observation, after, &f->err));
		assert_string_not_equal(after, before);
		o = seen(id, "::1", 'a', NOW);
		put(f, &o);
		after[0] = '\0';
		assert_works(
		    f, store_observation_each(f->store, id, write_observation, after, &f->err));
		assert_string_equal(after, before);
	}
}

static void
an_address_that_is_gone_leaves_its_history(void **state)
{
	struct fixture *f = *state;
	int64_t id = start(f);
	struct observation o = seen(id, "192.0.2.1", 'a', NOW),
			   rsa = seen(id, "192.0.2.1", 'b', NOW),
			   other = seen(id, "192.0.2.2", 'a', NOW);
	char text[1024] = "";

	snprintf(rsa.key_type, sizeof(rsa.key_type), "rsa");
	put(f, &o);
	put(f, &rsa);
	put(f, &other);
	for (int twice = 0; twice < 2; twice++) {
		assert_works(f, store_begin(f->store, &f->err));
		assert_works(
		    f, store_observation_drop(f->store, id, "192.0.2.1", NULL, NOW + 50, &f->err));
		fixture_commit(f);
	}
	assert_works(f, store_observation_each(f->store, id, write_observation, text, &f->err));
	assert_non_null(strstr(text, "192.0.2.2"));
	assert_null(strstr(text, "192.0.2.1"));
	assert_history(f, id,
	    "50 192.0.2.1/rsa gone b 98 CN=CA B\n"
	    "50 192.0.2.1/ gone a 97 CN=CA A\n"
	    "0 192.0.2.2/ ok a 97 CN=CA A\n"
	    "0 192.0.2.1/rsa ok b 98 CN=CA B\n"
	    "0 192.0.2.1/ ok a 97 CN=CA A\n");
	fixture_close(f);
	assert_int_equal(fixture_ask(f->path, "SELECT count(*) FROM observation_time"), 1);
}

static void
observations_of_watched_monitors_come_in_order(void **state)
{
	struct fixture *f = *state;
	int64_t first = start(f), second = fixture_add(f, "b.cat"),
		retired = fixture_add(f, "c.cat");
	struct observation o[] = {seen(second, "192.0.2.1", 'a', NOW),
	    seen(first, "192.0.2.9", 'a', NOW), seen(retired, "192.0.2.1", 'b', NOW),
	    seen(first, "192.0.2.10", 'a', NOW), seen(second, "", 0, NOW)};
	char text[1024] = "", *line, *rest;
	static const char *const order[] = {"192.0.2.10/", "192.0.2.9/", " / ok", "192.0.2.1/"};

	for (size_t i = 0; i < sizeof(o) / sizeof(o[0]); i++)
		put(f, &o[i]);
	assert_works(f, store_begin(f->store, &f->err));
	assert_works(f, store_monitor_retire(f->store, retired, 1, NOW, &f->err));
	fixture_commit(f);
	assert_works(f, store_observation_each(f->store, 0, write_observation, text, &f->err));
	rest = text;
	for (int i = 0; i < 4; i++) {
		line = strsep(&rest, "\n");
		assert_non_null(strstr(line, order[i]));
	}
	assert_string_equal(rest, "");
}

static bool
write_certificate(const struct certificate *c, void *arg)
{
	char *text = arg;
	size_t used = strlen(text);

	snprintf(text + used, 256 - used, "%.1s %lld %lld %s\n", c->sha256,
	    (long long)c->not_before - NOW, (long long)c->not_after - NOW, c->facts);
	return true;
}

static void
a_certificate_is_kept_once_and_listed_while_it_is_served(void **state)
{
	struct fixture *f = *state;
	int64_t id = start(f), other = fixture_add(f, "b.cat");
	struct observation a = seen(id, "192.0.2.1", 'a', NOW),
			   same = seen(other, "192.0.2.1", 'a', NOW);
	struct certificate c;
	char text[256] = "", sha256[65];

	put(f, &a);
	put(f, &same);
	assert_works(f, store_begin(f->store, &f->err));
	put_certificate(f, 'a', "{\"issuer\":\"CN=another story\"}");
	fixture_commit(f);
	assert_works(f, store_certificate_each(f->store, write_certificate, text, &f->err));
	assert_string_equal(text, "a -10 97 {\"issuer\":\"CN=CA A\"}\n");

	digest(sha256, 'b');
	assert_works(f, store_certificate_get(f->store, sha256, &c, &f->err));
	assert_string_equal(c.facts, "{\"issuer\":\"CN=CA B\"}");
	certificate_release(&c);
	digest(sha256, 'c');
	assert_fails(f, store_certificate_get(f->store, sha256, &c, &f->err), "not-found");
}

static void
an_observation_of_an_unknown_certificate_is_refused(void **state)
{
	struct fixture *f = *state;
	int64_t id = start(f);
	struct observation o = seen(id, "192.0.2.1", 'c', NOW),
			   nobody = seen(id + 100, "192.0.2.1", 'a', NOW);

	/* A new database has its references checked by the migration that made it. */
	fixture_close(f);
	fixture_open(f);
	assert_works(f, store_begin(f->store, &f->err));
	assert_fails(f, store_observation_put(f->store, &o, &f->err), "not-found");
	assert_fails(f, store_observation_put(f->store, &nobody, &f->err), "not-found");
	store_rollback(f->store);
	assert_history(f, id, "");
}

/* The facts are foreign text that became JSON: what is none must not stop the history. */
static void
history_survives_facts_that_are_not_json(void **state)
{
	struct fixture *f = *state;
	int64_t id = start(f);
	struct observation o = seen(id, "192.0.2.1", 'd', NOW);

	assert_works(f, store_begin(f->store, &f->err));
	put_certificate(f, 'd', "{\"issuer\":");
	assert_works(f, store_observation_put(f->store, &o, &f->err));
	fixture_commit(f);
	assert_history(f, id, "0 192.0.2.1/ ok d 100 \n");
}

struct nested {
	struct fixture *f;
	int calls;
};

static bool
nest(const struct observation *o, void *arg)
{
	struct nested *n = arg;
	char text[1024] = "";

	n->calls++;
	assert_works(
	    n->f, store_change_each(n->f->store, o->monitor, 10, write_change, text, &n->f->err));
	assert_true(text[0] != '\0');
	assert_fails(n->f, store_observation_each(n->f->store, 0, nest, n, &n->f->err), "io");
	return true;
}

static void
another_query_may_run_inside_of_one_but_not_the_same(void **state)
{
	struct fixture *f = *state;
	int64_t id = start(f);
	struct observation a = seen(id, "192.0.2.1", 'a', NOW), b = seen(id, "192.0.2.2", 'a', NOW);
	struct nested n = {f, 0};

	put(f, &a);
	put(f, &b);
	assert_works(f, store_observation_each(f->store, 0, nest, &n, &f->err));
	assert_int_equal(n.calls, 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(an_observation_is_still_there_after_a_restart),
	    TEST(history_is_written_only_when_something_changed),
	    TEST(a_name_that_is_not_found_and_found_again_stands_in_the_history),
	    TEST(an_address_that_never_answered_has_one_line_of_history),
	    TEST(a_change_of_any_field_is_kept),
	    TEST(an_address_that_is_gone_leaves_its_history),
	    TEST(observations_of_watched_monitors_come_in_order),
	    TEST(a_certificate_is_kept_once_and_listed_while_it_is_served),
	    TEST(an_observation_of_an_unknown_certificate_is_refused),
	    TEST(history_survives_facts_that_are_not_json),
	    TEST(another_query_may_run_inside_of_one_but_not_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
