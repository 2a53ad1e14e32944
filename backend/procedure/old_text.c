#include "procedure/old_text.h"

#include "base/mem.h"
#include "base/terms.h"

/* The words of the ticket's block, one "Word: value" a line, and what they are called today. */
static const struct {
	const char *word, *name;
} words[] = {
    {"Organization", "organization"},
    {"Organization Unit", "unit"},
    {"Locality", "locality"},
    {"State", "state"},
    {"Country", "country"},
    {"Email", "email"},
};

static const struct {
	const char *name, *title, *type, *means;
} values[] = {
    {"tiquet-origen", "Tiquet que ho demana", "text", "ticket"},
    {"data-fi", "A partir de quan", "date", NULL},
    {"noms-demanats", "Noms que es demanen", "text", "names"},
    {"ca-nom", "Nom de la CA", "text", "issuer"},
};

static const char *
text_in(const config_setting_t *group, const char *name)
{
	const char *text = NULL;

	config_setting_lookup_string(group, name, &text);
	return text ? text : "";
}

static void
put(config_setting_t *group, const char *name, const char *text)
{
	config_setting_t *s = config_setting_add(group, name, CONFIG_TYPE_STRING);

	if (s)
		config_setting_set_string(s, text);
}

/* ---- the subject, in the prose of a ticket ---- */

static void
declare_line(config_setting_t *subject, const char *line, size_t len)
{
	const char *colon = memchr(line, ':', len), *value;
	size_t word = colon ? (size_t)(colon - line) : 0;
	char *text;

	if (!colon)
		return;
	for (value = colon + 1; value < line + len && *value == ' '; value++)
		;
	text = mem_strndup(value, len - (size_t)(value - line));
	for (size_t n = strlen(text); n && strchr(" \r\t", text[n - 1]); n--)
		text[n - 1] = '\0';
	if (word == strlen("Key Size") && !strncmp(line, "Key Size", word)) {
		config_setting_t *bits = config_setting_add(subject, "key-bits", CONFIG_TYPE_INT);
		if (bits)
			config_setting_set_int(bits, (int)strtol(text, NULL, 10));
	}
	for (size_t i = 0; *text && i < sizeof(words) / sizeof(*words); i++)
		if (word == strlen(words[i].word) && !strncmp(line, words[i].word, word))
			put(subject, words[i].name, text);
	free(text);
}

static void
declare_subject(config_setting_t *root)
{
	const config_setting_t *templates = config_setting_get_member(root, "templates");
	config_setting_t *subject = NULL;

	for (int i = 0; templates && !subject && i < config_setting_length(templates); i++) {
		const char *text = text_in(config_setting_get_elem(templates, (unsigned)i), "text");

		if (!strstr(text, "Key Size:"))
			continue;
		subject = config_setting_add(root, "subject", CONFIG_TYPE_GROUP);
		for (const char *at = text; subject && *at; at += *at == '\n') {
			size_t len = strcspn(at, "\n");

			declare_line(subject, at, len);
			at += len;
		}
	}
}

/* ---- steps ---- */

static void
declare_options(config_setting_t *step, bool is_ca)
{
	const config_setting_t *options = config_setting_get_member(step, "options");

	for (int i = 0; options && i < config_setting_length(options); i++) {
		config_setting_t *o = config_setting_get_elem(options, (unsigned)i);
		const char *value = text_in(o, "value");

		if (!strcmp(value, "no-es-renova"))
			put(o, "ends", "not-renewed");
		else if (is_ca && !config_setting_get_member(o, "asks"))
			put(o, "issuer", value);
	}
}

static void
declare_step(config_setting_t *step)
{
	const char *sets = text_in(step, "sets");
	int kind = step_kind_from(text_in(step, "kind"));
	bool is_ca = !strcmp(*sets ? sets : text_in(step, "id"), "ca");

	if (kind == STEP_TICKET)
		put(step, "pattern", "tiquet");
	if (is_ca && kind == STEP_DECISION)
		put(step, "means", "issuer");
	declare_options(step, is_ca);
}

static void
declare_steps(const config_setting_t *root)
{
	const config_setting_t *phases = config_setting_get_member(root, "phases");

	for (int i = 0; phases && i < config_setting_length(phases); i++) {
		const config_setting_t *steps = config_setting_get_member(
		    config_setting_get_elem(phases, (unsigned)i), "steps");

		for (int k = 0; steps && k < config_setting_length(steps); k++)
			declare_step(config_setting_get_elem(steps, (unsigned)k));
	}
}

static void
declare_values(config_setting_t *root)
{
	config_setting_t *list = config_setting_add(root, "values", CONFIG_TYPE_LIST);

	for (size_t i = 0; list && i < sizeof(values) / sizeof(*values); i++) {
		config_setting_t *one = config_setting_add(list, NULL, CONFIG_TYPE_GROUP);

		if (!one)
			continue;
		put(one, "name", values[i].name);
		put(one, "title", values[i].title);
		put(one, "type", values[i].type);
		if (values[i].means)
			put(one, "means", values[i].means);
	}
}

/* What the tickets were for and where numbers were from was known by the ids of their steps alone. */
static void
declare_tickets(const config_setting_t *root)
{
	static const struct {
		const char *id, *role, *sys;
	} known[] = {
	    {"tiquet-csr", "csr", NULL},
	    {"tiquet-cap", "head", NULL},
	    {"tiquet-installacio", "install", NULL},
	    {"tiquet-servidor", "install", NULL},
	    {"remedy-numero", "request", "remedy"},
	    {"eacat-numero", "request", "eacat"},
	    {"altra-numero", "request", "other"},
	};
	const config_setting_t *phases = config_setting_get_member(root, "phases");

	for (int i = 0; phases && i < config_setting_length(phases); i++) {
		const config_setting_t *steps = config_setting_get_member(
		    config_setting_get_elem(phases, (unsigned)i), "steps");

		for (int k = 0; steps && k < config_setting_length(steps); k++) {
			config_setting_t *step = config_setting_get_elem(steps, (unsigned)k);
			const char *id = text_in(step, "id");

			for (size_t n = 0; n < sizeof(known) / sizeof(*known); n++) {
				if (strcmp(known[n].id, id) != 0 ||
				    config_setting_get_member(step, "role"))
					continue;
				put(step, "role", known[n].role);
				if (known[n].sys)
					put(step, "system", known[n].sys);
			}
		}
	}
}

/* The line of the other names was made in C: "{{other-names}}" gave it with the line's end before it. */
static void
mend_templates(const config_setting_t *root)
{
	static const char hole[] = "{{other-names}}",
			  mended[] = "[[\nSubject Alternative Names: {{further-names}}]]";
	const config_setting_t *templates = config_setting_get_member(root, "templates");

	for (int i = 0; templates && i < config_setting_length(templates); i++) {
		config_setting_t *t = config_setting_get_elem(templates, (unsigned)i),
				 *s = config_setting_get_member(t, "text");
		const char *text = text_in(t, "text"), *at = strstr(text, hole);
		char *whole;

		if (!s || !at)
			continue;
		whole =
		    mem_printf("%.*s%s%s", (int)(at - text), text, mended, at + sizeof(hole) - 1);
		config_setting_set_string(s, whole);
		free(whole);
	}
}

bool
old_text_declare(config_t *tree)
{
	static const char *const declared[] = {"role", "subject", "values"};
	config_setting_t *root = config_root_setting(tree);

	mend_templates(root);
	declare_tickets(root);
	for (size_t i = 0; i < sizeof(declared) / sizeof(*declared); i++)
		if (config_setting_get_member(root, declared[i]))
			return false;
	if (!strcmp(text_in(root, "name"), "canal-urgent"))
		put(root, "role", "urgent");
	declare_subject(root);
	declare_steps(root);
	declare_values(root);
	return true;
}
