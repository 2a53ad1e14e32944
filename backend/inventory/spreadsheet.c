#include "inventory/spreadsheet.h"

#include "inventory/cell_guard.h"

#include "base/buf.h"
#include "base/mem.h"

#include <stdio.h>
#include <time.h>

struct spreadsheet *
spreadsheet_new(const char *name)
{
	struct spreadsheet *s = mem_alloc(sizeof(*s));

	s->name = mem_strdup(name);
	return s;
}

void
spreadsheet_free(struct spreadsheet *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->column_count; i++)
		free(s->columns[i].title);
	for (size_t i = 0; i < s->cell_count; i++)
		free(s->cells[i].text);
	free(s->columns);
	free(s->cells);
	free(s->levels);
	free(s->name);
	free(s);
}

void
spreadsheet_column(
    struct spreadsheet *s, const char *title, enum spreadsheet_kind kind, int width, bool tinted)
{
	s->columns = mem_resize(s->columns, s->column_count + 1, sizeof(*s->columns));
	s->columns[s->column_count++] =
	    (struct spreadsheet_column){mem_strdup(title), kind, width, tinted};
}

void
spreadsheet_row(struct spreadsheet *s, enum urgency level)
{
	if (s->row_count == s->row_room) {
		s->row_room = s->row_room ? s->row_room * 2 : 256;
		s->levels = mem_resize(s->levels, s->row_room, sizeof(*s->levels));
	}
	s->levels[s->row_count++] = level;
}

static void
add(struct spreadsheet *s, struct spreadsheet_cell cell)
{
	if (s->cell_count == s->cell_room) {
		s->cell_room = s->cell_room ? s->cell_room * 2 : 4096;
		s->cells = mem_resize(s->cells, s->cell_room, sizeof(*s->cells));
	}
	s->cells[s->cell_count++] = cell;
}

void
spreadsheet_empty(struct spreadsheet *s)
{
	add(s, (struct spreadsheet_cell){.empty = true});
}

void
spreadsheet_text(struct spreadsheet *s, const char *text)
{
	struct buf guarded = {0};

	if (!text || !*text) {
		spreadsheet_empty(s);
		return;
	}
	cell_guard(&guarded, text);
	add(s, (struct spreadsheet_cell){.text = buf_steal(&guarded)});
}

void
spreadsheet_number(struct spreadsheet *s, int64_t number)
{
	add(s, (struct spreadsheet_cell){.number = number});
}

void
spreadsheet_at(struct spreadsheet *s, int64_t at)
{
	time_t t = (time_t)at;
	struct tm tm;

	if (at && localtime_r(&t, &tm))
		spreadsheet_number(s, (int64_t)timegm(&tm));
	else
		spreadsheet_empty(s);
}

void
spreadsheet_day(struct spreadsheet *s, const char *day)
{
	struct tm tm = {0};

	if (sscanf(day, "%4d-%2d-%2d", &tm.tm_year, &tm.tm_mon, &tm.tm_mday) != 3) {
		spreadsheet_empty(s);
		return;
	}
	tm.tm_year -= 1900;
	tm.tm_mon--;
	spreadsheet_number(s, (int64_t)timegm(&tm));
}

/* ---- CSV ---- */

static void
put_text(struct buf *out, const char *text)
{
	buf_putc(out, '"');
	for (const char *c = text; *c; c++) {
		if (*c == '"')
			buf_putc(out, '"');
		buf_putc(out, *c);
	}
	buf_putc(out, '"');
}

static void
put_time(struct buf *out, enum spreadsheet_kind kind, int64_t number)
{
	time_t t = (time_t)number;
	struct tm tm;

	if (!gmtime_r(&t, &tm))
		return;
	buf_printf(out, "%02d/%02d/%04d", tm.tm_mday, tm.tm_mon + 1, tm.tm_year + 1900);
	if (kind == SPREADSHEET_TIME)
		buf_printf(out, " %02d:%02d", tm.tm_hour, tm.tm_min);
}

static void
put_cell(struct buf *out, enum spreadsheet_kind kind, const struct spreadsheet_cell *cell)
{
	if (cell->text)
		put_text(out, cell->text);
	else if (!cell->empty && (kind == SPREADSHEET_DAY || kind == SPREADSHEET_TIME))
		put_time(out, kind, cell->number);
	else if (!cell->empty)
		buf_printf(out, "%lld", (long long)cell->number);
}

void
spreadsheet_csv(const struct spreadsheet *s, struct buf *out)
{
	buf_puts(out, "\xef\xbb\xbf");
	for (size_t i = 0; i < s->column_count; i++) {
		buf_puts(out, i ? ";" : "");
		put_text(out, s->columns[i].title);
	}
	buf_puts(out, "\r\n");
	for (size_t i = 0; i < s->cell_count; i++) {
		size_t column = i % s->column_count;

		buf_puts(out, column ? ";" : "");
		put_cell(out, s->columns[column].kind, &s->cells[i]);
		if (column + 1 == s->column_count)
			buf_puts(out, "\r\n");
	}
}
