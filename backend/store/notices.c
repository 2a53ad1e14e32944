#include "store/notices.h"

#include "store/statement.h"

#include "base/clock.h"

int
store_notice_put(struct store *s, const char *login, const struct notice *n, struct err *err)
{
	struct statement q = statement_of(s, QUERY_NOTICE_PUT);

	bind_text(&q, login);
	bind_int(&q, n->renewal);
	bind_text(&q, n->what);
	bind_int(&q, clock_wall(s->clock));
	bind_text(&q, n->by);
	return statement_run(&q, err);
}

int
store_notice_drop(struct store *s, const char *login, int64_t renewal, struct err *err)
{
	struct statement q = statement_of(s, QUERY_NOTICE_DROP);

	bind_text(&q, login);
	bind_int(&q, renewal);
	return statement_run(&q, err);
}

int
store_notice_seen(struct store *s, const char *login, int64_t id, struct err *err)
{
	struct statement q = statement_of(s, QUERY_NOTICE_SEEN);

	bind_text(&q, login);
	bind_int(&q, id);
	return statement_run(&q, err);
}

int
store_notice_each(struct store *s, const char *login,
    bool (*each)(const struct notice *n, void *arg), void *arg, struct err *err)
{
	struct statement q = statement_of(s, QUERY_NOTICE_EACH);
	struct notice n;
	bool more = true;
	int rc = 0;

	bind_text(&q, login);
	while (more && (rc = statement_next(&q, err)) > 0) {
		n.id = column_int(&q);
		n.renewal = column_int(&q);
		n.what = column_text(&q);
		n.at = column_int(&q);
		n.by = column_text(&q);
		n.note = column_text(&q);
		more = each(&n, arg);
	}
	statement_end(&q);
	return rc < 0 ? -1 : 0;
}
