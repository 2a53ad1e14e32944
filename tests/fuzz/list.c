/* rooms: inventory expiry wire base */
/* A list of any bytes: it is refused with a code, or its rows come to an end, each read or told; and a second time the same. */
#include "fuzz.h"
#include "inventory/csv.h"

static size_t
rows_of(struct csv *c)
{
	json_t *row, *error;
	enum csv_state state;
	size_t line, rows = 0, before = 0;

	while ((state = csv_next(c, &row, &line, &error)) != CSV_END) {
		must(line >= before);
		must(state == CSV_ROW ? row && !error : error && !row);
		json_decref(row);
		json_decref(error);
		before = line;
		rows++;
	}
	return rows;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	json_t *error = NULL;
	struct csv *c = csv_parse((const char *)data, size, &error);
	size_t rows;

	must(!c == (error != NULL));
	if (c) {
		rows = rows_of(c);
		csv_rewind(c);
		must(rows_of(c) == rows);
	}
	json_decref(error);
	csv_free(c);
	return 0;
}
