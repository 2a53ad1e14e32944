/* What a user has left of his requests is counted in thousandths, so that every millisecond of rest gives him some. Who has
 * all of them is as one who never asked, and is forgotten. */
#include "daemon/limits.h"

#include "base/clock.h"
#include "base/mem.h"

enum { ONE = 1000, FULL = LIMIT_REQUESTS_SAVED * ONE };

struct account {
	struct account *next;
	uid_t uid;
	int64_t left, at; /* thousandths of a request; when that was so, monotonic ms */
};

struct limits {
	const struct clock *clock;
	struct account *accounts;
};

struct limits *
limits_new(const struct clock *clock)
{
	struct limits *l = mem_alloc(sizeof(*l));

	l->clock = clock;
	return l;
}

void
limits_free(struct limits *l)
{
	struct account *a;

	if (!l)
		return;
	while ((a = l->accounts)) {
		l->accounts = a->next;
		free(a);
	}
	free(l);
}

static int64_t
left_now(const struct account *a, int64_t now)
{
	int64_t rest = now - a->at;

	if (rest >= FULL / LIMIT_REQUESTS_A_SECOND)
		return FULL;
	rest = a->left + (rest > 0 ? rest * LIMIT_REQUESTS_A_SECOND : 0);
	return rest < FULL ? rest : FULL;
}

static struct account *
account_of(struct limits *l, uid_t uid, int64_t now)
{
	struct account **at = &l->accounts, *a;

	while ((a = *at) && a->uid != uid) {
		if (left_now(a, now) < FULL) {
			at = &a->next;
			continue;
		}
		*at = a->next;
		free(a);
	}
	if (a)
		return a;
	a = mem_alloc(sizeof(*a));
	*a = (struct account){.next = l->accounts, .uid = uid, .left = FULL, .at = now};
	l->accounts = a;
	return a;
}

bool
limits_spend(struct limits *l, uid_t uid)
{
	int64_t now = clock_mono(l->clock);
	struct account *a = account_of(l, uid, now);

	a->left = left_now(a, now);
	a->at = now;
	if (a->left < ONE)
		return false;
	a->left -= ONE;
	return true;
}

int
limits_most(enum operation_cost cost)
{
	static const int most[] = {
	    [COST_NONE] = 0,
	    [COST_EXPLAIN] = LIMIT_EXPLAINS,
	    [COST_INSPECTION] = LIMIT_INSPECTIONS,
	    [COST_VERIFICATION] = LIMIT_VERIFICATIONS,
	};

	_Static_assert(sizeof(most) / sizeof(*most) == COST_COUNT, "one for each");
	return most[cost];
}
