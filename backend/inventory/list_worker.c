/* One list at a time, whole in memory (struct tables): the texts of its sheets and what their columns are. What is asked is answered
 * from it at once, one line for each line, and nothing is kept of an answer.
 *
 * `table` and `next` are where the telling of its rows is: the sheet whose next row comes, and a row that was read already, for
 * there was no room for it in the last answer. Each of read, map and begin puts that back to the first row. An answer to "rows" is of
 * one sheet, and ends early where CHUNK_MAX_ROWS bad rows were met: then it is the next one that goes on. */
#include "inventory/list_worker.h"

#include "inventory/list_columns.h"
#include "inventory/tables.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/members.h"
#include "base/sandbox.h"
#include "base/sha256.h"
#include "base/sys.h"
#include "wire/channel.h"
#include "wire/conversation.h"
#include "wire/protocol.h"

#include <sys/resource.h>

/* What a chunk may take of a line of the protocol. */
enum { CHUNK_MAX_BYTES = LINE_MAX_BYTES - 4096 };

struct worker {
	struct conversation conversation;
	struct tables tables; /* count 0: nothing was read */
	char digest[2 * SHA256_BYTES + 1];
	size_t table; /* whose rows are being told */
	json_t *next; /* its next row, already read; NULL */
};

static json_t *
error_of(const char *code, json_t *args)
{
	return json_pack("{s:s, s:o}", "code", code, "args", args ? args : json_object());
}

/* ---- what the list is ---- */

static json_t *
columns_json(const struct csv *csv)
{
	static const char *const by[] = {"name", "content", "user"};
	json_t *columns = json_array();

	for (size_t i = 0; i < csv_column_count(csv); i++) {
		const char *title, *field = csv_column(csv, i, &title);

		json_array_append_new(
		    columns, json_pack("{s:s, s:s?, s:s}", "title", title, "field", field, "by",
				 by[csv_column_by(csv, i)]));
	}
	return columns;
}

static json_t *
sheet_json(const struct tables *t, size_t i)
{
	char shape[CSV_SHAPE_BYTES];
	json_t *sheet, *fault = json_deep_copy(csv_fault(t->csv[i]));

	csv_shape(t->csv[i], shape);
	sheet = json_pack("{s:s, s:I, s:s, s:o}", "name", t->names[i], "hidden_rows",
	    (json_int_t)t->hidden_rows[i], "shape", shape, "columns", columns_json(t->csv[i]));
	if (fault)
		json_object_set_new(sheet, "error", fault);
	return sheet;
}

static json_t *
list_json(const struct worker *w)
{
	json_t *sheets = json_array(), *fields = json_array();

	for (size_t i = 0; i < w->tables.count; i++)
		json_array_append_new(sheets, sheet_json(&w->tables, i));
	for (int i = 0; i < LIST_COLUMN_COUNT; i++)
		json_array_append_new(fields, json_string(list_column_name(i)));
	return json_pack("{s:s, s:o, s:O, s:o}", "digest", w->digest, "sheets", sheets, "left_out",
	    w->tables.left_out, "fields", fields);
}

/* ---- what is asked: an answer, or NULL and an error ---- */

static json_t *
claim_bytes(struct worker *w, struct buf *bytes)
{
	int fd = channel_claim_fd(w->conversation.channel);
	json_t *error = fd < 0 ? error_of("not-a-file", NULL) : csv_read(fd, LIST_MAX_BYTES, bytes);

	sys_close(&fd);
	return error;
}

static void
begin(struct worker *w)
{
	for (size_t i = 0; i < w->tables.count; i++)
		csv_rewind(w->tables.csv[i]);
	w->table = 0;
	json_decref(w->next);
	w->next = NULL;
}

static json_t *
do_read(struct worker *w, const json_t *args, json_t **error)
{
	struct buf bytes = {0};

	(void)args;
	begin(w);
	tables_release(&w->tables);
	*error = claim_bytes(w, &bytes);
	if (!*error) {
		sha256_hex_of(buf_str(&bytes), bytes.len, w->digest);
		tables_read(&w->tables, buf_str(&bytes), bytes.len, error);
	}
	if (*error)
		tables_release(&w->tables);
	buf_release(&bytes);
	return *error ? NULL : list_json(w);
}

static json_t *
do_same(struct worker *w, const json_t *args, json_t **error)
{
	char digest[sizeof(w->digest)];
	struct buf bytes = {0};

	(void)args;
	*error = claim_bytes(w, &bytes);
	sha256_hex_of(buf_str(&bytes), bytes.len, digest);
	buf_release(&bytes);
	return *error ? NULL : json_pack("{s:b}", "same", !strcmp(digest, w->digest));
}

static json_t *
do_map(struct worker *w, const json_t *args, json_t **error)
{
	size_t sheet = (size_t)number_of(args, "sheet"), count;
	const json_t *names = json_object_get(args, "columns");
	struct csv *csv = sheet < w->tables.count ? w->tables.csv[sheet] : NULL;
	int columns[LIST_COLUMNS_MAX];

	count = csv ? csv_column_count(csv) : 0;
	if (!csv || json_array_size(names) != count) {
		*error = error_of(
		    "bad-argument", json_pack("{s:s, s:s}", "field", "columns", "reason", "range"));
		return NULL;
	}
	for (size_t i = 0; i < count; i++) {
		const char *name = json_string_value(json_array_get(names, i));

		columns[i] = name ? list_column_from(name) : -1;
	}
	*error = csv_map(csv, columns);
	begin(w);
	return *error ? NULL
		      : json_pack("{s:I, s:o}", "at", (json_int_t)sheet, "sheet",
			    sheet_json(&w->tables, sheet));
}

static json_t *
do_begin(struct worker *w, const json_t *args, json_t **error)
{
	(void)args;
	(void)error;
	begin(w);
	return json_object();
}

/* ---- rows ---- */

/* False: there is no room for it, and it waits. */
static bool
add_row(struct worker *w, json_t *rows, size_t *bytes, json_t *row)
{
	size_t size = json_dumpb(row, NULL, 0, JSON_COMPACT) + 1;

	if (*bytes &&
	    (*bytes + size > CHUNK_MAX_BYTES || json_array_size(rows) == CHUNK_MAX_ROWS)) {
		w->next = row;
		return false;
	}
	*bytes += size;
	json_array_append_new(rows, row);
	return true;
}

static void
add_rows(struct worker *w, struct csv *csv, json_t *rows, json_t *bad)
{
	json_t *row = w->next, *error;
	enum csv_state state;
	size_t line, bytes = 0;

	w->next = NULL;
	if (row)
		add_row(w, rows, &bytes, row);
	while (json_array_size(bad) < CHUNK_MAX_ROWS &&
	       (state = csv_next(csv, &row, &line, &error)) != CSV_END)
		if (state == CSV_BAD)
			json_array_append_new(
			    bad, json_pack("{s:I, s:o}", "line", (json_int_t)line, "error", error));
		else if (!add_row(w, rows, &bytes, row))
			return;
}

static json_t *
do_rows(struct worker *w, const json_t *args, json_t **error)
{
	json_t *rows = json_array(), *bad = json_array();
	size_t sheet = w->table;

	(void)args;
	(void)error;
	while (!json_array_size(rows) && !json_array_size(bad) && w->table < w->tables.count) {
		struct csv *csv = w->tables.csv[sheet = w->table];

		if (!csv_fault(csv))
			add_rows(w, csv, rows, bad);
		if (!w->next && json_array_size(bad) < CHUNK_MAX_ROWS)
			w->table++;
	}
	return json_pack("{s:I, s:o, s:o, s:b}", "sheet", (json_int_t)sheet, "rows", rows, "bad",
	    bad, "end", w->table >= w->tables.count);
}

/* ---- the conversation ---- */

static const struct {
	const char *name;
	json_t *(*fn)(struct worker *w, const json_t *args, json_t **error);
} operations[] = {
    {"read", do_read},
    {"map", do_map},
    {"begin", do_begin},
    {"rows", do_rows},
    {"same", do_same},
};

/* Beside what was used already. */
static void
limit_time(void)
{
	struct rusage used;
	struct rlimit cpu = {.rlim_max = RLIM_INFINITY};

	if (getrusage(RUSAGE_SELF, &used) < 0)
		return;
	cpu.rlim_cur = (rlim_t)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) + 1 + LIST_CPU_SECONDS;
	setrlimit(RLIMIT_CPU, &cpu);
}

static void
line(struct worker *w, json_t *object)
{
	struct channel *ch = w->conversation.channel;
	const char *name = text_of(object, "do");
	json_t *ok = NULL, *error = NULL, *answer;

	limit_time();
	for (size_t i = 0; i < sizeof(operations) / sizeof(operations[0]); i++)
		if (!strcmp(operations[i].name, name))
			ok = operations[i].fn(w, json_object_get(object, "args"), &error);
	if (!ok && !error)
		error = error_of("unknown-operation", NULL);
	answer = json_pack(
	    "{s:I, s:o}", "id", number_of(object, "id"), ok ? "ok" : "error", ok ? ok : error);
	if (!channel_send_within(ch, answer, WORKER_LINE_MAX_BYTES))
		channel_send(ch, json_pack("{s:I, s:{s:s, s:{}}}", "id", number_of(object, "id"),
				     "error", "code", "list-bomb", "args"));
}

int
list_worker_main(void)
{
	struct worker w = {0};

	sandbox_memory(LIST_MEMORY_MB);
	limit_time();
	sandbox_begin();
	sandbox_files(NULL, 0);
	sandbox_calls_of_reader();
	conversation_begin(&w.conversation, LINE_MAX_BYTES, line, &w);
	conversation_run(&w.conversation);
	begin(&w);
	tables_release(&w.tables);
	conversation_end(&w.conversation);
	return 0;
}
