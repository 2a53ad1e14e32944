/* The backend's lines stand in the order of their ids, so one that it tells of is put in its place. What it tells while
 * they are being fetched may be older or newer than the page that comes next, so they are fetched once more then.
 *
 * A file of the inbox is a line of the same form, whose id is negative and made from its name: the cursor stays on it
 * when another comes. */
#include "tui/model/today_rows.h"

#include "base/mem.h"
#include "base/members.h"
#include "expiry/today.h"
#include "tui/model/inbox.h"
#include "tui/model/pages.h"

struct today_rows {
	const struct inbox *inbox;
	struct today_rows_owner owner;
	struct pages *pages;
	json_t *told;  /* of the backend; NULL: not here yet */
	json_t *lines; /* with the files; NULL: not here yet */
};

/* ---- the inbox ---- */

static int64_t
id_of_name(const char *name)
{
	uint64_t hash = UINT64_C(14695981039346656037);

	for (; *name; name++)
		hash = (hash ^ (unsigned char)*name) * UINT64_C(1099511628211);
	return -(int64_t)(hash >> 2) - 1;
}

static json_t *
line_of(int64_t id, const char *name, json_t *about, json_t *reason)
{
	json_t *line = json_pack("{s:I, s:s, s:s, s:b, s:[o]}", "id", (json_int_t)id, "subject",
	    "inbox", "name", name, "ours", 1, "reasons", reason);

	json_object_update(line, about);
	json_decref(about);
	return line;
}

static json_t *
line_of_file(const struct inbox_file *f)
{
	const json_t *fit = json_array_get(f->fits, 0);

	if (!fit)
		return NULL;
	return line_of(id_of_name(f->name), text_of(fit, "domain"),
	    json_pack("{s:O?, s:O?}", "renewal", json_object_get(fit, "renewal"), "claimed_by",
		json_object_get(fit, "claimed_by")),
	    json_pack("{s:s, s:I, s:s, s:O?}", "code", today_kind_text(TODAY_FILE), "at",
		(json_int_t)f->at, "file", f->name, "step", json_object_get(fit, "step")));
}

/* Nothing of the folder is no trouble: it is made when the first file comes. */
static void
add_inbox(const struct today_rows *t, json_t *lines)
{
	if (!strcmp(inbox_state(t->inbox), "denied"))
		json_array_append_new(lines, line_of(-1, "", json_object(),
						 json_pack("{s:s, s:i}", "code",
						     today_kind_text(TODAY_INBOX_FAILS), "at", 0)));
	for (size_t i = 0; i < inbox_count(t->inbox); i++) {
		json_t *line = line_of_file(inbox_get(t->inbox, i));

		if (line)
			json_array_append_new(lines, line);
	}
}

/* ---- the backend ---- */

static void
join(struct today_rows *t)
{
	json_t *lines;

	if (!t->told)
		return;
	lines = json_array();
	json_array_extend(lines, t->told);
	add_inbox(t, lines);
	if (t->lines && json_equal(lines, t->lines)) {
		json_decref(lines);
		return;
	}
	json_decref(t->lines);
	t->lines = lines;
	t->owner.changed(t->owner.arg);
}

static void
arrived(json_t *rows, void *arg)
{
	struct today_rows *t = arg;

	json_decref(t->told);
	t->told = json_copy(rows);
	join(t);
}

static void
failed(const json_t *error, void *arg)
{
	struct today_rows *t = arg;

	if (strcmp(text_of(error, "code"), "unknown-operation") != 0) /* an older backend */
		t->owner.failed(error, t->owner.arg);
}

static void
fetch(struct today_rows *t)
{
	pages_ask(t->pages);
}

static size_t
place_of(const json_t *lines, int64_t id)
{
	size_t low = 0, high = json_array_size(lines);

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (number_of(json_array_get(lines, middle), "id") < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

void
today_rows_told(struct today_rows *t, const json_t *data)
{
	int64_t id = number_of(data, "id");
	json_t *line = json_object_get(data, "line");
	size_t i;

	if (!id || pages_busy(t->pages) || !t->told) {
		fetch(t);
		return;
	}
	i = place_of(t->told, id);
	if (number_of(json_array_get(t->told, i), "id") == id)
		json_array_remove(t->told, i);
	if (json_is_object(line))
		json_array_insert(t->told, i, line);
	join(t);
}

void
today_rows_up(struct today_rows *t)
{
	fetch(t);
}

void
today_rows_inbox_changed(struct today_rows *t)
{
	join(t);
}

/* ---- reading, beginning and end ---- */

json_t *
today_rows_all(const struct today_rows *t)
{
	return t->lines;
}

size_t
today_rows_count(const struct today_rows *t)
{
	return json_array_size(t->lines);
}

struct today_rows *
today_rows_new(struct link *k, const struct inbox *in, const struct today_rows_owner *owner)
{
	struct today_rows *t = mem_alloc(sizeof(*t));
	const struct pages_owner own = {arrived, failed, t};

	t->inbox = in;
	t->owner = *owner;
	t->pages = pages_new(k, "today.list", "lines", &own);
	return t;
}

void
today_rows_free(struct today_rows *t)
{
	if (!t)
		return;
	pages_free(t->pages);
	json_decref(t->told);
	json_decref(t->lines);
	free(t);
}
