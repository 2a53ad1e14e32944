/* The object is the state: what is not in it is not known, and what we do not know in it
 * stays. A change is recorded by comparing the object before and after, member by member; the
 * maps (steps, values, documents, facts) one level deeper, so that an event says which step
 * changed and an undo puts back no more than that. Lists in what a map holds grow, notes above all: of
 * those an event has the end that differs, {"kept": how many before it, "then": [what differs]}, or a
 * trail of n notes would hold n * n of them. */
#include "procedure/renewal_doc.h"

#include "base/err.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/text.h"
#include "procedure/renewal_bounds.h"

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
	char *clean = text ? text_cleaned(text, RENEWAL_TEXT_MAX) : NULL;

	put_text(object, name, clean);
	free(clean);
}

static int
text_bounded(const char *name, const json_t *value, struct err *err)
{
	size_t most = strcmp(name, "to") != 0 ? RENEWAL_TEXT_MAX : RENEWAL_NAME_MAX;

	return json_string_length(value) <= most
		   ? 0
		   : err_argument(err, name, "too-long", json_string_value(value));
}

int
texts_bounded(const json_t *args, struct err *err)
{
	json_t *value, *one;
	const char *name, *inner;
	int rc = 0;
	size_t i;

	for (void *at = json_object_iter((json_t *)(uintptr_t)args); at && !rc;
	     at = json_object_iter_next((json_t *)(uintptr_t)args, at)) {
		name = json_object_iter_key(at);
		value = json_object_iter_value(at);
		rc = text_bounded(name, value, err);
		json_array_foreach(value, i, one)
			rc = rc ? rc : text_bounded(name, one, err);
		json_object_foreach(value, inner, one)
			rc = rc ? rc : text_bounded(inner, one, err);
	}
	return rc;
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

static size_t
common_beginning(const json_t *a, const json_t *b)
{
	size_t i = 0;

	while (i < json_array_size(a) && i < json_array_size(b) &&
	       json_equal(json_array_get(a, i), json_array_get(b, i)))
		i++;
	return i;
}

static json_t *
end_of_list(const json_t *list, size_t kept)
{
	json_t *then = json_array();

	for (size_t i = kept; i < json_array_size(list); i++)
		json_array_append_new(then, json_deep_copy(json_array_get(list, i)));
	return json_pack("{s:I, s:o}", "kept", (json_int_t)kept, "then", then);
}

/* What a map holds under a name, each list in it from where it differs from that of the other side. */
static void
keep_entry(json_t *into, const char *name, const json_t *value, const json_t *other)
{
	void *at = json_object_iter((json_t *)(uintptr_t)value);
	json_t *copy = json_is_object(value) ? json_object() : json_deep_copy(or_null(value));

	for (; at; at = json_object_iter_next((json_t *)(uintptr_t)value, at)) {
		const char *member = json_object_iter_key(at);
		const json_t *one = json_object_iter_value(at);
		size_t kept = common_beginning(one, json_object_get(other, member));

		json_object_set_new(
		    copy, member, kept ? end_of_list(one, kept) : json_deep_copy(one));
	}
	json_object_set_new(into, name, copy);
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
			if (!top) {
				keep_entry(before, name, a, b);
				keep_entry(after, name, b, a);
				continue;
			}
			if (!is_one_of(maps, name)) {
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

static bool
is_end_of_list(const json_t *value)
{
	return json_is_integer(json_object_get(value, "kept")) &&
	       json_is_array(json_object_get(value, "then"));
}

/* What keep_entry made of a member, with what stands before its end. */
static json_t *
member_from(const json_t *value, const json_t *have)
{
	size_t kept = (size_t)number_of(value, "kept");
	json_t *list;

	if (!is_end_of_list(value))
		return json_deep_copy(value);
	list = json_array();
	for (size_t i = 0; i < kept && i < json_array_size(have); i++)
		json_array_append_new(list, json_deep_copy(json_array_get(have, i)));
	json_array_extend(list, json_object_get(value, "then"));
	return list;
}

static json_t *
entry_from(const json_t *value, const json_t *have)
{
	void *at = json_object_iter((json_t *)(uintptr_t)value);
	json_t *entry = json_is_object(value) ? json_object() : json_deep_copy(value);

	for (; at; at = json_object_iter_next((json_t *)(uintptr_t)value, at)) {
		const char *member = json_object_iter_key(at);

		json_object_set_new(entry, member,
		    member_from(json_object_iter_value(at), json_object_get(have, member)));
	}
	return entry;
}

static bool
entries_match(const json_t *have, const json_t *want)
{
	void *at = json_object_iter((json_t *)(uintptr_t)want);
	bool same = true;

	for (; same && at; at = json_object_iter_next((json_t *)(uintptr_t)want, at)) {
		const char *name = json_object_iter_key(at);
		const json_t *now = json_object_get(have, name);
		json_t *then = entry_from(json_object_iter_value(at), now);

		same = json_equal(or_null(now), then);
		json_decref(then);
	}
	return same;
}

bool
doc_matches(const json_t *doc, const json_t *patch)
{
	void *at = json_object_iter((json_t *)(uintptr_t)patch);

	for (; at; at = json_object_iter_next((json_t *)(uintptr_t)patch, at)) {
		const char *name = json_object_iter_key(at);
		const json_t *want = json_object_iter_value(at), *have = json_object_get(doc, name);

		if (is_one_of(maps, name) && json_is_object(want)
			? !entries_match(have, want)
			: !json_equal(or_null(have), want))
			return false;
	}
	return true;
}

/* Null takes away. */
static void
patch_one(json_t *doc, const char *name, json_t *value)
{
	if (json_is_null(value))
		json_object_del(doc, name);
	else
		json_object_set(doc, name, value);
	json_decref(value);
}

void
doc_patch(json_t *doc, const json_t *patch)
{
	void *at = json_object_iter((json_t *)(uintptr_t)patch);

	for (; at; at = json_object_iter_next((json_t *)(uintptr_t)patch, at)) {
		const char *name = json_object_iter_key(at), *one;
		json_t *value = json_object_iter_value(at), *inner = json_object_get(doc, name),
		       *entry;

		if (!is_one_of(maps, name) || !json_is_object(value) || !json_is_object(inner)) {
			patch_one(doc, name, json_deep_copy(value));
			continue;
		}
		json_object_foreach(value, one, entry)
			patch_one(inner, one, entry_from(entry, json_object_get(inner, one)));
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
