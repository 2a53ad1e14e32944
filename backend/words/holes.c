/* Values of arguments come from strangers too, and are cleaned as they are filled in. What a value is follows from the
 * name of its hole: a field, a right, a day. */
#include "words/holes.h"

#include "base/buf.h"
#include "base/members.h"
#include "base/monitor_field.h"
#include "base/text.h"
#include "words/words.h"

#include <stdint.h>
#include <string.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const struct {
	const char *field, *word;
} fields[] = {
    {"head", N_("head of service")},
    {"head_mail", N_("mail of the head of service")},
    {"head_user", N_("user of Jira of the head of service")},
    {"project_head", N_("project head")},
    {"notes", N_("notes")},
    {"patterns", N_("domains")},
    {"key", N_("ticket")},
    {"value", N_("value")},
    {"follow_up", N_("follow-up")},
    {"until", N_("until")},
    {"to", N_("to whom")},
    {"check", N_("check")},
    {"index", N_("field")},
    {"monitors", N_("monitors")},
    {"not_after", N_("date of expiry")},
    {"digests", N_("digests")},
    {"document", N_("document")},
    {"sha256", N_("fingerprint")},
    {"args", N_("arguments")},
    {"rows", N_("rows")},
    {"file", N_("file")},
    {"id", N_("number")},
};

static const char *
field_word(const char *field)
{
	int of_monitor = monitor_field_from(field);

	if (of_monitor >= 0)
		return _(monitor_field_info((enum monitor_field)of_monitor)->word);
	for (size_t i = 0; i < COUNT(fields); i++)
		if (!strcmp(fields[i].field, field))
			return _(fields[i].word);
	return words_value_name(field);
}

/* The {name} that starts at s, into name; its length in s, 0 where none starts. */
static size_t
hole_at(const char *s, char *name, size_t size)
{
	size_t len = *s == '{' ? strspn(s + 1, "abcdefghijklmnopqrstuvwxyz_") : 0;

	if (!len || s[1 + len] != '}' || len >= size)
		return 0;
	memcpy(name, s + 1, len);
	name[len] = '\0';
	return len + 2;
}

bool
holes_known(const char *sentence, const json_t *args)
{
	char name[32];

	for (const char *s = strchr(sentence, '{'); s; s = strchr(s + 1, '{'))
		if (hole_at(s, name, sizeof(name)) && !json_object_get(args, name))
			return false;
	return true;
}

static bool
is_date(const char *name)
{
	static const char *const dates[] = {"not_before", "not_after", "served_not_after"};

	for (size_t i = 0; i < COUNT(dates); i++)
		if (!strcmp(dates[i], name))
			return true;
	return false;
}

/* A day as it travels, whatever the argument is called: a person reads it as dd/mm/yyyy. */
static bool
is_day(const char *s)
{
	static const char form[] = "dddd-dd-dd";
	size_t i;

	for (i = 0; form[i] && s[i]; i++)
		if (form[i] == 'd' ? s[i] < '0' || s[i] > '9' : s[i] != form[i])
			return false;
	return !form[i] && !s[i];
}

/* What is said of each of several: "summary: it is required; duedate: …" */
static void
add_each(struct buf *out, const json_t *said)
{
	const char *name;
	json_t *text;
	size_t n = 0;

	json_object_foreach((json_t *)(uintptr_t)said, name, text) {
		buf_puts(out, n++ ? "; " : "");
		text_clean(out, name, strlen(name));
		buf_puts(out, ": ");
		text_clean(out, json_string_value(text), json_string_length(text));
	}
}

/* The hole for what the system or a library said. */
static const char of_the_system[] = "text";

static void
add_value(struct buf *out, const char *name, const json_t *value)
{
	const char *s = json_string_value(value);

	if (s && !strcmp(name, "field"))
		s = field_word(s);
	else if (s && !strcmp(name, "right"))
		s = words_right(s);
	else if (s && !strcmp(name, "problem") && problem_from(s) >= 0)
		s = words_problem_short((enum problem)problem_from(s));
	else if (s && !strcmp(name, "role") && ticket_role_from(s) >= 0)
		s = words_ticket_role((enum ticket_role)ticket_role_from(s));
	if (s && is_day(s))
		words_day(s, out);
	else if (s && !strcmp(name, of_the_system))
		words_text(s, out);
	else if (s)
		text_clean(out, s, strlen(s));
	else if (is_date(name))
		words_date(json_integer_value(value), out);
	else if (json_is_object(value))
		add_each(out, value);
	else
		buf_printf(out, "%lld", (long long)json_integer_value(value));
}

void
holes_fill(struct buf *out, const char *sentence, const json_t *args)
{
	char name[32];

	for (const char *s = sentence; *s;) {
		size_t hole = hole_at(s, name, sizeof(name));

		if (hole)
			add_value(out, name, json_object_get(args, name));
		else
			buf_putc(out, *s);
		s += hole ? hole : 1;
	}
}
