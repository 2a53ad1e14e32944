#include "tickets/call.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/sys.h"
#include "base/ticket.h"
#include "tickets/secret.h"
#include "wire/loop.h"

/* ---- the end of a call ---- */

void
call_free(struct call *c)
{
	struct call **at = &c->rest->calls;

	while (*at != c)
		at = &(*at)->next;
	*at = c->next;
	loop_cancel(c->rest->loop, c->soon);
	refusal_release(&c->early);
	json_decref(c->args);
	json_decref(c->state);
	json_decref(c->got);
	secret_release(c->secret);
	sys_close(&c->fd);
	free(c);
}

void
call_succeed(struct call *c, json_t *ok)
{
	const struct refusal none = {0};

	c->done(ok, -1, &none, c->arg);
	json_decref(ok);
	call_free(c);
}

void
call_succeed_fd(struct call *c, json_t *ok)
{
	const struct refusal none = {0};
	int fd = c->fd;

	c->fd = -1;
	c->done(ok, fd, &none, c->arg);
	json_decref(ok);
	call_free(c);
}

void
call_fail(struct call *c, struct refusal *r)
{
	c->done(NULL, -1, r, c->arg);
	refusal_release(r);
	call_free(c);
}

void
call_fail_answer(struct call *c, const char *reason)
{
	struct refusal r = {0};

	refusal_set(&r, "jira-answer", c->dialect->changes, json_pack("{s:s}", "reason", reason));
	call_fail(c, &r);
}

static void
fail_soon(void *arg)
{
	struct call *c = arg;

	c->soon = NULL;
	call_fail(c, &c->early);
}

void
call_refuse(struct call *c, const char *code, json_t *args)
{
	refusal_set(&c->early, code, false, args);
	c->soon = loop_timer(c->rest->loop, 0, fail_soon, c);
}

void
call_bad_argument(struct call *c, const char *field, const char *reason, const char *value)
{
	call_refuse(c, "bad-argument",
	    json_pack("{s:s, s:s, s:s}", "field", field, "reason", reason, "value", value));
}

bool
call_made_of(const char *text, const char *characters)
{
	size_t len = strlen(text);

	return len && len <= REST_NAME_MAX_BYTES && strspn(text, characters) == len;
}

const char *
call_issue(struct call *c)
{
	const char *id = text_of(c->args, "id"), *key = text_of(c->args, "key");
	bool fits = *id ? call_made_of(id, DIGITS)
			: ticket_is_key(key) && strlen(key) <= REST_NAME_MAX_BYTES;

	if (fits)
		return *id ? id : key;
	if (*id)
		call_bad_argument(c, "id", "unknown", id);
	else
		call_bad_argument(c, "key", "not-a-ticket", key);
	return NULL;
}

/* ---- requests ---- */

/* A refused token is the end of a call of several requests too: it is not tried again. */
static bool
goes_on(struct call *c, const struct refusal *r)
{
	return c->dialect->refused && strcmp(r->code, "token-refused") != 0 &&
	       strcmp(r->code, "captcha") != 0 && c->dialect->refused(c, r);
}

static void
on_answer(const struct http_answer *a, void *arg)
{
	struct call *c = arg;
	struct refusal r = {0};
	json_t *body = NULL;

	if (!refusal_of(a, clock_wall(clock_system()), &r)) {
		if (c->dialect->came) {
			c->dialect->came(c, a);
			return;
		}
		if (!(c->dialect->may_be_empty && !a->len))
			body = refusal_or_json(a, &r);
	}
	if (!r.code)
		c->dialect->answered(c, body);
	else if (goes_on(c, &r))
		refusal_release(&r);
	else
		call_fail(c, &r);
	json_decref(body);
}

static void
ask(struct call *c, struct http_request *r)
{
	r->changes = c->dialect->changes;
	r->secret = c->secret;
	r->urgency = c->urgency;
	r->done = on_answer;
	r->arg = c;
	http_send(c->rest->http, r);
}

static void
ask_path(struct call *c, const char *path, struct http_request *r)
{
	char *url = mem_printf("%s%s", c->rest->base, path);

	r->url = url;
	r->most_bytes = REST_JSON_MAX_BYTES;
	r->to_fd = -1;
	ask(c, r);
	free(url);
}

void
call_get(struct call *c, const char *path)
{
	struct http_request r = {.method = "GET"};

	ask_path(c, path, &r);
}

static int
add_text(const char *text, size_t len, void *arg)
{
	buf_add(arg, text, len);
	return 0;
}

void
call_post(struct call *c, const char *path, json_t *body)
{
	struct buf text = {0};
	struct http_request r = {.method = "POST", .json = &text};

	json_dump_callback(body, add_text, &text, JSON_COMPACT);
	ask_path(c, path, &r);
	buf_release(&text);
	json_decref(body);
}

void
call_post_file(struct call *c, const char *path, const struct http_part *part)
{
	struct http_request r = {.method = "POST", .part = part};

	ask_path(c, path, &r);
}

void
call_fetch(struct call *c, const char *url, size_t most_bytes)
{
	struct http_request r = {
	    .method = "GET", .url = url, .most_bytes = most_bytes, .to_fd = c->fd};

	ask(c, &r);
}

void
call_begin(struct rest *r, const struct rest_request *q, const struct dialect *d)
{
	struct call *c = mem_alloc(sizeof(*c));

	*c = (struct call){.rest = r,
	    .next = r->calls,
	    .dialect = d,
	    .args = json_incref(q->args),
	    .fd = q->fd,
	    .secret = secret_hold(q->secret),
	    .urgency = q->urgency,
	    .done = q->done,
	    .arg = q->arg};
	r->calls = c;
	if (!d)
		call_refuse(c, "unknown-operation", json_pack("{s:s}", "name", q->call));
	else if (!c->secret && !d->open)
		call_refuse(c, "no-token", NULL);
	else
		d->begin(c);
}
