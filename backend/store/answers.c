#include "store/answers.h"

#include "store/statement.h"
#include "store/store.h"

#include "base/mem.h"

static struct statement
about(struct store *s, enum query query, const char *login, const char *question)
{
	struct statement q = statement_of(s, query);

	bind_text(&q, login);
	bind_text(&q, question);
	return q;
}

int
store_answer_put(
    struct store *s, const char *login, const char *question, const char *value, struct err *err)
{
	struct statement q = about(s, QUERY_ANSWER_PUT, login, question);

	bind_text(&q, value);
	return statement_run(&q, err);
}

int
store_answer_get(
    struct store *s, const char *login, const char *question, char **value, struct err *err)
{
	struct statement q = about(s, QUERY_ANSWER_GET, login, question);
	int rc = statement_next(&q, err);

	*value = rc > 0 ? mem_strdup(column_text(&q)) : NULL;
	statement_end(&q);
	return rc < 0 ? -1 : 0;
}
