/* Names of columns and types of values come from base/monitor_fields.def; cell_types has a function for each type. Values are
 * only put into JSON here: the backend judges them, the same for a list as for the form. */
#include "inventory/list_columns.h"

#include "inventory/cell_date.h"
#include "inventory/report_row.h"

#include "base/endpoint.h"
#include "base/hostname.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/text.h"
#include "base/ticket.h"

#include <errno.h>

/* ---- columns ---- */

/* Beside the fields of a monitor. Titles are folded, '_' for a blank. */
static const struct {
	const char *name, *titles;
} beside[] = {
    [LIST_HEAD - MONITOR_FIELD_COUNT] = {"head",
	" cap_de_servei cap cap_del_servei responsable_del_servei jefe_de_servicio jefe "
	"responsable_del_servicio service_head head_of_service service_owner "},
    [LIST_TICKETS - MONITOR_FIELD_COUNT] = {"tickets",
	" tiquet tiquets ticket tique tiques jira tiquet_jira num_tiquet incidencia issue "},
    [LIST_COMMON_NAME -
	MONITOR_FIELD_COUNT] = {"common_name", " cn commonname nom_comu nombre_comun subject_cn "},
    [LIST_SANS - MONITOR_FIELD_COUNT] = {"sans",
	" san subject_alternative_names subject_alternative_name subject_alt_names "
	"subjectalternativenames "
	"alternative_names noms_alternatius nombres_alternativos "},
    [LIST_SERIAL - MONITOR_FIELD_COUNT] = {"serial",
	" serial_number serialnumber certificate_serial_number numero_de_serie num_de_serie "
	"num_serie n_de_serie "
	"nº_de_serie n._de_serie numero_serie "},
    [LIST_STATUS - MONITOR_FIELD_COUNT] = {"status",
	" state certificate_status estat estat_del_certificat estado estado_del_certificado "},
};
_Static_assert(sizeof(beside) / sizeof(*beside) == LIST_COLUMN_COUNT - MONITOR_FIELD_COUNT,
    "each column beside the fields");

const char *
list_column_name(int column)
{
	return column < MONITOR_FIELD_COUNT ? monitor_field_info((enum monitor_field)column)->name
					    : beside[column - MONITOR_FIELD_COUNT].name;
}

int
list_column_from(const char *name)
{
	for (int i = 0; i < LIST_COLUMN_COUNT; i++)
		if (!strcmp(list_column_name(i), name))
			return i;
	return -1;
}

int
list_column_of_title(const char *title)
{
	int column = monitor_field_of_column(title);
	char *folded, *word;

	if (column >= 0 || !*title || strchr(title, ' ') == title)
		return column;
	folded = text_folded(title);
	for (char *p = folded; (p = strchr(p, ' '));)
		*p = '_';
	word = mem_printf(" %s ", folded);
	for (int i = MONITOR_FIELD_COUNT; i < LIST_COLUMN_COUNT && column < 0; i++)
		if (strstr(beside[i - MONITOR_FIELD_COUNT].titles, word) ||
		    !strcmp(list_column_name(i), folded))
			column = i;
	free(word);
	free(folded);
	return column;
}

static bool
is_folder(const char *s)
{
	return !strncmp(s, "\\\\", 2) || (*s && s[1] == ':' && (s[2] == '\\' || s[2] == '/'));
}

static bool
is_host_with_domain(const char *s)
{
	struct endpoint e;
	const char *reason = endpoint_parse(&e, s), *dot = reason ? NULL : strrchr(e.host, '.');
	bool is = dot && dot[1] >= 'a' && dot[1] <= 'z' && !strpbrk(s, " \t@");

	endpoint_release(&e);
	return is;
}

int
list_column_of_value(const char *cell)
{
	if (ticket_is_key(cell))
		return LIST_TICKETS;
	if (is_folder(cell))
		return MONITOR_FIELD_FOLDER;
	return is_host_with_domain(cell) ? (int)MONITOR_FIELD_HOST : -1;
}

/* ---- what becomes of a cell ---- */

/* Each adds its field to the row; the reason why the value is refused, or NULL. */
typedef const char *cell_fn(json_t *row, const struct monitor_field_info *field, const char *value);

static const char *
add_text(json_t *row, const struct monitor_field_info *field, const char *value)
{
	json_object_set_new(row, field->name, json_string(value));
	return NULL;
}

static const char *
add_number(json_t *row, const struct monitor_field_info *field, const char *value)
{
	char *end;
	long n;

	errno = 0;
	n = strtol(value, &end, 10);
	if (errno || *end || end == value)
		return "range";
	json_object_set_new(row, field->name, json_integer(n));
	return NULL;
}

/* A port of the host's own cell does not replace that of the port column, wherever it stands. */
static const char *
add_host(json_t *row, const struct monitor_field_info *field, const char *value)
{
	struct endpoint e;
	const char *reason = endpoint_parse(&e, value);

	json_object_set_new(row, field->name, json_string(e.host));
	if (e.port && !json_object_get(row, "port"))
		json_object_set_new(row, "port", json_integer(e.port));
	endpoint_release(&e);
	return reason;
}

static const char *
add_words(json_t *row, const struct monitor_field_info *field, const char *value)
{
	json_object_set_new(row, field->name, words_of(value, " ,;|\t\r\n"));
	return NULL;
}

/* A day goes on as "2026-12-19"; a fault is the backend's to tell, as that of any other field is. */
static const char *
add_date(json_t *row, const struct monitor_field_info *field, const char *value)
{
	char day[CELL_DATE_BYTES];

	json_object_set_new(row, field->name, json_string(cell_date(value, day) ? day : value));
	return NULL;
}

/* What people write for a term beside its own word, in Catalan and Spanish; folded. */
static const struct {
	enum monitor_field field;
	const char *word, *text;
} synonyms[] = {
    {MONITOR_FIELD_KIND, "servidor", "server"},
    {MONITOR_FIELD_KIND, "dispositiu", "device"},
    {MONITOR_FIELD_KIND, "dispositivo", "device"},
    {MONITOR_FIELD_KIND, "automatic", "automatic"},
    {MONITOR_FIELD_KIND, "automatico", "automatic"},
    {MONITOR_FIELD_KIND, "altre", "other"},
    {MONITOR_FIELD_KIND, "otro", "other"},
    {MONITOR_FIELD_TYPE, "en una maquina", "endpoint"},
    {MONITOR_FIELD_TYPE, "host", "endpoint"},
    {MONITOR_FIELD_TYPE, "en un host", "endpoint"},
    {MONITOR_FIELD_TYPE, "on a host", "endpoint"},
    {MONITOR_FIELD_TYPE, "in a file", "file"},
    {MONITOR_FIELD_TYPE, "en un fitxer", "file"},
    {MONITOR_FIELD_TYPE, "fitxer", "file"},
    {MONITOR_FIELD_TYPE, "en un fichero", "file"},
    {MONITOR_FIELD_TYPE, "fichero", "file"},
    {MONITOR_FIELD_TYPE, "previst", "planned"},
    {MONITOR_FIELD_TYPE, "previsto", "planned"},
};

/* What is no term may be a kind of certificate, or is told as it is. */
static const char *
add_term(json_t *row, const struct monitor_field_info *field, const char *value)
{
	char *folded = text_folded(value);
	const char *text = folded;

	for (size_t i = 0; i < sizeof(synonyms) / sizeof(*synonyms); i++)
		if (monitor_field_info(synonyms[i].field) == field &&
		    !strcmp(synonyms[i].word, folded))
			text = synonyms[i].text;
	json_object_set_new(row, field->name, json_string(field->from(text) < 0 ? value : text));
	free(folded);
	return NULL;
}

static cell_fn *const cell_types[] = {
    [VALUE_TEXT] = add_text,
    [VALUE_HOST] = add_host,
    [VALUE_PORT] = add_number,
    [VALUE_SNI] = add_text,
    [VALUE_PROXY] = add_text,
    [VALUE_NODES] = add_words,
    [VALUE_TAGS] = add_words,
    [VALUE_DAYS] = add_number,
    [VALUE_KIND] = add_text,
    [VALUE_DATE] = add_date,
    [VALUE_TERM] = add_term,
};
_Static_assert(sizeof(cell_types) / sizeof(*cell_types) == VALUE_TYPE_COUNT, "a cell of each type");

/* As they are written: keys, or whole URLs. */
static void
add_tickets(json_t *row, const char *value)
{
	json_t *words = words_of(value, " ,;|\t\r\n"), *keys = json_array(), *one;
	size_t i;

	json_array_foreach(words, i, one) {
		char *key = ticket_key(json_string_value(one));

		json_array_append_new(keys, json_string(key));
		free(key);
	}
	json_object_set_new(row, "tickets", keys);
	json_decref(words);
}

static const char *
add_beside(json_t *row, int column, const char *value)
{
	const char *name = list_column_name(column), *status = report_status(value);

	if (column == LIST_TICKETS)
		add_tickets(row, value);
	else if (column == LIST_SANS)
		json_object_set_new(row, name, words_of(value, " ,;|\t\r\n"));
	else if (column != LIST_STATUS)
		json_object_set_new(row, name, json_string(value));
	else if (status)
		json_object_set_new(row, name, json_string(status));
	return NULL;
}

const char *
list_cell_put(json_t *row, int column, const char *value)
{
	const struct monitor_field_info *info;

	if (column >= MONITOR_FIELD_COUNT)
		return add_beside(row, column, value);
	info = monitor_field_info((enum monitor_field)column);
	return cell_types[info->type](row, info, value);
}
