/* An answer is looked at from without to within: whether there is one; what its headers say of who asked, for a refused
 * login comes with any status, 200 included; then its status; and the body last, which adds words to a refusal and is all
 * of a success. A body is only parsed when its nesting and the count of its values are bounded.
 *
 * What says that Jira did nothing is never guessed: a 4xx and a redirect do; a 5xx, a body that cannot be read and a
 * connection that ended do not. */
#include "tickets/refusal.h"

#include "base/buf.h"
#include "base/members.h"
#include "base/text.h"
#include "tickets/exchange.h"
#include "wire/frame.h"

enum { TEXT_MAX = 400, TEXTS_MAX = 20, RETRY_MAX_S = 86400, VALUES_MAX = 500000 };

void
refusal_release(struct refusal *r)
{
	json_decref(r->args);
	*r = (struct refusal){0};
}

void
refusal_set(struct refusal *r, const char *code, bool sent, json_t *args)
{
	refusal_release(r);
	*r = (struct refusal){.code = code, .args = args ? args : json_object(), .sent = sent};
}

/* {name: the text, clean} */
static json_t *
one(const char *name, const char *text)
{
	char *clean = text_cleaned(text, TEXT_MAX);
	json_t *args = json_object();

	json_object_set_new(args, name, json_string(clean));
	free(clean);
	return args;
}

/* ---- no answer ---- */

static void
unanswered(const struct http_answer *a, struct refusal *r)
{
	static const char *const codes[] = {[HTTP_UNREACHABLE] = "jira-unreachable",
	    [HTTP_TLS] = "jira-tls",
	    [HTTP_TIMEOUT] = "jira-timeout",
	    [HTTP_CUT] = "jira-unreachable",
	    [HTTP_TOO_LONG] = "jira-answer"};
	const char *reason = a->end == HTTP_CUT ? "cut" : a->reason;
	json_t *args;

	if (a->end == HTTP_TOO_LONG)
		reason = "too-long";
	args = *reason ? one("reason", reason) : json_object();
	if (a->truncated) {
		json_object_set_new(args, "reason", json_string("truncated"));
		refusal_set(r, "jira-answer", a->sent, args);
		return;
	}
	if (*a->text && *reason)
		json_object_update_new(args, one("text", a->text));
	refusal_set(r, codes[a->end], a->sent, args);
}

/* ---- what an answer says ---- */

static void
add_text(struct buf *all, const json_t *text)
{
	char *clean;

	if (!json_is_string(text) || !json_string_length(text))
		return;
	clean = text_cleaned(json_string_value(text), TEXT_MAX);
	if (all->len)
		buf_putc(all, ' ');
	buf_puts(all, clean);
	free(clean);
}

/* What it says of the whole request. Released by the caller. */
static struct buf
messages(const json_t *body)
{
	static const char *const names[] = {"errorMessages", "message", "errorMessage"};
	struct buf all = {0};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		const json_t *said = json_object_get(body, names[i]);

		add_text(&all, said);
		for (size_t k = 0; k < json_array_size(said) && k < TEXTS_MAX; k++)
			add_text(&all, json_array_get(said, k));
	}
	return all;
}

/* What it says of single fields: {field: text}; NULL where it says nothing. */
static json_t *
fields(const json_t *body)
{
	json_t *errors = json_object_get(body, "errors"), *said = json_object(), *text;
	const char *name;

	json_object_foreach(errors, name, text) {
		struct buf all = {0};
		char *clean = text_cleaned(name, TEXT_MAX);

		add_text(&all, text);
		if (json_object_size(said) < TEXTS_MAX)
			json_object_set_new(said, clean, json_string(buf_str(&all)));
		buf_release(&all);
		free(clean);
	}
	if (json_object_size(said))
		return said;
	json_decref(said);
	return NULL;
}

/* {"text": its messages} where there are any. */
static json_t *
said(const json_t *body, int status)
{
	struct buf text = messages(body);
	json_t *args = json_object();

	if (text.len)
		json_object_set_new(args, "text", json_string(buf_str(&text)));
	json_object_set_new(args, "status", json_integer(status));
	buf_release(&text);
	return args;
}

/* ---- kinds of refusal ---- */

static bool
is_html(const struct http_answer *a)
{
	const char *at = a->body + strspn(a->body, " \t\r\n");

	return !strcmp(a->type, "text/html") || !strcmp(a->type, "application/xhtml+xml") ||
	       !strncasecmp(at, "<!doctype", 9) || !strncasecmp(at, "<html", 5);
}

static void
redirected(const struct http_answer *a, struct refusal *r)
{
	static const char *const words[] = {
	    "login", "logon", "signin", "sso", "saml", "auth", "cas/"};
	bool login = false;

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		login |= strcasestr(a->location, words[i]) != NULL;
	refusal_set(r, login ? "login-page" : "redirected", false, one("to", a->location));
}

/* "CAPTCHA_CHALLENGE; login-url=https://…" */
static void
captcha(const struct http_answer *a, struct refusal *r)
{
	const char *url = strstr(a->denied, "login-url=");

	refusal_set(
	    r, "captcha", a->status / 100 == 2, url ? one("to", url + strlen("login-url=")) : NULL);
}

/* A 401 is what an absent or refused token gives; but Jira also says so to somebody whom it knows, of a link that he
 * may not make. */
static void
unauthorised(const struct http_answer *a, const json_t *body, struct refusal *r)
{
	bool known = *a->user && strcmp(a->user, "anonymous") != 0;

	if (known || !strcmp(a->login, "OK"))
		refusal_set(r, "no-permission", false, said(body, a->status));
	else
		refusal_set(r, "token-refused", false, said(body, a->status));
}

static void
bad_request(const struct http_answer *a, const json_t *body, struct refusal *r)
{
	json_t *args = said(body, a->status), *of_fields = fields(body);

	if (of_fields)
		json_object_set_new(args, "fields", of_fields);
	refusal_set(r, of_fields ? "field-refused" : "jira-refused", false, args);
}

static void
by_status(const struct http_answer *a, const json_t *body, struct refusal *r)
{
	switch (a->status) {
	case 400:
		bad_request(a, body, r);
		break;
	case 401:
		unauthorised(a, body, r);
		break;
	case 403:
		refusal_set(r, json_object_get(body, "message") ? "jira-refused" : "no-permission",
		    false, said(body, a->status));
		break;
	case 404:
		if (is_html(a))
			refusal_set(r, "jira-answer", false, one("reason", "not-jira"));
		else
			refusal_set(r, "no-such-ticket", false, said(body, a->status));
		break;
	case 429:
		refusal_set(r, "jira-busy", false, NULL);
		break;
	default:
		if (a->status >= 500)
			refusal_set(r, "jira-down", true, said(body, a->status));
		else
			refusal_set(r, "jira-refused", a->status < 300, said(body, a->status));
	}
}

/* Seconds, or a date (RFC 9110, section 10.2.3). */
static int64_t
retry_ms(const char *text, int64_t now)
{
	char *end;
	long long seconds = strtoll(text, &end, 10);
	time_t at;

	if (!*text)
		return 0;
	if (*end) {
		at = curl_getdate(text, NULL);
		seconds = at < 0 ? 0 : (long long)at - now;
	}
	if (seconds < 0)
		seconds = 0;
	return (seconds > RETRY_MAX_S ? RETRY_MAX_S : seconds) * 1000;
}

/* Has it more values than anything that is asked for? Each takes up to some hundred bytes, so that 8 MB of {} would
 * be most of a machine's memory. */
static bool
too_many(const char *text, size_t len)
{
	size_t values = 0;
	bool quoted = false;

	for (size_t i = 0; i < len; i++) {
		char c = text[i];

		if (quoted && c == '\\')
			i++;
		else if (c == '"')
			quoted = !quoted;
		else if (!quoted && (c == ',' || c == '{' || c == '['))
			values++;
	}
	return values > VALUES_MAX;
}

/* NULL and why: there is no such JSON, or it is not to be read. */
static json_t *
parse(const struct http_answer *a, const char **why)
{
	json_t *body = NULL;

	if (!a->body[strspn(a->body, " \t\r\n")])
		*why = "empty";
	else if (frame_too_deep(a->body, a->len))
		*why = "too-deep";
	else if (too_many(a->body, a->len))
		*why = "too-long";
	else if (!(body = json_loadb(a->body, a->len, JSON_ALLOW_NUL, NULL)))
		*why = "not-json";
	return body;
}

bool
refusal_of(const struct http_answer *a, int64_t now, struct refusal *r)
{
	const char *why;
	json_t *body;

	if (a->end != HTTP_ANSWERED) {
		unanswered(a, r);
		return true;
	}
	if (strstr(a->denied, "CAPTCHA")) {
		captcha(a, r);
		return true;
	}
	if (!strcmp(a->login, "AUTHENTICATION_DENIED") ||
	    !strcmp(a->login, "AUTHENTICATED_FAILED")) {
		refusal_set(r, "token-refused", a->status / 100 == 2, NULL);
		return true;
	}
	if (a->status / 100 == 2)
		return false;
	if (a->status / 100 == 3) {
		redirected(a, r);
		return true;
	}
	body = parse(a, &why);
	by_status(a, body, r);
	r->retry_ms = retry_ms(a->retry, now);
	json_decref(body);
	return true;
}

json_t *
refusal_or_json(const struct http_answer *a, struct refusal *r)
{
	const char *why;
	json_t *body = is_html(a) ? NULL : parse(a, &why);

	if (is_html(a))
		refusal_set(r, "login-page", a->sent, NULL);
	else if (!body)
		refusal_set(r, "jira-answer", a->sent, one("reason", why));
	return body;
}
