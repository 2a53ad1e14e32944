#include "daemon/operations/service_fields.h"

#include "base/endpoint.h"
#include "base/hostname.h"
#include "base/mem.h"
#include "daemon/operation.h"
#include "daemon/operations/monitor_fields.h"

#include <stddef.h>

enum { NAME_MAX_CHARACTERS = 200, NOTES_MAX_CHARACTERS = 4000, PATTERNS_MAX = 64 };

static const struct {
	const char *name;
	size_t offset;
	size_t most;
} texts[] = {
    {"name", offsetof(struct service, name), NAME_MAX_CHARACTERS},
    {"head", offsetof(struct service, head), NAME_MAX_CHARACTERS},
    {"head_mail", offsetof(struct service, head_mail), NAME_MAX_CHARACTERS},
    {"head_user", offsetof(struct service, head_user), NAME_MAX_CHARACTERS},
    {"project_head", offsetof(struct service, project_head), NAME_MAX_CHARACTERS},
    {"notes", offsetof(struct service, notes), NOTES_MAX_CHARACTERS},
};

enum { TEXT_COUNT = sizeof(texts) / sizeof(texts[0]) };

static char **
text_at(struct service *s, size_t i)
{
	return (char **)(void *)((char *)s + texts[i].offset);
}

json_t *
service_patterns(const char *patterns)
{
	json_t *list = json_array();
	const char *end;

	for (const char *at = patterns; *at; at = *end ? end + 1 : end) {
		end = strchrnul(at, ' ');
		json_array_append_new(list, json_stringn(at, (size_t)(end - at)));
	}
	return list;
}

json_t *
service_json(const struct service *s)
{
	return json_pack("{s:I, s:I, s:s, s:s, s:s, s:s, s:s, s:s, s:o}", "id", (json_int_t)s->id,
	    "version", (json_int_t)s->version, "name", s->name, "head", s->head, "head_mail",
	    s->head_mail, "head_user", s->head_user, "project_head", s->project_head, "notes",
	    s->notes, "patterns", service_patterns(s->patterns));
}

static int
compare_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static char *
joined(char **items, size_t count)
{
	char *all = mem_strdup(""), *longer;

	if (count)
		qsort(items, count, sizeof(*items), compare_text);
	for (size_t i = 0; i < count; i++) {
		if (i && !strcmp(items[i], items[i - 1]))
			continue;
		longer = mem_printf("%s%s%s", all, *all ? " " : "", items[i]);
		free(all);
		all = longer;
	}
	return all;
}

static json_t *
parse_patterns(struct service *s, const json_t *list)
{
	char *items[PATTERNS_MAX] = {0};
	size_t count = 0, i;
	const json_t *item;
	json_t *refused = NULL;

	if (!json_is_array(list) || json_array_size(list) > PATTERNS_MAX)
		return field_refusal(
		    "patterns", NULL, json_is_array(list) ? "too-long" : "unknown");
	json_array_foreach(list, i, item) {
		const char *text = json_string_value(item);
		const char *reason = text ? certificate_name_parse(text, &items[count]) : "unknown";
		if (reason) {
			refused = field_refusal("patterns", item, reason);
			break;
		}
		count++;
	}
	if (!refused) {
		free(s->patterns);
		s->patterns = joined(items, count);
	}
	while (count)
		free(items[--count]);
	return refused;
}

/* A note may have lines; what is between them is as any other text. */
static const char *
parse_lines(char **slot, const json_t *value, size_t most)
{
	char *flat = mem_strdup(json_string_value(value)), *whole = NULL;
	const char *reason;
	json_t *json;

	if (!flat)
		return "unknown";
	for (char *c = flat; (c = strchr(c, '\n'));)
		*c = ' ';
	json = json_string(flat);
	reason = line_parse(&whole, json, most);
	if (!reason)
		mem_replace(slot, json_string_value(value));
	json_decref(json);
	free(whole);
	free(flat);
	return reason;
}

static json_t *
parse_text(struct service *s, size_t i, const json_t *value)
{
	bool lines = !strcmp(texts[i].name, "notes"), mail = !strcmp(texts[i].name, "head_mail");
	char **slot = text_at(s, i);
	const char *reason = lines ? parse_lines(slot, value, texts[i].most)
				   : line_parse(slot, value, texts[i].most);

	if (!reason && mail && **slot && (strchr(*slot, ' ') || !strchr(*slot, '@')))
		reason = "not-a-mail";
	return reason ? field_refusal(texts[i].name, value, reason) : NULL;
}

json_t *
service_fields_parse(struct service *s, const json_t *args)
{
	const json_t *value;
	json_t *refused = NULL;

	for (size_t i = 0; i < TEXT_COUNT && !refused; i++) {
		value = json_object_get(args, texts[i].name);
		if (value)
			refused = parse_text(s, i, value);
		if (!*text_at(s, i))
			*text_at(s, i) = mem_strdup("");
	}
	value = json_object_get(args, "patterns");
	if (value && !refused)
		refused = parse_patterns(s, value);
	if (!s->patterns)
		s->patterns = mem_strdup("");
	return refused || *s->name ? refused : field_refusal("name", NULL, "empty");
}
