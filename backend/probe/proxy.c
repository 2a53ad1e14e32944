#include "probe/proxy.h"

#include "base/mem.h"

static const struct {
	const char *scheme;
	enum proxy_kind kind;
} schemes[] = {
    {"http://", PROXY_HTTP},
    {"socks5://", PROXY_SOCKS5},
};

/* "host:port" or "[address]:port"; a final '/' is forgiven. */
static bool
endpoint_parse(struct target *t, const char *text)
{
	size_t len = strlen(text);
	const char *colon;
	char *host, *end;
	long port;
	bool good;

	if (len && text[len - 1] == '/')
		len--;
	colon = memrchr(text, ':', len);
	if (!colon)
		return false;
	port = strtol(colon + 1, &end, 10);
	if (end != text + len || end == colon + 1 || port < 1 || port > 65535)
		return false;
	host = mem_strndup(text, (size_t)(colon - text));
	good = !target_set(t, host, (int)port, NULL);
	free(host);
	return good;
}

bool
proxy_parse(struct proxy *p, const char *url)
{
	memset(p, 0, sizeof(*p));
	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
		size_t len = strlen(schemes[i].scheme);

		if (strncasecmp(url, schemes[i].scheme, len) != 0)
			continue;
		p->kind = schemes[i].kind;
		if (endpoint_parse(&p->target, url + len))
			return true;
	}
	proxy_release(p);
	return false;
}

void
proxy_release(struct proxy *p)
{
	target_release(&p->target);
	p->kind = PROXY_NONE;
}
