/* What the columns of a list are, where somebody said so: the next list that has the same titles is read so, whoever imports it. It is
 * said by whoever imported one, and can be forgotten. */
#include "base/members.h"
#include "base/mem.h"
#include "daemon/daemon.h"
#include "daemon/operations/operations.h"
#include "daemon/session.h"
#include "daemon/state/writer.h"
#include "store/list_shapes.h"

enum { SHAPES_MOST = 64, COLUMNS_MOST = 64, SHAPE_BYTES = 64 };

static json_t *
columns_of(struct daemon *d, const char *shape, int *rc, struct err *err)
{
	char *text = NULL;
	json_t *columns = NULL;

	*rc = store_list_columns_get(d->store, shape, &text, err);
	if (text)
		columns = json_loads(text, 0, NULL);
	free(text);
	return columns;
}

static void
op_columns(struct session *s, json_int_t id, const json_t *args)
{
	struct daemon *d = session_daemon(s);
	json_t *known = json_object(), *shape;
	struct err err = {0};
	int rc = 0;
	size_t i;

	json_array_foreach(json_object_get(args, "shapes"), i, shape) {
		json_t *columns =
		    rc < 0 ? NULL : columns_of(d, json_string_value(shape), &rc, &err);

		if (columns)
			json_object_set_new(known, json_string_value(shape), columns);
	}
	if (rc < 0)
		session_failed(s, id, &err);
	else
		session_ok(s, id, json_pack("{s:O}", "known", known));
	json_decref(known);
}

static int
keep(struct session *s, const json_t *args, struct err *err)
{
	struct daemon *d = session_daemon(s);
	const char *shape = text_of(args, "shape");
	json_t *columns = json_object_get(args, "columns"), *before, *after;
	char *text = json_array_size(columns) ? json_dumps(columns, JSON_COMPACT) : NULL;
	int rc;

	before = json_pack("{s:o?}", "columns", columns_of(d, shape, &rc, err));
	after = json_pack("{s:s, s:O?}", "shape", shape, "columns", text ? columns : NULL);
	if (!rc)
		rc = writer_begin(d->writer, err);
	if (!rc)
		rc = store_list_columns_put(d->store, shape, text, err);
	if (!rc)
		rc = writer_event(
		    d->writer, session_actor(s), "list.columns", 0, before, after, err);
	if (!rc)
		rc = writer_commit(d->writer, err);
	if (rc < 0)
		writer_rollback(d->writer, err);
	json_decref(before);
	json_decref(after);
	free(text);
	return rc;
}

static void
op_keep(struct session *s, json_int_t id, const json_t *args)
{
	struct err err = {0};

	if (keep(s, args, &err) < 0)
		session_failed(s, id, &err);
	else
		session_ok(s, id, json_object());
}

const struct operation list_column_operations[] = {
    {.name = "list.columns",
	.right = RIGHT_READ,
	.run = op_columns,
	.arguments = ARGUMENTS({"shapes", ARGUMENT_TEXTS, true, .most = SHAPES_MOST,
	    .what = "of lists: the SHA-256 of their titles"}),
	.what = "What the columns of lists like these were said to be.",
	.answer = "known: by shape, the field of each column, an empty text where it is left out"},
    {.name = "list.keep-columns",
	.right = RIGHT_ADMINISTER,
	.run = op_keep,
	.arguments =
	    ARGUMENTS({"shape", ARGUMENT_TEXT, true, .most = SHAPE_BYTES, .what = "of a list"},
		{"columns", ARGUMENT_TEXTS, true, .most = COLUMNS_MOST,
		    .what = "the field of each column, an empty text where it is left out; none at "
			    "all: what was said is forgotten"}),
	.what = "What the columns of a list are, for the next one that has the same titles.",
	.answer = "nothing"},
    {.name = NULL},
};
