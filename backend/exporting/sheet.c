/* A shape is a table of columns, each with a function that adds its cell. The whole sheet has every field that a person says
 * (base/monitor_fields.def) between what counts most and what is seen; the titles of the fields are the words that import knows, those
 * of the others are such that it leaves them out.
 *
 * The team's lists have one column for each date: it says what is seen where something is, else what was declared. Import takes what
 * only repeats what is seen for no news. What a row of theirs needs beside, to be found again, gets a column of its own at the end, where
 * some row does need it: another protocol, an SNI, and of what is in no file by its kind that it is. */
#include "exporting/sheet.h"

#include "base/buf.h"
#include "base/endpoint.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/monitor_field.h"
#include "exporting/listed_row.h"
#include "inventory/spreadsheet.h"
#include "words/words.h"

#include <ctype.h>

typedef void cell_fn(struct spreadsheet *s, const json_t *row, int64_t now);

struct column {
	const char *title;
	enum spreadsheet_kind kind;
	int width;
	bool tinted;
	cell_fn *put;
	bool (*needs)(
	    const json_t *row); /* the column is there where some row does; NULL: always */
};

static bool
is_type(const json_t *row, enum monitor_type type)
{
	return monitor_type_from(string_of(row, "type")) == (int)type;
}

static enum protocol
protocol_of(const json_t *row)
{
	int protocol = protocol_from(string_of(row, "protocol"));

	return protocol < 0 ? PROTOCOL_TLS : (enum protocol)protocol;
}

/* ---- what counts most ---- */

static void
put_urgency(struct spreadsheet *s, const json_t *row, int64_t now)
{
	spreadsheet_text(s, words_urgency(row_level(row, now)));
}

static void
put_days(struct spreadsheet *s, const json_t *row, int64_t now)
{
	int64_t days;

	if (row_days(row, now, &days))
		spreadsheet_number(s, days);
	else
		spreadsheet_empty(s);
}

static void
put_end(struct spreadsheet *s, const json_t *row, int64_t now)
{
	int64_t end;

	(void)now;
	spreadsheet_at(s, row_ends(row, &end) ? end : 0);
}

static void
put_start(struct spreadsheet *s, const json_t *row, int64_t now)
{
	(void)now;
	spreadsheet_at(s, number_of(row, "start_by"));
}

/* ---- what a person says ---- */

static void
put_list(struct spreadsheet *s, const json_t *list)
{
	struct buf joined = {0};

	texts_join(list, NULL, ", ", &joined);
	spreadsheet_text(s, buf_str(&joined));
	buf_release(&joined);
}

static void
put_term(struct spreadsheet *s, enum monitor_field field, const char *text)
{
	int kind = kind_from(text), type = monitor_type_from(text);

	if (field == MONITOR_FIELD_KIND && kind >= 0)
		text = words_kind((enum kind)kind);
	else if (field == MONITOR_FIELD_TYPE && type >= 0)
		text = words_where((enum monitor_type)type);
	spreadsheet_text(s, text);
}

static void
put_field(struct spreadsheet *s, enum monitor_field field, const json_t *row)
{
	const struct monitor_field_info *info = monitor_field_info(field);
	const json_t *value = json_object_get(row, info->name);
	const char *text = text_of(row, info->name);
	bool nowhere =
	    (info->type == VALUE_HOST || info->type == VALUE_PORT) && is_type(row, MONITOR_FILE);

	if (nowhere || json_is_null(value))
		spreadsheet_empty(s);
	else if (VALUE_IS_LIST(info->type))
		put_list(s, value);
	else if (VALUE_IS_NUMBER(info->type) && json_integer_value(value) >= 0)
		spreadsheet_number(s, json_integer_value(value));
	else if (info->type == VALUE_DATE)
		spreadsheet_day(s, text);
	else if (info->type == VALUE_TERM)
		put_term(s, field, text);
	else
		spreadsheet_text(s, info->type == VALUE_SNI && !*text ? SNI_NONE : text);
}

#define FIELD(ID)                                                                   \
	static void put_##ID(struct spreadsheet *s, const json_t *row, int64_t now) \
	{                                                                           \
		(void)now;                                                          \
		put_field(s, MONITOR_FIELD_##ID, row);                              \
	}
FIELD(NAME)
FIELD(SERVICE)
FIELD(ENVIRONMENT)
FIELD(RESPONSIBLE)
FIELD(HOLDER)
FIELD(FOLDER)
FIELD(PROTOCOL)
FIELD(SNI)
FIELD(TYPE)
#undef FIELD

/* The word of the field, as a title. */
static char *
field_title(const struct monitor_field_info *info)
{
	char *title = mem_strdup(_(info->word));

	*title = (char)toupper((unsigned char)*title);
	return title;
}

static enum spreadsheet_kind
kind_of_field(enum value_type type)
{
	return VALUE_IS_NUMBER(type) ? SPREADSHEET_NUMBER
	       : type == VALUE_DATE  ? SPREADSHEET_DAY
				     : SPREADSHEET_TEXT;
}

/* ---- beside it ---- */

#define TEXT(name, member)                                                            \
	static void put_##name(struct spreadsheet *s, const json_t *row, int64_t now) \
	{                                                                             \
		(void)now;                                                            \
		spreadsheet_text(s, text_of(row, member));                            \
	}
TEXT(head, "head")
TEXT(owner, "claimed_by")
TEXT(subject, "subject")
TEXT(seen_issuer, "issuer")
#undef TEXT

static void
put_tickets(struct spreadsheet *s, const json_t *row, int64_t now)
{
	(void)now;
	put_list(s, json_object_get(row, "tickets"));
}

static void
put_renewal(struct spreadsheet *s, const json_t *row, int64_t now)
{
	const json_t *renewal = json_object_get(row, "renewal");
	struct buf text = {0};

	(void)now;
	if (json_is_object(renewal)) {
		buf_printf(&text, _("phase %lld of %lld"), (long long)number_of(renewal, "phase"),
		    (long long)number_of(renewal, "phases"));
		if (*text_of(renewal, "waiting_on")) {
			buf_puts(&text, ", ");
			buf_printf(&text, _("waiting for %s"), text_of(renewal, "waiting_on"));
		}
	}
	spreadsheet_text(s, buf_str(&text));
	buf_release(&text);
}

static void
put_state(struct spreadsheet *s, const json_t *row, int64_t now)
{
	struct buf text = {0};

	row_state(row, now, &text);
	spreadsheet_text(s, buf_str(&text));
	buf_release(&text);
}

static void
put_seen_at(struct spreadsheet *s, const json_t *row, int64_t now)
{
	(void)now;
	spreadsheet_at(s, number_of(row, "seen_at"));
}

/* ---- of the team's lists ---- */

/* With its port where that is not the usual one. */
static void
put_domain(struct spreadsheet *s, const json_t *row, int64_t now)
{
	char *endpoint = endpoint_text(text_of(row, "host"), (int)number_of(row, "port"));
	bool usual = number_of(row, "port") == protocol_port(protocol_of(row));

	(void)now;
	spreadsheet_text(s, usual ? text_of(row, "host") : endpoint);
	free(endpoint);
}

static bool
has_certificate_kind(const json_t *row)
{
	return *text_of(row, "certificate_kind");
}

static void
put_kind(struct spreadsheet *s, const json_t *row, int64_t now)
{
	(void)now;
	put_field(s,
	    has_certificate_kind(row) ? MONITOR_FIELD_CERTIFICATE_KIND : MONITOR_FIELD_KIND, row);
}

static void
put_date(struct spreadsheet *s, const json_t *row, const char *seen, enum monitor_field declared)
{
	if (number_of(row, seen))
		spreadsheet_at(s, number_of(row, seen));
	else
		put_field(s, declared, row);
}

static void
put_issued(struct spreadsheet *s, const json_t *row, int64_t now)
{
	(void)now;
	put_date(s, row, "not_before", MONITOR_FIELD_DECLARED_ISSUED);
}

static void
put_expiry(struct spreadsheet *s, const json_t *row, int64_t now)
{
	(void)now;
	put_date(s, row, "not_after", MONITOR_FIELD_DECLARED_EXPIRY);
}

/* A list has "Sectigo" where the certificate has the whole of a name: what a person says is better. */
static void
put_issuer(struct spreadsheet *s, const json_t *row, int64_t now)
{
	const char *declared = text_of(row, "declared_issuer");

	(void)now;
	spreadsheet_text(s, *declared ? declared : text_of(row, "issuer_cn"));
}

/* What the team writes there is not kept here. */
static void
put_nothing(struct spreadsheet *s, const json_t *row, int64_t now)
{
	(void)row;
	(void)now;
	spreadsheet_empty(s);
}

static bool
needs_protocol(const json_t *row)
{
	return protocol_of(row) != PROTOCOL_TLS;
}

static bool
needs_sni(const json_t *row)
{
	return json_is_string(json_object_get(row, "sni"));
}

/* Import takes what has no host for a file by the kind of its certificate. */
static bool
needs_type(const json_t *row)
{
	return !has_certificate_kind(row) || kind_from(string_of(row, "kind")) != KIND_DEVICE;
}

/* ---- the shapes ---- */

static const struct column before_fields[] = {
    {N_("Urgency"), SPREADSHEET_TEXT, 12, true, put_urgency, NULL},
    {N_("Days"), SPREADSHEET_NUMBER, 7, true, put_days, NULL},
    {N_("Expires on"), SPREADSHEET_DAY, 12, true, put_end, NULL},
    {N_("Start by"), SPREADSHEET_DAY, 12, true, put_start, NULL},
    {0},
};

static const struct column after_fields[] = {
    {N_("Head of service"), SPREADSHEET_TEXT, 20, false, put_head, NULL},
    {N_("Tickets"), SPREADSHEET_TEXT, 20, false, put_tickets, NULL},
    {N_("Renewal"), SPREADSHEET_TEXT, 26, false, put_renewal, NULL},
    {N_("Who has it"), SPREADSHEET_TEXT, 12, false, put_owner, NULL},
    {N_("State"), SPREADSHEET_TEXT, 30, false, put_state, NULL},
    {N_("Subject"), SPREADSHEET_TEXT, 34, false, put_subject, NULL},
    {N_("Issuer, as seen"), SPREADSHEET_TEXT, 34, false, put_seen_issuer, NULL},
    {N_("Last seen"), SPREADSHEET_TIME, 17, false, put_seen_at, NULL},
    {0},
};

/* The titles are the team's own. */
static const struct column budget[] = {
    {"Domini", SPREADSHEET_TEXT, 34, false, put_domain, NULL},
    {"Tipus", SPREADSHEET_TEXT, 12, false, put_kind, NULL},
    {"Entitat emissora", SPREADSHEET_TEXT, 24, false, put_issuer, NULL},
    {"Data d'emissió", SPREADSHEET_DAY, 16, false, put_issued, NULL},
    {"Data de caducitat", SPREADSHEET_DAY, 18, true, put_expiry, NULL},
    {"Cap de servei", SPREADSHEET_TEXT, 20, false, put_head, NULL},
    {"Servei", SPREADSHEET_TEXT, 20, false, put_SERVICE, NULL},
    {"Entorn", SPREADSHEET_TEXT, 10, false, put_ENVIRONMENT, NULL},
    {"Import", SPREADSHEET_TEXT, 12, false, put_nothing, NULL},
    {"Tiquet", SPREADSHEET_TEXT, 18, false, put_tickets, NULL},
    {"Observacions", SPREADSHEET_TEXT, 30, false, put_nothing, NULL},
    {"Protocol", SPREADSHEET_TEXT, 12, false, put_PROTOCOL, needs_protocol},
    {"SNI", SPREADSHEET_TEXT, 24, false, put_SNI, needs_sni},
    {0},
};

static const struct column control[] = {
    {"Nom del certificat", SPREADSHEET_TEXT, 34, false, put_NAME, NULL},
    {"Tipus", SPREADSHEET_TEXT, 12, false, put_kind, NULL},
    {"Responsable", SPREADSHEET_TEXT, 24, false, put_RESPONSIBLE, NULL},
    {"Titular", SPREADSHEET_TEXT, 30, false, put_HOLDER, NULL},
    {"Data d'emissió", SPREADSHEET_DAY, 16, false, put_issued, NULL},
    {"Data de caducitat", SPREADSHEET_DAY, 18, true, put_expiry, NULL},
    {"Ubicació", SPREADSHEET_TEXT, 60, false, put_FOLDER, NULL},
    {"Observacions", SPREADSHEET_TEXT, 30, false, put_nothing, NULL},
    {"On és", SPREADSHEET_TEXT, 14, false, put_TYPE, needs_type},
    {0},
};

static const struct {
	const char *name, *sheet;
	const struct column *columns; /* NULL: the whole one */
} shapes[] = {
    [SHEET_WHOLE] = {"caduca", "Caduca", NULL},
    [SHEET_BUDGET] = {"pressupost", "Pressupost", budget},
    [SHEET_CONTROL] = {"control", "Control", control},
};
_Static_assert(sizeof(shapes) / sizeof(*shapes) == SHEET_SHAPE_COUNT, "each shape");

int
sheet_shape_from(const char *name)
{
	for (int i = 0; i < SHEET_SHAPE_COUNT; i++)
		if (!strcmp(shapes[i].name, name))
			return i;
	return -1;
}

static bool
is_of_shape(const json_t *row, enum sheet_shape shape)
{
	return shape == SHEET_WHOLE || is_type(row, MONITOR_FILE) == (shape == SHEET_CONTROL);
}

/* ---- making it ---- */

static bool
is_needed(const struct column *c, const struct listed *rows, enum sheet_shape shape)
{
	if (!c->needs)
		return true;
	for (size_t i = 0; i < rows->count; i++)
		if (is_of_shape(rows->row[i], shape) && c->needs(rows->row[i]))
			return true;
	return false;
}

static void
add_columns(struct spreadsheet *s, const struct column *c)
{
	for (; c->title; c++)
		spreadsheet_column(s, _(c->title), c->kind, c->width, c->tinted);
}

static void
add_cells(struct spreadsheet *s, const struct column *c, const json_t *row, int64_t now)
{
	for (; c->title; c++)
		c->put(s, row, now);
}

static void
fill_whole(struct spreadsheet *s, const struct listed *rows, int64_t now)
{
	add_columns(s, before_fields);
	for (int f = 0; f < MONITOR_FIELD_COUNT; f++) {
		const struct monitor_field_info *info = monitor_field_info((enum monitor_field)f);
		char *title = field_title(info);

		spreadsheet_column(s, title, kind_of_field(info->type),
		    f == MONITOR_FIELD_NAME || f == MONITOR_FIELD_HOST ? 34 : 16, false);
		free(title);
	}
	add_columns(s, after_fields);
	for (size_t i = 0; i < rows->count; i++) {
		spreadsheet_row(s, row_level(rows->row[i], now));
		add_cells(s, before_fields, rows->row[i], now);
		for (int f = 0; f < MONITOR_FIELD_COUNT; f++)
			put_field(s, (enum monitor_field)f, rows->row[i]);
		add_cells(s, after_fields, rows->row[i], now);
	}
}

static void
fill_shape(struct spreadsheet *s, const struct listed *rows, enum sheet_shape shape, int64_t now)
{
	struct column columns[16] = {0};
	size_t count = 0;

	for (const struct column *c = shapes[shape].columns; c->title; c++) {
		if (!is_needed(c, rows, shape))
			continue;
		spreadsheet_column(s, c->title, c->kind, c->width, c->tinted);
		columns[count++] = *c;
	}
	for (size_t i = 0; i < rows->count; i++) {
		const json_t *row = rows->row[i];

		if (!is_of_shape(row, shape))
			continue;
		spreadsheet_row(s, row_level(row, now));
		for (size_t k = 0; k < count; k++)
			if (!columns[k].needs || columns[k].needs(row))
				columns[k].put(s, row, now);
			else
				spreadsheet_empty(s);
	}
}

struct spreadsheet *
sheet_of_rows(const struct listed *rows, enum sheet_shape shape, int64_t now)
{
	struct spreadsheet *s = spreadsheet_new(shapes[shape].sheet);

	if (shapes[shape].columns)
		fill_shape(s, rows, shape, now);
	else
		fill_whole(s, rows, now);
	return s;
}
