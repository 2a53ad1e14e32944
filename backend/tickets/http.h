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

#include "tickets/exchange.h"

struct err;
struct http;
struct loop;

struct http_setup {
	const char *ca_file; /* PEM, beside the system's; NULL */
	const char *proxy;   /* NULL: none */
	int timeout_ms;      /* of one request, from its turn on */
	int rate;            /* requests a minute */
};

/* NULL and why where a CA file cannot be read. The loop must outlive it. */
struct http *http_new(struct loop *loop, const struct http_setup *setup, struct err *err);
void http_free(struct http *h); /* nobody is told of what is under way */
void http_send(struct http *h, const struct http_request *r);

#endif
