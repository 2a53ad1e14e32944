#include "daemon/operations/monitor_fields.h"

#include "base/buf.h"
#include "base/endpoint.h"
#include "base/hostname.h"
#include "base/mem.h"
#include "base/text.h"
#include "daemon/operation.h"
#include "probe/node.h"

enum { TEXT_MAX = 200, TAGS_MAX = 32, LEAD_MAX = 3650 };

/* Each taker gives NULL, or the reason why the value is refused. */
typedef const char *take_fn(struct monitor *m, const json_t *value);

/* ---- one taker for each field ---- */

static const char *
take_host(struct monitor *m, const json_t *value)
{
	return json_is_string(value) ? hostname_parse(json_string_value(value), &m->host)
				     : "unknown";
}

static const char *
take_port(struct monitor *m, const json_t *value)
{
	json_int_t port = json_integer_value(value);

	if (!json_is_integer(value) || port < 1 || port > 65535)
		return "range";
	m->port = (int)port;
	return NULL;
}

static const char *
take_sni(struct monitor *m, const json_t *value)
{
	if (json_is_null(value)) {
		mem_replace(&m->sni, NULL);
		return NULL;
	}
	if (!json_is_string(value))
		return "unknown";
	if (!*json_string_value(value)) {
		mem_replace(&m->sni, "");
		return NULL;
	}
	return hostname_parse(json_string_value(value), &m->sni);
}

const char *
field_text(char **slot, const json_t *value, size_t most)
{
	const char *reason;

	if (!json_is_string(value))
		return "unknown";
	reason = text_fault(json_string_value(value), most);
	if (!reason)
		mem_replace(slot, json_string_value(value));
	return reason;
}

static const char *
take_name(struct monitor *m, const json_t *value)
{
	return field_text(&m->name, value, TEXT_MAX);
}

static const char *
take_environment(struct monitor *m, const json_t *value)
{
	return field_text(&m->environment, value, TEXT_MAX);
}

static const char *
take_service(struct monitor *m, const json_t *value)
{
	return field_text(&m->service, value, TEXT_MAX);
}

static const char *
take_protocol(struct monitor *m, const json_t *value)
{
	int protocol = protocol_from(json_string_value(value));

	if (protocol < 0)
		return "unknown";
	m->protocol = (enum protocol)protocol;
	return NULL;
}

static const char *
take_proxy(struct monitor *m, const json_t *value)
{
	if (json_is_string(value) && strpbrk(json_string_value(value), " ="))
		return "space";
	return field_text(&m->proxy, value, TEXT_MAX);
}

/* As they were said; they get their one form once the host is known (see nodes_settle). */
static const char *
take_nodes(struct monitor *m, const json_t *value)
{
	struct buf joined = {0};
	const json_t *item;
	size_t i;

	if (!json_is_array(value) || json_array_size(value) > NODES_MAX)
		return json_is_array(value) ? "too-long" : "unknown";
	json_array_foreach(value, i, item) {
		const char *text = json_string_value(item);
		if (!text || !*text || strpbrk(text, " ,")) {
			buf_release(&joined);
			return !text ? "unknown" : !*text ? "empty" : "space";
		}
		buf_printf(&joined, "%s%s", i ? " " : "", text);
	}
	free(m->nodes);
	m->nodes = buf_steal(&joined);
	return NULL;
}

static const char *
take_kind(struct monitor *m, const json_t *value)
{
	int kind = kind_from(json_string_value(value));

	if (kind < 0)
		return "unknown";
	m->kind = (enum kind)kind;
	return NULL;
}

static const char *
take_type(struct monitor *m, const json_t *value)
{
	int type = monitor_type_from(json_string_value(value));

	if (type < 0)
		return "unknown";
	m->type = (enum monitor_type)type;
	return NULL;
}

static const char *
take_lead(struct monitor *m, const json_t *value)
{
	json_int_t days = json_integer_value(value);

	if (!json_is_integer(value) || days < -1 || days > LEAD_MAX)
		return "range";
	m->lead = (int)days;
	return NULL;
}

static int
compare_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Sorted and each once, so that the same set is the same text. */
static const char *
take_tags(struct monitor *m, const json_t *value)
{
	const char *tags[TAGS_MAX], *reason;
	size_t count = json_array_size(value);
	char *joined = mem_strdup(""), *longer;

	if (!json_is_array(value) || count > TAGS_MAX) {
		free(joined);
		return json_is_array(value) ? "too-long" : "unknown";
	}
	for (size_t i = 0; i < count; i++) {
		tags[i] = json_string_value(json_array_get(value, i));
		reason = !tags[i]                 ? "unknown"
			 : !*tags[i]              ? "empty"
			 : strpbrk(tags[i], " ,") ? "space"
						  : text_fault(tags[i], TEXT_MAX);
		if (reason) {
			free(joined);
			return reason;
		}
	}
	qsort(tags, count, sizeof(*tags), compare_text);
	for (size_t i = 0; i < count; i++) {
		if (i && !strcmp(tags[i], tags[i - 1]))
			continue;
		longer = mem_printf("%s%s%s", joined, *joined ? "," : "", tags[i]);
		free(joined);
		joined = longer;
	}
	free(m->tags);
	m->tags = joined;
	return NULL;
}

static const struct {
	const char *name;
	take_fn *take;
} takers[] = {
    {"host", take_host},
    {"port", take_port},
    {"sni", take_sni},
    {"name", take_name},
    {"protocol", take_protocol},
    {"proxy", take_proxy},
    {"nodes", take_nodes},
    {"kind", take_kind},
    {"type", take_type},
    {"environment", take_environment},
    {"service", take_service},
    {"tags", take_tags},
    {"lead", take_lead},
};

static take_fn *
taker_of(const char *name)
{
	for (size_t i = 0; i < sizeof(takers) / sizeof(*takers); i++)
		if (!strcmp(takers[i].name, name))
			return takers[i].take;
	return NULL;
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

json_t *
monitor_fields_parse(struct monitor *m, const json_t *args)
{
	static const char *const not_fields[] = {"id", "version", "dry_run", "line"};
	const enum protocol old = m->protocol;
	const char *name, *reason;
	const json_t *value;
	char *bad = NULL;
	json_t *text, *refused;
	void *at;

	for (at = json_object_iter((json_t *)(uintptr_t)args); at;
	     at = json_object_iter_next((json_t *)(uintptr_t)args, at)) {
		take_fn *take;
		bool skip = false;
		name = json_object_iter_key(at);
		value = json_object_iter_value(at);
		for (size_t i = 0; i < sizeof(not_fields) / sizeof(*not_fields); i++)
			skip |= !strcmp(name, not_fields[i]);
		if (skip)
			continue;
		take = taker_of(name);
		reason = take ? take(m, value) : "unknown";
		if (reason)
			return field_refusal(name, value, reason);
	}
	if (m->type == MONITOR_FILE) {
		if (!m->name || !*m->name)
			return field_refusal("name", NULL, "empty");
		be_file(m);
		return NULL;
	}
	if (!m->host || !*m->host)
		return field_refusal("host", NULL, "empty");
	if (!m->port)
		return field_refusal("port", NULL, "empty");
	follow_protocol(m, old, args);
	reason = *m->nodes ? nodes_settle(m, &bad) : NULL;
	if (reason) {
		text = json_string(bad ? bad : "");
		refused = field_refusal("nodes", text, reason);
		json_decref(text);
		free(bad);
		return refused;
	}
	if (!m->name || !*m->name) {
		free(m->name);
		m->name = endpoint_text(m->host, m->port);
	}
	return NULL;
}

void
monitor_default(struct monitor *m, int64_t now)
{
	*m = (struct monitor){.port = 443, .lead = -1, .created_at = now, .next_probe_at = now};
	m->environment = mem_strdup("");
	m->service = mem_strdup("");
	m->tags = mem_strdup("");
	m->detail = mem_strdup("");
	m->proxy = mem_strdup("");
	m->nodes = mem_strdup("");
}

json_t *
monitor_json(const struct monitor *m)
{
	return json_pack("{s:s, s:s, s:i, s:s, s:o, s:s, s:s, s:s, s:s, s:i, s:s, s:s, s:s}",
	    "name", m->name, "host", m->host, "port", m->port, "protocol",
	    protocol_text(m->protocol), "sni", m->sni ? json_string(m->sni) : json_null(), "kind",
	    kind_text(m->kind), "environment", m->environment, "service", m->service, "tags",
	    m->tags, "lead", m->lead, "proxy", m->proxy, "nodes", m->nodes, "type",
	    monitor_type_text(m->type));
}
