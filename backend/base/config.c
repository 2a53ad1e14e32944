/* The settings are members of struct config, described once in config.def (type, default, bounds, help).
 * Here that list becomes a table of fields with offsets, and everything else walks the table: defaults,
 * one setting of a file, what is freed. A new setting is a line in config.def and nothing here, unless
 * it has a new type.
 *
 * Files are read in order and the later wins, setting by setting; a list replaces the whole list of
 * before. Nothing in a file makes loading fail: a value of the wrong type or outside its bounds, an
 * unknown name, an @include, a syntax error is a complaint with its line, and the setting keeps what it
 * had. libconfig gives up at its first error, so the line is blanked and the text parsed again. Each
 * program calls config_load once, at its start, and shows the complaints. */
#include "base/config.h"

#include "base/err.h"
#include "base/mem.h"
#include "base/path.h"
#include "base/sys.h"

#include <errno.h>
#include <libconfig.h>
#include <stdint.h>

enum { CONFIG_MAX_BYTES = 1 << 20, SYNTAX_MAX_COMPLAINTS = 20 };

enum field_type { FIELD_STRING, FIELD_CHOICE, FIELD_NUMBER, FIELD_FLAG, FIELD_LIST, FIELD_PLACES };

struct field {
	const char *name;
	enum field_type type;
	size_t offset;
	size_t count_offset; /* FIELD_LIST, FIELD_PLACES */
	const char *text;    /* default of FIELD_STRING and FIELD_CHOICE */
	const char *values;  /* of FIELD_CHOICE, a blank between */
	int number, least, most;
};

static const struct field fields[] = {
#define AT(name) .offset = offsetof(struct config, name)
#define STRING(name, def, help) {#name, FIELD_STRING, AT(name), .text = def},
#define CHOICE(name, def, all, help) {#name, FIELD_CHOICE, AT(name), .text = def, .values = all},
#define NUMBER(name, def, low, high, help) \
	{#name, FIELD_NUMBER, AT(name), .number = def, .least = low, .most = high},
#define FLAG(name, def, help) {#name, FIELD_FLAG, AT(name), .number = def, .most = 1},
#define LIST(name, help) \
	{#name, FIELD_LIST, AT(name), .count_offset = offsetof(struct config, name##_count)},
#define PLACES(name, help) \
	{#name, FIELD_PLACES, AT(name), .count_offset = offsetof(struct config, name##_count)},
#include "base/config.def"
#undef AT
#undef STRING
#undef CHOICE
#undef NUMBER
#undef FLAG
#undef LIST
#undef PLACES
};

enum { FIELD_COUNT = sizeof(fields) / sizeof(*fields) };

static void *
slot(struct config *c, size_t offset)
{
	return (char *)c + offset;
}

static void
append(char ***list, size_t *count, char *s)
{
	*list = mem_resize(*list, *count + 1, sizeof(**list));
	(*list)[(*count)++] = s;
}

/* The sentences are put into words/ and a language by whoever shows them. */
#define N_(s) s

/* args is stolen. */
static void
complain_at(struct config *c, const char *place, const char *message, json_t *args)
{
	json_array_append_new(c->complaints,
	    json_pack("{s:s, s:s, s:o}", "place", place, "message", message, "args", args));
}

static void
complain(struct config *c, const char *file, int line, const char *message, json_t *args)
{
	char *place = line ? mem_printf("%s:%d", file, line) : mem_strdup(file);

	complain_at(c, place, message, args);
	free(place);
}

static json_t *
named(const char *name)
{
	return json_pack("{s:s}", "name", name);
}

static void
list_clear(char ***list, size_t *count)
{
	for (size_t i = 0; i < *count; i++)
		free((*list)[i]);
	free(*list);
	*list = NULL;
	*count = 0;
}

static const struct field *
field_find(const char *name)
{
	char plain[64];
	size_t i;

	for (i = 0; name[i] && i < sizeof(plain) - 1; i++)
		plain[i] = (char)(name[i] == '-' ? '_' : name[i]);
	plain[i] = '\0';
	for (i = 0; i < FIELD_COUNT; i++)
		if (!strcmp(plain, fields[i].name))
			return &fields[i];
	return NULL;
}

static void
read_list(struct config *c, const struct field *f, const config_setting_t *s, const char *file)
{
	char ***list = slot(c, f->offset);
	size_t *count = slot(c, f->count_offset);

	list_clear(list, count);
	for (int i = 0; i < config_setting_length(s); i++) {
		config_setting_t *e = config_setting_get_elem(s, (unsigned)i);
		const char *text = config_setting_get_string(e);

		if (text)
			append(list, count, mem_strdup(text));
		else
			complain(c, file, (int)config_setting_source_line(e),
			    N_("'{name}' is a list of texts in quotes"),
			    named(config_setting_name(s)));
	}
}

static void
places_clear(struct config_place **places, size_t *count)
{
	for (size_t i = 0; i < *count; i++) {
		free((*places)[i].prefix);
		free((*places)[i].folder);
	}
	free(*places);
	*places = NULL;
	*count = 0;
}

static void
read_places(struct config *c, const struct field *f, const config_setting_t *s, const char *file)
{
	struct config_place **places = slot(c, f->offset);
	size_t *count = slot(c, f->count_offset);

	places_clear(places, count);
	for (int i = 0; i < config_setting_length(s); i++) {
		config_setting_t *e = config_setting_get_elem(s, (unsigned)i);
		const char *prefix = NULL, *folder = NULL;

		if (config_setting_type(e) == CONFIG_TYPE_GROUP &&
		    config_setting_lookup_string(e, "prefix", &prefix) &&
		    config_setting_lookup_string(e, "folder", &folder) && folder[0] == '/') {
			*places = mem_resize(*places, *count + 1, sizeof(**places));
			(*places)[(*count)++] =
			    (struct config_place){mem_strdup(prefix), mem_strdup(folder)};
		} else {
			complain(c, file, (int)config_setting_source_line(e),
			    N_("'{name}' is a list of { prefix = \"…\"; folder = \"/…\"; }"),
			    named(config_setting_name(s)));
		}
	}
}

static bool
is_one_of(const char *text, const char *values)
{
	size_t len = strlen(text);

	for (const char *at = values; *at; at += strcspn(at, " "), at += *at == ' ')
		if (len && strcspn(at, " ") == len && !strncmp(at, text, len))
			return true;
	return false;
}

static void
read_setting(struct config *c, const config_setting_t *s, const char *name, const char *file)
{
	const struct field *f = field_find(name);
	int line = (int)config_setting_source_line(s), type = config_setting_type(s), n;

	if (!f) {
		complain(c, file, line, N_("no setting is called '{name}'"), named(name));
		return;
	}
	switch (f->type) {
	case FIELD_STRING:
		if (type == CONFIG_TYPE_STRING)
			mem_replace(slot(c, f->offset), config_setting_get_string(s));
		else
			complain(c, file, line, N_("'{name}' is a text in quotes"), named(name));
		break;
	case FIELD_CHOICE:
		if (type == CONFIG_TYPE_STRING &&
		    is_one_of(config_setting_get_string(s), f->values))
			mem_replace(slot(c, f->offset), config_setting_get_string(s));
		else
			complain(c, file, line, N_("'{name}' is one of these, in quotes: {values}"),
			    json_pack("{s:s, s:s}", "name", name, "values", f->values));
		break;
	case FIELD_NUMBER:
		n = config_setting_get_int(s);
		if (type != CONFIG_TYPE_INT || n < f->least || n > f->most)
			complain(c, file, line, N_("'{name}' is a number from {least} to {most}"),
			    json_pack("{s:s, s:i, s:i}", "name", name, "least", f->least, "most",
				f->most));
		else
			*(int *)slot(c, f->offset) = n;
		break;
	case FIELD_FLAG:
		if (type == CONFIG_TYPE_BOOL)
			*(bool *)slot(c, f->offset) = config_setting_get_bool(s) != 0;
		else
			complain(c, file, line, N_("'{name}' is true or false"), named(name));
		break;
	case FIELD_LIST:
		if (type == CONFIG_TYPE_ARRAY || type == CONFIG_TYPE_LIST)
			read_list(c, f, s, file);
		else
			complain(c, file, line, N_("'{name}' is a list: ( \"one\", \"two\" )"),
			    named(name));
		break;
	case FIELD_PLACES:
		if (type == CONFIG_TYPE_LIST)
			read_places(c, f, s, file);
		else
			complain(c, file, line,
			    N_("'{name}' is a list of { prefix = \"…\"; folder = \"/…\"; }"),
			    named(name));
		break;
	}
}

static bool
has_members(const char *name)
{
	size_t len = strlen(name);

	for (size_t i = 0; i < FIELD_COUNT; i++)
		if (!strncmp(fields[i].name, name, len) && fields[i].name[len] == '_')
			return true;
	return false;
}

/* backup = { folder = "…"; } says backup-folder. */
static void
read_member(struct config *c, const config_setting_t *s, const char *file)
{
	const char *name = config_setting_name(s);
	char *whole;

	if (config_setting_type(s) != CONFIG_TYPE_GROUP || !has_members(name)) {
		read_setting(c, s, name, file);
		return;
	}
	for (int i = 0; i < config_setting_length(s); i++) {
		const config_setting_t *member = config_setting_get_elem(s, (unsigned)i);

		whole = mem_printf("%s-%s", name, config_setting_name(member));
		read_setting(c, member, whole, file);
		free(whole);
	}
}

/* libconfig stops at the first syntax error. The line it names is blanked and the text read again, so that
 * one slip costs one line. */
bool
config_blank_line(char *text, int line)
{
	bool changed = false;

	for (int at = 1; *text; text++) {
		if (*text == '\n') {
			at++;
		} else if (at == line && *text != ' ') {
			*text = ' ';
			changed = true;
		}
	}
	return changed;
}

int
config_find_include(const char *text)
{
	for (int line = 1;; line++, text++) {
		if (!strncmp(text + strspn(text, " \t"), "@include", 8))
			return line;
		text = strchr(text, '\n');
		if (!text)
			return 0;
	}
}

static void
read_file(struct config *c, const char *file)
{
	struct err err = {0};
	config_t parsed;
	char *text = sys_read_file(file, CONFIG_MAX_BYTES, NULL, &err);
	bool ok;

	if (!text) {
		if (strcmp(err.code, "not-found") != 0)
			complain_at(c, "", "{text}", json_pack("{s:s}", "text", err.text));
		return;
	}
	append(&c->files, &c->file_count, mem_strdup(file));
	for (int line; (line = config_find_include(text)); config_blank_line(text, line))
		complain(c, file, line,
		    N_("@include is not allowed: a file of settings stands alone"), json_object());
	config_init(&parsed);
	for (int tries = 0;; tries++) {
		ok = config_read_string(&parsed, text) == CONFIG_TRUE;
		if (ok || tries == SYNTAX_MAX_COMPLAINTS)
			break;
		complain(c, file, config_error_line(&parsed),
		    N_("what is written there is no setting: {text}"),
		    json_pack("{s:s}", "text", config_error_text(&parsed)));
		if (!config_blank_line(text, config_error_line(&parsed)))
			break;
	}
	if (ok) {
		const config_setting_t *root = config_root_setting(&parsed);
		for (int i = 0; i < config_setting_length(root); i++)
			read_member(c, config_setting_get_elem(root, (unsigned)i), file);
	}
	config_destroy(&parsed);
	free(text);
}

static struct config *
load(const char *path, bool of_user)
{
	struct config *c = mem_alloc(sizeof(*c));
	char *folder, *file;

	c->complaints = json_array();
	for (size_t i = 0; i < FIELD_COUNT; i++) {
		const struct field *f = &fields[i];
		if (f->type == FIELD_STRING || f->type == FIELD_CHOICE)
			mem_replace(slot(c, f->offset), f->text);
		else if (f->type == FIELD_NUMBER)
			*(int *)slot(c, f->offset) = f->number;
		else if (f->type == FIELD_FLAG)
			*(bool *)slot(c, f->offset) = f->number != 0;
	}
	if (path) {
		c->given = path_absolute(path);
		if (access(path, F_OK) < 0)
			complain(
			    c, path, 0, "{text}", json_pack("{s:s}", "text", err_reason(errno)));
		read_file(c, path);
		return c;
	}
	read_file(c, PATH_SYSTEM_CONFIG "/caduca.conf");
	if (of_user) {
		folder = path_user_config();
		file = path_join(folder, "caduca.conf");
		read_file(c, file);
		free(file);
		free(folder);
	}
	return c;
}

struct config *
config_load(const char *path)
{
	return load(path, true);
}

struct config *
config_load_system(const char *path)
{
	return load(path, false);
}

void
config_complain(struct config *c, const char *message, json_t *args)
{
	complain_at(c, "", message, args);
}

void
config_free(struct config *c)
{
	if (!c)
		return;
	for (size_t i = 0; i < FIELD_COUNT; i++) {
		const struct field *f = &fields[i];
		if (f->type == FIELD_STRING || f->type == FIELD_CHOICE)
			mem_replace(slot(c, f->offset), NULL);
		else if (f->type == FIELD_LIST)
			list_clear(slot(c, f->offset), slot(c, f->count_offset));
		else if (f->type == FIELD_PLACES)
			places_clear(slot(c, f->offset), slot(c, f->count_offset));
	}
	json_decref(c->complaints);
	list_clear(&c->files, &c->file_count);
	free(c->given);
	free(c);
}

const char *
config_proxy(const struct config *c, const char *name)
{
	size_t len = strlen(name);

	for (size_t i = 0; i < c->proxies_count; i++)
		if (!strncmp(c->proxies[i], name, len) && c->proxies[i][len] == '=')
			return c->proxies[i] + len + 1;
	return "";
}
