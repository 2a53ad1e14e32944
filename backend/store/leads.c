#include "store/leads.h"

#include "store/statement.h"
#include "store/store.h"

int
store_lead_put(struct store *s, enum kind kind, int days, struct err *err)
{
	struct statement q = statement_of(s, QUERY_LEAD_PUT);

	bind_text(&q, kind_text(kind));
	bind_int(&q, days);
	return statement_run(&q, err);
}

int
store_lead_remove(struct store *s, enum kind kind, struct err *err)
{
	struct statement q = statement_of(s, QUERY_LEAD_DELETE);

	bind_text(&q, kind_text(kind));
	return statement_run(&q, err);
}

int
store_leads_get(struct store *s, int *days, struct err *err)
{
	struct statement q = statement_of(s, QUERY_LEAD_EACH);
	int rc, kind;

	for (int i = 0; i < KIND_COUNT; i++)
		days[i] = -1;
	while ((rc = statement_next(&q, err)) > 0) {
		kind = column_word(&q, kind_from, err);
		if (kind < 0) {
			rc = -1;
			break;
		}
		days[kind] = (int)column_int(&q);
	}
	statement_end(&q);
	return rc < 0 ? -1 : 0;
}
