#include "base/endpoint.h"

#include "base/mem.h"

#include <ctype.h>
#include <stdint.h>
#include <strings.h>

/* The port that a scheme stands for. What is watched of a site that is named by http:// is its TLS. */
static const struct {
	const char *name;
	int port;
} schemes[] = {
    {"https", 443},
    {"http", 443},
    {"wss", 443},
    {"ldaps", 636},
    {"ldap", 389},
    {"imaps", 993},
    {"imap", 143},
    {"pop3s", 995},
    {"pop3", 110},
    {"smtps", 465},
    {"smtp", 25},
    {"ftps", 990},
    {"ftp", 21},
};

static int
scheme_port(const char *name, size_t len)
{
	for (size_t i = 0; i < sizeof(schemes) / sizeof(*schemes); i++)
		if (strlen(schemes[i].name) == len && !strncasecmp(schemes[i].name, name, len))
			return schemes[i].port;
	return 0;
}

/* How many bytes of a text are the scheme of a URL; -1 when it is none. */
static ptrdiff_t
scheme_length(const char *text)
{
	const char *s = text;

	while (isalnum((unsigned char)*s) || (*s && strchr("+-.", *s)))
		s++;
	return strncmp(s, "://", 3) ? -1 : s - text;
}

/* A no-break space comes with what is copied from a web page or a spreadsheet. */
static const char no_break[] = "\u00a0";

static const char *
skip_blanks(const char *s)
{
	for (;;) {
		if (*s && strchr(" \t\r\n", *s))
			s++;
		else if (!strncmp(s, no_break, 2))
			s += 2;
		else
			return s;
	}
}

static size_t
length_without_blanks_after(const char *s)
{
	size_t len = strlen(s);

	for (;;) {
		if (len && strchr(" \t\r\n", s[len - 1]))
			len--;
		else if (len > 1 && !memcmp(s + len - 2, no_break, 2))
			len -= 2;
		else
			return len;
	}
}

static const char *
parse_port(struct endpoint *e, const char *digits, size_t len)
{
	int n = 0;

	e->port = 0;
	for (size_t i = 0; i < len; i++) {
		if (!isdigit((unsigned char)digits[i]) || n > UINT16_MAX)
			return "range";
		n = n * 10 + (digits[i] - '0');
	}
	if (n < 1 || n > UINT16_MAX)
		return "range";
	e->port = n;
	e->port_said = true;
	return NULL;
}

/* "host", "host:port", "[host]" or "[host]:port". More than one colon without brackets is an IPv6 address. */
static const char *
parse_authority(struct endpoint *e, const char *text, size_t len, bool url)
{
	const char *close = len && *text == '[' ? memchr(text, ']', len) : NULL;
	const char *after = close ? close + 1 : memchr(text, ':', len), *end = text + len;

	if (!close && after && memchr(after + 1, ':', (size_t)(end - after - 1)))
		after = NULL;
	e->host = close   ? mem_strndup(text + 1, (size_t)(close - text) - 1)
		  : after ? mem_strndup(text, (size_t)(after - text))
			  : mem_strndup(text, len);
	if (!after || after == end)
		return NULL;
	if (url && after + 1 == end && *after == ':') /* RFC 3986, 3.2.3: the port may be empty */
		return NULL;
	if (*after != ':') {
		e->port = 0;
		return "range";
	}
	return parse_port(e, after + 1, (size_t)(end - after - 1));
}

const char *
endpoint_parse(struct endpoint *e, const char *text)
{
	ptrdiff_t scheme;
	const char *at, *reason;
	size_t len;

	*e = (struct endpoint){0};
	text = skip_blanks(text);
	len = length_without_blanks_after(text);
	scheme = scheme_length(text);
	if (scheme >= 0) {
		e->port = scheme_port(text, (size_t)scheme);
		len -= (size_t)scheme + 3;
		text += scheme + 3;
		len = strcspn(text, "/?#") < len ? strcspn(text, "/?#") : len;
		at = memrchr(text, '@', len);
		len -= at ? (size_t)(at + 1 - text) : 0;
		text = at ? at + 1 : text;
	}
	reason = parse_authority(e, text, len, scheme >= 0);
	e->wildcard = host_is_wildcard(e->host);
	return reason;
}

void
endpoint_release(struct endpoint *e)
{
	free(e->host);
	*e = (struct endpoint){0};
}

bool
host_is_wildcard(const char *host)
{
	return !strncmp(host, "*.", 2) && host[2];
}

bool
host_covers(const char *name, const char *host)
{
	const char *dot;

	if (!strcasecmp(name, host))
		return true;
	dot = host_is_wildcard(name) ? strchr(host, '.') : NULL;
	return dot && dot > host && !strcasecmp(name + 1, dot);
}

int
endpoint_format(char *out, size_t size, const char *host, int port)
{
	if (!port)
		return snprintf(out, size, "%s", host);
	return snprintf(out, size, strchr(host, ':') ? "[%s]:%d" : "%s:%d", host, port);
}

char *
endpoint_text(const char *host, int port)
{
	size_t size = strlen(host) + sizeof("[]:65535") + 6; /* whatever the int */
	char *text = mem_alloc(size);

	endpoint_format(text, size, host, port);
	return text;
}
