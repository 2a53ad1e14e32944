#include "tickets/base_url.h"

#include "base/mem.h"

#include <curl/curl.h>

/* A part of a URL, new, for curl_free; NULL where it has none. */
static char *
part(CURLU *u, CURLUPart which, unsigned flags)
{
	char *text = NULL;

	return curl_url_get(u, which, &text, flags) == CURLUE_OK ? text : NULL;
}

static bool
has(CURLU *u, CURLUPart which)
{
	char *text = part(u, which, 0);
	bool there = text != NULL;

	curl_free(text);
	return there;
}

/* curl_url_cleanup. NULL where it is no URL: libcurl would guess a scheme where there is none, and is not let. */
static CURLU *
parse(const char *text)
{
	CURLU *u = curl_url();

	for (const char *c = text; *c; c++)
		if (*c <= ' ' || *c > '~' || *c == '\\') {
			curl_url_cleanup(u);
			return NULL;
		}
	if (u && curl_url_set(u, CURLUPART_URL, text, CURLU_NON_SUPPORT_SCHEME) == CURLUE_OK)
		return u;
	curl_url_cleanup(u);
	return NULL;
}

static const char *
fault_of(CURLU *u, bool plain)
{
	char *scheme = part(u, CURLUPART_SCHEME, 0);
	const char *fault = NULL;

	if (has(u, CURLUPART_USER) || has(u, CURLUPART_PASSWORD))
		fault = "user"; /* before any other: what is refused for it is not repeated */
	else if (!scheme || (strcmp(scheme, "https") != 0 && strcmp(scheme, "http") != 0))
		fault = "scheme";
	else if (!strcmp(scheme, "http") && !plain)
		fault = "plain";
	else if (has(u, CURLUPART_QUERY) || has(u, CURLUPART_FRAGMENT))
		fault = "query";
	curl_free(scheme);
	return fault;
}

const char *
base_url_fault(const char *text, bool plain)
{
	CURLU *u = parse(text);
	const char *fault = u ? fault_of(u, plain) : "not-a-url";

	/* "https://h/?" has an empty query, which libcurl leaves out */
	if (!fault && strpbrk(text, "?#"))
		fault = "query";
	curl_url_cleanup(u);
	return fault;
}

/* Scheme, host in lower case, and port where it is not the usual one. */
static char *
origin_of(CURLU *u)
{
	char *scheme = part(u, CURLUPART_SCHEME, 0), *host = part(u, CURLUPART_HOST, 0),
	     *port = part(u, CURLUPART_PORT, CURLU_NO_DEFAULT_PORT), *origin = NULL;

	for (char *c = host; c && *c; c++)
		if (*c >= 'A' && *c <= 'Z')
			*c = (char)(*c - 'A' + 'a');
	if (scheme && host)
		origin = mem_printf("%s://%s%s%s", scheme, host, port ? ":" : "", port ? port : "");
	curl_free(scheme);
	curl_free(host);
	curl_free(port);
	return origin;
}

char *
base_url_normal(const char *text, bool plain)
{
	CURLU *u = base_url_fault(text, plain) ? NULL : parse(text);
	char *origin = u ? origin_of(u) : NULL, *path = u ? part(u, CURLUPART_PATH, 0) : NULL,
	     *base = NULL;
	size_t len = path ? strlen(path) : 0;

	while (len && path[len - 1] == '/')
		len--;
	if (origin)
		base = mem_printf("%s%.*s", origin, (int)len, path ? path : "");
	free(origin);
	curl_free(path);
	curl_url_cleanup(u);
	return base;
}

/* A path that a server may read as one that leads up again: also where that is written with % signs, or has a parameter,
 * which servers of Java leave out before they follow the path (RFC 3986, section 3.3). */
static bool
leads_up(CURLU *u)
{
	char *path = part(u, CURLUPART_PATH, CURLU_URLDECODE);
	bool up = !path || strchr(path, '\\');

	for (const char *at = path; at && !up && (at = strstr(at, "/..")); at += 3)
		up = !at[3] || at[3] == '/' || at[3] == ';';

	curl_free(path);
	return up;
}

bool
base_url_covers(const char *base, const char *url)
{
	CURLU *ours = parse(base), *theirs = parse(url);
	char *from = ours ? origin_of(ours) : NULL, *to = theirs ? origin_of(theirs) : NULL,
	     *below = ours ? part(ours, CURLUPART_PATH, 0) : NULL,
	     *path = theirs ? part(theirs, CURLUPART_PATH, 0) : NULL;
	size_t len = below ? strlen(below) : 0;
	bool covered = from && to && path && !strcmp(from, to) && !leads_up(theirs) &&
		       !has(theirs, CURLUPART_USER) && !has(theirs, CURLUPART_PASSWORD);

	while (len && below[len - 1] == '/')
		len--;
	covered = covered && !strncmp(path, below ? below : "", len) && path[len] == '/';
	free(from);
	free(to);
	curl_free(below);
	curl_free(path);
	curl_url_cleanup(ours);
	curl_url_cleanup(theirs);
	return covered;
}
