/* A step of a renewal in words, as both clients show it: how it stands, how it went the last time, what a check
 * of it says, what an address served. What is shown is the backend's (procedure/renewal_view.h); only the layout,
 * colours and keys are the client's own. */
#include "words/step.h"

#include "base/buf.h"
#include "base/members.h"
#include "words/report.h"
#include "words/words.h"

static void
add_waiting(const json_t *step, int64_t now, bool answered, struct buf *out)
{
	buf_printf(out, _("Waiting for %s"), text_of(step, "waiting_on"));
	if (number_of(step, "since")) {
		buf_puts(out, " · ");
		words_ago(now - number_of(step, "since"), out);
	}
	buf_printf(out, " · %s", answered ? _("turn: ours") : _("turn: theirs"));
}

void
words_step_standing(const json_t *step, const char *state, int64_t now, bool ends_wait,
    bool answered, struct buf *out)
{
	const json_t *record = json_object_get(step, "record");
	int known = step_state_from(text_of(step, "state"));

	if (known == STATE_WAITING) {
		add_waiting(step, now, answered, out);
		return;
	}
	buf_puts(out, state);
	if (number_of(record, "done_at")) {
		buf_puts(out, " · ");
		words_date_time(number_of(record, "done_at"), out);
	}
	if (*text_of(record, "by"))
		buf_printf(out, " · %s", text_of(record, "by"));
	if (flag_of(step, "undecided"))
		buf_printf(out, " · %s", _("depends on a choice not made yet"));
	else if (known < 0 || !step_state_settled((enum step_state)known))
		buf_printf(out, " · %s",
		    flag_of(step, "ready") || known == STATE_DOING ? _("turn: ours")
		    : ends_wait                                    ? _("as soon as it comes")
								   : _("not its turn yet"));
}

/* "Last time: 2 days (SIS-712, op2)". */
void
words_step_last_time(const json_t *step, struct buf *out)
{
	static const char *const members[] = {"choice", "value", "ticket", "by"};
	const json_t *last = json_object_get(step, "last");
	struct buf days = {0}, more = {0};

	if (json_is_integer(json_object_get(last, "days")))
		words_days(number_of(last, "days"), &days);
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		if (*text_of(last, members[i]))
			buf_printf(&more, "%s%s", more.len ? ", " : "", text_of(last, members[i]));
	if (json_object_size(last))
		buf_printf(out, "%s: %s%s%s%s", _("Last time"), buf_str(&days),
		    days.len && more.len ? " (" : "", buf_str(&more),
		    days.len && more.len ? ")" : "");
	buf_release(&days);
	buf_release(&more);
}

const char *
words_step_source(const json_t *step)
{
	switch (step_source_from(text_of(step, "source"))) {
	case SOURCE_OURS:
		return _("Not on the team's page: this step is ours.");
	case SOURCE_AOC_WEB:
		return _("From the public help of the AOC.");
	default:
		return "";
	}
}

const char *
words_step_missing(const json_t *step, size_t i)
{
	const json_t *texts[] = {
	    step, json_object_get(step, "template"), json_object_get(step, "reminder")};

	for (size_t k = 0; k < sizeof(texts) / sizeof(texts[0]); k++) {
		const char *lacks = text_of(texts[k], "missing");
		bool said = !*lacks;

		for (size_t m = 0; m < k; m++)
			said = said || !strcmp(text_of(texts[m], "missing"), lacks);
		if (!said && i-- == 0)
			return lacks;
	}
	return "";
}

static bool
is_ours(const json_t *text)
{
	return step_source_from(text_of(text, "source")) == SOURCE_OURS;
}

const char *
words_step_template(const json_t *text)
{
	return is_ours(text) ? _("Text to copy (ours: it is not on the team's page)")
			     : _("Text to copy");
}

const char *
words_step_reminder(const json_t *text)
{
	return is_ours(text) ? _("Reminder (ours: it is not on the team's page)") : _("Reminder");
}

void
words_step_check(const json_t *check, struct buf *out)
{
	/* of one that failed the sentence itself says it */
	static const char *const words[] = {
	    [CHECK_PASSED] = N_("passed"),
	    [CHECK_FAILED] = NULL,
	    [CHECK_ACCEPTED] = N_("accepted"),
	    [CHECK_NOT_APPLICABLE] = N_("not applicable"),
	};
	int state = check_state_from(text_of(check, "result"));

	_Static_assert(
	    sizeof(words) / sizeof(*words) == CHECK_STATE_COUNT, "a word for each state");
	buf_puts(out, words_check(text_of(check, "name"), state));
	if (state >= 0 && words[state])
		buf_printf(out, ": %s", _(words[state]));
	if (state >= 0)
		buf_printf(out, " (%s)",
		    check_grade_from(text_of(check, "grade")) == CHECK_CRITICAL ? _("must pass")
										: _("should pass"));
}

void
words_step_check_why(const json_t *check, struct buf *out)
{
	if (*text_of(check, "code"))
		words_error(text_of(check, "code"), json_object_get(check, "args"), out);
	else
		buf_puts(out, text_of(check, "detail"));
}

bool
words_step_address(const json_t *one, int64_t now, struct buf *out)
{
	const json_t *digests = json_object_get(one, "sha256s"), *d;
	bool good = flag_of(one, "good") || !strcmp(text_of(one, "state"), "new");
	size_t i;

	buf_printf(out, "%s %s", good ? "✓" : "·", text_of(one, "address"));
	if (*text_of(one, "name"))
		buf_printf(out, " (%s)", text_of(one, "name"));
	if (*text_of(one, "outcome"))
		buf_printf(out, " · %s",
		    words_outcome((enum outcome)outcome_from(text_of(one, "outcome"))));
	if (number_of(one, "not_after")) {
		buf_printf(out, " · %s ", words_expires(number_of(one, "not_after"), now));
		words_date(number_of(one, "not_after"), out);
	}
	if (*text_of(one, "sha256"))
		buf_printf(out, " · %.8s", text_of(one, "sha256"));
	json_array_foreach(digests, i, d)
		buf_printf(out, "%s%.8s", i ? ", " : " · ", json_string_value(d));
	if (number_of(one, "connections"))
		buf_printf(out, " · ×%lld", (long long)number_of(one, "connections"));
	if (flag_of(one, "revoked"))
		buf_printf(out, " · %s", words_problem_short(PROBLEM_REVOKED));
	return good;
}

const char *
words_step_field(const json_t *field)
{
	int type = form_field_type_from(text_of(field, "type"));

	return type == FORM_FIELD_PRIVATE ? _("(your own)")
	       : type == FORM_FIELD_EMPTY ? _("(left empty on purpose)")
					  : text_of(field, "value");
}

void
words_step_comment(const json_t *comment, struct buf *out)
{
	words_date_time(number_of(comment, "at"), out);
	buf_printf(out, " · %s: ", text_of(comment, "by"));
	buf_printf(out, flag_of(comment, "reminder") ? _("reminder on %s") : _("comment on %s"),
	    text_of(comment, "ticket"));
}
