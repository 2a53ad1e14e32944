#include "exporting/worker.h"

#include "exporting/form.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/memory_file.h"
#include "base/sandbox.h"
#include "wire/channel.h"
#include "wire/loop.h"
#include "wire/protocol.h"
#include "words/words.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct place {
	int64_t at;
	json_t *row; /* owned */
};

struct worker {
	struct loop *loop;
	struct channel *channel;
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
	channel_send_fd(w->channel, fd);
	return json_pack("{s:I}", "count", (json_int_t)count);
}

static const struct {
	const char *name;
	json_t *(*fn)(struct worker *w, const json_t *args, struct err *err);
} operations[] = {
    {"begin", do_begin},
    {"services", do_services},
    {"rows", do_rows},
    {"file", do_file},
};

/* ---- the conversation ---- */

static void
line(struct channel *ch, json_t *object, void *arg)
{
	const char *name = text_of(object, "do");
	json_int_t id = number_of(object, "id");
	struct err err = {.code = "unknown-operation"};
	json_t *ok = NULL;

	for (size_t i = 0; i < sizeof(operations) / sizeof(operations[0]); i++)
		if (!strcmp(operations[i].name, name)) {
			err = (struct err){0};
			ok = operations[i].fn(arg, json_object_get(object, "args"), &err);
		}
	if (ok)
		channel_send(ch, json_pack("{s:I, s:o}", "id", id, "ok", ok));
	else
		channel_send(ch, json_pack("{s:I, s:{s:s, s:o}}", "id", id, "error", "code",
				     err.code ? err.code : "io", "args", err_args(&err)));
}

static void
closed(struct channel *ch, void *arg)
{
	struct worker *w = arg;

	(void)ch;
	loop_stop(w->loop);
}

int
export_worker_main(void)
{
	struct worker w = {.loop = loop_new(clock_system()), .heads = json_object()};
	const struct channel_owner owner = {.line = line, .closed = closed, .arg = &w};

	sandbox_begin();
	sandbox_calls_of_reader();
	w.channel = channel_new(w.loop, 0, 0, WORKER_LINE_MAX_BYTES, &owner);
	loop_run(w.loop);
	for (size_t i = 0; i < w.count; i++)
		json_decref(w.places[i].row);
	free(w.places);
	json_decref(w.heads);
	channel_free(w.channel);
	loop_free(w.loop);
	return 0;
}
