/* The library writes to a path: here to a file in memory, by its descriptor. The parts of the workbook are in temporary files of its
 * own until then; it makes them 0600 and takes their names away at once, and where there is one they are in a folder that is memory,
 * too. A date is a count of days since 1899-12-30. */
#include "inventory/spreadsheet_xlsx.h"

#include "inventory/spreadsheet.h"
#include "inventory/xstring.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/sys.h"
#include "base/text.h"

#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xlsxwriter.h>

enum {
	DAY_1970 = 25569,
	DAY_SECONDS = 86400,
	CELL_MAX_BYTES = 4600 /* of 32,767 characters, each of which may be escaped */
};

/* By urgency: as on the console, dark enough for black text. 0: none. */
static const lxw_color_t tints[URGENCY_COUNT] = {
    [URGENCY_EXPIRED] = 0xE06666,
    [URGENCY_CRITICAL] = 0xF4A6A6,
    [URGENCY_LATE] = 0xF9CB9C,
    [URGENCY_DUE] = 0xFFE599,
    [URGENCY_SOON] = 0xFFF9D6,
    [URGENCY_OK] = 0xE2F0D9,
    [URGENCY_UNKNOWN] = 0xD9D9D9,
};
_Static_assert(sizeof(tints) / sizeof(*tints) == URGENCY_COUNT, "a tint of each");

static const char *const formats[] = {
    [SPREADSHEET_TEXT] = "@",
    [SPREADSHEET_NUMBER] = "0",
    [SPREADSHEET_DAY] = "dd/mm/yyyy",
    [SPREADSHEET_TIME] = "dd/mm/yyyy hh:mm",
};
_Static_assert(sizeof(formats) / sizeof(*formats) == SPREADSHEET_KIND_COUNT, "a format of each");

struct writing {
	const struct spreadsheet *s;
	lxw_workbook *book;
	lxw_worksheet *sheet;
	lxw_format *plain[SPREADSHEET_KIND_COUNT];
	lxw_format *tinted[URGENCY_COUNT][SPREADSHEET_KIND_COUNT];
	lxw_error error; /* the first */
};

static void
note(struct writing *w, lxw_error error)
{
	if (!w->error)
		w->error = error;
}

static lxw_format *
format_new(lxw_workbook *book, int kind, lxw_color_t tint)
{
	lxw_format *f = workbook_add_format(book);

	format_set_num_format(f, formats[kind]);
	format_set_align(f, LXW_ALIGN_VERTICAL_TOP);
	if (tint)
		format_set_bg_color(f, tint);
	return f;
}

static void
make_formats(struct writing *w)
{
	for (int kind = 0; kind < SPREADSHEET_KIND_COUNT; kind++) {
		w->plain[kind] = format_new(w->book, kind, 0);
		for (int u = 0; u < URGENCY_COUNT; u++)
			w->tinted[u][kind] = format_new(w->book, kind, tints[u]);
	}
}

static void
write_head(struct writing *w)
{
	lxw_format *bold = workbook_add_format(w->book);
	const struct spreadsheet *s = w->s;

	format_set_bold(bold);
	format_set_bg_color(bold, 0xD9E2F3);
	format_set_bottom(bold, LXW_BORDER_THIN);
	for (size_t i = 0; i < s->column_count; i++) {
		note(w, worksheet_set_column(
			    w->sheet, (lxw_col_t)i, (lxw_col_t)i, s->columns[i].width, NULL));
		note(w,
		    worksheet_write_string(w->sheet, 0, (lxw_col_t)i, s->columns[i].title, bold));
	}
	worksheet_freeze_panes(w->sheet, 1, 0);
	note(w, worksheet_autofilter(
		    w->sheet, 0, 0, (lxw_row_t)s->row_count, (lxw_col_t)(s->column_count - 1)));
	worksheet_set_landscape(w->sheet);
	worksheet_set_paper(w->sheet, 9 /* A4 */);
	worksheet_fit_to_pages(w->sheet, 1, 0);
	note(w, worksheet_repeat_rows(w->sheet, 0, 0));
}

/* The library does not write what looks like an escape as one. */
static void
write_text(struct writing *w, lxw_row_t row, lxw_col_t column, const char *text, lxw_format *format)
{
	char *cut = text_cleaned(text, CELL_MAX_BYTES);
	struct buf escaped = {0};

	xstring_write(&escaped, cut);
	note(w, worksheet_write_string(w->sheet, row, column, buf_str(&escaped), format));
	buf_release(&escaped);
	free(cut);
}

static void
write_cell(struct writing *w, lxw_row_t row, lxw_col_t column, const struct spreadsheet_cell *cell)
{
	const struct spreadsheet_column *c = &w->s->columns[column];
	lxw_format *format =
	    c->tinted ? w->tinted[w->s->levels[row - 1]][c->kind] : w->plain[c->kind];
	double number = (double)cell->number;

	if (cell->text) {
		write_text(w, row, column, cell->text, format);
		return;
	}
	if (cell->empty) {
		note(w, worksheet_write_blank(w->sheet, row, column, format));
		return;
	}
	if (c->kind == SPREADSHEET_DAY)
		number = (double)(cell->number / DAY_SECONDS + DAY_1970);
	else if (c->kind == SPREADSHEET_TIME)
		number = number / DAY_SECONDS + DAY_1970;
	note(w, worksheet_write_number(w->sheet, row, column, number, format));
}

static void
write_rows(struct writing *w)
{
	const struct spreadsheet *s = w->s;

	for (size_t i = 0; i < s->cell_count && !w->error; i++)
		write_cell(w, (lxw_row_t)(i / s->column_count + 1),
		    (lxw_col_t)(i % s->column_count), &s->cells[i]);
}

static int
write_book(const struct spreadsheet *s, int64_t now, const char *path, struct err *err)
{
	char folder[] = "/dev/shm";
	lxw_workbook_options options = {.tmpdir = access(folder, W_OK) == 0 ? folder : NULL};
	struct writing w = {.s = s, .book = workbook_new_opt(path, &options)};
	lxw_doc_properties properties = {.created = (time_t)now};

	if (!w.book)
		return err_set(err, "io", "cannot begin a workbook");
	note(&w, workbook_set_properties(w.book, &properties));
	w.sheet = workbook_add_worksheet(w.book, s->name);
	if (w.sheet) {
		make_formats(&w);
		write_head(&w);
		write_rows(&w);
	} else {
		note(&w, LXW_ERROR_SHEETNAME_ALREADY_USED);
	}
	note(&w, workbook_close(w.book));
	return w.error ? err_set(err, "io", "cannot write the workbook: %s", lxw_strerror(w.error))
		       : 0;
}

static int
read_back(int fd, struct buf *out, struct err *err)
{
	off_t size = lseek(fd, 0, SEEK_END);
	size_t got = 0;
	ssize_t n = 1;

	if (size <= 0)
		return err_set(err, "io", "the workbook is empty");
	buf_reserve(out, (size_t)size);
	while (n > 0 && got < (size_t)size) {
		n = pread(fd, out->data + out->len + got, (size_t)size - got, (off_t)got);
		got += n > 0 ? (size_t)n : 0;
	}
	if (got < (size_t)size)
		return err_errno(err, "cannot read the workbook");
	out->len += got;
	out->data[out->len] = '\0';
	return 0;
}

int
spreadsheet_xlsx(const struct spreadsheet *s, int64_t now, struct buf *out, struct err *err)
{
	int fd = memfd_create("workbook", MFD_CLOEXEC), rc;
	char path[64];

	if (fd < 0)
		return err_errno(err, "cannot make a file in memory");
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	rc = write_book(s, now, path, err);
	if (!rc)
		rc = read_back(fd, out, err);
	sys_close(&fd);
	return rc;
}
