#include "ctl/table.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"

#include <sys/ioctl.h>

#include <limits.h>
#include <stdbool.h>

enum { COLUMNS_MAX = 16, GAP = 2, NARROWEST = 6 };

struct column {
	const char *head;
	enum table_column kind;
	int width;
};

struct table {
	struct column columns[COLUMNS_MAX];
	size_t column_count;
	char **cells;
	size_t cell_count;
};

struct table *
table_new(void)
{
	return mem_alloc(sizeof(struct table));
}

void
table_free(struct table *t)
{
	if (!t)
		return;
	for (size_t i = 0; i < t->cell_count; i++)
		free(t->cells[i]);
	free(t->cells);
	free(t);
}

void
table_column(struct table *t, const char *head, enum table_column kind)
{
	if (t->column_count < COLUMNS_MAX)
		t->columns[t->column_count++] = (struct column){head, kind, text_width(head)};
}

void
table_cell(struct table *t, const char *text)
{
	struct column *column = &t->columns[t->cell_count % t->column_count];
	char *clean = text_cleaned(text, 0);
	int width = text_width(clean);

	if (t->cell_count % 256 == 0)
		t->cells = mem_resize(t->cells, t->cell_count + 256, sizeof(*t->cells));
	t->cells[t->cell_count++] = clean;
	if (width > column->width)
		column->width = width;
}

int
table_width_of(FILE *out)
{
	const char *env = getenv("COLUMNS");
	long columns = env ? strtol(env, NULL, 10) : 0;
	struct winsize size;
	int fd = fileno(out);

	if (!isatty(fd))
		return 0;
	if (columns > 0 && columns < USHRT_MAX)
		return (int)columns;
	return ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

static int
total_width(const int *widths, size_t count)
{
	int total = -GAP;

	for (size_t i = 0; i < count; i++)
		total += widths[i] ? widths[i] + GAP : 0;
	return total;
}

/* Width 0 leaves a column out. Texts are shortened one column at a time from the widest, so that
 * short ones stay. */
static void
fit(const struct table *t, int *widths, int room)
{
	size_t count = t->column_count;

	for (size_t i = count; i-- > 0 && total_width(widths, count) > room;)
		if (t->columns[i].kind == TABLE_SPARE)
			widths[i] = 0;
	for (int over = total_width(widths, count) - room; over > 0; over--) {
		size_t widest = count;

		for (size_t i = 0; i < count; i++)
			if (t->columns[i].kind <= TABLE_SPARE &&
			    (widest == count || widths[i] > widths[widest]))
				widest = i;
		if (widest == count || widths[widest] <= NARROWEST)
			return;
		widths[widest]--;
	}
}

/* The longest start of clean text that takes at most width columns; *used is what it takes. */
static size_t
cut(const char *s, int width, int *used)
{
	size_t len = strlen(s), at = 0;

	for (*used = 0; at < len;) {
		uint32_t cp;
		int n = text_decode(s + at, len - at, &cp), columns = n > 0 ? text_columns(cp) : 1;

		if (*used + columns > width)
			break;
		*used += columns;
		at += n > 0 ? (size_t)n : 1;
	}
	return at;
}

static void
add_padded(struct buf *line, const char *text, enum table_column kind, int width)
{
	int used = text_width(text);
	size_t len = strlen(text);
	bool shortened = used > width;

	if (shortened) {
		len = cut(text, width - 1, &used);
		used++;
	}
	if (line->len)
		buf_printf(line, "%*s", GAP, "");
	if (kind == TABLE_NUMBER)
		buf_printf(line, "%*s", width - used, "");
	buf_add(line, text, len);
	if (shortened)
		buf_puts(line, "…");
	if (kind != TABLE_NUMBER)
		buf_printf(line, "%*s", width - used, "");
}

static void
print_line(FILE *out, struct buf *line)
{
	while (line->len > 0 && line->data[line->len - 1] == ' ')
		line->data[--line->len] = '\0';
	fprintf(out, "%s\n", buf_str(line));
	buf_clear(line);
}

static void
print_row(
    const struct table *t, const int *widths, const char *const *cells, FILE *out, struct buf *line)
{
	for (size_t i = 0; i < t->column_count; i++)
		if (widths[i])
			add_padded(line, cells[i], t->columns[i].kind, widths[i]);
	print_line(out, line);
}

void
table_print(const struct table *t, FILE *out)
{
	int widths[COLUMNS_MAX] = {0}, room = table_width_of(out);
	const char *heads[COLUMNS_MAX];
	struct buf line = {0};

	for (size_t i = 0; i < t->column_count; i++) {
		widths[i] = t->columns[i].width ? t->columns[i].width : 1;
		heads[i] = t->columns[i].head;
	}
	if (room)
		fit(t, widths, room);
	print_row(t, widths, heads, out, &line);
	for (size_t i = 0; i + t->column_count <= t->cell_count; i += t->column_count)
		print_row(t, widths, (const char *const *)t->cells + i, out, &line);
	buf_release(&line);
}
