/* Reading is repeated freely; what changes something is sent once (http.h). Nobody's text becomes part of a URL or of a
 * query but keys, ids, projects and markers, each of which must look as one.
 *
 * A search for many keys goes in batches, and through the pages of each, which are as long as Jira says. Where Jira
 * refuses a batch and names keys, those are missing, and the rest is asked for again; where it names none, or its answer
 * is too long, the batch is halved, and a key that is refused alone is one that is missing. So one dead key costs the
 * others nothing, whatever Jira does about it. But where single keys are refused in the same words, one after another, and
 * nothing was answered before, it is no key's fault: then the refusal is that of the whole search. */
#include "tickets/rest_tickets.h"

#include "base/mem.h"
#include "base/members.h"
#include "base/ticket.h"
#include "tickets/rest_read.h"

enum {
	FIND_MAX = 20,
	BATCH_KEYS = 100,
	COMMENTS_MAX = 100,
	ALIKE_MOST = 3,    /* keys that are refused alone in the same words */
	REFUSALS_MOST = 40 /* of one search; then what did not come is missing */
};

static const char *
project_of(struct call *c)
{
	const char *project = text_of(c->args, "project");

	if (call_made_of(project, UPPER DIGITS "_"))
		return project;
	call_bad_argument(c, "project", "unknown", project);
	return NULL;
}

/* ---- a new ticket ---- */

static void
begin_create(struct call *c)
{
	const char *project = project_of(c);
	const json_t *labels = json_object_get(c->args, "labels");
	json_t *fields = project ? json_deep_copy(json_object_get(c->args, "fields")) : NULL;

	if (!project)
		return;
	if (!json_is_object(fields)) {
		json_decref(fields);
		fields = json_object();
	}
	json_object_update_new(fields,
	    json_pack("{s:{s:s}, s:{s:s}, s:s, s:s}", "project", "key", project, "issuetype",
		"name", text_of(c->args, "type"), "summary", text_of(c->args, "summary"),
		"description", text_of(c->args, "description")));
	if (json_array_size(labels))
		json_object_set_new(fields, "labels", json_deep_copy(labels));
	call_post(c, REST_API "/issue", json_pack("{s:o}", "fields", fields));
}

static void
answered_create(struct call *c, const json_t *body)
{
	if (!ticket_is_key(string_of(body, "key"))) {
		call_fail_answer(c, "other");
		return;
	}
	call_succeed(
	    c, json_pack("{s:o, s:o}", "key", rest_read_text(body, "key", REST_NAME_MAX_BYTES),
		   "id", rest_read_text(body, "id", REST_NAME_MAX_BYTES)));
}

/* ---- queries ---- */

static json_t *
issue_fields(void)
{
	json_t *list = json_array();

#define X(name) json_array_append_new(list, json_string(name));
	REST_ISSUE_FIELDS(X)
#undef X
	return list;
}

static void
query(struct call *c, const char *jql, size_t start, size_t most)
{
	call_post(c, REST_API "/search",
	    json_pack("{s:s, s:I, s:I, s:o, s:b}", "jql", jql, "startAt", (json_int_t)start,
		"maxResults", (json_int_t)most, "fields", issue_fields(), "validateQuery", 0));
}

/* Adds the issues of an answer; how many there were, with those that cannot be read. -1: it is no answer of a query. */
static ssize_t
add_issues(json_t *list, const json_t *body)
{
	const json_t *all = json_object_get(body, "issues"), *one;
	size_t i;

	if (!json_is_array(all))
		return -1;
	json_array_foreach(all, i, one) {
		json_t *issue = rest_read_issue(one);

		if (issue)
			json_array_append_new(list, issue);
	}
	return (ssize_t)i;
}

/* ---- those that carry a marker ---- */

static void
begin_find(struct call *c)
{
	const char *project = project_of(c), *marker = text_of(c->args, "marker");
	char *jql;

	if (!project)
		return;
	if (!call_made_of(marker, LOWER DIGITS "-")) {
		call_bad_argument(c, "marker", "unknown", marker);
		return;
	}
	jql = mem_printf("project = \"%s\" AND (labels = \"%s\" OR description ~ \"\\\"%s\\\"\")",
	    project, marker, marker);
	query(c, jql, 0, FIND_MAX);
	free(jql);
}

static void
answered_find(struct call *c, const json_t *body)
{
	json_t *issues = json_array();

	if (add_issues(issues, body) < 0) {
		json_decref(issues);
		call_fail_answer(c, "other");
		return;
	}
	call_succeed(c, json_pack("{s:o}", "issues", issues));
}

/* ---- one by key or id ---- */

static void
begin_get(struct call *c)
{
	const char *which = call_issue(c);
	struct buf path = {0};

	if (!which)
		return;
	buf_printf(&path, REST_API "/issue/%s?fields=", which);
#define X(name) buf_puts(&path, name ",");
	REST_ISSUE_FIELDS(X)
#undef X
	path.data[path.len - 1] = '\0';
	call_get(c, buf_str(&path));
	buf_release(&path);
}

static void
answered_get(struct call *c, const json_t *body)
{
	json_t *issue = rest_read_issue(body);

	if (issue)
		call_succeed(c, json_pack("{s:o}", "issue", issue));
	else
		call_fail_answer(c, "other");
}

/* ---- many by their keys: `at` is where the batch begins, `some` how many are in it, `step` how many of its issues
 * came, `got` the issues, `kept` how many of them are of earlier batches, `state` what was refused:
 * {"dead": {key: true} by name, "refusals", "alike", "text" of the last one, "answered": anything was} ---- */

static const char *
key_at(const struct call *c, size_t i)
{
	return json_string_value(json_array_get(json_object_get(c->args, "keys"), i));
}

static bool
is_dead(const struct call *c, size_t i)
{
	return json_object_get(json_object_get(c->state, "dead"), key_at(c, i)) != NULL;
}

static void next_batch(struct call *c);

static void
ask_batch(struct call *c)
{
	struct buf jql = {0};
	size_t alive = 0;

	buf_puts(&jql, "key in (");
	for (size_t i = c->at; i < c->at + c->some; i++)
		if (!is_dead(c, i))
			buf_printf(&jql, "%s%s", alive++ ? "," : "", key_at(c, i));
	buf_putc(&jql, ')');
	if (alive) {
		query(c, buf_str(&jql), (size_t)c->step, c->some);
	} else {
		c->at += c->some;
		next_batch(c);
	}
	buf_release(&jql);
}

/* Those that were asked for and did not come under that key. */
static json_t *
missing_of(const json_t *keys, const json_t *issues)
{
	json_t *came = json_object(), *missing = json_array(), *key;
	const json_t *issue;
	size_t i;

	json_array_foreach(issues, i, issue)
		json_object_set_new(came, text_of(issue, "key"), json_true());
	json_array_foreach(keys, i, key)
		if (!json_object_get(came, json_string_value(key)))
			json_array_append(missing, key);
	json_decref(came);
	return missing;
}

static void
next_batch(struct call *c)
{
	const json_t *keys = json_object_get(c->args, "keys");
	size_t left = json_array_size(keys) - c->at;

	c->step = 0;
	c->kept = json_array_size(c->got);
	if (left) {
		if (!c->some || c->some > left)
			c->some = left < BATCH_KEYS ? left : BATCH_KEYS;
		ask_batch(c);
		return;
	}
	call_succeed(
	    c, json_pack("{s:O, s:o}", "issues", c->got, "missing", missing_of(keys, c->got)));
}

static void
begin_search(struct call *c)
{
	const json_t *keys = json_object_get(c->args, "keys");
	size_t i;
	json_t *key;

	if (!json_array_size(keys)) {
		call_bad_argument(c, "keys", "empty", "");
		return;
	}
	json_array_foreach(keys, i, key)
		if (!ticket_is_key(json_string_value(key))) {
			call_bad_argument(c, "key", "not-a-ticket",
			    json_is_string(key) ? json_string_value(key) : "");
			return;
		}
	c->got = json_array();
	c->state = json_pack("{s:{}}", "dead");
	next_batch(c);
}

static void
answered_search(struct call *c, const json_t *body)
{
	ssize_t came = add_issues(c->got, body);

	if (came < 0) {
		call_fail_answer(c, "other");
		return;
	}
	c->step += (int)came;
	if (came && c->step < number_of(body, "total") && c->step < (int)c->some * 2) {
		ask_batch(c);
		return;
	}
	json_object_set_new(c->state, "answered", json_true());
	c->at += c->some;
	c->some = c->some < BATCH_KEYS / 2 ? c->some * 2 : BATCH_KEYS;
	next_batch(c);
}

/* "SIS-1" is not in "SIS-12". */
static bool
names_key(const char *text, const char *key)
{
	const char *at = text;
	size_t len = strlen(key);

	while ((at = strstr(at, key))) {
		bool begins = at == text || !strchr(UPPER DIGITS "_-", at[-1]);

		at += len;
		if (begins && (!*at || !strchr(DIGITS, *at)))
			return true;
	}
	return false;
}

/* Those of the batch that it names. */
static bool
note_dead(struct call *c, const char *text)
{
	json_t *dead = json_object_get(c->state, "dead");
	size_t known = json_object_size(dead);

	for (size_t i = c->at; i < c->at + c->some; i++)
		if (names_key(text, key_at(c, i)))
			json_object_set_new(dead, key_at(c, i), json_true());
	return json_object_size(dead) > known;
}

/* A key was refused alone: as those before it were, when nothing else was answered? */
static bool
is_refused_alike(struct call *c, const char *text)
{
	bool same = !strcmp(text, text_of(c->state, "text"));
	json_int_t alike = same ? number_of(c->state, "alike") + 1 : 1;

	json_object_set_new(c->state, "text", json_string(text));
	json_object_set_new(c->state, "alike", json_integer(alike));
	return alike >= ALIKE_MOST && !flag_of(c->state, "answered");
}

static bool
is_refused_too_often(struct call *c)
{
	json_int_t refusals = number_of(c->state, "refusals") + 1;

	json_object_set_new(c->state, "refusals", json_integer(refusals));
	return refusals >= REFUSALS_MOST;
}

static bool
refused_search(struct call *c, const struct refusal *r)
{
	bool too_long = !strcmp(text_of(r->args, "reason"), "too-long"),
	     refused = !strcmp(r->code, "jira-refused") || !strcmp(r->code, "field-refused");

	const char *text = text_of(r->args, "text");

	if (!too_long && !refused)
		return false;
	while (json_array_size(c->got) > c->kept) /* the batch is asked for anew */
		json_array_remove(c->got, c->kept);
	c->step = 0;
	if (is_refused_too_often(c)) {
		c->at = json_array_size(json_object_get(c->args, "keys"));
		next_batch(c);
		return true;
	}
	if (refused && note_dead(c, text)) {
		ask_batch(c);
		return true;
	}
	if (c->some > 1) {
		c->some /= 2;
		ask_batch(c);
		return true;
	}
	if (refused && is_refused_alike(c, text))
		return false;
	c->at++; /* this one is missing */
	next_batch(c);
	return true;
}

/* ---- links ---- */

static void
begin_link(struct call *c)
{
	const char *inward = text_of(c->args, "inward"), *outward = text_of(c->args, "outward");

	if (!ticket_is_key(inward) || !ticket_is_key(outward)) {
		call_bad_argument(
		    c, "key", "not-a-ticket", ticket_is_key(inward) ? outward : inward);
		return;
	}
	call_post(c, REST_API "/issueLink",
	    json_pack("{s:{s:s}, s:{s:s}, s:{s:s}}", "type", "name", text_of(c->args, "type"),
		"inwardIssue", "key", inward, "outwardIssue", "key", outward));
}

/* 201, and no word. */
static void
answered_link(struct call *c, const json_t *body)
{
	(void)body;
	call_succeed(c, json_object());
}

/* ---- comments ---- */

static void
begin_comments(struct call *c)
{
	const char *which = call_issue(c);
	char *path;

	if (!which)
		return;
	path = mem_printf(
	    REST_API "/issue/%s/comment?orderBy=-created&maxResults=%d", which, COMMENTS_MAX);
	call_get(c, path);
	free(path);
}

/* They were asked for with the last one first; here the first one is first, also of a Jira that orders them so. */
static void
answered_comments(struct call *c, const json_t *body)
{
	const json_t *all = json_object_get(body, "comments");
	size_t count = json_array_size(all), i;
	json_t *list = json_array(), *in_order;
	int64_t first, last;

	for (i = 0; i < count && i < COMMENTS_MAX; i++)
		json_array_append_new(list, rest_read_comment(json_array_get(all, i)));
	first = number_of(json_array_get(list, 0), "at");
	last = number_of(json_array_get(list, i ? i - 1 : 0), "at");
	in_order = json_array();
	for (size_t k = 0; k < i; k++)
		json_array_append(in_order, json_array_get(list, first < last ? k : i - 1 - k));
	json_decref(list);
	call_succeed(c, json_pack("{s:o}", "comments", in_order));
}

static void
begin_comment(struct call *c)
{
	const char *which = call_issue(c);
	json_t *body;
	char *path;

	if (!which)
		return;
	body = json_pack("{s:s}", "body", text_of(c->args, "body"));
	if (flag_of(c->args, "internal"))
		json_object_set_new(body, "properties",
		    json_pack(
			"[{s:s, s:{s:b}}]", "key", "sd.public.comment", "value", "internal", 1));
	path = mem_printf(REST_API "/issue/%s/comment", which);
	call_post(c, path, body);
	free(path);
}

static void
answered_comment(struct call *c, const json_t *body)
{
	if (!text_at(body, "id")) {
		call_fail_answer(c, "other");
		return;
	}
	call_succeed(c, json_pack("{s:o}", "id", rest_read_text(body, "id", REST_NAME_MAX_BYTES)));
}

const struct dialect rest_tickets[] = {
    {.name = "create", .begin = begin_create, .answered = answered_create, .changes = true},
    {.name = "find", .begin = begin_find, .answered = answered_find},
    {.name = "get", .begin = begin_get, .answered = answered_get},
    {.name = "search",
	.begin = begin_search,
	.answered = answered_search,
	.refused = refused_search},
    {.name = "link",
	.begin = begin_link,
	.answered = answered_link,
	.changes = true,
	.may_be_empty = true},
    {.name = "comments", .begin = begin_comments, .answered = answered_comments},
    {.name = "comment", .begin = begin_comment, .answered = answered_comment, .changes = true},
    {0},
};
