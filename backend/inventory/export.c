#include "inventory/export.h"

#include "base/buf.h"
#include "base/text.h"

enum column_kind { TEXT, TIME, LEAD };

static const struct {
	const char *name;
	enum column_kind kind;
} columns[] = {
    {"id", TEXT},
    {"name", TEXT},
    {"host", TEXT},
    {"port", TEXT},
    {"protocol", TEXT},
    {"sni", TEXT},
    {"type", TEXT},
    {"proxy", TEXT},
    {"nodes", TEXT},
    {"kind", TEXT},
    {"environment", TEXT},
    {"service", TEXT},
    {"tags", TEXT},
    {"lead", LEAD},
    {"urgency", TEXT},
    {"days_left", TEXT},
    {"not_before", TIME},
    {"not_after", TIME},
    {"start_by", TIME},
    {"subject", TEXT},
    {"issuer", TEXT},
    {"serial", TEXT},
    {"sha256", TEXT},
    {"sans", TEXT},
    {"key", TEXT},
    {"outcome", TEXT},
    {"problems", TEXT},
    {"checked_at", TIME},
    {"seen_at", TIME},
};

enum { COLUMN_COUNT = sizeof(columns) / sizeof(columns[0]) };

static void
add_cell_text(struct buf *out, const char *s)
{
	struct buf clean = {0};

	buf_puts(out, "\"");
	if (*s && strchr("=+-@\t\r", *s))
		buf_putc(out, '\'');
	text_clean(&clean, s, strlen(s));
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

	for (size_t i = 0; i < json_array_size(list); i++) {
		const char *s = json_string_value(json_array_get(list, i));

		buf_printf(&joined, "%s%s", i ? " " : "", s ? s : "");
	}
	add_cell_text(out, buf_str(&joined));
	buf_release(&joined);
}

static void
add_cell_time(struct buf *out, json_int_t at)
{
	time_t t = (time_t)at;
	char text[32];
	struct tm tm;

	if (gmtime_r(&t, &tm) && strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &tm))
		buf_puts(out, text);
}

static void
add_cell(struct buf *out, enum column_kind kind, const json_t *value)
{
	if (json_is_string(value))
		add_cell_text(out, json_string_value(value));
	else if (json_is_array(value))
		add_cell_list(out, value);
	else if (json_is_integer(value) && kind == TIME)
		add_cell_time(out, json_integer_value(value));
	else if (json_is_integer(value) &&
		 !(kind == LEAD && json_integer_value(value) < 0)) /* -1: that of the kind */
		buf_printf(out, "%lld", (long long)json_integer_value(value));
}

void
export_csv_head(struct buf *out)
{
	buf_puts(out, "\xef\xbb\xbf");
	for (size_t i = 0; i < COLUMN_COUNT; i++)
		buf_printf(out, "%s%s", i ? ";" : "", columns[i].name);
	buf_puts(out, "\r\n");
}

void
export_csv_row(struct buf *out, const json_t *row)
{
	for (size_t i = 0; i < COLUMN_COUNT; i++) {
		if (i)
			buf_putc(out, ';');
		add_cell(out, columns[i].kind, json_object_get(row, columns[i].name));
	}
	buf_puts(out, "\r\n");
}
