/* Menus, one after another: which sheet, where there are several; which of its columns; and what that is. What was chosen is kept
 * until the list of columns is left, and then the import is tried so. A field is of one column: who gives it to another takes it
 * away from the one that had it. */
#include "tui/screens/import_columns.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/members.h"
#include "importing/list_head.h"
#include "tui/app.h"
#include "tui/model/list_import.h"
#include "tui/screens/menu.h"
#include "words/import.h"
#include "words/words.h"

struct mapping {
	struct app *app;
	struct list_import *import;
	size_t sheet, column;
	json_t *fields; /* of each column: a name or null */
	bool changed, going_on;
};

/* ---- in words ---- */

static void
sheet_words(const json_t *sheet, struct buf *out)
{
	const json_t *column;
	struct buf left = {0};
	size_t i, known = 0;

	json_array_foreach(json_object_get(sheet, "columns"), i, column) {
		const char *title = text_of(column, "title"), *field = text_of(column, "field");

		if (*field)
			buf_printf(out, "%s%s = %s", known++ ? ", " : "", *title ? title : "?",
			    words_import_field(field));
		else if (*title)
			buf_printf(&left, "%s%s", left.len ? ", " : "", title);
	}
	buf_puts(out, known ? ". " : "");
	if (left.len)
		buf_printf(out, _("Left out: %s."), buf_str(&left));
	buf_release(&left);
}

static void
unread_words(const char *name, bool hidden, struct buf *out)
{
	buf_putc(out, ' ');
	buf_printf(out,
	    hidden ? _("Sheet %s is hidden, and not read.")
		   : _("Sheet %s has no column with the hosts, and is not read."),
	    name);
}

void
import_columns_words(const json_t *head, struct buf *out)
{
	const json_t *sheets = json_object_get(head, "sheets"), *sheet;
	bool several = json_array_size(sheets) > 1;
	size_t i;

	json_array_foreach(sheets, i, sheet) {
		if (several && json_object_get(sheet, "error")) {
			unread_words(text_of(sheet, "name"), false, out);
			continue;
		}
		if (several)
			buf_printf(out, "%s%s: ", i ? " " : "", text_of(sheet, "name"));
		sheet_words(sheet, out);
	}
	json_array_foreach(json_object_get(head, "left_out"), i, sheet)
		unread_words(text_of(sheet, "name"), flag_of(sheet, "hidden"), out);
}

/* ---- menus ---- */

static void ask_column(struct mapping *m);

static void
mapping_free(struct mapping *m)
{
	json_decref(m->fields);
	free(m);
}

static const json_t *
columns_of(const struct mapping *m)
{
	return json_object_get(list_head_sheet(list_import_head(m->import), m->sheet), "columns");
}

static void
give(struct mapping *m, const char *field)
{
	size_t i;
	json_t *one;

	json_array_foreach(m->fields, i, one)
		if (field && json_is_string(one) && !strcmp(json_string_value(one), field))
			json_array_set_new(m->fields, i, json_null());
	json_array_set_new(m->fields, m->column, field ? json_string(field) : json_null());
	m->changed = true;
}

static void
field_chosen(struct app *a, size_t i, void *arg)
{
	struct mapping *m = arg;
	const json_t *known = json_object_get(list_import_head(m->import), "fields");

	(void)a;
	give(m, i ? json_string_value(json_array_get(known, i - 1)) : NULL);
	m->column += m->column + 1 < json_array_size(m->fields);
}

static void
field_gone(void *arg)
{
	ask_column(arg);
}

static char *
column_name(const struct mapping *m, size_t i)
{
	const char *title = text_of(json_array_get(columns_of(m), i), "title");
	char letters[8], *at = letters + sizeof(letters) - 1;

	*at = '\0';
	for (size_t n = i + 1; n; n = (n - 1) / 26)
		*--at = (char)('A' + (n - 1) % 26);
	return *title ? mem_printf("%s %s", at, title) : mem_strdup(at);
}

static void
ask_field(struct mapping *m)
{
	const struct menu_owner owner = {field_chosen, field_gone, m};
	const json_t *known = json_object_get(list_import_head(m->import), "fields"), *one;
	const char *now = json_string_value(json_array_get(m->fields, m->column));
	char *name = column_name(m, m->column), *title = mem_printf(_("What is column %s?"), name);
	struct screen *menu = menu_new(title, NULL, &owner);
	size_t i;

	menu_add(menu, _("It is left out"), NULL);
	json_array_foreach(known, i, one) {
		menu_add(menu, words_import_field(json_string_value(one)), NULL);
		if (now && !strcmp(now, json_string_value(one)))
			menu_at(menu, i + 1);
	}
	app_push(m->app, menu);
	free(title);
	free(name);
}

static void
column_chosen(struct app *a, size_t i, void *arg)
{
	struct mapping *m = arg;

	(void)a;
	if (i == json_array_size(m->fields)) {
		m->changed = false;
		list_import_forget(m->import);
		return;
	}
	m->column = i;
	m->going_on = true;
	ask_field(m);
}

static void
columns_gone(void *arg)
{
	struct mapping *m = arg;

	if (m->going_on) {
		m->going_on = false;
		return;
	}
	if (m->changed)
		list_import_map(m->import, m->sheet, json_incref(m->fields));
	mapping_free(m);
}

/* How it is known, where nobody said otherwise just now. */
static const char *
known_by(const json_t *column, const char *now)
{
	const char *field = text_of(column, "field"), *by = text_of(column, "by");

	if (strcmp(field, now ? now : "") != 0)
		by = "user";
	else if (!*field && strcmp(by, "user") != 0)
		return NULL;
	return words_import_by(by);
}

static void
ask_column(struct mapping *m)
{
	const struct menu_owner owner = {column_chosen, columns_gone, m};
	struct screen *menu = menu_new(
	    _("Which column is what"), _("Enter changes one; leaving tries the list so."), &owner);
	const json_t *column;
	size_t i;

	json_array_foreach(columns_of(m), i, column) {
		const char *now = json_string_value(json_array_get(m->fields, i));
		char *name = column_name(m, i), *line = mem_printf("%s: %s", name,
						    now ? words_import_field(now) : _("left out"));

		menu_add(menu, line, known_by(column, now));
		free(line);
		free(name);
	}
	menu_add_if(menu, _("Forget what was said of such lists"), NULL,
	    list_import_recalled(m->import) ? NULL : _("nothing was"));
	menu_at(menu, m->column);
	app_push(m->app, menu);
}

static void
begin(struct mapping *m)
{
	const json_t *column, *field;
	size_t i;

	m->fields = json_array();
	json_array_foreach(columns_of(m), i, column) {
		field = json_object_get(column, "field");
		json_array_append(m->fields, (json_t *)(uintptr_t)field);
	}
	ask_column(m);
}

static void
sheet_chosen(struct app *a, size_t i, void *arg)
{
	struct mapping *m = arg;

	(void)a;
	m->sheet = i;
	m->going_on = true;
	begin(m);
}

static void
sheets_gone(void *arg)
{
	struct mapping *m = arg;

	if (!m->going_on)
		mapping_free(m);
	else
		m->going_on = false;
}

void
import_columns_ask(struct app *a, struct list_import *import)
{
	struct mapping *m = mem_alloc(sizeof(*m));
	const struct menu_owner owner = {sheet_chosen, sheets_gone, m};
	const json_t *sheets = json_object_get(list_import_head(import), "sheets"), *sheet;
	struct screen *menu;
	size_t i;

	*m = (struct mapping){.app = a, .import = import};
	if (json_array_size(sheets) == 1) {
		begin(m);
		return;
	}
	menu = menu_new(_("Of which sheet?"), NULL, &owner);
	json_array_foreach(sheets, i, sheet) {
		struct buf text = {0};

		sheet_words(sheet, &text);
		menu_add(menu, text_of(sheet, "name"), buf_str(&text));
		buf_release(&text);
	}
	app_push(a, menu);
}
