#include "importing/list_head.h"

#include "base/buf.h"
#include "base/members.h"

#include <string.h>

/* A sheet has 2^20 rows at most. */
enum { SHEET_SHIFT = 24, LETTERS_MAX = 8 };

const json_t *
list_head_sheet(const json_t *head, size_t sheet)
{
	return json_array_get(json_object_get(head, "sheets"), sheet);
}

void
list_head_set_sheet(json_t *head, size_t sheet, const json_t *now)
{
	json_array_set_new(json_object_get(head, "sheets"), sheet, json_deep_copy(now));
}

json_t *
list_head_fault(const json_t *head)
{
	const json_t *sheets = json_object_get(head, "sheets"), *sheet;
	size_t i;

	json_array_foreach(sheets, i, sheet)
		if (!json_object_get(sheet, "error"))
			return NULL;
	if (json_array_size(sheets) == 1 && !json_array_size(json_object_get(head, "left_out")))
		return json_deep_copy(json_object_get(json_array_get(sheets, 0), "error"));
	return json_pack("{s:s, s:{}}", "code", "list-no-sheet", "args");
}

json_t *
list_head_shapes(const json_t *head)
{
	json_t *shapes = json_array(), *sheet;
	size_t i;

	json_array_foreach(json_object_get(head, "sheets"), i, sheet)
		json_array_append(shapes, json_object_get(sheet, "shape"));
	return json_pack("{s:o}", "shapes", shapes);
}

/* Steals columns. */
static json_t *
map_args(size_t sheet, json_t *columns)
{
	return json_pack("{s:I, s:o}", "sheet", (json_int_t)sheet, "columns", columns);
}

json_t *
list_head_recalled(const json_t *head, size_t sheet, const json_t *known)
{
	const json_t *one = list_head_sheet(head, sheet),
		     *columns = json_object_get(one, "columns"),
		     *said =
			 json_object_get(json_object_get(known, "known"), text_of(one, "shape"));
	json_t *fields, *column;
	bool same = true;
	size_t i;

	if (!said || json_array_size(said) != json_array_size(columns))
		return NULL;
	fields = json_array();
	json_array_foreach(columns, i, column) {
		const char *field = json_string_value(json_array_get(said, i));

		same &= field && !strcmp(field, text_of(column, "field"));
		json_array_append_new(fields, field && *field ? json_string(field) : json_null());
	}
	if (!same)
		return map_args(sheet, fields);
	json_decref(fields);
	return NULL;
}

json_t *
list_head_said(const json_t *head, size_t sheet, const json_t *known)
{
	const json_t *one = list_head_sheet(head, sheet);
	json_t *columns = json_array(), *column;
	bool said = false;
	size_t i;

	json_array_foreach(json_object_get(one, "columns"), i, column) {
		said |= !strcmp(text_of(column, "by"), "user");
		json_array_append_new(columns, json_string(text_of(column, "field")));
	}
	said &= !json_equal(
	    columns, json_object_get(json_object_get(known, "known"), text_of(one, "shape")));
	if (said && !json_object_get(one, "error"))
		return json_pack(
		    "{s:O, s:o}", "shape", json_object_get(one, "shape"), "columns", columns);
	json_decref(columns);
	return NULL;
}

json_t *
list_head_forgotten(const json_t *head, size_t sheet)
{
	return json_pack("{s:O, s:[]}", "shape",
	    json_object_get(list_head_sheet(head, sheet), "shape"), "columns");
}

int64_t
list_place(size_t sheet, int64_t line)
{
	return ((int64_t)sheet << SHEET_SHIFT) + line;
}

size_t
list_place_sheet(int64_t place)
{
	return (size_t)(place >> SHEET_SHIFT);
}

int64_t
list_place_line(int64_t place)
{
	return place & (((int64_t)1 << SHEET_SHIFT) - 1);
}

void
list_head_place(const json_t *head, int64_t place, struct buf *out)
{
	if (json_array_size(json_object_get(head, "sheets")) > 1)
		buf_printf(
		    out, "%s, ", text_of(list_head_sheet(head, list_place_sheet(place)), "name"));
	buf_printf(out, "%lld", (long long)list_place_line(place));
}

void
list_head_cell(const json_t *head, const char *field, int64_t place, struct buf *out)
{
	const json_t *columns =
			 json_object_get(list_head_sheet(head, list_place_sheet(place)), "columns"),
		     *column;
	char letters[LETTERS_MAX], *at = letters + sizeof(letters) - 1;
	size_t i;

	*at = '\0';
	if (!*field)
		return;
	if (!strcmp(field, "port"))
		field = "host"; /* what is wrong in the host's cell is its port */
	json_array_foreach(columns, i, column)
		if (!strcmp(text_of(column, "field"), field)) {
			for (size_t n = i + 1; n; n = (n - 1) / 26)
				*--at = (char)('A' + (n - 1) % 26);
			buf_printf(out, "%s%lld", at, (long long)list_place_line(place));
			return;
		}
}
