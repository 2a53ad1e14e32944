#include "store/findings.h"

#include "store/statement.h"

#include "base/buf.h"
#include "base/mem.h"

void
finding_release(struct stored_finding *f)
{
	free(f->addresses);
	free(f->login);
	free(f->note);
	*f = (struct stored_finding){0};
}

void
finding_copy(struct stored_finding *to, const struct stored_finding *from)
{
	*to = *from;
	to->addresses = mem_strdup(from->addresses);
	to->login = mem_strdup(from->login);
	to->note = mem_strdup(from->note);
}

static char *
words_of_changes(uint32_t changes)
{
	struct buf words = {0};

	for (int c = 0; c < CHANGE_KIND_COUNT; c++)
		if (changes & CHANGE_BIT(c))
			buf_printf(&words, "%s%s", words.len ? " " : "",
			    change_kind_text((enum change_kind)c));
	return buf_steal(&words);
}

int
store_finding_put(struct store *s, struct stored_finding *f, struct err *err)
{
	char *changes = words_of_changes(f->changes);
	struct statement q = statement_of(s, QUERY_FINDING_PUT);
	int rc;

	bind_int(&q, f->monitor);
	bind_text(&q, f->before);
	bind_text(&q, f->after);
	bind_int(&q, f->at);
	bind_text(&q, changes);
	bind_text(&q, f->addresses);
	bind_int(&q, f->seen_at);
	bind_int(&q, f->acknowledged_at);
	bind_text(&q, f->login);
	bind_text(&q, f->note);
	rc = statement_next(&q, err);
	if (rc > 0)
		f->id = column_int(&q);
	statement_end(&q);
	free(changes);
	return rc < 0 ? -1 : 0;
}

/* A word of a newer program is left out. */
static uint32_t
changes_of(const char *words)
{
	uint32_t changes = 0;
	char word[32];

	for (int used; sscanf(words, "%31s%n", word, &used) == 1; words += used) {
		int c = change_kind_from(word);
		if (c >= 0)
			changes |= CHANGE_BIT(c);
	}
	return changes;
}

static void
read_finding(struct statement *q, struct stored_finding *f)
{
	*f = (struct stored_finding){.id = column_int(q)};
	f->monitor = column_int(q);
	snprintf(f->before, sizeof(f->before), "%s", column_text(q));
	snprintf(f->after, sizeof(f->after), "%s", column_text(q));
	f->at = column_int(q);
	f->changes = changes_of(column_text(q));
	f->addresses = mem_strdup(column_text(q));
	f->seen_at = column_int(q);
	f->acknowledged_at = column_int(q);
	f->login = mem_strdup(column_text(q));
	f->note = mem_strdup(column_text(q));
}

int
store_finding_each(struct store *s, bool (*each)(const struct stored_finding *f, void *arg),
    void *arg, struct err *err)
{
	struct statement q = statement_of(s, QUERY_FINDING_EACH);
	struct stored_finding f;
	bool more = true;
	int rc = 0;

	while (more && (rc = statement_next(&q, err)) > 0) {
		read_finding(&q, &f);
		more = each(&f, arg);
		finding_release(&f);
	}
	statement_end(&q);
	return rc < 0 ? -1 : 0;
}
