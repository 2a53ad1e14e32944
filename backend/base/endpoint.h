/* Hosts as people write them: "www.exemple.cat", "www.exemple.cat:8443", "[2001:db8::1]:443", "2001:db8::1",
 * "*.exemple.cat", "https://op1@www.exemple.cat/seu". Here they are only taken apart and put together:
 * whether a host is a name or an address, and the one form that it has, is for base/hostname.h to say. */
#ifndef BASE_ENDPOINT_H
#define BASE_ENDPOINT_H

#include <stdbool.h>
#include <stddef.h>

struct endpoint {
	char *host;     /* as it was written, without brackets; "" where there is none */
	int port;       /* the one that was said, else that of the scheme, else 0 */
	bool port_said; /* it stands in the text */
	bool wildcard;  /* the host is "*.exemple.cat" */
};

/* NULL, or "range" where what stands for a port is none: then port is 0. host is set either way; release. The blanks
 * around do not matter. Of a URL (RFC 3986, 3.2) the user, the path and what follows are left out; without a scheme
 * a '/' or an '@' stays in the host, so that a network ("192.0.2.0/24") or a mail address is refused as a name
 * instead of being read as a host that nobody meant. */
const char *endpoint_parse(struct endpoint *e, const char *text);
void endpoint_release(struct endpoint *e);

/* "*." and something after it: every name one label below (RFC 6125, 6.4.3). */
bool host_is_wildcard(const char *host);

/* Is a certificate with that name good for the host: the same name, or the wildcard right above it? */
bool host_covers(const char *name, const char *host);

/* "host:port", with brackets round an IPv6 address; the host alone where port is 0. The first gives what snprintf
 * gives, the second a new string. */
int endpoint_format(char *out, size_t size, const char *host, int port);
char *endpoint_text(const char *host, int port);

#endif
