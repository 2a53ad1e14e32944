/* A list of monitors as people keep it in a spreadsheet. The whole text is decoded to UTF-8 first and
 * held in memory (CSV_MAX_BYTES); then it is read row by row: the cells of a row, and, by the column
 * each stands in, the fields of a monitor, as the arguments of the request monitor.import.
 *
 * Names of columns and types of values come from base/monitor_fields.def; cell_types has a function for
 * each type. Values are only put into JSON here: the backend judges them, the same for a list as for
 * the form. A row that cannot be read is told with its line and left out, and reading goes on at the
 * next line: `at` and `line` always point to the beginning of a row. caducactl import calls csv_read and
 * then csv_next until the end, and goes through the rows again to write what it has tried. The separator is guessed from the first row, or named by "sep=". */
#include "inventory/csv.h"

#include "inventory/cell_date.h"
#include "inventory/charset.h"

#include "base/buf.h"
#include "base/endpoint.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/monitor_field.h"
#include "base/terms.h"
#include "base/text.h"

#include <sys/stat.h>

#include <errno.h>
#include <stdbool.h>

enum { COLUMNS_MAX = 64 };

struct cells {
	char *cell[COLUMNS_MAX];
	size_t count;
};

struct csv {
	char *text;
	const char *at;    /* the next row */
	size_t line;       /* its number, from 1 */
	const char *first; /* after the head */
	size_t first_line;
	char separator;
	int columns[COLUMNS_MAX]; /* enum monitor_field; -1: left out */
	size_t column_count;
	char *unknown[COLUMNS_MAX];
	size_t unknown_count;
};

/* ---- what becomes of a cell ---- */

/* Each adds its field to the row; the reason why the value is refused, or NULL. */
typedef const char *cell_fn(json_t *row, const struct monitor_field_info *field, const char *value);

static const char *
add_text(json_t *row, const struct monitor_field_info *field, const char *value)
{
	json_object_set_new(row, field->name, json_string(value));
	return NULL;
}

static const char *
add_number(json_t *row, const struct monitor_field_info *field, const char *value)
{
	char *end;
	long n;

	errno = 0;
	n = strtol(value, &end, 10);
	if (errno || *end || end == value)
		return "range";
	json_object_set_new(row, field->name, json_integer(n));
	return NULL;
}

/* A port of the host's own cell does not replace that of the port column, wherever it stands. */
static const char *
add_host(json_t *row, const struct monitor_field_info *field, const char *value)
{
	struct endpoint e;
	const char *reason = endpoint_parse(&e, value);

	json_object_set_new(row, field->name, json_string(e.host));
	if (e.port && !json_object_get(row, "port"))
		json_object_set_new(row, "port", json_integer(e.port));
	endpoint_release(&e);
	return reason;
}

static const char *
add_words(json_t *row, const struct monitor_field_info *field, const char *value)
{
	json_object_set_new(row, field->name, words_of(value, " ,;|\t\r\n"));
	return NULL;
}

/* A day goes on as "2026-12-19"; a fault is the backend's to tell, as that of any other field is. */
static const char *
add_date(json_t *row, const struct monitor_field_info *field, const char *value)
{
	char day[CELL_DATE_BYTES];

	json_object_set_new(
	    row, field->name, json_string(cell_date(value, day) ? day : value));
	return NULL;
}

/* What people write for a term beside its own word, in Catalan and Spanish; folded. */
static const struct {
	enum monitor_field field;
	const char *word, *text;
} synonyms[] = {
    {MONITOR_FIELD_KIND, "servidor", "server"},
    {MONITOR_FIELD_KIND, "dispositiu", "device"},
    {MONITOR_FIELD_KIND, "dispositivo", "device"},
    {MONITOR_FIELD_KIND, "automatic", "automatic"},
    {MONITOR_FIELD_KIND, "automatico", "automatic"},
    {MONITOR_FIELD_KIND, "altre", "other"},
    {MONITOR_FIELD_KIND, "otro", "other"},
    {MONITOR_FIELD_TYPE, "en una maquina", "endpoint"},
    {MONITOR_FIELD_TYPE, "host", "endpoint"},
    {MONITOR_FIELD_TYPE, "en un fitxer", "file"},
    {MONITOR_FIELD_TYPE, "fitxer", "file"},
    {MONITOR_FIELD_TYPE, "en un fichero", "file"},
    {MONITOR_FIELD_TYPE, "fichero", "file"},
    {MONITOR_FIELD_TYPE, "previst", "planned"},
    {MONITOR_FIELD_TYPE, "previsto", "planned"},
};

static const char *
add_term(json_t *row, const struct monitor_field_info *field, const char *value)
{
	char *folded = text_folded(value);
	const char *text = folded;

	for (size_t i = 0; i < sizeof(synonyms) / sizeof(*synonyms); i++)
		if (monitor_field_info(synonyms[i].field) == field &&
		    !strcmp(synonyms[i].word, folded))
			text = synonyms[i].text;
	json_object_set_new(row, field->name, json_string(text));
	free(folded);
	return NULL;
}

static cell_fn *const cell_types[] = {
    [VALUE_TEXT] = add_text,
    [VALUE_HOST] = add_host,
    [VALUE_PORT] = add_number,
    [VALUE_SNI] = add_text,
    [VALUE_PROXY] = add_text,
    [VALUE_NODES] = add_words,
    [VALUE_TAGS] = add_words,
    [VALUE_DAYS] = add_number,
    [VALUE_KIND] = add_text,
    [VALUE_DATE] = add_date,
    [VALUE_TERM] = add_term,
};
_Static_assert(sizeof(cell_types) / sizeof(*cell_types) == VALUE_TYPE_COUNT, "a cell of each type");

/* ---- cells ---- */

static json_t *
error_of(const char *code, json_t *args)
{
	return json_pack("{s:s, s:o}", "code", code, "args", args ? args : json_object());
}

static void
cells_release(struct cells *cells)
{
	for (size_t i = 0; i < cells->count; i++)
		free(cells->cell[i]);
	*cells = (struct cells){0};
}

/* Without the blanks around, and without the apostrophe that export puts before what a spreadsheet
 * would run. */
static char *
cell_trim(const char *s)
{
	size_t len;

	while (*s && (strchr(" \t\r\n\v\f\x1a", *s) || !strncmp(s, "\xc2\xa0", 2)))
		s += *s == '\xc2' ? 2 : 1;
	for (len = strlen(s); len > 0; len--) {
		if (len > 1 && !memcmp(s + len - 2, "\xc2\xa0", 2))
			len--;
		else if (!strchr(" \t\r\n\v\f\x1a", s[len - 1]))
			break;
	}
	if (len > 1 && s[0] == '\'' && strchr("=+-@", s[1]))
		return mem_strndup(s + 1, len - 1);
	return mem_strndup(s, len);
}

/* Reads one cell from *at, which is left at what ends it. False when its quote is not closed within
 * a row's length. */
static bool
cell_read(const char **at, char separator, char **cell)
{
	struct buf b = {0};
	const char *s = *at;
	bool quoted = *s == '"';

	for (s += quoted; *s && b.len <= CSV_ROW_MAX_BYTES; s++) {
		if (quoted && s[0] == '"' && s[1] == '"')
			buf_putc(&b, *s++);
		else if (quoted && *s == '"')
			quoted = false;
		else if (!quoted && (*s == separator || *s == '\n' || *s == '\r'))
			break;
		else
			buf_putc(&b, *s);
	}
	*at = s;
	*cell = cell_trim(buf_str(&b));
	buf_release(&b);
	return !quoted;
}

static const char *
line_end(const char *s)
{
	return s + strcspn(s, "\r\n");
}

/* Past the end of a line: CRLF, LF, or the lone CR of old spreadsheets. */
static const char *
skip_line_end(const char *s)
{
	if (s[0] == '\r' && s[1] == '\n')
		return s + 2;
	return *s ? s + 1 : s;
}

static void
advance(struct csv *c, const char *to)
{
	while (c->at < to) {
		c->at = skip_line_end(line_end(c->at));
		c->line++;
	}
}

/* The cells of the row at c->at, and past it. NULL, or the code of why it cannot be read: then only
 * its first line is left behind, so that a quote somebody forgot does not swallow the rest of the
 * file. */
static const char *
row_read(struct csv *c, struct cells *cells)
{
	const char *s = c->at, *code = NULL;

	*cells = (struct cells){0};
	for (;;) {
		char *cell;

		if (!cell_read(&s, c->separator, &cell))
			code = "csv-quote";
		else if (s - c->at > CSV_ROW_MAX_BYTES)
			code = "csv-line-too-long";
		else if (cells->count == COLUMNS_MAX && *cell)
			code = "csv-many-cells";
		if (code || cells->count == COLUMNS_MAX)
			free(cell);
		else
			cells->cell[cells->count++] = cell;
		if (code || *s != c->separator)
			break;
		s++;
	}
	advance(c, skip_line_end(code ? line_end(c->at) : s));
	if (code)
		cells_release(cells);
	return code;
}

static bool
row_is_blank(const struct cells *cells)
{
	for (size_t i = 0; i < cells->count; i++)
		if (*cells->cell[i])
			return false;
	return true;
}

/* ---- the head of the table ---- */

static char
separator_guess(const char *s)
{
	static const char candidates[] = ";,\t";
	size_t counts[sizeof(candidates)] = {0}, best = 0;
	bool quoted = false;

	for (; *s && (quoted || !strchr("\r\n", *s)); s++) {
		const char *candidate = strchr(candidates, *s);

		if (*s == '"')
			quoted = !quoted;
		else if (!quoted && candidate)
			counts[candidate - candidates]++;
	}
	for (size_t i = 1; i < sizeof(candidates) - 1; i++)
		if (counts[i] > counts[best])
			best = i;
	return candidates[best];
}

/* The "sep=;" line that Excel writes and obeys; else the commonest separator of the first row that
 * is not blank. */
static void
separator_find(struct csv *c)
{
	c->at += strspn(c->at, "\r\n"); /* blank lines before; counted below */
	for (const char *s = c->text; s < c->at; s = skip_line_end(s))
		c->line++;
	if (!strncasecmp(c->at, "sep=", 4) && c->at[4] && line_end(c->at) == c->at + 5) {
		c->separator = c->at[4];
		advance(c, skip_line_end(c->at + 5));
		return;
	}
	c->separator = separator_guess(c->at);
}

static json_t *
columns_read(struct csv *c, const struct cells *head)
{
	bool seen[MONITOR_FIELD_COUNT] = {false};

	for (size_t i = 0; i < head->count; i++) {
		int field = monitor_field_of_column(head->cell[i]);

		c->columns[c->column_count++] = field;
		if (field < 0 && *head->cell[i])
			c->unknown[c->unknown_count++] = text_cleaned(head->cell[i], 60);
		if (field < 0)
			continue;
		if (seen[field])
			return error_of("csv-repeated-column",
			    json_pack("{s:s}", "value",
				monitor_field_info((enum monitor_field)field)->name));
		seen[field] = true;
	}
	return seen[MONITOR_FIELD_HOST] ? NULL : error_of("csv-no-host", NULL);
}

/* A single column that has no name we know, but whose first cell could be a host. */
static bool
is_bare_list(const struct cells *head)
{
	return head->count == 1 && monitor_field_of_column(head->cell[0]) < 0 &&
	       strpbrk(head->cell[0], ".:");
}

static json_t *
head_read(struct csv *c)
{
	const char *start, *code;
	struct cells head;
	size_t line;
	json_t *error;

	separator_find(c);
	start = c->at;
	line = c->line;
	code = row_read(c, &head);
	if (code)
		return error_of(code, NULL);
	if (is_bare_list(&head)) {
		c->columns[c->column_count++] = MONITOR_FIELD_HOST;
		c->at = start;
		c->line = line;
		error = NULL;
	} else {
		error = columns_read(c, &head);
	}
	cells_release(&head);
	return error;
}

struct csv *
csv_parse(const char *bytes, size_t len, json_t **error)
{
	const char *code = len > CSV_MAX_BYTES ? "csv-too-large" : charset_refuse(bytes, len);
	struct csv *c;

	if (code) {
		*error = error_of(code, json_pack("{s:i}", "most", CSV_MAX_BYTES / (1024 * 1024)));
		return NULL;
	}
	c = mem_alloc(sizeof(*c));
	c->at = c->text = charset_to_utf8(bytes, len);
	c->line = 1;
	*error = head_read(c);
	if (!*error && !c->at[strspn(c->at, " ,;\t\r\n\x1a")])
		*error = error_of("csv-empty", NULL);
	c->first = c->at;
	c->first_line = c->line;
	if (!*error)
		return c;
	csv_free(c);
	return NULL;
}

struct csv *
csv_read(int fd, json_t **error)
{
	struct buf b = {0};
	struct csv *c = NULL;
	struct stat st;
	ssize_t n = 0;

	if (fstat(fd, &st) < 0 || S_ISDIR(st.st_mode)) {
		*error = error_of("not-a-file", NULL);
		return NULL;
	}
	do {
		buf_reserve(&b, 65536);
		n = read(fd, b.data + b.len, 65536);
		if (n > 0)
			b.len += (size_t)n;
	} while ((n > 0 && b.len <= CSV_MAX_BYTES) || (n < 0 && errno == EINTR));
	if (n < 0)
		*error = error_of("io", json_pack("{s:s}", "text", err_reason(errno)));
	else
		c = csv_parse(b.data, b.len, error);
	buf_release(&b);
	return c;
}

void
csv_free(struct csv *c)
{
	if (!c)
		return;
	for (size_t i = 0; i < c->unknown_count; i++)
		free(c->unknown[i]);
	free(c->text);
	free(c);
}

size_t
csv_unknown_count(const struct csv *c)
{
	return c->unknown_count;
}

const char *
csv_unknown(const struct csv *c, size_t i)
{
	return c->unknown[i];
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

static json_t *
fields_read(const struct csv *c, const struct cells *cells, json_t *row)
{
	const char *type;

	for (size_t i = 0; i < cells->count; i++) {
		int field = i < c->column_count ? c->columns[i] : -1;
		const struct monitor_field_info *info;
		const char *reason;

		if (i >= c->column_count && *cells->cell[i])
			return error_of("csv-many-cells", NULL);
		if (field < 0 || !*cells->cell[i])
			continue;
		info = monitor_field_info((enum monitor_field)field);
		reason = cell_types[info->type](row, info, cells->cell[i]);
		if (reason) /* what is wrong in the host's cell is its port */
			return refusal(
			    info->type == VALUE_HOST ? "port" : info->name, cells->cell[i], reason);
	}
	type = string_of(row, "type");
	if (monitor_type_from(type) == MONITOR_FILE) {
		/* a certificate in a file has a name; as a host and a port, export shows it and 0 */
		json_object_del(row, "host");
		json_object_del(row, "port");
		return NULL;
	}
	if (json_object_get(row, "host"))
		return NULL;
	return refusal("host", "", "empty");
}

enum csv_state
csv_next(struct csv *c, json_t **row, size_t *line, json_t **error)
{
	struct cells cells;

	*row = *error = NULL;
	while (*c->at) {
		const char *code;
		bool blank;

		*line = c->line;
		code = row_read(c, &cells);
		if (code) {
			*error = error_of(code, NULL);
			return CSV_BAD;
		}
		blank = row_is_blank(&cells);
		if (!blank) {
			*row = json_pack("{s:I}", "line", (json_int_t)*line);
			*error = fields_read(c, &cells, *row);
		}
		cells_release(&cells);
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
	c->at = c->first;
	c->line = c->first_line;
}
