#include "words/import.h"

#include "base/buf.h"
#include "base/members.h"
#include "base/monitor_field.h"
#include "words/import_notes.h"
#include "words/trail.h"
#include "words/words.h"

#include <stdlib.h>

static const struct {
	const char *state, *words;
} states[] = {
    {"added", N_("added")},
    {"changed", N_("changed")},
    {"same", N_("the same")},
    {"conflict", N_("edited here since")},
    {"error", N_("bad")},
};

const char *
words_import_state(const char *state)
{
	for (size_t i = 0; i < sizeof(states) / sizeof(*states); i++)
		if (!strcmp(states[i].state, state))
			return _(states[i].words);
	return state;
}

void
words_import_count(const char *state, size_t n, struct buf *out)
{
	if (!strcmp(state, "added"))
		buf_printf(out, ngettext("%zu added", "%zu added", n), n);
	else if (!strcmp(state, "changed"))
		buf_printf(out, ngettext("%zu changed", "%zu changed", n), n);
	else if (!strcmp(state, "same"))
		buf_printf(out, ngettext("%zu the same", "%zu the same", n), n);
	else if (!strcmp(state, "conflict"))
		buf_printf(out, ngettext("%zu edited here since", "%zu edited here since", n), n);
	else
		buf_printf(out, ngettext("%zu bad", "%zu bad", n), n);
}

void
words_import_counts(size_t added, size_t changed, size_t same, size_t bad, struct buf *out)
{
	const struct {
		const char *state;
		size_t n;
	} counts[] = {{"added", added}, {"changed", changed}, {"same", same}, {"error", bad}};

	for (size_t i = 0; i < sizeof(counts) / sizeof(*counts); i++) {
		buf_puts(out, i ? ", " : "");
		words_import_count(counts[i].state, counts[i].n, out);
	}
}

const char *
words_import_field(const char *name)
{
	static const struct {
		const char *name, *words;
	} of_reports[] = {
	    {"common_name", N_("common name")},
	    {"sans", N_("names of the certificate")},
	    {"serial", N_("serial number")},
	    {"status", N_("state of the certificate")},
	};
	const char *words = words_trail_field(name);

	for (size_t i = 0; i < sizeof(of_reports) / sizeof(*of_reports); i++)
		if (!words && !strcmp(of_reports[i].name, name))
			words = _(of_reports[i].words);
	return words ? words : name;
}

static void
add_value(const json_t *value, struct buf *out)
{
	char *text = json_is_string(value) || !value || json_is_null(value)
			 ? NULL
			 : json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
	size_t i;
	const json_t *one;

	if (json_is_array(value)) {
		json_array_foreach(value, i, one)
			buf_printf(out, "%s%s", i ? ", " : "",
			    json_string_value(one) ? json_string_value(one) : "");
	} else if (text) {
		buf_puts(out, text);
	} else if (json_is_string(value) && *json_string_value(value)) {
		words_day(json_string_value(value), out);
	} else {
		buf_puts(out, "—");
	}
	free(text);
}

void
words_import_value(const char *name, const json_t *value, struct buf *out)
{
	json_t *worded = words_trail_value(name, value);

	add_value(worded, out);
	json_decref(worded);
}

const char *
words_import_by(const char *by)
{
	static const struct {
		const char *by, *words;
	} known[] = {
	    {"name", N_("by its name")},
	    {"content", N_("by what is in it")},
	    {"user", N_("as somebody said")},
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (!strcmp(known[i].by, by))
			return _(known[i].words);
	return by;
}

/* Parted from what stands before it. */
static void
part(struct buf *out)
{
	buf_puts(out, out->len ? "; " : "");
}

static void
add_changes(json_t *changes, bool is_new, struct buf *out)
{
	const char *name;
	json_t *change;

	json_object_foreach(changes, name, change) {
		part(out);
		buf_printf(out, "%s: ", words_import_field(name));
		if (!is_new) {
			words_import_value(name, json_array_get(change, 0), out);
			buf_puts(out, " → ");
		}
		words_import_value(name, json_array_get(change, 1), out);
	}
}

static void
add_names(const json_t *names, struct buf *out)
{
	size_t i;
	const json_t *one;

	json_array_foreach(names, i, one)
		buf_printf(out, "%s%s", i ? ", " : "", words_import_field(json_string_value(one)));
}

static void
add_error(const json_t *error, const char *cell, struct buf *out)
{
	part(out);
	buf_printf(out, "%s%s", cell, *cell ? ": " : "");
	words_error(text_of(error, "code"), json_object_get(error, "args"), out);
}

bool
words_import_is_said(const char *name)
{
	static const char *const beside[] = {"line", "part", "planned"};

	for (size_t i = 0; i < sizeof(beside) / sizeof(*beside); i++)
		if (!strcmp(beside[i], name))
			return false;
	return true;
}

/* Said of the certificate, not of who renews it. */
static bool
is_kind(const char *name, const json_t *value)
{
	enum monitor_field field = (enum monitor_field)monitor_field_from(name);

	return field == MONITOR_FIELD_CERTIFICATE_KIND ||
	       (field == MONITOR_FIELD_KIND && json_is_string(value) &&
		   kind_from(json_string_value(value)) < 0);
}

/* kind: of the certificate, as the site calls it; a list may call it otherwise, and in the column of kinds. NULL: none. */
static void
add_said(const json_t *said, const json_t *kind, struct buf *out)
{
	const char *name;
	json_t *value;

	json_object_foreach((json_t *)(uintptr_t)said, name, value) {
		if (!words_import_is_said(name) || !strcmp(name, "host") || !strcmp(name, "port"))
			continue;
		part(out);
		buf_printf(out, "%s: ", words_import_field(name));
		words_import_value(name, is_kind(name, value) && kind ? kind : value, out);
	}
}

void
words_import_result(const json_t *result, const json_t *said, const char *cell, struct buf *out)
{
	int type = monitor_type_from(string_of(result, "type"));
	bool is_new = !strcmp(text_of(result, "state"), "added");

	if (type >= 0)
		buf_printf(out, "(%s)", words_where((enum monitor_type)type));
	if (is_new && said)
		add_said(said, json_object_get(result, "certificate_kind"), out);
	else
		add_changes(json_object_get(result, "changes"), is_new, out);
	if (json_object_get(result, "fields")) {
		part(out);
		add_names(json_object_get(result, "fields"), out);
	}
	if (json_object_get(result, "conflicts")) {
		part(out);
		buf_printf(out, "%s: ", _("kept as it is here"));
		add_names(json_object_get(result, "conflicts"), out);
	}
	words_import_note(result, out);
	if (json_object_get(result, "hosts")) {
		part(out);
		buf_printf(out, "%s: ", _("known"));
		add_names(json_object_get(result, "hosts"), out);
	}
	if (json_object_get(result, "error"))
		add_error(json_object_get(result, "error"), cell, out);
}
