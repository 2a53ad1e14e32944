/* Monitors: what a person says of them (table monitor, versioned) and what the machine notes at
 * each probe (table schedule). Retired ones stay for their history; the unique index covers the
 * watched ones only. The fields that a person says are one list in four queries and in bind_said and
 * read_monitor, in the order of queries.sql; base/monitor_fields.def makes the rest. */
#include "store/statement.h"
#include "store/store.h"

#include "base/endpoint.h"
#include "base/mem.h"

void
monitor_release(struct monitor *m)
{
#define STRING(ID, name, ...) free(m->name);
#define NUMBER(ID, ...)
#define TERM(ID, ...)
#include "base/monitor_fields.def"
#undef STRING
	free(m->detail);
	*m = (struct monitor){0};
}

void
monitor_copy(struct monitor *to, const struct monitor *from)
{
	*to = *from;
#define STRING(ID, name, ...) to->name = mem_strdup(from->name);
#include "base/monitor_fields.def"
#undef STRING
#undef NUMBER
#undef TERM
	to->detail = mem_strdup(from->detail);
}

static const char *
or_empty(const char *s)
{
	return s ? s : "";
}

/* A file has none, and the column wants one. */
static int
port_of(const struct monitor *m)
{
	return m->type == MONITOR_FILE ? 1 : m->port;
}

/* ?1..?21 of monitor_insert and monitor_update. */
static void
bind_said(struct statement *q, const struct monitor *m)
{
	bind_text(q, m->name);
	bind_text(q, m->host);
	bind_int(q, port_of(m));
	bind_text(q, protocol_text(m->protocol));
	bind_text(q, m->sni);
	bind_text(q, kind_text(m->kind));
	bind_text(q, or_empty(m->environment));
	bind_text(q, or_empty(m->service));
	bind_text(q, or_empty(m->tags));
	bind_text(q, or_empty(m->certificate_kind));
	bind_int(q, m->lead);
	bind_text(q, or_empty(m->proxy));
	bind_text(q, or_empty(m->nodes));
	bind_text(q, monitor_type_text(m->type));
	bind_text(q, or_empty(m->declared_issued));
	bind_text(q, or_empty(m->declared_expiry));
	bind_text(q, or_empty(m->declared_issuer));
	bind_text(q, or_empty(m->holder));
	bind_text(q, or_empty(m->responsible));
	bind_text(q, or_empty(m->folder));
	bind_int(q, m->declared_at);
}

/* ?1..?6 of schedule_insert and schedule_update. */
static void
bind_noted(struct statement *q, const struct monitor *m)
{
	bind_int(q, m->next_probe_at);
	bind_int(q, m->checked_at);
	bind_text(q, outcome_text(m->outcome));
	bind_text(q, or_empty(m->detail));
	bind_int(q, m->failures);
	bind_int(q, m->id);
}

static int
read_monitor(struct statement *q, struct monitor *m, struct err *err)
{
	int protocol, kind, outcome, type;

	*m = (struct monitor){0};
	m->id = column_int(q);
	m->version = column_int(q);
	m->name = mem_strdup(column_text(q));
	m->host = mem_strdup(column_text(q));
	m->port = (int)column_int(q);
	protocol = column_word(q, protocol_from, err);
	m->sni = mem_strdup(column_nullable(q));
	kind = column_word(q, kind_from, err);
	m->environment = mem_strdup(column_text(q));
	m->service = mem_strdup(column_text(q));
	m->tags = mem_strdup(column_text(q));
	m->certificate_kind = mem_strdup(column_text(q));
	m->lead = (int)column_int(q);
	m->proxy = mem_strdup(column_text(q));
	m->nodes = mem_strdup(column_text(q));
	type = column_word(q, monitor_type_from, err);
	m->declared_issued = mem_strdup(column_text(q));
	m->declared_expiry = mem_strdup(column_text(q));
	m->declared_issuer = mem_strdup(column_text(q));
	m->holder = mem_strdup(column_text(q));
	m->responsible = mem_strdup(column_text(q));
	m->folder = mem_strdup(column_text(q));
	m->declared_at = column_int(q);
	m->created_at = column_int(q);
	m->retired_at = column_int(q);
	m->next_probe_at = column_int(q);
	m->checked_at = column_int(q);
	outcome = column_word(q, outcome_from, err);
	m->detail = mem_strdup(column_text(q));
	m->failures = (int)column_int(q);
	if (protocol < 0 || kind < 0 || outcome < 0 || type < 0) {
		monitor_release(m);
		return -1;
	}
	m->protocol = (enum protocol)protocol;
	m->kind = (enum kind)kind;
	m->type = (enum monitor_type)type;
	if (m->type == MONITOR_FILE)
		m->port = 0;
	m->outcome = (enum outcome)outcome;
	return 0;
}

bool
monitor_is_probed(const struct monitor *m)
{
	return m->type != MONITOR_FILE && !host_is_wildcard(m->host);
}

/* Whose host, port, protocol and SNI the index found taken. */
static int
duplicate(struct store *s, const struct monitor *m, int64_t *existing, struct err *err)
{
	struct statement q = statement_of(s, QUERY_MONITOR_SAME);
	int64_t id = 0;
	int rc;

	bind_text(&q, m->host);
	bind_int(&q, port_of(m));
	bind_text(&q, protocol_text(m->protocol));
	bind_text(&q, m->sni);
	rc = statement_next(&q, err);
	if (rc < 0)
		return -1;
	if (rc > 0)
		id = column_int(&q);
	statement_end(&q);
	if (existing)
		*existing = id;
	return err_set(err, "duplicate", "monitor %lld already watches %s:%d", (long long)id,
	    m->host, m->port);
}

int
store_monitor_insert(struct store *s, struct monitor *m, int64_t *existing, struct err *err)
{
	struct statement q = statement_of(s, QUERY_MONITOR_INSERT);
	int rc;

	bind_said(&q, m);
	bind_int(&q, m->created_at);
	rc = statement_run_constrained(&q, err);
	if (rc)
		return rc < 0 ? -1 : duplicate(s, m, existing, err);
	m->id = sqlite3_last_insert_rowid(s->db);
	m->version = 1;
	q = statement_of(s, QUERY_SCHEDULE_INSERT);
	bind_noted(&q, m);
	return statement_run(&q, err);
}

static const struct versioned of_monitors = {QUERY_MONITOR_WATCHED, "monitor", "not-found"};

int
store_monitor_update(struct store *s, struct monitor *m, int64_t *existing, struct err *err)
{
	struct statement q = statement_of(s, QUERY_MONITOR_UPDATE);
	int rc;

	bind_said(&q, m);
	bind_int(&q, m->id);
	bind_int(&q, m->version);
	rc = statement_run_constrained(&q, err);
	if (rc)
		return rc < 0 ? -1 : duplicate(s, m, existing, err);
	if (!sqlite3_changes(s->db))
		return statement_missed(s, &of_monitors, m->id, m->version, err);
	m->version++;
	return 0;
}

int
store_monitor_retire(struct store *s, int64_t id, int64_t version, int64_t at, struct err *err)
{
	struct statement q = statement_of(s, QUERY_MONITOR_RETIRE);

	bind_int(&q, id);
	bind_int(&q, version);
	bind_int(&q, at);
	if (statement_run(&q, err) < 0)
		return -1;
	return sqlite3_changes(s->db) ? 0 : statement_missed(s, &of_monitors, id, version, err);
}

int
store_monitor_restore(struct store *s, struct monitor *m, int64_t *existing, struct err *err)
{
	struct statement q = statement_of(s, QUERY_MONITOR_RESTORE);
	int rc;

	bind_int(&q, m->id);
	bind_int(&q, m->version);
	rc = statement_run_constrained(&q, err);
	if (rc)
		return rc < 0 ? -1 : duplicate(s, m, existing, err);
	if (!sqlite3_changes(s->db))
		return err_set(err, "conflict", "monitor %lld is not retired at version %lld",
		    (long long)m->id, (long long)m->version);
	m->version++;
	m->retired_at = 0;
	return 0;
}

int
store_monitor_probed(struct store *s, const struct monitor *m, struct err *err)
{
	struct statement q = statement_of(s, QUERY_CHANGE_OF_NAME);

	bind_int(&q, m->id);
	bind_int(&q, m->checked_at);
	bind_text(&q, outcome_text(m->outcome));
	if (statement_run(&q, err) < 0)
		return -1;
	q = statement_of(s, QUERY_SCHEDULE_UPDATE);
	bind_noted(&q, m);
	if (statement_run(&q, err) < 0)
		return -1;
	if (!sqlite3_changes(s->db)) {
		err_set(err, "not-found", "there is no monitor %lld", (long long)m->id);
		return err_number(err, "id", m->id);
	}
	return 0;
}

int
store_monitor_get(struct store *s, int64_t id, struct monitor *m, struct err *err)
{
	struct statement q = statement_of(s, QUERY_MONITOR_GET);
	int rc;

	bind_int(&q, id);
	rc = statement_next(&q, err);
	if (rc < 0)
		return -1;
	if (!rc) {
		err_set(err, "not-found", "there is no monitor %lld", (long long)id);
		return err_number(err, "id", id);
	}
	rc = read_monitor(&q, m, err);
	statement_end(&q);
	return rc;
}

int
store_monitor_each(
    struct store *s, bool (*each)(const struct monitor *m, void *arg), void *arg, struct err *err)
{
	struct statement q = statement_of(s, QUERY_MONITOR_EACH);
	struct monitor m;
	bool more = true;
	int rc = 0;

	while (more && (rc = statement_next(&q, err)) > 0) {
		rc = read_monitor(&q, &m, err);
		if (rc < 0)
			break;
		more = each(&m, arg);
		monitor_release(&m);
	}
	statement_end(&q);
	return rc < 0 ? -1 : 0;
}
