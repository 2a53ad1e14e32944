#include "tickets/rest.h"

#include "base/mem.h"
#include "base/members.h"
#include "tickets/rest_check.h"
#include "tickets/rest_files.h"
#include "tickets/rest_read.h"
#include "tickets/rest_tickets.h"

/* ---- who is there ---- */

static void
begin_server(struct call *c)
{
	call_get(c, REST_API "/serverInfo");
}

static void
answered_server(struct call *c, const json_t *body)
{
	if (!text_at(body, "version")) {
		call_fail_answer(c, "not-jira");
		return;
	}
	call_succeed(c, json_pack("{s:o, s:o, s:o}", "version",
			    rest_read_text(body, "version", REST_NAME_MAX_BYTES), "title",
			    rest_read_text(body, "serverTitle", REST_NAME_MAX_BYTES), "deployment",
			    rest_read_text(body, "deploymentType", REST_NAME_MAX_BYTES)));
}

static void
begin_myself(struct call *c)
{
	call_get(c, REST_API "/myself");
}

static void
answered_myself(struct call *c, const json_t *body)
{
	if (!text_at(body, "name")) {
		call_fail_answer(c, "other");
		return;
	}
	call_succeed(
	    c, json_pack("{s:o, s:o}", "name", rest_read_text(body, "name", REST_NAME_MAX_BYTES),
		   "display", rest_read_text(body, "displayName", REST_NAME_MAX_BYTES)));
}

static const struct dialect who_is_there[] = {
    {.name = "server", .begin = begin_server, .answered = answered_server, .open = true},
    {.name = "myself", .begin = begin_myself, .answered = answered_myself},
    {0},
};

/* ---- all of them ---- */

static const struct dialect *
dialect_of(const char *name)
{
	const struct dialect *const tables[] = {who_is_there, rest_tickets, rest_files, rest_check};

	for (size_t i = 0; i < sizeof(tables) / sizeof(*tables); i++)
		for (const struct dialect *d = tables[i]; d->name; d++)
			if (!strcmp(d->name, name))
				return d;
	return NULL;
}

void
rest_call(struct rest *r, const struct rest_request *q)
{
	call_begin(r, q, dialect_of(q->call));
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
