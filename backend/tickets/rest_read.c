#include "tickets/rest_read.h"

#include "base/buf.h"
#include "base/members.h"
#include "base/terms.h"
#include "base/text.h"
#include "base/ticket.h"

enum {
	NAME_MAX_BYTES = 200,
	SUMMARY_MAX_BYTES = 1000,
	BODY_MAX_BYTES = 8000, /* of a comment */
	URL_MAX_BYTES = 2000,
	ID_MAX_DIGITS = 18,
	LABELS_MAX = 50,
	LINKS_MAX = 100,
	ATTACHMENTS_MAX = 100
};

json_t *
rest_read_text(const json_t *object, const char *name, size_t most)
{
	const json_t *value = json_object_get(object, name);
	struct buf clean = {0};
	json_t *text;
	char *cut;

	if (json_is_integer(value))
		buf_printf(&clean, "%lld", (long long)json_integer_value(value));
	else if (json_is_string(value))
		text_clean(&clean, json_string_value(value), json_string_length(value));
	cut = text_cleaned(buf_str(&clean), most);
	text = json_string(cut);
	free(cut);
	buf_release(&clean);
	return text;
}

/* The same of a text of several lines, which stay apart by LF. */
static json_t *
read_lines(const json_t *object, const char *name, size_t most)
{
	const char *s = text_of(object, name);
	struct buf clean = {0};
	json_t *text;
	size_t len;

	for (; *s && clean.len < most; s += len + (s[len] == '\n')) {
		len = strcspn(s, "\n");
		if (clean.len)
			buf_putc(&clean, '\n');
		text_clean(&clean, s, len - (len && s[len - 1] == '\r'));
	}
	if (clean.len > most) {
		clean.len = most;
		while (clean.len && ((unsigned char)clean.data[clean.len] & 0xc0) == 0x80)
			clean.len--;
	}
	text = json_stringn(buf_str(&clean), clean.len);
	buf_release(&clean);
	return text;
}

/* Digits there, as a number; -1. */
static int
digits(const char **at, int count)
{
	int n = 0;

	for (int i = 0; i < count; i++, (*at)++) {
		if (**at < '0' || **at > '9')
			return -1;
		n = n * 10 + (**at - '0');
	}
	return n;
}

static bool
skip(const char **at, char c)
{
	if (**at != c)
		return false;
	(*at)++;
	return true;
}

/* "+0100", "+01:00", "Z", as seconds; false where it is none. */
static bool
offset(const char *at, int64_t *seconds)
{
	int sign = *at == '-' ? -1 : 1, hours, minutes;

	*seconds = 0;
	if (*at == 'Z')
		return at[1] == '\0';
	if (*at != '+' && *at != '-')
		return false;
	at++;
	hours = digits(&at, 2);
	if (hours < 0)
		return false;
	skip(&at, ':');
	minutes = digits(&at, 2);
	*seconds = sign * (hours * 3600 + minutes * 60);
	return minutes >= 0 && !*at;
}

int64_t
rest_read_time(const char *text)
{
	struct tm tm = {0};
	int64_t east;

	tm.tm_year = digits(&text, 4) - 1900;
	if (tm.tm_year < 0 || !skip(&text, '-') || (tm.tm_mon = digits(&text, 2) - 1) < 0 ||
	    tm.tm_mon > 11 || !skip(&text, '-') || (tm.tm_mday = digits(&text, 2)) < 1 ||
	    tm.tm_mday > 31 || !skip(&text, 'T') || (tm.tm_hour = digits(&text, 2)) < 0 ||
	    !skip(&text, ':') || (tm.tm_min = digits(&text, 2)) < 0 || !skip(&text, ':') ||
	    (tm.tm_sec = digits(&text, 2)) < 0)
		return 0;
	if (skip(&text, '.'))
		while (*text >= '0' && *text <= '9')
			text++;
	return offset(text, &east) ? (int64_t)timegm(&tm) - east : 0;
}

/* The name of a person as people know it. */
static json_t *
person(const json_t *object, const char *name)
{
	const json_t *who = json_object_get(object, name);

	return rest_read_text(
	    who, text_at(who, "displayName") ? "displayName" : "name", NAME_MAX_BYTES);
}

static json_t *
when(const json_t *object, const char *name)
{
	return json_integer(rest_read_time(text_of(object, name)));
}

/* Of statusCategory: statuses are named by each Jira as it likes, these are everywhere the same. */
static const struct {
	const char *key;
	enum ticket_category category;
} categories[] = {{"new", TICKET_NEW}, {"indeterminate", TICKET_DOING}, {"done", TICKET_DONE}};

static const char *
category(const json_t *fields)
{
	const char *key =
	    text_of(json_object_get(json_object_get(fields, "status"), "statusCategory"), "key");

	for (size_t i = 0; i < sizeof(categories) / sizeof(*categories); i++)
		if (!strcmp(categories[i].key, key))
			return ticket_category_text(categories[i].category);
	return ticket_category_text(TICKET_UNKNOWN);
}

static json_t *
labels(const json_t *fields)
{
	const json_t *all = json_object_get(fields, "labels");
	json_t *list = json_array();

	for (size_t i = 0; i < json_array_size(all) && i < LABELS_MAX; i++) {
		const char *label = json_string_value(json_array_get(all, i));
		char *clean = text_cleaned(label ? label : "", NAME_MAX_BYTES);

		json_array_append_new(list, json_string(clean));
		free(clean);
	}
	return list;
}

/* The keys at the other ends. */
static json_t *
links(const json_t *fields)
{
	const json_t *all = json_object_get(fields, "issuelinks");
	json_t *list = json_array();

	for (size_t i = 0; i < json_array_size(all) && i < LINKS_MAX; i++) {
		const json_t *link = json_array_get(all, i),
			     *other = json_object_get(link, "outwardIssue");

		if (!other)
			other = json_object_get(link, "inwardIssue");
		if (text_at(other, "key"))
			json_array_append_new(list, rest_read_text(other, "key", NAME_MAX_BYTES));
	}
	return list;
}

/* Only a service desk says it, and not in every answer: as a flag, or as a property of the comment. */
static void
put_internal(json_t *read, const json_t *c)
{
	const json_t *public = json_object_get(c, "jsdPublic"), *one;
	size_t i;

	if (json_is_boolean(public))
		json_object_set_new(read, "internal", json_boolean(!json_is_true(public)));
	json_array_foreach(json_object_get(c, "properties"), i, one)
		if (!strcmp(text_of(one, "key"), "sd.public.comment"))
			json_object_set_new(read, "internal",
			    json_boolean(flag_of(json_object_get(one, "value"), "internal")));
}

json_t *
rest_read_comment(const json_t *c)
{
	json_t *read = json_pack("{s:o, s:o, s:o, s:o}", "id",
	    rest_read_text(c, "id", NAME_MAX_BYTES), "author", person(c, "author"), "at",
	    when(c, "created"), "body", read_lines(c, "body", BODY_MAX_BYTES));

	put_internal(read, c);
	return read;
}

static json_t *
comments(const json_t *fields)
{
	const json_t *page = json_object_get(fields, "comment"),
		     *all = json_object_get(page, "comments");
	size_t count = json_array_size(all);
	json_int_t total = number_of(page, "total");

	return json_pack("{s:I, s:o}", "count",
	    total > (json_int_t)count ? total : (json_int_t)count, "last",
	    count ? rest_read_comment(json_array_get(all, count - 1)) : json_null());
}

json_t *
rest_read_attachment(const json_t *a)
{
	json_int_t size = number_of(a, "size");

	return json_pack("{s:o, s:o, s:I, s:o, s:o, s:o, s:o}", "id",
	    rest_read_text(a, "id", NAME_MAX_BYTES), "name",
	    rest_read_text(a, "filename", NAME_MAX_BYTES), "size", size < 0 ? (json_int_t)0 : size,
	    "mime", rest_read_text(a, "mimeType", NAME_MAX_BYTES), "author", person(a, "author"),
	    "at", when(a, "created"), "content", rest_read_text(a, "content", URL_MAX_BYTES));
}

static json_t *
attachments(const json_t *fields)
{
	const json_t *all = json_object_get(fields, "attachment");
	json_t *list = json_array();

	for (size_t i = 0; i < json_array_size(all) && i < ATTACHMENTS_MAX; i++)
		json_array_append_new(list, rest_read_attachment(json_array_get(all, i)));
	return list;
}

/* It is known by these: by another key it could never be asked for, and would keep a whole batch from being. */
static bool
is_named(const json_t *key, const json_t *id)
{
	const char *number = json_string_value(id);
	size_t digits = strspn(number, "0123456789");

	return ticket_is_key(json_string_value(key)) && digits && !number[digits] &&
	       digits <= ID_MAX_DIGITS && number[strspn(number, "0")];
}

json_t *
rest_read_issue(const json_t *issue)
{
	const json_t *f = json_object_get(issue, "fields");
	json_t *key = rest_read_text(issue, "key", NAME_MAX_BYTES),
	       *id = rest_read_text(issue, "id", NAME_MAX_BYTES), *read;

	if (!is_named(key, id)) {
		json_decref(key);
		json_decref(id);
		return NULL;
	}
	read = json_pack("{s:o, s:o, s:o, s:o, s:s, s:o, s:o, s:o, s:o}", "key", key, "id", id,
	    "summary", rest_read_text(f, "summary", SUMMARY_MAX_BYTES), "status",
	    rest_read_text(json_object_get(f, "status"), "name", NAME_MAX_BYTES), "category",
	    category(f), "assignee", person(f, "assignee"), "reporter", person(f, "reporter"),
	    "created", when(f, "created"), "updated", when(f, "updated"));
	json_object_set_new(
	    read, "project", rest_read_text(json_object_get(f, "project"), "key", NAME_MAX_BYTES));
	json_object_set_new(
	    read, "type", rest_read_text(json_object_get(f, "issuetype"), "name", NAME_MAX_BYTES));
	json_object_set_new(read, "labels", labels(f));
	json_object_set_new(read, "links", links(f));
	json_object_set_new(read, "comments", comments(f));
	json_object_set_new(read, "attachments", attachments(f));
	return read;
}
