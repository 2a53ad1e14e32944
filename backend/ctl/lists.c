/* list and export. */
#include "ctl/rows.h"
#include "ctl/table.h"

#include "base/buf.h"
#include "base/mem.h"
#include "inventory/agenda.h"
#include "inventory/export.h"
#include "words/words.h"

#include <time.h>

static void
cell_number(struct table *t, bool known, int64_t number)
{
	char text[24] = "";

	if (known)
		snprintf(text, sizeof(text), "%lld", (long long)number);
	table_cell(t, text);
}

static bool
has_kinds(const struct rows *rows)
{
	for (size_t i = 0; i < rows->count; i++)
		if (*text_of(rows->row[i], "certificate_kind"))
			return true;
	return false;
}

static void
add_row(struct table *t, const json_t *row, int64_t now, bool kinds)
{
	struct buf b = {0};
	int64_t days, end;
	bool known = row_days(row, now, &days);
	char *endpoint;

	table_cell(t, words_urgency_letter(row_level(row, now)));
	cell_number(t, known, days);
	words_date(row_ends(row, &end) ? end : 0, &b);
	table_cell(t, buf_str(&b));
	cell_number(t, true, number_of(row, "id"));
	table_cell(t, text_of(row, "name"));
	buf_clear(&b);
	row_state(row, now, &b);
	table_cell(t, buf_str(&b));
	endpoint = ctl_row_endpoint(row);
	/* said once is enough */
	table_cell(t, strcmp(endpoint, text_of(row, "name")) ? endpoint : "");
	free(endpoint);
	if (kinds)
		table_cell(t, text_of(row, "certificate_kind"));
	table_cell(t, text_of(row, "service"));
	table_cell(t, text_of(row, "issuer_cn"));
	buf_release(&b);
}

static void
print_table(const struct rows *rows, int64_t now)
{
	struct table *t = table_new();
	bool kinds = has_kinds(rows);

	table_column(t, "", TABLE_WHOLE);
	table_column(t, _("Days"), TABLE_NUMBER);
	table_column(t, _("Expires"), TABLE_WHOLE);
	table_column(t, _("No."), TABLE_NUMBER);
	table_column(t, _("Monitor"), TABLE_TEXT);
	table_column(t, _("State"), TABLE_TEXT);
	table_column(t, _("Host"), TABLE_SPARE);
	if (kinds)
		table_column(t, _("Certificate"), TABLE_SPARE);
	table_column(t, _("Service"), TABLE_SPARE);
	table_column(t, _("Issuer"), TABLE_SPARE);
	for (size_t i = 0; i < rows->count; i++)
		add_row(t, rows->row[i], now, kinds);
	table_print(t, stdout);
	table_free(t);
}

/* One array, a row a line, so that a big one can be read and compared. */
static void
print_json(const struct rows *rows)
{
	putchar('[');
	for (size_t i = 0; i < rows->count; i++) {
		fputs(i ? ",\n" : "\n", stdout);
		json_dumpf(rows->row[i], stdout, JSON_COMPACT);
	}
	puts(rows->count ? "\n]" : "]");
}

static void
print_csv(const struct rows *rows)
{
	struct buf b = {0};

	export_csv_head(&b);
	for (size_t i = 0; i < rows->count; i++) {
		export_csv_row(&b, rows->row[i]);
		fwrite(b.data, 1, b.len, stdout);
		buf_clear(&b);
	}
	fwrite(buf_str(&b), 1, b.len, stdout);
	buf_release(&b);
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

static void
print_agenda(const struct rows *rows, int64_t now)
{
	struct buf b = {0};

	agenda_begin(&b, _("Caduca: expiries"));
	for (size_t i = 0; i < rows->count; i++)
		add_days(&b, rows->row[i], now);
	agenda_end(&b);
	fwrite(buf_str(&b), 1, b.len, stdout);
	buf_release(&b);
}

int
list_run(struct ctl *ctl, int argc, char **argv)
{
	struct flag flags[] = {{.name = "filter", .takes = FLAG_VALUE},
	    {.name = "sort", .takes = FLAG_VALUE}, {.name = "json"}};
	int count, code = ctl_arguments(ctl, argc, argv, flags, 3, 0, 0, &argv, &count);
	bool json = flags[2].value != NULL;
	struct rows rows;

	if (code)
		return code;
	if (rows_fetch(ctl, json, flags[0].value, flags[1].value, &rows) < 0)
		return rows.code;
	if (json)
		print_json(&rows);
	else if (rows.count)
		print_table(&rows, ctl->now);
	else
		ctl_say("%s", flags[0].value ? _("No monitor matches.")
					     : _("Nothing is watched yet: caducactl add HOST"));
	rows_release(&rows);
	return EXIT_DONE;
}

int
export_run(struct ctl *ctl, int argc, char **argv)
{
	struct flag flags[] = {{.name = "filter", .takes = FLAG_VALUE},
	    {.name = "sort", .takes = FLAG_VALUE}, {.name = "json"}, {.name = "csv"},
	    {.name = "ics"}};
	int count, code = ctl_arguments(ctl, argc, argv, flags, 5, 0, 0, &argv, &count);
	struct rows rows;

	if (code)
		return code;
	if ((flags[2].value != NULL) + (flags[3].value != NULL) + (flags[4].value != NULL) > 1)
		return ctl_usage(ctl, _("Either --csv or --json or --ics, one of them."));
	if (!flags[1].value)
		flags[1].value = "id";
	if (rows_fetch(ctl, true, flags[0].value, flags[1].value, &rows) < 0)
		return rows.code;
	if (flags[2].value)
		print_json(&rows);
	else if (flags[4].value)
		print_agenda(&rows, ctl->now);
	else
		print_csv(&rows);
	rows_release(&rows);
	return EXIT_DONE;
}
