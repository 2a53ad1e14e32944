/* export: the monitors in the form of whoever asks, a table of them: for import and programs, for spreadsheets, for a calendar. To
 * standard output, or into a file of one's own that is whole at any moment. */
#include "ctl/export_sheet.h"
#include "ctl/service_list.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/whole_file.h"
#include "inventory/agenda.h"
#include "inventory/export.h"
#include "inventory/spreadsheet.h"
#include "inventory/spreadsheet_xlsx.h"
#include "words/words.h"

#include <time.h>
#include <unistd.h>

enum { MODE = 0600 };

struct export
{
	struct ctl *ctl;
	struct rows rows;
	enum sheet_shape shape;
	FILE *out;
};

/* ---- lists ---- */

static int
write_json(struct export *e)
{
	rows_write_json(&e->rows, e->out);
	return 0;
}

static int
write_csv(struct export *e)
{
	struct buf b = {0};

	export_csv_head(&b);
	for (size_t i = 0; i < e->rows.count; i++) {
		export_csv_row(&b, e->rows.row[i]);
		fwrite(b.data, 1, b.len, e->out);
		buf_clear(&b);
	}
	fwrite(buf_str(&b), 1, b.len, e->out);
	buf_release(&b);
	return 0;
}

static int
write_excel_csv(struct export *e)
{
	struct spreadsheet *s = sheet_of_rows(&e->rows, e->shape, e->ctl->now);
	struct buf b = {0};

	spreadsheet_csv(s, &b);
	fwrite(b.data, 1, b.len, e->out);
	buf_release(&b);
	spreadsheet_free(s);
	return 0;
}

static int
write_xlsx(struct export *e)
{
	struct spreadsheet *s = sheet_of_rows(&e->rows, e->shape, e->ctl->now);
	struct buf b = {0};
	struct err err = {0};
	int rc = spreadsheet_xlsx(s, e->ctl->now, &b, &err);

	if (rc)
		ctl_complain_err(e->ctl, &err);
	else
		fwrite(b.data, 1, b.len, e->out);
	buf_release(&b);
	spreadsheet_free(s);
	return rc;
}

/* ---- a calendar ---- */

/* What a day is of, with the words before the monitor's name. */
static void
add_day(struct buf *out, const json_t *row, const char *what, const char *words, int64_t at,
    int64_t now)
{
	struct buf about = {0};
	char *uid = mem_printf("monitor-%lld-%s", (long long)number_of(row, "id"), what);
	char *summary = mem_printf("%s: %s", words, text_of(row, "name"));
	int64_t end;

	if (*text_of(row, "service"))
		buf_printf(&about, "%s. ", text_of(row, "service"));
	if (row_ends(row, &end))
		words_expiry(end, number_of(row, "not_after"), now, &about);
	agenda_add(out, &(struct agenda_day){uid, at, summary, buf_str(&about), "Caduca"}, now);
	buf_release(&about);
	free(summary);
	free(uid);
}

/* Its noon is that day in whatever zone this is read. */
static int64_t
noon_of(const char *day)
{
	struct tm tm = {.tm_hour = 12, .tm_isdst = -1};

	if (sscanf(day, "%d-%d-%d", &tm.tm_year, &tm.tm_mon, &tm.tm_mday) != 3)
		return 0;
	tm.tm_year -= 1900;
	tm.tm_mon--;
	return (int64_t)mktime(&tm);
}

static void
add_days(struct buf *out, const json_t *row, int64_t now)
{
	int64_t end, again = noon_of(text_of(json_object_get(row, "renewal"), "follow_up"));

	if (number_of(row, "start_by"))
		add_day(out, row, "start-by", _("To be started"), number_of(row, "start_by"), now);
	if (again)
		add_day(out, row, "follow-up", _("To look at again"), again, now);
	if (row_ends(row, &end))
		add_day(out, row, "end", _("Expires"), end, now);
}

static int
write_agenda(struct export *e)
{
	struct buf b = {0};

	agenda_begin(&b, _("Caduca: expiries"));
	for (size_t i = 0; i < e->rows.count; i++)
		add_days(&b, e->rows.row[i], e->ctl->now);
	agenda_end(&b);
	fwrite(buf_str(&b), 1, b.len, e->out);
	buf_release(&b);
	return 0;
}

/* ---- heads of services ---- */

/* Each row gets that of its service, as "head". */
static int
add_heads(struct ctl *ctl, struct rows *rows)
{
	json_t *services = service_list_fetch(ctl), *heads = json_object(), *one;
	size_t i;

	json_array_foreach(services, i, one)
		json_object_set(heads, text_of(one, "name"), json_object_get(one, "head"));
	for (i = 0; services && i < rows->count; i++) {
		json_t *head = json_object_get(heads, text_of(rows->row[i], "service"));

		if (head)
			json_object_set(rows->row[i], "head", head);
	}
	json_decref(heads);
	json_decref(services);
	return services ? 0 : -1;
}

/* ---- the command ---- */

enum { FLAG_FILTER, FLAG_SORT, FLAG_SHAPE, FLAG_FILE, FLAG_FORMS };

static const struct form {
	const char *flag;
	int (*write)(struct export *e); /* -1 after saying why not */
	bool heads;                     /* it has those of services */
	bool shaped;                    /* as --shape says */
	bool binary;                    /* nothing for a terminal */
} forms[] = {
    {"csv", write_csv, true, false, false},
    {"json", write_json, false, false, false},
    {"ics", write_agenda, false, false, false},
    {"xlsx", write_xlsx, true, true, true},
    {"excel-csv", write_excel_csv, true, true, false},
};

enum { FORMS = sizeof(forms) / sizeof(*forms) };

static int
write_form(struct export *e, const struct form *form, const char *path)
{
	char *bytes = NULL;
	size_t len = 0;
	struct err err = {0};
	int rc;

	e->out = path ? open_memstream(&bytes, &len) : stdout;
	if (!e->out) {
		err_errno(&err, "%s", path);
		ctl_complain_err(e->ctl, &err);
		return EXIT_FAILED;
	}
	rc = form->heads ? add_heads(e->ctl, &e->rows) : 0;
	if (!rc)
		rc = form->write(e);
	if (path && fclose(e->out) && !rc)
		rc = err_errno(&err, "%s", path);
	else if (!rc && path)
		rc = whole_file_write(path, bytes, len, MODE, &err);
	if (err.code)
		ctl_complain_err(e->ctl, &err);
	free(bytes);
	return rc ? EXIT_FAILED : EXIT_DONE;
}

/* A workbook where the file is called one, else the first. */
static const struct form *
form_of_name(const char *file)
{
	const char *dot = file ? strrchr(file, '.') : NULL;

	for (int i = 0; dot && i < FORMS; i++)
		if (forms[i].binary && !strcasecmp(dot + 1, forms[i].flag))
			return &forms[i];
	return &forms[0];
}

/* The form that was asked for, or NULL after saying why it cannot be. */
static const struct form *
form_of(struct ctl *ctl, const struct flag *flags, struct export *e)
{
	const struct form *form = NULL;
	const char *shape = flags[FLAG_SHAPE].value;
	int found = shape ? sheet_shape_from(shape) : SHEET_WHOLE;

	for (int i = 0; i < FORMS; i++) {
		if (flags[FLAG_FORMS + i].value && form) {
			ctl_usage(ctl, _("One form at a time."));
			return NULL;
		}
		if (flags[FLAG_FORMS + i].value)
			form = &forms[i];
	}
	form = form ? form : form_of_name(flags[FLAG_FILE].value);
	e->shape = (enum sheet_shape)found;
	if (found < 0)
		ctl_usage(ctl, _("--shape is pressupost or control."));
	else if (shape && !form->shaped)
		ctl_usage(ctl, _("--shape is for --xlsx and --excel-csv."));
	else if (form->binary && !flags[FLAG_FILE].value && isatty(STDOUT_FILENO))
		ctl_usage(ctl, _("A workbook is nothing for a terminal: --file FILE."));
	else
		return form;
	return NULL;
}

int
export_run(struct ctl *ctl, int argc, char **argv)
{
	struct flag flags[FLAG_FORMS + FORMS] = {
	    [FLAG_FILTER] = {.name = "filter", .takes = FLAG_VALUE},
	    [FLAG_SORT] = {.name = "sort", .takes = FLAG_VALUE},
	    [FLAG_SHAPE] = {.name = "shape", .takes = FLAG_VALUE},
	    [FLAG_FILE] = {.name = "file", .takes = FLAG_VALUE}};
	struct export e = {.ctl = ctl};
	const struct form *form;
	int count, code;

	for (int i = 0; i < FORMS; i++)
		flags[FLAG_FORMS + i].name = forms[i].flag;
	code = ctl_arguments(ctl, argc, argv, flags, FLAG_FORMS + FORMS, 0, 0, &argv, &count);
	if (code)
		return code;
	form = form_of(ctl, flags, &e);
	if (!form)
		return EXIT_USAGE;
	if (rows_fetch(ctl, true, flags[FLAG_FILTER].value,
		flags[FLAG_SORT].value ? flags[FLAG_SORT].value : "id", &e.rows) < 0)
		return e.rows.code;
	code = write_form(&e, form, flags[FLAG_FILE].value);
	rows_release(&e.rows);
	return code;
}
