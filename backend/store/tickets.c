/* Tickets in the database. One is a row, made when somebody first names its key (by a renewal: store/renewals.c) and
 * never deleted but where it turns out to be another (store_ticket_merge). What it is for stands in ticket_use: the
 * uses that follow the JSON of a renewal are written with that, and only those of people are written here. A key that
 * was mistyped, or that Jira changed when it moved the ticket, goes on finding it (ticket_former_key), unless another
 * ticket has it by now. Links have no direction: the ticket with the lesser id stands first.
 *
 * The caller has begun a transaction and ends it. Texts are bound as they are given: cleaned before. */
#include "store/tickets.h"

#include "store/statement.h"

#include "base/clock.h"
#include "base/mem.h"

void
ticket_release(struct ticket *t)
{
	free(t->key);
	free(t->title);
	free(t->status);
	free(t->assignee);
	free(t->looked_by);
	*t = (struct ticket){0};
}

static const char *
or_empty(const char *s)
{
	return s ? s : "";
}

/* ---- one ---- */

/* ?1..?12 of ticket_insert and ticket_update. */
static void
bind_ticket(struct statement *q, const struct ticket *t)
{
	bind_text(q, ticket_system_text(t->sys));
	bind_text(q, t->key);
	bind_text(q, or_empty(t->title));
	bind_text(q, or_empty(t->status));
	bind_text(q, ticket_category_text(t->category));
	bind_int(q, t->needs_answer);
	bind_text(q, or_empty(t->assignee));
	bind_int(q, t->number);
	bind_int(q, t->created_at);
	bind_int(q, t->changed_at);
	bind_int(q, t->looked_at);
	bind_text(q, or_empty(t->looked_by));
}

static int
fail_duplicate(const struct ticket *t, struct err *err)
{
	return err_set(err, "duplicate", "'%s' is known already", t->key);
}

int
store_ticket_insert(struct store *s, struct ticket *t, struct err *err)
{
	struct statement q = statement_of(s, QUERY_TICKET_INSERT);
	int rc;

	if (!t->known_at)
		t->known_at = clock_wall(s->clock);
	bind_ticket(&q, t);
	bind_int(&q, t->known_at);
	rc = statement_run_constrained(&q, err);
	if (rc > 0)
		return fail_duplicate(t, err);
	t->id = sqlite3_last_insert_rowid(s->db);
	t->version = 1;
	return rc;
}

static const struct versioned of_tickets = {QUERY_TICKET_KNOWN, "ticket", "no-ticket"};

int
store_ticket_update(struct store *s, struct ticket *t, struct err *err)
{
	struct statement q = statement_of(s, QUERY_TICKET_UPDATE);
	int rc;

	bind_ticket(&q, t);
	bind_int(&q, t->id);
	bind_int(&q, t->version);
	rc = statement_run_constrained(&q, err);
	if (rc > 0)
		return fail_duplicate(t, err);
	if (rc < 0)
		return -1;
	if (!sqlite3_changes(s->db))
		return statement_missed(s, &of_tickets, t->id, t->version, err);
	t->version++;
	return 0;
}

static int
read_ticket(struct statement *q, struct ticket *t, struct err *err)
{
	int sys, category;

	*t = (struct ticket){.id = column_int(q)};
	t->version = column_int(q);
	sys = column_word(q, ticket_system_from, err);
	t->key = mem_strdup(column_text(q));
	t->title = mem_strdup(column_text(q));
	t->status = mem_strdup(column_text(q));
	category = column_word(q, ticket_category_from, err);
	t->needs_answer = column_int(q) != 0;
	t->assignee = mem_strdup(column_text(q));
	t->number = column_int(q);
	t->created_at = column_int(q);
	t->changed_at = column_int(q);
	t->looked_at = column_int(q);
	t->looked_by = mem_strdup(column_text(q));
	t->known_at = column_int(q);
	if (sys < 0 || category < 0) {
		ticket_release(t);
		return -1;
	}
	t->sys = (enum ticket_system)sys;
	t->category = (enum ticket_category)category;
	return 0;
}

int
store_ticket_get(struct store *s, int64_t id, struct ticket *t, struct err *err)
{
	struct statement q = statement_of(s, QUERY_TICKET_GET);
	int rc;

	*t = (struct ticket){.id = id};
	bind_int(&q, id);
	rc = statement_next(&q, err);
	if (rc > 0)
		rc = read_ticket(&q, t, err);
	else if (!rc)
		rc = statement_missed(s, &of_tickets, t->id, t->version, err);
	statement_end(&q);
	return rc;
}

int
store_ticket_find(struct store *s, int sys, const char *key, struct ticket *t, struct err *err)
{
	struct statement q = statement_of(s, QUERY_TICKET_FIND);
	int rc;

	*t = (struct ticket){0};
	bind_text(&q, sys < 0 ? NULL : ticket_system_text((enum ticket_system)sys));
	bind_text(&q, key);
	rc = statement_next(&q, err);
	if (rc > 0 && read_ticket(&q, t, err) < 0)
		rc = -1;
	statement_end(&q);
	return rc;
}

int
store_ticket_numbered(
    struct store *s, enum ticket_system sys, int64_t number, struct ticket *t, struct err *err)
{
	struct statement q = statement_of(s, QUERY_TICKET_NUMBERED);
	int rc;

	*t = (struct ticket){0};
	bind_text(&q, ticket_system_text(sys));
	bind_int(&q, number);
	rc = statement_next(&q, err);
	if (rc > 0 && read_ticket(&q, t, err) < 0)
		rc = -1;
	statement_end(&q);
	return rc;
}

int
store_ticket_each(struct store *s, int64_t after, ticket_fn *each, void *arg, struct err *err)
{
	struct statement q = statement_of(s, QUERY_TICKET_EACH);
	struct ticket t;
	bool more = true;
	int rc = 0;

	bind_int(&q, after);
	while (more && (rc = statement_next(&q, err)) > 0) {
		rc = read_ticket(&q, &t, err);
		if (rc < 0)
			break;
		more = each(&t, arg);
		ticket_release(&t);
	}
	statement_end(&q);
	return rc < 0 ? -1 : 0;
}

/* ---- former keys ---- */

int
store_ticket_former_put(
    struct store *s, int64_t ticket, const char *key, const char *login, struct err *err)
{
	struct statement q = statement_of(s, QUERY_TICKET_FORMER_PUT);

	bind_int(&q, ticket);
	bind_text(&q, key);
	bind_int(&q, clock_wall(s->clock));
	bind_text(&q, login);
	return statement_run(&q, err);
}

int
store_ticket_former_each(struct store *s, int64_t ticket,
    bool (*each)(const char *key, int64_t at, const char *login, void *arg), void *arg,
    struct err *err)
{
	struct statement q = statement_of(s, QUERY_TICKET_FORMER_EACH);
	int rc;

	bind_int(&q, ticket);
	while ((rc = statement_next(&q, err)) > 0) {
		const char *key = column_text(&q);
		int64_t at = column_int(&q);

		if (!each(key, at, column_text(&q), arg))
			break;
	}
	statement_end(&q);
	return rc < 0 ? -1 : 0;
}

/* ---- uses ---- */

static void
bind_number_or_null(struct statement *q, int64_t number)
{
	if (number)
		bind_int(q, number);
	else
		bind_text(q, NULL);
}

int
store_ticket_use_add(struct store *s, struct ticket_use *u, struct err *err)
{
	struct statement q = statement_of(s, QUERY_TICKET_USE_PUT);
	int rc;

	u->at = clock_wall(s->clock);
	u->by_hand = true;
	bind_int(&q, u->ticket);
	bind_number_or_null(&q, u->renewal);
	bind_number_or_null(&q, u->monitor);
	bind_text(&q, u->step);
	bind_text(&q, ticket_role_text(u->role));
	bind_int(&q, 1);
	bind_int(&q, 0);
	bind_int(&q, u->at);
	bind_text(&q, u->login);
	rc = statement_run_constrained(&q, err);
	if (rc > 0)
		return err_set(err, rc == SQLITE_CONSTRAINT_FOREIGNKEY ? "not-found" : "duplicate",
		    "ticket %lld cannot be linked", (long long)u->ticket);
	u->id = sqlite3_last_insert_rowid(s->db);
	return rc;
}

int
store_ticket_use_remove(struct store *s, int64_t use, struct err *err)
{
	struct statement q = statement_of(s, QUERY_TICKET_USE_DELETE);

	bind_int(&q, use);
	if (statement_run(&q, err) < 0)
		return -1;
	if (!sqlite3_changes(s->db))
		return err_set(err, "not-found", "no ticket is linked so");
	return 0;
}

static int
each_use(struct statement *q, ticket_use_fn *each, void *arg, struct err *err)
{
	bool more = true;
	int rc = 0, role;

	while (more && (rc = statement_next(q, err)) > 0) {
		struct ticket_use u = {.id = column_int(q)};

		u.ticket = column_int(q);
		u.renewal = column_int(q);
		u.monitor = column_int(q);
		u.step = column_text(q);
		role = column_word(q, ticket_role_from, err);
		u.by_hand = column_int(q) != 0;
		u.at = column_int(q);
		u.login = column_text(q);
		u.role = (enum ticket_role)role;
		if (role < 0)
			rc = -1;
		more = rc > 0 && each(&u, arg);
	}
	statement_end(q);
	return rc < 0 ? -1 : 0;
}

int
store_ticket_use_each(
    struct store *s, int64_t ticket, ticket_use_fn *each, void *arg, struct err *err)
{
	struct statement q = statement_of(s, QUERY_TICKET_USE_EACH);

	bind_int(&q, ticket);
	return each_use(&q, each, arg, err);
}

int
store_ticket_use_of_renewal(
    struct store *s, int64_t renewal, ticket_use_fn *each, void *arg, struct err *err)
{
	struct statement q = statement_of(s, QUERY_TICKET_USE_OF_RENEWAL);

	bind_int(&q, renewal);
	return each_use(&q, each, arg, err);
}

int
store_ticket_use_of_monitors(struct store *s, ticket_use_fn *each, void *arg, struct err *err)
{
	struct statement q = statement_of(s, QUERY_TICKET_USE_OF_MONITORS);

	return each_use(&q, each, arg, err);
}

/* ---- links ---- */

/* The lesser first, as they are stored. */
static void
put_in_order(int64_t *a, int64_t *b)
{
	int64_t lesser = *a < *b ? *a : *b;

	*b = *a < *b ? *b : *a;
	*a = lesser;
}

int
store_ticket_link_put(struct store *s, struct ticket_link *l, struct err *err)
{
	struct statement q = statement_of(s, QUERY_TICKET_LINK_PUT);
	int rc;

	put_in_order(&l->ticket, &l->other);
	l->at = clock_wall(s->clock);
	bind_int(&q, l->ticket);
	bind_int(&q, l->other);
	bind_text(&q, ticket_link_how_text(l->how));
	bind_number_or_null(&q, l->renewal);
	bind_int(&q, l->at);
	bind_text(&q, l->login);
	rc = statement_run_constrained(&q, err);
	return rc > 0 ? err_set(err, "not-found", "no two tickets to link") : rc;
}

int
store_ticket_link_remove(struct store *s, int64_t ticket, int64_t other, struct err *err)
{
	struct statement q = statement_of(s, QUERY_TICKET_LINK_DELETE);

	put_in_order(&ticket, &other);
	bind_int(&q, ticket);
	bind_int(&q, other);
	if (statement_run(&q, err) < 0)
		return -1;
	if (!sqlite3_changes(s->db))
		return err_set(err, "not-found", "these tickets are not linked");
	return 0;
}

int
store_ticket_link_each(
    struct store *s, int64_t ticket, ticket_link_fn *each, void *arg, struct err *err)
{
	struct statement q = statement_of(s, QUERY_TICKET_LINK_EACH);
	bool more = true;
	int rc = 0, how;

	bind_int(&q, ticket);
	while (more && (rc = statement_next(&q, err)) > 0) {
		struct ticket_link l = {.ticket = column_int(&q)};

		l.other = column_int(&q);
		how = column_word(&q, ticket_link_how_from, err);
		l.how = (enum ticket_link_how)how;
		l.renewal = column_int(&q);
		l.at = column_int(&q);
		l.login = column_text(&q);
		if (how < 0)
			rc = -1;
		more = rc > 0 && each(&l, arg);
	}
	statement_end(&q);
	return rc < 0 ? -1 : 0;
}

/* ---- two that are one ---- */

static int
run_of(struct store *s, enum query which, int64_t first, int64_t second, struct err *err)
{
	struct statement q = statement_of(s, which);

	bind_int(&q, first);
	if (second)
		bind_int(&q, second);
	return statement_run(&q, err);
}

int
store_ticket_merge(
    struct store *s, const struct ticket *t, int64_t into, const char *login, struct err *err)
{
	if (run_of(s, QUERY_TICKET_USE_MOVE, t->id, into, err) < 0 ||
	    run_of(s, QUERY_TICKET_USE_DROP, t->id, 0, err) < 0 ||
	    run_of(s, QUERY_TICKET_LINK_DROP, t->id, 0, err) < 0 ||
	    run_of(s, QUERY_TICKET_FORMER_MOVE, t->id, into, err) < 0 ||
	    run_of(s, QUERY_TICKET_FORMER_DROP, t->id, 0, err) < 0 ||
	    run_of(s, QUERY_TICKET_READ_DROP, t->id, 0, err) < 0 ||
	    run_of(s, QUERY_TICKET_REQUEST_MOVE, t->id, into, err) < 0 ||
	    run_of(s, QUERY_TICKET_REQUEST_MOVE_OTHER, t->id, into, err) < 0 ||
	    run_of(s, QUERY_TICKET_REQUEST_DROP_OWN, into, 0, err) < 0 ||
	    run_of(s, QUERY_TICKET_DELETE, t->id, t->version, err) < 0)
		return -1;
	if (!sqlite3_changes(s->db))
		return statement_missed(s, &of_tickets, t->id, t->version, err);
	return store_ticket_former_put(s, into, t->key, login, err);
}
