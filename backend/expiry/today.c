#include "expiry/today.h"

#include "base/members.h"
#include "expiry/attention.h"

static const struct {
	const char *code;
	enum today_turn turn;
} kinds[] = {
#define X(id, text, whose) [TODAY_##id] = {text, TODAY_##whose},
    TODAY_KINDS(X)
#undef X
};

const char *
today_kind_text(enum today_kind kind)
{
	return kinds[kind].code;
}

int
today_kind_from(const char *code)
{
	for (int i = 0; i < TODAY_KIND_COUNT; i++)
		if (!strcmp(kinds[i].code, code))
			return i;
	return -1;
}

enum today_turn
today_kind_turn(enum today_kind kind)
{
	return kinds[kind].turn;
}

/* What only warns of something (a key that is weak, an order that is wrong) is not here: attention says it. */
static const uint64_t distrusted =
    PROBLEM_BIT(PROBLEM_UNTRUSTED) | PROBLEM_BIT(PROBLEM_SELF_SIGNED) |
    PROBLEM_BIT(PROBLEM_INCOMPLETE_CHAIN) | PROBLEM_BIT(PROBLEM_BAD_LIFETIME) |
    PROBLEM_BIT(PROBLEM_WRONG_PURPOSE) | PROBLEM_BIT(PROBLEM_PATH_TOO_LONG) |
    PROBLEM_BIT(PROBLEM_NAME_CONSTRAINT) | PROBLEM_BIT(PROBLEM_ISSUER_NOT_CA) |
    PROBLEM_BIT(PROBLEM_CRITICAL_EXTENSION) | PROBLEM_BIT(PROBLEM_BAD_SIGNATURE) |
    PROBLEM_BIT(PROBLEM_INVALID_PATH) | PROBLEM_BIT(PROBLEM_DSA_KEY);

enum today_kind
today_kind_of_problems(uint64_t problems, enum problem *worst)
{
	if (attention_of(problems) == ATTENTION_CRITICAL) {
		*worst = (enum problem)attention_worst(problems);
		return TODAY_REFUSED;
	}
	if (!(problems & distrusted))
		return TODAY_KIND_COUNT;
	*worst = (enum problem)attention_worst(problems & distrusted);
	return TODAY_DISTRUSTED;
}

enum today_kind
today_kind_of(const json_t *line)
{
	int kind =
	    today_kind_from(text_of(json_array_get(json_object_get(line, "reasons"), 0), "code"));

	return kind < 0 ? TODAY_KIND_COUNT : (enum today_kind)kind;
}

bool
today_is_ours(const json_t *line)
{
	return flag_of(line, "ours");
}

/* 0: his, 1: nobody's, 2: another's. */
static int
whose(const json_t *line, const char *login)
{
	const char *owner = text_of(line, "claimed_by");

	if (!*owner)
		return 1;
	return strcmp(owner, login) ? 2 : 0;
}

static int
compare_numbers(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

/* One that is not known comes last. */
static int64_t
time_of(const json_t *reason)
{
	int64_t at = number_of(reason, "at");

	return at ? at : INT64_MAX;
}

int
today_compare(const json_t *a, const json_t *b, const char *login)
{
	const json_t *x = json_array_get(json_object_get(a, "reasons"), 0),
		     *y = json_array_get(json_object_get(b, "reasons"), 0);
	int d = today_is_ours(b) - today_is_ours(a);

	if (!d)
		d = compare_numbers(today_kind_of(a), today_kind_of(b));
	if (!d)
		d = whose(a, login) - whose(b, login);
	if (!d)
		d = compare_numbers(time_of(x), time_of(y));
	return d ? d : compare_numbers(number_of(a, "id"), number_of(b, "id"));
}
