#include "inventory/tables.h"

#include "base/buf.h"
#include "base/mem.h"
#include "inventory/list_kind.h"

static json_t *
error_of(const char *code)
{
	return json_pack("{s:s, s:{}}", "code", code, "args");
}

/* A sheet that is no table is somebody's notes. */
static void
add_sheet(struct tables *t, struct sheet *sheet, json_t **why)
{
	json_t *error = NULL;
	struct csv *csv =
	    sheet->hidden ? NULL : csv_open(buf_str(&sheet->csv), sheet->csv.len, &error);

	buf_release(&sheet->csv);
	if (csv) {
		t->hidden_rows[t->count] = sheet->hidden_rows;
		t->names[t->count] = mem_strdup(sheet->name);
		t->csv[t->count++] = csv;
		return;
	}
	json_array_append_new(
	    t->left_out, json_pack("{s:s, s:b}", "name", sheet->name, "hidden", sheet->hidden));
	if (error && !*why)
		*why = json_incref(error);
	json_decref(error);
}

/* Why there is no table among its sheets: of a single one its own reason. */
static json_t *
add_sheets(struct tables *t, struct workbook *w)
{
	json_t *why = NULL, *error = NULL;

	for (size_t i = 0; i < w->count; i++)
		add_sheet(t, &w->sheets[i], &why);
	if (!t->count)
		error = w->count == 1 && why ? json_incref(why) : error_of("list-no-sheet");
	json_decref(why);
	return error;
}

static json_t *
read_workbook(struct tables *t, const char *bytes, size_t len)
{
	struct workbook *w = mem_alloc(sizeof(*w));
	struct err err = {0};
	json_t *error;

	if (workbook_read(w, bytes, len, &err) < 0)
		error = err_json(&err);
	else
		error = add_sheets(t, w);
	workbook_release(w);
	free(w);
	return error;
}

int
tables_read(struct tables *t, const char *bytes, size_t len, json_t **error)
{
	bool workbook = false;
	const char *other = list_kind(bytes, len, &workbook);

	*t = (struct tables){.left_out = json_array()};
	*error = NULL;
	if (other) {
		*error = error_of(other);
	} else if (workbook) {
		*error = read_workbook(t, bytes, len);
	} else {
		t->csv[0] = csv_open(bytes, len, error);
		t->names[0] = mem_strdup("");
		t->count = 1;
	}
	return *error ? -1 : 0;
}

void
tables_release(struct tables *t)
{
	for (size_t i = 0; i < t->count; i++) {
		csv_free(t->csv[i]);
		free(t->names[i]);
	}
	json_decref(t->left_out);
	*t = (struct tables){0};
}
