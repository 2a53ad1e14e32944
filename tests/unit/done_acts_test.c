/* rooms: tui words expiry wire base */
/* What takes an act back, and in which order acts are taken back. */
#include "tui/model/done_acts.h"

#include "base/members.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static json_t *
json_of(const char *text)
{
	json_t *value = json_loads(text, 0, NULL);

	assert_non_null(value);
	return value;
}

static json_t *
item(const char *operation, const char *args, const char *ok)
{
	json_t *asked = json_of(args), *answer = json_of(ok);
	json_t *one = done_item("www", operation, asked, answer);

	json_decref(asked);
	json_decref(answer);
	return one;
}

static void
assert_taken_back(const char *operation, const char *args, const char *ok, const char *expected)
{
	json_t *one = item(operation, args, ok), *wanted = expected ? json_of(expected) : NULL;

	if (wanted)
		assert_true(json_equal(one, wanted));
	else
		assert_null(one);
	json_decref(one);
	json_decref(wanted);
}

static void
each_act_has_the_request_that_takes_it_back(void **state)
{
	(void)state;
	assert_taken_back("monitor.add", "{\"host\":\"www.exemple.cat\"}",
	    "{\"id\":7,\"version\":1,\"seq\":40}",
	    "{\"name\":\"www\",\"do\":\"monitor.retire\",\"args\":{\"id\":7,\"version\":1}}");
	assert_taken_back(
	    "monitor.add", "{\"host\":\"www.exemple.cat\",\"dry_run\":true}", "{}", NULL);
	assert_taken_back("service.add", "{\"name\":\"Seu\"}", "{\"id\":3,\"version\":1}",
	    "{\"name\":\"www\",\"do\":\"service.remove\",\"args\":{\"id\":3,\"version\":1}}");
	assert_taken_back("monitor.edit", "{\"id\":7,\"version\":2,\"tags\":[\"dmz\"]}",
	    "{\"id\":7,\"version\":3,\"seq\":41}",
	    "{\"name\":\"www\",\"do\":\"monitor.revert\",\"args\":{\"id\":7,\"seq\":41}}");
	assert_taken_back("monitor.retire", "{\"id\":7,\"version\":3}", "{}",
	    "{\"name\":\"www\",\"do\":\"monitor.restore\",\"args\":{\"id\":7,\"version\":4}}");
	assert_taken_back("monitor.import", "{\"rows\":[]}", "{\"written\":true,\"import\":31}",
	    "{\"name\":\"www\",\"do\":\"monitor.undo-import\",\"args\":{\"import\":31}}");
	assert_taken_back(
	    "monitor.import", "{\"rows\":[]}", "{\"written\":false,\"import\":0}", NULL);
	assert_taken_back("renewal.do", "{\"id\":5,\"version\":8,\"what\":\"claim\"}",
	    "{\"renewal\":{\"id\":5,\"version\":9}}",
	    "{\"name\":\"www\",\"do\":\"renewal.do\",\"args\":{\"id\":5,\"version\":9,"
	    "\"what\":\"undo\",\"args\":{\"seq\":9}}}");
	assert_taken_back("renewal.file", "{\"id\":5,\"version\":8,\"step\":\"fitxer-csr\"}",
	    "{\"renewal\":{\"id\":5,\"version\":9}}",
	    "{\"name\":\"www\",\"do\":\"renewal.do\",\"args\":{\"id\":5,\"version\":9,"
	    "\"what\":\"undo\",\"args\":{\"seq\":9}}}");
}

static void
what_undoes_or_only_looks_is_not_taken_back(void **state)
{
	(void)state;
	assert_taken_back("renewal.do", "{\"id\":5,\"version\":9,\"what\":\"undo\"}",
	    "{\"renewal\":{\"id\":5,\"version\":10}}", NULL);
	assert_taken_back("monitor.probe", "{\"ids\":[7]}", "{\"started\":1,\"sweep\":3}", NULL);
	assert_taken_back("monitor.revert", "{\"id\":7,\"seq\":41}", "{\"id\":7,\"seq\":42}", NULL);
	assert_taken_back("renewal.do", "{\"id\":5,\"what\":\"claim\"}", "{}", NULL);
}

static json_t *
claims(int first, int last)
{
	json_t *items = json_array();

	for (int id = first; id <= last; id++)
		json_array_append_new(
		    items, json_pack("{s:s, s:s, s:{s:i, s:s, s:{s:i}}}", "name", "www", "do",
			       "renewal.do", "args", "id", id, "what", "undo", "args", "seq", 9));
	return items;
}

static void
acts_are_taken_back_whole_the_last_first(void **state)
{
	struct done_acts *d = done_acts_new();
	struct done_act act;
	(void)state;

	assert_null(done_acts_last(d));
	done_acts_add(d, "claimed three", 100, claims(1, 3));
	done_acts_add(d, "nothing", 150, json_array());
	done_acts_add(d, "claimed one", 200, claims(4, 4));
	assert_string_equal(done_acts_last(d)->said, "claimed one");
	act = done_acts_pop(d);
	assert_int_equal(act.at, 200);
	done_act_release(&act);
	act = done_acts_pop(d);
	assert_string_equal(act.said, "claimed three");
	assert_int_equal(json_array_size(act.items), 3);
	done_act_release(&act);
	assert_null(done_acts_pop(d).items);
	done_acts_free(d);
}

static void
what_was_undone_elsewhere_is_forgotten(void **state)
{
	struct done_acts *d = done_acts_new();
	(void)state;

	done_acts_add(d, "claimed three", 100, claims(1, 3));
	done_acts_add(d, "claimed one", 200, claims(4, 4));
	done_acts_forget(d, 4, 8);
	assert_string_equal(done_acts_last(d)->said, "claimed one");
	done_acts_forget(d, 4, 9);
	assert_string_equal(done_acts_last(d)->said, "claimed three");
	done_acts_forget(d, 2, 9);
	assert_int_equal(json_array_size(done_acts_last(d)->items), 2);
	done_acts_free(d);
}

static void
the_oldest_go_where_there_are_too_many(void **state)
{
	struct done_acts *d = done_acts_new();
	size_t count = 0;
	(void)state;

	for (int i = 0; i < 150; i++)
		done_acts_add(d, "claimed one", i, claims(i, i));
	for (; done_acts_last(d); count++) {
		struct done_act act = done_acts_pop(d);

		assert_int_equal(act.at, 149 - (int)count);
		done_act_release(&act);
	}
	assert_in_range(count, 20, 149);
	done_acts_free(d);
}

int
main(void)
{
#define t(name) cmocka_unit_test(name)
	const struct CMUnitTest tests[] = {
	    t(each_act_has_the_request_that_takes_it_back),
	    t(what_undoes_or_only_looks_is_not_taken_back),
	    t(acts_are_taken_back_whole_the_last_first),
	    t(what_was_undone_elsewhere_is_forgotten),
	    t(the_oldest_go_where_there_are_too_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
