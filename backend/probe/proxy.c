#include "probe/proxy.h"

#include "base/endpoint.h"
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
set_target(struct target *t, const char *text)
{
	size_t len = strlen(text);
	char *authority = mem_strndup(text, len && text[len - 1] == '/' ? len - 1 : len);
	struct endpoint e;
	bool good = !endpoint_parse(&e, authority) && e.port_said && !strchr(authority, '/') &&
		    !target_set(t, e.host, e.port, NULL);

	endpoint_release(&e);
	free(authority);
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
		if (set_target(&p->target, url + len))
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
