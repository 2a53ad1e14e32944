/* rooms: daemon base */
/* The changes of a monitor told as periods. A change is written "at address outcome digest"; what
 * comes out, a line for each period. */
#include "daemon/operations/timeline.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/terms.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

/* Newest first, as the store gives them; told in the order in which they happened. */
static json_t *
changes(const char *const *list)
{
	json_t *all = json_array();

	for (; *list; list++) {
		char address[32], outcome[32], sha256[32], key_type[16] = "";
		long long at;
		int fields = sscanf(
		    *list, "%lld %31s %31s %31s %15s", &at, address, outcome, sha256, key_type);

		assert_true(fields >= 4);
		json_array_insert_new(all, 0,
		    json_pack("{s:I, s:s, s:s, s:s, s:s, s:s}", "at", (json_int_t)at, "address",
			!strcmp(address, "-") ? "" : address, "outcome", outcome, "sha256",
			!strcmp(sha256, "-") ? "" : sha256, "key_type", key_type, "issuer",
			"CN=I"));
	}
	return all;
}

static json_t *
present(const char *address, const char *outcome, const char *sha256, int64_t checked, int64_t seen)
{
	return json_pack("{s:s, s:s, s:s, s:s, s:I, s:I}", "address", address, "key_type", "",
	    "outcome", outcome, "sha256", sha256, "checked_at", (json_int_t)checked, "seen_at",
	    (json_int_t)seen);
}

static void
told(const char *const *list, json_t *addresses, const char *expected)
{
	json_t *all = changes(list), *line = timeline_json(all, addresses), *one, *address;
	struct buf text = {0};
	size_t i, k;

	json_array_foreach(line, i, one) {
		const char *sha256 = json_string_value(json_object_get(one, "sha256"));

		buf_printf(&text, "%s%s %lld-%lld%s",
		    sha256 ? sha256 : json_string_value(json_object_get(one, "outcome")),
		    json_is_true(json_object_get(one, "rolled_back")) ? " rolled-back" : "",
		    (long long)json_integer_value(json_object_get(one, "from")),
		    (long long)json_integer_value(json_object_get(one, "to")),
		    json_is_true(json_object_get(one, "current")) ? " now" : "");
		json_array_foreach(json_object_get(one, "addresses"), k, address)
			buf_printf(&text, " %s", json_string_value(address));
		if (json_integer_value(json_object_get(one, "more")))
			buf_printf(&text, " +%lld",
			    (long long)json_integer_value(json_object_get(one, "more")));
		buf_puts(&text, "\n");
	}
	assert_string_equal(buf_str(&text), expected);
	buf_release(&text);
	json_decref(line);
	json_decref(all);
	json_decref(addresses);
}

static void
a_renewal_of_one_address_after_the_other_is_two_periods(void **state)
{
	static const char *const list[] = {
	    "10 a ok old", "10 b ok old", "50 a ok new", "60 b ok new", NULL};

	(void)state;
	told(list,
	    json_pack(
		"[o, o]", present("a", "ok", "new", 90, 90), present("b", "ok", "new", 95, 95)),
	    "new 50-95 now a b\nold 10-60 a b\n");
}

static void
old_new_old_is_a_roll_back_and_old_again_after_silence_is_not(void **state)
{
	static const char *const list[] = {"10 a ok old", "50 a ok new", "60 a ok old", NULL};
	static const char *const again[] = {
	    "10 a ok old", "50 a ok new", "60 a ok old", "70 a ok new", "80 a ok old", NULL};
	static const char *const silence[] = {
	    "10 a ok old", "50 a timeout old", "60 a ok old", "70 a gone old", "80 a ok old", NULL};

	(void)state;
	told(list, json_pack("[o]", present("a", "ok", "old", 90, 90)),
	    "old rolled-back 60-90 now a\nnew 50-60 a\nold 10-50 a\n");
	told(again, json_pack("[o]", present("a", "ok", "old", 90, 90)),
	    "old rolled-back 80-90 now a\nnew rolled-back 70-80 a\nold rolled-back 60-70 a\n"
	    "new 50-60 a\nold 10-50 a\n");
	told(silence, json_pack("[o]", present("a", "ok", "old", 90, 90)),
	    "timeout 50-60 a\nold 10-90 now a\n");
}

/* The node that never changed goes on in the first period. */
static void
one_node_rolled_back_is_told_apart_from_the_others(void **state)
{
	static const char *const list[] = {
	    "10 a ok old", "10 b ok old", "50 a ok new", "60 a ok old", NULL};

	(void)state;
	told(list,
	    json_pack(
		"[o, o]", present("a", "ok", "old", 90, 90), present("b", "ok", "old", 90, 90)),
	    "old rolled-back 60-90 now a\nnew 50-60 a\nold 10-90 now a b\n");
}

static void
silence_is_a_period_of_its_own(void **state)
{
	static const char *const list[] = {"10 a ok one", "10 b ok one", "20 a timeout one",
	    "20 b timeout one", "30 a refused one", "40 a ok one", "50 b ok one",
	    "60 b timeout one", NULL};
	static const char *const together[] = {"10 a ok one", "10 b ok one", "20 a timeout one",
	    "20 b timeout one", "40 a ok one", "40 b ok one", NULL};

	(void)state;
	told(list,
	    json_pack("[o, o]", present("a", "ok", "one", 90, 90),
		present("b", "timeout", "one", 90, 60)),
	    "timeout 60-90 now b\ntimeout 20-50 b\nrefused 20-40 a\none 10-90 now a b\n");
	told(together,
	    json_pack(
		"[o, o]", present("a", "ok", "one", 90, 90), present("b", "ok", "one", 90, 90)),
	    "timeout 20-40 a b\none 10-90 now a b\n");
}

static void
what_was_not_tried_is_no_silence_and_the_name_has_its_own(void **state)
{
	static const char *const list[] = {"10 a not-checked -", "10 b ok one",
	    "20 - dns-failure -", "30 - gone -", "40 - dns-failure -", NULL};

	(void)state;
	told(list, json_pack("[o]", present("b", "ok", "one", 15, 15)),
	    "dns-failure 40-40 now \ndns-failure 20-30 \none 10-15 now b\n");
}

static void
the_kinds_of_key_are_histories_apart(void **state)
{
	static const char *const list[] = {"10 a ok ec", "10 a ok rsa rsa", "50 a ok rsa2 rsa",
	    "60 a timeout ec", "60 a timeout rsa2 rsa", NULL};

	(void)state;
	told(list, json_pack("[o]", present("a", "timeout", "ec", 90, 55)),
	    "timeout 60-90 now a\nrsa2 50-60 a\nrsa 10-50 a\nec 10-60 a\n");
}

static void
it_is_bounded(void **state)
{
	json_t *all = json_array(), *line;
	char address[16], sha256[16];

	(void)state;
	for (int i = TIMELINE_CHANGES_MAX; i > 0; i--) {
		snprintf(address, sizeof(address), "a%d", i % 20);
		snprintf(sha256, sizeof(sha256), "s%d", i / 20);
		json_array_append_new(all,
		    json_pack("{s:I, s:s, s:s, s:s, s:s, s:s}", "at", (json_int_t)i, "address",
			address, "outcome", "ok", "sha256", sha256, "key_type", "", "issuer", ""));
	}
	line = timeline_json(all, NULL);
	assert_int_equal(json_array_size(line), TIMELINE_MAX);
	assert_int_equal(json_array_size(json_object_get(json_array_get(line, 1), "addresses")),
	    TIMELINE_ADDRESSES_MAX);
	assert_int_equal(json_integer_value(json_object_get(json_array_get(line, 1), "more")),
	    20 - TIMELINE_ADDRESSES_MAX);
	json_decref(line);
	json_decref(all);
	line = timeline_json(NULL, NULL);
	assert_int_equal(json_array_size(line), 0);
	json_decref(line);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_renewal_of_one_address_after_the_other_is_two_periods),
	    cmocka_unit_test(old_new_old_is_a_roll_back_and_old_again_after_silence_is_not),
	    cmocka_unit_test(one_node_rolled_back_is_told_apart_from_the_others),
	    cmocka_unit_test(silence_is_a_period_of_its_own),
	    cmocka_unit_test(what_was_not_tried_is_no_silence_and_the_name_has_its_own),
	    cmocka_unit_test(the_kinds_of_key_are_histories_apart),
	    cmocka_unit_test(it_is_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
