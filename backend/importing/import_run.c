#include "importing/import_run.h"

#include "base/mem.h"
#include "base/members.h"
#include "importing/list_head.h"

#include <stdlib.h>
#include <string.h>

static const char *const state_texts[] = {"added", "changed", "same", "conflict", "error"};
_Static_assert(
    sizeof(state_texts) / sizeof(*state_texts) == IMPORT_STATE_COUNT, "a text for each state");

/* Names in one cell, each a row, stand at the same place: a number for each within it. */
enum { PART_SHIFT = 12 };

enum import_state
import_state_of(const json_t *result)
{
	int state = 0;

	while (state < IMPORT_BAD && strcmp(text_of(result, "state"), state_texts[state]) != 0)
		state++;
	return (enum import_state)state;
}

void
import_run_release(struct import_run *r)
{
	named_set_release(&r->named);
	free(r->repeated);
	*r = (struct import_run){0};
}

void
import_run_try(struct import_run *r)
{
	named_set_release(&r->named);
	r->repeated_count = 0;
	r->total = 0;
	r->number = 0;
	r->tried = false;
}

void
import_run_write(struct import_run *r)
{
	r->tried = true;
	r->number = 0;
	r->open = false;
}

/* ---- what an earlier row named ---- */

static json_t *
repeated_error(void)
{
	return json_pack("{s:s, s:{}}", "code", "repeated", "args");
}

static int64_t
row_key(const json_t *row)
{
	return (number_of(row, "line") << PART_SHIFT) + number_of(row, "part");
}

static int
compare_keys(const void *a, const void *b)
{
	int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;

	return (left > right) - (left < right);
}

/* They were found in their order. */
static bool
is_repeated(const struct import_run *r, const json_t *row)
{
	int64_t key = row_key(row);

	return r->repeated_count &&
	       bsearch(&key, r->repeated, r->repeated_count, sizeof(*r->repeated), compare_keys);
}

static void
look_for_repeated(struct import_run *r, json_t *result)
{
	static const char *const of_good[] = {
	    "id", "changes", "fields", "conflicts", "note", "type"};
	const char *key = text_of(result, "key");

	if (*key && !named_set_add(&r->named, strtoull(key, NULL, 16))) {
		json_object_set_new(result, "state", json_string(state_texts[IMPORT_BAD]));
		json_object_set_new(result, "error", repeated_error());
		for (size_t i = 0; i < sizeof(of_good) / sizeof(*of_good); i++)
			json_object_del(result, of_good[i]);
	}
	json_object_del(result, "key");
	if (strcmp(text_of(json_object_get(result, "error"), "code"), "repeated") != 0)
		return;
	r->repeated = mem_resize(r->repeated, r->repeated_count + 1, sizeof(*r->repeated));
	r->repeated[r->repeated_count++] = row_key(result);
}

/* ---- a chunk ---- */

static void
add_bad(json_t *results, const json_t *row, json_t *error)
{
	json_t *bad = json_pack("{s:O, s:s, s:o}", "line", json_object_get(row, "line"), "state",
	    state_texts[IMPORT_BAD], "error", error);

	if (json_object_get(row, "part"))
		json_object_set(bad, "part", json_object_get(row, "part"));
	json_array_append_new(results, bad);
}

static void
set_place(json_t *row, size_t sheet)
{
	json_object_set_new(row, "line", json_integer(list_place(sheet, number_of(row, "line"))));
}

/* Those that the trial found to be named before stay here. */
static json_t *
rows_to_send(const struct import_run *r, json_t *chunk, json_t *results)
{
	size_t sheet = (size_t)number_of(chunk, "sheet"), i;
	json_t *rows = json_array(), *row;

	json_array_foreach(json_object_get(chunk, "rows"), i, row) {
		set_place(row, sheet);
		if (r->tried && is_repeated(r, row))
			add_bad(results, row, repeated_error());
		else
			json_array_append(rows, row);
	}
	json_array_foreach(json_object_get(chunk, "bad"), i, row) {
		set_place(row, sheet);
		add_bad(results, row, json_incref(json_object_get(row, "error")));
	}
	return rows;
}

json_t *
import_run_request(struct import_run *r, json_t *chunk, bool dry)
{
	json_t *results = json_array(), *rows = rows_to_send(r, chunk, results), *args;
	bool more = !flag_of(chunk, "end");

	json_object_set_new(chunk, "results", results);
	if (!json_array_size(rows) && (!r->open || more)) {
		json_decref(rows);
		return NULL;
	}
	r->open = !dry && more;
	r->total += dry ? json_array_size(rows) : 0;
	args = json_pack("{s:o, s:b, s:b, s:b, s:b, s:s, s:s, s:I}", "rows", rows, "dry_run", dry,
	    "keep_going", dry || r->keep_going, "overwrite", r->overwrite, "more", !dry && more,
	    "file", r->file, "digest", r->digest, "total", (json_int_t)r->total);
	if (r->number)
		json_object_set_new(args, "import", json_integer(r->number));
	return args;
}

static int
compare_rows(const void *a, const void *b)
{
	int64_t left = row_key(*(json_t *const *)a), right = row_key(*(json_t *const *)b);

	return (left > right) - (left < right);
}

json_t *
import_run_results(struct import_run *r, json_t *chunk, const json_t *answer)
{
	json_t *results = json_object_get(chunk, "results"), *in_order = json_array();
	size_t count;
	json_t **sorted;

	if (answer)
		r->number = number_of(answer, "import");
	json_array_extend(results, json_object_get(answer, "results"));
	count = json_array_size(results);
	sorted = mem_array(count, sizeof(json_t *));
	for (size_t i = 0; i < count; i++)
		sorted[i] = json_array_get(results, i);
	qsort(sorted, count, sizeof(*sorted), compare_rows);
	for (size_t i = 0; i < count; i++) {
		if (!r->tried)
			look_for_repeated(r, sorted[i]);
		json_array_append(in_order, sorted[i]);
	}
	free(sorted);
	return in_order;
}
