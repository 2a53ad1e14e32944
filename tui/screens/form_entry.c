/* What an entry says is text in two shapes: as a person types it, which is compared and sent, and in words, where it is a
 * term. A row is written in the first, so that what it has and what was typed can be compared. */
#include "tui/screens/form_entry.h"

#include "base/buf.h"
#include "base/endpoint.h"
#include "base/mem.h"
#include "tui/model/row.h"
#include "tui/screens/kind_choice.h"
#include "words/words.h"

#include <string.h>

const struct monitor_field_info *
entry_info(int i)
{
	int f = MONITOR_FIELD_COUNT - 1;

	while (f > 0 && monitor_field_info((enum monitor_field)f)->place != i + 1)
		f--;
	return monitor_field_info((enum monitor_field)f);
}

int
entry_of(enum monitor_field f)
{
	return monitor_field_info(f == MONITOR_FIELD_PORT ? MONITOR_FIELD_HOST : f)->place - 1;
}

bool
entry_is_choice(int i)
{
	return entry_info(i)->count || entry_info(i)->type == VALUE_KIND;
}

enum value_kind
entry_values(int i)
{
	if (i == entry_of(MONITOR_FIELD_SERVICE))
		return VALUES_SERVICES;
	if (i == entry_of(MONITOR_FIELD_RESPONSIBLE))
		return VALUES_HEADS;
	return entry_info(i)->type == VALUE_PROXY  ? VALUES_PROXIES
	       : entry_info(i)->type == VALUE_KIND ? VALUES_KINDS
						   : VALUES_NONE;
}

void
entry_release(struct entry *e)
{
	field_release(&e->field);
	free(e->initial);
	free(e->problem);
}

/* ---- values ---- */

char *
entry_words(int i, const char *value, const json_t *kinds)
{
	const struct monitor_field_info *info = entry_info(i);
	int term = info->count ? info->from(value) : -1;

	if (info->type == VALUE_KIND)
		return kind_choice_text(kinds, value);
	if (term >= 0 && i == entry_of(MONITOR_FIELD_KIND))
		return mem_strdup(words_kind((enum kind)term));
	if (term >= 0 && i == entry_of(MONITOR_FIELD_TYPE))
		return mem_strdup(words_where((enum monitor_type)term));
	return mem_strdup(value);
}

char *
entry_value(const struct entry *e, int i)
{
	return mem_strdup(
	    entry_info(i)->count ? entry_info(i)->text(e->choice) : field_value(&e->field));
}

bool
entry_changed(const struct entry *e, int i)
{
	char *value = entry_value(e, i);
	bool changed = strcmp(value, e->initial) != 0;

	free(value);
	return changed;
}

void
entry_set(struct entry *e, int i, const char *value)
{
	const struct monitor_field_info *info = entry_info(i);

	if (!info->count)
		field_set(&e->field, value);
	else if (info->from(value) >= 0)
		e->choice = info->from(value);
}

enum monitor_type
entries_type(const struct entry *all)
{
	return (enum monitor_type)all[entry_of(MONITOR_FIELD_TYPE)].choice;
}

static bool
is_blank(const struct entry *all, enum monitor_field f)
{
	const char *text = field_value(&all[entry_of(f)].field);

	return !text[strspn(text, " ")];
}

int
entries_missing(const struct entry *all)
{
	bool named = entries_type(all) == MONITOR_FILE && !is_blank(all, MONITOR_FIELD_NAME);

	return named || !is_blank(all, MONITOR_FIELD_HOST) ? -1 : entry_of(MONITOR_FIELD_HOST);
}

/* As people type it. */
static char *
entry_day(const struct row *r, int i)
{
	struct buf day = {0};

#define STRING(ID, ...)                        \
	if (i == entry_of(MONITOR_FIELD_##ID)) \
		words_day(row_text(r, ROW_##ID), &day);
#define NUMBER(ID, ...)
#define TERM(ID, ...)
#include "base/monitor_fields.def"
#undef STRING
#undef NUMBER
#undef TERM
	return buf_steal(&day);
}

char *
entry_in_row(const struct row *r, int i)
{
	const struct monitor_field_info *info = entry_info(i);
	char endpoint[ROW_ENDPOINT_BYTES];

	if (info->type == VALUE_HOST) {
		row_endpoint(r, endpoint, sizeof(endpoint));
		return mem_strdup(endpoint);
	}
	if (info->type == VALUE_SNI && r->sni_set && !*row_text(r, ROW_SNI))
		return mem_strdup("-");
	if (info->type == VALUE_DATE)
		return entry_day(r, i);
#define STRING(ID, ...)                        \
	if (i == entry_of(MONITOR_FIELD_##ID)) \
		return mem_strdup(row_text(r, ROW_##ID));
#define NUMBER(ID, name, ...)                  \
	if (i == entry_of(MONITOR_FIELD_##ID)) \
		return r->name < 0 ? mem_strdup("") : mem_printf("%d", r->name);
#define TERM(ID, name, noun, ...)              \
	if (i == entry_of(MONITOR_FIELD_##ID)) \
		return mem_strdup(noun##_text((enum noun)r->name));
#include "base/monitor_fields.def"
	return mem_strdup("");
}

/* ---- as arguments ---- */

static json_t *
list_json(const char *text)
{
	json_t *list = json_array();

	while (*text) {
		size_t len = strcspn(text, ","), from = strspn(text, " "), to = len;
		while (to > from && text[to - 1] == ' ')
			to--;
		if (to > from)
			json_array_append_new(list, json_stringn(text + from, to - from));
		text += len + (text[len] == ',');
	}
	return list;
}

static const char *
put_host(bool file, bool fresh, json_t *args, const char *text)
{
	struct endpoint e;
	const char *problem = NULL;

	if (file) { /* it has a name, and no host */
		if (!json_object_get(args, "name"))
			json_object_set_new(args, "name", json_string(text));
		return NULL;
	}
	if (endpoint_parse(&e, text))
		problem = _("The port must be a number from 1 to 65535.");
	else
		json_object_set_new(args, "host", json_string(e.host));
	if (!problem && (e.port || !fresh))
		json_object_set_new(args, "port", json_integer(e.port ? e.port : 443));
	endpoint_release(&e);
	return problem;
}

static const char *
put_days(const char *name, bool fresh, json_t *args, const char *text)
{
	char *end;
	long days = strtol(text, &end, 10);

	if (!*text)
		days = -1;
	else if (*end || days < 0 || days > LEAD_MAX)
		return _("A number of days, or nothing.");
	if (*text || !fresh)
		json_object_set_new(args, name, json_integer(days));
	return NULL;
}

const char *
entry_put(const struct entry *all, int i, bool fresh, json_t *args)
{
	const struct monitor_field_info *info = entry_info(i);
	const char *problem = NULL;
	char *text = entry_value(&all[i], i);
	bool file = entries_type(all) == MONITOR_FILE;

	if (info->type == VALUE_HOST)
		problem = put_host(file, fresh, args, text);
	else if (info->type == VALUE_DAYS)
		problem = put_days(info->name, fresh, args, text);
	else if (VALUE_IS_LIST(info->type))
		json_object_set_new(args, info->name, list_json(text));
	else if (info->type == VALUE_SNI && !strcmp(text, "-"))
		json_object_set_new(args, info->name, json_string(""));
	else if (info->type == VALUE_SNI && !*text)
		json_object_set_new(args, info->name, json_null());
	else if (*text || (!fresh && !(i == entry_of(MONITOR_FIELD_NAME) && file)))
		json_object_set_new(args, info->name, json_string(text));
	free(text);
	return problem;
}
