/* A proxy that stands between us and a host, as the configuration names it. */
#ifndef PROBE_PROXY_H
#define PROBE_PROXY_H

#include "probe/target.h"

#include <stdbool.h>

enum proxy_kind {
	PROXY_NONE,
	PROXY_HTTP,  /* CONNECT: RFC 9110 section 9.3.6 */
	PROXY_SOCKS5 /* RFC 1928, without authentication; the proxy looks the name up */
};

struct proxy {
	enum proxy_kind kind;
	struct target target; /* the proxy's own host and port */
};

/* "http://host:port" or "socks5://host:port"; false when it is neither. */
bool proxy_parse(struct proxy *p, const char *url);
void proxy_release(struct proxy *p);

#endif
