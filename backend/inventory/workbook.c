/* Parts are read in the order in which they explain one another: the workbook (its sheets, its epoch), its relationships (which
 * part each sheet is), the styles (which formats are days), the shared strings, then sheet by sheet. Every part is read as it
 * comes (markup.h); what stays are the shared strings in one buffer, a byte for each style, and the cells of one sheet
 * (grid.h). What makes no sense in a cell is that cell's text; what makes no sense of the whole ends it.
 *
 * Shared and inline strings may be rich text: its runs are joined, and how they are pronounced (rPh) is left out. A number is a day
 * where its style's format has a year, month or day in it (18.8.30); days are counted from 1899-12-30, before the day that Lotus
 * 1-2-3 thought 1900-02-29 was from 1899-12-31, or from 1904-01-01. */
#include "inventory/workbook.h"

#include "inventory/grid.h"
#include "inventory/markup.h"
#include "inventory/package.h"
#include "inventory/xstring.h"

#include "base/mem.h"
#include "base/text.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	STYLES_MAX = 65536,
	FORMATS_MAX = 4096,
	DAY_1970 = 25569,
	DAYS_1904 = 1462,
	LOTUS_DAY = 60, /* 1900-02-29, which never was */
	TEXT_MAX_BYTES = 32767
};

struct reading {
	struct package *package;
	struct workbook *w;
	bool since_1904;
	char *ids[SHEETS_MAX];   /* of relationships */
	char *parts[SHEETS_MAX]; /* NULL: none is known */
	/* formats that days have, of those that the workbook defines */
	unsigned day_formats[FORMATS_MAX];
	size_t day_format_count;
	unsigned char *is_day; /* by style */
	size_t style_count;
	struct buf strings; /* each ends with NUL */
	uint32_t *string_at;
	size_t string_count, string_room;
	bool pronounced; /* what comes is how a text is pronounced */
	bool too_much;
};

/* ---- the workbook and what it consists of ---- */

static bool
is_true(const char *value)
{
	return value && (!strcmp(value, "1") || !strcmp(value, "true"));
}

static void
workbook_start(struct markup *m, const char *name, const char **attributes)
{
	struct reading *r = m->arg;
	const char *title = markup_attribute(attributes, "name"), *id, *state;
	struct sheet *s;

	if (!strcmp(name, "workbookPr"))
		r->since_1904 = is_true(markup_attribute(attributes, "date1904"));
	if (strcmp(name, "sheet") != 0 || !title || r->w->count == SHEETS_MAX)
		return;
	id = markup_attribute(attributes, "id");
	state = markup_attribute(attributes, "state");
	r->ids[r->w->count] = mem_strdup(id ? id : "");
	s = &r->w->sheets[r->w->count++];
	s->name = text_cleaned(title, 60);
	s->hidden = state && strcmp(state, "visible") != 0;
}

static void
relationship_start(struct markup *m, const char *name, const char **attributes)
{
	struct reading *r = m->arg;
	const char *id = markup_attribute(attributes, "Id"),
		   *target = markup_attribute(attributes, "Target");

	if (strcmp(name, "Relationship") != 0 || !id || !target)
		return;
	for (size_t i = 0; i < r->w->count; i++)
		if (!strcmp(r->ids[i], id) && !r->parts[i])
			r->parts[i] =
			    *target == '/' ? mem_strdup(target + 1) : mem_printf("xl/%s", target);
}

static void
ignore_end(struct markup *m, const char *name)
{
	(void)m;
	(void)name;
}

/* ---- styles ---- */

/* Not within quotes, brackets, or after a backslash. */
static bool
format_is_day(const char *code)
{
	char quote = '\0';

	for (; *code; code++) {
		if (quote) {
			quote = *code == quote ? '\0' : quote;
		} else if (*code == '"' || *code == '[') {
			quote = *code == '"' ? '"' : ']';
		} else if (*code == '\\' || *code == '_' || *code == '*') {
			code += code[1] != '\0';
		} else if (strchr("yYdDaAeE", *code)) {
			/* "e" is a year of an era, and the exponent in "0.00E+00" */
			if (strchr("yYdD", *code))
				return true;
		}
	}
	return false;
}

static bool
is_day_format(const struct reading *r, unsigned format)
{
	if ((format >= 14 && format <= 17) || format == 22 || (format >= 27 && format <= 31) ||
	    format == 36 || (format >= 50 && format <= 58))
		return true;
	for (size_t i = 0; i < r->day_format_count; i++)
		if (r->day_formats[i] == format)
			return true;
	return false;
}

static unsigned
number_of_attribute(const char **attributes, const char *name)
{
	const char *value = markup_attribute(attributes, name);

	return value ? (unsigned)strtoul(value, NULL, 10) : 0;
}

static void
styles_start(struct markup *m, const char *name, const char **attributes)
{
	struct reading *r = m->arg;
	const char *code = markup_attribute(attributes, "formatCode");

	if (!strcmp(name, "numFmt") && code && format_is_day(code) &&
	    r->day_format_count < FORMATS_MAX)
		r->day_formats[r->day_format_count++] = number_of_attribute(attributes, "numFmtId");
	if (!strcmp(name, "cellXfs"))
		m->hears = true; /* the xf of cells, not those of named styles */
	if (!strcmp(name, "xf") && m->hears && r->style_count < STYLES_MAX)
		r->is_day[r->style_count++] =
		    is_day_format(r, number_of_attribute(attributes, "numFmtId"));
}

static void
styles_end(struct markup *m, const char *name)
{
	if (!strcmp(name, "cellXfs"))
		m->hears = false;
	buf_clear(&m->text);
}

/* ---- shared strings ---- */

static void
strings_start(struct markup *m, const char *name, const char **attributes)
{
	struct reading *r = m->arg;

	(void)attributes;
	if (!strcmp(name, "si")) {
		if (r->string_count == r->string_room) {
			r->string_room = r->string_room ? r->string_room * 2 : 1024;
			r->string_at =
			    mem_resize(r->string_at, r->string_room, sizeof(*r->string_at));
		}
		r->string_at[r->string_count++] = (uint32_t)r->strings.len;
	}
	r->pronounced |= !strcmp(name, "rPh");
	m->hears = !strcmp(name, "t") && !r->pronounced;
}

static void
strings_end(struct markup *m, const char *name)
{
	struct reading *r = m->arg;

	m->hears = false;
	if (!strcmp(name, "rPh"))
		r->pronounced = false;
	xstring_read(&r->strings, buf_str(&m->text));
	buf_clear(&m->text);
	if (!strcmp(name, "si"))
		buf_add(&r->strings, "", 1);
	if (r->strings.len > STRINGS_MAX_BYTES)
		r->too_much = m->stop = true;
}

static const char *
string_of(const struct reading *r, const char *index)
{
	size_t i = strtoul(index, NULL, 10);

	return i < r->string_count ? r->strings.data + r->string_at[i] : "";
}

/* ---- sheets ---- */

struct sheet_reading {
	struct reading *r;
	struct grid grid;
	struct sheet *sheet;
	struct buf inline_text;
	uint32_t row, column; /* of the cell, from 0 */
	uint32_t next_row, next_column;
	char type[16];
	unsigned style;
	bool in_inline, pronounced;
};

static void
day_text(const struct reading *r, double serial, char *out, size_t size)
{
	bool before_lotus = !r->since_1904 && serial < LOTUS_DAY;
	int64_t days = (int64_t)serial + (r->since_1904 ? DAYS_1904 : before_lotus) - DAY_1970;
	int64_t z = days + 719468, era = z / 146097, doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
	int64_t day = doy - (153 * mp + 2) / 5 + 1, month = mp < 10 ? mp + 3 : mp - 9;

	snprintf(out, size, "%04lld-%02lld-%02lld", (long long)(yoe + era * 400 + (month <= 2)),
	    (long long)month, (long long)day);
}

/* As a sheet shows a number: no exponent, and no end of zeros. */
static void
number_text(const struct reading *r, unsigned style, const char *value, char *out, size_t size)
{
	char *end;
	double n = strtod(value, &end);

	if (*end || end == value || !(n > -1e15 && n < 1e15))
		snprintf(out, size, "%s", value);
	else if (style < r->style_count && r->is_day[style] && n >= 1 && n < 2958466)
		day_text(r, n, out, size);
	else if (n == (double)(int64_t)n)
		snprintf(out, size, "%.0f", n);
	else
		snprintf(out, size, "%.15g", n);
}

static void
add_cell(struct markup *m)
{
	struct sheet_reading *s = m->arg;
	const char *value = buf_str(&m->text);
	char text[64];

	if (!strcmp(s->type, "s"))
		value = string_of(s->r, value);
	else if (!strcmp(s->type, "inlineStr"))
		value = buf_str(&s->inline_text);
	else if (!strcmp(s->type, "str"))
		xstring_read(&s->inline_text, value), value = buf_str(&s->inline_text);
	else if (!strcmp(s->type, "b"))
		value = !strcmp(value, "1") ? "TRUE" : "FALSE";
	else if (!strcmp(s->type, "d"))
		snprintf(text, sizeof(text), "%.10s", value), value = text;
	else if (!*s->type || !strcmp(s->type, "n")) {
		if (*value)
			number_text(s->r, s->style, value, text, sizeof(text)), value = text;
	}
	if (!grid_add(&s->grid, s->row, s->column, value))
		s->r->too_much = m->stop = true;
}

static void
row_start(struct sheet_reading *s, const char **attributes)
{
	unsigned number = number_of_attribute(attributes, "r");

	s->row = number ? number - 1 : s->next_row;
	s->next_row = s->row + 1;
	s->next_column = 0;
	s->sheet->hidden_rows += is_true(markup_attribute(attributes, "hidden"));
}

static void
cell_start(struct markup *m, const char **attributes)
{
	struct sheet_reading *s = m->arg;
	const char *place = markup_attribute(attributes, "r"),
		   *type = markup_attribute(attributes, "t");
	uint32_t row;

	if (!place || !grid_place(place, &row, &s->column))
		s->column = s->next_column;
	else
		s->row = row;
	s->next_column = s->column + 1;
	s->style = number_of_attribute(attributes, "s");
	snprintf(s->type, sizeof(s->type), "%s", type ? type : "");
	buf_clear(&s->inline_text);
	buf_clear(&m->text);
}

static void
sheet_start(struct markup *m, const char *name, const char **attributes)
{
	struct sheet_reading *s = m->arg;
	const char *range;

	if (!strcmp(name, "row"))
		row_start(s, attributes);
	else if (!strcmp(name, "c"))
		cell_start(m, attributes);
	else if (!strcmp(name, "is"))
		s->in_inline = true;
	else if (!strcmp(name, "rPh"))
		s->pronounced = true;
	else if (!strcmp(name, "mergeCell") && (range = markup_attribute(attributes, "ref")))
		grid_merge(&s->grid, range);
	m->hears = !strcmp(name, "v") || (!strcmp(name, "t") && s->in_inline && !s->pronounced);
}

static void
sheet_end(struct markup *m, const char *name)
{
	struct sheet_reading *s = m->arg;

	m->hears = false;
	if (!strcmp(name, "t") && s->in_inline) {
		xstring_read(&s->inline_text, buf_str(&m->text));
		buf_clear(&m->text);
	} else if (!strcmp(name, "rPh")) {
		s->pronounced = false;
	} else if (!strcmp(name, "is")) {
		s->in_inline = false;
	} else if (!strcmp(name, "c")) {
		add_cell(m);
		buf_clear(&m->text);
	}
	if (m->text.len > TEXT_MAX_BYTES)
		buf_clear(&m->text);
}

static int
read_part(struct reading *r, const char *part,
    void (*start)(struct markup *, const char *, const char **),
    void (*end)(struct markup *, const char *), void *arg, struct err *err)
{
	struct markup m = {.start = start, .end = end, .arg = arg};
	int rc = markup_read(&m, r->package, part, err);

	if (!rc && r->too_much)
		rc = err_set(err, "list-bomb", "it has too much text");
	return rc;
}

static int
read_sheet(struct reading *r, size_t i, struct err *err)
{
	struct sheet_reading s = {.r = r, .sheet = &r->w->sheets[i]};
	int rc = 0;

	if (!r->parts[i] || s.sheet->hidden)
		return 0;
	rc = read_part(r, r->parts[i], sheet_start, sheet_end, &s, err);
	if (!rc)
		grid_write(&s.grid, &s.sheet->csv);
	grid_release(&s.grid);
	buf_release(&s.inline_text);
	return rc;
}

/* ---- all of it ---- */

static int
refuse_other(struct package *p, struct err *err)
{
	if (package_has(p, "xl/workbook.xml"))
		return 0;
	if (package_has(p, "xl/workbook.bin"))
		return err_set(err, "list-xlsb", "%s", "");
	if (package_has(p, "content.xml") && package_has(p, "mimetype"))
		return err_set(err, "list-ods", "%s", "");
	return err_set(err, "list-not-workbook", "%s", "");
}

static int
read_parts(struct reading *r, struct err *err)
{
	int rc = refuse_other(r->package, err);

	if (!rc)
		rc = read_part(r, "xl/workbook.xml", workbook_start, ignore_end, r, err);
	if (!rc)
		rc = read_part(
		    r, "xl/_rels/workbook.xml.rels", relationship_start, ignore_end, r, err);
	if (!rc && package_has(r->package, "xl/styles.xml"))
		rc = read_part(r, "xl/styles.xml", styles_start, styles_end, r, err);
	if (!rc && package_has(r->package, "xl/sharedStrings.xml"))
		rc = read_part(r, "xl/sharedStrings.xml", strings_start, strings_end, r, err);
	for (size_t i = 0; !rc && i < r->w->count; i++)
		rc = read_sheet(r, i, err);
	return rc;
}

int
workbook_read(struct workbook *w, const char *bytes, size_t len, struct err *err)
{
	struct reading *r = mem_alloc(sizeof(*r));
	int rc = -1;

	*w = (struct workbook){0};
	r->w = w;
	r->is_day = mem_alloc(STYLES_MAX);
	r->package = package_open(bytes, len, err);
	if (r->package)
		rc = read_parts(r, err);
	package_close(r->package);
	for (size_t i = 0; i < SHEETS_MAX; i++) {
		free(r->ids[i]);
		free(r->parts[i]);
	}
	buf_release(&r->strings);
	free(r->string_at);
	free(r->is_day);
	free(r);
	return rc;
}

void
workbook_release(struct workbook *w)
{
	for (size_t i = 0; i < w->count; i++) {
		free(w->sheets[i].name);
		buf_release(&w->sheets[i].csv);
	}
	w->count = 0;
}
