/* The proxies that a monitor may be given: those that the configuration names. */
#ifndef DAEMON_OPERATIONS_PROXIES_H
#define DAEMON_OPERATIONS_PROXIES_H

#include <jansson.h>

struct config;

/* Why a monitor may not be given this proxy: the arguments of "bad-argument" with what the configuration has; NULL:
 * it has it, or none is named. */
json_t *proxy_refusal(const struct config *c, const char *name);

#endif
