/* Each thing that is asked has a state of its own, and only the last answers: what was asked of the child before is refused at the
 * latest there, and the first error is the one that is told. */
#include "tui/model/list_export.h"

#include "base/mem.h"
#include "base/members.h"
#include "base/sys.h"
#include "tui/model/asked_child.h"
#include "tui/model/files.h"
#include "tui/model/link.h"
#include "wire/protocol.h"
#include "words/words.h"

#include <stdlib.h>

enum { ANSWER_MS = 60000 };

static const struct asked_child_kind writer_kind = {
    "export", LINE_MAX_BYTES, "export-lost", "export-lost", ANSWER_MS};

struct place {
	int64_t id;
	size_t at; /* among all of them */
};

struct list_export {
	struct link *link;
	struct files *files;
	struct asked_child *writer;
	char *path;
	struct place *places; /* by id, each once */
	size_t place_count;
	size_t count; /* rows of the file */
	int64_t last_service;
	list_export_fn *fn;
	void *arg;
};

/* x may be gone then. */
static void
end(struct list_export *x, const char *path, const json_t *error)
{
	list_export_fn *fn = x->fn;

	x->fn = NULL;
	link_forget(x->link, x);
	if (fn)
		fn(x->count, path, error, x->arg);
}

/* ---- which rows ---- */

static int
compare_places(const void *a, const void *b)
{
	const struct place *x = a, *y = b;
	int by_id = (x->id > y->id) - (x->id < y->id);

	return by_id ? by_id : (x->at > y->at) - (x->at < y->at);
}

static int
compare_ids(const void *key, const void *at)
{
	const int64_t id = *(const int64_t *)key, other = ((const struct place *)at)->id;

	return (id > other) - (id < other);
}

static void
order_places(struct list_export *x, const int64_t *ids, size_t count)
{
	x->places = mem_array(count, sizeof(*x->places));
	for (size_t i = 0; i < count; i++)
		x->places[i] = (struct place){ids[i], i};
	if (count)
		qsort(x->places, count, sizeof(*x->places), compare_places);
	for (size_t i = 0; i < count; i++)
		if (!i || x->places[i].id != x->places[x->place_count - 1].id)
			x->places[x->place_count++] = x->places[i];
}

/* ---- one after the other ---- */

static void
saved(const json_t *ok, const json_t *error, int fd, void *arg)
{
	sys_close(&fd);
	end(arg, ok ? text_of(ok, "path") : NULL, error);
}

static void
made(const json_t *ok, const json_t *error, int fd, void *arg)
{
	struct list_export *x = arg;

	if (!ok || !x->fn) {
		sys_close(&fd);
		end(x, NULL, error);
		return;
	}
	x->count = (size_t)number_of(ok, "count");
	files_call_fd(x->files, "save", json_pack("{s:s}", "path", x->path), fd, saved, x);
}

static void
heard(const json_t *ok, const json_t *error, int fd, void *arg)
{
	sys_close(&fd);
	if (!ok)
		end(arg, NULL, error);
}

static void
add_rows(const json_t *items, void *arg)
{
	struct list_export *x = arg;
	json_t *rows = json_array(), *places = json_array(), *row;
	size_t i;

	json_array_foreach(items, i, row) {
		const int64_t id = number_of(row, "id");
		const struct place *place =
		    !x->place_count
			? NULL
			: bsearch(&id, x->places, x->place_count, sizeof(*x->places), compare_ids);

		if (!place)
			continue;
		json_array_append(rows, row);
		json_array_append_new(places, json_integer((json_int_t)place->at));
	}
	if (json_array_size(rows))
		asked_child_call(x->writer, "rows",
		    json_pack("{s:O, s:O}", "rows", rows, "places", places), -1, heard, x);
	json_decref(rows);
	json_decref(places);
}

static void
got_rows(const json_t *ok, const json_t *error, void *arg)
{
	struct list_export *x = arg;

	if (ok)
		asked_child_call(x->writer, "file", json_object(), -1, made, x);
	else
		end(x, NULL, error);
}

static void ask_services(struct list_export *x);

/* They come in pages that are bounded by the length of a line: an empty one is the last. */
static void
got_services(const json_t *ok, const json_t *error, void *arg)
{
	struct list_export *x = arg;
	json_t *services = json_object_get(ok, "services");
	size_t count = json_array_size(services);

	if (!ok) {
		end(x, NULL, error);
	} else if (count) {
		x->last_service = number_of(json_array_get(services, count - 1), "id");
		asked_child_call(
		    x->writer, "services", json_pack("{s:O}", "services", services), -1, heard, x);
		ask_services(x);
	} else {
		link_call_parts(x->link, "monitor.list", json_pack("{s:b}", "full", true), add_rows,
		    got_rows, x);
	}
}

static void
ask_services(struct list_export *x)
{
	link_call(x->link, "service.list", json_pack("{s:I}", "after", (json_int_t)x->last_service),
	    got_services, x);
}

/* ---- beginning and end ---- */

struct list_export *
list_export_new(struct loop *l, struct link *k, struct files *f,
    const struct list_export_what *what, list_export_fn *fn, void *arg)
{
	struct list_export *x = mem_alloc(sizeof(*x));

	*x = (struct list_export){.link = k,
	    .files = f,
	    .writer = asked_child_new(l, &writer_kind),
	    .path = mem_strdup(what->path),
	    .fn = fn,
	    .arg = arg};
	order_places(x, what->ids, what->count);
	asked_child_call(x->writer, "begin",
	    json_pack("{s:s, s:s, s:s, s:I}", "form", what->form, "shape", what->shape, "language",
		words_language(), "now", (json_int_t)what->now),
	    -1, heard, x);
	ask_services(x);
	return x;
}

void
list_export_free(struct list_export *x)
{
	if (!x)
		return;
	link_forget(x->link, x);
	files_forget(x->files, x);
	asked_child_free(x->writer);
	free(x->places);
	free(x->path);
	free(x);
}
