/* import: the list is read here, with the user's own rights, and sent in chunks. Without
 * --keep-going a list is imported whole or not at all: everything is tried first, and only written
 * when no line is bad; all chunks but the last say that more are to come, and what the backend has of
 * them is taken back by it where the last one never comes. Beside the text of the list one chunk of it is held, whatever its length, and some bytes for
 * each endpoint that it names: the list is gone through again to be written, and what becomes of a line is printed and
 * forgotten.
 *
 * A line that names what an earlier one did is bad, however far from it. The backend sees one chunk and knows its own
 * monitors; what was named in another chunk is known here, from its answers to the trial, and not sent again. */
#include "ctl/ctl.h"
#include "ctl/import_files.h"
#include "ctl/named_set.h"
#include "ctl/tables.h"

#include "base/buf.h"
#include "base/mem.h"
#include "wire/protocol.h"
#include "words/import_notes.h"
#include "words/trail.h"
#include "words/words.h"

#include <fcntl.h>

/* What a chunk may take of a line of the protocol; how many bad lines are shown: nobody reads the hundred thousandth
 * complaint. */
enum { CHUNK_MAX_BYTES = LINE_MAX_BYTES - 4096, SHOWN_MAX = 100 };

enum state { STATE_ADDED, STATE_CHANGED, STATE_SAME, STATE_CONFLICT, STATE_ERROR, STATE_COUNT };

static const char *const state_texts[] = {"added", "changed", "same", "conflict", "error"};

struct import {
	const char *file;
	struct tables tables;
	size_t table; /* which of them is being read */
	json_t *bad;  /* the first SHOWN_MAX lines that are bad: {"line","state","error"} */
	size_t counts[STATE_COUNT], printed;
	json_t *left_out;       /* how many for each note (words/import_notes.h) */
	size_t total;           /* rows that were tried */
	struct named_set named; /* endpoints, in a trial */
	int64_t *repeated;      /* the lines that name one again, in their order */
	size_t repeated_count, repeated_at;
	bool tried; /* it is being written */
	bool dry_run, keep_going, json, rows, overwrite;
	int64_t number; /* that the backend has given it; 0: nothing is written yet */
	bool unknown;   /* the chunk that makes it whole was not answered */
	bool not_whole; /* it was being written when a line was refused, or the backend failed */
};

/* A row of a table is known by one number: that of the sheet, and its own below it (a sheet has 2^20 at most). */
enum { SHEET_SHIFT = 24 };

static int64_t
place_of(size_t table, size_t line)
{
	return ((int64_t)table << SHEET_SHIFT) + (int64_t)line;
}

static size_t
line_of(int64_t place)
{
	return (size_t)(place & ((1 << SHEET_SHIFT) - 1));
}

static size_t
table_of(const struct import *im, int64_t place)
{
	size_t table = (size_t)(place >> SHEET_SHIFT);

	return table < im->tables.count ? table : 0;
}

/* "17", or "Full 1, 17" where there are several. */
static void
add_place(const struct import *im, int64_t place, struct buf *out)
{
	if (im->tables.count > 1)
		buf_printf(out, "%s, ", im->tables.names[table_of(im, place)]);
	buf_printf(out, "%zu", line_of(place));
}

/* What is sent at once. */
struct chunk {
	json_t *rows; /* arguments, each with its line */
	json_t *
	    results; /* {"line","state","id"?,"error"?}: at first of those that the file itself has wrong */
	json_t *next; /* the row for which there was no room; NULL */
	size_t bytes;
};

/* ---- what became of the lines ---- */

static void
print_result(struct import *im, const json_t *result)
{
	json_t *own = json_copy((json_t *)(uintptr_t)result);
	int64_t place = number_of(result, "line");

	if (json_object_get(own, "line"))
		json_object_set_new(own, "line", json_integer((json_int_t)line_of(place)));
	if (json_object_get(own, "line") && im->tables.count > 1)
		json_object_set_new(
		    own, "sheet", json_string(im->tables.names[table_of(im, place)]));
	putchar(im->printed++ ? ',' : '[');
	json_dumpf(own, stdout, JSON_COMPACT);
	json_decref(own);
}

static enum state
state_of(const json_t *result)
{
	int state = 0;

	while (state < STATE_ERROR && strcmp(text_of(result, "state"), state_texts[state]) != 0)
		state++;
	return (enum state)state;
}

static json_t *
bad_line(size_t line, json_t *error)
{
	return json_pack("{s:I, s:s, s:o}", "line", (json_int_t)line, "state",
	    state_texts[STATE_ERROR], "error", error);
}

static json_t *
repeated_error(void)
{
	return json_pack("{s:s, s:{}}", "code", "repeated", "args");
}

static void
note_repeated(struct import *im, const json_t *result)
{
	im->repeated = mem_resize(im->repeated, im->repeated_count + 1, sizeof(*im->repeated));
	im->repeated[im->repeated_count++] = number_of(result, "line");
}

/* Of a trial, whose lines come in their order. Those of one chunk the backend has told. */
static void
look_for_repeated(struct import *im, json_t *result)
{
	const char *key = text_of(result, "key");

	if (*key && !named_set_add(&im->named, strtoull(key, NULL, 16))) {
		json_object_set_new(result, "state", json_string(state_texts[STATE_ERROR]));
		json_object_set_new(result, "error", repeated_error());
		json_object_del(result, "id");
	}
	json_object_del(result, "key");
	if (!strcmp(text_of(json_object_get(result, "error"), "code"), "repeated"))
		note_repeated(im, result);
}

/* ---- a line for each row ---- */

static const char *
field_words(const char *name)
{
	const char *words = words_trail_field(name);

	return words ? words : name;
}

static void
add_value(const json_t *value, struct buf *out)
{
	char *text = json_is_string(value) || !value || json_is_null(value)
			 ? NULL
			 : json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
	size_t i;
	const json_t *one;

	if (json_is_array(value)) {
		json_array_foreach(value, i, one)
			buf_printf(out, "%s%s", i ? ", " : "",
			    json_string_value(one) ? json_string_value(one) : "");
	} else if (text) {
		buf_puts(out, text);
	} else if (json_is_string(value) && *json_string_value(value)) {
		words_day(json_string_value(value), out);
	} else {
		buf_puts(out, "—");
	}
	free(text);
}

static void
add_changes(json_t *changes, bool is_new, struct buf *out)
{
	const char *name;
	json_t *change;

	json_object_foreach(changes, name, change) {
		buf_printf(out, "; %s: ", field_words(name));
		if (!is_new) {
			add_value(json_array_get(change, 0), out);
			buf_puts(out, " → ");
		}
		add_value(json_array_get(change, 1), out);
	}
}

static void
add_names(const json_t *names, struct buf *out)
{
	size_t i;
	const json_t *one;

	json_array_foreach(names, i, one)
		buf_printf(out, "%s%s", i ? ", " : "", field_words(json_string_value(one)));
}

/* Why, and in which cell. */
static void
add_error(const struct import *im, const json_t *result, struct buf *out)
{
	const json_t *error = json_object_get(result, "error"),
		     *args = json_object_get(error, "args");
	char cell[CSV_CELL_BYTES];

	csv_cell(im->tables.csv[table_of(im, number_of(result, "line"))], text_of(args, "field"),
	    line_of(number_of(result, "line")), cell);
	buf_printf(out, "; %s%s", cell, *cell ? ": " : "");
	words_error(text_of(error, "code"), args, out);
}

static void
say_row(const struct import *im, const json_t *result)
{
	const char *const states[] = {[STATE_ADDED] = _("new"),
	    [STATE_CHANGED] = _("changed"),
	    [STATE_SAME] = _("unchanged"),
	    [STATE_CONFLICT] = _("edited here since"),
	    [STATE_ERROR] = _("bad")};
	enum state state = state_of(result);
	int type = monitor_type_from(string_of(result, "type"));
	struct buf line = {0};

	add_place(im, number_of(result, "line"), &line);
	buf_printf(&line, "  %s", states[state]);
	if (type >= 0)
		buf_printf(&line, " (%s)", words_where((enum monitor_type)type));
	add_changes(json_object_get(result, "changes"), state == STATE_ADDED, &line);
	if (json_object_get(result, "fields")) {
		buf_puts(&line, "; ");
		add_names(json_object_get(result, "fields"), &line);
	}
	if (json_object_get(result, "conflicts")) {
		buf_printf(&line, "; %s: ", _("kept as it is here"));
		add_names(json_object_get(result, "conflicts"), &line);
	}
	words_import_note(result, &line);
	if (json_object_get(result, "hosts")) {
		buf_printf(&line, "; %s: ", _("known"));
		add_names(json_object_get(result, "hosts"), &line);
	}
	if (state == STATE_ERROR)
		add_error(im, result, &line);
	puts(buf_str(&line));
	buf_release(&line);
}

/* Of a trial only what is bad: the others will come from the writing. */
static void
note_result(struct import *im, json_t *result, bool trial)
{
	enum state state = state_of(result);
	bool bad = state == STATE_ERROR;

	if (trial && !bad)
		return;
	im->counts[state]++;
	if (words_import_leaves_out(text_of(result, "note")))
		json_object_set_new(im->left_out, text_of(result, "note"),
		    json_integer(number_of(im->left_out, text_of(result, "note")) + 1));
	if (im->rows && !im->json && !(trial && im->keep_going))
		say_row(im, result);
	if (bad && json_array_size(im->bad) == SHOWN_MAX)
		return;
	if (bad)
		json_array_append(im->bad, result);
	if (im->json && !trial)
		print_result(im, result);
}

static int
compare_lines(const void *a, const void *b)
{
	int64_t left = number_of(*(json_t *const *)a, "line"),
		right = number_of(*(json_t *const *)b, "line");

	return (left > right) - (left < right);
}

static void
note_results(struct import *im, const json_t *results, bool trial)
{
	size_t count = json_array_size(results);
	json_t **sorted = mem_array(count, sizeof(json_t *));

	for (size_t i = 0; i < count; i++)
		sorted[i] = json_array_get(results, i);
	qsort(sorted, count, sizeof(*sorted), compare_lines);
	for (size_t i = 0; i < count; i++) {
		if (!im->tried)
			look_for_repeated(im, sorted[i]);
		note_result(im, sorted[i], trial);
	}
	free(sorted);
}

/* ---- reading ---- */

/* How each column was understood. */
static void
say_columns(const struct tables *t, size_t table)
{
	const struct csv *csv = t->csv[table];
	struct buf line = {0};

	for (size_t i = 0; i < csv_column_count(csv); i++) {
		const char *title, *name = csv_column(csv, i, &title);

		if (name)
			buf_printf(&line, "%s%s = %s", line.len ? ", " : "", *title ? title : "?",
			    field_words(name));
	}
	if (t->count > 1)
		ctl_say(_("Columns of %s: %s"), t->names[table], buf_str(&line));
	else
		ctl_say(_("Columns: %s"), buf_str(&line));
	buf_release(&line);
}

static void
say_sheets(const struct tables *t)
{
	const json_t *sheet;
	size_t i;

	json_array_foreach(t->left_out, i, sheet) {
		fprintf(stderr,
		    flag_of(sheet, "hidden")
			? _("Sheet %s is hidden, and not read.")
			: _("Sheet %s has no column with the hosts, and is not read."),
		    text_of(sheet, "name"));
		fputc('\n', stderr);
	}
	if (t->hidden_rows) {
		fprintf(stderr,
		    ngettext("%zu row is hidden, and read all the same.",
			"%zu rows are hidden, and read all the same.", t->hidden_rows),
		    t->hidden_rows);
		fputc('\n', stderr);
	}
}

static void
say_left_out(const struct tables *t, size_t table)
{
	const struct csv *csv = t->csv[table];
	struct buf names = {0};

	for (size_t i = 0; i < csv_unknown_count(csv); i++)
		buf_printf(&names, "%s%s", i ? ", " : "", csv_unknown(csv, i));
	if (names.len) {
		fprintf(stderr, _("Columns of no known name, not read: %s"), buf_str(&names));
		fputc('\n', stderr);
	}
	buf_release(&names);
}

static int
read_list(struct ctl *ctl, struct import *im)
{
	bool standard = !strcmp(im->file, "-");
	int fd = standard ? dup(STDIN_FILENO) : open(im->file, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	json_t *error = NULL;
	struct err err;

	if (fd < 0) {
		err_errno(&err, "%s", im->file);
		ctl_complain_err(ctl, &err);
		return -1;
	}
	tables_read(&im->tables, fd, &error);
	close(fd);
	if (error) {
		ctl_complain_code(ctl, text_of(error, "code"), json_object_get(error, "args"));
		json_decref(error);
		return -1;
	}
	for (size_t i = 0; i < im->tables.count; i++) {
		if (im->rows && !im->json)
			say_columns(&im->tables, i);
		say_left_out(&im->tables, i);
	}
	say_sheets(&im->tables);
	return 0;
}

/* False: there is no room for it. */
static bool
chunk_add(struct chunk *c, json_t *row)
{
	size_t size = json_dumpb(row, NULL, 0, JSON_COMPACT) + 1;

	if (c->bytes &&
	    (c->bytes + size > CHUNK_MAX_BYTES || json_array_size(c->rows) == CHUNK_MAX_ROWS)) {
		c->next = row;
		return false;
	}
	c->bytes += size;
	json_array_append_new(c->rows, row);
	return true;
}

/* Steals the error. */
static void
chunk_add_bad(struct import *im, struct chunk *c, size_t line, json_t *error)
{
	if (json_array_size(c->results) == SHOWN_MAX) {
		im->counts[STATE_ERROR]++;
		json_decref(error);
	} else {
		json_array_append_new(c->results, bad_line(line, error));
	}
}

/* The trial found that it names what an earlier one does. Lines are asked about in their order. */
static bool
is_repeated(struct import *im, size_t line)
{
	bool found =
	    im->repeated_at < im->repeated_count && im->repeated[im->repeated_at] == (int64_t)line;

	im->repeated_at += found;
	return found;
}

/* Of all tables, one after another. */
static enum csv_state
next_row(struct import *im, json_t **row, size_t *place, json_t **error)
{
	enum csv_state state = CSV_END;

	while (im->table < im->tables.count) {
		state = csv_next(im->tables.csv[im->table], row, place, error);
		*place = (size_t)place_of(im->table, *place);
		if (state == CSV_ROW)
			json_object_set_new(*row, "line", json_integer((json_int_t)*place));
		if (state != CSV_END)
			break;
		im->table++;
	}
	return state;
}

/* The next rows that fit in one request, and the lines between them that cannot be sent. */
static void
chunk_fill(struct import *im, struct chunk *c)
{
	json_t *row = c->next, *error;
	enum csv_state state;
	size_t line;

	*c = (struct chunk){.rows = json_array(), .results = json_array()};
	if (row)
		chunk_add(c, row);
	while ((state = next_row(im, &row, &line, &error)) != CSV_END) {
		if (state == CSV_BAD) {
			chunk_add_bad(im, c, line, error);
		} else if (is_repeated(im, line)) {
			json_decref(row);
			chunk_add_bad(im, c, line, repeated_error());
		} else if (!chunk_add(c, row)) {
			break;
		}
	}
}

/* ---- sending ---- */

static const char *
file_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static int
send_chunk(struct ctl *ctl, struct import *im, struct chunk *c, bool dry)
{
	json_t *args, *ok, *error;

	if (!json_array_size(c->rows))
		return 0;
	args = json_pack("{s:O, s:b, s:b, s:b, s:b, s:s, s:s, s:I}", "rows", c->rows, "dry_run",
	    dry, "keep_going", dry || im->keep_going, "overwrite", im->overwrite, "more",
	    c->next != NULL, "file", file_name(im->file), "digest", im->tables.digest, "total",
	    (json_int_t)im->total);
	if (im->number)
		json_object_set_new(args, "import", json_integer(im->number));
	ok = ctl_try(ctl, "monitor.import", args, &error);
	im->unknown = !dry && !c->next && !ok && !error;
	if (error)
		ctl_complain_code(ctl, text_of(error, "code"), json_object_get(error, "args"));
	json_decref(error);
	im->number = number_of(ok, "import");
	im->not_whole = !dry && !flag_of(ok, "written");
	im->total += dry ? json_array_size(c->rows) : 0;
	json_array_extend(c->results, json_object_get(ok, "results"));
	json_decref(ok);
	return ok ? 0 : -1;
}

static int
send_all(struct ctl *ctl, struct import *im, bool dry, bool trial)
{
	struct chunk c = {0};
	int rc = 0;

	for (size_t i = 0; i < im->tables.count; i++)
		csv_rewind(im->tables.csv[i]);
	im->table = 0;
	do {
		chunk_fill(im, &c);
		rc = send_chunk(ctl, im, &c, dry);
		if (!rc)
			note_results(im, c.results, trial);
		json_decref(c.rows);
		json_decref(c.results);
	} while (!rc && c.next && !im->not_whole);
	json_decref(c.next);
	return rc;
}

static int
import_all(struct ctl *ctl, struct import *im)
{
	if (im->dry_run)
		return send_all(ctl, im, true, false);
	if (send_all(ctl, im, true, true) < 0)
		return -1;
	if (im->counts[STATE_ERROR] && !im->keep_going)
		return 0;
	im->tried = true;
	im->counts[STATE_ERROR] = 0; /* they come again */
	json_array_clear(im->bad);
	return send_all(ctl, im, false, false);
}

/* ---- telling ---- */

static void
say_bad_lines(const struct import *im)
{
	size_t left = im->counts[STATE_ERROR] - json_array_size(im->bad), i;
	const json_t *result;

	json_array_foreach(im->bad, i, result) {
		const json_t *error = json_object_get(result, "error");
		struct buf sentence = {0}, place = {0};

		words_error(text_of(error, "code"), json_object_get(error, "args"), &sentence);
		add_place(im, number_of(result, "line"), &place);
		fprintf(stderr, "%s:%s: %s\n", im->file, buf_str(&place), buf_str(&sentence));
		buf_release(&place);
		buf_release(&sentence);
	}
	if (left) {
		fprintf(stderr, ngettext("And %zu more bad line.", "And %zu more bad lines.", left),
		    left);
		fputc('\n', stderr);
	}
}

/* Steals the object. */
static void
print_last(struct import *im, json_t *object)
{
	print_result(im, object);
	json_decref(object);
}

/* Ends the array; of an import that is not whole nothing stays, whatever it has of earlier lines. */
static void
print_rest(struct import *im, bool nothing)
{
	size_t left = im->counts[STATE_ERROR] - json_array_size(im->bad), i;
	const json_t *result;

	if (nothing)
		json_array_foreach(im->bad, i, result)
			print_result(im, result);
	if (left)
		print_last(im, json_pack("{s:s, s:I}", "state", state_texts[STATE_ERROR], "more",
				   (json_int_t)left));
	if (im->printed && im->not_whole)
		print_last(im, json_pack("{s:s}", "state", "taken-back"));
	puts(im->printed ? "]" : "[]");
}

static void
say_left_out_rows(const struct import *im)
{
	struct buf lines = {0};

	words_import_left_out(im->left_out, &lines);
	fputs(buf_str(&lines), stdout);
	buf_release(&lines);
}

static int
tell(struct import *im)
{
	size_t bad = im->counts[STATE_ERROR];
	bool nothing = bad && !im->keep_going && !im->dry_run;

	if (im->json)
		print_rest(im, nothing && !im->printed);
	say_bad_lines(im);
	if (!im->json && nothing)
		ctl_say(
		    ngettext("%zu line is bad: nothing was imported. --keep-going imports the "
			     "others.",
			"%zu lines are bad: nothing was imported. --keep-going imports the others.",
			bad),
		    bad);
	else if (!im->json)
		ctl_say(im->dry_run ? _("Would be: %zu added, %zu changed, %zu the same, %zu bad.")
				    : _("%zu added, %zu changed, %zu the same, %zu bad."),
		    im->counts[STATE_ADDED], im->counts[STATE_CHANGED], im->counts[STATE_SAME],
		    bad);
	if (!im->json && im->counts[STATE_CONFLICT])
		ctl_say(ngettext("%zu was edited here since, and stays as it is: --overwrite takes "
				 "what the list says.",
			    "%zu were edited here since, and stay as they are: --overwrite takes "
			    "what the list says.",
			    im->counts[STATE_CONFLICT]),
		    im->counts[STATE_CONFLICT]);
	if (!im->json)
		say_left_out_rows(im);
	return bad ? EXIT_FAILED : EXIT_DONE;
}

/* Whoever wrote it and was not answered does not know. */
static void
tell_failed(struct ctl *ctl, struct import *im)
{
	im->not_whole = im->not_whole && !im->unknown;
	if (im->printed)
		print_rest(im, false);
	if (im->unknown)
		ctl_complain(ctl, _("Whether the list is in is not known: caducactl log tells."));
	else if (im->tried)
		ctl_complain(
		    ctl, _("Nothing of the list stays: what was written of it is taken back."));
}

int
import_run(struct ctl *ctl, int argc, char **argv)
{
	struct flag flags[] = {{.name = "dry-run"}, {.name = "keep-going"}, {.name = "json"},
	    {.name = "rows"}, {.name = "overwrite"}};
	struct import im = {0};
	int count, code;

	if (import_files_asked(argc, argv))
		return import_files_run(ctl, argc, argv);
	im.bad = json_array();
	im.left_out = json_object();
	code = ctl_arguments(ctl, argc, argv, flags, 5, 1, 1, &argv, &count);
	if (!code) {
		im.file = argv[0];
		im.dry_run = flags[0].value != NULL;
		im.keep_going = flags[1].value != NULL;
		im.json = flags[2].value != NULL;
		im.rows = flags[3].value != NULL;
		im.overwrite = flags[4].value != NULL;
		code = read_list(ctl, &im) < 0 ? EXIT_FAILED : EXIT_DONE;
	}
	if (!code && import_all(ctl, &im) == 0) {
		code = tell(&im);
	} else if (!code) {
		code = EXIT_FAILED;
		tell_failed(ctl, &im);
	}
	tables_release(&im.tables);
	named_set_release(&im.named);
	free(im.repeated);
	json_decref(im.bad);
	json_decref(im.left_out);
	return code;
}
