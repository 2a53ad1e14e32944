/* rooms: daemon inspect files tickets probe store procedure inventory pki words expiry wire base */
#include "daemon/probing/succession.h"

#include "base/terms.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#define ISSUER CHANGE_BIT(CHANGE_ISSUER)
#define KEY CHANGE_BIT(CHANGE_KEY)
#define LOST CHANGE_BIT(CHANGE_LOST_NAMES)
#define EARLIER CHANGE_BIT(CHANGE_EARLIER_END)
#define RENEWED CHANGE_BIT(CHANGE_RENEWED)

#define FACTS(issuer, key, names, end)                                            \
	"{\"issuer\":\"" issuer "\",\"spki_sha256\":\"" key "\",\"sans\":[" names \
	"],\"not_after\":" end "}"
#define A "\"DNS:a.cat\""
#define WWW "\"DNS:www.a.cat\""

static void
what_differs_is_told(void **state)
{
	static const struct {
		const char *before, *after;
		uint32_t changes;
	} cases[] = {
	    {FACTS("X", "1", A, "1000000"), FACTS("X", "2", A, "2000000"), RENEWED},
	    {FACTS("X", "1", A, "1000000"), FACTS("X", "1", A, "2000000"), RENEWED},
	    {FACTS("X", "1", A, "1000000"), FACTS("Y", "2", A, "2000000"), ISSUER},
	    {FACTS("X", "1", A, "1000000"), FACTS("X", "2", A, "1000000"), KEY},
	    {FACTS("X", "1", A, "1000000"), FACTS("X", "2", A, "1003600"), KEY},
	    {FACTS("X", "1", A, "1000000"), FACTS("X", "1", A, "1000000"), RENEWED},
	    {FACTS("X", "1", A, "1000000"), FACTS("X", "1", A, "999999"), EARLIER},
	    {FACTS("X", "1", A, "1000000"), FACTS("X", "2", A, "900000"), EARLIER | KEY},
	    {FACTS("X", "1", A, "1000000"), FACTS("X", "2", A, "null"), RENEWED},
	    {FACTS("X", "1", A "," WWW, "1000000"), FACTS("X", "2", A, "2000000"), LOST},
	    {FACTS("X", "1", WWW, "1000000"), FACTS("X", "2", WWW "," A, "2000000"), RENEWED},
	    {FACTS("X", "1", WWW, "1000000"), FACTS("X", "2", "\"DNS:*.a.cat\"", "2000000"),
		RENEWED},
	    {FACTS("X", "1", "\"DNS:*.a.cat\"", "1000000"), FACTS("X", "2", WWW, "2000000"), LOST},
	    {FACTS("X", "1", "\"DNS:WWW.a.cat\"", "1000000"), FACTS("X", "2", WWW, "2000000"),
		RENEWED},
	    {FACTS("X", "1", "\"IP:192.0.2.1\"", "1000000"), FACTS("X", "2", A, "2000000"), LOST},
	    {FACTS("X", "1", A, "1000000"), FACTS("Y", "2", WWW, "900000"),
		ISSUER | LOST | EARLIER | KEY},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		json_t *before = json_loads(cases[i].before, 0, NULL);
		json_t *after = json_loads(cases[i].after, 0, NULL);
		assert_non_null(before);
		assert_non_null(after);
		if (succession_changes(before, after) != cases[i].changes)
			fail_msg("%s > %s: %x", cases[i].before, cases[i].after,
			    succession_changes(before, after));
		json_decref(before);
		json_decref(after);
	}
}

static void
names_that_were_left_out_are_not_lost(void **state)
{
	json_t *before = json_loads(FACTS("X", "1", A "," WWW, "1000000"), 0, NULL);
	json_t *after = json_loads(FACTS("X", "2", A, "2000000"), 0, NULL);

	(void)state;
	json_object_set_new(after, "sans_left_out", json_integer(1));
	assert_int_equal(succession_changes(before, after), RENEWED);
	json_decref(before);
	json_decref(after);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_differs_is_told),
	    cmocka_unit_test(names_that_were_left_out_are_not_lost),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
