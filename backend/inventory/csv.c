/* The text is read row by row: first the cells of a row, then, by the column each stands in, the
 * fields of a monitor. A row that cannot be read is told with its line and left; reading goes on at
 * the next line. */
#include "inventory/csv.h"

#include "inventory/charset.h"

#include "base/buf.h"
#include "base/endpoint.h"
#include "base/mem.h"
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
	const char *at; /* the next row */
	size_t line;    /* its number, from 1 */
	char separator;
	int columns[COLUMNS_MAX]; /* index into `fields`; -1: left out */
	size_t column_count;
	char *unknown[COLUMNS_MAX];
	size_t unknown_count;
};

/* ---- what the columns are called and what becomes of their cells ---- */

/* Each adds its field to the row; the reason why the value is refused, or NULL. */
typedef const char *field_fn(json_t *row, const char *field, const char *value);

static const char *
take_text(json_t *row, const char *field, const char *value)
{
	json_object_set_new(row, field, json_string(value));
	return NULL;
}

static const char *
take_number(json_t *row, const char *field, const char *value)
{
	char *end;
	long n;

	errno = 0;
	n = strtol(value, &end, 10);
	if (errno || *end || end == value)
		return "range";
	json_object_set_new(row, field, json_integer(n));
	return NULL;
}

/* A port of the host's own cell does not replace that of the port column, wherever it stands. */
static const char *
take_host(json_t *row, const char *field, const char *value)
{
	struct endpoint e;
	const char *reason = endpoint_parse(&e, value);

	json_object_set_new(row, field, json_string(e.host));
	if (e.port && !json_object_get(row, "port"))
		json_object_set_new(row, "port", json_integer(e.port));
	endpoint_release(&e);
	return reason;
}

static const char *
take_kind(json_t *row, const char *field, const char *value)
{
	static const struct {
		const char *word, *kind;
	} words[] = {{"servidor", "server"}, {"dispositiu", "device"}, {"automatic", "automatic"},
	    {"altre", "other"}};
	char *folded = text_folded(value);
	const char *kind = folded;

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (!strcmp(words[i].word, folded))
			kind = words[i].kind;
	json_object_set_new(row, field, json_string(kind));
	free(folded);
	return NULL;
}

/* What the console's form says, and the words of the protocol. */
static const char *
take_type(json_t *row, const char *field, const char *value)
{
	static const struct {
		const char *word, *type;
	} words[] = {{"en una maquina", "endpoint"}, {"host", "endpoint"}, {"en un fitxer", "file"},
	    {"fitxer", "file"}, {"previst", "planned"}};
	char *folded = text_folded(value);
	const char *type = folded;

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (!strcmp(words[i].word, folded))
			type = words[i].type;
	json_object_set_new(row, field, json_string(type));
	free(folded);
	return NULL;
}

/* Tags, and nodes: words of one cell. */
static const char *
take_words(json_t *row, const char *field, const char *value)
{
	static const char separators[] = " ,;|\t\r\n";
	json_t *list = json_array();

	for (value += strspn(value, separators); *value; value += strspn(value, separators)) {
		size_t len = strcspn(value, separators);

		json_array_append_new(list, json_stringn(value, len));
		value += len;
	}
	json_object_set_new(row, field, list);
	return NULL;
}

static const struct {
	const char *field;
	field_fn *take;
	const char *names; /* folded, '_' for a blank */
} fields[] = {
    {"host", take_host,
	" host hostname domain domini amfitrio maquina servidor server equip url endpoint fqdn "
	"adreca address "},
    {"port", take_number, " port "},
    {"name", take_text, " name nom monitor "},
    {"sni", take_text, " sni "},
    {"protocol", take_text, " protocol "},
    {"kind", take_kind, " kind tipus "},
    {"environment", take_text, " environment env entorn "},
    {"service", take_text, " service servei "},
    {"tags", take_words, " tag tags etiqueta etiquetes "},
    {"type", take_type, " type on_es "},
    {"proxy", take_text, " proxy intermediari "},
    {"nodes", take_words, " nodes "},
    {"lead", take_number, " lead antelacio dies_antelacio termini "},
};

enum { HOST_FIELD = 0, FIELD_COUNT = sizeof(fields) / sizeof(fields[0]) };

static int
field_of_name(const char *name)
{
	char *folded = text_folded(name), *padded;
	int found = -1;

	for (char *p = folded; *p; p++)
		if (*p == ' ')
			*p = '_';
	padded = mem_printf(" %s ", folded);
	for (int i = 0; i < FIELD_COUNT && found < 0; i++)
		if (*folded && strstr(fields[i].names, padded))
			found = i;
	free(padded);
	free(folded);
	return found;
}

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
columns_take(struct csv *c, const struct cells *head)
{
	bool seen[FIELD_COUNT] = {false};

	for (size_t i = 0; i < head->count; i++) {
		int field = field_of_name(head->cell[i]);

		c->columns[c->column_count++] = field;
		if (field < 0 && *head->cell[i])
			c->unknown[c->unknown_count++] = text_cleaned(head->cell[i], 60);
		if (field < 0)
			continue;
		if (seen[field])
			return error_of("csv-repeated-column",
			    json_pack("{s:s}", "value", fields[field].field));
		seen[field] = true;
	}
	return seen[HOST_FIELD] ? NULL : error_of("csv-no-host", NULL);
}

/* A single column that has no name we know, but whose first cell could be a host. */
static bool
is_bare_list(const struct cells *head)
{
	return head->count == 1 && field_of_name(head->cell[0]) < 0 && strpbrk(head->cell[0], ".:");
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
		c->columns[c->column_count++] = HOST_FIELD;
		c->at = start;
		c->line = line;
		error = NULL;
	} else {
		error = columns_take(c, &head);
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
		*error = error_of("io", json_pack("{s:s}", "text", strerror(errno)));
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
fields_take(const struct csv *c, const struct cells *cells, json_t *row)
{
	const char *type;

	for (size_t i = 0; i < cells->count; i++) {
		int field = i < c->column_count ? c->columns[i] : -1;
		const char *reason;

		if (i >= c->column_count && *cells->cell[i])
			return error_of("csv-many-cells", NULL);
		if (field < 0 || !*cells->cell[i])
			continue;
		reason = fields[field].take(row, fields[field].field, cells->cell[i]);
		if (reason)
			return refusal(field == HOST_FIELD ? "port" : fields[field].field,
			    cells->cell[i], reason);
	}
	type = json_string_value(json_object_get(row, "type"));
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
			*error = fields_take(c, &cells, *row);
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
