/* What a person pastes where a host is asked for: a name, host:port, [address]:port, a bare IPv6
 * address or a URL. */
#ifndef TUI_MODEL_ENDPOINT_H
#define TUI_MODEL_ENDPOINT_H

#include <stddef.h>

enum { ENDPOINT_HOST_MAX = 512 };

struct endpoint {
	char host[ENDPOINT_HOST_MAX]; /* as it was written: the backend judges it */
	long port;                    /* -1: none was given; -2: what stands there is no port */
};

void endpoint_parse(const char *text, struct endpoint *e);

#endif
