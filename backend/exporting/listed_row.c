#include "exporting/listed_row.h"

#include "base/buf.h"
#include "base/members.h"
#include "expiry/attention.h"
#include "expiry/urgency.h"
#include "words/words.h"

enum {
	DEADLINE_SOON,
	DEADLINE_DUE,
	DEADLINE_LATE,
	DEADLINE_CRITICAL,
	DEADLINE_END,
	DEADLINE_COUNT
};

bool
row_deadlines(const json_t *row, struct deadlines *d)
{
	const json_t *list = json_object_get(row, "d");
	int64_t at[DEADLINE_COUNT];

	*d = (struct deadlines){0};
	if (json_array_size(list) != DEADLINE_COUNT)
		return false;
	for (size_t i = 0; i < DEADLINE_COUNT; i++)
		at[i] = json_integer_value(json_array_get(list, i));
	*d = (struct deadlines){.soon = at[DEADLINE_SOON],
	    .due = at[DEADLINE_DUE],
	    .late = at[DEADLINE_LATE],
	    .critical = at[DEADLINE_CRITICAL],
	    .end = at[DEADLINE_END]};
	return true;
}

static bool
read_member(const json_t *row, const char *name, int64_t *value)
{
	const json_t *member = json_object_get(row, name);

	*value = json_integer_value(member);
	return json_is_integer(member);
}

bool
row_ends(const json_t *row, int64_t *end)
{
	struct deadlines d;

	if (!row_deadlines(row, &d))
		return read_member(row, "end", end) || read_member(row, "not_after", end);
	*end = d.end;
	return true;
}

bool
row_days(const json_t *row, int64_t now, int64_t *days)
{
	int64_t end;
	bool known = row_ends(row, &end);

	*days = known ? days_left(end, now) : 0;
	return known;
}

static uint64_t
problem_bits(const json_t *problems)
{
	uint64_t bits = 0;

	for (size_t i = 0; i < json_array_size(problems); i++) {
		int problem = problem_from(json_string_value(json_array_get(problems, i)));

		if (problem >= 0)
			bits |= PROBLEM_BIT(problem);
	}
	return bits;
}

static uint64_t
row_problems(const json_t *row)
{
	return problem_bits(json_object_get(row, "problems"));
}

enum urgency
row_level(const json_t *row, int64_t now)
{
	int named = urgency_from(string_of(row, "urgency"));
	struct deadlines d;

	if (named >= 0)
		return (enum urgency)named;
	row_deadlines(row, &d);
	return urgency_shown(urgency_at(&d, now), row_problems(row));
}

uint64_t
row_raised(const json_t *row)
{
	return row_problems(row) & ~problem_bits(json_object_get(row, "accepted"));
}

bool
row_has_problem(const json_t *row, enum problem problem)
{
	return row_problems(row) & PROBLEM_BIT(problem);
}

/* The gravest first, and after all of those that raise attention what a person accepted. */
static void
add_problems(const json_t *row, const char *between, struct buf *out)
{
	const uint64_t raised = row_raised(row);

	for (uint64_t left = row_problems(row); left;) {
		int problem = attention_worst(left & raised ? left & raised : left);

		buf_printf(out, "%s%s", between, words_problem_short((enum problem)problem));
		if (!(raised & PROBLEM_BIT(problem)))
			buf_printf(out, " (%s)", _("accepted"));
		between = ", ";
		left &= ~PROBLEM_BIT(problem);
	}
}

void
row_state(const json_t *row, int64_t now, struct buf *out)
{
	int outcome = outcome_from(string_of(row, "outcome"));
	int type = monitor_type_from(string_of(row, "type"));
	int64_t seen = number_of(row, "seen_at");
	const char *between = "";
	struct buf ago = {0};

	if (*text_of(row, "retires")) {
		words_day(text_of(row, "retires"), &ago);
		buf_printf(out, _("retired on %s"), buf_str(&ago));
		buf_clear(&ago);
		between = "; ";
	}
	if (number_of(row, "overridden")) {
		buf_printf(out, "%s%s", between, _("new one not seen"));
		between = "; ";
	}
	if (outcome != OUTCOME_OK && outcome >= 0) {
		buf_puts(out, between);
		words_ago(now - seen, &ago);
		if (seen)
			buf_printf(out, _("%s, seen %s"), words_outcome((enum outcome)outcome),
			    buf_str(&ago));
		else
			buf_puts(out,
			    words_outcome_of(type < 0 ? MONITOR_ENDPOINT : (enum monitor_type)type,
				(enum outcome)outcome));
		between = "; ";
	}
	add_problems(row, between, out);
	buf_release(&ago);
}
