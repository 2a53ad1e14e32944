#include "store/imported.h"

#include "base/mem.h"
#include "store/statement.h"

int
store_imported_get(struct store *s, int64_t monitor, char **said, struct err *err)
{
	struct statement q = statement_of(s, QUERY_IMPORTED_GET);
	int rc;

	*said = NULL;
	bind_int(&q, monitor);
	rc = statement_next(&q, err);
	if (rc > 0)
		*said = mem_strdup(column_text(&q));
	statement_end(&q);
	return rc < 0 ? -1 : 0;
}

int
store_imported_put(
    struct store *s, int64_t monitor, const char *said, int64_t since, struct err *err)
{
	struct statement q = statement_of(s, QUERY_IMPORTED_PUT);

	bind_int(&q, monitor);
	bind_text(&q, said);
	bind_int(&q, since);
	return statement_run(&q, err);
}

int
store_imported_undo(struct store *s, int64_t monitor, int64_t since, struct err *err)
{
	static const enum query queries[] = {QUERY_IMPORTED_DROP, QUERY_IMPORTED_BACK};

	for (size_t i = 0; i < sizeof(queries) / sizeof(*queries); i++) {
		struct statement q = statement_of(s, queries[i]);

		bind_int(&q, monitor);
		bind_int(&q, since);
		if (statement_run(&q, err) < 0)
			return -1;
	}
	return 0;
}

int
store_import_part_put(struct store *s, int64_t import, int64_t first, int64_t last, struct err *err)
{
	struct statement q = statement_of(s, QUERY_IMPORT_PART_PUT);

	bind_int(&q, import);
	bind_int(&q, first);
	bind_int(&q, last);
	return statement_run(&q, err);
}

int
store_import_part_each(struct store *s, int64_t import,
    void (*each)(int64_t first, int64_t last, void *arg), void *arg, struct err *err)
{
	struct statement q = statement_of(s, QUERY_IMPORT_PART_EACH);
	int rc;

	bind_int(&q, import);
	while ((rc = statement_next(&q, err)) > 0) {
		int64_t first = column_int(&q);

		each(first, column_int(&q), arg);
	}
	statement_end(&q);
	return rc;
}
