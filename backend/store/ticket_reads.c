#include "store/ticket_reads.h"

#include "store/statement.h"

#include "base/mem.h"

void
ticket_read_release(struct ticket_read *r)
{
	free(r->login);
	free(r->facts);
	*r = (struct ticket_read){0};
}

int
store_ticket_read_put(struct store *s, const struct ticket_read *r, struct err *err)
{
	struct statement q = statement_of(s, QUERY_TICKET_READ_PUT);

	bind_int(&q, r->ticket);
	bind_text(&q, r->login);
	bind_int(&q, r->read_at);
	bind_int(&q, r->answered_at);
	bind_int(&q, r->missing);
	bind_text(&q, r->facts);
	return statement_run(&q, err);
}

int
store_ticket_read_get(
    struct store *s, int64_t ticket, const char *login, struct ticket_read *r, struct err *err)
{
	struct statement q = statement_of(s, QUERY_TICKET_READ_GET);
	int rc;

	*r = (struct ticket_read){0};
	bind_int(&q, ticket);
	bind_text(&q, login);
	rc = statement_next(&q, err);
	if (rc > 0) {
		r->ticket = ticket;
		r->login = mem_strdup(login);
		r->read_at = column_int(&q);
		r->answered_at = column_int(&q);
		r->missing = (int)column_int(&q);
		r->facts = mem_strdup(column_text(&q));
	}
	statement_end(&q);
	return rc;
}

int
store_ticket_read_looked(struct store *s, int64_t ticket, struct err *err)
{
	struct statement q = statement_of(s, QUERY_TICKET_READ_LOOKED);

	bind_int(&q, ticket);
	return statement_run(&q, err);
}

int
store_ticket_read_answered_each(
    struct store *s, int64_t renewal, ticket_answered_fn *each, void *arg, struct err *err)
{
	struct statement q = statement_of(s, QUERY_TICKET_READ_ANSWERED);
	int rc;

	bind_int(&q, renewal);
	while ((rc = statement_next(&q, err)) > 0) {
		const char *step = column_text(&q);

		if (!each(step, column_int(&q), arg))
			break;
	}
	statement_end(&q);
	return rc < 0 ? -1 : 0;
}

int
store_ticket_followed_each(
    struct store *s, bool active, ticket_followed_fn *each, void *arg, struct err *err)
{
	struct statement q = statement_of(s, QUERY_TICKET_FOLLOWED);
	int rc;

	bind_int(&q, active);
	while ((rc = statement_next(&q, err)) > 0) {
		struct ticket_followed t = {.id = column_int(&q)};

		t.key = column_text(&q);
		t.number = column_int(&q);
		if (!each(&t, arg))
			break;
	}
	statement_end(&q);
	return rc < 0 ? -1 : 0;
}
