#include "words/explain.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/members.h"
#include "words/words.h"

enum { DIGEST_SHOWN = 16 };

/* Where the lines go, and which problems were told. */
struct telling {
	explain_fn *fn;
	void *arg;
	uint64_t told;
};

static enum outcome
outcome_of(const json_t *object)
{
	int outcome = outcome_from(text_of(object, "outcome"));

	return outcome < 0 ? OUTCOME_CRASHED : (enum outcome)outcome;
}

static void
tell(struct telling *t, enum explain_part part, const char *label, const char *text)
{
	if (*text)
		t->fn(part, label, text, t->arg);
}

/* ---- stages ---- */

/* A stage that was passed within a millisecond is told from one that was never reached, of which
 * the report says 0 too. */
static void
tell_stage(struct telling *t, const char *label, int64_t ms, bool reached)
{
	char text[32];

	if (ms < 1 && !reached)
		return;
	snprintf(text, sizeof(text), ms < 1 ? "< 1 ms" : "%lld ms", (long long)ms);
	tell(t, EXPLAIN_FACT, label, text);
}

static void
tell_verdict(struct telling *t, const json_t *address)
{
	int64_t us = number_of(json_object_get(address, "ms"), "verdict_us");
	size_t problems = json_array_size(json_object_get(address, "problems"));
	struct buf text = {0};

	if (!json_array_size(json_object_get(address, "chain")))
		return;
	buf_printf(&text, "%.1f ms · ", (double)us / 1000);
	if (problems)
		buf_printf(&text, ngettext("%zu problem", "%zu problems", problems), problems);
	else
		buf_puts(&text, _("nothing is wrong"));
	tell(t, EXPLAIN_FACT, _("Verdict"), buf_str(&text));
	buf_release(&text);
}

/* Of a stapled answer; "" where there is none. */
static const char *
staple_words(const json_t *address)
{
	static const char *const words[] = {
	    [STAPLE_NONE] = "",
	    [STAPLE_GOOD] = N_("its CA says that it is not revoked"),
	    [STAPLE_REVOKED] = N_("its CA says that it is revoked"),
	    [STAPLE_NOT_VERIFIED] = N_("an answer that does not verify"),
	};
	int answer = staple_answer_from(text_of(address, "staple"));

	_Static_assert(sizeof(words) / sizeof(*words) == STAPLE_ANSWER_COUNT, "words for each");
	return answer > STAPLE_NONE ? _(words[answer]) : "";
}

/* Since when, and why (RFC 5280 section 5.3.1), as far as its CA says. */
static void
tell_staple(struct telling *t, const json_t *address)
{
	static const char *const reasons[] = {[1] = N_("its key is in other hands"),
	    [2] = N_("the key of its CA is in other hands"),
	    [3] = N_("its subject is another now"),
	    [4] = N_("another one took its place"),
	    [5] = N_("it is not used any more"),
	    [6] = N_("for the time being"),
	    [9] = N_("what it was given for was withdrawn")};
	const int64_t at = number_of(address, "revoked_at"),
		      reason = number_of(address, "revoked_reason");
	struct buf text = {0};

	buf_puts(&text, staple_words(address));
	if (at) {
		buf_puts(&text, _(", since "));
		words_date(at, &text);
	}
	if (reason > 0 && reason < (int64_t)(sizeof(reasons) / sizeof(*reasons)) && reasons[reason])
		buf_printf(&text, ": %s", _(reasons[reason]));
	tell(t, EXPLAIN_FACT, "OCSP", buf_str(&text));
	buf_release(&text);
}

static void
tell_stages(struct telling *t, const json_t *address)
{
	const json_t *ms = json_object_get(address, "ms");
	bool chain = json_array_size(json_object_get(address, "chain")) > 0;
	bool hello = chain || *text_of(address, "tls");

	tell_stage(t, _("Connection"), number_of(ms, "connect"), hello);
	tell_stage(t, _("Before TLS"), number_of(ms, "preamble"), false);
	tell_stage(t, "ClientHello", number_of(ms, "hello"), hello);
	tell_stage(t, _("Chain received"), number_of(ms, "chain"), chain);
	tell_stage(t, _("Whole handshake"), number_of(ms, "tls"),
	    hello && outcome_of(address) == OUTCOME_OK);
	tell(t, EXPLAIN_FACT, "TLS", text_of(address, "tls"));
	tell_staple(t, address);
	tell_verdict(t, address);
}

/* ---- what is wrong ---- */

static void
tell_problem(struct telling *t, enum problem problem)
{
	tell(t, EXPLAIN_TROUBLE, "", words_problem(problem));
	tell(t, EXPLAIN_ASK, "", words_problem_ask(problem));
	t->told |= PROBLEM_BIT(problem);
}

static void
tell_problems(struct telling *t, const json_t *problems)
{
	for (size_t i = 0; i < json_array_size(problems); i++) {
		int problem = problem_from(json_string_value(json_array_get(problems, i)));

		if (problem >= 0)
			tell_problem(t, (enum problem)problem);
	}
}

static void
tell_outcome(struct telling *t, const json_t *object)
{
	enum outcome outcome = outcome_of(object);
	const char *detail = text_of(object, "detail");
	char *said;

	if (outcome == OUTCOME_OK)
		return;
	tell(t, EXPLAIN_TROUBLE, "", words_outcome_sentence(outcome, detail));
	if (*detail) {
		said = mem_printf("(%s)", words_detail(outcome, detail));
		tell(t, EXPLAIN_DETAIL, "", said);
		free(said);
	}
	tell(t, EXPLAIN_ASK, "", words_outcome_ask(outcome, detail));
}

static void
tell_others(struct telling *t, uint64_t others)
{
	others &= ~t->told;
	if (others)
		tell(t, EXPLAIN_HEADING, "", _("Besides this attempt:"));
	for (int p = 0; p < PROBLEM_COUNT; p++)
		if (others & PROBLEM_BIT(p))
			tell_problem(t, (enum problem)p);
}

/* ---- the whole ---- */

static void
tell_address(struct telling *t, const json_t *address)
{
	char *head = mem_printf("%s%s%s: %s", text_of(address, "address"),
	    *text_of(address, "key_type") ? " " : "", text_of(address, "key_type"),
	    words_outcome(outcome_of(address)));

	tell(t, EXPLAIN_ADDRESS, "", head);
	free(head);
	tell_stages(t, address);
	tell_outcome(t, address);
	tell_problems(t, json_object_get(address, "problems"));
}

static void
tell_names(struct telling *t, const json_t *facts)
{
	struct buf names = {0};
	const json_t *name;
	size_t i;

	json_array_foreach(json_object_get(facts, "sans"), i, name)
		buf_printf(&names, "%s%s", i ? ", " : "",
		    json_is_string(name) ? json_string_value(name) : "");
	tell(t, EXPLAIN_FACT, _("Names"), buf_str(&names));
	buf_release(&names);
}

static void
tell_certificate(struct telling *t, const json_t *facts, bool leaf)
{
	struct buf until = {0};
	char *digest = mem_printf("%.*s", DIGEST_SHOWN, text_of(facts, "sha256"));

	tell(t, EXPLAIN_FACT, _("Certificate"), text_of(facts, "subject"));
	if (leaf)
		tell_names(t, facts);
	tell(t, EXPLAIN_FACT, _("Issuer"), text_of(facts, "issuer"));
	words_validity(json_object_get(facts, "not_after"), false, &until);
	tell(t, EXPLAIN_FACT, _("Valid until"), buf_str(&until));
	tell(t, EXPLAIN_FACT, "SHA-256", digest);
	buf_release(&until);
	free(digest);
}

void
words_explain(const json_t *result, uint64_t others, explain_fn *fn, void *arg)
{
	const json_t *addresses = json_object_get(result, "addresses"), *item,
		     *certificates = json_object_get(result, "certificates");
	struct telling t = {fn, arg, 0};
	bool looked_up = json_is_integer(json_object_get(result, "dns_ms"));
	size_t i;

	tell_stage(&t, "DNS", number_of(result, "dns_ms"), looked_up);
	tell(&t, EXPLAIN_FACT, "CNAME", text_of(result, "cname"));
	if (json_array_size(addresses) == 0)
		tell_outcome(&t, result);
	json_array_foreach(addresses, i, item)
		tell_address(&t, item);
	tell_others(&t, others);
	if (json_array_size(certificates))
		tell(&t, EXPLAIN_HEADING, "", _("The chain, as it was served:"));
	json_array_foreach(certificates, i, item)
		tell_certificate(&t, item, i == 0);
}
