#include "tui/model/row.h"

#include "base/buf.h"
#include "base/endpoint.h"
#include "base/mem.h"

/* Where each text stands in the object; of tags, nodes and tickets there is a list. */
static const char *const text_keys[ROW_TEXT_COUNT] = {
    [ROW_NAME] = "name",
    [ROW_HOST] = "host",
    [ROW_SNI] = "sni",
    [ROW_ENVIRONMENT] = "environment",
    [ROW_SERVICE] = "service",
    [ROW_TAGS] = "tags",
    [ROW_PROXY] = "proxy",
    [ROW_NODES] = "nodes",
    [ROW_DETAIL] = "detail",
    [ROW_ISSUER] = "issuer_cn",
    [ROW_SUBJECT] = "subject_cn",
    [ROW_WAITING] = "waiting_on",    /* of the renewal */
    [ROW_AGAINST] = "contradiction", /* likewise */
    [ROW_TICKETS] = "tickets",
};

static int64_t
number(const json_t *object, const char *key)
{
	return json_integer_value(json_object_get(object, key));
}

static int64_t
number_within(const json_t *object, const char *key, int64_t least, int64_t most)
{
	int64_t n = number(object, key);

	return n < least ? least : n > most ? most : n;
}

/* An unknown word of a newer backend becomes `otherwise`: a row is never lost for it. */
static uint8_t
term(const json_t *object, const char *key, int (*from)(const char *), int otherwise)
{
	int value = from(json_string_value(json_object_get(object, key)));

	return (uint8_t)(value < 0 ? otherwise : value);
}

static void
add_list(struct buf *out, const json_t *list)
{
	size_t i;
	const json_t *item;

	json_array_foreach(list, i, item) {
		if (i)
			buf_puts(out, ", ");
		buf_puts(out, json_string_value(item) ? json_string_value(item) : "");
	}
}

/* A line of the protocol is at most 64 kB, so an offset fits in 16 bits; what would not is left
 * empty. */
static void
parse_texts(struct row *r, const json_t *object)
{
	struct buf all = {0};

	for (int t = 0; t < ROW_TEXT_COUNT; t++) {
		const json_t *from = t == ROW_WAITING || t == ROW_AGAINST
					 ? json_object_get(object, "renewal")
					 : object;
		const json_t *value = json_object_get(from, text_keys[t]);
		r->at[t] = (uint16_t)all.len;
		if (t == ROW_TAGS || t == ROW_NODES || t == ROW_TICKETS)
			add_list(&all, value);
		else if (json_is_string(value))
			buf_puts(&all, json_string_value(value));
		if (all.len >= UINT16_MAX - ROW_TEXT_COUNT) {
			all.len = r->at[t];
		}
		buf_putc(&all, '\0');
	}
	r->texts = mem_alloc(all.len);
	memcpy(r->texts, all.data, all.len);
	buf_release(&all);
}

static void
parse_deadlines(struct deadlines *d, const json_t *list)
{
	if (json_array_size(list) != 5)
		return;
	d->soon = json_integer_value(json_array_get(list, 0));
	d->due = json_integer_value(json_array_get(list, 1));
	d->late = json_integer_value(json_array_get(list, 2));
	d->critical = json_integer_value(json_array_get(list, 3));
	d->end = json_integer_value(json_array_get(list, 4));
}

static uint32_t
parse_problems(const json_t *list)
{
	uint32_t bits = 0;
	size_t i;
	const json_t *item;

	json_array_foreach(list, i, item) {
		int p = problem_from(json_string_value(item));
		if (p >= 0)
			bits |= PROBLEM_BIT(p);
	}
	return bits;
}

int
row_parse(struct row *r, const json_t *object)
{
	struct row n = {.id = number(object, "id")};

	if (n.id <= 0)
		return -1;
	n.version = number(object, "version");
	n.not_after = number(object, "not_after");
	n.checked_at = number(object, "checked_at");
	n.seen_at = number(object, "seen_at");
	n.port = (uint16_t)number_within(object, "port", 0, UINT16_MAX);
	n.addresses = (uint16_t)number_within(object, "addresses", 0, UINT16_MAX);
	n.ok = (uint16_t)number_within(object, "ok", 0, UINT16_MAX);
	n.lead = (int16_t)number_within(object, "lead", -1, INT16_MAX);
	n.outcome = term(object, "outcome", outcome_from, OUTCOME_NONE);
	n.kind = term(object, "kind", kind_from, KIND_OTHER);
	n.protocol = term(object, "protocol", protocol_from, PROTOCOL_TLS);
	n.type = (uint8_t)term(object, "type", monitor_type_from, MONITOR_ENDPOINT);
	n.sni_set = json_is_string(json_object_get(object, "sni"));
	n.renewal = number(json_object_get(object, "renewal"), "id");
	n.phase = (uint8_t)number_within(json_object_get(object, "renewal"), "phase", 0, UINT8_MAX);
	n.phases =
	    (uint8_t)number_within(json_object_get(object, "renewal"), "phases", 0, UINT8_MAX);
	n.probing = json_is_true(json_object_get(object, "probing"));
	n.problems = parse_problems(json_object_get(object, "problems"));
	parse_deadlines(&n.deadlines, json_object_get(object, "d"));
	parse_texts(&n, object);
	*r = n;
	return 0;
}

void
row_release(struct row *r)
{
	free(r->texts);
	*r = (struct row){0};
}

void
row_endpoint(const struct row *r, char *out, size_t size)
{
	endpoint_format(out, size, row_text(r, ROW_HOST), r->port);
}

const char *
row_title(const struct row *r)
{
	static char rooms[4][320];
	static unsigned turn;
	char *room;

	if (*row_text(r, ROW_NAME))
		return row_text(r, ROW_NAME);
	room = rooms[turn++ % 4];
	row_endpoint(r, room, sizeof(rooms[0]));
	return room;
}

int64_t
row_next_change(const struct row *r, int64_t now)
{
	const int64_t at[] = {r->deadlines.soon, r->deadlines.due, r->deadlines.late,
	    r->deadlines.critical, r->deadlines.end};

	for (size_t i = 0; i < sizeof(at) / sizeof(at[0]); i++)
		if (at[i] > now)
			return at[i];
	return INT64_MAX;
}
