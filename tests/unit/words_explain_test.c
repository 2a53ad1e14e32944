/* rooms: words expiry base */
/* An attempt explained: how far it came, what is wrong, what that means and what to ask of whom, in both languages. */
#include "tests/unit/words_fixture.h"

#include "base/buf.h"
#include "words/explain.h"

static void
gather(enum explain_part part, const char *label, const char *text, void *arg)
{
	static const char marks[] = {[EXPLAIN_FACT] = '=',
	    [EXPLAIN_ADDRESS] = '@',
	    [EXPLAIN_HEADING] = '#',
	    [EXPLAIN_TROUBLE] = '!',
	    [EXPLAIN_DETAIL] = '.',
	    [EXPLAIN_ASK] = '>'};

	buf_printf(arg, "%c%s%s%s\n", marks[part], label, *label ? " " : "", text);
}

static void
explain(const char *json, uint64_t others, struct buf *out)
{
	json_t *result = json_loads(json, 0, NULL);

	assert_non_null(result);
	buf_clear(out);
	words_explain(result, others, gather, out);
	json_decref(result);
}

static void
an_attempt_is_told_stage_by_stage(void **state)
{
	struct buf out = {0};

	(void)state;
	speak("en", NULL, NULL, "en");
	explain("{\"dns_ms\":3,\"cname\":\"b.exemple.cat\",\"outcome\":\"ok\",\"addresses\":[{"
		"\"address\":\"192.0.2.1\","
		"\"outcome\":\"ok\",\"detail\":\"\",\"tls\":\"TLSv1.2\",\"chain\":[\"00\"],"
		"\"problems\":[],"
		"\"ms\":{\"connect\":0,\"preamble\":4,\"hello\":5,\"chain\":6,\"tls\":7,\"verdict_"
		"us\":1500}}]}",
	    0, &out);
	assert_string_equal(buf_str(&out),
	    "=DNS 3 ms\n=CNAME b.exemple.cat\n@192.0.2.1: answered\n=Connection < 1 ms\n"
	    "=Before TLS 4 ms\n=ClientHello 5 ms\n=Chain received 6 ms\n"
	    "=Whole handshake 7 ms\n=TLS TLSv1.2\n=Verdict 1.5 ms · nothing is wrong\n");
	/* What was never reached is no stage of no time. */
	explain("{\"dns_ms\":0,\"outcome\":\"refused\",\"addresses\":[{\"address\":\"192.0.2.1\","
		"\"outcome\":\"refused\","
		"\"detail\":\"connect\",\"ms\":{\"connect\":0,\"hello\":0,\"chain\":0,\"tls\":0,"
		"\"verdict_us\":0}}]}",
	    0, &out);
	assert_string_equal(buf_str(&out), "=DNS < 1 ms\n@192.0.2.1: refused\n!Nothing listens on "
					   "that port: check the port, and whether the service "
					   "is running.\n.(while connecting)\n>To Sistemes: start "
					   "the service that has to listen there, or tell us its "
					   "port.\n");
	/* An address is looked up nowhere. */
	explain("{\"outcome\":\"ok\",\"addresses\":[]}", 0, &out);
	assert_string_equal(buf_str(&out), "");
	buf_release(&out);
}

/* Every problem and every outcome but success: what it means, and then what to ask, in both languages. */
static void
whatever_is_wrong_is_explained_with_what_to_ask(void **state)
{
	struct buf out = {0};

	(void)state;
	for (int language = 0; language < 2; language++) {
		speak(language ? "ca" : "en", NULL, NULL, "ca");
		for (int p = 0; p < PROBLEM_COUNT; p++) {
			char *json = mem_printf("{\"addresses\":[{\"address\":\"a\",\"outcome\":"
						"\"ok\",\"problems\":[\"%s\"]}]}",
			    problem_text((enum problem)p));
			char *wanted = mem_printf("!%s\n>%s\n", words_problem((enum problem)p),
			    words_problem_ask((enum problem)p));

			explain(json, 0, &out);
			assert_non_null(strstr(buf_str(&out), wanted));
			/* Of the monitor and of the attempt, it is told once. */
			explain(json, PROBLEM_BIT(p), &out);
			assert_null(strchr(strchr(buf_str(&out), '!') + 1, '!'));
			explain("{}", PROBLEM_BIT(p), &out);
			assert_non_null(strstr(buf_str(&out), wanted));
			free(json);
			free(wanted);
		}
		for (int o = 0; o < OUTCOME_COUNT; o++) {
			char *json = mem_printf(
			    "{\"outcome\":\"%s\",\"detail\":\"\"}", outcome_text((enum outcome)o));
			char *wanted =
			    mem_printf("!%s\n>%s\n", words_outcome_sentence((enum outcome)o, ""),
				words_outcome_ask((enum outcome)o, ""));

			explain(json, 0, &out);
			assert_true((o == OUTCOME_OK) == !strstr(buf_str(&out), wanted));
			free(json);
			free(wanted);
		}
	}
	buf_release(&out);
}

/* A name that is not there is for whoever registers it; a server that fails is not. */
static void
kinds_of_dns_failure_ask_for_different_things(void **state)
{
	static const char *const details[] = {
	    "not-found", "timeout", "server-failure", "refused", "bad-name"};
	const size_t count = sizeof(details) / sizeof(*details);

	(void)state;
	speak("en", NULL, NULL, "ca");
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(words_outcome_ask(OUTCOME_DNS_FAILURE, details[i]),
			    words_outcome_ask(OUTCOME_DNS_FAILURE, details[j]));
	assert_string_not_equal(words_outcome_ask(OUTCOME_PROXY_REFUSED, "bad-proxy"),
	    words_outcome_ask(OUTCOME_PROXY_REFUSED, "403"));
}

/* What accepts connections is up, and no firewall drops them: both languages. */
static void
a_timeout_says_how_far_the_host_came(void **state)
{
	static const char *const stages[] = {"connect", "preamble", "handshake"};

	(void)state;
	for (int language = 0; language < 2; language++) {
		speak(language ? "ca" : "en", NULL, NULL, "ca");
		for (size_t i = 0; i < 3; i++) {
			const char *sentence = words_outcome_sentence(OUTCOME_TIMEOUT, stages[i]);
			const char *ask = words_outcome_ask(OUTCOME_TIMEOUT, stages[i]);
			const char *firewall = language ? "tallafoc" : "firewall";

			assert_int_equal(!strstr(sentence, firewall), i > 0);
			assert_int_equal(!strstr(ask, firewall), i > 0);
			for (size_t j = 0; j < i; j++)
				assert_string_not_equal(
				    ask, words_outcome_ask(OUTCOME_TIMEOUT, stages[j]));
		}
	}
	/* A proxy's are of the connection to it, not of DNS. */
	assert_string_equal(
	    words_detail(OUTCOME_PROXY_REFUSED, "timeout"), words_outcome(OUTCOME_TIMEOUT));
	assert_string_equal(
	    words_detail(OUTCOME_DNS_FAILURE, "timeout"), "el DNS no ha respost a temps");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_attempt_is_told_stage_by_stage),
	    cmocka_unit_test(whatever_is_wrong_is_explained_with_what_to_ask),
	    cmocka_unit_test(kinds_of_dns_failure_ask_for_different_things),
	    cmocka_unit_test(a_timeout_says_how_far_the_host_came),
	};

	return cmocka_run_group_tests(tests, compile, discard);
}
