/* A row of the expiry list in memory, of which the console may hold a hundred thousand: numbers and terms as
 * small integers, and all texts one after another in one allocation, found by 16-bit offsets (offset 0 is "").
 * Reading one builds no tree: the members of the JSON text are read where they stand (base/json_reader.h).
 *
 * A table says for each member of the protocol how it is read and where it goes; members are found fastest in
 * the order in which the backend writes them, and in any order all the same. Fields that a person may set
 * come from base/monitor_fields.def. What is not known here, a member or a word of a newer backend, is passed
 * over: a row is never lost for it. Numbers that do not fit are clamped, texts that do not are left empty. The
 * model (model.c) owns the rows and frees them. */
#include "tui/model/row.h"

#include "base/buf.h"
#include "base/endpoint.h"
#include "base/json_reader.h"
#include "base/mem.h"
#include "base/monitor_field.h"

/* A row under way: what was read of it so far. */
struct parsing {
	struct row row;
	struct reader *in;
	struct buf *texts; /* one after the other, each ended by a NUL; the first is "" */
};

struct member {
	const char *name;
	void (*parse)(struct parsing *p, const struct member *m);
	size_t at;                 /* of the field in struct row; of texts: enum row_text */
	int (*from)(const char *); /* of terms */
};

static void *
field(struct parsing *p, const struct member *m)
{
	return (char *)&p->row + m->at;
}

/* Good until something more is read; "" when it is no text. */
static const char *
read_word(struct parsing *p)
{
	size_t from = p->texts->len;

	reader_text(p->in, p->texts);
	p->texts->len = from;
	return p->texts->data + from;
}

/* ---- numbers and terms ---- */

static int64_t
number_within(struct parsing *p, int64_t least, int64_t most)
{
	int64_t n = reader_number(p->in, 0);

	return n < least ? least : n > most ? most : n;
}

static void
parse_number(struct parsing *p, const struct member *m)
{
	*(int64_t *)field(p, m) = reader_number(p->in, 0);
}

static void
parse_count(struct parsing *p, const struct member *m)
{
	*(uint16_t *)field(p, m) = (uint16_t)number_within(p, 0, UINT16_MAX);
}

static void
parse_phase(struct parsing *p, const struct member *m)
{
	*(uint8_t *)field(p, m) = (uint8_t)number_within(p, 0, UINT8_MAX);
}

static void
parse_port(struct parsing *p, const struct member *m)
{
	*(int32_t *)field(p, m) = (int32_t)number_within(p, 0, UINT16_MAX);
}

static void
parse_days(struct parsing *p, const struct member *m)
{
	*(int32_t *)field(p, m) = (int32_t)number_within(p, -1, INT16_MAX);
}

static void
parse_flag(struct parsing *p, const struct member *m)
{
	*(bool *)field(p, m) = reader_true(p->in);
}

/* An unknown word of a newer backend is passed over: a row is never lost for it. A term that is not said is the first
 * of its noun but for those that row_parse begins with. */
static void
parse_term(struct parsing *p, const struct member *m)
{
	int value = m->from(read_word(p));

	if (value >= 0)
		*(uint8_t *)field(p, m) = (uint8_t)value;
}

static void
parse_problems(struct parsing *p, const struct member *m)
{
	if (!reader_list(p->in))
		return;
	while (reader_item(p->in)) {
		int problem = m->from(read_word(p));
		if (problem >= 0)
			*(uint64_t *)field(p, m) |= PROBLEM_BIT(problem);
	}
}

static void
parse_deadlines(struct parsing *p, const struct member *m)
{
	struct deadlines d = {0};
	int64_t *const times[] = {&d.soon, &d.due, &d.late, &d.critical, &d.end};
	size_t n = 0, count = sizeof(times) / sizeof(times[0]);

	(void)m;
	if (!reader_list(p->in))
		return;
	for (; reader_item(p->in); n++)
		if (n < count)
			*times[n] = reader_number(p->in, 0);
		else
			reader_skip(p->in);
	if (n == count)
		p->row.deadlines = d;
}

/* ---- texts ---- */

/* A line of the protocol is at most 64 kB, so an offset fits in 16 bits; what would not is left
 * empty. */
static void
end_text(struct parsing *p, const struct member *m, size_t from)
{
	if (p->texts->len >= UINT16_MAX - ROW_TEXT_COUNT)
		p->texts->len = from;
	if (p->texts->len == from)
		return;
	p->row.at[m->at] = (uint16_t)from;
	buf_putc(p->texts, '\0');
}

static void
parse_text(struct parsing *p, const struct member *m)
{
	size_t from = p->texts->len;
	bool is_text = reader_text(p->in, p->texts);

	if (m->at == ROW_SNI)
		p->row.sni_set = is_text;
	end_text(p, m, from);
}

static void
parse_list(struct parsing *p, const struct member *m)
{
	size_t from = p->texts->len;

	if (!reader_list(p->in))
		return;
	while (reader_item(p->in)) {
		buf_puts(p->texts, p->texts->len > from ? ", " : "");
		reader_text(p->in, p->texts);
	}
	end_text(p, m, from);
}

/* ---- members ---- */

static void parse_renewal(struct parsing *p, const struct member *m);

#define AT(field) offsetof(struct row, field)

/* In the order in which the backend writes them: then each is found at once. */
static const struct member row_members[] = {
    {"id", parse_number, AT(id), NULL},
    {"version", parse_number, AT(version), NULL},
#define STRING(ID, name, type, ...) \
	{#name, VALUE_IS_LIST(VALUE_##type) ? parse_list : parse_text, ROW_##ID, NULL},
#define NUMBER(ID, name, type, ...) \
	{#name, VALUE_##type == VALUE_PORT ? parse_port : parse_days, AT(name), NULL},
#define TERM(ID, name, noun, ...) {#name, parse_term, AT(name), noun##_from},
#include "base/monitor_fields.def"
#undef STRING
#undef NUMBER
#undef TERM
    {"outcome", parse_term, AT(outcome), outcome_from},
    {"detail", parse_text, ROW_DETAIL, NULL},
    {"problems", parse_problems, AT(problems), problem_from},
    {"accepted", parse_problems, AT(accepted), problem_from},
    {"changes", parse_problems, AT(changes), change_kind_from},
    {"checked_at", parse_number, AT(checked_at), NULL},
    {"seen_at", parse_number, AT(seen_at), NULL},
    {"renewal", parse_renewal, AT(renewal), NULL},
    {"tickets", parse_list, ROW_TICKETS, NULL},
    {"former_tickets", parse_list, ROW_FORMER_TICKETS, NULL},
    {"tickets_more", parse_count, AT(tickets_more), NULL},
    {"claimed_by", parse_text, ROW_OWNER, NULL},
    {"retires", parse_text, ROW_RETIRES, NULL},
    {"overridden", parse_number, AT(overridden), NULL},
    {"not_before", parse_number, AT(not_before), NULL},
    {"not_after", parse_number, AT(not_after), NULL},
    {"d", parse_deadlines, AT(deadlines), NULL},
    {"issuer_cn", parse_text, ROW_ISSUER, NULL},
    {"subject_cn", parse_text, ROW_SUBJECT, NULL},
    {"addresses", parse_count, AT(addresses), NULL},
    {"ok", parse_count, AT(ok), NULL},
    {"probing", parse_flag, AT(probing), NULL},
};

static const struct member renewal_members[] = {
    {"id", parse_number, AT(renewal), NULL},
    {"version", parse_number, AT(renewal_version), NULL},
    {"phase", parse_phase, AT(phase), NULL},
    {"phases", parse_phase, AT(phases), NULL},
    {"waiting_on", parse_text, ROW_WAITING, NULL},
    {"contradiction", parse_text, ROW_AGAINST, NULL},
    {"state", parse_term, AT(renewal_state), renewal_state_from},
    {"follow_up", parse_text, ROW_FOLLOW_UP, NULL},
    {"answered", parse_flag, AT(answered), NULL},
};

#undef AT

static void
parse_members(struct parsing *p, const struct member *members, size_t count)
{
	size_t next = 0;

	if (!reader_object(p->in))
		return;
	while (reader_member(p->in)) {
		size_t tried = 0, at = next;
		while (tried < count && !reader_is(p->in, members[at].name)) {
			at = (at + 1) % count;
			tried++;
		}
		if (tried == count) {
			reader_skip(p->in);
			continue;
		}
		members[at].parse(p, &members[at]);
		next = (at + 1) % count;
	}
}

static void
parse_renewal(struct parsing *p, const struct member *m)
{
	(void)m;
	parse_members(p, renewal_members, sizeof(renewal_members) / sizeof(renewal_members[0]));
}

int
row_parse(struct row *r, struct reader *in, struct buf *scratch)
{
	struct parsing p = {.row = {.outcome = OUTCOME_NONE,
				.kind = KIND_OTHER,
				.protocol = PROTOCOL_TLS,
				.type = MONITOR_ENDPOINT},
	    .in = in,
	    .texts = scratch};

	buf_clear(scratch);
	buf_putc(scratch, '\0');
	parse_members(&p, row_members, sizeof(row_members) / sizeof(row_members[0]));
	if (p.row.id <= 0 || in->failed)
		return -1;
	p.row.texts = mem_alloc(scratch->len);
	memcpy(p.row.texts, scratch->data, scratch->len);
	*r = p.row;
	return 0;
}

int
row_from_json(struct row *r, const json_t *object)
{
	char *text = json_dumps(object, JSON_COMPACT | JSON_ENCODE_ANY);
	struct buf scratch = {0};
	struct reader in;
	int result;

	reader_init(&in, text ? text : "", text ? strlen(text) : 0);
	result = row_parse(r, &in, &scratch);
	buf_release(&scratch);
	free(text);
	return result;
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
	static char rooms[4][ROW_ENDPOINT_BYTES];
	static unsigned turn;
	char *room;

	if (*row_text(r, ROW_NAME))
		return row_text(r, ROW_NAME);
	room = rooms[turn++ % 4];
	row_endpoint(r, room, sizeof(rooms[0]));
	return room;
}
