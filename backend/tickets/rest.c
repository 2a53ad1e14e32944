/* A call is one of a table: how it begins, and what is done with each answer. Most make one request. Those that make
 * several keep in the call how far they are: search goes through its keys in batches and through the pages of each.
 *
 * Reading is repeated freely; what changes something is sent once (http.h). Nobody's text becomes part of a URL or of a
 * query but keys, ids, projects and markers, each of which must look as one. */
#include "tickets/rest.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/sys.h"
#include "base/ticket.h"
#include "tickets/refusal.h"
#include "tickets/rest_read.h"
#include "tickets/secret.h"
#include "wire/loop.h"

enum { JSON_MAX_BYTES = 8 << 20, NAME_MAX_BYTES = 200, FIND_MAX = 20 };

#define API "/rest/api/2"

struct call;

struct dialect {
	const char *name;
	void (*begin)(struct call *c);
	/* A body that is JSON; borrowed. */
	void (*answered)(struct call *c, const json_t *body);
	bool changes;
	bool open;         /* to those who are not logged in */
	bool may_be_empty; /* then body is NULL */
};

struct call {
	struct rest *rest;
	struct call *next;
	const struct dialect *dialect;
	json_t *args;
	int fd;
	struct secret *secret;
	enum http_urgency urgency;
	rest_done_fn *done;
	void *arg;
	struct timer *soon;   /* what is refused before anything was asked */
	struct refusal early; /* then */
};

struct rest {
	struct loop *loop;
	struct http *http;
	char *base;
	struct call *calls;
};

/* ---- the end of a call ---- */

static void
call_free(struct call *c)
{
	struct call **at = &c->rest->calls;

	while (*at != c)
		at = &(*at)->next;
	*at = c->next;
	loop_cancel(c->rest->loop, c->soon);
	refusal_release(&c->early);
	json_decref(c->args);
	secret_release(c->secret);
	sys_close(&c->fd);
	free(c);
}

/* Steals ok. */
static void
succeed(struct call *c, json_t *ok)
{
	const struct refusal none = {0};

	c->done(ok, -1, &none, c->arg);
	json_decref(ok);
	call_free(c);
}

static void
fail(struct call *c, struct refusal *r)
{
	c->done(NULL, -1, r, c->arg);
	refusal_release(r);
	call_free(c);
}

static void
fail_soon(void *arg)
{
	struct call *c = arg;

	c->soon = NULL;
	fail(c, &c->early);
}

/* Nothing was asked. */
static void
refuse(struct call *c, const char *code, json_t *args)
{
	refusal_set(&c->early, code, false, args);
	c->soon = loop_timer(c->rest->loop, 0, fail_soon, c);
}

static void
bad_argument(struct call *c, const char *field, const char *reason, const char *value)
{
	refuse(c, "bad-argument",
	    json_pack("{s:s, s:s, s:s}", "field", field, "reason", reason, "value", value));
}

/* What came is JSON, and not what was to come. */
static void
fail_answer(struct call *c)
{
	struct refusal r = {0};

	refusal_set(&r, "jira-answer", c->dialect->changes, json_pack("{s:s}", "reason", "other"));
	fail(c, &r);
}

/* ---- requests ---- */

static void
on_answer(const struct http_answer *a, void *arg)
{
	struct call *c = arg;
	struct refusal r = {0};
	json_t *body = NULL;

	if (refusal_of(a, clock_wall(clock_system()), &r)) {
		fail(c, &r);
		return;
	}
	if (!(c->dialect->may_be_empty && !a->len) && !(body = refusal_or_json(a, &r))) {
		fail(c, &r);
		return;
	}
	c->dialect->answered(c, body);
	json_decref(body);
}

static void
ask(struct call *c, const char *method, const char *path, const struct buf *json)
{
	char *url = mem_printf("%s%s", c->rest->base, path);
	const struct http_request r = {.method = method,
	    .url = url,
	    .json = json,
	    .changes = c->dialect->changes,
	    .secret = c->secret,
	    .urgency = c->urgency,
	    .most_bytes = JSON_MAX_BYTES,
	    .to_fd = -1,
	    .done = on_answer,
	    .arg = c};

	http_send(c->rest->http, &r);
	free(url);
}

static void
get(struct call *c, const char *path)
{
	ask(c, "GET", path, NULL);
}

static int
add_text(const char *text, size_t len, void *arg)
{
	buf_add(arg, text, len);
	return 0;
}

/* Steals body. */
static void
post(struct call *c, const char *path, json_t *body)
{
	struct buf text = {0};

	json_dump_callback(body, add_text, &text, JSON_COMPACT);
	ask(c, "POST", path, &text);
	buf_release(&text);
	json_decref(body);
}

/* ---- arguments that become part of a URL or a query ---- */

/* A project's key; a marker; an id. */
static bool
is_made_of(const char *text, const char *characters)
{
	size_t len = strlen(text);

	return len && len <= NAME_MAX_BYTES && strspn(text, characters) == len;
}

#define UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define DIGITS "0123456789"

/* ---- serverInfo and myself ---- */

static void
begin_server(struct call *c)
{
	get(c, API "/serverInfo");
}

static void
answered_server(struct call *c, const json_t *body)
{
	if (!text_at(body, "version")) {
		fail_answer(c);
		return;
	}
	succeed(c,
	    json_pack("{s:o, s:o, s:o}", "version", rest_read_text(body, "version", NAME_MAX_BYTES),
		"title", rest_read_text(body, "serverTitle", NAME_MAX_BYTES), "deployment",
		rest_read_text(body, "deploymentType", NAME_MAX_BYTES)));
}

static void
begin_myself(struct call *c)
{
	get(c, API "/myself");
}

static void
answered_myself(struct call *c, const json_t *body)
{
	if (!text_at(body, "name")) {
		fail_answer(c);
		return;
	}
	succeed(c, json_pack("{s:o, s:o}", "name", rest_read_text(body, "name", NAME_MAX_BYTES),
		       "display", rest_read_text(body, "displayName", NAME_MAX_BYTES)));
}

/* ---- a new ticket ---- */

static void
begin_create(struct call *c)
{
	const char *project = text_of(c->args, "project");
	const json_t *labels = json_object_get(c->args, "labels");
	json_t *fields = json_deep_copy(json_object_get(c->args, "fields"));

	if (!is_made_of(project, UPPER DIGITS "_")) {
		json_decref(fields);
		bad_argument(c, "project", "unknown", project);
		return;
	}
	if (!fields)
		fields = json_object();
	json_object_update_new(fields,
	    json_pack("{s:{s:s}, s:{s:s}, s:s, s:s}", "project", "key", project, "issuetype",
		"name", text_of(c->args, "type"), "summary", text_of(c->args, "summary"),
		"description", text_of(c->args, "description")));
	if (json_array_size(labels))
		json_object_set_new(fields, "labels", json_deep_copy(labels));
	post(c, API "/issue", json_pack("{s:o}", "fields", fields));
}

static void
answered_create(struct call *c, const json_t *body)
{
	if (!ticket_is_key(string_of(body, "key"))) {
		fail_answer(c);
		return;
	}
	succeed(c, json_pack("{s:o, s:o}", "key", rest_read_text(body, "key", NAME_MAX_BYTES), "id",
		       rest_read_text(body, "id", NAME_MAX_BYTES)));
}

/* ---- those that carry a marker ---- */

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
begin_find(struct call *c)
{
	const char *project = text_of(c->args, "project"), *marker = text_of(c->args, "marker");
	char *jql;

	if (!is_made_of(project, UPPER DIGITS "_")) {
		bad_argument(c, "project", "unknown", project);
		return;
	}
	if (!is_made_of(marker, LOWER DIGITS "-")) {
		bad_argument(c, "marker", "unknown", marker);
		return;
	}
	jql = mem_printf("project = \"%s\" AND (labels = \"%s\" OR description ~ \"\\\"%s\\\"\")",
	    project, marker, marker);
	post(c, API "/search",
	    json_pack("{s:s, s:i, s:i, s:o, s:b}", "jql", jql, "startAt", 0, "maxResults", FIND_MAX,
		"fields", issue_fields(), "validateQuery", 0));
	free(jql);
}

static void
answered_find(struct call *c, const json_t *body)
{
	const json_t *all = json_object_get(body, "issues"), *one;
	json_t *issues = json_array();
	size_t i;

	if (!json_is_array(all)) {
		json_decref(issues);
		fail_answer(c);
		return;
	}
	json_array_foreach(all, i, one) {
		json_t *issue = rest_read_issue(one);

		if (issue)
			json_array_append_new(issues, issue);
	}
	succeed(c, json_pack("{s:o}", "issues", issues));
}

/* ---- all of them ---- */

static const struct dialect dialects[] = {
    {.name = "server", .begin = begin_server, .answered = answered_server, .open = true},
    {.name = "myself", .begin = begin_myself, .answered = answered_myself},
    {.name = "create", .begin = begin_create, .answered = answered_create, .changes = true},
    {.name = "find", .begin = begin_find, .answered = answered_find},
};

void
rest_call(struct rest *r, const struct rest_request *q)
{
	struct call *c = mem_alloc(sizeof(*c));

	*c = (struct call){.rest = r,
	    .next = r->calls,
	    .args = json_incref(q->args),
	    .fd = q->fd,
	    .secret = secret_hold(q->secret),
	    .urgency = q->urgency,
	    .done = q->done,
	    .arg = q->arg};
	r->calls = c;
	for (size_t i = 0; i < sizeof(dialects) / sizeof(*dialects); i++)
		if (!strcmp(dialects[i].name, q->call))
			c->dialect = &dialects[i];
	if (!c->dialect)
		refuse(c, "unknown-operation", json_pack("{s:s}", "name", q->call));
	else if (!c->secret && !c->dialect->open)
		refuse(c, "no-token", NULL);
	else
		c->dialect->begin(c);
}

struct rest *
rest_new(struct loop *loop, struct http *http, const char *base)
{
	struct rest *r = mem_alloc(sizeof(*r));

	r->loop = loop;
	r->http = http;
	r->base = mem_strdup(base);
	return r;
}

void
rest_free(struct rest *r)
{
	if (!r)
		return;
	while (r->calls)
		call_free(r->calls);
	free(r->base);
	free(r);
}
