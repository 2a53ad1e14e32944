#include "ctl/tables.h"
#include "ctl/child.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/memory_file.h"
#include "base/sys.h"
#include "inventory/list_kind.h"
#include "inventory/workbook_worker.h"

#include <unistd.h>

enum { PIECE_BYTES = 64 * 1024, WAIT_MS = 30 * 1000, ANSWER_MAX_BYTES = 256 * 1024 * 1024 };

static json_t *
error_of(const char *code, json_t *args)
{
	return json_pack("{s:s, s:o}", "code", code, "args", args ? args : json_object());
}

static json_t *
error_of_err(const struct err *err)
{
	return error_of(err->code, err_args(err));
}

/* What the child answers, whole; else why it does not: one that was ended by its limits needs more than they are. */
static json_t *
ask_child(const struct buf *file, struct buf *answer)
{
	struct err err = {0};
	int copy = memory_file_new(file->data, file->len, &err);
	const struct child child = {.role = "workbook",
	    .input = copy,
	    .secret = -1,
	    .wait_ms = WAIT_MS,
	    .most = ANSWER_MAX_BYTES};
	int rc = copy < 0 ? -1 : child_ask(&child, answer, &err);

	sys_close(&copy);
	if (!rc)
		return NULL;
	return strcmp(err.code, "child-ended") ? error_of_err(&err) : error_of("list-bomb", NULL);
}

/* ---- its sheets ---- */

static void
leave_out(struct tables *t, const json_t *sheet)
{
	json_array_append_new(t->left_out, json_pack("{s:s, s:b}", "name", text_of(sheet, "name"),
					       "hidden", flag_of(sheet, "hidden")));
}

/* One without a head that is known is somebody's notes. */
static void
add_sheet(struct tables *t, const json_t *sheet, const char *bytes, size_t len, json_t **why)
{
	json_t *error = NULL;
	struct csv *csv = flag_of(sheet, "hidden") ? NULL : csv_parse(bytes, len, &error);

	if (!csv) {
		leave_out(t, sheet);
		if (error && !*why)
			*why = json_incref(error);
		json_decref(error);
		return;
	}
	t->hidden_rows += (size_t)number_of(sheet, "hidden_rows");
	t->names[t->count] = mem_strdup(text_of(sheet, "name"));
	t->csv[t->count++] = csv;
}

static json_t *
add_sheets(struct tables *t, const json_t *head, const char *bytes, size_t len)
{
	const json_t *sheet, *sheets = json_object_get(head, "sheets");
	json_t *why = NULL;
	size_t i;

	snprintf(t->digest, sizeof(t->digest), "%s", text_of(head, "digest"));
	json_array_foreach(sheets, i, sheet) {
		size_t size = (size_t)number_of(sheet, "bytes");

		if (i == SHEETS_MAX || size > len)
			break;
		add_sheet(t, sheet, bytes, size, &why);
		bytes += size;
		len -= size;
	}
	if (!t->count && (json_array_size(sheets) != 1 || !why)) {
		json_decref(why);
		return error_of("list-no-sheet", NULL);
	}
	if (t->count) {
		json_decref(why);
		why = NULL;
	}
	return why;
}

static json_t *
read_workbook(struct tables *t, const struct buf *file)
{
	struct buf answer = {0};
	json_t *error = ask_child(file, &answer), *head = NULL;
	const char *end = error ? NULL : memchr(answer.data, '\n', answer.len);

	if (end)
		head = json_loadb(answer.data, (size_t)(end - answer.data), 0, NULL);
	if (!error && !head)
		error = error_of("list-damaged", NULL);
	else if (json_object_get(head, "error"))
		error = json_incref(json_object_get(head, "error"));
	else if (head)
		error = add_sheets(t, head, end + 1, answer.len - (size_t)(end + 1 - answer.data));
	json_decref(head);
	buf_release(&answer);
	return error;
}

int
tables_read(struct tables *t, int fd, json_t **error)
{
	struct buf file = {0};
	const char *other = NULL;
	bool workbook = false;

	*t = (struct tables){.left_out = json_array()};
	*error = csv_read(fd, WORKBOOK_MAX_BYTES, &file);
	if (!*error)
		other = list_kind(buf_str(&file), file.len, &workbook);
	if (other) {
		*error = error_of(other, NULL);
	} else if (!*error && workbook) {
		*error = read_workbook(t, &file);
	} else if (!*error) {
		t->csv[0] = csv_parse(buf_str(&file), file.len, error);
		t->names[0] = mem_strdup("");
		t->count = 1;
		if (t->csv[0])
			snprintf(t->digest, sizeof(t->digest), "%s", csv_digest(t->csv[0]));
	}
	buf_release(&file);
	return *error ? -1 : 0;
}

void
tables_release(struct tables *t)
{
	for (size_t i = 0; i < t->count; i++) {
		csv_free(t->csv[i]);
		free(t->names[i]);
	}
	json_decref(t->left_out);
	*t = (struct tables){0};
}
