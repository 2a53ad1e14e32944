/* What each address serves now (observation), when that was last looked at (observation_time), and
 * how it came to be so (change). Most probes see what stood there already: those write one row of
 * three numbers. */
#include "store/statement.h"
#include "store/store.h"

#include "base/mem.h"

void
observation_release(struct observation *o)
{
	free(o->address);
	free(o->detail);
	free(o->chain);
	*o = (struct observation){0};
}

static const char *
or_empty(const char *s)
{
	return s ? s : "";
}

/* ?1..?5 of everything that names a state; change_insert takes no more. */
static void
bind_state(struct statement *q, const struct observation *o)
{
	bind_int(q, o->monitor);
	bind_text(q, or_empty(o->address));
	bind_text(q, o->key_type);
	bind_text(q, outcome_text(o->outcome));
	bind_text(q, o->sha256[0] ? o->sha256 : NULL);
}

/* ?1..?12 of the comparison, the insertion and the update. */
static struct statement
bound_observation(struct store *s, enum query which, const struct observation *o)
{
	struct statement q = statement_of(s, which);

	bind_state(&q, o);
	bind_text(&q, or_empty(o->detail));
	bind_text(&q, or_empty(o->chain));
	bind_int(&q, o->path_end);
	bind_int(&q, (int64_t)o->problems);
	bind_text(&q, o->tls);
	bind_int(&q, o->good_until);
	bind_text(&q, o->trust);
	return q;
}

static int
put_times(
    struct store *s, enum query which, int64_t id, const struct observation *o, struct err *err)
{
	struct statement q = statement_of(s, which);

	bind_int(&q, o->checked_at);
	bind_int(&q, o->seen_at);
	bind_int(&q, id);
	return statement_run(&q, err);
}

static int
put_change(struct store *s, const struct observation *o, struct err *err)
{
	struct statement q = statement_of(s, QUERY_CHANGE_INSERT);

	bind_state(&q, o);
	bind_int(&q, o->checked_at);
	return statement_run(&q, err);
}

/* The state itself. A broken reference: the caller put no such certificate, or no such monitor. */
static int
put_state(struct store *s, enum query which, const struct observation *o, struct err *err)
{
	struct statement q = bound_observation(s, which, o);
	int rc = statement_run_constrained(&q, err);

	if (rc > 0)
		return err_set(err, "not-found", "there is no monitor %lld or no certificate '%s'",
		    (long long)o->monitor, o->sha256);
	return rc;
}

int
store_observation_put(struct store *s, const struct observation *o, struct err *err)
{
	struct statement q = bound_observation(s, QUERY_OBSERVATION_COMPARE, o);
	bool same_state, same_rest;
	int64_t id;
	int rc = statement_next(&q, err);

	if (rc < 0)
		return -1;
	if (!rc) {
		if (put_state(s, QUERY_OBSERVATION_INSERT, o, err) < 0)
			return -1;
		id = sqlite3_last_insert_rowid(s->db);
		if (put_times(s, QUERY_OBSERVATION_TIME_INSERT, id, o, err) < 0)
			return -1;
		return put_change(s, o, err);
	}
	id = column_int(&q);
	same_state = column_int(&q);
	same_rest = column_int(&q);
	statement_end(&q);
	if (!(same_state && same_rest) && put_state(s, QUERY_OBSERVATION_UPDATE, o, err) < 0)
		return -1;
	if (!same_state && put_change(s, o, err) < 0)
		return -1;
	return put_times(s, QUERY_OBSERVATION_TIME_UPDATE, id, o, err);
}

int
store_observation_drop(struct store *s, int64_t monitor, const char *address, const char *key_type,
    int64_t at, struct err *err)
{
	struct statement q = statement_of(s, QUERY_CHANGE_GONE);

	bind_int(&q, monitor);
	bind_text(&q, address);
	bind_text(&q, key_type);
	bind_int(&q, at);
	if (statement_run(&q, err) < 0)
		return -1;
	q = statement_of(s, QUERY_OBSERVATION_DROP);
	bind_int(&q, monitor);
	bind_text(&q, address);
	bind_text(&q, key_type);
	return statement_run(&q, err);
}

static int
read_observation(struct statement *q, struct observation *o, struct err *err)
{
	int outcome;

	*o = (struct observation){0};
	o->monitor = column_int(q);
	o->address = mem_strdup(column_text(q));
	snprintf(o->key_type, sizeof(o->key_type), "%s", column_text(q));
	outcome = column_word(q, outcome_from, err);
	snprintf(o->sha256, sizeof(o->sha256), "%s", column_text(q));
	o->detail = mem_strdup(column_text(q));
	o->chain = mem_strdup(column_text(q));
	o->path_end = column_int(q);
	o->problems = (uint64_t)column_int(q);
	snprintf(o->tls, sizeof(o->tls), "%s", column_text(q));
	o->good_until = column_int(q);
	snprintf(o->trust, sizeof(o->trust), "%s", column_text(q));
	o->checked_at = column_int(q);
	o->seen_at = column_int(q);
	if (outcome < 0) {
		observation_release(o);
		return -1;
	}
	o->outcome = (enum outcome)outcome;
	return 0;
}

int
store_observation_each(struct store *s, int64_t monitor,
    bool (*each)(const struct observation *o, void *arg), void *arg, struct err *err)
{
	struct statement q =
	    statement_of(s, monitor ? QUERY_OBSERVATION_OF : QUERY_OBSERVATION_EACH);
	struct observation o;
	bool more = true;
	int rc = 0;

	if (monitor)
		bind_int(&q, monitor);
	while (more && (rc = statement_next(&q, err)) > 0) {
		rc = read_observation(&q, &o, err);
		if (rc < 0)
			break;
		more = each(&o, arg);
		observation_release(&o);
	}
	statement_end(&q);
	return rc < 0 ? -1 : 0;
}

int
store_change_each(struct store *s, int64_t monitor, int limit,
    bool (*each)(const struct change *c, void *arg), void *arg, struct err *err)
{
	struct statement q = statement_of(s, QUERY_CHANGE_EACH);
	struct change c;
	bool more = true;
	int rc = 0;

	bind_int(&q, monitor);
	bind_int(&q, limit);
	while (more && (rc = statement_next(&q, err)) > 0) {
		c.at = column_int(&q);
		c.monitor = column_int(&q);
		c.address = column_text(&q);
		c.key_type = column_text(&q);
		c.outcome = column_text(&q);
		c.sha256 = column_text(&q);
		c.not_after = column_int(&q);
		c.issuer = column_text(&q);
		more = each(&c, arg);
	}
	statement_end(&q);
	return rc < 0 ? -1 : 0;
}
