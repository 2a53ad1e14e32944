#include "inventory/export.h"

#include "inventory/cell_guard.h"
#include "inventory/list_columns.h"

#include "base/buf.h"
#include "base/members.h"

/* What the machine knows, after what a person said (base/monitor_fields.def). */
static const struct {
	const char *name;
	bool is_time;
} facts[] = {
    {"urgency", false},
    {"days_left", false},
    {"not_before", true},
    {"not_after", true},
    {"end", true},
    {"start_by", true},
    {"subject", false},
    {"issuer", false},
    {"serial", false},
    {"sha256", false},
    {"sans", false},
    {"key", false},
    {"outcome", false},
    {"problems", false},
    {"checked_at", true},
    {"seen_at", true},
};

enum { FACT_COUNT = sizeof(facts) / sizeof(facts[0]) };

static void
add_cell_text(struct buf *out, const char *s)
{
	struct buf clean = {0};

	buf_puts(out, "\"");
	cell_guard(&clean, s);
	for (const char *p = buf_str(&clean); *p; p++) {
		if (*p == '"')
			buf_putc(out, '"');
		buf_putc(out, *p);
	}
	buf_puts(out, "\"");
	buf_release(&clean);
}

/* Tags, nodes, names and problems of one row share a cell; a blank parts them, none of them holds one. */
static void
add_cell_list(struct buf *out, const json_t *list)
{
	struct buf joined = {0};

	texts_join(list, NULL, " ", &joined);
	add_cell_text(out, buf_str(&joined));
	buf_release(&joined);
}

static void
add_cell_time(struct buf *out, json_int_t at)
{
	time_t t = (time_t)at;
	char text[32];
	struct tm tm;

	if (gmtime_r(&t, &tm) && strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S", &tm))
		buf_puts(out, text);
}

static void
add_cell(struct buf *out, const json_t *value)
{
	if (json_is_string(value))
		add_cell_text(out, json_string_value(value));
	else if (json_is_array(value))
		add_cell_list(out, value);
	else if (json_is_integer(value))
		buf_printf(out, "%lld", (long long)json_integer_value(value));
}

/* A name asked for in the handshake may be none at all, which an empty cell would not say. */
static void
add_field(struct buf *out, const struct monitor_field_info *info, const json_t *value)
{
	const char *text = json_string_value(value);

	if (info->type == VALUE_DAYS && json_integer_value(value) < 0)
		return;
	if (info->type == VALUE_SNI && text && !*text)
		add_cell_text(out, SNI_NONE);
	else
		add_cell(out, value);
}

/* A certificate in a file is on no host: what stands for one is its name, which may be no host at all. */
static bool
is_nowhere(const json_t *row, int column)
{
	return (column == MONITOR_FIELD_HOST || column == MONITOR_FIELD_PORT) &&
	       monitor_type_from(string_of(row, "type")) == MONITOR_FILE;
}

void
export_csv_head(struct buf *out)
{
	buf_puts(out, "\xef\xbb\xbfid");
	for (int c = 0; c < LIST_SAID_COUNT; c++)
		buf_printf(out, ";%s", list_column_name(c));
	for (size_t i = 0; i < FACT_COUNT; i++)
		buf_printf(out, ";%s", facts[i].name);
	buf_puts(out, "\r\n");
}

void
export_csv_row(struct buf *out, const json_t *row)
{
	add_cell(out, json_object_get(row, "id"));
	for (int c = 0; c < LIST_SAID_COUNT; c++) {
		const json_t *value = json_object_get(row, list_column_name(c));

		buf_putc(out, ';');
		if (is_nowhere(row, c))
			continue;
		if (c < MONITOR_FIELD_COUNT)
			add_field(out, monitor_field_info((enum monitor_field)c), value);
		else
			add_cell(out, value);
	}
	for (size_t i = 0; i < FACT_COUNT; i++) {
		const json_t *value = json_object_get(row, facts[i].name);

		buf_putc(out, ';');
		if (!facts[i].is_time)
			add_cell(out, value);
		else if (json_is_integer(value))
			add_cell_time(out, json_integer_value(value));
	}
	buf_puts(out, "\r\n");
}
