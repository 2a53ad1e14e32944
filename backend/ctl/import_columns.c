#include "ctl/import_columns.h"
#include "ctl/ctl.h"
#include "ctl/list_reader.h"
#include "ctl/table.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "importing/list_head.h"
#include "inventory/list_columns.h"
#include "words/import.h"
#include "words/words.h"

static json_t *
columns_of(const json_t *head, size_t sheet)
{
	return json_object_get(list_head_sheet(head, sheet), "columns");
}

/* Steals args. */
static int
map(struct ctl *ctl, struct list_reader *reader, json_t *head, json_t *args)
{
	json_t *error = NULL, *ok = list_reader_ask(reader, "map", args, &error);

	if (ok)
		list_head_set_sheet(
		    head, (size_t)number_of(ok, "at"), json_object_get(ok, "sheet"));
	else
		ctl_complain_code(ctl, text_of(error, "code"), json_object_get(error, "args"));
	json_decref(error);
	json_decref(ok);
	return ok ? 0 : -1;
}

json_t *
import_columns_recall(struct ctl *ctl, struct list_reader *reader, json_t *head)
{
	json_t *known = ctl_call(ctl, "list.columns", list_head_shapes(head), NULL, NULL), *args;
	bool any = false;

	for (size_t i = 0; known && list_head_sheet(head, i); i++) {
		args = list_head_recalled(head, i, known);
		if (args)
			any |= map(ctl, reader, head, args) == 0;
	}
	if (any) {
		fputs(_("Columns are what was said of a list like this one (--forget forgets it)."),
		    stderr);
		fputc('\n', stderr);
	}
	return known;
}

/* ---- what is said here ---- */

/* Which column of the sheet is called so, or stands there; how many there are: none. */
static size_t
column_called(const json_t *columns, const char *name)
{
	char *wanted = text_folded(name);
	size_t i, found = json_array_size(columns);
	const json_t *column;

	json_array_foreach(columns, i, column) {
		char *title = text_folded(text_of(column, "title"));

		if (!strcmp(title, wanted) && found == json_array_size(columns))
			found = i;
		free(title);
	}
	if (found == json_array_size(columns) && name[0] >= 'A' && name[0] <= 'Z' && !name[1])
		found = (size_t)(name[0] - 'A');
	free(wanted);
	return found;
}

static json_t *
fields_of(const json_t *columns)
{
	json_t *fields = json_array();
	const json_t *column;
	size_t i;

	json_array_foreach(columns, i, column)
		json_array_append(fields, json_object_get(column, "field"));
	return fields;
}

/* A field is of one column: who gives it to another takes it from the one that had it. */
static void
give(json_t *fields, size_t column, const char *field)
{
	size_t i;
	json_t *one;

	json_array_foreach(fields, i, one)
		if (field && json_is_string(one) && !strcmp(json_string_value(one), field))
			json_array_set_new(fields, i, json_null());
	json_array_set_new(fields, column, field ? json_string(field) : json_null());
}

/* Steals the text. */
static void
complain_of(struct ctl *ctl, char *text)
{
	ctl_complain(ctl, text);
	free(text);
}

static int
map_one(struct ctl *ctl, struct list_reader *reader, json_t *head, const char *said)
{
	const char *equals = strrchr(said, '=');
	char *name = mem_strndup(said, equals ? (size_t)(equals - said) : strlen(said));
	int field = equals && strcmp(equals + 1, "-") != 0 ? list_column_of_title(equals + 1) : -1;
	bool any = false;
	int rc = 0;

	if (!equals || (field < 0 && strcmp(equals + 1, "-") != 0)) {
		complain_of(ctl,
		    mem_printf(_("--map TITLE=FIELD: '%s' is none; --columns shows both."), said));
		free(name);
		return -1;
	}
	for (size_t i = 0; !rc && list_head_sheet(head, i); i++) {
		const json_t *columns = columns_of(head, i);
		size_t at = column_called(columns, name);
		json_t *fields;

		if (at >= json_array_size(columns))
			continue;
		any = true;
		fields = fields_of(columns);
		give(fields, at, field < 0 ? NULL : list_column_name(field));
		rc = map(ctl, reader, head,
		    json_pack("{s:I, s:o}", "sheet", (json_int_t)i, "columns", fields));
	}
	if (!any)
		complain_of(
		    ctl, mem_printf(_("The list has no column %s; --columns shows them."), name));
	free(name);
	return any ? rc : -1;
}

int
import_columns_map(struct ctl *ctl, struct list_reader *reader, json_t *head, const json_t *said)
{
	const json_t *one;
	size_t i;

	json_array_foreach(said, i, one)
		if (map_one(ctl, reader, head, json_string_value(one)) < 0)
			return -1;
	return 0;
}

/* ---- for the next list ---- */

static int
keep(struct ctl *ctl, json_t *args)
{
	json_t *ok = args ? ctl_call(ctl, "list.keep-columns", args, NULL, NULL) : json_object();

	json_decref(ok);
	return ok ? 0 : -1;
}

int
import_columns_keep(struct ctl *ctl, const json_t *head, const json_t *known)
{
	int rc = 0;

	for (size_t i = 0; !rc && list_head_sheet(head, i); i++)
		rc = keep(ctl, list_head_said(head, i, known));
	return rc;
}

int
import_columns_forget(struct ctl *ctl, const json_t *head)
{
	int rc = 0;

	for (size_t i = 0; !rc && list_head_sheet(head, i); i++)
		rc = keep(ctl, list_head_forgotten(head, i));
	return rc;
}

/* ---- to be seen ---- */

static void
add_column(struct table *t, const json_t *sheet, size_t i, const json_t *column)
{
	const char *field = text_of(column, "field"), *by = text_of(column, "by");
	char letters[4] = {0};

	if (i >= 26)
		letters[0] = (char)('A' + i / 26 - 1);
	letters[i >= 26] = (char)('A' + i % 26);
	table_cell(t, text_of(sheet, "name"));
	table_cell(t, letters);
	table_cell(t, text_of(column, "title"));
	table_cell(t, *field ? field : "-");
	table_cell(t, *field ? words_import_field(field) : _("left out"));
	table_cell(t, !strcmp(by, "user") || *field ? words_import_by(by) : "");
}

void
import_columns_print(const json_t *head)
{
	struct table *t = table_new();
	const json_t *sheets = json_object_get(head, "sheets"), *sheet, *column;
	struct buf fields = {0};
	size_t i, k;

	table_column(t, _("Sheet"), TABLE_TEXT);
	table_column(t, "", TABLE_WHOLE);
	table_column(t, _("Column"), TABLE_TEXT);
	table_column(t, _("Field"), TABLE_WHOLE);
	table_column(t, "", TABLE_TEXT);
	table_column(t, _("Known"), TABLE_SPARE);
	json_array_foreach(sheets, i, sheet)
		json_array_foreach(json_object_get(sheet, "columns"), k, column)
			add_column(t, sheet, k, column);
	table_print(t, stdout);
	table_free(t);
	texts_join(json_object_get(head, "fields"), NULL, ", ", &fields);
	ctl_say(_("Fields: %s"), buf_str(&fields));
	buf_release(&fields);
}
