#include "daemon/operation.h"

#include "base/mem.h"
#include "base/members.h"
#include "base/monitor_field.h"
#include "base/text.h"

enum { VALUE_SHOWN = 120 };

bool
operation_only_reads(const struct operation *o)
{
	return o->right == RIGHT_READ && !o->keeps;
}

const char *
argument_type_text(enum argument_type type)
{
	static const char *const texts[] = {
#define X(id, text) [ARGUMENT_##id] = text,
		ARGUMENT_TYPES(X)
#undef X
	};

	_Static_assert(sizeof(texts) / sizeof(*texts) == ARGUMENT_TYPE_COUNT, "one for each");
	return texts[type];
}

int64_t
argument_text_most(const struct argument *a)
{
	return a->type == ARGUMENT_TEXT && a->most ? a->most : TEXT_USUAL_MOST;
}

json_t *
field_refusal(const char *field, const json_t *value, const char *reason)
{
	char *text = json_is_string(value) ? mem_strdup(json_string_value(value))
		     : value               ? json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY)
					   : mem_strdup("");
	char *clean = text_cleaned(text ? text : "", VALUE_SHOWN);
	json_t *args =
	    json_pack("{s:s, s:s, s:s}", "field", field, "value", clean, "reason", reason);

	free(clean);
	free(text);
	return args;
}

/* ---- one argument: each gives NULL, or the reason why the value is refused ---- */

static const char *
check_number(const json_t *value, int64_t least, int64_t most)
{
	json_int_t number = json_integer_value(value);

	return json_is_integer(value) && number >= least && number <= most ? NULL : "range";
}

static const char *
check_items(const struct argument *a, const json_t *list)
{
	const json_t *item;
	size_t i;

	if (!json_is_array(list))
		return "unknown";
	if (a->most && (int64_t)json_array_size(list) > a->most)
		return "too-long";
	if ((int64_t)json_array_size(list) < a->least)
		return "empty";
	json_array_foreach(list, i, item) {
		if (a->type == ARGUMENT_NUMBERS && check_number(item, 0, NUMBER_MOST))
			return "range";
		if ((a->type == ARGUMENT_TEXTS && !json_is_string(item)) ||
		    (a->type == ARGUMENT_OBJECTS && !json_is_object(item)))
			return "unknown";
		if ((int64_t)json_string_length(item) > argument_text_most(a))
			return "too-long";
	}
	return NULL;
}

static const char *
check_text(const struct argument *a, const json_t *value)
{
	if (!json_is_string(value))
		return "unknown";
	if ((int64_t)json_string_length(value) < a->least)
		return "empty";
	return (int64_t)json_string_length(value) > argument_text_most(a) ? "too-long" : NULL;
}

static const char *
check_object(const struct argument *a, const json_t *value)
{
	if (!json_is_object(value))
		return "unknown";
	return a->most && (int64_t)json_dumpb(value, NULL, 0, JSON_COMPACT) > a->most ? "too-long"
										      : NULL;
}

static const char *
check_argument(const struct argument *a, const json_t *value)
{
	switch (a->type) {
	case ARGUMENT_NUMBER:
		return check_number(value, a->least, a->most);
	case ARGUMENT_TEXT:
		return check_text(a, value);
	case ARGUMENT_FLAG:
		return json_is_boolean(value) ? NULL : "unknown";
	case ARGUMENT_OBJECT:
		return check_object(a, value);
	case ARGUMENT_NUMBERS:
	case ARGUMENT_TEXTS:
	case ARGUMENT_OBJECTS:
		return check_items(a, value);
	case ARGUMENT_TYPE_COUNT:
		break;
	}
	return "unknown";
}

/* ---- all of them ---- */

static json_t *
refused_argument(const struct operation *o, const json_t *args)
{
	if (args && !json_is_object(args) && !json_is_null(args))
		return field_refusal("args", args, "unknown");
	for (const struct argument *a = o->arguments; a && a->name; a++) {
		const json_t *value = json_object_get(args, a->name);
		bool said = value && !json_is_null(value);
		const char *reason = said ? check_argument(a, value) : a->required ? "empty" : NULL;

		if (reason)
			return field_refusal(a->name, said ? value : NULL, reason);
	}
	return NULL;
}

void
operation_files(
    const struct operation *o, const json_t *args, const char *names[OPERATION_FILES_MAX + 1])
{
	const struct argument *a = o->arguments;
	size_t n = 0;

	if (o->file)
		names[n++] = "file";
	if (o->secret)
		names[n++] = "secret";
	while (a && a->name && strcmp(a->name, "password") != 0)
		a++;
	if (a && a->name && flag_of(args, "password"))
		names[n++] = "password";
	names[n] = NULL;
}

/* The operation's own, or that of the field of a monitor among the arguments which asks for most. */
static enum right
right_needed(const struct operation *o, const json_t *args)
{
	enum right most = o->right;

	for (int f = 0; o->fields == FIELDS_MONITOR && f < MONITOR_FIELD_COUNT; f++) {
		const struct monitor_field_info *info = monitor_field_info((enum monitor_field)f);

		if (info->right > most && json_object_get(args, info->name))
			most = info->right;
	}
	return most;
}

const char *
operation_refusal(const struct operation *o, enum right right, const json_t *args, json_t **why)
{
	enum right needed = right_needed(o, args);

	if (right < needed) {
		*why = json_pack("{s:s, s:s}", "operation", o->name, "right", right_text(needed));
		return "not-allowed";
	}
	*why = refused_argument(o, args);
	return *why ? "bad-argument" : NULL;
}
