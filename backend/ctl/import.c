/* import: the list is read by a child (ctl/list_reader.h), and sent in chunks as it tells them (importing/import_run.h). Without
 * --keep-going a list is imported whole or not at all: everything is tried first, and only written when no line is bad; all chunks
 * but the last say that more are to come, and what the backend has of them is taken back by it where the last one never comes. One
 * chunk of it is held here, whatever its length: the list is gone through again to be written, and what becomes of a line is printed
 * and forgotten. */
#include "ctl/ctl.h"
#include "ctl/import_columns.h"
#include "ctl/import_files.h"
#include "ctl/list_reader.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "importing/import_run.h"
#include "importing/list_head.h"
#include "words/import.h"
#include "words/import_notes.h"
#include "words/words.h"

#include <fcntl.h>

/* How many bad lines are shown: nobody reads the hundred thousandth complaint. */
enum { SHOWN_MAX = 100 };

struct import {
	const char *file;
	struct list_reader reader;
	json_t *head;  /* what the reader says of the list */
	json_t *known; /* what lists like it were said to have (list.columns) */
	json_t *said;  /* --map */
	json_t *bad;   /* the first SHOWN_MAX lines that are bad: {"line","state","error"} */
	size_t counts[IMPORT_STATE_COUNT], printed;
	json_t *left_out; /* how many for each note (words/import_notes.h) */
	struct import_run run;
	bool dry_run, json, rows, columns, forget;
	bool unknown;   /* the chunk that makes it whole was not answered */
	bool not_whole; /* it was being written when a line was refused, or the backend failed */
};

static bool
has_sheets(const struct import *im)
{
	return json_array_size(json_object_get(im->head, "sheets")) > 1;
}

/* ---- what became of the lines ---- */

static void
print_result(struct import *im, const json_t *result)
{
	json_t *own = json_copy((json_t *)(uintptr_t)result);
	int64_t place = number_of(result, "line");

	if (json_object_get(own, "line"))
		json_object_set_new(own, "line", json_integer(list_place_line(place)));
	if (json_object_get(own, "line") && has_sheets(im))
		json_object_set(own, "sheet",
		    json_object_get(list_head_sheet(im->head, list_place_sheet(place)), "name"));
	putchar(im->printed++ ? ',' : '[');
	json_dumpf(own, stdout, JSON_COMPACT);
	json_decref(own);
}

/* ---- a line for each row ---- */

static void
say_row(const struct import *im, const json_t *result)
{
	const char *field =
	    text_of(json_object_get(json_object_get(result, "error"), "args"), "field");
	struct buf line = {0}, cell = {0}, what = {0};

	list_head_place(im->head, number_of(result, "line"), &line);
	buf_printf(&line, "  %s", words_import_state(text_of(result, "state")));
	list_head_cell(im->head, field, number_of(result, "line"), &cell);
	words_import_result(result, NULL, buf_str(&cell), &what);
	buf_printf(&line, "%s%s",
	    !what.len                ? ""
	    : *buf_str(&what) == '(' ? " "
				     : "; ",
	    buf_str(&what));
	puts(buf_str(&line));
	buf_release(&line);
	buf_release(&cell);
	buf_release(&what);
}

/* Of a trial only what is bad: the others will come from the writing. */
static void
note_result(struct import *im, json_t *result, bool trial)
{
	enum import_state state = import_state_of(result);
	bool bad = state == IMPORT_BAD;

	if (trial && !bad)
		return;
	im->counts[state]++;
	if (words_import_leaves_out(text_of(result, "note")))
		json_object_set_new(im->left_out, text_of(result, "note"),
		    json_integer(number_of(im->left_out, text_of(result, "note")) + 1));
	if (im->rows && !im->json && !(trial && im->run.keep_going))
		say_row(im, result);
	if (bad && json_array_size(im->bad) == SHOWN_MAX)
		return;
	if (bad)
		json_array_append(im->bad, result);
	if (im->json && !trial)
		print_result(im, result);
}

static void
note_results(struct import *im, const json_t *results, bool trial)
{
	size_t i;
	json_t *result;

	json_array_foreach(results, i, result)
		note_result(im, result, trial);
}

/* ---- reading ---- */

/* How each column was understood. */
static void
say_columns(const struct import *im, const json_t *sheet)
{
	const json_t *column;
	struct buf line = {0};
	size_t i;

	json_array_foreach(json_object_get(sheet, "columns"), i, column) {
		const char *title = text_of(column, "title"), *name = text_of(column, "field");

		if (*name)
			buf_printf(&line, "%s%s = %s", line.len ? ", " : "", *title ? title : "?",
			    words_import_field(name));
	}
	if (has_sheets(im))
		ctl_say(_("Columns of %s: %s"), text_of(sheet, "name"), buf_str(&line));
	else
		ctl_say(_("Columns: %s"), buf_str(&line));
	buf_release(&line);
}

static void
say_left_out(const json_t *sheet)
{
	const json_t *column;
	struct buf names = {0};
	size_t i;

	json_array_foreach(json_object_get(sheet, "columns"), i, column)
		if (!*text_of(column, "field") && *text_of(column, "title"))
			buf_printf(&names, "%s%s", names.len ? ", " : "", text_of(column, "title"));
	if (names.len) {
		fprintf(stderr, _("Columns of no known name, not read: %s"), buf_str(&names));
		fputc('\n', stderr);
	}
	buf_release(&names);
}

static void
say_unread(const char *name, bool hidden)
{
	fprintf(stderr,
	    hidden ? _("Sheet %s is hidden, and not read.")
		   : _("Sheet %s has no column with the hosts, and is not read."),
	    name);
	fputc('\n', stderr);
}

static void
say_sheets(const struct import *im)
{
	const json_t *sheet;
	size_t i, hidden = 0;

	json_array_foreach(json_object_get(im->head, "left_out"), i, sheet)
		say_unread(text_of(sheet, "name"), flag_of(sheet, "hidden"));
	json_array_foreach(json_object_get(im->head, "sheets"), i, sheet)
		if (json_object_get(sheet, "error"))
			say_unread(text_of(sheet, "name"), false);
		else
			hidden += (size_t)number_of(sheet, "hidden_rows");
	if (hidden) {
		fprintf(stderr,
		    ngettext("%zu row is hidden, and read all the same.",
			"%zu rows are hidden, and read all the same.", hidden),
		    hidden);
		fputc('\n', stderr);
	}
}

static void
complain(struct ctl *ctl, json_t *error)
{
	ctl_complain_code(ctl, text_of(error, "code"), json_object_get(error, "args"));
	json_decref(error);
}

static void
say_list(const struct import *im)
{
	const json_t *sheet;
	size_t i;

	json_array_foreach(json_object_get(im->head, "sheets"), i, sheet) {
		if (json_object_get(sheet, "error"))
			continue;
		if (im->rows && !im->json)
			say_columns(im, sheet);
		say_left_out(sheet);
	}
	say_sheets(im);
}

/* As they were found, as was said of a list like it, as is said here; then it is known which monitor a row is of. */
static int
settle_columns(struct ctl *ctl, struct import *im)
{
	json_t *error;

	if (im->forget && import_columns_forget(ctl, im->head) < 0)
		return -1;
	im->known = import_columns_recall(ctl, &im->reader, im->head);
	if (!im->known || import_columns_map(ctl, &im->reader, im->head, im->said) < 0)
		return -1;
	error = im->columns ? NULL : list_head_fault(im->head);
	if (error)
		complain(ctl, error);
	return error ? -1 : 0;
}

static int
read_list(struct ctl *ctl, struct import *im)
{
	bool standard = !strcmp(im->file, "-");
	int fd = standard ? dup(STDIN_FILENO) : open(im->file, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	json_t *error = NULL;
	struct err err;

	if (fd < 0) {
		err_file(&err, "cannot open", im->file);
		ctl_complain_err(ctl, &err);
		return -1;
	}
	im->head = list_reader_start(&im->reader, fd, &error);
	close(fd);
	if (error) {
		complain(ctl, error);
		return -1;
	}
	if (settle_columns(ctl, im) < 0)
		return -1;
	snprintf(im->run.digest, sizeof(im->run.digest), "%s", text_of(im->head, "digest"));
	if (!im->columns)
		say_list(im);
	return 0;
}

/* ---- sending ---- */

static const char *
file_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* What the reader answers, and why it does not. */
static json_t *
ask_reader(struct ctl *ctl, struct import *im, const char *operation)
{
	json_t *error = NULL, *ok = list_reader_ask(&im->reader, operation, json_object(), &error);

	if (!ok)
		complain(ctl, error);
	return ok;
}

static int
send_chunk(struct ctl *ctl, struct import *im, json_t *chunk, bool dry, bool trial)
{
	json_t *args = import_run_request(&im->run, chunk, dry), *ok = NULL, *error = NULL,
	       *results;

	if (args) {
		bool last = !flag_of(args, "more");

		ok = ctl_try(ctl, "monitor.import", args, &error);
		im->unknown = !dry && last && !ok && !error;
		im->not_whole = !dry && !flag_of(ok, "written");
		if (error)
			complain(ctl, error);
		if (!ok)
			return -1;
	}
	results = import_run_results(&im->run, chunk, ok);
	note_results(im, results, trial);
	json_decref(results);
	json_decref(ok);
	return 0;
}

static int
send_all(struct ctl *ctl, struct import *im, bool dry, bool trial)
{
	json_t *chunk = ask_reader(ctl, im, "begin");
	int rc = chunk ? 0 : -1;
	bool end = false;

	while (!rc && !end && !im->not_whole) {
		json_decref(chunk);
		chunk = ask_reader(ctl, im, "rows");
		end = flag_of(chunk, "end");
		rc = chunk ? send_chunk(ctl, im, chunk, dry, trial) : -1;
	}
	json_decref(chunk);
	return rc;
}

static int
import_all(struct ctl *ctl, struct import *im)
{
	import_run_try(&im->run);
	if (im->dry_run)
		return send_all(ctl, im, true, false);
	if (send_all(ctl, im, true, true) < 0)
		return -1;
	if (im->counts[IMPORT_BAD] && !im->run.keep_going)
		return 0;
	import_run_write(&im->run);
	if (import_columns_keep(ctl, im->head, im->known) < 0)
		return -1;
	im->counts[IMPORT_BAD] = 0; /* they come again */
	json_array_clear(im->bad);
	return send_all(ctl, im, false, false);
}

/* ---- telling ---- */

static void
say_bad_lines(const struct import *im)
{
	size_t left = im->counts[IMPORT_BAD] - json_array_size(im->bad), i;
	const json_t *result;

	json_array_foreach(im->bad, i, result) {
		const json_t *error = json_object_get(result, "error");
		struct buf line = {0};
		char *clean;

		buf_printf(&line, "%s:", im->file);
		list_head_place(im->head, number_of(result, "line"), &line);
		buf_puts(&line, ": ");
		words_error(text_of(error, "code"), json_object_get(error, "args"), &line);
		clean = text_cleaned(buf_str(&line), 0);
		fprintf(stderr, "%s\n", clean);
		free(clean);
		buf_release(&line);
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
	size_t left = im->counts[IMPORT_BAD] - json_array_size(im->bad), i;
	const json_t *result;

	if (nothing)
		json_array_foreach(im->bad, i, result)
			print_result(im, result);
	if (left)
		print_last(im, json_pack("{s:s, s:I}", "state", "error", "more", (json_int_t)left));
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
	size_t bad = im->counts[IMPORT_BAD];
	struct buf counts = {0};
	bool nothing = bad && !im->run.keep_going && !im->dry_run;

	if (im->json)
		print_rest(im, nothing && !im->printed);
	say_bad_lines(im);
	words_import_counts(im->counts[IMPORT_ADDED], im->counts[IMPORT_CHANGED],
	    im->counts[IMPORT_SAME], bad, &counts);
	if (!im->json && nothing)
		ctl_say(
		    ngettext("%zu line is bad: nothing was imported. --keep-going imports the "
			     "others.",
			"%zu lines are bad: nothing was imported. --keep-going imports the others.",
			bad),
		    bad);
	else if (!im->json)
		ctl_say(im->dry_run ? _("Would be: %s.") : "%s.", buf_str(&counts));
	if (!im->json && im->counts[IMPORT_CONFLICT])
		ctl_say(ngettext("%zu was edited here since, and stays as it is: --overwrite takes "
				 "what the list says.",
			    "%zu were edited here since, and stay as they are: --overwrite takes "
			    "what the list says.",
			    im->counts[IMPORT_CONFLICT]),
		    im->counts[IMPORT_CONFLICT]);
	if (!im->json)
		say_left_out_rows(im);
	buf_release(&counts);
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
	else if (im->run.tried)
		ctl_complain(
		    ctl, _("Nothing of the list stays: what was written of it is taken back."));
}

static void
add_said(const char *value, void *arg)
{
	json_array_append_new(arg, json_string(value));
}

int
import_run(struct ctl *ctl, int argc, char **argv)
{
	struct flag flags[] = {{.name = "dry-run"}, {.name = "keep-going"}, {.name = "json"},
	    {.name = "rows"}, {.name = "overwrite"}, {.name = "columns"}, {.name = "forget"},
	    {.name = "map", .takes = FLAG_VALUE, .each = add_said}};
	struct import im = {.reader.fd = -1};
	int count, code;

	if (import_files_asked(argc, argv))
		return import_files_run(ctl, argc, argv);
	im.bad = json_array();
	im.left_out = json_object();
	flags[7].arg = im.said = json_array();
	code = ctl_arguments(ctl, argc, argv, flags, 8, 1, 1, &argv, &count);
	if (!code) {
		im.file = argv[0];
		im.run.file = file_name(im.file);
		im.dry_run = flags[0].value != NULL;
		im.run.keep_going = flags[1].value != NULL;
		im.json = flags[2].value != NULL;
		im.rows = flags[3].value != NULL;
		im.run.overwrite = flags[4].value != NULL;
		im.columns = flags[5].value != NULL;
		im.forget = flags[6].value != NULL;
		code = read_list(ctl, &im) < 0 ? EXIT_FAILED : EXIT_DONE;
	}
	if (!code && im.columns) {
		import_columns_print(im.head);
	} else if (!code && import_all(ctl, &im) == 0) {
		code = tell(&im);
	} else if (!code) {
		code = EXIT_FAILED;
		tell_failed(ctl, &im);
	}
	list_reader_end(&im.reader);
	json_decref(im.head);
	json_decref(im.known);
	json_decref(im.said);
	import_run_release(&im.run);
	json_decref(im.bad);
	json_decref(im.left_out);
	return code;
}
