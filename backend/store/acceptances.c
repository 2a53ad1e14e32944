#include "store/acceptances.h"

#include "store/statement.h"

#include "base/mem.h"

void
acceptance_release(struct acceptance *a)
{
	free(a->reason);
	free(a->login);
	free(a->certificates);
	*a = (struct acceptance){0};
}

int
store_acceptance_put(struct store *s, const struct acceptance *a, struct err *err)
{
	struct statement q = statement_of(s, QUERY_ACCEPTANCE_PUT);

	bind_int(&q, a->monitor);
	bind_text(&q, problem_text(a->problem));
	bind_text(&q, a->reason);
	bind_text(&q, a->login);
	bind_int(&q, a->at);
	bind_text(&q, a->until);
	bind_text(&q, a->certificates);
	return statement_run(&q, err);
}

int
store_acceptance_remove(struct store *s, int64_t monitor, enum problem problem, struct err *err)
{
	struct statement q = statement_of(s, QUERY_ACCEPTANCE_DELETE);

	bind_int(&q, monitor);
	bind_text(&q, problem_text(problem));
	return statement_run(&q, err);
}

static int
read_acceptance(struct statement *q, struct acceptance *a, struct err *err)
{
	int problem;

	*a = (struct acceptance){.monitor = column_int(q)};
	problem = column_word(q, problem_from, err);
	a->reason = mem_strdup(column_text(q));
	a->login = mem_strdup(column_text(q));
	a->at = column_int(q);
	snprintf(a->until, sizeof(a->until), "%s", column_text(q));
	a->certificates = mem_strdup(column_text(q));
	a->problem = (enum problem)problem;
	return problem < 0 ? -1 : 0;
}

int
store_acceptance_each(struct store *s, bool (*each)(const struct acceptance *a, void *arg),
    void *arg, struct err *err)
{
	struct statement q = statement_of(s, QUERY_ACCEPTANCE_EACH);
	struct acceptance a;
	bool more = true;
	int rc = 0;

	while (more && (rc = statement_next(&q, err)) > 0) {
		rc = read_acceptance(&q, &a, err);
		more = rc >= 0 && each(&a, arg);
		acceptance_release(&a);
		if (rc < 0)
			break;
	}
	statement_end(&q);
	return rc < 0 ? -1 : 0;
}
