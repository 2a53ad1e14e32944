/* Requests to one server, many under way at once, on the loop: libcurl's multi interface, told by poll(2) which socket is
 * ready. They wait in a queue for their turn: at most so many begin in a minute, and what a person waits for goes before
 * what is merely followed.
 *
 * Nothing comes from the environment or the user's files (proxies, .netrc, cookies, key logs), only http and https are
 * spoken, certificates are always verified, and no redirect is followed. A request that changes something goes over a
 * connection of its own: on a kept one that turns out to be dead libcurl would send it again by itself, and it might be
 * done twice.
 *
 * Whether the server may have got a request is told by libcurl's CURLOPT_PREREQFUNCTION, which it calls when the
 * connection stands and right before the first byte of the request. */
#ifndef TICKETS_HTTP_H
#define TICKETS_HTTP_H

#include "base/buf.h"

#include <stdbool.h>
#include <stdint.h>

struct err;
struct http;
struct loop;
struct secret;

struct http_setup {
	const char *ca_file; /* PEM, beside the system's; NULL */
	const char *proxy;   /* NULL: none */
	int timeout_ms;      /* of one request, from its turn on */
	int rate;            /* requests a minute */
};

enum http_urgency { HTTP_PERSON, HTTP_FOLLOWING };

struct http_part {
	const char *name;      /* of the form's field */
	const char *file_name; /* as the server is to call it */
	const char *bytes;
	size_t len;
};

struct http_answer;

typedef void http_done_fn(const struct http_answer *a, void *arg);

/* What is pointed to is copied, but for the secret, which is held. */
struct http_request {
	const char *method;     /* "GET", "POST" */
	const char *url;        /* whole; the caller has seen to it that it is one for the secret */
	const struct buf *json; /* the body; NULL: none */
	const struct http_part *part; /* a form of one file instead; NULL */
	bool changes;                 /* it is not to be done twice */
	struct secret *secret;        /* NULL: nobody's */
	enum http_urgency urgency;
	size_t most_bytes;  /* of the answer's body */
	int to_fd;          /* where the body goes, still the caller's; -1: into `body` */
	http_done_fn *done; /* once; it may make further requests */
	void *arg;
};

/* How a request ended. */
enum http_end {
	HTTP_ANSWERED, /* with some status, and the whole body */
	HTTP_UNREACHABLE,
	HTTP_TLS,
	HTTP_TIMEOUT,
	HTTP_CUT, /* the connection, before the answer had ended */
	HTTP_TOO_LONG
};

/* Good until `done` returns. */
struct http_answer {
	enum http_end end;
	/* Why there is none: of HTTP_UNREACHABLE "dns", "proxy-dns", "proxy", "refused", "no-route", "cut" or "other"; of
	 * HTTP_TLS "expired", "not-yet-valid", "untrusted", "name", "proxy" or "other". "" else. */
	const char *reason;
	const char *text; /* libcurl's own words for it, or "" */
	bool sent;        /* the server may have got the request, or part of it */
	int status;       /* 0: none came */
	bool truncated;   /* of HTTP_CUT: part of the body came */
	const char *body; /* NUL-terminated; never NULL */
	size_t len;
	const char *type;     /* Content-Type without its parameters, in lower case; "" */
	const char *location; /* of a redirect; "" */
	const char *login;    /* X-Seraph-LoginReason; "" */
	const char *denied;   /* X-Authentication-Denied-Reason; "" */
	const char *user;     /* X-AUSERNAME: who Jira took us for; "" */
	const char *retry;    /* Retry-After; "" */
};

/* NULL with "bad-setup" where a CA file cannot be read. The loop must outlive it. */
struct http *http_new(struct loop *loop, const struct http_setup *setup, struct err *err);
void http_free(struct http *h); /* nobody is told of what is under way */
void http_send(struct http *h, const struct http_request *r);

#endif
