/* export: the monitors in the form of whoever asks (exporting/form.h), or as JSON. To standard output, or into a file of one's own
 * that is whole at any moment. */
#include "ctl/rows.h"
#include "ctl/service_list.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/whole_file.h"
#include "exporting/form.h"
#include "words/words.h"

#include <unistd.h>

enum { MODE = 0600 };

/* Each row gets that of its service. */
static int
add_heads(struct ctl *ctl, struct rows *rows)
{
	json_t *services = service_list_fetch(ctl), *heads = json_object();

	export_note_heads(heads, services);
	for (size_t i = 0; services && i < rows->count; i++)
		export_add_head(heads, rows->row[i]);
	json_decref(heads);
	json_decref(services);
	return services ? 0 : -1;
}

/* ---- the command ---- */

enum { FLAG_FILTER, FLAG_SORT, FLAG_SHAPE, FLAG_FILE, FLAG_JSON, FLAG_FORMS };

struct asked {
	bool json;
	enum export_form form; /* else */
	enum sheet_shape shape;
	const char *file; /* NULL: standard output */
};

static int
write_json(const struct asked *q, const struct rows *rows, struct err *err)
{
	char *bytes = NULL;
	size_t len = 0;
	FILE *out = q->file ? open_memstream(&bytes, &len) : stdout;
	int rc = 0;

	if (!out)
		return err_file(err, "cannot open", q->file);
	rows_write_json(rows, out);
	if (q->file)
		rc = fclose(out) ? err_file(err, "cannot write", q->file)
				 : whole_file_write(q->file, bytes, len, MODE, err);
	free(bytes);
	return rc;
}

static int
write_form(const struct asked *q, const struct rows *rows, int64_t now, struct err *err)
{
	const struct listed listed = {rows->row, rows->count};
	struct buf out = {0};
	size_t count;
	int rc = export_form_write(q->form, q->shape, &listed, now, &out, &count, err);

	if (!rc && q->file)
		rc = whole_file_write(q->file, buf_str(&out), out.len, MODE, err);
	else if (!rc)
		fwrite(buf_str(&out), 1, out.len, stdout);
	buf_release(&out);
	return rc;
}

static int
write_asked(struct ctl *ctl, const struct asked *q, struct rows *rows)
{
	struct err err = {0};
	int rc = 0;

	if (!q->json && q->form != EXPORT_ICS)
		rc = add_heads(ctl, rows);
	if (!rc)
		rc = q->json ? write_json(q, rows, &err) : write_form(q, rows, ctl->now, &err);
	if (err.code)
		ctl_complain_err(ctl, &err);
	return rc ? EXIT_FAILED : EXIT_DONE;
}

/* A workbook where the file is called one, else the first. */
static enum export_form
form_of_name(const char *file)
{
	const char *dot = file ? strrchr(file, '.') : NULL;

	return dot && !strcasecmp(dot + 1, export_form_name(EXPORT_XLSX)) ? EXPORT_XLSX
									  : EXPORT_CSV;
}

/* -1 after saying why it cannot be. */
static int
read_flags(struct ctl *ctl, const struct flag *flags, struct asked *q)
{
	const char *shape = flags[FLAG_SHAPE].value;
	int found = shape ? sheet_shape_from(shape) : SHEET_WHOLE,
	    asked = flags[FLAG_JSON].value != NULL;

	*q = (struct asked){.json = asked,
	    .file = flags[FLAG_FILE].value,
	    .form = form_of_name(flags[FLAG_FILE].value),
	    .shape = (enum sheet_shape)found};
	for (int i = 0; i < EXPORT_FORM_COUNT; i++)
		if (flags[FLAG_FORMS + i].value) {
			q->form = (enum export_form)i;
			asked++;
		}
	if (asked > 1)
		ctl_usage(ctl, _("One form at a time."));
	else if (found < 0)
		ctl_usage(ctl, _("--shape is pressupost or control."));
	else if (shape && (q->json || !export_form_is_shaped(q->form)))
		ctl_usage(ctl, _("--shape is for --xlsx and --excel-csv."));
	else if (!q->json && q->form == EXPORT_XLSX && !q->file && isatty(STDOUT_FILENO))
		ctl_usage(ctl, _("A workbook is nothing for a terminal: --file FILE."));
	else
		return 0;
	return -1;
}

int
export_run(struct ctl *ctl, int argc, char **argv)
{
	struct flag flags[FLAG_FORMS + EXPORT_FORM_COUNT] = {
	    [FLAG_FILTER] = {.name = "filter", .takes = FLAG_VALUE},
	    [FLAG_SORT] = {.name = "sort", .takes = FLAG_VALUE},
	    [FLAG_SHAPE] = {.name = "shape", .takes = FLAG_VALUE},
	    [FLAG_FILE] = {.name = "file", .takes = FLAG_VALUE},
	    [FLAG_JSON] = {.name = "json"}};
	const int all = sizeof(flags) / sizeof(*flags);
	struct asked q;
	struct rows rows;
	int count, code;

	for (int i = 0; i < EXPORT_FORM_COUNT; i++)
		flags[FLAG_FORMS + i].name = export_form_name((enum export_form)i);
	code = ctl_arguments(ctl, argc, argv, flags, all, 0, 0, &argv, &count);
	if (code)
		return code;
	if (read_flags(ctl, flags, &q) < 0)
		return EXIT_USAGE;
	if (rows_fetch(ctl, true, flags[FLAG_FILTER].value,
		flags[FLAG_SORT].value ? flags[FLAG_SORT].value : "id", &rows) < 0)
		return rows.code;
	code = write_asked(ctl, &q, &rows);
	rows_release(&rows);
	return code;
}
