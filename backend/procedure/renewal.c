/* Beginning a renewal, and carrying it to the store and back.
 *
 * At its beginning it takes the text of its procedure and of all that a choice of it could
 * bring in, so that nothing that is edited later changes a path that was begun. It also takes
 * along what the last renewal of the monitor knew (last). */
#include "procedure/renewal.h"

#include "procedure/library.h"
#include "procedure/pin_cache.h"
#include "procedure/renewal_doc.h"
#include "procedure/site.h"

#include "base/err.h"
#include "base/mem.h"
#include "base/ticket.h"
#include "base/terms.h"

enum { FORMAT = 1 };

static const char *const carried[] = {"service", "head", "head-mail", "head-user", "project-head"};

/* ---- pins ---- */

/* Takes over the caller's share. */
static int
pin_add(struct renewal *r, struct definition *d, struct err *err)
{
	if (r->pin_count == RENEWAL_PINS_MAX) {
		definition_free(d);
		return err_set(err, "broken-procedure", "too many procedures");
	}
	r->pins[r->pin_count++] = d;
	return 0;
}

/* "FILE:LINE: what is wrong". The site is read first: what is wrong there makes mistakes of the procedures that refer to
 * it. Then those of the procedure's own file come before what others have. */
static const char *
first_mistake(const struct library *l, const struct definition *d)
{
	const struct complaints *c = library_complaints(l);
	size_t len = d ? strlen(d->file) : 0;

	if (!c->count)
		return NULL;
	if (strstr(c->lines[0], "site.conf:"))
		return c->lines[0];
	for (size_t i = 0; d && i < c->count; i++)
		if (!strncmp(c->lines[i], d->file, len) && c->lines[i][len] == ':')
			return c->lines[i];
	return d ? c->lines[0] : NULL;
}

/* No site, no procedure: which one is right for a monitor is said there. */
static int
refuse_missing(const struct library *l, const char *name, struct err *err)
{
	const char *mistake = first_mistake(l, NULL);

	if (!library_is_whole(l))
		return err_set(err, "no-descriptors", "the procedures cannot be read");
	if (!name || !*name)
		return err_set(err, "broken-procedure", "%s",
		    mistake ? mistake : "site.conf names none for this monitor");
	err_set(err, "no-procedure", "there is no such procedure");
	return err_text(err, "name", name);
}

/* The procedure, and those that its choices can lead to. */
static int
pin_with_all(struct renewal *r, const struct library *l, const char *name, struct err *err)
{
	const struct definition *d = library_find(l, name);

	if (pin_find(r, name))
		return 0;
	if (!d)
		return refuse_missing(l, name, err);
	if (!d->usable)
		return err_set(err, "broken-procedure", "%s", first_mistake(l, d));
	if (pin_add(r, definition_share(d), err) < 0)
		return -1;
	for (size_t i = 0; i < d->step_count; i++)
		for (size_t k = 0; k < d->steps[i].option_count; k++)
			if (d->steps[i].options[k].procedure &&
			    pin_with_all(r, l, d->steps[i].options[k].procedure, err) < 0)
				return -1;
	return 0;
}

static void
pins_note(struct renewal *r)
{
	json_t *pins = json_object();

	for (size_t i = 0; i < r->pin_count; i++)
		put_text(pins, r->pins[i]->name, r->pins[i]->digest);
	json_object_set_new(r->doc, "pins", pins);
}

const struct definition *
renewal_pin(const struct renewal *r, size_t i)
{
	return i < r->pin_count ? r->pins[i] : NULL;
}

/* ---- the last time ---- */

static void
last_step(const json_t *last, const char *key, const json_t *record, json_t *into)
{
	json_t *one = json_object();
	const struct {
		const char *name;
	} texts[] = {{"by"}, {"ticket"}, {"choice"}};
	const char *slash = strchr(key, '/');
	const char *value = text_at(
	    json_object_get(json_object_get(last, "values"), slash ? slash + 1 : key), "value");

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		put_text(one, texts[i].name, text_at(record, texts[i].name));
	put_text(one, "value", value);
	put_number(one, "days", number_of(record, "days"));
	put_number(one, "at", number_of(record, "done_at"));
	json_object_set_new(into, key, one);
}

/* What matters of an earlier renewal: each step that was done, and the values that seldom
 * change. */
static void
read_last(struct renewal *r, const json_t *last)
{
	json_t *steps = json_object(), *kept = json_object(), *record;
	const char *key;

	json_object_foreach(json_object_get(last, "steps"), key, record)
		if (record_state(record) == STATE_DONE)
			last_step(last, key, record, steps);
	for (size_t i = 0; i < sizeof(carried) / sizeof(*carried); i++) {
		const char *text =
		    text_at(json_object_get(json_object_get(last, "values"), carried[i]), "value");

		if (text) {
			json_t *value = json_object();

			put_text(value, "value", text);
			put_text(value, "from", "last");
			json_object_set_new(map_of(r, "values"), carried[i], value);
		}
	}
	json_object_set(kept, "renewal", json_object_get(last, "id"));
	put_number(kept, "closed_at", number_of(last, "closed_at"));
	json_object_set_new(kept, "steps", steps);
	json_object_set_new(r->doc, "last", kept);
}

/* ---- beginning ---- */

/* As the choice that asks for it records it, whatever is chosen; beside the values in a procedure
 * where no choice does. */
static void
put_ticket(struct renewal *r, const struct renewal_opening *o)
{
	const struct definition *d = pin_find(r, o->procedure);
	char *key = ticket_key(o->ticket);
	json_t *value;
	size_t i = 0;

	while (i < d->value_count && d->values[i].means != MEANS_TICKET)
		i++;
	if (i == d->value_count) {
		put_clean(r->doc, "ticket", key);
		free(key);
		return;
	}
	value = json_object();
	put_clean(value, "value", key);
	free(key);
	put_number(value, "at", o->now);
	put_text(value, "by", o->actor);
	json_object_set_new(map_of(r, "values"), d->values[i].name, value);
}

/* One that is served among files makes it a renewal of something served, or nobody would look. */
static const char *
type_of(const json_t *monitors)
{
	const char *type = NULL;
	json_t *one;
	size_t i;

	json_array_foreach(monitors, i, one) {
		if (!type || monitor_type_from(type) == MONITOR_FILE)
			type = text_at(one, "type");
	}
	return type;
}

static int
doc_begin(struct renewal *r, const struct renewal_opening *o, bool may_be_alone, struct err *err)
{
	bool none = may_be_alone && !json_array_size(o->monitors);
	json_t *facts = json_object(),
	       *monitors = none ? json_array() : monitors_read(o->monitors, err);

	r->doc = json_object();
	json_object_set_new(r->doc, "facts", facts);
	if (!monitors)
		return -1;
	json_object_set_new(r->doc, "monitors", monitors);
	if (kind_from(o->class) < 0)
		return err_argument(err, "class", "unknown", o->class);
	put_number(r->doc, "format", FORMAT);
	put_number(r->doc, "version", 0);
	put_text(r->doc, "procedure", o->procedure);
	put_text(r->doc, "state", renewal_state_text(RENEWAL_OPEN));
	put_text(r->doc, "origin", o->origin);
	put_number(r->doc, "opened_at", o->now);
	put_text(r->doc, "opened_by", o->actor);
	put_text(r->doc, "owner", o->actor);
	put_number(r->doc, "expires", o->expires);
	put_text(facts, "class", o->class);
	if (o->kind) {
		put_text(facts, "kind", text_at(o->kind, "id"));
		json_object_set_new(r->doc, "kind", json_deep_copy(o->kind));
	}
	put_text(facts, "monitor", type_of(monitors));
	if (json_array_size(o->alerts))
		json_object_set_new(r->doc, "alerts", json_deep_copy(o->alerts));
	if (o->last)
		read_last(r, o->last);
	return names_begin(r, o, err);
}

static json_t *
opening_event(struct renewal *r, const struct renewal_opening *o)
{
	json_t *event = json_object(), *trail = json_array(), *none = json_object(), *before,
	       *after;

	put_number(r->doc, "version", 1);
	put_number(event, "seq", 1);
	put_number(event, "at", o->now);
	put_text(event, "by", o->actor);
	put_text(event, "what", "open");
	json_array_append_new(trail, json_deep_copy(event));
	doc_diff(none, r->doc, &before, &after);
	json_decref(none);
	json_object_set_new(event, "before", before);
	json_object_set_new(event, "after", after);
	json_object_set_new(event, "effects", json_object());
	json_object_set_new(r->doc, "trail", trail);
	return event;
}

struct renewal *
renewal_open(
    const struct library *l, const struct renewal_opening *o, json_t **event, struct err *err)
{
	struct renewal *r = mem_alloc(sizeof(*r));
	const struct definition *d = library_find(l, o->procedure);

	if (doc_begin(r, o, d && d->alone, err) < 0 || pin_with_all(r, l, o->procedure, err) < 0)
		goto fail;
	for (size_t i = 0; (d = library_at(l, i)); i++)
		if (d->urgent && pin_with_all(r, l, d->name, err) < 0)
			goto fail;
	if (o->ticket)
		put_ticket(r, o);
	pins_note(r);
	*event = opening_event(r, o);
	return r;
fail:
	renewal_free(r);
	return NULL;
}

/* ---- to the store and back ---- */

static bool
is_well_formed(const json_t *doc)
{
	static const struct {
		const char *name;
		json_type type;
	} members[] = {{"format", JSON_INTEGER}, {"version", JSON_INTEGER},
	    {"procedure", JSON_STRING}, {"state", JSON_STRING}, {"monitors", JSON_ARRAY},
	    {"pins", JSON_OBJECT}};
	static const char *const objects[] = {"steps", "values", "documents", "facts"};
	json_t *record;
	const char *key;

	for (size_t i = 0; i < sizeof(members) / sizeof(*members); i++) {
		const json_t *m = json_object_get(doc, members[i].name);

		if (!m || json_typeof(m) != members[i].type)
			return false;
	}
	for (size_t i = 0; i < sizeof(objects) / sizeof(*objects); i++) {
		const json_t *m = json_object_get(doc, objects[i]);

		if (m && !json_is_object(m))
			return false;
	}
	json_object_foreach(json_object_get(doc, "steps"), key, record)
		if (!json_is_object(record) ||
		    (text_at(record, "state") && step_state_from(text_at(record, "state")) < 0))
			return false;
	return true;
}

static int
pins_read(struct renewal *r, struct pin_cache *pins, struct err *err)
{
	json_t *digest;
	const char *name;

	json_object_foreach(json_object_get(r->doc, "pins"), name, digest) {
		struct definition *d = pin_cache_get(
		    pins, name, json_is_string(digest) ? json_string_value(digest) : "", err);

		if (!d || pin_add(r, d, err) < 0)
			return -1;
	}
	return 0;
}

struct renewal *
renewal_from_json(json_t *doc, struct pin_cache *pins, struct err *err)
{
	struct renewal *r = mem_alloc(sizeof(*r));

	r->doc = doc;
	if (!is_well_formed(doc)) {
		err_set(err, "bad-renewal", "it is not as a renewal is stored");
		goto fail;
	}
	if (number_of(doc, "format") > FORMAT) {
		err_set(err, "bad-renewal", "it was stored by a newer version");
		goto fail;
	}
	if (pins_read(r, pins, err) < 0)
		goto fail;
	if (pin_find(r, text_at(r->doc, "procedure")))
		return r;
	err_set(err, "missing-pin", "the text of its own procedure is not there");
fail:
	renewal_free(r);
	return NULL;
}

json_t *
renewal_json(const struct renewal *r)
{
	return json_deep_copy(r->doc);
}

const json_t *
renewal_snapshot(const struct renewal *r)
{
	return r->doc;
}

int64_t
renewal_version(const struct renewal *r)
{
	return number_of(r->doc, "version");
}

void
renewal_free(struct renewal *r)
{
	if (!r)
		return;
	for (size_t i = 0; i < r->pin_count; i++)
		definition_free(r->pins[i]);
	json_decref(r->doc);
	free(r->linked_origin);
	free(r);
}
