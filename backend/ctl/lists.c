/* list. */
#include "ctl/rows.h"
#include "ctl/table.h"

#include "base/buf.h"
#include "words/words.h"

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
	int64_t end;
	bool known = row_ends(row, &end);
	char *endpoint;

	table_cell(t, words_urgency_letter(row_level(row, now)));
	if (known)
		words_left(end, now, &b);
	table_cell(t, buf_str(&b));
	buf_clear(&b);
	words_date(known ? end : 0, &b);
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
		rows_write_json(&rows, stdout);
	else if (rows.count)
		print_table(&rows, ctl->now);
	else
		ctl_say("%s", flags[0].value ? _("No monitor matches.")
					     : _("Nothing is watched yet: caducactl add HOST"));
	rows_release(&rows);
	return EXIT_DONE;
}
