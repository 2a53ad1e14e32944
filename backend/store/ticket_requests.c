#include "store/ticket_requests.h"

#include "store/statement.h"

#include "base/clock.h"
#include "base/mem.h"

void
ticket_request_release(struct ticket_request *r)
{
	free(r->login);
	free(r->step);
	free(r->project);
	free(r->payload);
	free(r->marker);
	free(r->reason);
	free(r->reason_args);
	*r = (struct ticket_request){0};
}

bool
ticket_request_ended(const struct ticket_request *r)
{
	return r->state == REQUEST_DONE || r->state == REQUEST_DROPPED;
}

static const char *
or_empty(const char *s)
{
	return s ? s : "";
}

static void
bind_reference(struct statement *q, int64_t id)
{
	if (id)
		bind_int(q, id);
	else
		bind_text(q, NULL);
}

/* ?1..?15 of ticket_request_insert and ticket_request_update. */
static void
bind_request(struct statement *q, const struct ticket_request *r)
{
	bind_text(q, ticket_request_kind_text(r->kind));
	bind_text(q, ticket_request_state_text(r->state));
	bind_text(q, or_empty(r->login));
	bind_reference(q, r->ticket);
	bind_reference(q, r->renewal);
	bind_text(q, or_empty(r->step));
	bind_text(q, or_empty(r->project));
	bind_text(q, r->payload ? r->payload : "{}");
	bind_text(q, or_empty(r->marker));
	bind_text(q, or_empty(r->reason));
	bind_text(q, or_empty(r->reason_args));
	bind_int(q, r->tries);
	bind_int(q, r->looks);
	bind_int(q, r->next_at);
	bind_int(q, r->changed_at);
}

static int
refuse(int rc, const struct ticket_request *r, struct err *err)
{
	if (rc == SQLITE_CONSTRAINT_FOREIGNKEY)
		return err_set(err, "not-found", "the request names what is not there");
	err_set(
	    err, "request-exists", "the ticket of '%s' is asked for already", or_empty(r->step));
	return err_text(err, "step", or_empty(r->step));
}

int
store_ticket_request_insert(struct store *s, struct ticket_request *r, struct err *err)
{
	struct statement q = statement_of(s, QUERY_TICKET_REQUEST_INSERT);
	int rc;

	r->created_at = r->changed_at = clock_wall(s->clock);
	bind_request(&q, r);
	rc = statement_run_constrained(&q, err);
	if (rc > 0)
		return refuse(rc, r, err);
	r->id = sqlite3_last_insert_rowid(s->db);
	r->version = 1;
	return rc;
}

static const struct versioned of_ticket_requests = {
    QUERY_TICKET_REQUEST_KNOWN, "request", "no-request"};

int
store_ticket_request_update(struct store *s, struct ticket_request *r, struct err *err)
{
	struct statement q = statement_of(s, QUERY_TICKET_REQUEST_UPDATE);
	int rc;

	r->changed_at = clock_wall(s->clock);
	bind_request(&q, r);
	bind_int(&q, r->id);
	bind_int(&q, r->version);
	rc = statement_run_constrained(&q, err);
	if (rc > 0)
		return refuse(rc, r, err);
	if (rc < 0)
		return -1;
	if (!sqlite3_changes(s->db))
		return statement_missed(s, &of_ticket_requests, r->id, r->version, err);
	r->version++;
	return 0;
}

static int
read_request(struct statement *q, struct ticket_request *r, struct err *err)
{
	int kind, state;

	*r = (struct ticket_request){.id = column_int(q)};
	r->version = column_int(q);
	kind = column_word(q, ticket_request_kind_from, err);
	state = column_word(q, ticket_request_state_from, err);
	r->login = mem_strdup(column_text(q));
	r->ticket = column_int(q);
	r->renewal = column_int(q);
	r->step = mem_strdup(column_text(q));
	r->project = mem_strdup(column_text(q));
	r->payload = mem_strdup(column_text(q));
	r->marker = mem_strdup(column_text(q));
	r->reason = mem_strdup(column_text(q));
	r->reason_args = mem_strdup(column_text(q));
	r->tries = (int)column_int(q);
	r->looks = (int)column_int(q);
	r->next_at = column_int(q);
	r->created_at = column_int(q);
	r->changed_at = column_int(q);
	r->kind = (enum ticket_request_kind)kind;
	r->state = (enum ticket_request_state)state;
	if (kind >= 0 && state >= 0)
		return 0;
	ticket_request_release(r);
	return -1;
}

/* 1 with *r, 0: no row, -1. */
static int
read_one(struct statement *q, struct ticket_request *r, struct err *err)
{
	int rc = statement_next(q, err);

	if (rc > 0 && read_request(q, r, err) < 0)
		rc = -1;
	statement_end(q);
	return rc;
}

int
store_ticket_request_get(struct store *s, int64_t id, struct ticket_request *r, struct err *err)
{
	struct statement q = statement_of(s, QUERY_TICKET_REQUEST_GET);
	int rc;

	*r = (struct ticket_request){.id = id};
	bind_int(&q, id);
	rc = read_one(&q, r, err);
	if (!rc)
		return statement_missed(s, &of_ticket_requests, r->id, r->version, err);
	return rc < 0 ? -1 : 0;
}

int
store_ticket_request_of_step(
    struct store *s, int64_t renewal, const char *step, struct ticket_request *r, struct err *err)
{
	struct statement q = statement_of(s, QUERY_TICKET_REQUEST_OF_STEP);

	*r = (struct ticket_request){0};
	bind_int(&q, renewal);
	bind_text(&q, step);
	return read_one(&q, r, err);
}

int
store_ticket_request_made(struct store *s, int64_t ticket, struct err *err)
{
	struct statement q = statement_of(s, QUERY_TICKET_REQUEST_MADE);
	int rc;

	bind_int(&q, ticket);
	rc = statement_next(&q, err);
	statement_end(&q);
	return rc < 0 ? -1 : rc > 0;
}

static int
each_request(struct statement *q, ticket_request_fn *each, void *arg, struct err *err)
{
	struct ticket_request r;
	bool more = true;
	int rc = 0;

	while (more && (rc = statement_next(q, err)) > 0) {
		rc = read_request(q, &r, err);
		if (rc < 0)
			break;
		more = each(&r, arg);
		ticket_request_release(&r);
	}
	statement_end(q);
	return rc < 0 ? -1 : 0;
}

int
store_ticket_request_open(struct store *s, ticket_request_fn *each, void *arg, struct err *err)
{
	struct statement q = statement_of(s, QUERY_TICKET_REQUEST_OPEN);

	return each_request(&q, each, arg, err);
}

int
store_ticket_request_each(struct store *s, int64_t after, int64_t renewal, ticket_request_fn *each,
    void *arg, struct err *err)
{
	struct statement q = statement_of(s, QUERY_TICKET_REQUEST_EACH);

	bind_int(&q, after);
	bind_int(&q, renewal);
	return each_request(&q, each, arg, err);
}
