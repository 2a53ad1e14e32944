/* What people write when they mean a host: "www.exemple.cat", "www.exemple.cat:8443",
 * "[2001:db8::1]:443", "2001:db8::1", "https://www.exemple.cat/seu". */
#ifndef INVENTORY_ENDPOINT_H
#define INVENTORY_ENDPOINT_H

/* Splits text into *host (a new string, as written: whether it is a name is for the backend to say)
 * and *port, 0 when none was said. NULL, or the reason why the port is refused ("range"); *host is
 * set either way. */
const char *endpoint_split(const char *text, char **host, int *port);

#endif
