#include "store/people.h"

#include "store/statement.h"

int
store_people_each(struct store *s, bool (*each)(const char *login, int64_t at, void *arg),
    void *arg, struct err *err)
{
	struct statement q = statement_of(s, QUERY_PEOPLE_EACH);
	bool more = true;
	int rc = 0;

	while (more && (rc = statement_next(&q, err)) > 0) {
		const char *login = column_text(&q);

		more = each(login, column_int(&q), arg);
	}
	statement_end(&q);
	return rc < 0 ? -1 : 0;
}

bool
store_people_have(struct store *s, const char *login)
{
	struct statement q = statement_of(s, QUERY_PEOPLE_HAVE);
	int rc;

	bind_text(&q, login);
	rc = statement_next(&q, NULL);
	statement_end(&q);
	return rc > 0;
}
