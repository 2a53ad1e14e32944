/* Where Jira is: the base that every request's URL begins with, and what may be sent the token. libcurl's own parser
 * reads the URLs, so that what is checked here is what is connected to. */
#ifndef TICKETS_BASE_URL_H
#define TICKETS_BASE_URL_H

#include <stdbool.h>

/* Why a text is no base URL: "not-a-url", "scheme" (neither https nor http), "plain" (http, and `plain` is false),
 * "user" (a name or password before the host), "query" (or a fragment). NULL: it is one. */
const char *base_url_fault(const char *text, bool plain);

/* The base in one form: scheme and host in lower case, no usual port, no slash at the end of the path. New; NULL where
 * it has a fault. */
char *base_url_normal(const char *text, bool plain);

/* Is that URL of the same scheme, host and port, and below the path of the base (as normal)? One with a user is not. */
bool base_url_covers(const char *base, const char *url);

#endif
