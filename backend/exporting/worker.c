#include "exporting/worker.h"

#include "exporting/form.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/memory_file.h"
#include "base/sandbox.h"
#include "wire/channel.h"
#include "wire/conversation.h"
#include "wire/protocol.h"
#include "words/words.h"

#include <stdlib.h>
#include <string.h>

struct place {
	int64_t at;
	json_t *row; /* owned */
};

struct worker {
	struct conversation conversation;
	enum export_form form;
	enum sheet_shape shape;
	int64_t now;
	json_t *heads;
	struct place *places;
	size_t count, room;
};

/* ---- what is asked; NULL and err where it could not be done ---- */

static json_t *
do_begin(struct worker *w, const json_t *args, struct err *err)
{
	int form = export_form_from(text_of(args, "form")),
	    shape = sheet_shape_from(text_of(args, "shape"));

	if (form < 0 || shape < 0) {
		err_argument(err, form < 0 ? "form" : "shape", "unknown", NULL);
		return NULL;
	}
	w->form = (enum export_form)form;
	w->shape = (enum sheet_shape)shape;
	w->now = number_of(args, "now");
	words_init(text_of(args, "language"));
	return json_object();
}

static json_t *
do_services(struct worker *w, const json_t *args, struct err *err)
{
	(void)err;
	export_note_heads(w->heads, json_object_get(args, "services"));
	return json_object();
}

static json_t *
do_rows(struct worker *w, const json_t *args, struct err *err)
{
	const json_t *places = json_object_get(args, "places");
	json_t *row;
	size_t i;

	(void)err;
	json_array_foreach(json_object_get(args, "rows"), i, row) {
		if (w->count == w->room) {
			w->room = w->room ? 2 * w->room : 256;
			w->places = mem_resize(w->places, w->room, sizeof(*w->places));
		}
		w->places[w->count++] =
		    (struct place){json_integer_value(json_array_get(places, i)), json_incref(row)};
	}
	return json_object();
}

static int
compare_places(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	return (x->at > y->at) - (x->at < y->at);
}

static json_t *
do_file(struct worker *w, const json_t *args, struct err *err)
{
	json_t **rows = mem_array(w->count, sizeof(json_t *));
	const struct listed listed = {rows, w->count};
	struct buf out = {0};
	size_t count = 0;
	int fd = -1;

	(void)args;
	if (w->count)
		qsort(w->places, w->count, sizeof(*w->places), compare_places);
	for (size_t i = 0; i < w->count; i++) {
		rows[i] = w->places[i].row;
		export_add_head(w->heads, rows[i]);
	}
	if (!export_form_write(w->form, w->shape, &listed, w->now, &out, &count, err))
		fd = memory_file_new(buf_str(&out), out.len, err);
	buf_release(&out);
	free(rows);
	if (fd < 0)
		return NULL;
	channel_send_fd(w->conversation.channel, fd);
	return json_pack("{s:I}", "count", (json_int_t)count);
}

static const struct conversation_operation operations[] = {
    {"begin", do_begin},
    {"services", do_services},
    {"rows", do_rows},
    {"file", do_file},
};

static void
line(struct worker *w, json_t *object)
{
	conversation_answer(
	    &w->conversation, object, operations, sizeof(operations) / sizeof(*operations));
}

int
export_worker_main(void)
{
	struct worker w = {.heads = json_object()};

	sandbox_begin();
	sandbox_calls_of_reader();
	conversation_begin(&w.conversation, WORKER_LINE_MAX_BYTES, line, &w);
	conversation_run(&w.conversation);
	for (size_t i = 0; i < w.count; i++)
		json_decref(w.places[i].row);
	free(w.places);
	json_decref(w.heads);
	conversation_end(&w.conversation);
	return 0;
}
