/* One loop: lines come from the daemon, requests go to Jira, and answers come back in the order in which Jira gives
 * them. What is under way is a `job`: a call that was asked for, or the trial of a token that was just handed over.
 *
 * A token lives in tokens (token.h) until it is refused, forgotten, or another takes its place; a job holds the one
 * that it began with, so that what is refused is laid to that one alone.
 *
 * The sandbox is entered when a setup holds: until then nothing was read but lines of the daemon. */
#include "tickets/worker.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/sandbox.h"
#include "base/sys.h"
#include "tickets/base_url.h"
#include "tickets/http.h"
#include "tickets/refusal.h"
#include "tickets/rest.h"
#include "tickets/secret.h"
#include "tickets/token.h"
#include "wire/channel.h"
#include "wire/conversation.h"
#include "wire/protocol.h"

#include <curl/curl.h>
#include <malloc.h>

enum { TIMEOUT_LEAST_MS = 100, TIMEOUT_MOST_MS = 3600000, RATE_MOST = 1000000 };

struct worker {
	struct conversation conversation;
	struct tokens *tokens;
	struct http *http; /* NULL until a setup holds */
	struct rest *rest;
	struct secret *refused; /* the last one of nobody's that Jira refused; held, NULL */
};

struct job {
	struct worker *worker;
	json_int_t id;
	char *who;
	struct secret *secret; /* held: to know whether it is still his */
};

/* ---- what is written ---- */

static json_t *
error_of(const char *code, json_t *args)
{
	return json_pack("{s:s, s:o}", "code", code, "args", args ? args : json_object());
}

/* Steals ok; where that is NULL, error. */
static void
say_token(struct worker *w, const char *who, json_t *ok, json_t *error)
{
	channel_send(w->conversation.channel,
	    json_pack("{s:{s:s, s:o}}", "token", "who", who, ok ? "ok" : "error", ok ? ok : error));
}

static void
say_setup(struct worker *w, json_t *ok, json_t *error)
{
	channel_send(w->conversation.channel,
	    json_pack("{s:{s:o}}", "setup", ok ? "ok" : "error", ok ? ok : error));
}

/* ---- setup ---- */

static int
bounded(const json_t *setup, const char *name, int least, int most)
{
	int64_t n = number_of(setup, name);

	return n < least ? least : n > most ? most : (int)n;
}

static void
hear_setup(struct worker *w, json_t *setup)
{
	bool plain = flag_of(setup, "plain");
	const char *base = text_of(setup, "base"), *fault = base_url_fault(base, plain);
	const struct http_setup http = {.ca_file = text_at(setup, "ca_file"),
	    .proxy = text_at(setup, "proxy"),
	    .timeout_ms = bounded(setup, "timeout_ms", TIMEOUT_LEAST_MS, TIMEOUT_MOST_MS),
	    .rate = bounded(setup, "rate", 1, RATE_MOST)};
	struct err err = {0};
	char *normal;

	if (w->http)
		return;
	if (fault) {
		say_setup(w, NULL,
		    error_of("bad-jira-url", json_pack("{s:s, s:s}", "reason", fault, "value",
						 strcmp(fault, "user") != 0 ? base : "")));
		return;
	}
	w->http = http_new(w->conversation.loop, &http, &err);
	if (!w->http) {
		say_setup(w, NULL, err_json(&err));
		return;
	}
	normal = base_url_normal(base, plain);
	w->rest = rest_new(w->conversation.loop, w->http, normal);
	sandbox_of_client();
	say_setup(w, json_pack("{s:s}", "base", normal), NULL);
	free(normal);
}

/* ---- jobs ---- */

static struct job *
job_new(struct worker *w, json_int_t id, const char *who, struct secret *secret)
{
	struct job *j = mem_alloc(sizeof(*j));

	*j = (struct job){w, id, mem_strdup(who), secret_hold(secret)};
	return j;
}

static void
job_free(struct job *j)
{
	secret_release(j->secret);
	free(j->who);
	free(j);
}

static bool
is_refused_token(const char *code)
{
	return !strcmp(code, "token-refused") || !strcmp(code, "captcha");
}

/* What a person hands over he may hand over again, as when he has answered a CAPTCHA; nobody's comes by itself. */
static void
note_refused(struct worker *w, const char *who, struct secret *secret, const char *code)
{
	if (*who || strcmp(code, "token-refused") != 0)
		return;
	secret_release(w->refused);
	w->refused = secret_hold(secret);
}

static void
say_refusal(struct job *j, const struct refusal *r)
{
	struct worker *w = j->worker;

	channel_send(w->conversation.channel,
	    json_pack("{s:{s:I, s:{s:s, s:O, s:b, s:I}}}", "answer", "id", j->id, "error", "code",
		r->code, "args", r->args, "sent", r->sent, "retry_ms", (json_int_t)r->retry_ms));
	/* a token is never tried again by itself: that locks accounts */
	if (j->secret && is_refused_token(r->code) && tokens_of(w->tokens, j->who) == j->secret) {
		note_refused(w, j->who, j->secret, r->code);
		tokens_forget(w->tokens, j->who);
		say_token(w, j->who, NULL, error_of(r->code, json_incref(r->args)));
	}
}

static int
add_text(const char *text, size_t len, void *arg)
{
	buf_add(arg, text, len);
	return 0;
}

/* A line that the daemon would not read would end the conversation. */
static void
say_ok(struct job *j, json_t *ok)
{
	struct refusal too_long = {0};
	struct buf line = {0};
	json_t *answer = json_pack("{s:{s:I, s:O}}", "answer", "id", j->id, "ok", ok);

	json_dump_callback(answer, add_text, &line, JSON_COMPACT);
	json_decref(answer);
	if (line.len < TICKETS_LINE_MAX_BYTES) {
		channel_send_text(j->worker->conversation.channel, line.data, line.len);
	} else {
		refusal_set(
		    &too_long, "jira-answer", false, json_pack("{s:s}", "reason", "too-long"));
		say_refusal(j, &too_long);
		refusal_release(&too_long);
	}
	buf_release(&line);
}

static void
job_done(json_t *ok, int fd, const struct refusal *r, void *arg)
{
	struct job *j = arg;

	if (fd >= 0)
		channel_send_fd(j->worker->conversation.channel, fd);
	if (ok)
		say_ok(j, ok);
	else
		say_refusal(j, r);
	job_free(j);
}

static void
refuse_job(struct worker *w, json_int_t id, const char *who, const char *code)
{
	struct refusal r = {0};

	refusal_set(&r, code, false, NULL);
	job_done(NULL, -1, &r, job_new(w, id, who, NULL));
	refusal_release(&r);
}

static void
hear_job(struct worker *w, json_t *job)
{
	json_int_t id = number_of(job, "id");
	const char *who = text_of(job, "who");
	struct secret *secret = tokens_of(w->tokens, who);
	struct rest_request q = {.call = text_of(job, "call"),
	    .args = json_object_get(job, "args"),
	    .fd = -1,
	    .secret = secret,
	    .urgency = flag_of(job, "following") ? HTTP_FOLLOWING : HTTP_PERSON,
	    .done = job_done};

	if (!w->rest) {
		refuse_job(w, id, who, "no-jira");
	} else {
		q.fd = channel_claim_fd(w->conversation.channel);
		q.arg = job_new(w, id, who, secret);
		rest_call(w->rest, &q);
	}
}

/* ---- tokens ---- */

static void
trial_done(json_t *ok, int fd, const struct refusal *r, void *arg)
{
	struct job *j = arg;
	struct worker *w = j->worker;

	(void)fd;
	if (tokens_untried(w->tokens, j->who) ==
	    j->secret) { /* not given anew, or forgotten, meanwhile */
		if (ok) {
			tokens_good(w->tokens, j->who);
		} else {
			note_refused(w, j->who, j->secret, r->code);
			tokens_forget(w->tokens, j->who);
		}
		say_token(w, j->who, json_incref(ok),
		    ok ? NULL : error_of(r->code, json_incref(r->args)));
	}
	job_free(j);
}

static void
token_read(const char *who, enum token_fault fault, void *arg)
{
	struct worker *w = arg;
	struct secret *secret = tokens_untried(w->tokens, who);
	struct rest_request q = {.call = "myself", .fd = -1, .secret = secret, .done = trial_done};

	if (fault == TOKEN_BAD) {
		say_token(w, who, NULL, error_of("bad-token", NULL));
		return;
	}
	if (!*who && secret_is_same(secret, w->refused)) {
		tokens_forget(w->tokens, who);
		say_token(w, who, NULL, error_of("token-refused", NULL));
		return;
	}
	q.arg = job_new(w, 0, who, secret);
	rest_call(w->rest, &q);
}

/* Each token that is handed over is answered once, also one that another takes the place of before it was tried. */
static void
cancel_pending(struct worker *w, const char *who)
{
	if (tokens_pending(w->tokens, who))
		say_token(w, who, NULL, error_of("cancelled", NULL));
}

static void
hear_token(struct worker *w, json_t *token)
{
	const char *who = text_of(token, "who");

	cancel_pending(w, who);
	if (w->rest)
		tokens_read(w->tokens, who, channel_claim_fd(w->conversation.channel));
	else
		say_token(w, who, NULL, error_of("no-jira", NULL));
}

static void
hear_forget(struct worker *w, json_t *forget)
{
	cancel_pending(w, text_of(forget, "who"));
	tokens_forget(w->tokens, text_of(forget, "who"));
}

/* ---- the conversation ---- */

static const struct {
	const char *name;
	void (*hear)(struct worker *w, json_t *what);
} lines[] = {
    {"setup", hear_setup},
    {"token", hear_token},
    {"forget", hear_forget},
    {"job", hear_job},
};

static void
line(struct worker *w, json_t *object)
{
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		if (json_object_get(object, lines[i].name))
			lines[i].hear(w, json_object_get(object, lines[i].name));
}

/* What libcurl and what it stands on would read from there without being asked: SSLKEYLOGFILE has the keys of each
 * connection written to a file. */
static void
forget_environment(void)
{
	static const char *const names[] = {"SSLKEYLOGFILE", "http_proxy", "https_proxy",
	    "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY", "NETRC", "CURL_HOME"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		unsetenv(names[i]);
}

/* libcurl puts a token into a request, and leaves the request in memory that it gives back: nothing that it gives back
 * keeps what was in it. */
static void
wiped_free(void *p)
{
	if (p)
		explicit_bzero(p, malloc_usable_size(p));
	free(p);
}

static void *
wiped_realloc(void *p, size_t size)
{
	size_t had = p ? malloc_usable_size(p) : 0;
	void *larger;

	if (size <= had)
		return p;
	larger = malloc(size);
	if (larger && p) {
		memcpy(larger, p, had);
		wiped_free(p);
	}
	return larger;
}

int
tickets_worker_main(void)
{
	struct worker w = {0};

	log_open("caducad-tickets", STDERR_FILENO, LOG_LEVEL_INFO);
	sys_no_core();
	forget_environment();
	if (curl_global_init_mem(CURL_GLOBAL_DEFAULT, malloc, wiped_free, wiped_realloc, strdup,
		calloc) != CURLE_OK) {
		log_error("libcurl cannot begin");
		return 1;
	}
	conversation_begin(&w.conversation, TICKETS_LINE_MAX_BYTES, line, &w);
	w.tokens = tokens_new(w.conversation.loop, token_read, &w);
	channel_send(
	    w.conversation.channel, json_pack("{s:{s:s, s:s}}", "ready", "role", "tickets", "curl",
					curl_version_info(CURLVERSION_NOW)->version));
	conversation_run(&w.conversation);
	http_free(w.http);
	rest_free(w.rest);
	secret_release(w.refused);
	tokens_free(w.tokens);
	conversation_end(&w.conversation);
	curl_global_cleanup();
	return 0;
}
