#include "inventory/endpoint.h"

#include "base/mem.h"

static const struct {
	const char *scheme;
	int port;
} schemes[] = {
    {"https://", 443},
    {"http://", 443},
    {"ldaps://", 636},
    {"imaps://", 993},
    {"pop3s://", 995},
    {"smtps://", 465},
    {"ftps://", 990},
    {"tls://", 0},
};

/* Where the authority of a URL begins in text, and the port that its scheme stands for (RFC 3986,
 * 3.2). */
static const char *
skip_scheme(const char *text, int *port)
{
	for (size_t i = 0; i < sizeof(schemes) / sizeof(*schemes); i++) {
		size_t len = strlen(schemes[i].scheme);

		if (!strncasecmp(text, schemes[i].scheme, len)) {
			*port = schemes[i].port;
			return text + len;
		}
	}
	return text;
}

static const char *
parse_port(const char *s, size_t len, int *port)
{
	int n = 0;

	for (size_t i = 0; i < len; i++) {
		if (s[i] < '0' || s[i] > '9' || n > 65535)
			return "range";
		n = n * 10 + (s[i] - '0');
	}
	*port = n;
	return len == 0 || n < 1 || n > 65535 ? "range" : NULL;
}

const char *
endpoint_split(const char *text, char **host, int *port)
{
	const char *start, *colon;
	size_t len;

	*port = 0;
	start = skip_scheme(text, port);
	len = start == text ? strlen(start) : strcspn(start, "/?#");
	if (*start == '[') {
		const char *close = memchr(start, ']', len);
		size_t inside = close ? (size_t)(close - start) : len;

		*host = close ? mem_strndup(start + 1, inside - 1) : mem_strndup(start, len);
		if (!close || inside + 1 == len)
			return NULL;
		return close[1] == ':' ? parse_port(close + 2, len - inside - 2, port) : "range";
	}
	colon = memchr(start, ':', len);
	/* more than one colon without brackets is an IPv6 address */
	if (!colon || memchr(colon + 1, ':', len - (size_t)(colon + 1 - start))) {
		*host = mem_strndup(start, len);
		return NULL;
	}
	*host = mem_strndup(start, (size_t)(colon - start));
	return parse_port(colon + 1, len - (size_t)(colon + 1 - start), port);
}
