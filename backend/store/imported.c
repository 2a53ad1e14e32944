#include "store/imported.h"

#include "base/mem.h"
#include "store/statement.h"

int
store_imported_get(struct store *s, int64_t monitor, char **said, int64_t *import, struct err *err)
{
	struct statement q = statement_of(s, QUERY_IMPORTED_GET);
	int rc;

	*said = NULL;
	*import = 0;
	bind_int(&q, monitor);
	rc = statement_next(&q, err);
	if (rc > 0) {
		*said = mem_strdup(column_text(&q));
		*import = column_int(&q);
	}
	statement_end(&q);
	return rc < 0 ? -1 : 0;
}

int
store_imported_put(
    struct store *s, int64_t monitor, const char *said, int64_t import, struct err *err)
{
	struct statement q = statement_of(s, QUERY_IMPORTED_PUT);

	bind_int(&q, monitor);
	bind_text(&q, said);
	bind_int(&q, import);
	return statement_run(&q, err);
}

int
store_imported_last(struct store *s, int64_t *monitor, struct err *err)
{
	struct statement q = statement_of(s, QUERY_IMPORTED_LAST);
	int rc = statement_next(&q, err);

	*monitor = rc > 0 ? column_int(&q) : 0;
	statement_end(&q);
	return rc < 0 ? -1 : 0;
}

int
store_imported_undo(
    struct store *s, int64_t first, int64_t last, int64_t import, int64_t part, struct err *err)
{
	static const enum query queries[] = {QUERY_IMPORTED_DROP, QUERY_IMPORTED_BACK};

	for (size_t i = 0; i < sizeof(queries) / sizeof(*queries); i++) {
		struct statement q = statement_of(s, queries[i]);

		bind_int(&q, first);
		bind_int(&q, last);
		bind_int(&q, import);
		bind_int(&q, part ? part : import);
		if (statement_run(&q, err) < 0)
			return -1;
	}
	return 0;
}

/* ---- its parts ---- */

int
store_import_part_put(
    struct store *s, int64_t import, const struct import_part *part, struct err *err)
{
	struct statement q = statement_of(s, QUERY_IMPORT_PART_PUT);

	bind_int(&q, import);
	bind_int(&q, part->first);
	bind_int(&q, part->last);
	return statement_run(&q, err);
}

static int
next_part(struct statement *q, struct import_part *part, struct err *err)
{
	int rc = statement_next(q, err);

	*part = (struct import_part){0};
	if (rc > 0) {
		part->first = column_int(q);
		part->last = column_int(q);
	}
	return rc;
}

int
store_import_part_each(struct store *s, int64_t import,
    void (*each)(const struct import_part *part, void *arg), void *arg, struct err *err)
{
	struct statement q = statement_of(s, QUERY_IMPORT_PART_EACH);
	struct import_part part;
	int rc;

	bind_int(&q, import);
	while ((rc = next_part(&q, &part, err)) > 0)
		each(&part, arg);
	statement_end(&q);
	return rc;
}

int
store_import_part_last(struct store *s, int64_t import, struct import_part *part, struct err *err)
{
	struct statement q = statement_of(s, QUERY_IMPORT_PART_LAST);
	int rc;

	bind_int(&q, import);
	rc = next_part(&q, part, err);
	statement_end(&q);
	return rc < 0 ? -1 : 0;
}

int
store_import_part_drop(struct store *s, int64_t import, int64_t first, struct err *err)
{
	struct statement q = statement_of(s, QUERY_IMPORT_PART_DROP);

	bind_int(&q, import);
	bind_int(&q, first);
	return statement_run(&q, err);
}

/* ---- whether it is whole ---- */

static int
run_of_import(struct store *s, enum query which, int64_t import, struct err *err)
{
	struct statement q = statement_of(s, which);

	bind_int(&q, import);
	return statement_run(&q, err);
}

int
store_import_unfinished_put(struct store *s, int64_t import, struct err *err)
{
	return run_of_import(s, QUERY_IMPORT_UNFINISHED_PUT, import, err);
}

int
store_import_unfinished_drop(struct store *s, int64_t import, struct err *err)
{
	return run_of_import(s, QUERY_IMPORT_UNFINISHED_DROP, import, err);
}

int
store_import_unfinished_each(
    struct store *s, void (*each)(int64_t import, void *arg), void *arg, struct err *err)
{
	struct statement q = statement_of(s, QUERY_IMPORT_UNFINISHED_EACH);
	int rc;

	while ((rc = statement_next(&q, err)) > 0)
		each(column_int(&q), arg);
	statement_end(&q);
	return rc;
}
