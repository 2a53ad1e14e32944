/* The object is the state: what is not in it is not known, and what we do not know in it
 * stays. A change is recorded by comparing the object before and after, member by member; the
 * three maps (steps, values, documents) one level deeper, so that an event says which step
 * changed and an undo puts back no more than that. */
#include "procedure/renewal_doc.h"

#include "base/mem.h"
#include "base/members.h"
#include "base/text.h"
#include "base/err.h"

enum { TEXT_MAX = 4096 };

static const char *const maps[] = {"steps", "values", "documents", "facts", NULL};
static const char *const unrecorded[] = {
    "version", "trail", "undo", NULL}; /* they record the rest */

static bool
is_one_of(const char *const *list, const char *name)
{
	while (*list)
		if (!strcmp(*list++, name))
			return true;
	return false;
}

const struct definition *
pin_find(const struct renewal *r, const char *procedure)
{
	for (size_t i = 0; procedure && i < r->pin_count; i++)
		if (!strcmp(r->pins[i]->name, procedure))
			return r->pins[i];
	return NULL;
}

json_t *
map_of(struct renewal *r, const char *map)
{
	json_t *m = json_object_get(r->doc, map);

	if (!m) {
		m = json_object();
		json_object_set_new(r->doc, map, m);
	}
	return m;
}

json_t *
record_of(const struct renewal *r, const char *key)
{
	return json_object_get(json_object_get(r->doc, "steps"), key);
}

json_t *
record_make(struct renewal *r, const char *key)
{
	json_t *steps = map_of(r, "steps"), *record = json_object_get(steps, key);

	if (!record) {
		record = json_object();
		json_object_set_new(steps, key, record);
	}
	return record;
}

int64_t
old_until(const struct renewal *r)
{
	int64_t kept = number_of(r->doc, "old_until"), expires = number_of(r->doc, "expires");

	return kept > expires ? kept : expires;
}

bool
renewal_is_closed(const struct renewal *r)
{
	int state = renewal_state_from(text_at(r->doc, "state"));

	return state < 0 || state == RENEWAL_CLOSED;
}

enum step_state
record_state(const json_t *record)
{
	int state = step_state_from(text_at(record, "state"));

	return state < 0 ? STATE_TODO : (enum step_state)state;
}

void
put_text(json_t *object, const char *name, const char *text)
{
	if (text)
		json_object_set_new(object, name, json_string(text));
	else
		json_object_del(object, name);
}

void
put_clean(json_t *object, const char *name, const char *text)
{
	char *clean = text ? text_cleaned(text, TEXT_MAX) : NULL;

	put_text(object, name, clean);
	free(clean);
}

void
put_number(json_t *object, const char *name, int64_t n)
{
	json_object_set_new(object, name, json_integer(n));
}

/* ---- changes ---- */

static const json_t *
or_null(const json_t *value)
{
	return value ? value : json_null();
}

static void
keep(json_t *into, const char *name, const json_t *value)
{
	json_object_set_new(into, name, json_deep_copy(or_null(value)));
}

static void
diff_members(const json_t *from, const json_t *to, json_t *before, json_t *after, bool top)
{
	const json_t *sides[] = {from, to};

	for (int i = 0; i < 2; i++) {
		void *at = json_object_iter((json_t *)(uintptr_t)sides[i]);

		for (; at; at = json_object_iter_next((json_t *)(uintptr_t)sides[i], at)) {
			const char *name = json_object_iter_key(at);
			const json_t *a = json_object_get(from, name),
				     *b = json_object_get(to, name);
			json_t *inner[2];

			if ((top && is_one_of(unrecorded, name)) || json_object_get(after, name) ||
			    json_equal(a, b))
				continue;
			if (!top || !is_one_of(maps, name)) {
				keep(before, name, a);
				keep(after, name, b);
				continue;
			}
			inner[0] = json_object();
			inner[1] = json_object();
			diff_members(a, b, inner[0], inner[1], false);
			json_object_set_new(before, name, inner[0]);
			json_object_set_new(after, name, inner[1]);
		}
	}
}

bool
doc_diff(const json_t *from, const json_t *to, json_t **before, json_t **after)
{
	*before = json_object();
	*after = json_object();
	diff_members(from, to, *before, *after, true);
	return json_object_size(*after) > 0;
}

bool
doc_matches(const json_t *doc, const json_t *patch)
{
	void *at = json_object_iter((json_t *)(uintptr_t)patch);

	for (; at; at = json_object_iter_next((json_t *)(uintptr_t)patch, at)) {
		const char *name = json_object_iter_key(at);
		const json_t *want = json_object_iter_value(at), *have = json_object_get(doc, name);

		if (is_one_of(maps, name) && json_is_object(want)
			? !doc_matches(have, want)
			: !json_equal(or_null(have), want))
			return false;
	}
	return true;
}

void
doc_patch(json_t *doc, const json_t *patch)
{
	void *at = json_object_iter((json_t *)(uintptr_t)patch);

	for (; at; at = json_object_iter_next((json_t *)(uintptr_t)patch, at)) {
		const char *name = json_object_iter_key(at);
		json_t *value = json_object_iter_value(at), *inner = json_object_get(doc, name);

		if (is_one_of(maps, name) && json_is_object(value) && json_is_object(inner))
			doc_patch(inner, value);
		else if (json_is_null(value))
			json_object_del(doc, name);
		else
			json_object_set_new(doc, name, json_deep_copy(value));
	}
}

json_t *
monitors_read(const json_t *monitors, struct err *err)
{
	json_t *list = json_array(), *one;
	size_t i;

	json_array_foreach(monitors, i, one) {
		const char *type = text_at(one, "type");
		json_t *copy = json_object();

		put_number(copy, "id", number_of(one, "id"));
		put_clean(copy, "name", text_at(one, "name"));
		put_clean(copy, "domain",
		    text_at(one, "domain") ? text_at(one, "domain") : text_at(one, "name"));
		put_text(copy, "type", type);
		json_array_append_new(list, copy);
		if (text_at(copy, "domain") && monitor_type_from(type) >= 0)
			continue;
		err_argument(err, "monitors", "unknown", text_at(one, "name"));
		json_decref(list);
		return NULL;
	}
	if (json_array_size(list))
		return list;
	err_argument(err, "monitors", "empty", NULL);
	json_decref(list);
	return NULL;
}
