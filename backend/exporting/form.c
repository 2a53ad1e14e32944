/* A table of what writes each. A sheet is made whole before it is written: its columns depend on all of the rows. */
#include "exporting/form.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/members.h"
#include "exporting/listed_row.h"
#include "inventory/agenda.h"
#include "inventory/export.h"
#include "inventory/spreadsheet.h"
#include "inventory/spreadsheet_xlsx.h"
#include "words/words.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

struct writing {
	const struct listed *rows;
	enum sheet_shape shape;
	int64_t now;
	struct buf *out;
	size_t count; /* rows that went there */
};

/* ---- lists ---- */

static int
write_csv(struct writing *w, struct err *err)
{
	(void)err;
	export_csv_head(w->out);
	for (size_t i = 0; i < w->rows->count; i++)
		export_csv_row(w->out, w->rows->row[i]);
	return 0;
}

static int
write_excel_csv(struct writing *w, struct err *err)
{
	struct spreadsheet *s = sheet_of_rows(w->rows, w->shape, w->now);

	(void)err;
	spreadsheet_csv(s, w->out);
	w->count = s->row_count;
	spreadsheet_free(s);
	return 0;
}

static int
write_xlsx(struct writing *w, struct err *err)
{
	struct spreadsheet *s = sheet_of_rows(w->rows, w->shape, w->now);
	int rc = spreadsheet_xlsx(s, w->now, w->out, err);

	w->count = s->row_count;
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
write_agenda(struct writing *w, struct err *err)
{
	(void)err;
	agenda_begin(w->out, _("Caduca: expiries"));
	for (size_t i = 0; i < w->rows->count; i++)
		add_days(w->out, w->rows->row[i], w->now);
	agenda_end(w->out);
	return 0;
}

/* ---- all of them ---- */

static const struct {
	const char *name;
	int (*write)(struct writing *w, struct err *err);
	bool shaped;
} forms[] = {
    [EXPORT_CSV] = {"csv", write_csv, false},
    [EXPORT_EXCEL_CSV] = {"excel-csv", write_excel_csv, true},
    [EXPORT_XLSX] = {"xlsx", write_xlsx, true},
    [EXPORT_ICS] = {"ics", write_agenda, false},
};
_Static_assert(sizeof(forms) / sizeof(*forms) == EXPORT_FORM_COUNT, "each form");

int
export_form_from(const char *name)
{
	for (int i = 0; i < EXPORT_FORM_COUNT; i++)
		if (!strcmp(forms[i].name, name))
			return i;
	return -1;
}

const char *
export_form_name(enum export_form form)
{
	return forms[form].name;
}

bool
export_form_is_shaped(enum export_form form)
{
	return forms[form].shaped;
}

int
export_form_write(enum export_form form, enum sheet_shape shape, const struct listed *rows,
    int64_t now, struct buf *out, size_t *count, struct err *err)
{
	struct writing w = {rows, shape, now, out, rows->count};
	int rc = forms[form].write(&w, err);

	*count = w.count;
	return rc;
}

/* ---- heads of services ---- */

void
export_note_heads(json_t *heads, const json_t *services)
{
	const json_t *one;
	size_t i;

	json_array_foreach(services, i, one)
		json_object_set(heads, text_of(one, "name"), json_object_get(one, "head"));
}

void
export_add_head(const json_t *heads, json_t *row)
{
	json_t *head = json_object_get(heads, text_of(row, "service"));

	if (head)
		json_object_set(row, "head", head);
}
