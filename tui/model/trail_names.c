#include "tui/model/trail_names.h"

#include "base/mem.h"
#include "base/members.h"
#include "tui/model/link.h"
#include "tui/model/model.h"

#include <string.h>

enum { NAMES_MOST = 1000 }; /* some kB each, of a renewal; past that all are asked for anew */

struct trail_names {
	struct link *link;
	const struct model *model;
	void (*changed)(void *arg);
	void *arg;
	json_t *here;  /* by what was asked, "renewal.show {…}"; null: asked, or there is none */
	json_t *title; /* {"name": …} of the monitor last asked for */
	struct trail_known asking, known;
	struct asked *under_way;
};

struct asked {
	struct asked *next;
	struct trail_names *names;
	char *key;
	const char *member;
};

/* Of a renewal, its procedure's own words apart, only how it, its steps and its values are called. */
static json_t *
essence(const json_t *answer)
{
	json_t *kept = json_object(), *phases = json_array(), *phase, *step;
	size_t i, k;

	if (!json_object_get(answer, "phases")) {
		json_decref(kept);
		json_decref(phases);
		return json_deep_copy(answer);
	}
	json_object_set(kept, "domain", json_object_get(answer, "domain"));
	json_object_set(kept, "asked", json_object_get(answer, "asked"));
	json_array_foreach(json_object_get(answer, "phases"), i, phase) {
		json_t *steps = json_array();

		json_array_foreach(json_object_get(phase, "steps"), k, step)
			json_array_append_new(steps,
			    json_pack("{s:s, s:s, s:s}", "key", text_of(step, "key"), "number",
				text_of(step, "number"), "title", text_of(step, "title")));
		json_array_append_new(phases, json_pack("{s:o}", "steps", steps));
	}
	json_object_set_new(kept, "phases", phases);
	return kept;
}

static void
asked_end(struct asked *a)
{
	struct asked **at = &a->names->under_way;

	while (*at != a)
		at = &(*at)->next;
	*at = a->next;
	free(a->key);
	free(a);
}

static void
answered(const json_t *ok, const json_t *error, void *arg)
{
	struct asked *a = arg;
	struct trail_names *n = a->names;
	const json_t *answer = json_object_get(ok, a->member);

	(void)error; /* what nobody can name any more is shown as it stands */
	if (answer)
		json_object_set_new(n->here, a->key, essence(answer));
	asked_end(a);
	if (answer)
		n->changed(n->arg);
}

static void
ask_backend(
    struct trail_names *n, const char *operation, const char *member, json_t *args, char *key)
{
	struct asked *a = mem_alloc(sizeof(*a));

	if (json_object_size(n->here) >= NAMES_MOST)
		json_object_clear(n->here);
	json_object_set_new(n->here, key, json_null());
	*a = (struct asked){n->under_way, n, key, member};
	n->under_way = a;
	link_call(n->link, operation, args, answered, a);
}

/* A monitor that is watched is in memory. */
static const json_t *
monitor_here(struct trail_names *n, const char *operation, const json_t *args)
{
	const struct row *row =
	    strcmp(operation, "monitor.get") ? NULL : model_find(n->model, number_of(args, "id"));

	if (!row)
		return NULL;
	json_decref(n->title);
	n->title = json_pack("{s:s}", "name", row_title(row));
	return n->title;
}

static const json_t *
find(struct trail_names *n, const char *operation, const char *member, json_t *args, bool ask)
{
	const json_t *answer = monitor_here(n, operation, args);
	char *text, *key;

	if (answer) {
		json_decref(args);
		return answer;
	}
	text = json_dumps(args, JSON_COMPACT | JSON_SORT_KEYS);
	key = mem_printf("%s %s", operation, text);
	free(text);
	answer = json_object_get(n->here, key);
	if (!answer && ask) {
		ask_backend(n, operation, member, args, key);
		return NULL;
	}
	json_decref(args);
	free(key);
	return json_is_object(answer) ? answer : NULL;
}

static const json_t *
find_asking(void *arg, const char *operation, const char *member, json_t *args)
{
	return find(arg, operation, member, args, true);
}

static const json_t *
find_known(void *arg, const char *operation, const char *member, json_t *args)
{
	return find(arg, operation, member, args, false);
}

struct trail_names *
trail_names_new(struct link *link, const struct model *model, void (*changed)(void *arg), void *arg)
{
	struct trail_names *n = mem_alloc(sizeof(*n));

	*n = (struct trail_names){.link = link,
	    .model = model,
	    .changed = changed,
	    .arg = arg,
	    .here = json_object(),
	    .asking = {find_asking, n},
	    .known = {find_known, n}};
	return n;
}

void
trail_names_free(struct trail_names *n)
{
	if (!n)
		return;
	while (n->under_way) {
		link_forget(n->link, n->under_way);
		asked_end(n->under_way);
	}
	json_decref(n->here);
	json_decref(n->title);
	free(n);
}

const struct trail_known *
trail_names_asking(struct trail_names *n)
{
	return &n->asking;
}

const struct trail_known *
trail_names_known(struct trail_names *n)
{
	return &n->known;
}

void
trail_names_forget(struct trail_names *n)
{
	json_object_clear(n->here);
}
