#include "store/names_not_wanted.h"

#include "store/statement.h"

#include "base/clock.h"

int
store_name_not_wanted_put(struct store *s, const char *name, const char *login, struct err *err)
{
	struct statement q = statement_of(s, QUERY_NAME_NOT_WANTED_PUT);

	bind_text(&q, name);
	bind_text(&q, login);
	bind_int(&q, clock_wall(s->clock));
	return statement_run(&q, err);
}

int
store_name_not_wanted_remove(struct store *s, const char *name, struct err *err)
{
	struct statement q = statement_of(s, QUERY_NAME_NOT_WANTED_DELETE);

	bind_text(&q, name);
	return statement_run(&q, err);
}

bool
store_name_not_wanted_have(struct store *s, const char *name)
{
	struct statement q = statement_of(s, QUERY_NAME_NOT_WANTED_HAVE);
	int rc;

	bind_text(&q, name);
	rc = statement_next(&q, NULL);
	statement_end(&q);
	return rc > 0;
}

int
store_name_not_wanted_each(struct store *s, int64_t after,
    bool (*each)(const struct name_not_wanted *n, void *arg), void *arg, struct err *err)
{
	struct statement q = statement_of(s, QUERY_NAME_NOT_WANTED_EACH);
	struct name_not_wanted n;
	bool more = true;
	int rc = 0;

	bind_int(&q, after);
	while (more && (rc = statement_next(&q, err)) > 0) {
		n = (struct name_not_wanted){.id = column_int(&q)};
		n.name = column_text(&q);
		n.login = column_text(&q);
		n.at = column_int(&q);
		more = each(&n, arg);
	}
	statement_end(&q);
	return rc < 0 ? -1 : 0;
}
