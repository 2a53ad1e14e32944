/* A list of monitors as people keep it in a spreadsheet. The whole text is decoded to UTF-8 first and
 * held in memory (CSV_MAX_BYTES); then it is read row by row: the cells of a row (csv_cells.c), and, by the column
 * each stands in, the fields of a monitor, as the arguments of the request monitor.import.
 *
 * What a column is and what becomes of a cell is for inventory/list_columns.c. A row that cannot be read is told with its line
 * and left out, and reading goes on at the next line: `at` and `line` always point to the beginning of a row. caducactl import
 * calls csv_parse and then csv_next until the end, and goes through the rows again to write what it has tried. The separator is
 * guessed from the row that names the columns, or named by "sep=". */
#include "inventory/csv.h"

#include "inventory/cell_guard.h"
#include "inventory/charset.h"
#include "inventory/csv_cells.h"
#include "inventory/list_columns.h"
#include "inventory/report_row.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/monitor_field.h"
#include "base/sha256.h"
#include "base/terms.h"
#include "base/text.h"

#include <sys/stat.h>

#include <errno.h>
#include <stdbool.h>

/* Titles and blanks may stand above the names of the columns; so many rows are tried for what an unnamed column has. */
enum { HEAD_WITHIN = 25, CONTENT_WITHIN = 50, READ_BYTES = 65536 };

_Static_assert((int)CSV_CELLS_MAX == (int)LIST_COLUMNS_MAX, "a column for each cell");

struct csv {
	char *text;
	struct csv_place place;        /* the next row */
	struct csv_place first;        /* after the head */
	int columns[LIST_COLUMNS_MAX]; /* of inventory/list_columns.h; -1: left out */
	size_t column_count;
	enum csv_known_by by[LIST_COLUMNS_MAX];
	char *titles[LIST_COLUMNS_MAX]; /* as they are written; "": none */
	json_t *fault;                  /* why no row can be read as the columns are; NULL */
	json_t *parts; /* of a cell with several names, the rows that come yet; NULL */
};

static json_t *
error_of(const char *code, json_t *args)
{
	return json_pack("{s:s, s:o}", "code", code, "args", args ? args : json_object());
}

/* ---- the head of the table ---- */

/* How many of them are titles of columns that are known; 0 where none says which monitor it is. */
static size_t
known_titles(const struct csv_cells *cells)
{
	bool which = false;
	size_t count = 0;

	for (size_t i = 0; i < cells->count; i++) {
		int column = list_column_of_title(cells->cell[i]);

		count += column >= 0;
		which |= column == MONITOR_FIELD_HOST || column == MONITOR_FIELD_NAME ||
			 column == LIST_COMMON_NAME;
	}
	return which ? count : 0;
}

/* The row of the first ones that names the most columns is the head, the first of equals; none: the first that is not blank.
 * Each is parted by its own commonest separator, unless the file says which, for a title above has none. */
static void
head_find(struct csv *c, bool named)
{
	struct csv_place best = c->place;
	bool found = false;
	size_t most = 0;

	if (!named)
		best.separator = csv_separator_guess(best.at);
	for (int i = 0; i < HEAD_WITHIN && *c->place.at; i++) {
		struct csv_place here;
		const char *unread;
		size_t known;
		struct csv_cells cells;

		if (!named)
			c->place.separator = csv_separator_guess(c->place.at);
		here = c->place;
		unread = csv_cells_read(&c->place, &cells);
		known = known_titles(&cells);
		if ((!found && (unread || !csv_cells_blank(&cells))) || known > most) {
			best = here;
			found = true;
			most = known;
		}
		csv_cells_release(&cells);
	}
	c->place = best;
}

/* Whoever says a fact of the certificate by another word than ours leaves the place to the column that has our own. */
static bool
gives_way(int column, const char *title)
{
	return column < MONITOR_FIELD_COUNT &&
	       monitor_field_info((enum monitor_field)column)->flags & MONITOR_FIELD_DECLARED &&
	       strcmp(list_column_name(column), title) != 0;
}

static size_t
column_at(const struct csv *c, int column)
{
	size_t i = 0;

	while (i < c->column_count && c->columns[i] != column)
		i++;
	return i;
}

static json_t *
repeated_column(int column)
{
	return error_of(
	    "csv-repeated-column", json_pack("{s:s}", "value", list_column_name(column)));
}

static void
columns_read(struct csv *c, const struct csv_cells *head)
{
	for (size_t i = 0; i < head->count; i++) {
		int column = list_column_of_title(head->cell[i]);
		size_t before = column < 0 ? c->column_count : column_at(c, column);

		if (before < c->column_count && gives_way(column, head->cell[i])) {
			column = -1;
		} else if (before < c->column_count && gives_way(column, c->titles[before])) {
			c->columns[before] = -1;
		} else if (before < c->column_count) {
			if (!c->fault)
				c->fault = repeated_column(column);
			column = -1;
		}
		c->titles[c->column_count] = text_cleaned(head->cell[i], 60);
		c->columns[c->column_count++] = column;
	}
}

/* What every cell of a column has that are not empty, by sight; -1: nothing, or not the same. */
static void
columns_by_content(struct csv *c)
{
	struct csv_place start = c->place;
	int seen[LIST_COLUMNS_MAX];

	for (size_t i = 0; i < LIST_COLUMNS_MAX; i++)
		seen[i] = LIST_COLUMN_COUNT; /* nothing yet */
	for (int n = 0; n < CONTENT_WITHIN && *c->place.at; n++) {
		struct csv_cells cells;

		csv_cells_read(&c->place, &cells);
		for (size_t i = 0; i < cells.count; i++) {
			int column = *cells.cell[i] ? list_column_of_value(cells.cell[i]) : seen[i];

			seen[i] = seen[i] == LIST_COLUMN_COUNT || seen[i] == column ? column : -1;
		}
		csv_cells_release(&cells);
	}
	c->place = start;
	for (size_t i = 0; i < c->column_count; i++)
		if (c->columns[i] < 0 && seen[i] >= 0 && seen[i] < LIST_COLUMN_COUNT &&
		    column_at(c, seen[i]) == c->column_count) {
			c->columns[i] = seen[i];
			c->by[i] = CSV_BY_CONTENT;
		}
}

static bool
has_column(const struct csv *c, int column)
{
	return column_at(c, column) < c->column_count;
}

/* A single column that has no name we know, but whose first cell could be a host. */
static bool
is_bare_list(const struct csv_cells *head)
{
	return head->count == 1 && list_column_of_title(head->cell[0]) < 0 &&
	       strpbrk(head->cell[0], ".:");
}

static json_t *
head_read(struct csv *c)
{
	struct csv_place start;
	struct csv_cells head;
	const char *code;

	c->place.at += strspn(c->place.at, "\r\n"); /* blank lines before; counted below */
	for (const char *s = c->text; s < c->place.at; s = csv_next_line(s))
		c->place.line++;
	head_find(c, csv_separator_named(&c->place));
	start = c->place;
	code = csv_cells_read(&c->place, &head);
	if (code)
		return error_of(code, NULL);
	if (is_bare_list(&head)) {
		c->titles[c->column_count] = mem_strdup("");
		c->columns[c->column_count++] = MONITOR_FIELD_HOST;
		c->by[0] = CSV_BY_CONTENT;
		c->place = start;
	} else {
		columns_read(c, &head);
	}
	csv_cells_release(&head);
	return NULL;
}

/* A list of hosts may have states and serial numbers of its own, and one that was exported here has: the report of a CA goes by
 * common names, or by what is in no host. */
static void
columns_of_report_alone(struct csv *c)
{
	if (has_column(c, LIST_COMMON_NAME) || !has_column(c, MONITOR_FIELD_HOST))
		return;
	for (size_t i = 0; i < c->column_count; i++)
		if (c->columns[i] == LIST_SANS || c->columns[i] == LIST_SERIAL ||
		    c->columns[i] == LIST_STATUS)
			c->columns[i] = -1;
}

static void
columns_settle(struct csv *c)
{
	columns_by_content(c);
	columns_of_report_alone(c);
}

/* A row says which monitor it is. */
static json_t *
check_subject(const int *columns, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (columns[i] == MONITOR_FIELD_HOST || columns[i] == MONITOR_FIELD_NAME ||
		    columns[i] == LIST_COMMON_NAME)
			return NULL;
	return error_of("csv-no-host", NULL);
}

static json_t *
too_large(size_t most)
{
	return error_of(
	    "csv-too-large", json_pack("{s:I}", "most", (json_int_t)(most / (1024 * 1024))));
}

struct csv *
csv_open(const char *bytes, size_t len, json_t **error)
{
	const char *code = len > CSV_MAX_BYTES ? NULL : charset_refuse(bytes, len);
	struct csv *c;

	if (code || len > CSV_MAX_BYTES) {
		*error = code ? error_of(code, NULL) : too_large(CSV_MAX_BYTES);
		return NULL;
	}
	c = mem_alloc(sizeof(*c));
	c->place.at = c->text = charset_to_utf8(bytes, len);
	c->place.line = 1;
	*error = head_read(c);
	if (!*error)
		columns_settle(c);
	if (!*error && !c->fault)
		c->fault = check_subject(c->columns, c->column_count);
	if (!*error && !c->fault && !c->place.at[strspn(c->place.at, " ,;\t\r\n\x1a")])
		*error = error_of("csv-empty", NULL);
	c->first = c->place;
	if (!*error)
		return c;
	csv_free(c);
	return NULL;
}

struct csv *
csv_parse(const char *bytes, size_t len, json_t **error)
{
	struct csv *c = csv_open(bytes, len, error);

	if (!c || !c->fault)
		return c;
	*error = json_incref(c->fault);
	csv_free(c);
	return NULL;
}

json_t *
csv_read(int fd, size_t most, struct buf *bytes)
{
	struct stat st;
	ssize_t n = 0;

	if (fstat(fd, &st) < 0 || S_ISDIR(st.st_mode))
		return error_of("not-a-file", NULL);
	do {
		buf_reserve(bytes, READ_BYTES);
		n = read(fd, bytes->data + bytes->len, READ_BYTES);
		if (n > 0)
			bytes->len += (size_t)n;
	} while ((n > 0 && bytes->len <= most) || (n < 0 && errno == EINTR));
	if (n < 0)
		return error_of("io", json_pack("{s:s}", "text", err_reason(errno)));
	return bytes->len > most ? too_large(most) : NULL;
}

void
csv_free(struct csv *c)
{
	if (!c)
		return;
	for (size_t i = 0; i < c->column_count; i++)
		free(c->titles[i]);
	json_decref(c->parts);
	json_decref(c->fault);
	free(c->text);
	free(c);
}

const json_t *
csv_fault(const struct csv *c)
{
	return c->fault;
}

size_t
csv_column_count(const struct csv *c)
{
	return c->column_count;
}

const char *
csv_column(const struct csv *c, size_t i, const char **title)
{
	*title = c->titles[i];
	return c->columns[i] < 0 ? NULL : list_column_name(c->columns[i]);
}

enum csv_known_by
csv_column_by(const struct csv *c, size_t i)
{
	return c->by[i];
}

json_t *
csv_map(struct csv *c, const int *columns)
{
	for (size_t i = 0; i < c->column_count; i++)
		for (size_t k = 0; k < i; k++)
			if (columns[i] >= 0 && columns[i] == columns[k])
				return repeated_column(columns[i]);
	json_decref(c->fault);
	c->fault = check_subject(columns, c->column_count);
	for (size_t i = 0; i < c->column_count; i++) {
		if (columns[i] != c->columns[i])
			c->by[i] = CSV_BY_HAND;
		c->columns[i] = columns[i];
	}
	csv_rewind(c);
	return NULL;
}

void
csv_shape(const struct csv *c, char out[CSV_SHAPE_BYTES])
{
	struct buf titles = {0};

	for (size_t i = 0; i < c->column_count; i++) {
		char *folded = text_folded(c->titles[i]);

		buf_printf(&titles, "%s\n", folded);
		free(folded);
	}
	sha256_hex_of(buf_str(&titles), titles.len, out);
	buf_release(&titles);
}

/* ---- rows ---- */

static json_t *
refusal(const char *field, const char *value, const char *reason)
{
	char *clean = text_cleaned(value, 120);
	json_t *error = error_of("bad-argument",
	    json_pack("{s:s, s:s, s:s}", "field", field, "value", clean, "reason", reason));

	free(clean);
	return error;
}

static const char *
reason_field(int column) /* what is wrong in the host's cell is its port */
{
	return column == MONITOR_FIELD_HOST ? "port" : list_column_name(column);
}

/* A cell may have several names, each of which is a row. The first stays; the others are c->parts. */
static json_t *
names_apart(struct csv *c, json_t *row, const char *cell)
{
	json_t *names = words_of(cell, ",;\r\n"), *alone = json_copy(row), *one;
	json_t *error = NULL;
	size_t i, count = 0;

	json_decref(c->parts);
	c->parts = json_array();
	json_array_foreach(names, i, one) {
		char *name = csv_cell_trim(json_string_value(one));
		bool next = count > 0;
		json_t *part = next ? json_copy(alone) : json_incref(row);
		const char *reason;

		if (!*name) {
			free(name);
			json_decref(part);
			continue;
		}
		reason = list_cell_put(part, MONITOR_FIELD_HOST, name);
		if (reason && !error)
			error = refusal("port", name, reason);
		if (next) {
			json_object_set_new(part, "part", json_integer((json_int_t)count));
			json_array_append(c->parts, part);
		}
		count++;
		json_decref(part);
		free(name);
	}
	json_decref(names);
	json_decref(alone);
	if (error)
		json_array_clear(c->parts);
	return error;
}

/* Where the list has dates of certificates, a host without any is one that is to come. */
static void
mark_planned(const struct csv *c, json_t *row)
{
	static const char *const facts[] = {
	    "declared_expiry", "declared_issued", "declared_issuer", "type"};

	if (!has_column(c, MONITOR_FIELD_DECLARED_EXPIRY) || has_column(c, MONITOR_FIELD_TYPE) ||
	    !json_object_get(row, "host"))
		return;
	for (size_t i = 0; i < sizeof(facts) / sizeof(*facts); i++)
		if (json_object_get(row, facts[i]))
			return;
	json_object_set_new(row, "planned", json_true());
}

/* What has no host may be in a file, by its kind. */
static bool
is_named_by_kind(const json_t *row)
{
	return json_object_get(row, "name") &&
	       (json_object_get(row, "kind") || json_object_get(row, "certificate_kind"));
}

static json_t *
row_settle(struct csv *c, json_t *row, const char *hosts)
{
	json_t *error = NULL;

	mark_planned(c, row);
	if (monitor_type_from(string_of(row, "type")) == MONITOR_FILE) {
		/* a certificate in a file has a name; as a host and a port, export shows it and 0 */
		json_object_del(row, "host");
		json_object_del(row, "port");
		return NULL;
	}
	if (hosts && strpbrk(hosts, ",;\r\n"))
		error = names_apart(c, row, hosts);
	if (error || json_object_get(row, "host") || is_named_by_kind(row))
		return error;
	return refusal("host", "", "empty");
}

static json_t *
fields_read(struct csv *c, const struct csv_cells *cells, json_t *row)
{
	const char *hosts = NULL, *reason;
	char *reported;
	json_t *error;

	for (size_t i = 0; i < cells->count; i++) {
		int column = i < c->column_count ? c->columns[i] : -1;

		if (i >= c->column_count && *cells->cell[i])
			return error_of("csv-many-cells", NULL);
		if (column < 0 || !*cells->cell[i])
			continue;
		if (column == MONITOR_FIELD_HOST)
			hosts = cells->cell[i];
		reason = column == MONITOR_FIELD_HOST && strpbrk(hosts, ",;\r\n")
			     ? NULL
			     : list_cell_put(row, column, cells->cell[i]);
		if (reason)
			return refusal(reason_field(column), cells->cell[i], reason);
	}
	reported = report_row_hosts(row);
	if (reported)
		hosts = reported;
	if (reported || (hosts && strpbrk(hosts, ",;\r\n"))) /* until they are told apart */
		json_object_set_new(row, "host", json_string(hosts));
	error = row_settle(c, row, hosts);
	free(reported);
	return error;
}

/* The next name of the cell of the last row; NULL: there is none. */
static json_t *
next_part(struct csv *c)
{
	json_t *row = json_array_size(c->parts) ? json_incref(json_array_get(c->parts, 0)) : NULL;

	if (row)
		json_array_remove(c->parts, 0);
	return row;
}

enum csv_state
csv_next(struct csv *c, json_t **row, size_t *line, json_t **error)
{
	struct csv_cells cells;

	*error = NULL;
	*row = next_part(c);
	if (*row) {
		*line = (size_t)number_of(*row, "line");
		return CSV_ROW;
	}
	while (*c->place.at) {
		const char *code;
		bool blank;

		*line = c->place.line;
		code = csv_cells_read(&c->place, &cells);
		if (code) {
			*error = error_of(code, NULL);
			return CSV_BAD;
		}
		blank = csv_cells_blank(&cells);
		if (!blank) {
			*row = json_pack("{s:I}", "line", (json_int_t)*line);
			*error = fields_read(c, &cells, *row);
		}
		csv_cells_release(&cells);
		if (blank)
			continue;
		if (!*error)
			return CSV_ROW;
		json_decref(*row);
		*row = NULL;
		return CSV_BAD;
	}
	return CSV_END;
}

void
csv_rewind(struct csv *c)
{
	c->place = c->first;
	json_decref(c->parts);
	c->parts = NULL;
}
