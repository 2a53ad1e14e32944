#include "procedure/read.h"

#include "base/config.h"
#include "base/mem.h"

enum { SYNTAX_COMPLAINTS_MAX = 20 };

config_t *
read_tree(const struct reader *r, const char *text)
{
	config_t *tree = mem_alloc(sizeof(*tree));
	char *copy = mem_strdup(text);
	bool ok = false;

	config_init(tree);
	for (int at; (at = config_find_include(copy)); config_blank_line(copy, at))
		complaints_add(
		    r->out, r->file, at, "@include is not allowed: each file stands alone");
	for (int tries = 0; !ok; tries++) {
		int line;

		ok = config_read_string(tree, copy) == CONFIG_TRUE;
		if (ok)
			break;
		line = config_error_line(tree);
		complaints_add(r->out, r->file, line, "%s", config_error_text(tree));
		if (tries == SYNTAX_COMPLAINTS_MAX || !config_blank_line(copy, line))
			break;
	}
	free(copy);
	if (ok)
		return tree;
	read_tree_free(tree);
	return NULL;
}

void
read_tree_free(config_t *tree)
{
	if (!tree)
		return;
	config_destroy(tree);
	free(tree);
}

int
read_line(const config_setting_t *s)
{
	return s ? (int)config_setting_source_line(s) : 0;
}

static const config_setting_t *
member(const config_setting_t *group, const char *name)
{
	return config_setting_is_group(group) ? config_setting_get_member(group, name) : NULL;
}

int
read_line_of(const config_setting_t *group, const char *name)
{
	const config_setting_t *s = member(group, name);

	return read_line(s ? s : group);
}

void
read_known(const struct reader *r, const config_setting_t *group, const char *const *names)
{
	for (int i = 0; i < config_setting_length(group); i++) {
		const config_setting_t *s = config_setting_get_elem(group, (unsigned)i);
		const char *const *n = names;

		while (*n && strcmp(*n, config_setting_name(s)) != 0)
			n++;
		if (!*n)
			complaints_add(r->out, r->file, read_line(s), "nothing here is called '%s'",
			    config_setting_name(s));
	}
}

/* The member, after a complaint when it is not there but needed, or not of the type. */
static const config_setting_t *
typed(const struct reader *r, const config_setting_t *group, const char *name,
    bool right(const config_setting_t *), const char *type, bool needed)
{
	const config_setting_t *s = member(group, name);

	if (!s && needed)
		complaints_add(r->out, r->file, read_line(group), "'%s' is missing", name);
	if (!s || right(s))
		return s;
	complaints_add(r->out, r->file, read_line(s), "'%s' is %s", name, type);
	return NULL;
}

static bool
is_text(const config_setting_t *s)
{
	return config_setting_type(s) == CONFIG_TYPE_STRING;
}

static bool
is_number(const config_setting_t *s)
{
	return config_setting_type(s) == CONFIG_TYPE_INT;
}

static bool
is_flag(const config_setting_t *s)
{
	return config_setting_type(s) == CONFIG_TYPE_BOOL;
}

static bool
is_list(const config_setting_t *s)
{
	return config_setting_type(s) == CONFIG_TYPE_LIST ||
	       config_setting_type(s) == CONFIG_TYPE_ARRAY;
}

static bool
is_group(const config_setting_t *s)
{
	return config_setting_type(s) == CONFIG_TYPE_GROUP;
}

const char *
read_text(const struct reader *r, const config_setting_t *group, const char *name, bool needed)
{
	const config_setting_t *s = typed(r, group, name, is_text, "a text in quotes", needed);

	return s ? config_setting_get_string(s) : NULL;
}

int
read_number(const struct reader *r, const config_setting_t *group, const char *name, int otherwise)
{
	const config_setting_t *s = typed(r, group, name, is_number, "a number", false);

	return s ? config_setting_get_int(s) : otherwise;
}

bool
read_flag(const struct reader *r, const config_setting_t *group, const char *name)
{
	const config_setting_t *s = typed(r, group, name, is_flag, "true or false", false);

	return s && config_setting_get_bool(s);
}

const config_setting_t *
read_list(const struct reader *r, const config_setting_t *group, const char *name, bool needed)
{
	return typed(r, group, name, is_list, "a list: ( … )", needed);
}

const config_setting_t *
read_group(const struct reader *r, const config_setting_t *group, const char *name)
{
	return typed(r, group, name, is_group, "a group: { … }", false);
}

struct names
read_names(const struct reader *r, const config_setting_t *group, const char *name)
{
	const config_setting_t *s = member(group, name);
	struct names n = {0};

	if (!s)
		return n;
	if (is_text(s)) {
		n.items = mem_array(1, sizeof(*n.items));
		n.items[n.count++] = config_setting_get_string(s);
		return n;
	}
	if (!is_list(s)) {
		complaints_add(
		    r->out, r->file, read_line(s), "'%s' is a list of texts in quotes", name);
		return n;
	}
	n.items = mem_array((size_t)config_setting_length(s) + 1, sizeof(*n.items));
	for (int i = 0; i < config_setting_length(s); i++) {
		const config_setting_t *e = config_setting_get_elem(s, (unsigned)i);

		if (is_text(e))
			n.items[n.count++] = config_setting_get_string(e);
		else
			complaints_add(r->out, r->file, read_line(e),
			    "'%s' is a list of texts in quotes", name);
	}
	return n;
}

bool
names_have(const struct names *n, const char *item)
{
	for (size_t i = 0; i < n->count; i++)
		if (!strcmp(n->items[i], item))
			return true;
	return false;
}
