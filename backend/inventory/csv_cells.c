/* Text parted by separators (RFC 4180, and what spreadsheets make of it), row by row: nothing here knows what a column is. A row
 * that cannot be read leaves only its first line behind, so that a quote somebody forgot does not swallow the rest of the file. */
#include "inventory/csv_cells.h"

#include "inventory/cell_guard.h"

#include "base/buf.h"
#include "base/mem.h"

#include <strings.h>

void
csv_cells_release(struct csv_cells *cells)
{
	for (size_t i = 0; i < cells->count; i++)
		free(cells->cell[i]);
	*cells = (struct csv_cells){0};
}

char *
csv_cell_trim(const char *s)
{
	size_t len, start;
	char *text;

	while (*s && (strchr(" \t\r\n\v\f\x1a", *s) || !strncmp(s, "\xc2\xa0", 2)))
		s += *s == '\xc2' ? 2 : 1;
	for (len = strlen(s); len > 0; len--) {
		if (len > 1 && !memcmp(s + len - 2, "\xc2\xa0", 2))
			len--;
		else if (!strchr(" \t\r\n\v\f\x1a", s[len - 1]))
			break;
	}
	text = mem_strndup(s, len);
	start = (size_t)(cell_unguarded(text) - text);
	memmove(text, text + start, len - start + 1);
	return text;
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
	*cell = csv_cell_trim(buf_str(&b));
	buf_release(&b);
	return !quoted;
}

static const char *
line_end(const char *s)
{
	return s + strcspn(s, "\r\n");
}

const char *
csv_next_line(const char *s)
{
	if (s[0] == '\r' && s[1] == '\n')
		return s + 2;
	return *s ? s + 1 : s;
}

static void
advance(struct csv_place *p, const char *to)
{
	while (p->at < to) {
		p->at = csv_next_line(line_end(p->at));
		p->line++;
	}
}

const char *
csv_cells_read(struct csv_place *p, struct csv_cells *cells)
{
	const char *s = p->at, *code = NULL;

	*cells = (struct csv_cells){0};
	for (;;) {
		char *cell;

		if (!cell_read(&s, p->separator, &cell))
			code = "csv-quote";
		else if (s - p->at > CSV_ROW_MAX_BYTES)
			code = "csv-line-too-long";
		else if (cells->count == CSV_CELLS_MAX && *cell)
			code = "csv-many-cells";
		if (code || cells->count == CSV_CELLS_MAX)
			free(cell);
		else
			cells->cell[cells->count++] = cell;
		if (code || *s != p->separator)
			break;
		s++;
	}
	advance(p, csv_next_line(code ? line_end(p->at) : s));
	if (code)
		csv_cells_release(cells);
	return code;
}

bool
csv_cells_blank(const struct csv_cells *cells)
{
	for (size_t i = 0; i < cells->count; i++)
		if (*cells->cell[i])
			return false;
	return true;
}

char
csv_separator_guess(const char *s)
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

bool
csv_separator_named(struct csv_place *p)
{
	if (strncasecmp(p->at, "sep=", 4) != 0 || !p->at[4] || line_end(p->at) != p->at + 5)
		return false;
	p->separator = p->at[4];
	advance(p, csv_next_line(p->at + 5));
	return true;
}
