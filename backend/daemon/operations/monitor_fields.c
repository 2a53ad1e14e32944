/* From the arguments of a request to a struct monitor: adding, editing, importing and explaining all come
 * through here, so this is the one place where a value of a field is judged. There is a parser for each type
 * of value (base/monitor_field.h), in two tables by what they fill, a text or a number; parse_field is made
 * from base/monitor_fields.def, and a term is read by its own noun's _from. A new field of a known type needs
 * nothing here; a new type needs a parser.
 *
 * A parser says why a value is refused (a reason of base/codes.def) or puts it where it belongs. What
 * depends on several fields comes after all are read, in monitor_fields_parse: a file has no endpoint, a port
 * follows its protocol, nodes are read against the host, a name that was not said is the endpoint. After a
 * refusal the struct may be half filled: callers work on a copy. */
#include "daemon/operations/monitor_fields.h"

#include "base/buf.h"
#include "base/endpoint.h"
#include "base/hostname.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/monitor_field.h"
#include "base/text.h"
#include "daemon/operation.h"
#include "probe/node.h"
#include "procedure/calendar.h"

enum { TAGS_MAX = 32 };

/* ---- a parser for each type of value: NULL, or the reason why the value is refused ---- */

typedef const char *parse_text_fn(char **slot, const json_t *value);
typedef const char *parse_number_fn(int *slot, const json_t *value);

static const char *
parse_host(char **slot, const json_t *value)
{
	return json_is_string(value) ? certificate_name_parse(json_string_value(value), slot)
				     : "unknown";
}

static const char *
parse_sni(char **slot, const json_t *value)
{
	const char *text = json_string_value(value);

	if (text && !strcmp(text, SNI_NONE))
		text = "";
	if (text && *text)
		return hostname_parse(text, slot);
	if (!text && !json_is_null(value))
		return "unknown";
	mem_replace(slot, text);
	return NULL;
}

/* No list can tell blanks around a text from those around its cell. */
static void
trim(char *text)
{
	static const char hard[] = "\xc2\xa0"; /* U+00A0 */
	size_t len = strlen(text), start = 0;

	while (text[start] == ' ' || !strncmp(text + start, hard, 2))
		start += text[start] == ' ' ? 1 : 2;
	while (len > start &&
	       (text[len - 1] == ' ' || (len - start > 1 && !memcmp(text + len - 2, hard, 2))))
		len -= text[len - 1] == ' ' ? 1 : 2;
	memmove(text, text + start, len - start);
	text[len - start] = '\0';
}

const char *
line_parse(char **slot, const json_t *value, size_t most)
{
	const char *reason;

	if (!json_is_string(value))
		return "unknown";
	reason = text_fault(json_string_value(value), most);
	if (reason)
		return reason;
	mem_replace(slot, json_string_value(value));
	trim(*slot);
	return NULL;
}

static const char *
parse_text(char **slot, const json_t *value)
{
	return line_parse(slot, value, MONITOR_TEXT_MAX);
}

static const char *
parse_proxy(char **slot, const json_t *value)
{
	if (json_is_string(value) && strpbrk(json_string_value(value), " ="))
		return "space";
	return line_parse(slot, value, MONITOR_TEXT_MAX);
}

/* Why an array is no list of words; each is kept with others in one text. */
static const char *
words_fault(const json_t *value, size_t most)
{
	const json_t *item;
	size_t i;

	if (!json_is_array(value) || json_array_size(value) > most)
		return json_is_array(value) ? "too-long" : "unknown";
	json_array_foreach(value, i, item) {
		const char *text = json_string_value(item);
		if (!text || !*text || strchr(text, ' '))
			return !text ? "unknown" : !*text ? "empty" : "space";
		if (strpbrk(text, ",;|")) /* as they part words in a list */
			return "separator";
	}
	return NULL;
}

/* As they were said; they get their one form once the host is known (see nodes_settle). */
static const char *
parse_nodes(char **slot, const json_t *value)
{
	const char *reason = words_fault(value, NODES_MAX);
	struct buf joined = {0};

	if (reason)
		return reason;
	texts_join(value, NULL, " ", &joined);
	free(*slot);
	*slot = buf_steal(&joined);
	return NULL;
}

/* As it is kept, or as people write it. */
static const char *
parse_date(char **slot, const json_t *value)
{
	const char *text = json_string_value(value);
	char day[DAY_TEXT_BYTES] = "";
	int32_t d;

	if (!text)
		return "unknown";
	d = day_read(text);
	if (*text && d == DAY_NONE)
		return "not-a-date";
	mem_replace(slot, *text ? day_to_text(d, day) : "");
	return NULL;
}

static int
compare_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Sorted and each once, so that the same set is the same text. */
static const char *
parse_tags(char **slot, const json_t *value)
{
	const char *tags[TAGS_MAX], *reason = words_fault(value, TAGS_MAX);
	size_t count = json_array_size(value);
	struct buf joined = {0};

	for (size_t i = 0; i < count && !reason; i++) {
		tags[i] = json_string_value(json_array_get(value, i));
		reason = text_fault(tags[i], MONITOR_TEXT_MAX);
	}
	if (reason)
		return reason;
	if (count)
		qsort(tags, count, sizeof(*tags), compare_text);
	for (size_t i = 0; i < count; i++)
		if (!i || strcmp(tags[i], tags[i - 1]))
			buf_printf(&joined, "%s%s", i ? "," : "", tags[i]);
	free(*slot);
	*slot = buf_steal(&joined);
	return NULL;
}

static const char *
parse_within(int *slot, const json_t *value, int least, int most)
{
	json_int_t n = json_integer_value(value);

	if (!json_is_integer(value) || n < least || n > most)
		return "range";
	*slot = (int)n;
	return NULL;
}

static const char *
parse_port(int *slot, const json_t *value)
{
	return parse_within(slot, value, 1, UINT16_MAX);
}

static const char *
parse_days(int *slot, const json_t *value)
{
	return parse_within(slot, value, -1, LEAD_MAX);
}

static parse_text_fn *const text_parsers[] = {
    [VALUE_TEXT] = parse_text,
    [VALUE_HOST] = parse_host,
    [VALUE_SNI] = parse_sni,
    [VALUE_PROXY] = parse_proxy,
    [VALUE_NODES] = parse_nodes,
    [VALUE_TAGS] = parse_tags,
    [VALUE_KIND] = parse_text, /* that it is listed is asked of the site */
    [VALUE_DATE] = parse_date,
};

static parse_number_fn *const number_parsers[] = {
    [VALUE_PORT] = parse_port,
    [VALUE_DAYS] = parse_days,
};

/* Puts a value where it belongs. */
static const char *
parse_field(struct monitor *m, enum monitor_field field, const json_t *value)
{
	int word;

	switch (field) {
#define STRING(ID, name, type, ...) \
	case MONITOR_FIELD_##ID:    \
		return text_parsers[VALUE_##type](&m->name, value);
#define NUMBER(ID, name, type, ...) \
	case MONITOR_FIELD_##ID:    \
		return number_parsers[VALUE_##type](&m->name, value);
#define TERM(ID, name, noun, ...)                             \
	case MONITOR_FIELD_##ID:                              \
		word = noun##_from(json_string_value(value)); \
		if (word < 0)                                 \
			return "unknown";                     \
		m->name = (enum noun)word;                    \
		return NULL;
#include "base/monitor_fields.def"
#undef STRING
#undef NUMBER
#undef TERM
	case MONITOR_FIELD_COUNT:
		break;
	}
	return "unknown";
}

/* Each node in its one form, once; the first that is none is *bad (the caller's). */
static const char *
nodes_settle(struct monitor *m, char **bad)
{
	struct target host;
	struct buf joined = {0};
	char *list = m->nodes, *rest = list, *text;
	struct node node;

	if (target_set(&host, m->host, m->port, m->sni)) {
		target_release(&host);
		return "not-a-name";
	}
	while (!*bad && (text = strsep(&rest, " "))) {
		if (!*text)
			continue;
		if (node_parse(&node, text, &host))
			buf_printf(&joined, "%s%s", joined.len ? " " : "", node.label);
		else
			*bad = mem_strdup(text);
		node_release(&node);
	}
	target_release(&host);
	m->nodes = buf_steal(&joined);
	free(list);
	return *bad ? "not-an-address" : NULL;
}

/* Another protocol brings its port along, where the port is just that of the old one. */
static void
follow_protocol(struct monitor *m, enum protocol old, const json_t *args)
{
	if (m->protocol != old && !json_object_get(args, "port") && m->port == protocol_port(old))
		m->port = protocol_port(m->protocol);
}

/* A certificate in a file is known by its name alone. */
static void
be_file(struct monitor *m)
{
	mem_replace(&m->host, m->name);
	mem_replace(&m->sni, NULL);
	mem_replace(&m->nodes, "");
	mem_replace(&m->proxy, "");
	m->port = 0;
	m->protocol = PROTOCOL_TLS;
}

/* What of the arguments is no field. */
static bool
is_of_request(const char *name)
{
	static const char *const names[] = {"id", "version", "dry_run", "line"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!strcmp(names[i], name))
			return true;
	return false;
}

static json_t *
parse_all(struct monitor *m, const json_t *args)
{
	const char *name, *reason;
	json_t *value;

	json_object_foreach((json_t *)(uintptr_t)args, name, value) {
		int field = monitor_field_from(name);
		if (is_of_request(name))
			continue;
		reason = field < 0 ? "unknown" : parse_field(m, (enum monitor_field)field, value);
		if (reason)
			return field_refusal(name, value, reason);
	}
	return NULL;
}

static json_t *
settle_nodes(struct monitor *m)
{
	char *bad = NULL;
	const char *reason = *m->nodes ? nodes_settle(m, &bad) : NULL;
	json_t *text = reason ? json_string(bad ? bad : "") : NULL;
	json_t *refused = reason ? field_refusal("nodes", text, reason) : NULL;

	json_decref(text);
	free(bad);
	return refused;
}

/* Nothing answers for a whole domain: its certificate can be planned, and is watched where a host serves it. */
static json_t *
wildcard_refusal(const char *host)
{
	json_t *value = json_string(host), *refused = field_refusal("host", value, "not-a-host");

	json_decref(value);
	return refused;
}

json_t *
monitor_fields_parse(struct monitor *m, const json_t *args)
{
	const enum protocol old = m->protocol;
	json_t *refused = parse_all(m, args);

	if (refused)
		return refused;
	if (m->type == MONITOR_FILE) {
		if (!m->name || !*m->name)
			return field_refusal("name", NULL, "empty");
		be_file(m);
		return NULL;
	}
	if (!m->host || !*m->host)
		return field_refusal("host", NULL, "empty");
	if (host_is_wildcard(m->host) && m->type != MONITOR_PLANNED)
		return wildcard_refusal(m->host);
	if (!m->port)
		return field_refusal("port", NULL, "empty");
	follow_protocol(m, old, args);
	refused = settle_nodes(m);
	if (refused)
		return refused;
	if (!m->name || !*m->name) {
		free(m->name);
		m->name = endpoint_text(m->host, m->port);
	}
	return NULL;
}

void
monitor_default(struct monitor *m, int64_t now)
{
	*m = (struct monitor){.created_at = now, .next_probe_at = now};
#define STRING(ID, name, type, usual, ...) m->name = mem_strdup(usual);
#define NUMBER(ID, name, type, usual, ...) m->name = usual;
#define TERM(ID, ...)
#include "base/monitor_fields.def"
#undef STRING
#undef NUMBER
#undef TERM
	m->detail = mem_strdup("");
}

json_t *
monitor_json(const struct monitor *m)
{
	json_t *object = json_object();

#define STRING(ID, name, ...) \
	json_object_set_new(object, #name, m->name ? json_string(m->name) : json_null());
#define NUMBER(ID, name, ...) json_object_set_new(object, #name, json_integer(m->name));
#define TERM(ID, name, noun, ...) \
	json_object_set_new(object, #name, json_string(noun##_text(m->name)));
#include "base/monitor_fields.def"
	return object;
}

void
monitor_json_put(struct monitor *m, const char *name_of, const json_t *value)
{
	int term;

#undef STRING
#undef NUMBER
#undef TERM
#define STRING(ID, name, ...)        \
	if (!strcmp(name_of, #name)) \
		mem_replace(&m->name, json_string_value(value));
#define NUMBER(ID, name, ...)        \
	if (!strcmp(name_of, #name)) \
		m->name = (int)json_integer_value(value);
#define TERM(ID, name, noun, ...)                                \
	if (!strcmp(name_of, #name) && json_is_string(value) &&  \
	    (term = noun##_from(json_string_value(value))) >= 0) \
		m->name = (enum noun)term;
#include "base/monitor_fields.def"
}
