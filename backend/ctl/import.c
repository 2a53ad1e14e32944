/* import: the list is read here, with the user's own rights, and sent in chunks. Without
 * --keep-going a list is imported whole or not at all: everything is tried first, and only written
 * when no line is bad. */
#include "ctl/ctl.h"

#include "base/buf.h"
#include "base/mem.h"
#include "inventory/csv.h"
#include "wire/protocol.h"
#include "words/words.h"

#include <fcntl.h>

/* What a chunk may take of a line of the protocol; how many bad lines are shown. */
enum { CHUNK_MAX_BYTES = LINE_MAX_BYTES - 4096, SHOWN_MAX = 100 };

enum state { STATE_ADDED, STATE_CHANGED, STATE_SAME, STATE_ERROR, STATE_COUNT };

static const char *const state_texts[] = {"added", "changed", "same", "error"};

struct import {
	const char *file;
	json_t *rows; /* arguments, each with its line */
	/* {"line","state","id"?,"error"?} of every line, the bad ones of the file included */
	json_t *results; /* with --json all of them; else the bad ones that are shown */
	size_t counts[STATE_COUNT];
	bool dry_run, keep_going, json;
};

/* Nobody reads the hundred thousandth complaint: they are counted. Of the bad lines of the file and of those that the
 * backend refuses the first hundred each are kept, so that the first hundred of all are among them. */
static void
add_result(struct import *im, const json_t *result, size_t *kept)
{
	for (int state = 0; state < STATE_COUNT; state++)
		if (!strcmp(text_of(result, "state"), state_texts[state]))
			im->counts[state]++;
	if (!im->json && (!json_object_get(result, "error") || *kept == SHOWN_MAX))
		return;
	++*kept;
	json_array_append(im->results, (json_t *)(uintptr_t)result);
}

/* ---- reading ---- */

static void
say_left_out(const struct csv *csv)
{
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
	json_t *error = NULL, *row;
	enum csv_state state;
	struct csv *csv;
	struct err err;
	size_t line, kept = 0;

	if (fd < 0) {
		err_errno(&err, "%s", im->file);
		ctl_complain_err(ctl, &err);
		return -1;
	}
	csv = csv_read(fd, &error);
	close(fd);
	if (!csv) {
		ctl_complain_code(ctl, text_of(error, "code"), json_object_get(error, "args"));
		json_decref(error);
		return -1;
	}
	say_left_out(csv);
	while ((state = csv_next(csv, &row, &line, &error)) != CSV_END)
		if (state == CSV_ROW) {
			json_array_append_new(im->rows, row);
		} else {
			json_t *result = json_pack("{s:I, s:s, s:o}", "line", (json_int_t)line,
			    "state", state_texts[STATE_ERROR], "error", error);

			add_result(im, result, &kept);
			json_decref(result);
		}
	csv_free(csv);
	return 0;
}

/* ---- sending ---- */

/* The rows from *at on that fit in one request; *at is left after them. */
static json_t *
next_chunk(const json_t *rows, size_t *at)
{
	json_t *chunk = json_array();
	size_t bytes = 0;

	for (; *at < json_array_size(rows) && json_array_size(chunk) < CHUNK_MAX_ROWS; (*at)++) {
		json_t *row = json_array_get(rows, *at);
		size_t size = json_dumpb(row, NULL, 0, JSON_COMPACT) + 1;

		if (bytes + size > CHUNK_MAX_BYTES && bytes)
			break;
		bytes += size;
		json_array_append(chunk, row);
	}
	return chunk;
}

/* Sends every row. The results of a trial are kept only where they are bad: the others will come
 * from the writing. */
static int
send_all(struct ctl *ctl, struct import *im, bool dry, bool only_bad)
{
	size_t kept = 0;

	for (size_t at = 0; at < json_array_size(im->rows);) {
		json_t *ok = ctl_call(ctl, "monitor.import",
		    json_pack("{s:o, s:b, s:b}", "rows", next_chunk(im->rows, &at), "dry_run", dry,
			"keep_going", dry || im->keep_going),
		    NULL, NULL);
		const json_t *results = json_object_get(ok, "results");

		if (!ok)
			return -1;
		for (size_t i = 0; i < json_array_size(results); i++) {
			json_t *result = json_array_get(results, i);

			if (!only_bad ||
			    !strcmp(text_of(result, "state"), state_texts[STATE_ERROR]))
				add_result(im, result, &kept);
		}
		json_decref(ok);
	}
	return 0;
}

static int
import_all(struct ctl *ctl, struct import *im)
{
	if (im->dry_run)
		return send_all(ctl, im, true, false);
	if (!im->keep_going) {
		if (send_all(ctl, im, true, true) < 0)
			return -1;
		if (im->counts[STATE_ERROR])
			return 0;
	}
	return send_all(ctl, im, false, false);
}

/* ---- telling ---- */

static int
compare_lines(const void *a, const void *b)
{
	int64_t left = number_of(*(json_t *const *)a, "line"),
		right = number_of(*(json_t *const *)b, "line");

	return (left > right) - (left < right);
}

static void
say_bad_lines(const struct import *im)
{
	size_t count = json_array_size(im->results), said = 0, left = 0;
	json_t **sorted = mem_array(count, sizeof(json_t *));

	for (size_t i = 0; i < count; i++)
		sorted[i] = json_array_get(im->results, i);
	qsort(sorted, count, sizeof(*sorted), compare_lines);
	for (size_t i = 0; i < count && said < SHOWN_MAX; i++) {
		const json_t *error = json_object_get(sorted[i], "error");
		struct buf sentence = {0};

		if (!error)
			continue;
		said++;
		words_error(text_of(error, "code"), json_object_get(error, "args"), &sentence);
		fprintf(stderr, "%s:%lld: %s\n", im->file, (long long)number_of(sorted[i], "line"),
		    buf_str(&sentence));
		buf_release(&sentence);
	}
	left = im->counts[STATE_ERROR] - said;
	if (left) {
		fprintf(stderr, ngettext("And %zu more bad line.", "And %zu more bad lines.", left),
		    left);
		fputc('\n', stderr);
	}
	free(sorted);
}

static int
tell(const struct import *im)
{
	size_t bad = im->counts[STATE_ERROR];
	bool nothing = bad && !im->keep_going && !im->dry_run;

	if (im->json)
		ctl_print_json(im->results);
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
	return bad ? EXIT_FAILED : EXIT_DONE;
}

int
import_run(struct ctl *ctl, int argc, char **argv)
{
	struct flag flags[] = {{.name = "dry-run"}, {.name = "keep-going"}, {.name = "json"}};
	struct import im = {.rows = json_array(), .results = json_array()};
	int count, code = ctl_arguments(ctl, argc, argv, flags, 3, 1, 1, &argv, &count);

	if (!code) {
		im.file = argv[0];
		im.dry_run = flags[0].value != NULL;
		im.keep_going = flags[1].value != NULL;
		im.json = flags[2].value != NULL;
		code =
		    read_list(ctl, &im) < 0 || import_all(ctl, &im) < 0 ? EXIT_FAILED : tell(&im);
	}
	json_decref(im.rows);
	json_decref(im.results);
	return code;
}
