/* One thing is asked at a time, of the child that reads, of the backend, or of the child with the user's rights, and its answer
 * asks the next: read, then try (begin, rows, monitor.import with dry_run, rows, …), and later look (open, same), then write (the
 * same steps as the trial, without dry_run). The phase says which of them is under way, and with it what an answer is for; chunk
 * is what the backend was asked about, until it has answered.
 *
 * The child holds the list from the first reading on, so that what is written is what was tried, whatever becomes of the file; that
 * it is still the same is looked at for the user, who may think of the newer one. What would become of the rows is one array,
 * made anew by each trial: whoever shows it keeps a reference of the one it shows. */
#include "tui/model/list_import.h"

#include "base/endpoint.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/sys.h"
#include "importing/list_head.h"
#include "tui/model/asked_child.h"
#include "tui/model/files.h"
#include "tui/model/link.h"
#include "wire/protocol.h"

enum { ANSWER_MS = 30000 };

/* One that does not answer needs more than its limits are. */
static const struct asked_child_kind reader_kind = {
    "list", WORKER_LINE_MAX_BYTES, "list-bomb", "list-bomb", ANSWER_MS};

struct list_import {
	struct loop *loop;
	struct link *link;
	struct files *files;
	struct list_import_owner owner;
	char *name, *place; /* NULL: it has none */
	struct asked_child *reader;
	enum import_phase phase;
	json_t *head, *fault, *chunk, *rows;
	json_t *known;    /* what list.columns answered; NULL */
	size_t recalling; /* the sheet that is being made what it was said to be */
	bool recalled;    /* some was */
	struct import_run run;
	size_t counts[IMPORT_STATE_COUNT], written[IMPORT_STATE_COUNT];
};

static void ask_rows(struct list_import *im);

static void
go_to(struct list_import *im, enum import_phase phase)
{
	im->phase = phase;
	im->owner.changed(im->owner.arg);
}

static void
fail(struct list_import *im, const json_t *error)
{
	im->phase = IMPORT_FAILED;
	im->owner.refused(error, im->owner.arg);
}

/* ---- what would become of a row ---- */

static json_t *
who_of(const json_t *said)
{
	const char *host = text_of(said, "host"), *name = text_of(said, "name");
	int port = (int)number_of(said, "port");
	json_t *who;
	char *text;

	if (!*host || !port)
		return json_string(*host ? host : name);
	text = endpoint_text(host, port);
	who = json_string(text);
	free(text);
	return who;
}

static bool
is_of(const json_t *said, const json_t *result)
{
	return number_of(said, "line") == number_of(result, "line") &&
	       number_of(said, "part") == number_of(result, "part");
}

static void
add_row(struct list_import *im, json_t *result, json_t *said)
{
	size_t id = json_array_size(im->rows) + 1;
	json_t *row = json_pack("{s:I, s:O, s:O, s:o, s:O}", "id", (json_int_t)id, "line",
	    json_object_get(result, "line"), "state", json_object_get(result, "state"), "who",
	    who_of(said), "result", result);

	if (said)
		json_object_set(row, "said", said);
	json_array_append_new(im->rows, row);
}

/* Both are in the order of the list; of some results the list has no row that could be read. */
static void
add_rows(struct list_import *im, const json_t *results)
{
	const json_t *rows = json_object_get(im->chunk, "rows");
	json_t *result;
	size_t i, at = 0;

	json_array_foreach(results, i, result) {
		json_t *said = json_array_get(rows, at);
		bool its = said && is_of(said, result);

		at += its;
		im->counts[import_state_of(result)]++;
		add_row(im, result, its ? said : NULL);
	}
}

/* ---- chunk after chunk ---- */

static void
results_came(struct list_import *im, const json_t *answer)
{
	json_t *results = import_run_results(&im->run, im->chunk, answer), *result;
	bool end = flag_of(im->chunk, "end"), writing = im->phase == IMPORT_WRITING;
	size_t i;

	if (!writing)
		add_rows(im, results);
	else
		json_array_foreach(results, i, result)
			im->written[import_state_of(result)]++;
	json_decref(results);
	json_decref(im->chunk);
	im->chunk = NULL;
	if (!end)
		ask_rows(im);
	go_to(im, !end ? im->phase : writing ? IMPORT_WRITTEN : IMPORT_TRIED);
}

static void
answered(const json_t *ok, const json_t *error, void *arg)
{
	struct list_import *im = arg;

	if (!ok)
		fail(im, error);
	else if (im->phase == IMPORT_WRITING && !flag_of(ok, "written"))
		fail(im, NULL); /* a row was refused: what was written before is taken back */
	else
		results_came(im, ok);
}

static void
got_rows(const json_t *ok, const json_t *error, int fd, void *arg)
{
	struct list_import *im = arg;
	json_t *args;

	sys_close(&fd);
	if (!ok) {
		fail(im, error);
		return;
	}
	im->chunk = json_deep_copy(ok);
	args = import_run_request(&im->run, im->chunk, im->phase == IMPORT_TRYING);
	if (args)
		link_call(im->link, "monitor.import", args, answered, im);
	else
		results_came(im, NULL);
}

static void
ask_rows(struct list_import *im)
{
	asked_child_call(im->reader, "rows", json_object(), -1, got_rows, im);
}

static void
begun(const json_t *ok, const json_t *error, int fd, void *arg)
{
	sys_close(&fd);
	if (ok)
		ask_rows(arg);
	else
		fail(arg, error);
}

static void
try(struct list_import *im)
{
	json_decref(im->rows);
	im->rows = json_array();
	memset(im->counts, 0, sizeof(im->counts));
	json_decref(im->fault);
	im->fault = list_head_fault(im->head);
	if (im->fault) {
		go_to(im, IMPORT_TRIED);
		return;
	}
	import_run_try(&im->run);
	asked_child_call(im->reader, "begin", json_object(), -1, begun, im);
	go_to(im, IMPORT_TRYING);
}

/* ---- reading ---- */

static void recall(struct list_import *im, size_t sheet);

static void
recalled_sheet(const json_t *ok, const json_t *error, int fd, void *arg)
{
	struct list_import *im = arg;
	size_t at = (size_t)number_of(ok, "at");

	(void)error; /* what was said then is no field any more: it is as it was found */
	sys_close(&fd);
	if (ok) {
		list_head_set_sheet(im->head, at, json_object_get(ok, "sheet"));
		im->recalled = true;
	}
	recall(im, im->recalling + 1);
}

/* Each sheet that is like one of which somebody said what its columns are. */
static void
recall(struct list_import *im, size_t sheet)
{
	json_t *args = NULL;

	for (; list_head_sheet(im->head, sheet) && !args; sheet += !args)
		args = list_head_recalled(im->head, sheet, im->known);
	im->recalling = sheet;
	if (args)
		asked_child_call(im->reader, "map", args, -1, recalled_sheet, im);
	else
		try(im);
}

/* What was said is a help: without it the columns are as they are found. */
static void
got_known(const json_t *ok, const json_t *error, void *arg)
{
	struct list_import *im = arg;

	(void)error;
	json_decref(im->known);
	im->known = json_deep_copy(ok);
	recall(im, 0);
}

static void
was_read(const json_t *ok, const json_t *error, int fd, void *arg)
{
	struct list_import *im = arg;

	sys_close(&fd);
	if (!ok) {
		fail(im, error);
		return;
	}
	json_decref(im->head);
	im->head = json_deep_copy(ok);
	im->recalled = false;
	snprintf(im->run.digest, sizeof(im->run.digest), "%s", text_of(ok, "digest"));
	link_call(im->link, "list.columns", list_head_shapes(im->head), got_known, im);
}

static void
opened_again(const json_t *ok, const json_t *error, int fd, void *arg)
{
	struct list_import *im = arg;

	if (ok)
		asked_child_call(im->reader, "read", json_object(), fd, was_read, im);
	else
		fail(im, error);
}

void
list_import_again(struct list_import *im)
{
	files_call(im->files, "open", json_pack("{s:s}", "path", im->place), opened_again, im);
	go_to(im, IMPORT_READING);
}

static void
mapped(const json_t *ok, const json_t *error, int fd, void *arg)
{
	struct list_import *im = arg;
	const json_t *sheet = json_object_get(ok, "sheet");
	size_t at = (size_t)number_of(ok, "at");

	sys_close(&fd);
	if (!ok) {
		im->phase = IMPORT_TRIED;
		im->owner.refused(error, im->owner.arg);
		return;
	}
	list_head_set_sheet(im->head, at, sheet);
	try(im);
}

void
list_import_map(struct list_import *im, size_t sheet, json_t *fields)
{
	if (im->phase != IMPORT_TRIED) {
		json_decref(fields);
		return;
	}
	asked_child_call(im->reader, "map",
	    json_pack("{s:I, s:o}", "sheet", (json_int_t)sheet, "columns", fields), -1, mapped, im);
	go_to(im, IMPORT_READING);
}

/* ---- writing ---- */

/* For the next list that is like it; it is no reason to say anything where that cannot be kept. */
static void
kept(const json_t *ok, const json_t *error, void *arg)
{
	(void)ok;
	(void)error;
	(void)arg;
}

static void
keep_columns(struct list_import *im)
{
	for (size_t i = 0; list_head_sheet(im->head, i); i++) {
		json_t *args = list_head_said(im->head, i, im->known);

		if (args)
			link_call(im->link, "list.keep-columns", args, kept, im);
	}
}

static void
write_it(struct list_import *im)
{
	memset(im->written, 0, sizeof(im->written));
	keep_columns(im);
	import_run_write(&im->run);
	asked_child_call(im->reader, "begin", json_object(), -1, begun, im);
	go_to(im, IMPORT_WRITING);
}

static void
back_to_tried(struct list_import *im, const json_t *error)
{
	im->phase = IMPORT_TRIED;
	im->owner.refused(error, im->owner.arg);
}

static void
compared(const json_t *ok, const json_t *error, int fd, void *arg)
{
	struct list_import *im = arg;

	sys_close(&fd);
	if (!ok) {
		fail(im, error);
	} else if (flag_of(ok, "same")) {
		write_it(im);
	} else {
		im->phase = IMPORT_TRIED;
		im->owner.replaced(im->owner.arg);
	}
}

static void
found_again(const json_t *ok, const json_t *error, int fd, void *arg)
{
	struct list_import *im = arg;

	if (ok)
		asked_child_call(im->reader, "same", json_object(), fd, compared, im);
	else
		back_to_tried(im, error);
}

void
list_import_write(struct list_import *im, bool keep_going, bool overwrite)
{
	if (im->phase != IMPORT_TRIED)
		return;
	im->run.keep_going = keep_going;
	im->run.overwrite = overwrite;
	if (!im->place) {
		write_it(im);
		return;
	}
	files_call(im->files, "open", json_pack("{s:s}", "path", im->place), found_again, im);
	go_to(im, IMPORT_LOOKING);
}

/* ---- beginning and end ---- */

enum import_phase
list_import_phase(const struct list_import *im)
{
	return im->phase;
}

const char *
list_import_name(const struct list_import *im)
{
	return im->name;
}

const json_t *
list_import_head(const struct list_import *im)
{
	return im->head;
}

bool
list_import_recalled(const struct list_import *im)
{
	return im->recalled;
}

void
list_import_forget(struct list_import *im)
{
	if (!im->place)
		return;
	for (size_t i = 0; list_head_sheet(im->head, i); i++)
		link_call(
		    im->link, "list.keep-columns", list_head_forgotten(im->head, i), kept, im);
	list_import_again(im);
}

const json_t *
list_import_fault(const struct list_import *im)
{
	return im->fault;
}

const json_t *
list_import_rows(const struct list_import *im)
{
	return im->rows;
}

const size_t *
list_import_counts(const struct list_import *im)
{
	return im->counts;
}

const size_t *
list_import_written(const struct list_import *im)
{
	return im->written;
}

int64_t
list_import_number(const struct list_import *im)
{
	return im->run.number;
}

struct list_import *
list_import_new(struct loop *l, struct link *k, struct files *f, const char *name,
    const char *place, int fd, const struct list_import_owner *owner)
{
	struct list_import *im = mem_alloc(sizeof(*im));

	*im = (struct list_import){.loop = l,
	    .link = k,
	    .files = f,
	    .owner = *owner,
	    .name = mem_strdup(name),
	    .place = mem_strdup(place),
	    .reader = asked_child_new(l, &reader_kind),
	    .rows = json_array()};
	im->run.file = im->name;
	asked_child_call(im->reader, "read", json_object(), fd, was_read, im);
	return im;
}

void
list_import_set_owner(struct list_import *im, const struct list_import_owner *owner)
{
	im->owner = *owner;
}

void
list_import_free(struct list_import *im)
{
	if (!im)
		return;
	link_forget(im->link, im);
	files_forget(im->files, im);
	asked_child_free(im->reader);
	import_run_release(&im->run);
	json_decref(im->head);
	json_decref(im->fault);
	json_decref(im->chunk);
	json_decref(im->known);
	json_decref(im->rows);
	free(im->name);
	free(im->place);
	free(im);
}
