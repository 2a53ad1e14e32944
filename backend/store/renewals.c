/* A renewal in the database: one row with its columns and the engine's own JSON (snapshot), which is the
 * truth; its parts (pins, monitors, tickets, documents) are tables of their own, so that they can be
 * searched, and are derived from it. They are written whole with it, since a renewal has a dozen of them
 * at most: all that were there are deleted, then those of the record inserted, in their order. A ticket is a
 * thing of its own (tickets.c), which is made when a renewal first names it; what is written here is its use,
 * and those that a person made stay.
 *
 * The caller has begun a transaction (daemon/state/writer.c) and ends it; nothing is committed here. An
 * update names the version it was made from; where no row has it, `missed` finds out whether the renewal
 * is gone or somebody was first. A pin is the whole text of a procedure under its digest, shared by all
 * renewals that follow it. Records own their strings; what an `each` function is given lives until it
 * returns. */
#include "store/renewals.h"

#include "store/statement.h"
#include "store/tickets.h"

#include "base/clock.h"
#include "base/mem.h"

/* ---- records ---- */

static void
document_release(struct record_document *d)
{
	free(d->role);
	free(d->name);
	free(d->place);
}

void
record_release(struct stored_renewal *r)
{
	for (size_t i = 0; i < r->pin_count; i++)
		free(r->pins[i]);
	for (size_t i = 0; i < r->ticket_count; i++) {
		free(r->tickets[i].key);
		free(r->tickets[i].step);
	}
	for (size_t i = 0; i < r->former_count; i++)
		free(r->former[i]);
	for (size_t i = 0; i < r->document_count; i++)
		document_release(&r->documents[i]);
	free(r->pins);
	free(r->monitors);
	free(r->tickets);
	free(r->owed);
	free(r->former);
	free(r->documents);
	free(r->procedure);
	free(r->snapshot);
	free(r->owner);
	free(r->waiting_on);
	*r = (struct stored_renewal){0};
}

/* Room for one more. */
#define GROW(array, count) ((array) = mem_resize((array), (count) + 1, sizeof(*(array))))

void
record_add_pin(struct stored_renewal *r, const char *digest)
{
	GROW(r->pins, r->pin_count);
	r->pins[r->pin_count++] = mem_strdup(digest);
}

void
record_add_monitor(struct stored_renewal *r, int64_t monitor)
{
	GROW(r->monitors, r->monitor_count);
	r->monitors[r->monitor_count++] = monitor;
}

void
record_add_ticket(struct stored_renewal *r, const struct record_ticket *t)
{
	struct record_ticket *own;

	GROW(r->tickets, r->ticket_count);
	own = &r->tickets[r->ticket_count++];
	*own = *t;
	own->key = mem_strdup(t->key);
	own->step = mem_strdup(t->step);
}

void
record_add_owed(struct stored_renewal *r, size_t ticket, size_t other)
{
	GROW(r->owed, r->owed_count);
	r->owed[r->owed_count++] = (struct record_owed){ticket, other};
}

void
record_add_former(struct stored_renewal *r, const char *key)
{
	GROW(r->former, r->former_count);
	r->former[r->former_count++] = mem_strdup(key);
}

void
record_add_document(struct stored_renewal *r, const struct record_document *d)
{
	struct record_document *own;

	GROW(r->documents, r->document_count);
	own = &r->documents[r->document_count++];
	*own = *d;
	own->role = mem_strdup(d->role);
	own->name = mem_strdup(d->name);
	own->place = mem_strdup(d->place);
}

/* ---- pins ---- */

int
store_pin_put(struct store *s, const char *digest, const char *text, struct err *err)
{
	struct statement q = statement_of(s, QUERY_PIN_PUT);

	bind_text(&q, digest);
	bind_text(&q, text);
	return statement_run(&q, err);
}

int
store_pin_get(struct store *s, const char *digest, char **text, struct err *err)
{
	struct statement q = statement_of(s, QUERY_PIN_GET);
	int rc;

	bind_text(&q, digest);
	rc = statement_next(&q, err);
	if (rc < 0)
		return -1;
	if (!rc)
		return err_set(err, "not-found", "there is no procedure %.64s", digest);
	*text = mem_strdup(column_text(&q));
	statement_end(&q);
	return 0;
}

/* ---- writing ---- */

static const char *
or_empty(const char *s)
{
	return s ? s : "";
}

/* ?1 and ?2 of every part. */
static struct statement
part_of(struct store *s, enum query which, const struct stored_renewal *r, size_t position)
{
	struct statement q = statement_of(s, which);

	bind_int(&q, r->id);
	bind_int(&q, (int64_t)position);
	return q;
}

static int
run_part(struct statement *q, const struct stored_renewal *r, struct err *err)
{
	int rc = statement_run_constrained(q, err);

	if (rc > 0)
		return err_set(err, rc == SQLITE_CONSTRAINT_FOREIGNKEY ? "not-found" : "duplicate",
		    "renewal %lld names what is not there, or twice", (long long)r->id);
	return rc;
}

static int
clear(struct store *s, enum query which, int64_t renewal, struct err *err)
{
	struct statement q = statement_of(s, which);

	bind_int(&q, renewal);
	return statement_run(&q, err);
}

static int
insert_pins_and_monitors(struct store *s, const struct stored_renewal *r, struct err *err)
{
	for (size_t i = 0; i < r->pin_count; i++) {
		struct statement q = part_of(s, QUERY_RENEWAL_PIN_INSERT, r, i);

		bind_text(&q, r->pins[i]);
		if (run_part(&q, r, err) < 0)
			return -1;
	}
	for (size_t i = 0; i < r->monitor_count; i++) {
		struct statement q = part_of(s, QUERY_RENEWAL_MONITOR_INSERT, r, i);

		bind_int(&q, r->monitors[i]);
		if (run_part(&q, r, err) < 0)
			return -1;
	}
	return 0;
}

/* The ticket of that key, made where nobody knew it; -1. */
static int64_t
known_ticket(struct store *s, const struct record_ticket *t, struct err *err)
{
	struct ticket found;
	int rc = store_ticket_find(s, (int)t->sys, t->key, &found, err);
	int64_t id = rc < 0 ? -1 : found.id;

	ticket_release(&found);
	if (rc)
		return id;
	found = (struct ticket){.sys = t->sys, .key = t->key, .category = TICKET_UNKNOWN};
	return store_ticket_insert(s, &found, err) < 0 ? -1 : found.id;
}

static int
insert_use(
    struct store *s, const struct stored_renewal *r, size_t i, int64_t ticket, struct err *err)
{
	const struct record_ticket *t = &r->tickets[i];
	struct statement q = statement_of(s, QUERY_TICKET_USE_PUT);

	bind_int(&q, ticket);
	bind_int(&q, r->id);
	bind_text(&q, NULL);
	bind_text(&q, or_empty(t->step));
	bind_text(&q, ticket_role_text(t->role));
	bind_int(&q, 0);
	bind_int(&q, (int64_t)i);
	bind_int(&q, clock_wall(s->clock));
	bind_text(&q, "");
	return run_part(&q, r, err);
}

static int
insert_owed(struct store *s, const struct stored_renewal *r, int64_t a, int64_t b, struct err *err)
{
	struct statement q = statement_of(s, QUERY_TICKET_LINK_OWE);

	if (a == b)
		return 0;
	bind_int(&q, a < b ? a : b);
	bind_int(&q, a < b ? b : a);
	bind_text(&q, ticket_link_how_text(TICKET_LINK_OWED));
	bind_int(&q, r->id);
	bind_int(&q, clock_wall(s->clock));
	bind_text(&q, "");
	return run_part(&q, r, err);
}

/* The tickets that its JSON names. */
static int
insert_tickets(struct store *s, const struct stored_renewal *r, struct err *err)
{
	for (size_t i = 0; i < r->ticket_count; i++) {
		int64_t id = r->tickets[i].by_hand ? 0 : known_ticket(s, &r->tickets[i], err);

		if (id < 0 || (id && insert_use(s, r, i, id, err) < 0))
			return -1;
	}
	return 0;
}

int
store_renewal_owe(struct store *s, const struct stored_renewal *r, struct err *err)
{
	int rc = clear(s, QUERY_TICKET_LINK_SETTLE, r->id, err);

	for (size_t i = 0; i < r->owed_count && !rc; i++) {
		int64_t a = known_ticket(s, &r->tickets[r->owed[i].ticket], err),
			b = a < 0 ? -1 : known_ticket(s, &r->tickets[r->owed[i].other], err);

		rc = b < 0 ? -1 : insert_owed(s, r, a, b, err);
	}
	return rc;
}

static int
insert_documents(struct store *s, const struct stored_renewal *r, struct err *err)
{
	for (size_t i = 0; i < r->document_count; i++) {
		const struct record_document *d = &r->documents[i];
		struct statement q = part_of(s, QUERY_DOCUMENT_INSERT, r, i);

		bind_text(&q, d->role);
		bind_text(&q, d->sha256);
		bind_text(&q, d->spki_sha256);
		bind_text(&q, or_empty(d->name));
		bind_text(&q, or_empty(d->place));
		bind_int(&q, d->at);
		if (run_part(&q, r, err) < 0)
			return -1;
	}
	return 0;
}

static int
write_parts(struct store *s, const struct stored_renewal *r, struct err *err)
{
	static const enum query clears[] = {QUERY_RENEWAL_PIN_CLEAR, QUERY_RENEWAL_MONITOR_CLEAR,
	    QUERY_TICKET_USE_CLEAR, QUERY_DOCUMENT_CLEAR};

	for (size_t i = 0; i < sizeof(clears) / sizeof(clears[0]); i++)
		if (clear(s, clears[i], r->id, err) < 0)
			return -1;
	if (insert_pins_and_monitors(s, r, err) < 0)
		return -1;
	if (insert_tickets(s, r, err) < 0 || store_renewal_owe(s, r, err) < 0)
		return -1;
	return insert_documents(s, r, err);
}

/* ?1..?7 of renewal_insert and renewal_update. */
static void
bind_record(struct statement *q, const struct stored_renewal *r)
{
	bind_text(q, r->procedure);
	bind_text(q, r->snapshot);
	bind_int(q, r->opened_at);
	bind_int(q, r->closed_at);
	bind_text(q, or_empty(r->owner));
	bind_text(q, or_empty(r->waiting_on));
	bind_int(q, r->follow_up);
}

int
store_renewal_insert(struct store *s, struct stored_renewal *r, struct err *err)
{
	struct statement q = statement_of(s, QUERY_RENEWAL_INSERT);

	bind_record(&q, r);
	if (statement_run(&q, err) < 0)
		return -1;
	r->id = sqlite3_last_insert_rowid(s->db);
	r->version = 1;
	return write_parts(s, r, err);
}

static const struct versioned of_renewals = {QUERY_RENEWAL_KNOWN, "renewal", "no-renewal"};

int
store_renewal_update(struct store *s, struct stored_renewal *r, struct err *err)
{
	struct statement q = statement_of(s, QUERY_RENEWAL_UPDATE);

	bind_record(&q, r);
	bind_int(&q, r->id);
	bind_int(&q, r->version);
	if (statement_run(&q, err) < 0)
		return -1;
	if (!sqlite3_changes(s->db))
		return statement_missed(s, &of_renewals, r->id, r->version, err);
	if (write_parts(s, r, err) < 0)
		return -1;
	r->version++;
	return 0;
}

/* ---- reading ---- */

static void
read_pin(struct statement *q, struct stored_renewal *r)
{
	record_add_pin(r, column_text(q));
}

static void
read_monitor(struct statement *q, struct stored_renewal *r)
{
	record_add_monitor(r, column_int(q));
}

static void
read_ticket(struct statement *q, struct stored_renewal *r)
{
	struct record_ticket t = {.sys = TICKET_SYSTEM_OTHER};
	int sys = ticket_system_from(column_text(q)), role;

	t.key = (char *)(uintptr_t)column_text(q);
	t.step = (char *)(uintptr_t)column_text(q);
	role = ticket_role_from(column_text(q));
	t.sys = sys < 0 ? TICKET_SYSTEM_OTHER : (enum ticket_system)sys;
	t.role = role < 0 ? TICKET_ROLE_OTHER : (enum ticket_role)role;
	t.by_hand = column_int(q) != 0;
	record_add_ticket(r, &t);
}

static void
read_former(struct statement *q, struct stored_renewal *r)
{
	record_add_former(r, column_text(q));
}

/* Its strings are the statement's, until it goes on. */
static struct record_document
document_at(struct statement *q)
{
	struct record_document d = {.role = (char *)(uintptr_t)column_text(q)};

	snprintf(d.sha256, sizeof(d.sha256), "%s", column_text(q));
	snprintf(d.spki_sha256, sizeof(d.spki_sha256), "%s", column_text(q));
	d.name = (char *)(uintptr_t)column_text(q);
	d.place = (char *)(uintptr_t)column_text(q);
	d.at = column_int(q);
	return d;
}

static void
read_document(struct statement *q, struct stored_renewal *r)
{
	struct record_document d = document_at(q);

	record_add_document(r, &d);
}

static int
read_parts(struct store *s, struct stored_renewal *r, struct err *err)
{
	static const struct {
		enum query query;
		void (*read)(struct statement *q, struct stored_renewal *r);
	} parts[] = {
	    {QUERY_RENEWAL_PIN_EACH, read_pin},
	    {QUERY_RENEWAL_MONITOR_EACH, read_monitor},
	    {QUERY_TICKET_OF_RENEWAL, read_ticket},
	    {QUERY_TICKET_FORMER_OF_RENEWAL, read_former},
	    {QUERY_DOCUMENT_EACH, read_document},
	};
	int rc = 0;

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]) && rc >= 0; i++) {
		struct statement q = statement_of(s, parts[i].query);

		bind_int(&q, r->id);
		while ((rc = statement_next(&q, err)) > 0)
			parts[i].read(&q, r);
	}
	return rc;
}

static int
read_record(struct statement *q, struct stored_renewal *r, struct err *err)
{
	*r = (struct stored_renewal){0};
	r->id = column_int(q);
	r->version = column_int(q);
	r->procedure = mem_strdup(column_text(q));
	r->snapshot = mem_strdup(column_text(q));
	r->opened_at = column_int(q);
	r->closed_at = column_int(q);
	r->owner = mem_strdup(column_text(q));
	r->waiting_on = mem_strdup(column_text(q));
	r->follow_up = column_int(q);
	if (read_parts(q->store, r, err) == 0)
		return 0;
	record_release(r);
	return -1;
}

int
store_renewal_get(struct store *s, int64_t id, struct stored_renewal *r, struct err *err)
{
	struct statement q = statement_of(s, QUERY_RENEWAL_GET);
	int rc;

	bind_int(&q, id);
	rc = statement_next(&q, err);
	if (rc < 0)
		return -1;
	if (!rc) {
		err_set(err, "no-renewal", "there is no renewal %lld", (long long)id);
		return err_number(err, "id", id);
	}
	rc = read_record(&q, r, err);
	statement_end(&q);
	return rc;
}

static int
each_record(struct statement *q, record_fn *each, void *arg, struct err *err)
{
	struct stored_renewal r;
	bool more = true;
	int rc = 0;

	while (more && (rc = statement_next(q, err)) > 0) {
		rc = read_record(q, &r, err);
		if (rc < 0)
			break;
		more = each(&r, arg);
		record_release(&r);
	}
	statement_end(q);
	return rc < 0 ? -1 : 0;
}

int
store_renewal_each_open(struct store *s, record_fn *each, void *arg, struct err *err)
{
	struct statement q = statement_of(s, QUERY_RENEWAL_EACH_OPEN);

	return each_record(&q, each, arg, err);
}

int
store_renewal_each(struct store *s, int64_t after, record_fn *each, void *arg, struct err *err)
{
	struct statement q = statement_of(s, QUERY_RENEWAL_EACH);

	bind_int(&q, after);
	return each_record(&q, each, arg, err);
}

int
store_renewal_of_monitor(
    struct store *s, int64_t monitor, record_fn *each, void *arg, struct err *err)
{
	struct statement q = statement_of(s, QUERY_RENEWAL_OF_MONITOR);

	bind_int(&q, monitor);
	return each_record(&q, each, arg, err);
}

int
store_renewal_closed(struct store *s, int64_t since,
    bool (*each)(int64_t closed_at, const char *outcome, void *arg), void *arg, struct err *err)
{
	struct statement q = statement_of(s, QUERY_RENEWAL_CLOSED);
	bool more = true;
	int rc = 0;

	bind_int(&q, since);
	while (more && (rc = statement_next(&q, err)) > 0) {
		int64_t closed_at = column_int(&q);

		more = each(closed_at, column_text(&q), arg);
	}
	statement_end(&q);
	return rc < 0 ? -1 : 0;
}

int
store_renewal_closed_last(
    struct store *s, int most, void (*each)(int64_t id, void *arg), void *arg, struct err *err)
{
	struct statement q = statement_of(s, QUERY_RENEWAL_CLOSED_LAST);
	int rc;

	bind_int(&q, most);
	while ((rc = statement_next(&q, err)) > 0)
		each(column_int(&q), arg);
	statement_end(&q);
	return rc < 0 ? -1 : 0;
}

int
store_ticket_renewals(struct store *s, const char *key, bool (*each)(int64_t renewal, void *arg),
    void *arg, struct err *err)
{
	struct statement q = statement_of(s, QUERY_TICKET_RENEWALS);
	int rc;

	bind_text(&q, key);
	while ((rc = statement_next(&q, err)) > 0)
		if (!each(column_int(&q), arg))
			break;
	statement_end(&q);
	return rc < 0 ? -1 : 0;
}

int
store_document_by_spki(struct store *s, const char *spki_sha256, int64_t but_renewal,
    bool (*each)(int64_t renewal, const struct record_document *d, void *arg), void *arg,
    struct err *err)
{
	struct statement q = statement_of(s, QUERY_DOCUMENT_BY_SPKI);
	int rc;

	bind_text(&q, spki_sha256);
	bind_int(&q, but_renewal);
	while ((rc = statement_next(&q, err)) > 0) {
		int64_t renewal = column_int(&q);
		struct record_document d = document_at(&q);

		if (!each(renewal, &d, arg))
			break;
	}
	statement_end(&q);
	return rc < 0 ? -1 : 0;
}
