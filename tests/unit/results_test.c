/* rooms: daemon inspect files tickets probe store procedure inventory pki words expiry wire base */
/* What a probe saw, taken into a row: what belongs to a connection, and what to the certificate. */
#include "daemon/probing/results.h"

#include "base/mem.h"
#include "daemon/state/row.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#define REVOKED PROBLEM_BIT(PROBLEM_REVOKED)
#define MISSING PROBLEM_BIT(PROBLEM_STAPLE_MISSING)
#define MISMATCH PROBLEM_BIT(PROBLEM_NAME_MISMATCH)

static struct row *
row_make(void)
{
	struct monitor m = {.id = 1,
	    .name = mem_strdup("seu"),
	    .host = mem_strdup("192.0.2.1"),
	    .port = 443,
	    .environment = mem_strdup(""),
	    .service = mem_strdup(""),
	    .tags = mem_strdup(""),
	    .lead = -1,
	    .proxy = mem_strdup(""),
	    .nodes = mem_strdup(""),
	    .detail = mem_strdup("")};

	return row_new(&m);
}

/* digit: what the certificate's digest is made of; 0: the chain is the known one. */
static uint64_t
apply(struct row *row, char digit, const char *more)
{
	char leaf[65] = {0}, *text;
	json_t *result;

	memset(leaf, digit, 64);
	text = digit ? mem_printf("{\"outcome\":\"ok\",\"addresses\":[{\"address\":\"192.0.2.1\","
				  "\"outcome\":\"ok\",\"leaf\":\"%s\",\"chain\":[\"%s\"],%s}]}",
			   leaf, leaf, more)
		     : mem_printf("{\"outcome\":\"ok\",\"addresses\":[{\"address\":\"192.0.2.1\","
				  "\"outcome\":\"ok\",\"same\":true,%s}]}",
			   more);
	result = json_loads(text, 0, NULL);
	assert_non_null(result);
	result_apply(row, result, false, 1795000000);
	row_forget_replaced(row);
	json_decref(result);
	free(text);
	return row->addresses[0].problems;
}

/* A server staples to one connection and not to the next; only its authority takes it back. */
static void
what_was_revoked_stays_so_until_its_authority_says_otherwise(void **state)
{
	static const char revoked[] =
	    "\"problems\":[\"name-mismatch\",\"revoked\"],\"staple\":\"revoked\"";
	static const char silent[] = "\"problems\":[\"name-mismatch\"]";
	static const char good[] = "\"problems\":[\"name-mismatch\"],\"staple\":\"not-revoked\"";
	static const char odd[] = "\"problems\":[\"name-mismatch\"],\"staple\":\"not-verified\"";
	struct row *row = row_make();

	(void)state;
	assert_int_equal(apply(row, 'a', revoked), MISMATCH | REVOKED);
	assert_int_equal(apply(row, 0, silent), MISMATCH | REVOKED);
	assert_int_equal(apply(row, 0, odd), MISMATCH | REVOKED);
	assert_int_equal(apply(row, 'a', silent), MISMATCH | REVOKED);
	assert_int_equal(apply(row, 0, good), MISMATCH);
	assert_int_equal(apply(row, 0, silent), MISMATCH);
	assert_int_equal(apply(row, 0, revoked), MISMATCH | REVOKED);
	assert_int_equal(apply(row, 'a', good), MISMATCH);
	assert_int_equal(apply(row, 'a', revoked), MISMATCH | REVOKED);
	/* It says so of that certificate. */
	assert_int_equal(apply(row, 'b', silent), MISMATCH);
	row_free(row);
}

/* Without a new chain what is of the handshake comes and goes, and what is of the chain stays. */
static void
what_is_of_the_handshake_is_of_the_last_one(void **state)
{
	struct row *row = row_make();

	(void)state;
	assert_int_equal(apply(row, 'a', "\"problems\":[\"name-mismatch\",\"staple-missing\"]"),
	    MISMATCH | MISSING);
	assert_int_equal(apply(row, 0, "\"problems\":[]"), MISMATCH);
	assert_int_equal(apply(row, 0, "\"problems\":[\"staple-missing\"]"), MISMATCH | MISSING);
	row_free(row);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_was_revoked_stays_so_until_its_authority_says_otherwise),
	    cmocka_unit_test(what_is_of_the_handshake_is_of_the_last_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
