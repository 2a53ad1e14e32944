/* A call while it is under way: what those of the table of rest.c are written with. It ends with exactly one
 * of call_succeed, call_fail and the refusals, and is not to be touched after it. */
#ifndef TICKETS_CALL_H
#define TICKETS_CALL_H

#include "tickets/http.h"
#include "tickets/refusal.h"

#define REST_API "/rest/api/2"

#define UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define DIGITS "0123456789"

enum { REST_JSON_MAX_BYTES = 8 << 20, REST_NAME_MAX_BYTES = 200 };

/* ok is borrowed, NULL where r has a code; fd is the caller's from then on, -1 where the call gives none. */
typedef void rest_done_fn(json_t *ok, int fd, const struct refusal *r, void *arg);

struct rest_request {
	const char *call;
	json_t *args; /* held; whatever stands there is looked at first */
	int fd;       /* of what is attached, owned from here on; -1 */
	struct secret *secret;
	enum http_urgency urgency;
	rest_done_fn *done; /* once, never before rest_call has returned */
	void *arg;
};

struct call;

struct dialect {
	const char *name;
	void (*begin)(struct call *c);
	/* A body that is JSON; borrowed. */
	void (*answered)(struct call *c, const json_t *body);
	/* An answer that is a refusal; false: then it is that of the call. NULL: always. */
	bool (*refused)(struct call *c, const struct refusal *r);
	/* The answer as it came, where it is no refusal and not to be read as JSON; instead of `answered`. */
	void (*came)(struct call *c, const struct http_answer *a);
	bool changes;      /* it is not to be done twice */
	bool open;         /* to those who are not logged in */
	bool may_be_empty; /* then body is NULL */
};

struct call {
	struct rest *rest;
	struct call *next;
	const struct dialect *dialect;
	json_t *args;
	int fd; /* of what is attached, or where it is fetched to; -1 */
	struct secret *secret;
	enum http_urgency urgency;
	rest_done_fn *done;
	void *arg;
	struct timer *soon;   /* what is refused before anything was asked */
	struct refusal early; /* then */
	/* How far a call of several requests is; each has its own use for them. */
	json_t *state, *got;
	size_t at, some, kept;
	int step;
};

struct rest {
	struct loop *loop;
	struct http *http;
	char *base; /* base_url_normal */
	struct call *calls;
};

void call_begin(struct rest *r, const struct rest_request *q, const struct dialect *d);
void call_free(struct call *c);

/* path begins behind the base; body is stolen. */
void call_get(struct call *c, const char *path);
void call_post(struct call *c, const char *path, json_t *body);
void call_post_file(struct call *c, const char *path, const struct http_part *part);
void call_fetch(struct call *c, const char *url, size_t most_bytes); /* into fd */

void call_succeed(struct call *c, json_t *ok);             /* steals ok */
void call_succeed_fd(struct call *c, json_t *ok);          /* and hands fd over */
void call_fail(struct call *c, struct refusal *r);         /* and releases r */
void call_fail_answer(struct call *c, const char *reason); /* what came is not what was to come */

/* Nothing was asked, or nothing more is: from within `begin` too. args is stolen. */
void call_refuse(struct call *c, const char *code, json_t *args);
void call_bad_argument(struct call *c, const char *field, const char *reason, const char *value);

/* Is that text, which becomes part of a URL or of a query, made of these characters alone? */
bool call_made_of(const char *text, const char *characters);
/* The issue that the call is about, as it stands in a path: its "id", which no other ever has, or its "key". NULL after
 * refusing; borrowed from the args. */
const char *call_issue(struct call *c);

#endif
