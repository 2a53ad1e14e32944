#include "ctl/found_certificates.h"

#include "base/mem.h"
#include "base/members.h"
#include "base/monitor_field.h"
#include "base/text.h"

#include <string.h>

enum { NAME_MOST = MONITOR_TEXT_MAX - 50 /* there is room behind it for a serial number */ };

const char *
found_state_text(enum found_state state)
{
	static const char *const texts[] = {"new", "watched", "served", "named", "ca", "expired"};

	_Static_assert(sizeof(texts) / sizeof(*texts) == FOUND_STATE_COUNT, "a text for each");
	return texts[state];
}

void
found_begin(struct found_certificates *f)
{
	*f = (struct found_certificates){.digests = json_object()};
}

void
found_release(struct found_certificates *f)
{
	for (size_t i = 0; i < f->count; i++) {
		free(f->list[i].path);
		free(f->list[i].name);
		json_decref(f->list[i].facts);
	}
	free(f->list);
	json_decref(f->digests);
	*f = (struct found_certificates){0};
}

/* ---- what is in a file ---- */

/* Its CN, else the first of its names, else its file's. */
static char *
name_of(const json_t *facts, const char *path)
{
	const char *cn = text_of(facts, "subject_cn"),
		   *san = json_string_value(json_array_get(json_object_get(facts, "sans"), 0)),
		   *slash = strrchr(path, '/'), *colon = san ? strchr(san, ':') : NULL;

	return text_cleaned(*cn ? cn : colon ? colon + 1 : slash ? slash + 1 : path, NAME_MOST);
}

size_t
found_add(struct found_certificates *f, const char *path, const json_t *document)
{
	json_t *item;
	size_t i, certificates = 0;

	json_array_foreach(json_object_get(document, "items"), i, item) {
		const char *sha256 = text_of(item, "sha256");

		if (document_role_from(text_of(item, "kind")) != DOCUMENT_CERTIFICATE || !*sha256)
			continue;
		certificates++;
		if (json_object_get(f->digests, sha256)) {
			f->copies++;
			continue;
		}
		json_object_set_new(f->digests, sha256, json_true());
		if (f->count == f->room) {
			f->room = f->room ? 2 * f->room : 64;
			f->list = mem_resize(f->list, f->room, sizeof(*f->list));
		}
		f->list[f->count++] = (struct found){.path = mem_strdup(path),
		    .facts = json_incref(item),
		    .name = name_of(item, path)};
	}
	return certificates;
}

/* ---- what becomes of it ---- */

/* A host that one of its names is good for. */
static const json_t *
served_by(const struct known_monitors *known, const json_t *facts)
{
	const json_t *row = NULL, *san;
	size_t i;

	json_array_foreach(json_object_get(facts, "sans"), i, san) {
		const char *text = json_string_value(san);

		if (row || !text)
			continue;
		if (!strncmp(text, "DNS:", 4))
			row = known_by_name(known, text + 4);
		else if (!strncmp(text, "IP:", 3))
			row = known_by_name(known, text + 3);
	}
	return row ? row : known_by_name(known, text_of(facts, "subject_cn"));
}

static bool
is_over(const json_t *facts, int64_t now)
{
	const json_t *end = json_object_get(facts, "not_after");

	return json_is_integer(end) && json_integer_value(end) < now;
}

static void
judge(struct found *f, const struct known_monitors *known, const struct found_wish *wish)
{
	const json_t *facts = f->facts;

	f->state = FOUND_NEW;
	f->row = known_by_sha256(known, text_of(facts, "sha256"));
	if (!f->row && *text_of(facts, "serial"))
		f->row = known_by_serial(known, text_of(facts, "serial"), text_of(facts, "issuer"));
	if (f->row) {
		f->state = FOUND_WATCHED;
	} else if (flag_of(facts, "ca")) {
		f->state = FOUND_CA;
	} else if (is_over(facts, wish->now) && !wish->expired) {
		f->state = FOUND_EXPIRED;
	} else if ((f->row = known_file(known, f->name))) {
		f->state = FOUND_NAMED;
	} else if ((f->row = served_by(known, facts)) && !wish->served) {
		f->state = FOUND_SERVED;
	}
}

static int64_t
end_of(const struct found *f)
{
	return number_of(f->facts, "not_after");
}

/* Of several of one name the one that ends last is called so, and the others have their serial number behind it. */
static void
tell_apart(struct found_certificates *f)
{
	json_t *last = json_object();

	for (size_t i = 0; i < f->count; i++) {
		char *folded = text_folded(f->list[i].name);
		const struct found *other =
		    json_object_get(last, folded) ? &f->list[number_of(last, folded)] : NULL;

		if (f->list[i].state == FOUND_NEW &&
		    (!other || end_of(other) < end_of(&f->list[i])))
			json_object_set_new(last, folded, json_integer((json_int_t)i));
		free(folded);
	}
	for (size_t i = 0; i < f->count; i++) {
		struct found *one = &f->list[i];
		char *folded = text_folded(one->name), *longer;

		if (one->state == FOUND_NEW && number_of(last, folded) != (int64_t)i) {
			longer = mem_printf("%s (%.40s)", one->name,
			    *text_of(one->facts, "serial") ? text_of(one->facts, "serial")
							   : text_of(one->facts, "sha256"));
			free(one->name);
			one->name = longer;
		}
		free(folded);
	}
	json_decref(last);
}

void
found_judge(
    struct found_certificates *f, const struct known_monitors *known, const struct found_wish *wish)
{
	for (size_t i = 0; i < f->count; i++)
		judge(&f->list[i], known, wish);
	tell_apart(f);
}
