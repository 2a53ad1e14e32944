/* One request and its answer: a libcurl easy handle, from when it is prepared to when it has ended. Who runs it, and when,
 * is http.c's matter. */
#ifndef TICKETS_EXCHANGE_H
#define TICKETS_EXCHANGE_H

#include "base/buf.h"

#include <curl/curl.h>
#include <stdbool.h>
#include <stdint.h>

struct exchange;
struct secret;

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
	int to_fd;          /* where the body of a 200 goes, still the caller's; -1: into `body` */
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

/* What all of them have in common. */
struct http_server {
	char *ca; /* PEM, beside the system's; NULL */
	size_t ca_len;
	char *proxy; /* NULL: none */
	int timeout_ms;
};

struct exchange *exchange_new(const struct http_request *r);
/* Its handle, made anew, with the exchange as CURLINFO_PRIVATE. The server must outlive it. */
CURL *exchange_prepare(struct exchange *x, const struct http_server *server);
void exchange_end(struct exchange *x, CURLcode code); /* tells `done` */
void exchange_free(struct exchange *x); /* its handle is in no multi handle any more */

#endif
