#include "store/list_shapes.h"

#include "base/mem.h"
#include "store/statement.h"
#include "store/store.h"

int
store_list_columns_put(struct store *s, const char *shape, const char *columns, struct err *err)
{
	struct statement q =
	    statement_of(s, columns ? QUERY_LIST_COLUMNS_PUT : QUERY_LIST_COLUMNS_DELETE);

	bind_text(&q, shape);
	if (columns)
		bind_text(&q, columns);
	return statement_run(&q, err);
}

int
store_list_columns_get(struct store *s, const char *shape, char **columns, struct err *err)
{
	struct statement q = statement_of(s, QUERY_LIST_COLUMNS_OF);
	int rc;

	bind_text(&q, shape);
	rc = statement_next(&q, err);
	*columns = rc > 0 ? mem_strdup(column_text(&q)) : NULL;
	statement_end(&q);
	return rc < 0 ? -1 : 0;
}
