/* Certificates, each once, known by their SHA-256. Never deleted: history points at them. */
#include "store/statement.h"
#include "store/store.h"

#include "base/mem.h"

void
certificate_release(struct certificate *c)
{
	free(c->facts);
	*c = (struct certificate){0};
}

static void
read_certificate(struct statement *q, struct certificate *c)
{
	*c = (struct certificate){0};
	c->id = column_int(q);
	snprintf(c->sha256, sizeof(c->sha256), "%s", column_text(q));
	c->not_before = column_int(q);
	c->not_after = column_int(q);
	c->facts = mem_strdup(column_text(q));
}

int
store_certificate_put(struct store *s, struct certificate *c, struct err *err)
{
	struct statement q = statement_of(s, QUERY_CERTIFICATE_KNOWN);
	int rc;

	bind_text(&q, c->sha256);
	rc = statement_next(&q, err);
	if (rc < 0)
		return -1;
	if (rc > 0) {
		c->id = column_int(&q);
		statement_end(&q);
		return 0;
	}
	q = statement_of(s, QUERY_CERTIFICATE_INSERT);
	bind_text(&q, c->sha256);
	bind_int(&q, c->not_before);
	bind_int(&q, c->not_after);
	bind_text(&q, c->facts);
	if (statement_run(&q, err) < 0)
		return -1;
	c->id = sqlite3_last_insert_rowid(s->db);
	return 0;
}

int
store_certificate_get(struct store *s, const char *sha256, struct certificate *c, struct err *err)
{
	struct statement q = statement_of(s, QUERY_CERTIFICATE_GET);
	int rc;

	bind_text(&q, sha256);
	rc = statement_next(&q, err);
	if (rc < 0)
		return -1;
	if (!rc)
		return err_set(err, "not-found", "there is no certificate %.64s", sha256);
	read_certificate(&q, c);
	statement_end(&q);
	return 0;
}

int
store_certificate_each(struct store *s, bool (*each)(const struct certificate *c, void *arg),
    void *arg, struct err *err)
{
	struct statement q = statement_of(s, QUERY_CERTIFICATE_EACH);
	struct certificate c;
	bool more = true;
	int rc = 0;

	while (more && (rc = statement_next(&q, err)) > 0) {
		read_certificate(&q, &c);
		more = each(&c, arg);
		certificate_release(&c);
	}
	statement_end(&q);
	return rc < 0 ? -1 : 0;
}
