#include "tui/model/endpoint.h"

#include <ctype.h>
#include <errno.h>

enum { NO_PORT = -1, BAD_PORT = -2, PORT_MAX = 65535 };

static long
port_of(const char *text, size_t len)
{
	long port = 0;

	if (!len || len > 5)
		return BAD_PORT;
	for (size_t i = 0; i < len; i++) {
		if (!isdigit((unsigned char)text[i]))
			return BAD_PORT;
		port = port * 10 + (text[i] - '0');
	}
	return port >= 1 && port <= PORT_MAX ? port : BAD_PORT;
}

/* The port that a scheme stands for, so that ldaps://host means 636. */
static long
scheme_port(const char *scheme, size_t len)
{
	static const struct {
		const char *name;
		long port;
	} known[] = {{"https", NO_PORT}, {"ldaps", 636}, {"imaps", 993}, {"pop3s", 995},
	    {"smtps", 465}, {"ftps", 990}};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strlen(known[i].name) == len && !strncasecmp(known[i].name, scheme, len))
			return known[i].port;
	return NO_PORT;
}

static void
set_host(struct endpoint *e, const char *host, size_t len)
{
	snprintf(e->host, sizeof(e->host), "%.*s",
	    (int)(len < sizeof(e->host) ? len : sizeof(e->host) - 1), host);
}

/* host, host:port, [address], [address]:port or a bare IPv6 address. */
static void
parse_authority(const char *text, size_t len, struct endpoint *e)
{
	const char *close = len && *text == '[' ? memchr(text, ']', len) : NULL;
	const char *colon = memchr(text, ':', len);

	if (close) {
		size_t rest = len - (size_t)(close + 1 - text);
		set_host(e, text + 1, (size_t)(close - text) - 1);
		if (rest)
			e->port = close[1] == ':' ? port_of(close + 2, rest - 1) : BAD_PORT;
	} else if (colon && !memchr(colon + 1, ':', len - (size_t)(colon + 1 - text))) {
		set_host(e, text, (size_t)(colon - text));
		e->port = port_of(colon + 1, len - (size_t)(colon + 1 - text));
	} else {
		set_host(e, text, len);
	}
}

void
endpoint_parse(const char *text, struct endpoint *e)
{
	const char *scheme, *at;
	size_t len;

	*e = (struct endpoint){.port = NO_PORT};
	while (*text == ' ')
		text++;
	len = strlen(text);
	while (len && text[len - 1] == ' ')
		len--;
	if ((scheme = memmem(text, len, "://", 3))) {
		e->port = scheme_port(text, (size_t)(scheme - text));
		len -= (size_t)(scheme + 3 - text);
		text = scheme + 3;
		len = strcspn(text, "/?#") < len ? strcspn(text, "/?#") : len;
		if ((at = memrchr(text, '@', len))) {
			len -= (size_t)(at + 1 - text);
			text = at + 1;
		}
	}
	parse_authority(text, len, e);
}
